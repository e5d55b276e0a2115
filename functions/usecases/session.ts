/**
 * WHO IS ASKING. A code of wx.login becomes an openid, the openid a person, and the person a session. The token that
 * stands for it is made in `http/token.ts`.
 */
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, type Ms } from '../../shared/time';
import type { UserDoc } from '../store/collections';
import { digestOf, randomText } from '../store/secret';
import { code2session } from '../wechat/login';
import type { App } from './app';

/** A session that is not used for so long ends by itself. */
const SESSION_LIFE: Ms = 30 * DAY;

export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
}

/** A living session, and the secret that renews it. */
export interface Session extends Caller {
  readonly renewal: string;
  readonly person: { readonly name: string; readonly avatar: string };
}

export async function createSession(app: App, code: string): Promise<Result<Session, RefusalCode>> {
  const { wechatApiBase, appid, appSecret } = app.settings;
  const signedIn = await code2session({ base: wechatApiBase, appid, secret: appSecret }, code);
  if (!signedIn.ok) return signedIn;
  const user = await personOf(app, appid, signedIn.value.openid);
  const sessionId = `ses_${randomText(20)}`;
  const renewal = randomText(43);
  const now = app.now();
  await app.store.sessions.insertOne({
    _id: sessionId,
    userId: user._id,
    renewals: [digestOf(renewal)],
    expireAt: new Date(now + SESSION_LIFE),
  });
  return ok(sessionOf(user, sessionId, renewal));
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
  // An upsert that lost the race may be answered with nothing.
  const user = created ?? (await users.findOne({ _id }));
  if (!user) throw new Error(`${_id} could not be created`);
  return user;
}

/**
 * A renewal secret works once and is replaced. The one before it works too, since the answer that carried its successor
 * may have been lost; an older one does not.
 */
export async function renewSession(app: App, renewal: string): Promise<Result<Session, RefusalCode>> {
  const now = app.now();
  const next = randomText(43);
  const session = await app.store.sessions.findOneAndUpdate(
    { renewals: digestOf(renewal), expireAt: { $gt: new Date(now) } },
    { $set: { renewals: [digestOf(next), digestOf(renewal)], expireAt: new Date(now + SESSION_LIFE) } },
    { returnDocument: 'after' },
  );
  if (!session) return no('unauthenticated');
  const user = await app.store.users.findOne({ _id: session.userId });
  return user ? ok(sessionOf(user, session._id, next)) : no('unauthenticated');
}

export async function endSession(
  app: App,
  { sessionId, userId }: Caller,
): Promise<Result<Record<string, never>, RefusalCode>> {
  await app.store.sessions.deleteOne({ _id: sessionId, userId });
  return ok({});
}

const sessionOf = ({ _id, name, avatar }: UserDoc, sessionId: string, renewal: string): Session => ({
  userId: _id,
  sessionId,
  renewal,
  person: { name, avatar },
});
