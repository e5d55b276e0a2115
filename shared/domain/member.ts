/**
 * WHO COMES TO WORK FOR A SHOP. An invite is for one person and one role, for seven days; its link is worth as much as the
 * role, so that an owner can take it back. A shop always keeps an owner.
 */
import { DAY, type Ms } from '../time';

export const INVITE_LIFE: Ms = 7 * DAY;

/** Invites of a shop that nobody has used yet. */
export const INVITES_OPEN = 20;

export interface Invite {
  readonly status: 'open' | 'used' | 'revoked';
  readonly expiresAt: Ms;
  readonly usedBy?: string | undefined;
}

export type InviteFate = 'inviteUsed' | 'inviteRevoked' | 'inviteExpired';

/** Why nobody can come by this invite any more; null while somebody can. */
export function fateOf({ status, expiresAt }: Invite, now: Ms): InviteFate | null {
  if (status === 'used') return 'inviteUsed';
  if (status === 'revoked') return 'inviteRevoked';
  return now < expiresAt ? null : 'inviteExpired';
}
