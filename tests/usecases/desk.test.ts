/** Signing in at a desk, over HTTP: how it works, and every way in which it must not. */
import { LOGIN_CODE_LIFE } from '../../shared/domain/deskSignIn';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let passerby: Person;

const CHROME = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  owner = await world.person('店主');
  passerby = await world.person('路人');
  await hire(owner);
  await hire(passerby);
});
afterAll(() => world.close());
afterEach(() => expect(world.errors).toEqual([]));

async function hire({ userId }: Person): Promise<void> {
  const membership = { _id: `${MERCHANT}/${userId}`, merchantId: MERCHANT, userId, role: 'owner' } as const;
  await world.app.store.memberships.insertOne(membership);
}

/** A desk asks for a code, with whatever else it sends. */
async function start(body: object = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.url}/api/desk.start`, {
    method: 'POST',
    headers: { 'user-agent': CHROME, ...headers },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { code: string; secret: string; number: string; expiresAt: number };
}

const poll = (secret: string) => world.call('desk.poll', { secret });
const scan = (person: Person, code: string) => person.call('desk.scan', { code });
const approve = (person: Person, code: string, number: string) => person.call('desk.approve', { code, number });
const deny = (person: Person, code: string) => person.call('desk.deny', { code });
const refused = (code: string, status = 409) => ({ ok: false, status, refusal: { code } });
const otherThan = (number: string) => String((Number(number) + 1) % 10_000).padStart(4, '0');

/** A desk whose code was scanned and approved, and that has not polled since. */
async function approved(person = owner) {
  const desk = await start();
  expect(await scan(person, desk.code)).toMatchObject({ ok: true });
  expect(await approve(person, desk.code, desk.number)).toMatchObject({ ok: true, value: {} });
  return desk;
}

async function signedIn(secret: string) {
  const polled = await poll(secret);
  if (!polled.ok || polled.value.status !== 'approved') throw new Error(`not signed in: ${JSON.stringify(polled)}`);
  return polled.value.session;
}

const sidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sid;
const desksOf = ({ userId }: Person) => world.app.store.sessions.countDocuments({ userId, kind: 'desk' });

describe('the whole way', () => {
  it('waits, is scanned, is approved with its number, and is signed in as whoever scanned', async () => {
    const { code, secret, number, expiresAt } = await start();
    expect(code).toMatch(/^[0-9A-Za-z]{22}$/);
    expect(secret).toMatch(/^[0-9A-Za-z]{43}$/);
    expect(number).toMatch(/^\d{4}$/);
    expect(expiresAt).toBe(world.now() + LOGIN_CODE_LIFE);
    expect(await poll(secret)).toMatchObject({ value: { status: 'waiting' } });
    const scanned = { device: 'Chrome · macOS', place: '本机', startedAt: world.now(), expiresAt };
    expect(await scan(owner, code)).toMatchObject({ value: scanned });
    expect(await poll(secret)).toMatchObject({ value: { status: 'scanned', name: '店主' } });
    expect(await approve(owner, code, number)).toMatchObject({ value: {} });
    const { token, renewal, person } = await signedIn(secret);
    expect(person.name).toBe('店主');
    expect(await world.call('person.memberships', {}, token)).toMatchObject({
      value: { memberships: [{ merchantId: MERCHANT, name: '山野集', role: 'owner' }] },
    });
    // An ordinary session otherwise.
    const renewed = await world.call('session.renew', { renewal });
    expect(renewed).toMatchObject({ ok: true });
    if (renewed.ok) expect(sidOf(renewed.value.token)).toBe(sidOf(token));
  });

  it('device and place are what the host saw, whatever the desk says of itself', async () => {
    const lies = { device: '店里的电脑', place: '你的店', origin: { device: '店里的电脑' } };
    const headers = { 'x-vercel-ip-city': 'Wuxi', 'x-vercel-ip-country-region': 'JS', 'x-real-ip': '6.6.6.6' };
    const { code } = await start(lies, { ...headers, 'user-agent': 'curl/8', 'x-forwarded-for': '6.6.6.6' });
    expect(await scan(owner, code)).toMatchObject({ value: { device: '未知设备', place: '本机' } });
  });

  it('keeps digests only: neither code nor secret nor number can be read from the database', async () => {
    const { code, secret, number } = await approved();
    await signedIn(secret);
    const kept = JSON.stringify([
      await world.app.store.loginCodes.find().toArray(),
      await world.app.store.sessions.find().toArray(),
    ]);
    for (const text of [code, secret, `"${number}"`]) expect(kept).not.toContain(text);
  });

  it('whoever scanned may scan again and sees the same', async () => {
    const { code } = await start();
    const first = await scan(owner, code);
    await world.advance(MINUTE);
    expect(await scan(owner, code)).toEqual(first);
  });

  it('two desks have nothing to do with each other', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.code).not.toBe(two.code);
    await scan(owner, one.code);
    await approve(owner, one.code, one.number);
    expect(await poll(two.secret)).toMatchObject({ value: { status: 'waiting' } });
    // Neither text does the other's work.
    expect(await poll(one.code)).toMatchObject(refused('deskCodeGone'));
    expect(await scan(passerby, two.secret.slice(0, 32))).toMatchObject(refused('deskCodeGone'));
  });
});

describe('a code photographed by somebody else', () => {
  it('is of no use to them once it is scanned', async () => {
    const { code, number, secret } = await start();
    await scan(owner, code);
    expect(await scan(passerby, code)).toMatchObject(refused('deskCodeTaken'));
    expect(await approve(passerby, code, number)).toMatchObject(refused('deskCodeTaken'));
    expect(await deny(passerby, code)).toMatchObject(refused('deskCodeTaken'));
    expect(await poll(secret)).toMatchObject({ value: { status: 'scanned', name: '店主' } });
  });

  it('tells the desk who scanned it first, and signs nobody else in', async () => {
    const { code, number, secret } = await start();
    await scan(passerby, code);
    expect(await poll(secret)).toMatchObject({ value: { status: 'scanned', name: '路人' } });
    expect(await scan(owner, code)).toMatchObject(refused('deskCodeTaken'));
    expect(await approve(owner, code, number)).toMatchObject(refused('deskCodeTaken'));
    expect(await poll(secret)).toMatchObject({ value: { status: 'scanned' } });
  });

  it('does not poll for a session: the secret is not in it', async () => {
    const { code } = await approved();
    expect(await poll(code)).toMatchObject(refused('deskCodeGone'));
  });

  it('cannot be approved without being scanned', async () => {
    const { code, number, secret } = await start();
    expect(await approve(owner, code, number)).toMatchObject(refused('forbidden', 403));
    expect(await deny(owner, code)).toMatchObject(refused('forbidden', 403));
    expect(await poll(secret)).toMatchObject({ value: { status: 'waiting' } });
  });
});

describe('a code that was used', () => {
  it('is not scanned, approved or denied a second time', async () => {
    const { code, number, secret } = await approved();
    expect(await approve(owner, code, number)).toMatchObject(refused('deskCodeGone'));
    expect(await scan(passerby, code)).toMatchObject(refused('deskCodeGone'));
    await signedIn(secret);
    for (const person of [owner, passerby]) {
      expect(await scan(person, code)).toMatchObject(refused('deskCodeGone'));
      expect(await approve(person, code, number)).toMatchObject(refused('deskCodeGone'));
      expect(await deny(person, code)).toMatchObject(refused('deskCodeGone'));
    }
  });

  it('is one session, however many polls are on their way at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { secret } = await approved();
      const before = await desksOf(owner);
      const sessions = await Promise.all(Array.from({ length: 20 }, () => signedIn(secret)));
      expect(new Set(sessions.map(({ token }) => sidOf(token))).size).toBe(1);
      expect(new Set(sessions.map(({ renewal }) => renewal)).size).toBe(1);
      expect(await desksOf(owner)).toBe(before + 1);
    }
  });

  it('gives the same session again while it lives, since the answer may have been lost, and not longer', async () => {
    const { secret } = await approved();
    const first = await signedIn(secret);
    await world.advance(MINUTE);
    const again = await signedIn(secret);
    expect([sidOf(again.token), again.renewal]).toEqual([sidOf(first.token), first.renewal]);
    await world.advance(MINUTE);
    expect(await poll(secret)).toMatchObject(refused('deskCodeGone'));
    expect(await world.call('session.renew', { renewal: again.renewal })).toMatchObject({ ok: true });
  });

  it('is mended by the next poll where the server went down between the code and its session', async () => {
    const { secret } = await approved();
    const before = await desksOf(owner);
    await world.app.store.loginCodes.updateMany({ status: 'approved' }, { $set: { status: 'used' } });
    await signedIn(secret);
    expect(await desksOf(owner)).toBe(before + 1);
  });

  it('does not bring back a session that was ended meanwhile', async () => {
    const { secret } = await approved();
    const { token, renewal } = await signedIn(secret);
    expect(await owner.call('session.endOther', { sessionId: sidOf(token) })).toMatchObject({ value: {} });
    expect(await poll(secret)).toMatchObject(refused('deskCodeGone'));
    expect(await world.call('session.renew', { renewal })).toMatchObject(refused('unauthenticated', 401));
    expect(await world.call('session.list', {}, token)).toMatchObject(refused('unauthenticated', 401));
  });

  it('nor does one of many polls that race its end', async () => {
    for (let round = 0; round < 10; round++) {
      const { secret } = await approved();
      const { token } = await signedIn(secret);
      const polls = Array.from({ length: 10 }, () => poll(secret));
      expect(await owner.call('session.endOther', { sessionId: sidOf(token) })).toMatchObject({ ok: true });
      await Promise.all(polls);
      expect(await poll(secret)).toMatchObject(refused('deskCodeGone'));
      expect(await world.call('session.list', {}, token)).toMatchObject(refused('unauthenticated', 401));
    }
  });
});

describe('a code that has run out', () => {
  it('is nothing any more, however far it had come', async () => {
    const fresh = await start();
    const scanned = await start();
    await scan(owner, scanned.code);
    const ready = await approved();
    await world.advance(LOGIN_CODE_LIFE - 1);
    expect(await poll(fresh.secret)).toMatchObject({ value: { status: 'waiting' } });
    await world.advance(1);
    const before = await desksOf(owner);
    for (const { code, secret, number } of [fresh, scanned, ready]) {
      expect(await poll(secret)).toMatchObject(refused('deskCodeGone'));
      expect(await scan(owner, code)).toMatchObject(refused('deskCodeGone'));
      expect(await approve(owner, code, number)).toMatchObject(refused('deskCodeGone'));
      expect(await deny(owner, code)).toMatchObject(refused('deskCodeGone'));
    }
    expect(await desksOf(owner)).toBe(before);
  });
});

describe('a wrong number', () => {
  it('may be typed twice; the third one voids the code, and the right one is too late then', async () => {
    const { code, number, secret } = await start();
    await scan(owner, code);
    const wrong = otherThan(number);
    expect(await approve(owner, code, wrong)).toMatchObject(refused('deskNumberWrong'));
    expect(await approve(owner, code, wrong)).toMatchObject(refused('deskNumberWrong'));
    expect(await poll(secret)).toMatchObject({ value: { status: 'scanned' } });
    expect(await approve(owner, code, wrong)).toMatchObject(refused('deskCodeGone'));
    expect(await approve(owner, code, number)).toMatchObject(refused('deskCodeGone'));
    expect(await poll(secret)).toMatchObject(refused('deskCodeGone'));
  });

  it('does not spoil the third try', async () => {
    const { code, number, secret } = await start();
    await scan(owner, code);
    for (let tries = 0; tries < 2; tries++) await approve(owner, code, otherThan(number));
    expect(await approve(owner, code, number)).toMatchObject({ ok: true });
    await signedIn(secret);
  });

  it('is counted also where many are tried at once', async () => {
    const { code, number, secret } = await start();
    await scan(owner, code);
    const guesses = Array.from({ length: 20 }, (_, index) => String((Number(number) + 1 + index) % 10_000));
    const answers = await Promise.all(guesses.map((guess) => approve(owner, code, guess.padStart(4, '0'))));
    expect(answers.filter((answer) => !answer.ok && answer.refusal.code === 'deskNumberWrong')).toHaveLength(2);
    expect(await approve(owner, code, number)).toMatchObject(refused('deskCodeGone'));
    expect(await poll(secret)).toMatchObject(refused('deskCodeGone'));
  });
});

describe('who may let a desk in', () => {
  it('not a person who works for nobody; no try is counted for that', async () => {
    const guest = await world.person('客人');
    const { code, number, secret } = await start();
    await scan(guest, code);
    for (let tries = 0; tries < 4; tries++) {
      expect(await approve(guest, code, otherThan(number))).toMatchObject(refused('notAMember', 403));
    }
    expect(await poll(secret)).toMatchObject({ value: { status: 'scanned' } });
    await hire(guest);
    expect(await approve(guest, code, number)).toMatchObject({ ok: true });
  });

  it('not a phone whose session was ended: its token lives on, its say does not', async () => {
    const lost = await world.person('丢了手机');
    await hire(lost);
    const { code, number } = await start();
    await scan(lost, code);
    expect(await lost.call('session.endOther', { sessionId: sidOf(lost.token) })).toMatchObject({ ok: true });
    expect(await approve(lost, code, number)).toMatchObject(refused('unauthenticated', 401));
    expect(await deny(lost, code)).toMatchObject(refused('unauthenticated', 401));
    expect(await scan(lost, code)).toMatchObject(refused('unauthenticated', 401));
  });

  it('whoever denies ends it, also after they had approved, until the desk has come', async () => {
    const one = await start();
    await scan(owner, one.code);
    expect(await deny(owner, one.code)).toMatchObject({ value: {} });
    expect(await deny(owner, one.code)).toMatchObject({ value: {} });
    expect(await poll(one.secret)).toMatchObject(refused('deskCodeGone'));
    expect(await approve(owner, one.code, one.number)).toMatchObject(refused('deskCodeGone'));
    const two = await approved();
    expect(await deny(owner, two.code)).toMatchObject({ value: {} });
    expect(await poll(two.secret)).toMatchObject(refused('deskCodeGone'));
  });
});

describe('the list of sessions', () => {
  it('has mine alone, newest first, with what each was begun on', async () => {
    const someone = await world.person('两处');
    await hire(someone);
    await world.advance(MINUTE);
    const desk = await approved(someone);
    const { token } = await signedIn(desk.secret);
    const phone = { id: sidOf(someone.token), kind: 'phone', place: '本机', startedAt: world.now() - MINUTE };
    const atDesk = { id: sidOf(token), kind: 'desk', device: 'Chrome · macOS', place: '本机', startedAt: world.now() };
    expect(await someone.call('session.list', {})).toMatchObject({
      value: {
        sessions: [
          { ...atDesk, current: false },
          { ...phone, current: true },
        ],
      },
    });
    expect(await world.call('session.list', {}, token)).toMatchObject({
      value: {
        sessions: [
          { ...atDesk, current: true },
          { ...phone, current: false },
        ],
      },
    });
  });

  it('moves usedAt with a renewal and nothing else', async () => {
    const someone = await world.person('常来');
    const begun = world.now();
    await world.advance(HOUR);
    expect(await someone.call('session.list', {})).toMatchObject({ value: { sessions: [{ usedAt: begun }] } });
    await world.advance(2 * HOUR);
    // The token has ended: this call renews the session first.
    expect(await someone.call('session.list', {})).toMatchObject({
      value: { sessions: [{ startedAt: begun, usedAt: world.now(), current: true }] },
    });
  });

  it('ends one of mine, and finds neither one that has ended nor somebody else’s', async () => {
    const desk = await approved();
    const { token } = await signedIn(desk.secret);
    const sessionId = sidOf(token);
    const before = await world.app.store.sessions.findOne({ _id: sessionId });
    expect(await passerby.call('session.endOther', { sessionId })).toMatchObject(refused('notFound', 404));
    expect(await world.app.store.sessions.findOne({ _id: sessionId })).toEqual(before);
    expect(await owner.call('session.endOther', { sessionId })).toMatchObject({ value: {} });
    expect(await owner.call('session.endOther', { sessionId })).toMatchObject(refused('notFound', 404));
    const listed = await owner.call('session.list', {});
    expect(JSON.stringify(listed)).not.toContain(sessionId);
    expect(await owner.call('session.endOther', { sessionId: 'ses_nowhere' })).toMatchObject(refused('notFound', 404));
  });

  it('keeps no secret of one that has ended, not even a digest', async () => {
    const someone = await world.person('走了');
    const _id = sidOf(someone.token);
    expect(await world.app.store.sessions.findOne({ _id })).toHaveProperty('sessionKey');
    await someone.call('session.end', {});
    const left = await world.app.store.sessions.findOne({ _id });
    expect(left).toMatchObject({ endedAt: world.now(), renewals: [] });
    expect(left).not.toHaveProperty('sessionKey');
  });

  it('signs a desk out of its room at once', async () => {
    const desk = await approved();
    const { token } = await signedIn(desk.secret);
    const parcel = { orderId: 'ord_nowhere', company: '顺丰', trackingNumber: 'SF123456' };
    const ship = () => world.call('shopOrder.ship', { merchantId: MERCHANT, ...parcel }, token);
    expect(await ship()).toMatchObject(refused('notFound', 404));
    await owner.call('session.endOther', { sessionId: sidOf(token) });
    expect(await ship()).toMatchObject(refused('unauthenticated', 401));
  });
});
