/** WeChat is told how an order went out: each time, in order, whatever happens on the way; and never more than is true. */

import { drain } from '../../functions/usecases/drain';
import { runIntents } from '../../functions/usecases/intent';
import { pickUpOrder, refundShopOrder, shipOrder } from '../../functions/usecases/shopOrder';
import { MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, SKU, START, type World } from '../support/world';
import { alarmKinds, buy, crowd, expectTrue, fault, newRequestId, orderOf } from './crowd';

const database = useDatabase();
let world: World;
let buyer: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const POINT = {
  id: 'pup_1',
  name: '阳山邻里中心',
  address: '桃源路 2 号',
  hours: '9:00–21:00',
  phone: '0510-66880001',
};

beforeAll(async () => {
  world = await openWorld(database);
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { pickupPoints: [POINT] } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  [buyer] = (await crowd(world, 1)) as [Person];
});

/** Three pieces, bought alone and paid for. */
const bought = async (): Promise<string> => (await buy(world, buyer, { campaignId: null, quantity: 3 })).orderId;

async function ship(orderId: string, trackingNumber: string, quantity?: number, company = '中通快递') {
  await world.advance(MINUTE);
  const lines = quantity === undefined ? undefined : [{ lineId: '1', quantity }];
  const sent = await shipOrder(world.app, 'usr_wu', { merchantId: MERCHANT, orderId, company, trackingNumber, lines });
  if (!sent.ok) throw new Error(`it is not sent: ${sent.refusal}`);
}

async function refund(orderId: string, quantity: number, seenAmount: number) {
  await world.advance(MINUTE);
  const pieces = { lines: [{ lineId: '1', quantity }], withFreight: false, seenAmount };
  const given = await refundShopOrder(world.app, 'usr_wu', {
    requestId: newRequestId(),
    merchantId: MERCHANT,
    orderId,
    ...pieces,
  });
  if (!given.ok) throw new Error(`it is not refunded: ${given.refusal}`);
}

const run = () => runIntents(world.app, { limit: 200, over: () => false });
/** Back-offs pass, and what is due is done. */
async function later(): Promise<void> {
  await world.advance(11 * MINUTE);
  await run();
}
const reported = () => world.standIn.control.shippings();
const numbers = async () => (await reported()).flatMap(({ parcels }) => parcels.map(({ trackingNo }) => trackingNo));
const intents = () => world.app.store.intents.find({ kind: 'shipping' }).sort({ number: 1 }).toArray();
const waiting = () => world.app.store.intents.countDocuments({ kind: 'shipping', dueAt: { $exists: true } });

it('of all that was bought in one parcel: once, with what is in it', async () => {
  const orderId = await bought();
  await ship(orderId, '78901');
  expect(await reported()).toEqual([]);
  expect(await run()).toBe(1);
  const order = await orderOf(world, orderId);
  expect(await reported()).toMatchObject([
    {
      transactionId: order.payments[0]?.captured?.transactionId,
      logisticsType: 1,
      deliveryMode: 1,
      finished: true,
      parcels: [{ trackingNo: '78901', company: 'ZTO', goods: '阳山水蜜桃 5 斤装 ×3' }],
      reports: 1,
    },
  ]);
  await later();
  expect(await waiting()).toBe(0);
  expect(await reported()).toMatchObject([{ reports: 1, changed: false }]);
  await expectTrue(world);
});

it('of several parcels: each, and with the last that nothing follows', async () => {
  const orderId = await bought();
  await ship(orderId, '1', 1);
  await run();
  expect(await reported()).toMatchObject([
    { deliveryMode: 2, finished: false, parcels: [{ goods: '阳山水蜜桃 5 斤装 ×1' }] },
  ]);
  await ship(orderId, '2', 2);
  await run();
  expect(await numbers()).toEqual(['1', '2']);
  expect(await reported()).toMatchObject([{ deliveryMode: 2, finished: true, changed: false, reports: 2 }]);
});

it('where the rest is refunded after the last parcel: that nothing follows, too', async () => {
  const orderId = await bought();
  await ship(orderId, '1', 1);
  await run();
  await refund(orderId, 2, 7980);
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'shipped' });
  await run();
  expect(await reported()).toMatchObject([
    { finished: true, changed: false, reports: 2, parcels: [{ trackingNo: '1', goods: '阳山水蜜桃 5 斤装 ×1' }] },
  ]);
  await world.settle();
  expect(world.errors).toEqual([]);
});

it('where a part is refunded before the first parcel: one report, as if that part had never been', async () => {
  const orderId = await bought();
  await refund(orderId, 1, 3990);
  await ship(orderId, '1');
  await run();
  expect(await intents()).toHaveLength(1);
  expect(await reported()).toMatchObject([
    { deliveryMode: 1, finished: true, parcels: [{ goods: '阳山水蜜桃 5 斤装 ×2' }] },
  ]);
});

it('nothing, where all of it is refunded before anything is sent, or after', async () => {
  const never = await bought();
  await refund(never, 3, 11970);
  expect(await intents()).toEqual([]);
  const partly = await bought();
  await ship(partly, '1', 1);
  await run();
  await refund(partly, 3, 11970);
  expect(await orderOf(world, partly)).toMatchObject({ status: 'closed', closeReason: 'refunded' });
  await later();
  expect(await reported()).toMatchObject([{ reports: 1, finished: false }]);
  expect(await alarmKinds(world)).toEqual([]);
});

it('of goods that are fetched, when they are', async () => {
  const placed = await buyer.call('order.place', {
    requestId: newRequestId(),
    lines: [{ skuId: SKU, quantity: 2 }],
    pickupPointId: POINT.id,
    seenTotal: 7980,
  });
  if (!placed.ok) throw new Error(placed.refusal.code);
  await world.pay(buyer, placed.value.orderId);
  await world.standIn.control.flush();
  const { pickUp } = await orderOf(world, placed.value.orderId);
  expect(await intents()).toEqual([]);
  await pickUpOrder(world.app, 'usr_wu', { merchantId: MERCHANT, code: pickUp?.code ?? '' });
  await run();
  expect(await reported()).toMatchObject([
    { logisticsType: 4, deliveryMode: 1, finished: true, parcels: [{ goods: '阳山水蜜桃 5 斤装 ×2' }] },
  ]);
});

it('the receiver’s telephone is told to 顺丰 alone, and masked', async () => {
  const orderId = await bought();
  await ship(orderId, 'SF1', 1, '顺丰速运');
  await ship(orderId, '2', 2);
  await run();
  await later();
  expect(await reported()).toMatchObject([
    { parcels: [{ company: 'SF', contact: '138****1111' }, { company: 'ZTO' }] },
  ]);
  expect((await reported())[0]?.parcels[1]).not.toHaveProperty('contact');
});

describe('in their order', () => {
  it('a later report waits for the one before it, and comes when that has come to its end', async () => {
    const orderId = await bought();
    await ship(orderId, '1', 1);
    await ship(orderId, '2', 2);
    const first = { match: { operation: 'shipping', text: '"is_all_delivered":false' } } as const;
    const { id } = await world.standIn.control.addFault({ ...first, effect: { kind: 'timeoutBefore' } });
    await run();
    await later();
    expect([await reported(), await waiting()]).toEqual([[], 2]);
    await world.standIn.control.clearFaults(id);
    for (let times = 0; times < 3; times++) await later();
    expect([await numbers(), await waiting()]).toEqual([['1', '2'], 0]);
    expect(await reported()).toMatchObject([{ finished: true, changed: false, reports: 2 }]);
  });

  it('one that is refused for ever keeps no later one from going out', async () => {
    const orderId = await bought();
    await ship(orderId, '1', 1);
    const refusal = { errcode: 10060014, errmsg: '参数错误' };
    await fault(world, 'shipping', { kind: 'fail', status: 200, body: refusal }, 1);
    await run();
    expect(await alarmKinds(world)).toEqual(['shippingRejected']);
    expect(await world.app.store.alarms.findOne({})).toMatchObject({
      merchantId: MERCHANT,
      open: true,
      detail: { orderId, code: '10060014', number: 1 },
    });
    await ship(orderId, '2', 2);
    await run();
    expect([await numbers(), await waiting()]).toEqual([['1', '2'], 0]);
    // All of it is reported now: nobody needs to see to it any more.
    expect(await world.app.store.alarms.countDocuments({ open: true })).toBe(0);
  });
});

describe('whatever WeChat answers', () => {
  it.each([
    ['cut off before', { kind: 'timeoutBefore' }],
    ['cut off after', { kind: 'timeoutAfter' }],
    ['an outage', { kind: 'fail', status: 500 }],
    ['busy', { kind: 'fail', status: 200, body: { errcode: 10060012, errmsg: '系统错误' } }],
  ] as const)('it is one report although its answer is %s', async (_, effect) => {
    const orderId = await bought();
    await ship(orderId, '1');
    await fault(world, 'shipping', effect, 2);
    await run();
    for (let times = 0; times < 4; times++) await later();
    expect(await reported()).toMatchObject([{ finished: true, reports: 1, changed: false }]);
    expect([await waiting(), await alarmKinds(world)]).toEqual([0, []]);
  });

  it('a report whose answer was lost is asked for before it would be made again', async () => {
    const orderId = await bought();
    await ship(orderId, '1');
    const { id } = await fault(world, 'shipping', { kind: 'timeoutAfter' });
    await run();
    await later();
    expect((await world.standIn.control.faults()).find((one) => one.id === id)).toMatchObject({ hits: 1 });
    expect([await numbers(), await waiting()]).toEqual([['1'], 0]);
  });

  it('a payment that its shipping desk does not know yet is reported later', async () => {
    const orderId = await bought();
    await ship(orderId, '1');
    await fault(
      world,
      'shipping',
      { kind: 'fail', status: 200, body: { errcode: 10060001, errmsg: '支付单不存在' } },
      3,
    );
    await run();
    for (let times = 0; times < 3; times++) await later();
    expect([await numbers(), await waiting(), await alarmKinds(world)]).toEqual([['1'], 0, []]);
  });

  it('one that it never comes to know is alarmed of in the end', async () => {
    const orderId = await bought();
    await ship(orderId, '1');
    await fault(world, 'shipping', { kind: 'fail', status: 200, body: { errcode: 10060001, errmsg: '支付单不存在' } });
    for (let times = 0; times < 45; times++) await later();
    expect([await waiting(), await alarmKinds(world)]).toEqual([0, ['shippingRejected']]);
  });

  it('without permission it is alarmed of, and goes out once that is there', async () => {
    const orderId = await bought();
    await ship(orderId, '1');
    await fault(world, 'shipping', { kind: 'fail', status: 200, body: { errcode: 48001, errmsg: 'api unauthorized' } });
    await run();
    await later();
    expect([await alarmKinds(world), await waiting()]).toEqual([['shippingRejected'], 1]);
    await world.standIn.control.clearFaults();
    await later();
    expect([await numbers(), await waiting()]).toEqual([['1'], 0]);
    expect(await world.app.store.alarms.countDocuments({ open: true })).toBe(0);
  });
});

it('is one report however often the parcel is said to be sent, and however many crons run', async () => {
  const orderId = await bought();
  await ship(orderId, '1');
  await ship(orderId, '1');
  const order = await orderOf(world, orderId);
  // Its events once more, as a drainer would that has died in between.
  const sent = order.history.find(({ type }) => type === 'parcelSent');
  const shipped = order.history.find(({ type }) => type === 'orderShipped');
  const outbox = [sent, shipped].map((event, index) => ({ id: `again.${index}`, event }));
  await world.app.store.orders.updateOne({ _id: orderId }, { $set: { outbox, drainAt: START } } as never);
  await drain(world.app, [{ name: 'orders', doc: await orderOf(world, orderId) }], 60_000);
  expect(await intents()).toHaveLength(1);
  await Promise.all(Array.from({ length: 6 }, run));
  expect(await reported()).toMatchObject([{ reports: 1 }]);
});

it('money goes first', async () => {
  const orderId = await bought();
  await ship(orderId, '1', 1);
  await refund(orderId, 1, 3990);
  let looks = 0;
  expect(await runIntents(world.app, { limit: 200, over: () => ++looks > 1 })).toBe(1);
  expect(await reported()).toEqual([]);
  expect(START).toBeLessThan(world.now());
});
