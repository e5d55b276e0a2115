/**
 * WHO IS ASKING. A code of wx.login becomes an openid, the openid a person, and the person a session with our own token.
 * The token names person and session only and lives two hours; roles are read anew at every request that needs one.
 */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Output } from '../../shared/contracts/contracts';
import { base62, deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, HOUR, type Ms, SECOND } from '../../shared/time';
import type { UserDoc } from '../store/collections';
import { code2session } from '../wechat/login';
import type { App } from './app';

const ISSUER = 'pinkan';
const AUDIENCE = 'pinkan-app';
const ALGORITHM = 'HS256';
const TOKEN_LIFE: Ms = 2 * HOUR;
/** A session that is not used for so long ends by itself. */
const SESSION_LIFE: Ms = 30 * DAY;

/** A key object signs 35 times faster than the same secret as a string. */
export const jwtKeyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret, 'utf8'));

export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
}

type Session = Output<'session.create'>;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export async function createSession(app: App, code: string): Promise<Result<Session, RefusalCode>> {
  const { wechatApiBase, appid, appSecret } = app.settings;
  const signedIn = await code2session({ base: wechatApiBase, appid, secret: appSecret }, code);
  if (!signedIn.ok) return signedIn;
  const user = await personOf(app, appid, signedIn.value.openid);
  const sessionId = `ses_${base62(randomBytes(24), 20)}`;
  const renewal = base62(randomBytes(40), 43);
  const now = app.now();
  await app.store.sessions.insertOne({
    _id: sessionId,
    userId: user._id,
    renewals: [hashOf(renewal)],
    expireAt: new Date(now + SESSION_LIFE),
  });
  return ok(sessionOf(app, user, sessionId, renewal));
}

/** One person for one identity: the id is derived, so two first sign-ins at once are one person. */
async function personOf(app: App, appid: string, openid: string): Promise<UserDoc> {
  const { users } = app.store;
  const known = await users.findOne({ identities: { $elemMatch: { appid, openid } } });
  if (known) return known;
  const _id = deriveId('usr', appid, openid);
  const created = await users.findOneAndUpdate(
    { _id },
    { $setOnInsert: { identities: [{ appid, openid }], name: '微信用户', avatar: '', createdAt: app.now() } },
    { upsert: true, returnDocument: 'after' },
  );
  if (!created) throw new Error(`${_id} could not be created`);
  return created;
}

/**
 * A renewal secret works once and is replaced. The one before it works too, since the answer that carried its successor
 * may have been lost; an older one does not.
 */
export async function renewSession(app: App, renewal: string): Promise<Result<Session, RefusalCode>> {
  const now = app.now();
  const next = base62(randomBytes(40), 43);
  const session = await app.store.sessions.findOneAndUpdate(
    { renewals: hashOf(renewal), expireAt: { $gt: new Date(now) } },
    { $set: { renewals: [hashOf(next), hashOf(renewal)], expireAt: new Date(now + SESSION_LIFE) } },
    { returnDocument: 'after' },
  );
  if (!session) return no('unauthenticated');
  const user = await app.store.users.findOne({ _id: session.userId });
  return user ? ok(sessionOf(app, user, session._id, next)) : no('unauthenticated');
}

export async function endSession(
  app: App,
  { sessionId, userId }: Caller,
): Promise<Result<Record<string, never>, RefusalCode>> {
  await app.store.sessions.deleteOne({ _id: sessionId, userId });
  return ok({});
}

function sessionOf(app: App, user: UserDoc, sessionId: string, renewal: string): Session {
  const now = app.now();
  const iat = Math.floor(now / SECOND);
  const claims = { sub: user._id, sid: sessionId, iat, exp: iat + TOKEN_LIFE / SECOND, iss: ISSUER, aud: AUDIENCE };
  return {
    token: jwt.sign(claims, app.settings.jwtKey, { algorithm: ALGORITHM }),
    expiresAt: now + TOKEN_LIFE,
    renewal,
    person: { name: user.name, avatar: user.avatar },
  };
}

/** The caller that a bearer token names, or null for anything that is not a living token of ours. */
export function callerOf(app: Pick<App, 'settings' | 'now'>, token: string): Caller | null {
  try {
    const claims = jwt.verify(token, app.settings.jwtKey, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: Math.floor(app.now() / SECOND),
    });
    if (typeof claims === 'string' || typeof claims.sub !== 'string' || typeof claims.sid !== 'string') return null;
    return { userId: claims.sub, sessionId: claims.sid };
  } catch {
    return null;
  }
}
