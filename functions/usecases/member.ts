/** The people who work for a shop. What was decided holds from their next call on; their sessions stay, they buy too. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { ROLES } from '../../shared/contracts/endpoint';
import type { RefusalCode } from '../../shared/refusals';
import { ok, type Result } from '../../shared/result';
import { decideRole, settleMembers } from '../store/member';
import type { App } from './app';
import { facesOfUsers } from './shareNode';

/** Owners first. */
export async function listMembers(
  app: App,
  userId: string,
  { merchantId }: Parsed<'member.list'>,
): Promise<Result<Output<'member.list'>, RefusalCode>> {
  const members = await settleMembers(app.store, merchantId);
  const faceOf = await facesOfUsers(
    app,
    members.map((member) => member.userId),
  );
  const listed = members.map((member) => ({
    userId: member.userId,
    ...faceOf(member.userId),
    role: member.role,
    self: member.userId === userId,
  }));
  return ok({ members: listed.sort((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role)) });
}

export async function setMemberRole(
  { store }: App,
  { merchantId, userId, role, seenRole }: Parsed<'member.setRole'>,
): Promise<Result<Output<'member.setRole'>, RefusalCode>> {
  await settleMembers(store, merchantId);
  const decided = await decideRole(store, { merchantId, userId, role }, seenRole);
  return decided.ok ? ok({}) : decided;
}

export async function removeMember(
  { store }: App,
  { merchantId, userId }: Parsed<'member.remove'>,
): Promise<Result<Output<'member.remove'>, RefusalCode>> {
  await settleMembers(store, merchantId);
  const decided = await decideRole(store, { merchantId, userId, role: null });
  return decided.ok ? ok({}) : decided;
}
