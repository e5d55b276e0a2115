/**
 * PAIRS THAT RACE, fifty times each: a payment with its buyer's leave, with another one's, with the deadline and with the
 * campaign's end, a leader's leave with their successor's, and one person's join on two devices. Whatever comes first, every captured payment has
 * one outcome, no group is overfull, a member leads it, and all books agree.
 */
import { endCampaign, publishCampaign } from '../../functions/usecases/campaign';
import { expireGroups, leave } from '../../functions/usecases/groupBuy';
import { checkPayment } from '../../functions/usecases/order';
import { SEAT_GRACE } from '../../shared/domain/groupBuy';
import { DAY, HOUR, type Ms } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, START, TERMS, type World } from '../support/world';
import { crowd, expectTrue, fault, LONG, orderOf, place, speak, tryPlace } from './crowd';

const database = useDatabase();
let world: World;
let people: Person[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(900_000);

const TIMES = LONG ? 200 : 12;
const numbers = Array.from({ length: TIMES }, (_, index) => index);

beforeAll(async () => {
  world = await openWorld(database);
  people = await crowd(world, 4 * TIMES);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Four people to a group: its leader, and others. */
const person = (index: number, member: number): Person => {
  const one = people[4 * index + member];
  if (!one) throw new Error(`nobody is ${index}/${member}`);
  return one;
};

/** So many at once: an instance has five connections. */
async function eachOf<T>(work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (let from = 0; from < TIMES; from += 5) {
    done.push(...(await Promise.all(numbers.slice(from, from + 5).map(work))));
  }
  return done;
}

/** WeChat has captured the payment, and nobody has heard of it. */
const payUnheard = (who: Person, orderId: string) => world.pay(who, orderId);
const withhold = () => fault(world, 'notify', { kind: 'withhold' });
/** The buyer comes back from the payment sheet: WeChat is asked, and the payment finds its outcome. */
const hear = (who: Person, orderId: string, at?: Ms) =>
  checkPayment(at === undefined ? world.app : { ...world.app, now: () => at }, who.userId, orderId);

async function joinAndPay(
  who: Person,
  wanted: Parameters<typeof place>[2],
): Promise<{ orderId: string; groupId: string }> {
  const { orderId, groupId = '' } = await place(world, who, wanted);
  await payUnheard(who, orderId);
  await hear(who, orderId);
  return { orderId, groupId };
}

/** Either of two may be first. */
const race = <A, B>(index: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> => {
  if (index % 2 === 0) return Promise.all([one(), other()]);
  const second = other();
  return Promise.all([one(), second]);
};

/** What holds of every group and order, whoever was first. */
async function expectSound(): Promise<void> {
  for (const { seats, terms, status, leaderId, taken } of await world.app.store.groups.find().toArray()) {
    const sitting = seats.filter(({ state }) => state === 'taken');
    expect(sitting.length).toBe(taken);
    expect(taken).toBeLessThanOrEqual(terms.size);
    expect(new Set(sitting.map(({ userId }) => userId)).size).toBe(taken);
    if (status === 'open' || status === 'formed') expect(sitting.map(({ userId }) => userId)).toContain(leaderId);
  }
  for (const { payments, refunds, status } of await world.app.store.orders.find().toArray()) {
    for (const { captured, outcome } of payments) {
      if (!captured) continue;
      expect(outcome).toBeDefined();
      const back = refunds.reduce((sum, { amount }) => sum + amount, 0);
      expect(back).toBe(status === 'closed' ? captured.amount : 0);
    }
  }
}

/** WeChat says it all again, several times; time goes on until everything has come to its end. */
async function allOver(): Promise<void> {
  await speak(world);
  await world.advance(2 * DAY);
  await world.settle();
  await expectSound();
  await expectTrue(world);
}

it('a payment with its own buyer’s leave: left with all the money, or a seat', async () => {
  await world.offer({ size: 3, mayLeave: true }, { stock: 10_000, quota: 10_000 });
  await withhold();
  const groups = await eachOf(async (index) => {
    const { groupId } = await joinAndPay(person(index, 0), {});
    const { orderId } = await place(world, person(index, 1), { groupId });
    await payUnheard(person(index, 1), orderId);
    return { groupId, orderId };
  });
  const became = await eachOf(async (index) => {
    const { groupId, orderId } = groups[index]!;
    const who = person(index, 1);
    const [, left] = await race(
      index,
      () => hear(who, orderId),
      () => leave(world.app, who.userId, { groupId }),
    );
    const [group, order] = [await world.app.store.groups.findOne({ _id: groupId }), await orderOf(world, orderId)];
    return { left: left.ok ? 'left' : left.refusal, taken: group?.taken, order: order.closeReason ?? order.status };
  });
  for (const one of became) {
    expect([
      { left: 'left', taken: 1, order: 'left' },
      { left: 'notInGroup', taken: 2, order: 'paid' },
    ]).toContainEqual(one);
  }
  await allOver();
});

it('the last payment with a leave: formed and no leave, or left and not formed', async () => {
  await world.offer({ size: 3, mayLeave: true, quota: 10_000 }, { stock: 10_000, quota: 10_000 });
  await withhold();
  const groups = await eachOf(async (index) => {
    const leads = await joinAndPay(person(index, 0), {});
    const { groupId } = leads;
    const joined = await joinAndPay(person(index, 1), { groupId });
    const last = await place(world, person(index, 2), { groupId });
    await payUnheard(person(index, 2), last.orderId);
    return { groupId, orderIds: [leads.orderId, joined.orderId], last: last.orderId };
  });
  const became = await eachOf(async (index) => {
    const { groupId, orderIds, last } = groups[index]!;
    // Now the leader goes, now the other one.
    const member = index % 4 < 2 ? 0 : 1;
    const [, left] = await race(
      index,
      () => hear(person(index, 2), last),
      () => leave(world.app, person(index, member).userId, { groupId }),
    );
    const group = await world.app.store.groups.findOne({ _id: groupId });
    const orders = await Promise.all([orderIds[member] ?? '', last].map((id) => orderOf(world, id)));
    return { left: left.ok ? 'left' : left.refusal, group: group?.status, orders: orders.map(({ status }) => status) };
  });
  for (const { left, group, orders } of became) {
    expect([
      { left: 'left', group: 'open', orders: ['closed', 'paid'] },
      { left: 'groupFormed', group: 'formed', orders: ['toShip', 'toShip'] },
    ]).toContainEqual({ left, group, orders });
  }
  await allOver();
});

it('a payment with the deadline: its seat and a formed group, or its money and a failed one', async () => {
  await world.offer({ size: 2, life: HOUR, hold: HOUR }, { stock: 10_000, quota: 10_000 });
  await withhold();
  const groups = await eachOf(async (index) => {
    const { groupId } = await joinAndPay(person(index, 0), {});
    const { orderId } = await place(world, person(index, 1), { groupId });
    await payUnheard(person(index, 1), orderId);
    return { groupId, orderId };
  });
  // The last moment in which the seat is still held, and the first in which the deadline no longer waits for it.
  const lapse = START + HOUR + SEAT_GRACE;
  await world.advance(HOUR + SEAT_GRACE);
  const deadline = expireGroups({ ...world.app, now: () => lapse }, { limit: TIMES, over: () => false });
  await eachOf((index) => hear(person(index, 1), groups[index]!.orderId, lapse - 1));
  await deadline;
  await expireGroups({ ...world.app, now: () => lapse }, { limit: TIMES, over: () => false });
  await speak(world);
  for (const { groupId, orderId } of groups) {
    const group = await world.app.store.groups.findOne({ _id: groupId });
    const { payments, refunds } = await orderOf(world, orderId);
    expect([
      { status: 'formed', outcome: 'seat', refunds: 0 },
      { status: 'failed', outcome: 'refund', refunds: 1 },
    ]).toContainEqual({ status: group?.status, outcome: payments[0]?.outcome, refunds: refunds.length });
  }
  await allOver();
});

it('a payment with the end of its campaign: nothing stays open, and nobody’s money stays without a seat', async () => {
  await withhold();
  const owner = person(0, 3);
  const campaigns = await eachOf(async (index) => {
    const campaignId = `cmp_race${index}`;
    const terms = { ...TERMS, size: 2 };
    const kind = 'groupBuy' as const;
    const plan = { _id: campaignId, merchantId: MERCHANT, kind, productId: PRODUCT, title: '阳山水蜜桃 2 人团', terms };
    const skus = [{ id: SKU, name: '5 斤装', price: 3990 }];
    const published = await publishCampaign(
      world.app,
      { ...plan, startsAt: START - DAY, endsAt: START + 30 * DAY },
      skus,
      START,
    );
    expect(published).toEqual({ ok: true, value: null });
    // One group waits for its last member's payment, another for its leader's.
    const { groupId } = await joinAndPay(person(index, 0), { campaignId });
    const last = await place(world, person(index, 1), { campaignId, groupId });
    const starts = await place(world, person(index, 2), { campaignId });
    await payUnheard(person(index, 1), last.orderId);
    await payUnheard(person(index, 2), starts.orderId);
    return { campaignId, last: last.orderId, starts: starts.orderId };
  });
  await eachOf(async (index) => {
    const { campaignId, last, starts } = campaigns[index]!;
    const [, ended] = await race(
      index,
      () => Promise.all([hear(person(index, 1), last), hear(person(index, 2), starts)]),
      () => endCampaign(world.app, owner.userId, { merchantId: MERCHANT, campaignId, groups: 'endNow' }),
    );
    expect(ended.ok).toBe(true);
    // Its seat was held: the payment has it, whenever the campaign has ended.
    expect(await orderOf(world, last)).toMatchObject({ status: 'toShip', payments: [{ outcome: 'seat' }] });
  });
  await speak(world);
  await world.settle();
  expect(await world.app.store.groups.countDocuments({ status: { $in: ['pending', 'open'] } })).toBe(0);
  // A group that began by its leader's payment has ended, one that did not has taken nobody.
  for (const { starts } of campaigns) expect(await orderOf(world, starts)).toMatchObject({ status: 'closed' });
  await allOver();
});

it('a leader’s leave with their successor’s: both have left, and who stays leads', async () => {
  await world.offer({ size: 4, mayLeave: true }, { stock: 10_000, quota: 10_000 });
  await withhold();
  const groups = await eachOf(async (index) => {
    const { groupId } = await joinAndPay(person(index, 0), {});
    for (const member of [1, 2]) await joinAndPay(person(index, member), { groupId });
    return groupId;
  });
  // Whoever paid first succeeds.
  await eachOf(async (index) => {
    const groupId = groups[index]!;
    const goes = (member: number) => () => leave(world.app, person(index, member).userId, { groupId });
    const left = await race(index, goes(0), goes(1));
    expect(left.map(({ ok }) => ok)).toEqual([true, true]);
    const group = await world.app.store.groups.findOne({ _id: groupId });
    expect(group).toMatchObject({ status: 'open', taken: 1, missing: 3, leaderId: person(index, 2).userId });
  });
  expect(await world.app.store.orders.countDocuments({ closeReason: 'left' })).toBe(2 * TIMES);
  await allOver();
});

it('one person’s join on two devices: one seat', async () => {
  await world.offer({ size: 4 }, { stock: 10_000, quota: 10_000 });
  await withhold();
  const groups = await eachOf(async (index) => (await joinAndPay(person(index, 0), {})).groupId);
  await eachOf(async (index) => {
    const groupId = groups[index]!;
    const joins = () => tryPlace(world, person(index, 1), { groupId });
    const answers = await race(index, joins, joins);
    const orders = answers.flatMap((answer) => (answer.ok ? [answer.value.orderId] : []));
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))).toEqual(['alreadyInGroup']);
    for (const orderId of orders) {
      await payUnheard(person(index, 1), orderId);
      await hear(person(index, 1), orderId);
    }
    expect(await world.app.store.groups.findOne({ _id: groupId })).toMatchObject({ status: 'open', taken: 2 });
  });
  await allOver();
});
