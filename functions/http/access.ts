/** WHO MAY CALL WHAT: the one place where the contract's `access` is enforced. Roles are read anew at every request. */
import type { Access, Endpoint, Role } from '../../shared/contracts/endpoint';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { App } from '../usecases/app';
import { type Caller, LIVING } from '../usecases/session';
import { callerOf } from './token';

/** The caller, or why not. A token that is given must be good, even where none is needed: the app then renews it. */
export function authenticate(
  app: App,
  access: Access,
  authorization: string | undefined,
): Result<Caller | undefined, RefusalCode> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined)
    return access === 'public' && authorization === undefined ? ok(undefined) : no('unauthenticated');
  const caller = callerOf(app, token);
  return caller ? ok(caller) : no('unauthenticated');
}

/** Whether a call may be made, and as what the caller works for the merchant, also where that role may not make it. */
export interface Authorized {
  readonly allowed: Result<null, RefusalCode>;
  readonly role?: Role | undefined;
}

/**
 * A list of roles is asked of the merchant that the input names. The session must still live: a member who was removed
 * or signed out is refused at once, not when the token has run out.
 */
export async function authorize(
  app: App,
  { access, livingSession }: Pick<Endpoint, 'access' | 'livingSession'>,
  caller: Caller | undefined,
  input: Record<string, unknown>,
): Promise<Authorized> {
  const roles = access === 'public' || access === 'person' ? undefined : access;
  if (!roles && !livingSession) return { allowed: ok(null) };
  if (!caller) return { allowed: no('unauthenticated') };
  const [membership, session] = await Promise.all([
    roles && app.store.memberships.findOne({ _id: `${input.merchantId}/${caller.userId}` }),
    app.store.sessions.findOne({ _id: caller.sessionId, userId: caller.userId, ...LIVING }),
  ]);
  if (!session) return { allowed: no('unauthenticated') };
  const role = membership?.role;
  return { allowed: !roles || (role && roles.includes(role)) ? ok(null) : no('forbidden'), role };
}
