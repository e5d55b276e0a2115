/** SHARES as a tree. Only those that somebody else has opened are in it: of the others nobody knows that they were sent. */
import type { Collections, ShareDoc } from './collections';

/** Known ones. */
const KNOWN = { sharedAt: { $exists: true } };

/**
 * What lies below some shares, level by level, the biggest branches of each level first: one command a level.
 * A share of which one above was left out for `limit` is left out too.
 * @param levels how many levels; 0 asks nothing
 * @param limit the most of each level
 */
export async function treeBelow(
  { shares }: Pick<Collections, 'shares'>,
  roots: readonly Pick<ShareDoc, '_id'>[],
  levels: number,
  limit: number,
): Promise<ShareDoc[]> {
  const found: ShareDoc[] = [];
  let above = roots.map(({ _id }) => _id);
  for (let level = 0; level < levels && above.length > 0; level++) {
    const below = await shares
      .find({ parent: { $in: above }, ...KNOWN })
      .sort({ 'branch.visits': -1, _id: 1 })
      .limit(limit)
      .toArray();
    found.push(...below);
    above = below.map(({ _id }) => _id);
  }
  return found;
}
