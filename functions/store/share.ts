/** SHARES as a tree. Only those that somebody else has opened are in it: of the others nobody knows that they were sent. */
import type { Collections, ShareDoc, ShareSums } from './collections';
import { olderThan, type Position } from './page';

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

/** A person's known shares in a shop, the one that was first opened last at the top. `after`: the last one of the page before. */
export const knownSharesOf = (
  { shares }: Pick<Collections, 'shares'>,
  merchantId: string,
  userId: string,
  { after, limit }: { readonly after: Position | undefined; readonly limit: number },
): Promise<ShareDoc[]> =>
  shares
    .find({ $and: [{ merchantId, userId, ...KNOWN }, olderThan(after, 'sharedAt')] })
    .sort({ sharedAt: -1, _id: -1 })
    .limit(limit)
    .toArray();

type Brought = Omit<ShareSums, 'sales'>;

/**
 * What all of a person's shares in a shop have brought, by day: two commands, however many shares there are.
 * Days on which nothing came of them are left out.
 */
export async function broughtByDay(
  { shares, figures }: Pick<Collections, 'shares' | 'figures'>,
  { merchantId, userId, from, until }: { merchantId: string; userId: string; from: string; until: string },
): Promise<Map<string, Brought>> {
  const own = await shares.find({ merchantId, userId, ...KNOWN }, { projection: { _id: 1 } }).toArray();
  const days = await figures
    .aggregate<Brought & { readonly _id: string }>([
      {
        $match: { merchantId, by: 'share', key: { $in: own.map(({ _id }) => _id) }, day: { $gte: from, $lte: until } },
      },
      {
        $group: {
          _id: '$day',
          visits: { $sum: '$measures.visits' },
          binds: { $sum: '$measures.binds' },
          orders: { $sum: '$measures.orders' },
        },
      },
    ])
    .toArray();
  return new Map(days.map(({ _id: day, ...brought }) => [day, brought]));
}
