/**
 * WHO IS ASKING. A code of wx.login becomes an openid, the openid a person, and the person a session. The token that
 * stands for it is made in `http/token.ts`.
 */
import type { Output } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, MINUTE, type Ms } from '../../shared/time';
import type { SessionDoc, UserDoc } from '../store/collections';
import { seal } from '../store/sealed';
import { digestOf, keyedText, randomText } from '../store/secret';
import { code2session } from '../wechat/login';
import type { App } from './app';

/** A session that is not used for so long ends by itself. */
const SESSION_LIFE: Ms = 30 * DAY;

/** An ended session is remembered for so long: longer than a login code lives, and than a request may take. */
const ENDED_KEPT: Ms = 10 * MINUTE;

/** Sessions that `session.list` tells. */
const LISTED = 50;

/** Of sessions, those that were not ended by somebody. */
export const LIVING = { endedAt: { $exists: false } } as const;

/** What WeChat's key of a session is sealed for. */
export const sessionKeyOf = (sessionId: string): string => `${sessionId}/sessionKey`;

export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
}

/** Where a call comes from, as the host sees it: never what a caller says of itself. */
export interface Origin {
  /** Chrome · macOS */
  readonly device: string;
  /** A town, or the network with the end of its address left out. */
  readonly place: string;
  /** The address of the line that the call came by; left out where strangers may have it in common. */
  readonly line?: string | undefined;
  /** No person calls, but a crawler, a link preview, or a browser that only fetches ahead. */
  readonly robot?: boolean | undefined;
}

/** A living session, and the secret that renews it. */
export interface Session extends Caller {
  readonly renewal: string;
  readonly person: { readonly name: string; readonly avatar: string };
}

export async function createSession(app: App, code: string, origin: Origin): Promise<Result<Session, RefusalCode>> {
  const { wechatApiBase, appid, appSecret } = app.settings;
  const signedIn = await code2session({ base: wechatApiBase, appid, secret: appSecret }, code);
  if (!signedIn.ok) return signedIn;
  const user = await personOf(app, appid, signedIn.value.openid);
  const sessionId = `ses_${randomText(20)}`;
  const renewal = randomText(43);
  await app.store.sessions.insertOne({
    _id: sessionId,
    ...begun('phone', user._id, origin, renewal, app.now()),
    ...(origin.line && { trace: keyedText(app.settings.jwtSecret, `line\n${origin.line}`, 16) }),
    sessionKey: seal(signedIn.value.sessionKey, app.settings.dataSecret, sessionKeyOf(sessionId)),
  });
  // The account may have been deleted between the two; then this session was begun too late to be ended with it.
  if (await app.store.users.findOne({ _id: user._id, erasedAt: { $exists: true } }, { projection: { _id: 1 } })) {
    await app.store.sessions.deleteOne({ _id: sessionId });
    return no('unauthenticated');
  }
  return ok(sessionOf(user, sessionId, renewal));
}

/**
 * The session of a desk that was approved: always the same one for the same secret, however often it is asked for, since
 * its id and its renewal secret are derived. One that was ended meanwhile stays ended.
 */
export async function openDeskSession(
  app: App,
  secret: string,
  { userId, ...origin }: Origin & { userId: string },
): Promise<Result<Session, 'deskCodeGone'>> {
  const { jwtSecret } = app.settings;
  const _id = `ses_${keyedText(jwtSecret, `desk session\n${secret}`, 20)}`;
  const renewal = keyedText(jwtSecret, `desk renewal\n${secret}`, 43);
  const opened = await app.store.sessions.findOneAndUpdate(
    { _id },
    { $setOnInsert: begun('desk', userId, origin, renewal, app.now()) },
    { upsert: true, returnDocument: 'after' },
  );
  // An upsert that lost the race may be answered with nothing.
  const session = opened ?? (await app.store.sessions.findOne({ _id }));
  if (!session) throw new Error(`${_id} could not be created`);
  const user = await app.store.users.findOne({ _id: userId });
  return user && user.erasedAt === undefined && session.endedAt === undefined
    ? ok(sessionOf(user, _id, renewal))
    : no('deskCodeGone');
}

function begun(
  kind: SessionDoc['kind'],
  userId: string,
  { device, place }: Origin,
  renewal: string,
  now: Ms,
): Omit<SessionDoc, '_id'> {
  const expireAt = new Date(now + SESSION_LIFE);
  return { userId, kind, device, place, startedAt: now, usedAt: now, renewals: [digestOf(renewal)], expireAt };
}

/**
 * One person for one identity: the id is derived, so two first sign-ins at once are one person. Whoever deleted their
 * account is a new one, under the next id.
 */
async function personOf(app: App, appid: string, openid: string): Promise<UserDoc> {
  const { users } = app.store;
  const known = await users.findOne({ identities: { $elemMatch: { appid, openid } } });
  if (known) return known;
  for (let life = 0; ; life++) {
    const _id = deriveId('usr', appid, openid, ...(life === 0 ? [] : [life]));
    const created = await users.findOneAndUpdate(
      { _id },
      { $setOnInsert: { identities: [{ appid, openid }], name: '微信用户', avatar: '', createdAt: app.now() } },
      { upsert: true, returnDocument: 'after' },
    );
    // An upsert that lost the race may be answered with nothing.
    const user = created ?? (await users.findOne({ _id }));
    if (!user) throw new Error(`${_id} could not be created`);
    if (user.erasedAt === undefined) return user;
  }
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
    { $set: { renewals: [digestOf(next), digestOf(renewal)], usedAt: now, expireAt: new Date(now + SESSION_LIFE) } },
    { returnDocument: 'after' },
  );
  if (!session) return no('unauthenticated');
  const user = await app.store.users.findOne({ _id: session.userId });
  return user ? ok(sessionOf(user, session._id, next)) : no('unauthenticated');
}

/** Signing out twice is signing out once. */
export async function endSession(app: App, caller: Caller): Promise<Result<Record<string, never>, RefusalCode>> {
  await end(app, caller);
  return ok({});
}

/** Ends one of the caller's sessions, the current one too; somebody else's is not found, nor is one that has ended. */
export async function endOtherSession(
  app: App,
  { userId }: Caller,
  sessionId: string,
): Promise<Result<Record<string, never>, 'notFound'>> {
  return (await end(app, { userId, sessionId })) ? ok({}) : no('notFound');
}

/** What is left of it renews nothing and reads nothing. @returns whether there was something to end */
async function end(app: App, { sessionId, userId }: Caller): Promise<boolean> {
  const now = app.now();
  const { matchedCount } = await app.store.sessions.updateOne(
    { _id: sessionId, userId, ...LIVING, expireAt: { $gt: new Date(now) } },
    { $set: { endedAt: now, renewals: [], expireAt: new Date(now + ENDED_KEPT) }, $unset: { sessionKey: '' } },
  );
  return matchedCount === 1;
}

export async function listSessions(
  app: App,
  { userId, sessionId }: Caller,
): Promise<Result<Output<'session.list'>, RefusalCode>> {
  const sessions = await app.store.sessions
    .find({ userId, ...LIVING, expireAt: { $gt: new Date(app.now()) } })
    .sort({ startedAt: -1 })
    .limit(LISTED)
    .toArray();
  return ok({
    sessions: sessions.map(({ _id, kind, device, place, startedAt, usedAt }) => ({
      id: _id,
      kind,
      device,
      place,
      startedAt,
      usedAt,
      current: _id === sessionId,
    })),
  });
}

const sessionOf = ({ _id, name, avatar }: UserDoc, sessionId: string, renewal: string): Session => ({
  userId: _id,
  sessionId,
  renewal,
  person: { name, avatar },
});
