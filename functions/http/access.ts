/** WHO MAY CALL WHAT: the one place where the contract's `access` is enforced. Roles are read anew at every request. */
import type { Access, Endpoint, Role } from '../../shared/contracts/endpoint';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { operatesPlatform } from '../store/platform';
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
  readonly role?: Role | 'platform' | undefined;
}

/**
 * A list of roles is asked of the merchant that the input names; an operator of the platform is one for every merchant. The
 * session must still live: whoever was removed or signed out is refused at once, not when the token has run out.
 */
export async function authorize(
  app: App,
  { access, livingSession }: Pick<Endpoint, 'access' | 'livingSession'>,
  caller: Caller | undefined,
  input: Record<string, unknown>,
): Promise<Authorized> {
  const open = access === 'public' || access === 'person';
  if (open && !livingSession) return { allowed: ok(null) };
  if (!caller) return { allowed: no('unauthenticated') };
  const [session, role] = await Promise.all([
    app.store.sessions.findOne({ _id: caller.sessionId, userId: caller.userId, ...LIVING }),
    open ? undefined : roleOf(app, access, caller, input.merchantId),
  ]);
  if (!session) return { allowed: no('unauthenticated') };
  const may = open || (role !== undefined && (role === 'platform' || access.includes(role)));
  return { allowed: may ? ok(null) : no('forbidden'), role };
}

/** As what the caller calls: an operator of the platform, or a member of the merchant. */
async function roleOf(
  { store }: App,
  access: 'platform' | readonly Role[],
  { userId }: Caller,
  merchantId: unknown,
): Promise<Role | 'platform' | undefined> {
  if (access !== 'platform') return (await store.memberships.findOne({ _id: `${merchantId}/${userId}` }))?.role;
  return (await operatesPlatform(store, userId)) ? 'platform' : undefined;
}
