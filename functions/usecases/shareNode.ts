/** A share as a node of the tree, with whose it is and what came of it. */
import type { Output } from '../../shared/contracts/contracts';
import type { ShareDoc } from '../store/collections';
import { keyedText } from '../store/secret';
import type { App } from './app';

export type TreeNode = Output<'fission.tree'>['roots'][number];

export interface Face {
  readonly name: string;
  readonly avatar: string;
}

/** Somebody of whom nothing is known. */
const UNKNOWN: Face = { name: '微信用户', avatar: '' };

/** Names and faces of people by id: one command. Whoever is not found is called 微信用户. */
export async function facesOfUsers(
  { store }: Pick<App, 'store'>,
  userIds: Iterable<string>,
): Promise<(userId: string) => Face> {
  const ids = [...new Set(userIds)];
  const users = await store.users.find({ _id: { $in: ids } }, { projection: { name: 1, avatar: 1 } }).toArray();
  const faces = new Map(users.map(({ _id, name, avatar }) => [_id, { name, avatar }]));
  return (userId) => faces.get(userId) ?? UNKNOWN;
}

/** What has not been counted yet is nothing so far; a share alone is a branch of one. */
export function nodeOf(share: ShareDoc, sharer: Face): TreeNode {
  const { _id, target, title, channel, depth, createdAt, sharedAt = createdAt, own, branch, children = 0 } = share;
  const { visits = 0, orders = 0, sales = 0 } = own ?? {};
  return {
    share: _id,
    sharer,
    target: { ...target } as TreeNode['target'],
    title,
    channel,
    depth,
    sharedAt,
    visits,
    orders,
    sales,
    branch: branch ? { ...branch } : { shares: 1, visits, orders, sales, depth: 0 },
    children,
  };
}

/** The same with the share right above it. */
export const nodeBelow = (share: ShareDoc, sharer: Face): TreeNode & { parent: string } => ({
  ...nodeOf(share, sharer),
  parent: share.parent ?? '',
});

/**
 * The token of a share as a promoter is told it. Whoever has one is told by `share.open` whose it is; so somebody else's,
 * whose name is masked, has another one in its place that opens nothing and is the same each time.
 */
export const tokenFor = (
  { settings }: Pick<App, 'settings'>,
  { _id, userId }: Pick<ShareDoc, '_id' | 'userId'>,
  promoterId: string,
): string => (userId === promoterId ? _id : keyedText(settings.shareSecret, `masked\n${_id}`, _id.length));
