/** Which group chat somebody has come from: read by the session that WeChat encrypted for, believed of nobody else. */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { seal } from '../../functions/store/sealed';
import { chatOf } from '../../functions/usecases/chat';
import { sessionKeyOf } from '../../functions/usecases/session';
import type { Output } from '../../shared/contracts/contracts';
import { HOUR, MINUTE, SECOND } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, type World } from '../support/world';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const CHAT = '阳山邻里群';
const unknown = { ok: false, status: 409, refusal: { code: 'chatUnknown' } };

const stranger = () => `p-${randomBytes(6).toString('hex')}`;

/** Somebody in a session of their own; `id` is theirs at the stand-in. */
async function signIn(id = stranger()) {
  const answer = await world.call('session.create', { code: await world.standIn.control.loginCode(id) });
  if (!answer.ok) throw new Error(answer.refusal.code);
  const { sub, sid } = JSON.parse(Buffer.from(answer.value.token.split('.')[1] ?? '', 'base64url').toString());
  return { id, userId: String(sub), sessionId: String(sid), ...answer.value };
}
type SignedIn = Awaited<ReturnType<typeof signIn>>;

const infoOf = ({ id }: SignedIn, chat = CHAT) => world.standIn.control.enterChat(id, chat);
const enterWith = ({ token }: SignedIn, { encryptedData, iv }: { encryptedData: string; iv: string }) =>
  world.call('chat.enter', { encryptedData, iv }, token);

async function entered(person: SignedIn, chat = CHAT): Promise<Output<'chat.enter'>> {
  const answer = await enterWith(person, await infoOf(person, chat));
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

it('gives a ticket that names the chat, to this person and for two hours', async () => {
  const [person, other] = [await signIn(), await signIn()];
  const info = await infoOf(person);
  const answer = await enterWith(person, info);
  expect(answer).toMatchObject({ ok: true, value: { expiresAt: world.now() + 2 * HOUR } });
  const { chat } = answer.ok ? answer.value : { chat: '' };
  expect(chatOf(world.app, person.userId, chat)).toBe(info.opengid);
  expect(chatOf(world.app, other.userId, chat)).toBeUndefined();
  expect(chatOf(world.app, undefined, chat)).toBeUndefined();
  expect(chatOf(world.app, person.userId, undefined)).toBeUndefined();
  await world.advance(2 * HOUR - SECOND);
  expect(chatOf(world.app, person.userId, chat)).toBe(info.opengid);
  await world.advance(SECOND);
  expect(chatOf(world.app, person.userId, chat)).toBeUndefined();
});

it('two people in one chat have one chat, and one person may be in two', async () => {
  const [one, two] = [await signIn(), await signIn()];
  const chat = async (person: SignedIn, name: string) =>
    chatOf(world.app, person.userId, (await entered(person, name)).chat);
  expect(await chat(one, CHAT)).toBe(await chat(two, CHAT));
  expect(await chat(one, '同事群')).not.toBe(await chat(one, CHAT));
});

it('reads nothing of what was encrypted for somebody else', async () => {
  const [person, other] = [await signIn(), await signIn()];
  expect(await enterWith(person, await infoOf(other))).toMatchObject(unknown);
  expect(await enterWith(other, await infoOf(other))).toMatchObject({ ok: true });
});

it('reads with the session that was there when WeChat encrypted: no older one, and no newer one', async () => {
  const first = await signIn();
  const early = await infoOf(first);
  const second = await signIn(first.id);
  const late = await infoOf(second);
  expect(await enterWith(first, late)).toMatchObject(unknown);
  expect(await enterWith(second, early)).toMatchObject(unknown);
  expect(await enterWith(first, early)).toMatchObject({ ok: true });
  expect(await enterWith(second, late)).toMatchObject({ ok: true });
});

it('goes on after a renewal of the session, and ends with it', async () => {
  const person = await signIn();
  await world.advance(HOUR);
  const renewed = await world.call('session.renew', { renewal: person.renewal });
  if (!renewed.ok) throw new Error(renewed.refusal.code);
  const again = { ...person, ...renewed.value };
  const info = await infoOf(again);
  expect(await enterWith(again, info)).toMatchObject({ ok: true });
  expect(await world.call('session.end', {}, again.token)).toMatchObject({ ok: true });
  expect(await enterWith(again, info)).toMatchObject(unknown);
});

it('a session without a key, as at a desk, knows no chat', async () => {
  const person = await signIn();
  const info = await infoOf(person);
  await world.app.store.sessions.updateOne({ _id: person.sessionId }, { $unset: { sessionKey: '' } });
  expect(await enterWith(person, info)).toMatchObject(unknown);
});

it('what is older than ten minutes is refused', async () => {
  const person = await signIn();
  const info = await infoOf(person);
  await world.advance(10 * MINUTE);
  expect(await enterWith(person, info)).toMatchObject({ ok: true });
  await world.advance(SECOND);
  expect(await enterWith(person, info)).toMatchObject(unknown);
});

it('what was made for another app is refused, although it is rightly encrypted', async () => {
  const person = await signIn();
  const key = randomBytes(16);
  const { dataSecret, appid } = world.app.settings;
  const sessionKey = seal(key.toString('base64'), dataSecret, sessionKeyOf(person.sessionId));
  await world.app.store.sessions.updateOne({ _id: person.sessionId }, { $set: { sessionKey } });
  const encrypt = (whose: string) => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    const watermark = { timestamp: Math.floor(world.now() / SECOND), appid: whose };
    const plain = JSON.stringify({ opengid: 'G'.repeat(28), watermark });
    const data = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { encryptedData: data.toString('base64'), iv: iv.toString('base64') };
  };
  expect(await enterWith(person, encrypt('wx_other'))).toMatchObject(unknown);
  expect(await enterWith(person, encrypt(appid))).toMatchObject({ ok: true });
});

it('altered text is refused', async () => {
  const person = await signIn();
  const { encryptedData, iv } = await infoOf(person);
  const bytes = Buffer.from(encryptedData, 'base64');
  for (let at = 0; at < bytes.length; at += 5) {
    const altered = Buffer.from(bytes);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(await enterWith(person, { encryptedData: altered.toString('base64'), iv })).toMatchObject(unknown);
  }
  expect(world.errors).toEqual([]);
});

describe('tickets', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (header: object, claims: object, secret = world.app.settings.jwtSecret, digest = 'sha256') => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`;
  };
  const HS256 = { alg: 'HS256', typ: 'JWT' };
  const userId = 'usr_somebody';
  const claims = () => {
    const iat = Math.floor(world.now() / SECOND);
    return { sub: userId, gid: 'G1', iat, exp: iat + 60, iss: 'pinkan', aud: 'pinkan-chat' };
  };

  it('one like ours is taken, so that what follows fails for its own reason', () => {
    expect(chatOf(world.app, userId, signed(HS256, claims()))).toBe('G1');
  });

  it.each<[string, () => string]>([
    ['an empty one', () => ''],
    ['no JWT', () => 'ticket'],
    ['signed by another', () => signed(HS256, claims(), 'another-secret-of-32-characters-0123')],
    ['alg none', () => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims())}.`],
    ['alg HS512', () => signed({ alg: 'HS512', typ: 'JWT' }, claims(), undefined, 'sha512')],
    ["a session's audience", () => signed(HS256, { ...claims(), aud: 'pinkan-app' })],
    ['another issuer', () => signed(HS256, { ...claims(), iss: 'somebody' })],
    ['ended', () => signed(HS256, { ...claims(), exp: claims().iat })],
    ["somebody else's", () => signed(HS256, { ...claims(), sub: 'usr_other' })],
    ['no chat', () => signed(HS256, { ...claims(), gid: undefined })],
    ['an object for a chat', () => signed(HS256, { ...claims(), gid: { $ne: '' } })],
  ])('%s counts for nothing', (_, ticket) => expect(chatOf(world.app, userId, ticket())).toBeUndefined());

  it('sign nobody in, and a session is no ticket', async () => {
    const person = await signIn();
    const { chat } = await entered(person);
    expect(await world.call('person.me', {}, chat)).toMatchObject({ status: 401 });
    expect(chatOf(world.app, person.userId, person.token)).toBeUndefined();
  });
});

it('the session key stays here: sealed in the database, and in no answer', async () => {
  const code = await world.standIn.control.loginCode(stranger());
  const answer = await world.call('session.create', { code });
  expect(JSON.stringify(answer)).not.toMatch(/session_?key/i);
  const keys = (await world.app.store.sessions.find().toArray()).map(({ sessionKey }) => sessionKey ?? '');
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) expect(key).toMatch(/^(v1\..{40,})?$/);
});
