/** 老带新: of all that a person orders in a shop, one order is the first, whatever races; and whose money went back is new again. */
import { firstOf } from '../../functions/store/stock';
import { runCron } from '../../functions/usecases/cron';
import { isNewcomer } from '../../functions/usecases/reservation';
import { SEAT_GRACE } from '../../shared/domain/groupBuy';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, TERMS, type World } from '../support/world';
import {
  buy,
  caughtUp,
  crowd,
  expectTrue,
  LONG,
  orderOf,
  place,
  reservations,
  silence,
  speak,
  tryPlace,
} from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const ROUNDS = LONG ? 100 : 12;

const people = async (count: number) => (await crowd(world, count)) as Person[] & { readonly [I in 0 | 1 | 2]: Person };

/** Two open groups for newcomers, large enough for everybody. */
async function twoGroups(): Promise<[string, string]> {
  await world.offer({ audience: 'newcomers', size: 100, mayLeave: true });
  const [one, other] = await people(2);
  const [a, b] = [await buy(world, one), await buy(world, other)];
  return [a.groupId ?? '', b.groupId ?? ''];
}

const isNew = ({ userId }: Person) => isNewcomer(world.app, MERCHANT, userId);

/** The orders that a person's counter holds, in the order in which they were reserved. */
async function reserved({ userId }: Person): Promise<string[]> {
  const counter = await world.app.store.counters.findOne({ _id: firstOf(MERCHANT, userId) });
  return counter?.holds.map(({ orderId }) => orderId) ?? [];
}

/** What everybody's orders come to, in the end. */
async function allOver(): Promise<void> {
  await world.advance(25 * HOUR);
  await world.settle();
  await expectTrue(world);
}

describe('from two devices at once', () => {
  it(`two newcomers’ orders are one, ${ROUNDS} times`, async () => {
    const groups = await twoGroups();
    const racers = await people(ROUNDS);
    for (const racer of racers) {
      const answers = await Promise.all(groups.map((groupId) => tryPlace(world, racer, { groupId })));
      const [placed, ...more] = answers.flatMap((answer) => (answer.ok ? [answer.value.orderId] : []));
      expect([placed, more]).toEqual([expect.any(String), []]);
      expect(answers.filter(({ ok }) => !ok)).toEqual([{ ok: false, refusal: 'newcomersOnly' }]);
      expect(await reserved(racer)).toEqual([placed]);
      expect(await world.app.store.groups.countDocuments({ 'seats.userId': racer.userId })).toBe(1);
    }
    await allOver();
  });

  it(`a newcomer’s order beside an ordinary one is the first, or is none, ${ROUNDS} times`, async () => {
    const [groupId] = await twoGroups();
    const racers = await people(ROUNDS);
    for (const [index, racer] of racers.entries()) {
      // Now the one begins, now the other.
      const wishes = [{ groupId }, { campaignId: null }];
      if (index % 2 === 1) wishes.reverse();
      const answers = await Promise.all(wishes.map((wanted) => tryPlace(world, racer, wanted)));
      const [newcomers, ordinary] = index % 2 === 1 ? [...answers].reverse() : answers;
      expect(ordinary).toMatchObject({ ok: true });
      const first = (await reserved(racer))[0];
      if (newcomers?.ok) expect(first).toBe(newcomers.value.orderId);
      else {
        expect(newcomers).toEqual({ ok: false, refusal: 'newcomersOnly' });
        expect(ordinary).toMatchObject({ value: { orderId: first } });
      }
    }
    await allOver();
  });

  it('two payments that are heard of after both orders had closed have one seat', async () => {
    const groups = await twoGroups();
    const racers = await people(LONG ? 20 : 4);
    const late: string[][] = [];
    for (const racer of racers) {
      const mine: string[] = [];
      for (const groupId of groups) {
        const { orderId } = await place(world, racer, { groupId });
        await silence(world, orderId);
        await world.pay(racer, orderId);
        mine.push(orderId);
        // The first is closed before the second is ordered, else there would be no second.
        await world.advance(TERMS.hold + SEAT_GRACE);
        await runCron(world.app);
        expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', closeReason: 'timeout' });
      }
      late.push(mine);
    }
    await speak(world);
    await world.settle();
    for (const [index, mine] of late.entries()) {
      const orders = await Promise.all(mine.map((orderId) => orderOf(world, orderId)));
      expect(orders.map(({ payments }) => payments[0]?.outcome).sort()).toEqual(['refund', 'seat']);
      expect(await reserved(racers[index] as Person)).toEqual(
        orders.filter(({ status }) => status === 'paid').map(({ _id }) => _id),
      );
      const [refund] = orders.flatMap(({ refunds }) => refunds);
      expect(refund).toMatchObject({ cause: 'late', amount: 2990, status: 'arrived' });
    }
    await allOver();
  });
});

describe('new again', () => {
  it('is whoever did not pay, gave up, left, or was refunded; not who was sold something', async () => {
    const [groupId] = await twoGroups();
    const [person] = await people(1);
    expect(await isNew(person)).toBe(true);

    const unpaid = await place(world, person, { groupId });
    expect(await isNew(person)).toBe(false);
    await world.advance(TERMS.hold);
    await runCron(world.app);
    expect([(await orderOf(world, unpaid.orderId)).closeReason, await isNew(person)]).toEqual(['timeout', true]);

    const cancelled = await place(world, person, { groupId });
    expect(await person.call('order.cancel', { orderId: cancelled.orderId })).toMatchObject({ ok: true });
    await caughtUp(world);
    expect(await isNew(person)).toBe(true);

    await buy(world, person, { groupId });
    expect(await isNew(person)).toBe(false);
    expect(await tryPlace(world, person, { groupId })).toEqual({ ok: false, refusal: 'newcomersOnly' });
    expect(await person.call('group.leave', { groupId })).toMatchObject({ ok: true });
    await caughtUp(world);
    expect(await isNew(person)).toBe(true);

    const failing = await buy(world, person, { groupId });
    await world.advance(24 * HOUR + MINUTE);
    await world.settle();
    expect([(await orderOf(world, failing.orderId)).closeReason, await isNew(person)]).toEqual(['groupFailed', true]);

    const [leader] = await people(1);
    await world.offer({ audience: 'newcomers', size: 2 });
    const { groupId: last = '' } = await buy(world, leader);
    const kept = await buy(world, person, { groupId: last });
    await world.settle();
    expect([(await orderOf(world, kept.orderId)).status, await isNew(person)]).toEqual(['toShip', false]);
    // Sold once, returning for good; another shop would not know.
    await world.advance(100 * 24 * HOUR);
    await world.settle();
    expect(await isNew(person)).toBe(false);
    expect(await isNewcomer(world.app, 'mer_other', person.userId)).toBe(true);
    await expectTrue(world);
  });

  it('a price difference that came back makes nobody new', async () => {
    await world.offer({
      audience: 'newcomers',
      size: 3,
      least: 2,
      ladder: [{ members: 3, prices: { sku_peach: 2790 } }],
    });
    const [leader, person, last] = await people(3);
    const { groupId = '' } = await buy(world, leader);
    const { orderId } = await buy(world, person, { groupId });
    await buy(world, last, { groupId });
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({
      status: 'toShip',
      refunds: [{ cause: 'ladder', amount: 200 }],
    });
    expect(await isNew(person)).toBe(false);
    await expectTrue(world);
  });

  it('anybody may lead, but a returning buyer joins nobody’s group', async () => {
    const [groupId] = await twoGroups();
    const [regular] = await people(1);
    await buy(world, regular, { campaignId: null });
    const own = await buy(world, regular);
    expect(await orderOf(world, own.orderId)).toMatchObject({
      status: 'paid',
      groupBuy: { starts: true, newcomer: false },
    });
    const before = await reservations(world);
    expect(await tryPlace(world, regular, { groupId })).toEqual({ ok: false, refusal: 'newcomersOnly' });
    expect(await reservations(world)).toEqual(before);
    await allOver();
  });
});
