/** What a shop sees and does about bindings: its policy, a customer's referrer, corrections, suspensions. */
import { bindingsIn } from '../../functions/store/figures';
import type { App } from '../../functions/usecases/app';
import { correctReferral, getReferral, setReferralPolicy } from '../../functions/usecases/referral';
import type { Input } from '../../shared/contracts/contracts';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';
import { buy, newRequestId, orderOf } from './crowd';

const database = useDatabase();
let world: World;
let owner: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const FIRST = { version: 1, whom: 'everyone', when: 'firstOpen', replaced: 'never' } as const;
const THIRTY_DAYS = { whom: 'newcomers', when: 'firstOrder', days: 30, replaced: 'afterExpiry' } as const;
const LAST_CLICK = { whom: 'everyone', when: 'firstOpen', replaced: 'lastClick', protectedDays: 7 } as const;

beforeAll(async () => {
  world = await openWorld(database);
  owner = await world.person('店主老周');
  const _id = `${MERCHANT}/${owner.userId}`;
  await world.app.store.memberships.insertOne({ _id, merchantId: MERCHANT, userId: owner.userId, role: 'owner' });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.merchants.updateOne(
    { _id: MERCHANT },
    { $set: { referral: FIRST }, $unset: { referralHistory: '' } },
  );
});
afterEach(() => expect(world.errors).toEqual([]));

async function shareBy(person: Person, from?: string): Promise<string> {
  const shared = await person.call('share.create', { target: { kind: 'product', id: PRODUCT }, from });
  if (!shared.ok) throw new Error(shared.refusal.code);
  return shared.value.token;
}

const opens = (person: Person, token: string) => person.call('share.open', { token, scene: 1007 });

/** Somebody whom somebody else has brought. */
async function brought(sharer: Person, name = '周小满') {
  const [friend, token] = [await world.person(name), await shareBy(sharer)];
  expect(await opens(friend, token)).toMatchObject({ value: { binding: 'bound' } });
  return { friend, token };
}

async function referralOf(of: Input<'referral.get'>['of']) {
  const answer = await owner.call('referral.get', { merchantId: MERCHANT, of });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

const correct = (userId: string, code: string | undefined, more: Partial<Input<'referral.correct'>> = {}) => {
  const how = { reason: '扫错了码', requestId: newRequestId(), ...more };
  return owner.call('referral.correct', { merchantId: MERCHANT, userId, code, ...how });
};

/** The app as so many callers find it who have all read the shop before any of them writes. */
function readingTogether(callers: number): App {
  let waiting = callers;
  let go = () => {};
  const allHaveRead = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { store } = world.app;
  const merchants = new Proxy(store.merchants, {
    get(target, name) {
      if (name !== 'findOne') return Reflect.get(target, name).bind(target);
      return async (filter: object) => {
        const found = await target.findOne(filter);
        waiting -= 1;
        if (waiting === 0) go();
        await allHaveRead;
        return found;
      };
    },
  });
  return { ...world.app, store: { ...store, merchants } };
}

describe('the policy', () => {
  const set = (seenVersion: number, terms: Input<'referral.setPolicy'>['terms']) =>
    owner.call('referral.setPolicy', { merchantId: MERCHANT, seenVersion, terms });

  it('has editions, each with since when and by whom', async () => {
    expect(await owner.call('referral.policy', { merchantId: MERCHANT })).toMatchObject({
      value: { policy: FIRST, history: [] },
    });
    const at = world.now();
    expect(await set(1, THIRTY_DAYS)).toMatchObject({ value: { version: 2 } });
    await world.advance(DAY);
    expect(await set(2, LAST_CLICK)).toMatchObject({ value: { version: 3 } });
    const by = '店主老周';
    const told = await owner.call('referral.policy', { merchantId: MERCHANT });
    expect(told).toMatchObject({
      value: {
        policy: { ...LAST_CLICK, version: 3, at: at + DAY, by },
        history: [{ ...THIRTY_DAYS, version: 2, at, by }, FIRST],
      },
    });
  });

  it('tells the newest twenty before it, and keeps all', async () => {
    for (let version = 1; version <= 22; version++) {
      await setReferralPolicy(world.app, owner.userId, {
        merchantId: MERCHANT,
        seenVersion: version,
        terms: { ...THIRTY_DAYS, days: version },
      });
    }
    const told = await owner.call('referral.policy', { merchantId: MERCHANT });
    const versions = told.ok ? told.value.history.map(({ version }) => version) : [];
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => 22 - index));
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    expect(merchant?.referralHistory).toHaveLength(22);
  });

  it('set by two at once is one’s, and the other is told; the same again is answered as before', async () => {
    const app = readingTogether(2);
    const wishes = [THIRTY_DAYS, LAST_CLICK].map((terms) =>
      setReferralPolicy(app, owner.userId, { merchantId: MERCHANT, seenVersion: 1, terms }),
    );
    const answers = await Promise.all(wishes);
    expect(answers.map((answer) => (answer.ok ? answer.value.version : answer.refusal)).sort()).toEqual([
      2,
      'conflict',
    ]);
    const won = answers[0]?.ok ? THIRTY_DAYS : LAST_CLICK;
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    expect(merchant?.referral).toMatchObject({ ...won, version: 2 });
    expect(merchant?.referralHistory).toMatchObject([FIRST]);
    expect(await set(1, won)).toMatchObject({ value: { version: 2 } });
    expect(await set(1, { ...won, whom: won.whom === 'everyone' ? 'newcomers' : 'everyone' })).toMatchObject({
      refusal: { code: 'conflict' },
    });
    expect(await world.app.store.merchants.findOne({ _id: MERCHANT })).toEqual(merchant);
  });

  it.each([
    ['expiry without days', { ...LAST_CLICK, replaced: 'afterExpiry', protectedDays: undefined }],
    ['last click without protection', { ...LAST_CLICK, protectedDays: undefined }],
    ['no day at all', { ...THIRTY_DAYS, days: 0 }],
    ['more than ten years', { ...THIRTY_DAYS, days: 3651 }],
  ] as const)('that cannot stand is refused: %s', async (_, terms) => {
    expect(await set(1, terms)).toMatchObject({ status: 409, refusal: { code: 'referralTermsUnfit' } });
    expect((await world.app.store.merchants.findOne({ _id: MERCHANT }))?.referral).toEqual(FIRST);
  });

  it('holds for shares opened from then on; what was promised stays', async () => {
    const [sharer, other] = [await world.person('林晓梅'), await world.person('陈阿杰')];
    const { friend } = await brought(sharer);
    await set(1, LAST_CLICK);
    const later = await world.person('后来的');
    await opens(later, await shareBy(sharer));
    await world.advance(8 * DAY);
    const token = await shareBy(other);
    expect(await opens(friend, token)).toMatchObject({ value: { binding: 'none' } });
    expect(await opens(later, token)).toMatchObject({ value: { binding: 'bound' } });
    expect(await referralOf({ by: 'person', userId: later.userId })).toMatchObject({
      referrer: { name: '陈阿杰' },
      history: [{ policyVersion: 2 }, { policyVersion: 2, referrer: { name: '林晓梅' } }],
    });
  });
});

describe('whose friend somebody is', () => {
  it('is told by person, by an order of theirs and by a code of theirs alike', async () => {
    const sharer = await world.person('林晓梅');
    const { friend, token } = await brought(sharer);
    const { orderId } = await buy(world, friend, { shareToken: token });
    const told = await referralOf({ by: 'person', userId: friend.userId });
    expect(told).toEqual({
      person: { name: '周小满', avatar: expect.any(String), userId: friend.userId },
      referrer: { name: '林晓梅', avatar: expect.any(String), userId: sharer.userId },
      boundAt: world.now(),
      brought: 0,
      history: [
        {
          referrer: { name: '林晓梅', avatar: expect.any(String), userId: sharer.userId },
          at: world.now(),
          policyVersion: 1,
          share: { token, title: '阳山水蜜桃' },
        },
      ],
    });
    expect(await referralOf({ by: 'order', orderId })).toEqual(told);
    expect(await referralOf({ by: 'code', code: await shareBy(friend) })).toEqual(told);
    expect(await referralOf({ by: 'code', code: token })).toMatchObject({
      person: { name: '林晓梅' },
      brought: 1,
      history: [],
    });
  });

  it('is nobody’s once a binding is over, and the history says so', async () => {
    await world.app.store.merchants.updateOne(
      { _id: MERCHANT },
      { $set: { referral: { ...FIRST, days: 30, version: 2 } } },
    );
    const { friend } = await brought(await world.person('林晓梅'));
    const until = world.now() + 30 * DAY;
    const of = { by: 'person', userId: friend.userId } as const;
    expect(await referralOf(of)).toMatchObject({ referrer: { name: '林晓梅' }, until });
    await world.advance(30 * DAY);
    const over = await referralOf(of);
    expect(over).not.toHaveProperty('referrer');
    expect(over).toMatchObject({ history: [{ referrer: { name: '林晓梅' }, until }] });
  });

  it('is told of people whom the shop knows, and of no others', async () => {
    const [sharer, stranger] = [await world.person('林晓梅'), await world.person('路人')];
    const get = (of: Input<'referral.get'>['of']) => owner.call('referral.get', { merchantId: MERCHANT, of });
    expect(await get({ by: 'person', userId: sharer.userId })).toMatchObject({ status: 404 });
    const code = await shareBy(sharer);
    expect(await get({ by: 'person', userId: sharer.userId })).toMatchObject({ ok: true });
    for (const of of [
      { by: 'person', userId: stranger.userId },
      { by: 'order', orderId: 'ord_nowhere' },
      { by: 'code', code: 'nowhere' },
    ] as const) {
      expect(await get(of)).toMatchObject({ refusal: { code: 'notFound' } });
    }
    // Another shop knows none of them, by whichever way.
    for (const of of [
      { by: 'person', userId: sharer.userId },
      { by: 'order', orderId: (await buy(world, sharer)).orderId },
      { by: 'code', code },
    ] as const) {
      expect(await getReferral(world.app, { merchantId: 'mer_other', of })).toMatchObject({ refusal: 'notFound' });
    }
  });
});

describe('a correction', () => {
  it('gives later orders to the right one; earlier ones stay', async () => {
    const [wrong, right] = [await world.person('陈阿杰'), await world.person('林晓梅')];
    const { friend, token } = await brought(wrong);
    const before = await buy(world, friend, { shareToken: token });
    const code = await shareBy(right);
    expect(await correct(friend.userId, code, { reason: '她说是林晓梅介绍的' })).toMatchObject({ ok: true });
    const after = await buy(world, friend, { shareToken: token });
    const earner = async (orderId: string) => (await orderOf(world, orderId)).attribution.earners[0]?.userId;
    expect([await earner(before.orderId), await earner(after.orderId)]).toEqual([wrong.userId, right.userId]);
    expect(await referralOf({ by: 'person', userId: friend.userId })).toMatchObject({
      referrer: { name: '林晓梅' },
      history: [
        { referrer: { name: '林晓梅' }, by: '店主老周', reason: '她说是林晓梅介绍的', share: { token: code } },
        { referrer: { name: '陈阿杰' } },
      ],
    });
    // No share has bound them: it is none of the day's bindings.
    const now = world.now();
    const span = { merchantId: MERCHANT, from: now - DAY, before: now + 1 };
    expect(await bindingsIn(world.app.store, span)).toEqual([{ userId: friend.userId, shareId: token }]);
  });

  it('may leave nobody: who was taken away does not come back by a card, anybody else may follow', async () => {
    const { friend, token } = await brought(await world.person('陈阿杰'));
    expect(await correct(friend.userId, undefined)).toMatchObject({ ok: true });
    const told = await referralOf({ by: 'person', userId: friend.userId });
    expect(told).not.toHaveProperty('referrer');
    expect(told.history[0]).toEqual({ at: world.now(), by: '店主老周', reason: '扫错了码' });
    expect(await opens(friend, token)).toMatchObject({ value: { binding: 'none' } });
    // The app still names the card that was opened last.
    const { orderId } = await buy(world, friend, { shareToken: token });
    expect((await orderOf(world, orderId)).attribution.earners).toEqual([]);
    expect(await correct(friend.userId, undefined)).toMatchObject({ ok: true });
    expect(await opens(friend, token)).toMatchObject({ value: { binding: 'none' } });
    expect(await opens(friend, await shareBy(await world.person('林晓梅')))).toMatchObject({
      value: { binding: 'bound' },
    });
  });

  it('happens once for a request, however often it is sent', async () => {
    const [{ friend }, code] = [
      await brought(await world.person('陈阿杰')),
      await shareBy(await world.person('林晓梅')),
    ];
    const requestId = newRequestId();
    const answers = await Promise.all(Array.from({ length: 5 }, () => correct(friend.userId, code, { requestId })));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    expect((await referralOf({ by: 'person', userId: friend.userId })).history).toHaveLength(2);
    expect(await correct(friend.userId, undefined, { requestId })).toMatchObject({
      refusal: { code: 'requestIdReused' },
    });
  });

  it('is refused for oneself, a circle, a suspended promoter, and a code that opens nothing', async () => {
    const sharer = await world.person('林晓梅');
    const { friend } = await brought(sharer);
    const { friend: below } = await brought(friend, '更后来的');
    const suspended = await world.person('刷单的');
    const code = await shareBy(suspended);
    const suspension = { merchantId: MERCHANT, userId: suspended.userId, suspended: true, reason: '刷单' };
    expect(await owner.call('referral.suspend', suspension)).toMatchObject({ value: { suspended: true } });
    const gone = await world.person('走了的');
    const ofGone = await shareBy(gone);
    expect(await gone.call('person.delete', { confirm: 'delete' })).toMatchObject({ ok: true });
    const before = await world.app.store.visitors.find().sort({ _id: 1 }).toArray();
    for (const [who, by, why] of [
      [friend, await shareBy(friend), 'referrerOwn'],
      [sharer, await shareBy(below), 'referrerCycle'],
      [friend, code, 'referrerSuspended'],
      [friend, 'nowhere', 'shareUnknown'],
      [friend, ofGone, 'shareUnknown'],
      [await world.person('路人'), await shareBy(sharer), 'notFound'],
    ] as const) {
      expect(await correct(who.userId, by)).toMatchObject({ refusal: { code: why } });
    }
    expect(await world.app.store.visitors.find().sort({ _id: 1 }).toArray()).toEqual(before);
  });

  it('takes no code of another shop', async () => {
    const [{ friend }, code] = [await brought(await world.person('陈阿杰')), await shareBy(owner)];
    await world.app.store.shares.updateOne({ _id: code }, { $set: { merchantId: 'mer_other' } });
    const wish = { merchantId: MERCHANT, userId: friend.userId, code, reason: '扫错了码', requestId: newRequestId() };
    expect(await correctReferral(world.app, owner.userId, wish)).toMatchObject({ refusal: 'shareUnknown' });
  });
});

describe('a suspension', () => {
  const suspend = (userId: string, suspended: boolean, reason = '刷单') =>
    owner.call('referral.suspend', { merchantId: MERCHANT, userId, suspended, reason });

  it('ends what one earns and binds, and can be lifted', async () => {
    const sharer = await world.person('林晓梅');
    const { friend, token } = await brought(sharer);
    const since = world.now();
    expect(await suspend(sharer.userId, true)).toMatchObject({ value: { suspended: true } });
    expect(await referralOf({ by: 'code', code: token })).toMatchObject({ suspended: { since, reason: '刷单' } });
    const later = await world.person('后来的');
    expect(await opens(later, token)).toMatchObject({ value: { binding: 'none' } });
    await buy(world, friend, { shareToken: token });
    expect(await world.app.store.commissions.countDocuments({ amount: { $gt: 0 } })).toBe(0);

    expect(await suspend(sharer.userId, false, '查清楚了，是误会')).toMatchObject({ value: { suspended: false } });
    expect(await referralOf({ by: 'code', code: token })).not.toHaveProperty('suspended');
    expect(await opens(later, token)).toMatchObject({ value: { binding: 'bound' } });
    await buy(world, friend, { shareToken: token });
    const earned = await world.app.store.commissions.find({ amount: { $gt: 0 } }).toArray();
    expect(earned.map(({ userId }) => userId)).toEqual([sharer.userId]);
    // Why it was lifted is kept, with who lifted it.
    const visitor = await world.app.store.visitors.findOne({ _id: `${MERCHANT}/${sharer.userId}` });
    expect(visitor?.suspension).toEqual({ since, reason: '查清楚了，是误会', by: owner.userId });
  });

  it('is for people whom the shop knows', async () => {
    const stranger = await world.person('路人');
    expect(await suspend(stranger.userId, true)).toMatchObject({ refusal: { code: 'notFound' } });
    expect(await world.app.store.visitors.countDocuments()).toBe(0);
  });
});
