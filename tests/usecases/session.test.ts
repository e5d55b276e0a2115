/** Signing in, staying signed in, and what no longer works. */
import { randomBytes } from 'node:crypto';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, type World } from '../support/world';
import { fault } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** A code of somebody who was never here. */
const codeOf = (person: string) => world.standIn.control.loginCode(person);
const stranger = () => `p-${randomBytes(6).toString('hex')}`;

async function signIn(person = stranger()) {
  const answer = await world.call('session.create', { code: await codeOf(person) });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

const renew = (renewal: string) => world.call('session.renew', { renewal });
const refused = { ok: false, status: 401, refusal: { code: 'unauthenticated' } };

it('makes one person of one identity, even when the first sign-ins come at once', async () => {
  const person = stranger();
  const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(person)));
  const before = await world.app.store.users.countDocuments();
  const answers = await Promise.all(codes.map((code) => world.call('session.create', { code })));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(await world.app.store.users.countDocuments()).toBe(before + 1);
});

it('refuses a code that was used, and a code of nobody', async () => {
  const code = await codeOf(stranger());
  expect(await world.call('session.create', { code })).toMatchObject({ ok: true });
  expect(await world.call('session.create', { code })).toMatchObject({
    status: 401,
    refusal: { code: 'loginCodeInvalid' },
  });
});

it('says 503 while WeChat cannot be asked, and works afterwards', async () => {
  await fault(world, 'code2session', { kind: 'timeoutBefore' }, 1);
  const code = await codeOf(stranger());
  expect(await world.call('session.create', { code })).toMatchObject({ status: 503 });
  expect(await world.call('session.create', { code })).toMatchObject({ ok: true });
});

it('renews with the newest secret or the one before it, whose answer may have been lost; with no older one', async () => {
  const { renewal: first } = await signIn();
  const second = await renew(first);
  if (!second.ok) throw new Error('not renewed');
  // The answer was lost: the app has only the first, and gets another second.
  const again = await renew(first);
  if (!again.ok) throw new Error('not renewed');
  const third = await renew(again.value.renewal);
  if (!third.ok) throw new Error('not renewed');
  expect(await renew(first)).toMatchObject(refused);
  expect(await renew('x'.repeat(43))).toMatchObject(refused);
  expect(await world.call('person.me', {}, third.value.token)).toMatchObject({ ok: true });
});

it('keeps nothing of a renewal secret but its digest', async () => {
  const { renewal } = await signIn();
  const sessions = await world.app.store.sessions.find().toArray();
  expect(JSON.stringify(sessions)).not.toContain(renewal);
});

it('ends the token after two hours, the session after thirty days without use, and at once when it is told to', async () => {
  const { token, renewal } = await signIn();
  await world.advance(2 * HOUR - MINUTE);
  expect(await world.call('person.me', {}, token)).toMatchObject({ ok: true });
  await world.advance(MINUTE);
  expect(await world.call('person.me', {}, token)).toMatchObject(refused);
  const renewed = await renew(renewal);
  if (!renewed.ok) throw new Error('not renewed');
  await world.advance(30 * DAY);
  expect(await renew(renewed.value.renewal)).toMatchObject(refused);

  const other = await signIn();
  expect(await world.call('session.end', {}, other.token)).toMatchObject({ ok: true });
  expect(await renew(other.renewal)).toMatchObject(refused);
});
