/** Who brought an order: by the policy of the moment it is placed, and never asked again. */
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { Input } from '../../shared/contracts/contracts';
import type { Attribution } from '../../shared/domain/commission';
import { FIRST_POLICY, type ReferralTerms } from '../../shared/domain/referral';
import { DAY, dayOf, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { putOnShelf } from '../support/shelf';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { buy, chatTicket, crowd, expectTrue, newRequestId, orderOf, place, wish } from './crowd';

const database = useDatabase();
let world: World;
let owner: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  owner = await member(world, '吴掌柜', 'owner');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  allow(1);
  const commission = { version: 1, rates: [800], cap: 3000, holdDays: 7 };
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { referral: FIRST_POLICY, commission } });
  await world.app.store.products.updateMany({}, { $unset: { commission: '', commissionHistory: '' } });
});
afterEach(() => expect(world.errors).toEqual([]));

/** So many levels the deployment allows. */
function allow(commissionLevels: 1 | 2): void {
  Object.assign(world.app.settings, { commissionLevels });
}

async function people() {
  const [a, b, c, d] = await crowd(world, 4);
  if (!a || !b || !c || !d) throw new Error('nobody came');
  return { a, b, c, d };
}

async function share(person: Person): Promise<string> {
  const made = await person.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value.token;
}

async function opens(person: Person, token: string): Promise<string> {
  const answer = await person.call('share.open', { token, scene: 1007 });
  return answer.ok ? answer.value.binding : answer.refusal.code;
}

/** The owner gives the shop another policy, as they do. @returns its edition */
async function setPolicy(terms: Partial<ReferralTerms>): Promise<number> {
  const { version: _, ...first } = FIRST_POLICY;
  const before = await world.app.store.merchants.findOne({ _id: MERCHANT });
  const set = { merchantId: MERCHANT, seenVersion: before?.referral.version ?? 0, terms: { ...first, ...terms } };
  const answer = await owner.call('referral.setPolicy', set);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value.version;
}

async function ask<K extends 'referral.suspend' | 'referral.correct'>(name: K, input: Input<K>) {
  const answer = await owner.call(name, input);
  if (!answer.ok) throw new Error(answer.refusal.code);
}

const suspend = (person: Person) =>
  ask('referral.suspend', { merchantId: MERCHANT, userId: person.userId, suspended: true, reason: '刷单' });

const visitorOf = ({ userId }: Person) => world.app.store.visitors.findOne({ _id: `${MERCHANT}/${userId}` });

/** Places an order for this person, alone, and says what it remembers. */
async function ordered(person: Person, shareToken?: string): Promise<Attribution> {
  const placed = await place(world, person, { campaignId: null, ...(shareToken === undefined ? {} : { shareToken }) });
  return (await orderOf(world, placed.orderId)).attribution;
}

const earnersOf = ({ earners }: Attribution) => earners.map(({ userId }) => userId);

const commissions = () => world.app.store.commissions.find().toArray();

describe('an order remembers', () => {
  it('the binding, its share and edition, the policies, the share that was opened last, and the chat', async () => {
    const { a, b, c } = await people();
    const version = await setPolicy({ days: 30 });
    const [ofA, ofC] = [await share(a), await share(c)];
    const boundAt = world.now();
    await opens(b, ofA);
    const referralVersion = await setPolicy({});
    await world.advance(DAY);
    await opens(b, ofC);
    const chat = chatTicket(world, b, 'chat_1');
    const { orderId } = await place(world, b, { shareToken: ofC, chat });
    expect((await orderOf(world, orderId)).attribution).toEqual({
      earners: [
        {
          userId: a.userId,
          suspended: false,
          bindingId: (await visitorOf(b))?.bindingId,
          boundAt,
          shareId: ofA,
          until: boundAt + 30 * DAY,
          referralVersion: version,
        },
      ],
      policy: { version: 1, rates: [800], cap: 3000, holdDays: 7 },
      referralVersion,
      openedShareId: ofC,
      openedSharerId: c.userId,
      chat: 'chat_1',
    });
  });

  it('as many levels as the shop pays, ending where a binding is over', async () => {
    const { a, b, c, d } = await people();
    await setPolicy({ days: 10 });
    await opens(b, await share(a));
    await setPolicy({});
    await opens(c, await share(b));
    await opens(d, await share(c));
    expect(earnersOf(await ordered(d))).toEqual([c.userId]);
    await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'commission.rates': [800, 300, 100] } });
    // Never more than the deployment allows.
    expect(earnersOf(await ordered(d))).toEqual([c.userId]);
    allow(2);
    const { earners, policy } = await ordered(d);
    expect([earners.map(({ userId }) => userId), policy.rates]).toEqual([
      [c.userId, b.userId],
      [800, 300],
    ]);
    // b's binding to a is over: nobody is above b.
    expect(earnersOf(await ordered(c))).toEqual([b.userId, a.userId]);
    await world.advance(10 * DAY);
    expect(earnersOf(await ordered(c))).toEqual([b.userId]);
  });

  it('nobody where nobody brought the buyer, and never the buyer', async () => {
    const { a, b } = await people();
    const own = await share(b);
    for (const token of [undefined, own, 'nobody0000']) {
      const attribution = await ordered(b, token);
      expect(attribution.earners).toEqual([]);
      expect(attribution).not.toHaveProperty('openedShareId');
    }
    expect(earnersOf(await ordered(b, await share(a)))).toEqual([a.userId]);
  });

  it('what it remembered, whatever is put right, suspended or changed afterwards; and pays by it', async () => {
    const { a, b, c } = await people();
    await opens(b, await share(a));
    await world.offer({ size: 2 });
    const { groupId = '' } = await buy(world, await leader());
    const placed = await place(world, b, { groupId });
    const { attribution } = await orderOf(world, placed.orderId);
    expect(earnersOf(attribution)).toEqual([a.userId]);

    const reason = '登记错了';
    const to = { merchantId: MERCHANT, userId: b.userId, code: await share(c), reason };
    await ask('referral.correct', { ...to, requestId: newRequestId() });
    await suspend(a);
    await setPolicy({ whom: 'newcomers', when: 'firstOrder', days: 1 });
    await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'commission.rates': [100] } });

    await world.pay(b, placed.orderId);
    await world.settle();
    expect((await orderOf(world, placed.orderId)).attribution).toEqual(attribution);
    // The sale is a's, at the rate of the day it was made.
    expect(await commissions()).toMatchObject([{ userId: a.userId, rate: 800, orderId: placed.orderId }]);
    expect(earnersOf(await ordered(b))).toEqual([c.userId]);
    await expectTrue(world);
  });

  it('the same when it is sent again, after all of that', async () => {
    const { a, b, c } = await people();
    await opens(b, await share(a));
    const wanted = { requestId: newRequestId(), campaignId: null, shareToken: await share(a) };
    const first = await place(world, b, wanted);
    const { attribution } = await orderOf(world, first.orderId);
    const to = { merchantId: MERCHANT, userId: b.userId, code: await share(c), reason: '登记错了' };
    await ask('referral.correct', { ...to, requestId: newRequestId() });
    expect((await place(world, b, wanted)).orderId).toBe(first.orderId);
    expect((await orderOf(world, first.orderId)).attribution).toEqual(attribution);
  });
});

/** Somebody who leads a group and was brought by nobody. */
async function leader(): Promise<Person> {
  const [person] = await crowd(world, 1);
  if (!person) throw new Error('nobody came');
  return person;
}

describe('between opening and ordering', () => {
  it('a promoter who is suspended earns nothing, though the friend stays theirs', async () => {
    const { a, b, c } = await people();
    const token = await share(a);
    await opens(b, token);
    await suspend(a);
    await world.offer({ size: 2 });
    const { groupId = '' } = await buy(world, await leader());
    const { orderId } = await buy(world, b, { groupId, shareToken: token });
    await world.settle();
    expect((await orderOf(world, orderId)).attribution).toMatchObject({
      earners: [{ userId: a.userId, suspended: true }],
      openedShareId: token,
    });
    expect(await commissions()).toEqual([]);
    expect(await opens(c, token)).toBe('none');
    expect(earnersOf(await ordered(c, token))).toEqual([]);
    await expectTrue(world);
  });

  it('a binding may be over: then nobody earns, or whoever is named anew', async () => {
    const { a, b, c } = await people();
    await setPolicy({ days: 7 });
    const ofA = await share(a);
    await opens(b, ofA);
    await world.advance(7 * DAY - 1);
    expect(earnersOf(await ordered(b, ofA))).toEqual([a.userId]);
    await world.advance(1);
    expect(earnersOf(await ordered(b, ofA))).toEqual([]);

    await setPolicy({ days: 7, replaced: 'afterExpiry' });
    await opens(c, ofA);
    await world.advance(7 * DAY);
    expect(earnersOf(await ordered(c))).toEqual([]);
    // The order names the share: it is as if it had been opened just now.
    expect(await ordered(c, ofA)).toMatchObject({ earners: [{ userId: a.userId, boundAt: world.now() }] });
    expect((await visitorOf(c))?.history).toHaveLength(2);
  });

  it('another policy takes away nothing of what was promised, and gives nothing', async () => {
    const { a, b, c } = await people();
    const [ofA, ofC] = [await share(a), await share(c)];
    const version = await setPolicy({ days: 30 });
    await opens(b, ofA);
    const { until } = (await visitorOf(b)) ?? {};
    await setPolicy({ days: 1, replaced: 'lastClick', protectedDays: 1 });
    await world.advance(20 * DAY);
    expect(await opens(b, ofC)).toBe('none');
    expect(await ordered(b, ofC)).toMatchObject({ earners: [{ userId: a.userId, until, referralVersion: version }] });
    await setPolicy({});
    await world.advance(10 * DAY);
    expect(earnersOf(await ordered(b, ofA))).toEqual([]);
  });

  it('the last click earns, once the protected days are over', async () => {
    const { a, b, c } = await people();
    await setPolicy({ replaced: 'lastClick', protectedDays: 3 });
    const [ofA, ofC] = [await share(a), await share(c)];
    await opens(b, ofA);
    await world.advance(3 * DAY - 1);
    expect(await opens(b, ofC)).toBe('none');
    expect(earnersOf(await ordered(b))).toEqual([a.userId]);
    await world.advance(1);
    expect(await opens(b, ofC)).toBe('bound');
    expect(earnersOf(await ordered(b))).toEqual([c.userId]);
  });
});

describe('where the first order binds', () => {
  it('binds with it and not before, by the share that was opened last', async () => {
    const { a, b, c } = await people();
    await setPolicy({ when: 'firstOrder' });
    const [ofA, ofC] = [await share(a), await share(c)];
    expect(await opens(b, ofA)).toBe('none');
    await world.advance(MINUTE);
    expect(await opens(b, ofC)).toBe('none');
    expect(await visitorOf(b)).toMatchObject({ firstShareId: ofA, history: [] });
    expect(earnersOf(await ordered(b, ofC))).toEqual([c.userId]);
    expect(await visitorOf(b)).toMatchObject({ referrerId: c.userId, boundAt: world.now(), shareId: ofC });
    // From now on b is c's friend, whatever is opened.
    expect(await ordered(b, ofA)).toMatchObject({ earners: [{ userId: c.userId }], openedShareId: ofA });
  });

  it('is a binding of its day, whether or not anything else happens on it', async () => {
    const { a, b } = await people();
    await setPolicy({ when: 'firstOrder' });
    const token = await share(a);
    await opens(b, token);
    await world.advance(DAY);
    const _id = `${MERCHANT}/${dayOf(world.now())}`;
    expect(await world.app.store.figureDays.findOne({ _id })).toBeNull();
    await ordered(b, token);
    expect(await world.app.store.figureDays.findOne({ _id })).toMatchObject({ dueAt: expect.any(Number) });
  });

  it('binds by the share of this shop, though one of another shop was opened since', async () => {
    const { a, b, c, d } = await people();
    await setPolicy({ when: 'firstOrder' });
    const elsewhere = 'mer_elsewhere';
    const { _id: _, ...merchant } = (await world.app.store.merchants.findOne({ _id: MERCHANT })) ?? { _id: '' };
    await world.app.store.merchants.replaceOne({ _id: elsewhere }, merchant as never, { upsert: true });
    const ofC = await share(c);
    await opens(b, await share(a));
    await world.advance(MINUTE);
    await opens(b, ofC);
    await world.advance(MINUTE);
    const made = await d.call('share.create', { target: { kind: 'shop', id: elsewhere } });
    const ofOther = made.ok ? made.value.token : '';
    await opens(b, ofOther);
    // What b shares on here comes from where b came from, too.
    const own = await b.call('share.create', { target: { kind: 'shop', id: MERCHANT }, from: ofOther });
    expect(await world.app.store.shares.findOne({ _id: own.ok ? own.value.token : '' })).toMatchObject({ parent: ofC });
    expect(await ordered(b, ofOther)).toMatchObject({ earners: [{ userId: c.userId }], openedShareId: ofC });
    // Who has opened nothing here is nobody's.
    const { earners, openedShareId } = await ordered(a, ofOther);
    expect([earners, openedShareId]).toEqual([[], undefined]);
  });

  it('binds newcomers only, where the shop says so', async () => {
    const { a, b, c } = await people();
    await setPolicy({ when: 'firstOrder', whom: 'newcomers' });
    const token = await share(a);
    expect(earnersOf(await ordered(b))).toEqual([]);
    await opens(b, token);
    expect(earnersOf(await ordered(b, token))).toEqual([]);
    expect(await visitorOf(b)).not.toHaveProperty('referrerId');
    await opens(c, token);
    expect(earnersOf(await ordered(c, token))).toEqual([a.userId]);
    expect(earnersOf(await ordered(c, token))).toEqual([a.userId]);
  });

  it('binds nobody to a promoter who was suspended since', async () => {
    const { a, b } = await people();
    await setPolicy({ when: 'firstOrder' });
    const token = await share(a);
    await opens(b, token);
    await suspend(a);
    expect(await ordered(b, token)).toMatchObject({ earners: [], openedShareId: token });
    expect(await visitorOf(b)).not.toHaveProperty('referrerId');
  });

  it('binds once, though eight orders are placed at once, each naming another share', async () => {
    const [buyer, ...sharers] = await crowd(world, 9);
    if (!buyer) throw new Error('nobody came');
    await setPolicy({ when: 'firstOrder' });
    const tokens: string[] = [];
    for (const sharer of sharers) tokens.push(await share(sharer));
    const all = await Promise.all(tokens.map((token) => ordered(buyer, token)));
    expect((await visitorOf(buyer))?.history).toHaveLength(1);
    const { referrerId } = (await visitorOf(buyer)) ?? {};
    expect(all.map(earnersOf)).toEqual(all.map(() => [referrerId]));
  });
});

describe('the policy that counts', () => {
  const setOwn = async (of: Input<'commissionPolicy.setOwn'>['of'], rates: number[] | null, version = 0) => {
    const answer = await owner.call('commissionPolicy.setOwn', { merchantId: MERCHANT, of, version, rates });
    if (!answer.ok) throw new Error(answer.refusal.code);
  };

  /** Places one order of peaches and plums. */
  async function both(person: Person): Promise<Attribution> {
    await putOnShelf(world, [{ key: 'plum', title: '李子', price: 1000 }]);
    const lines = [SKU, 'sku_plum'].map((skuId) => ({ skuId, quantity: 1 }));
    const placed = await placeOrder(world.app, person.userId, {
      ...wish({ campaignId: null }),
      lines,
      seenTotal: 4990,
    });
    if (!placed.ok) throw new Error(placed.refusal);
    return (await orderOf(world, placed.value.orderId)).attribution;
  }

  it('is the campaign’s, else the product’s, else the shop’s, by line', async () => {
    const { a, b } = await people();
    await opens(b, await share(a));
    expect(await both(b)).not.toHaveProperty('own');
    await setOwn({ productId: PRODUCT }, [1500]);
    expect((await both(b)).own).toEqual({ '1': { of: 'product', rates: [1500], version: 1 } });
    const inGroup = async () => (await orderOf(world, (await place(world, b)).orderId)).attribution.own;
    expect(await inGroup()).toEqual({ '1': { of: 'product', rates: [1500], version: 1 } });
    await setOwn({ campaignId: CAMPAIGN }, []);
    expect(await inGroup()).toEqual({ '1': { of: 'campaign', rates: [], version: 1 } });
    // Bought alone, no campaign counts.
    expect((await both(b)).own).toEqual({ '1': { of: 'product', rates: [1500], version: 1 } });
    await setOwn({ productId: PRODUCT }, null, 1);
    expect(await both(b)).not.toHaveProperty('own');
  });

  it('is paid to the fen, and a later one pays only what is ordered later', async () => {
    const { a, b } = await people();
    await opens(b, await share(a));
    await setOwn({ productId: PRODUCT }, [1500]);
    const first = await buy(world, b, { campaignId: null });
    await setOwn({ productId: PRODUCT }, [100], 1);
    const terms = { rates: [200], cap: 3000, holdDays: 0, grades: [] };
    expect(await owner.call('commissionPolicy.set', { merchantId: MERCHANT, version: 1, ...terms })).toMatchObject({
      ok: true,
    });
    const second = await buy(world, b, { campaignId: null });
    await setOwn({ productId: PRODUCT }, null, 2);
    const third = await buy(world, b, { campaignId: null });
    await world.settle();
    const paid = async ({ orderId }: { orderId: string }) =>
      (await world.app.store.commissions.find({ orderId }).toArray()).map((one) => [
        one.rate,
        one.amount,
        one.policyOf,
        one.policyVersion,
      ]);
    expect([await paid(first), await paid(second), await paid(third)]).toEqual([
      [[1500, 598, 'product', 1]],
      [[100, 39, 'product', 2]],
      [[200, 79, undefined, 2]],
    ]);
    await expectTrue(world);
  });

  it('decides by itself how many levels an order has: two for one line, one for the other', async () => {
    const { a, b, c } = await people();
    allow(2);
    await opens(b, await share(a));
    await opens(c, await share(b));
    await setOwn({ productId: PRODUCT }, [1000, 500]);
    expect(earnersOf(await both(c))).toEqual([b.userId, a.userId]);
    const { orderId } = await buy(world, c, { campaignId: null });
    expect((await commissions()).map(({ userId, level, amount }) => [userId, level, amount]).sort()).toEqual(
      [
        [a.userId, 2, 199],
        [b.userId, 1, 399],
      ].sort(),
    );
    // Of a deployment that allows no more than one by now, the next order has one; this one keeps what it has.
    allow(1);
    expect(earnersOf(await ordered(c))).toEqual([b.userId]);
    expect(earnersOf((await orderOf(world, orderId)).attribution)).toEqual([b.userId, a.userId]);
  });

  it('adds the grade that the first of them has earned by then', async () => {
    const { a, b } = await people();
    await opens(b, await share(a));
    const grades = [
      { name: '银牌', merit: 3000, bonus: 100 },
      { name: '金牌', merit: 7000, bonus: 300 },
    ];
    const terms = { rates: [800], cap: 3000, holdDays: 0, grades };
    await owner.call('commissionPolicy.set', { merchantId: MERCHANT, version: 1, ...terms });
    const rates: unknown[] = [];
    for (let round = 0; round < 3; round++) {
      const { orderId } = await buy(world, b, { campaignId: null });
      const { attribution, status } = await orderOf(world, orderId);
      const earned = await world.app.store.commissions.findOne({ orderId });
      rates.push([status, attribution.earners[0]?.grade?.name, earned?.rate, earned?.grade?.name]);
      // Kept until nothing can be given back any more: only then it is merit.
      await world.app.store.commissions.updateOne({ orderId }, { $set: { dueAt: world.now() } });
      await world.settle();
    }
    expect(rates).toEqual([
      ['toShip', undefined, 800, undefined],
      ['toShip', '银牌', 900, '银牌'],
      ['toShip', '金牌', 1100, '金牌'],
    ]);
  });
});
