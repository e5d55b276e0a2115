/** Invites to work for a shop. Each is used by one guarded update, whoever else tries. */
import { fateOf, type InviteFate } from '../../shared/domain/member';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import type { Collections, InviteDoc } from './collections';

type Invites = Pick<Collections, 'invites'>;

/** The same id again gives what the first one made. */
export async function createInvite({ invites }: Invites, { _id, ...invite }: InviteDoc): Promise<InviteDoc> {
  await invites.updateOne({ _id }, { $setOnInsert: invite }, { upsert: true });
  const made = await invites.findOne({ _id });
  if (!made) throw new Error(`${_id} could not be created`);
  return made;
}

const openAt = (merchantId: string, now: Ms) => ({ merchantId, status: 'open' as const, expiresAt: { $gt: now } });

export const countOpenInvites = ({ invites }: Invites, merchantId: string, now: Ms): Promise<number> =>
  invites.countDocuments(openAt(merchantId, now));

/** Newest first. */
export const openInvites = ({ invites }: Invites, merchantId: string, now: Ms, limit: number): Promise<InviteDoc[]> =>
  invites.find(openAt(merchantId, now)).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();

/** By the digest of its code. */
export const inviteOf = ({ invites }: Invites, code: string): Promise<InviteDoc | null> => invites.findOne({ code });

/** One person uses it; the same again has used it. */
export async function useInvite(
  { invites }: Invites,
  { code, userId }: { readonly code: string; readonly userId: string },
  now: Ms,
): Promise<Result<InviteDoc, 'notFound' | InviteFate>> {
  await invites.updateOne(
    { code, status: 'open', expiresAt: { $gt: now } },
    { $set: { status: 'used', usedBy: userId } },
  );
  const invite = await invites.findOne({ code });
  if (!invite) return no('notFound');
  return invite.usedBy === userId ? ok(invite) : no(fateOf(invite, now) ?? 'inviteExpired');
}

/** Taken back twice is taken back once. @param which with a `role`, only one for that role */
export async function revoke(
  { invites }: Invites,
  which: { readonly merchantId: string; readonly inviteId: string; readonly role?: InviteDoc['role'] },
): Promise<Result<null, 'notFound' | 'inviteUsed'>> {
  const { inviteId: _id, ...more } = which;
  await invites.updateOne({ _id, ...more, status: 'open' }, { $set: { status: 'revoked' } });
  const invite = await invites.findOne({ _id, ...more });
  if (!invite) return no('notFound');
  return invite.status === 'used' ? no('inviteUsed') : ok(null);
}
