/**
 * The bearer token: it names person and session only and lives two hours. Roles are read anew at every request that
 * needs one.
 */
import type { Output } from '../../shared/contracts/contracts';
import { HOUR, type Ms } from '../../shared/time';
import { sign, signedClaims } from '../store/signed';
import type { App } from '../usecases/app';
import type { Caller, Session } from '../usecases/session';

const AUDIENCE = 'pinkan-app';
const TOKEN_LIFE: Ms = 2 * HOUR;

type Clocked = Pick<App, 'settings' | 'now'>;

/** A session with its token, as the app keeps it. */
export function withToken(
  { settings, now }: Clocked,
  { userId, sessionId, renewal, person }: Session,
): Output<'session.create'> {
  const { text, expiresAt } = sign(
    { sub: userId, sid: sessionId },
    { secret: settings.jwtSecret, audience: AUDIENCE, now: now(), life: TOKEN_LIFE },
  );
  return { token: text, expiresAt, renewal, person };
}

/** The caller that a token names, or null for anything that is not a living token of ours. */
export function callerOf({ settings, now }: Clocked, token: string): Caller | null {
  const claims = signedClaims(token, { secret: settings.jwtSecret, audience: AUDIENCE, now: now() });
  if (typeof claims?.sub !== 'string' || typeof claims.sid !== 'string') return null;
  return { userId: claims.sub, sessionId: claims.sid };
}
