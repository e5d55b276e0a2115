/** Never a seat too many, one outcome for every captured payment, and no seat lost for ever: on the database, in races. */
import { stockOf } from '../../functions/store/stock';
import { runCron } from '../../functions/usecases/cron';
import { SEAT_GRACE } from '../../shared/domain/groupBuy';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, SKU, type World } from '../support/world';
import { buy, crowd, expectTrue, fault, LONG, orderOf, place, tryPlace } from './crowd';

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

const HOLD = 2 * MINUTE;

/** A group of three with one seat left. */
async function lastSeat(overflow: 'refund' | 'anotherGroup') {
  await world.offer({ size: 3, hold: HOLD, life: 72 * HOUR, overflow });
  const [leader, second] = await crowd(world, 2);
  if (!leader || !second) throw new Error('nobody came');
  const { groupId } = await buy(world, leader);
  await buy(world, second, { groupId });
  return groupId ?? '';
}

/**
 * Everybody orders the last seat, one after the other's hold has lapsed, and pays in time; WeChat tells nobody and
 * answers neither query nor close. Cron, each time so many have paid, closes their orders without it.
 */
async function everybodyPays(groupId: string, count: number, cronAfter = Math.ceil(count / 2)): Promise<string[]> {
  const { control } = world.standIn;
  await fault(world, 'notify', { kind: 'withhold' });
  await fault(world, 'query', { kind: 'fail', status: 500 });
  await fault(world, 'close', { kind: 'fail', status: 500 });
  const orderIds: string[] = [];
  for (const [index, person] of (await crowd(world, count)).entries()) {
    const { orderId } = await place(world, person, { groupId });
    await world.pay(person, orderId);
    orderIds.push(orderId);
    await world.advance(HOLD + SEAT_GRACE);
    if ((index + 1) % cronAfter === 0 && index + 1 < 2 * cronAfter) await runCron(world.app);
  }
  const group = await world.app.store.groups.findOne({ _id: groupId });
  expect(group).toMatchObject({ status: 'open', taken: 2 });
  await control.clearFaults();
  return orderIds;
}

/** All that WeChat has to say, several times over and in no order, while cron runs beside it. */
async function everythingAtOnce(copies: number) {
  const { control } = world.standIn;
  const [delivered] = await Promise.all([
    control.release({ copies, order: 'shuffled', seed: 7 }),
    runCron(world.app),
    runCron(world.app),
  ]);
  await world.settle();
  return delivered;
}

async function outcomes(orderIds: readonly string[]) {
  const counts = { seat: 0, refund: 0 };
  for (const orderId of orderIds) {
    const order = await orderOf(world, orderId);
    const [payment] = order.payments;
    if (payment?.outcome === 'seat') counts.seat += 1;
    if (payment?.outcome === 'refund') counts.refund += 1;
    // A refund is with the buyer, an order with a seat ships.
    expect([order.status, order.refunds.map(({ status }) => status)]).toEqual(
      payment?.outcome === 'seat' ? ['toShip', []] : ['closed', ['arrived']],
    );
  }
  return counts;
}

/** The product promises it for 200; a smaller crowd fails on the same faults in a fifth of the time. */
const PAYERS = LONG ? 200 : 40;

it(`gives the last seat to one of ${PAYERS} payers, and the others their money back`, async () => {
  const groupId = await lastSeat('refund');
  const orderIds = await everybodyPays(groupId, PAYERS);
  const delivered = await everythingAtOnce(2);
  expect(delivered.length).toBeGreaterThanOrEqual(PAYERS);
  expect(await outcomes(orderIds)).toEqual({ seat: 1, refund: PAYERS - 1 });
  await expectTrue(world);
});

const OTHERS = 5;
const OVERFLOWING = LONG ? PAYERS : 24;

it('gives extra payers the free seats of other open groups of the same terms, each of them once', async () => {
  const groupId = await lastSeat('anotherGroup');
  const leaders = await crowd(world, OTHERS);
  const others = await Promise.all(leaders.map((leader) => buy(world, leader)));
  // One of them began under an earlier edition: its terms are not what these people agreed to.
  const [foreign] = others;
  await world.app.store.groups.updateOne({ _id: foreign?.groupId ?? '' }, { $set: { campaignVersion: 0 } });
  const orderIds = await everybodyPays(groupId, OVERFLOWING);
  await everythingAtOnce(3);
  const seats = 1 + 2 * (OTHERS - 1);
  expect(await outcomes(orderIds)).toEqual({ seat: seats, refund: OVERFLOWING - seats });
  const groups = await world.app.store.groups.find().toArray();
  const left = groups.filter(({ status }) => status !== 'formed').map(({ _id, taken }) => [_id, taken]);
  expect(left).toEqual([[foreign?.groupId, 1]]);
  await expectTrueUnlessOpen();
});

/** The books agree although one group still waits for its members. */
async function expectTrueUnlessOpen() {
  await world.advance(73 * HOUR);
  await world.settle();
  await expectTrue(world);
}

it('sells no more than there is to those who pay late', async () => {
  const groupId = await lastSeat('anotherGroup');
  const others = await Promise.all((await crowd(world, 3)).map((leader) => buy(world, leader)));
  expect(others).toHaveLength(3);
  const orderIds = await everybodyPays(groupId, 12, 12);
  // Meanwhile nearly everything is sold: two pieces are left for twelve payers.
  const { counters } = world.app.store;
  const stock = await counters.findOne({ _id: stockOf(SKU) });
  await counters.updateOne({ _id: stockOf(SKU) }, { $set: { max: (stock?.taken ?? 0) + 2 } });
  await everythingAtOnce(4);
  const counts = await outcomesWaiting(orderIds);
  expect(counts.refund).toBe(12 - counts.seat);
  expect(counts.seat).toBeLessThanOrEqual(3);
  expect(counts.seat).toBeGreaterThan(0);
  await expectTrueUnlessOpen();
});

/** As `outcomes`, where a seat may still wait for its group. */
async function outcomesWaiting(orderIds: readonly string[]) {
  const counts = { seat: 0, refund: 0 };
  for (const orderId of orderIds) {
    const [payment] = (await orderOf(world, orderId)).payments;
    if (payment?.outcome === 'seat' || payment?.outcome === 'refund') counts[payment.outcome] += 1;
  }
  return counts;
}

const GROUPS = LONG ? 50 : 8;

it(`forms ${GROUPS} groups of four out of five payers each, all at once`, async () => {
  await world.offer({ size: 4 }, { stock: 10_000, quota: 10_000 });
  const leaders = await crowd(world, GROUPS);
  const started = await Promise.all(leaders.map((leader) => place(world, leader)));
  await Promise.all(leaders.map((leader, index) => world.pay(leader, started[index]?.orderId ?? '')));
  await world.standIn.control.flush();

  const people = await crowd(world, GROUPS * 4);
  const placed = await Promise.all(
    people.map((person, index) => tryPlace(world, person, { groupId: started[index % GROUPS]?.groupId })),
  );
  const refused = placed.filter((answer) => !answer.ok);
  expect(refused).toEqual(Array(GROUPS).fill({ ok: false, refusal: 'groupFull' }));
  await fault(world, 'notify', { kind: 'withhold' });
  await Promise.all(
    placed.flatMap((answer, index) => {
      const person = people[index];
      return answer.ok && person ? [world.pay(person, answer.value.orderId)] : [];
    }),
  );
  await world.standIn.control.clearFaults();
  await everythingAtOnce(1);
  const groups = await world.app.store.groups.find().toArray();
  expect(groups.map(({ status, taken, seats }) => [status, taken, seats.length])).toEqual(
    Array(GROUPS).fill(['formed', 4, 4]),
  );
  expect(await world.app.store.orders.countDocuments({ status: 'toShip' })).toBe(4 * GROUPS);
  await expectTrue(world);
});
