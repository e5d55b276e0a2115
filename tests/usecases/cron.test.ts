/** What time alone brings about: safe to run twice, side by side, or not for a while. */
import { OUTBOX_LIMIT } from '../../functions/store/change';
import { endGroup } from '../../functions/store/groupBuy';
import { stockOf } from '../../functions/store/stock';
import { runCron } from '../../functions/usecases/cron';
import { changeAndDrain } from '../../functions/usecases/order';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, SKU, TERMS, type World } from '../support/world';
import { alarmKinds, buy, crowd, everything, expectTrue, fault, orderOf, place, reservations } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // The first run finds the newest day of a new shop.
  await runCron(world.app);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const many = (count: number) => Promise.all(Array.from({ length: count }, () => runCron(world.app)));
const nothing = {
  payments: 0,
  groups: 0,
  bargains: 0,
  reminded: 0,
  moved: 0,
  afterSales: 0,
  drained: 0,
  commissions: 0,
  withdrawals: 0,
  intents: 0,
  figures: 0,
  finances: 0,
  holds: 0,
  certificates: 0,
  erasures: 0,
  reconciliations: 0,
  audits: 0,
};

async function somebody() {
  const [one] = await crowd(world, 1);
  if (!one) throw new Error('nobody came');
  return one;
}

it('has nothing to do in a shop where nothing has happened, and changes nothing', async () => {
  const before = await everything(world);
  expect(await runCron(world.app)).toEqual(nothing);
  expect(await everything(world)).toEqual(before);
});

it('is asked for with its secret only', async () => {
  expect((await fetch(`${world.url}/cron`)).status).toBe(401);
  expect((await fetch(`${world.url}/cron`, { headers: { authorization: 'Bearer x' } })).status).toBe(401);
  expect(await world.cron()).toEqual(nothing);
});

it('closes what was not paid in time, at WeChat and here, and gives everything back', async () => {
  const buyer = await somebody();
  const { orderId, groupId = '' } = await place(world, buyer);
  await world.advance(TERMS.hold - 1);
  expect(await runCron(world.app)).toEqual(nothing);
  await world.advance(1);
  await many(6);
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', closeReason: 'timeout' });
  const { transactions } = await world.standIn.control.books(world.credentials.mchid);
  expect(transactions).toMatchObject([{ state: 'CLOSED' }]);
  expect(await reservations(world)).toEqual([]);
  expect((await world.app.store.groups.findOne({ _id: groupId }))?.seats).toEqual([]);
  expect(await runCron(world.app)).toEqual(nothing);
  await expectTrue(world);
});

it('finds a payment that nobody has told us of', async () => {
  const buyer = await somebody();
  await fault(world, 'notify', { kind: 'withhold' });
  const { orderId } = await place(world, buyer);
  await world.pay(buyer, orderId);
  await world.advance(TERMS.hold);
  await many(4);
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'paid' });
  await world.advance(DAY);
  await world.settle();
  await expectTrue(world);
});

it('is kept by nothing that cannot be moved on from what waits behind it', async () => {
  const buyer = await somebody();
  const ids: string[] = [];
  for (const _ of [1, 2]) {
    const { orderId } = await place(world, buyer, { campaignId: null, unit: 3990 });
    await world.pay(buyer, orderId);
    await world.settle();
    ids.push(orderId);
    const parcel = { type: 'ship', parcelId: 'pcl_1', company: '顺丰', trackingNumber: 'SF1234', by: 'usr_x' } as const;
    await changeAndDrain(world.app, orderId, { ...parcel, now: world.now() });
    await world.advance(MINUTE);
  }
  const [stuck = '', behind = ''] = ids;
  const waits = { id: '0.0', event: { type: 'orderShipped', at: 0 } };
  const full = Array.from({ length: OUTBOX_LIMIT }, () => waits);
  await world.app.store.orders.updateOne({ _id: stuck }, { $set: { outbox: full } } as object);
  await world.advance(30 * DAY);
  expect((await runCron(world.app)).moved).toBe(1);
  expect(await orderOf(world, behind)).toMatchObject({ status: 'received' });
  expect(world.errors).toEqual([expect.stringContaining(stuck)]);
});

describe('one that fails holds up no other', () => {
  const broken = new Error('this one is broken');

  /** The database does not answer for this one document. It is asked for by `_id`. */
  function breaks(name: 'orders' | 'groups', method: 'findOne' | 'findOneAndUpdate', id: string) {
    const collection = world.app.store[name] as unknown as Record<string, (...given: { _id?: unknown }[]) => unknown>;
    const whole = collection[method]?.bind(collection);
    jest.spyOn(collection, method).mockImplementation(async (...given) => {
      if (given[0]?._id === id) throw broken;
      return whole?.(...given);
    });
  }
  afterEach(() => jest.restoreAllMocks());

  it('of groups whose time is over', async () => {
    const groups: string[] = [];
    for (const buyer of await crowd(world, 2)) {
      groups.push((await buy(world, buyer)).groupId ?? '');
      await world.advance(MINUTE);
    }
    const [stuck = '', behind = ''] = groups;
    await world.advance(DAY);
    breaks('groups', 'findOneAndUpdate', stuck);
    await runCron(world.app);
    expect(await world.app.store.groups.findOne({ _id: behind })).toMatchObject({ status: 'failed' });
    expect(await world.app.store.groups.findOne({ _id: stuck })).toMatchObject({ status: 'open' });
    expect(world.errors).toEqual([expect.stringContaining(stuck)]);
    // The next run tries it again.
    jest.restoreAllMocks();
    await runCron(world.app);
    expect(await world.app.store.groups.findOne({ _id: stuck })).toMatchObject({ status: 'failed' });
  });

  it('of unpaid orders', async () => {
    const orders: string[] = [];
    for (const buyer of await crowd(world, 2)) {
      orders.push((await place(world, buyer, { campaignId: null })).orderId);
      await world.advance(MINUTE);
    }
    const [stuck = '', behind = ''] = orders;
    await world.advance(HOUR);
    breaks('orders', 'findOneAndUpdate', stuck);
    await runCron(world.app);
    expect(await orderOf(world, behind)).toMatchObject({ status: 'closed' });
    expect(await orderOf(world, stuck)).toMatchObject({ status: 'awaitingPayment' });
    expect(world.errors).toEqual([expect.stringContaining(stuck)]);
    jest.restoreAllMocks();
    await runCron(world.app);
    expect(await orderOf(world, stuck)).toMatchObject({ status: 'closed' });
  });

  it('of holds whose time is over', async () => {
    const { counters } = world.app.store;
    const hold = (id: string, minutes: number) => ({ id, orderId: id, n: 1, until: world.now() - minutes * MINUTE });
    await counters.updateOne(
      { _id: stockOf(SKU) },
      { $set: { taken: 2, holds: [hold('ord_stuck', 60), hold('ord_behind', 30)] } },
    );
    breaks('orders', 'findOne', 'ord_stuck');
    expect((await runCron(world.app)).holds).toBe(1);
    expect(await counters.findOne({ _id: stockOf(SKU) })).toMatchObject({ taken: 1, holds: [{ id: 'ord_stuck' }] });
    expect(world.errors).toEqual([expect.stringContaining('ord_stuck')]);
    jest.restoreAllMocks();
    expect((await runCron(world.app)).holds).toBe(1);
    expect(await reservations(world)).toEqual([]);
  });
});

it('goes on closing at WeChat what it could close only here', async () => {
  const buyer = await somebody();
  await fault(world, 'close', { kind: 'fail', status: 500 });
  await place(world, buyer);
  await world.advance(TERMS.hold + 5 * MINUTE);
  await runCron(world.app);
  expect(await reservations(world)).toEqual([]);
  await world.advance(HOUR);
  await runCron(world.app);
  await world.standIn.control.clearFaults();
  await world.advance(HOUR);
  await runCron(world.app);
  const { transactions } = await world.standIn.control.books(world.credentials.mchid);
  expect(transactions).toMatchObject([{ state: 'CLOSED' }]);
  await world.advance(DAY);
  // By now nobody can open its group any more.
  expect(await runCron(world.app)).toEqual({ ...nothing, groups: 1 });
  expect(await runCron(world.app)).toEqual(nothing);
  await expectTrue(world);
});

it('fails a group once, under ten crons', async () => {
  await Promise.all((await crowd(world, 4)).map((person) => buy(world, person)));
  await world.advance(TERMS.life);
  const reports = await many(10);
  expect(reports.reduce((sum, { groups }) => sum + groups, 0)).toBe(4);
  await world.settle();
  expect(await world.app.store.refunds.countDocuments()).toBe(4);
  await expectTrue(world);
});

it('does what a dead process has left undone, wherever it died', async () => {
  const buyer = await somebody();
  const { orderId } = await place(world, buyer);
  await world.pay(buyer, orderId);
  await world.standIn.control.flush();
  const { store } = world.app;
  const order = await orderOf(world, orderId);
  // The group is failed, and whoever did that tells nobody.
  await world.advance(TERMS.life);
  await endGroup(store.groups, order.groupId ?? '', world.now());
  expect(await runCron(world.app)).toMatchObject({ drained: 0 });
  await world.advance(11_000);
  const report = await runCron(world.app);
  expect(report.drained).toBeGreaterThan(0);
  await world.settle();
  expect(await orderOf(world, orderId)).toMatchObject({ refunds: [{ status: 'arrived' }] });
  await expectTrue(world);
});

it('lets a consequence that fails block its own document only, and alarms after ten tries', async () => {
  const [one, other] = await crowd(world, 2);
  if (!one || !other) throw new Error('nobody came');
  const first = await buy(world, one);
  await buy(world, other);
  await world.advance(TERMS.life);
  // A member whose order is gone: what the group has to tell cannot be told.
  const lost = await orderOf(world, first.orderId);
  await world.app.store.orders.deleteOne({ _id: first.orderId });
  for (let tries = 0; tries < 10; tries++) {
    await runCron(world.app);
    await world.advance(11 * MINUTE);
  }
  expect(await alarmKinds(world)).toEqual(['consequenceFails']);
  expect(await world.app.store.alarms.countDocuments({ merchantId: MERCHANT })).toBe(1);
  expect(world.errors.length).toBeGreaterThanOrEqual(10);
  expect(await world.app.store.refunds.countDocuments()).toBe(1);
  // Put right by hand, it goes on by itself.
  await world.app.store.orders.insertOne(lost);
  await world.settle();
  expect(await world.app.store.refunds.countDocuments({ status: 'arrived' })).toBe(2);
  expect(await world.differences()).toEqual([]);
});

it('keeps what a paid order holds until its group has decided', async () => {
  const buyer = await somebody();
  await buy(world, buyer);
  for (let hours = 0; hours < 6; hours++) {
    await world.advance(HOUR);
    await runCron(world.app);
  }
  expect(await reservations(world)).toContainEqual({ _id: `stock/${SKU}`, taken: 1, holds: 1 });
  await world.advance(DAY);
  await world.settle();
  expect(await reservations(world)).toEqual([]);
  await expectTrue(world);
});
