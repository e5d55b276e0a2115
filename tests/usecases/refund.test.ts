/** A promised refund arrives once, whatever WeChat answers on the way. */
import type { RefundDoc } from '../../functions/store/collections';
import { runCron } from '../../functions/usecases/cron';
import { expireGroups } from '../../functions/usecases/groupBuy';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { refundNumber } from '../../shared/domain/refund';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, type Person, type World } from '../support/world';
import { alarmKinds, buy, crowd, everything, expectTrue, fault, LONG, orderOf, reservations } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** A group that has failed with one paid member, whose refund is promised and not sent yet. */
async function promised(): Promise<{ buyer: Person; orderId: string; groupId: string; refund: RefundDoc }> {
  const [buyer] = await crowd(world, 1);
  if (!buyer) throw new Error('nobody came');
  const { orderId, groupId = '' } = await buy(world, buyer);
  await world.advance(25 * HOUR);
  await expireGroups(world.app, { limit: 10, over: () => false });
  const [refund] = await world.app.store.refunds.find({ orderId }).toArray();
  if (!refund) throw new Error('no refund was promised');
  return { buyer, orderId, groupId, refund };
}

const refundsAtWechat = async () => (await world.standIn.control.books(world.credentials.mchid)).refunds;
const read = async ({ _id }: RefundDoc) => world.app.store.refunds.findOne({ _id });
const refuse = (effect: FaultEffect, times?: number) => fault(world, 'refund', effect, times);

/** Back-offs pass, and cron runs. */
async function later(minutes = 11): Promise<void> {
  await world.advance(minutes * MINUTE);
  await runCron(world.app);
}

it('goes out, is processed, and arrives', async () => {
  const { orderId, refund, buyer } = await promised();
  expect(refund).toMatchObject({
    status: 'sending',
    attempt: 1,
    amount: 2990,
    captured: 2990,
    reason: '未成团自动退款',
  });
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', refunds: [{ status: 'promised' }] });
  await refuse({ kind: 'processing' });
  await runCron(world.app);
  expect(await read(refund)).toMatchObject({ status: 'processing' });
  await later();
  expect(await read(refund)).toMatchObject({ status: 'processing', attempt: 1 });
  expect(await refundsAtWechat()).toHaveLength(1);
  const outRefundNo = refundNumber(refund, 1);
  await world.standIn.control.settleRefund({ mchid: world.credentials.mchid, outRefundNo });
  await world.standIn.control.flush();
  expect(await read(refund)).toMatchObject({ status: 'arrived' });
  expect(await buyer.call('order.get', { orderId })).toMatchObject({
    value: { refund: { status: 'arrived', amount: 2990, cause: 'groupFailed' } },
  });
  await world.settle();
  await expectTrue(world);
});

it('is known to have arrived without any notification', async () => {
  await fault(world, 'notify', { kind: 'withhold' });
  const [buyer] = await crowd(world, 1);
  if (!buyer) throw new Error('nobody came');
  const { orderId } = await buy(world, buyer);
  await buyer.call('order.checkPayment', { orderId });
  await world.advance(25 * HOUR);
  await world.settle();
  expect(await orderOf(world, orderId)).toMatchObject({ refunds: [{ status: 'arrived' }] });
  await expectTrue(world);
});

it('takes the next number only after a query has shown CLOSED, and never a third for one', async () => {
  const { refund } = await promised();
  await fault(world, 'notify', { kind: 'withhold' });
  await refuse({ kind: 'closed' }, 1);
  await runCron(world.app);
  await world.standIn.control.flush();
  // WeChat has closed it; a notification alone does not raise the number …
  await fault(world, 'refundQuery', { kind: 'fail', status: 500 });
  await world.standIn.control.clearFaults((await world.standIn.control.faults())[0]?.id);
  await world.standIn.control.release({ copies: 5 });
  expect(await read(refund)).toMatchObject({ attempt: 1, status: 'processing' });
  await later();
  expect(await read(refund)).toMatchObject({ attempt: 1 });
  expect(await refundsAtWechat()).toHaveLength(1);
  // … its own query does.
  await world.standIn.control.clearFaults();
  await later();
  expect(await read(refund)).toMatchObject({ attempt: 2 });
  // News of the first number says nothing of the second.
  await world.standIn.control.release({ which: 'all', text: refundNumber(refund, 1), copies: 5 });
  await world.settle();
  expect(await read(refund)).toMatchObject({ attempt: 2, status: 'arrived' });
  expect((await refundsAtWechat()).map(({ outRefundNo, status }) => [outRefundNo, status])).toEqual([
    [refundNumber(refund, 1), 'CLOSED'],
    [refundNumber(refund, 2), 'SUCCESS'],
  ]);
  expect(await alarmKinds(world)).toEqual([]);
  await expectTrue(world);
});

it('raises the number once however many crons ask at once', async () => {
  const { refund } = await promised();
  await refuse({ kind: 'closed' }, 1);
  await runCron(world.app);
  await world.standIn.control.flush();
  await world.advance(11 * MINUTE);
  await Promise.all(Array.from({ length: 6 }, () => runCron(world.app)));
  await world.settle();
  expect(await read(refund)).toMatchObject({ attempt: 2, status: 'arrived' });
  expect(await refundsAtWechat()).toHaveLength(2);
  await expectTrue(world);
});

it('that is abnormal raises an alarm, shows in the order, and still arrives when the merchant has acted', async () => {
  const { refund, buyer, orderId } = await promised();
  await refuse({ kind: 'abnormal' }, 1);
  await runCron(world.app);
  await world.standIn.control.flush();
  expect(await read(refund)).toMatchObject({ status: 'abnormal', attempt: 1 });
  expect(await buyer.call('order.get', { orderId })).toMatchObject({ value: { refund: { status: 'abnormal' } } });
  expect(await alarmKinds(world)).toEqual(['refundAbnormal']);
  await later();
  await later();
  expect(await read(refund)).toMatchObject({ status: 'abnormal', attempt: 1 });
  expect(await refundsAtWechat()).toHaveLength(1);
  const { pay } = (await world.app.payOf(refund.paymentAccountId)) ?? {};
  const [atWechat] = await refundsAtWechat();
  const outRefundNo = refundNumber(refund, 1);
  expect(await pay?.abnormalRefund({ refundId: atWechat?.refundId ?? '', outRefundNo })).toMatchObject({ ok: true });
  await world.settle();
  expect(await buyer.call('order.get', { orderId })).toMatchObject({ value: { refund: { status: 'arrived' } } });
  await expectTrue(world);
});

it('waits for the merchant’s balance under the same number, and alarms', async () => {
  const { refund } = await promised();
  await refuse({ kind: 'notEnough' });
  for (let times = 0; times < 4; times++) await later();
  expect(await read(refund)).toMatchObject({ status: 'sending', attempt: 1 });
  expect(await refundsAtWechat()).toEqual([]);
  const alarms = await world.app.store.alarms.find().toArray();
  expect(alarms).toMatchObject([{ kind: 'refundRefused', count: 4, detail: { code: 'notEnough' } }]);
  await world.standIn.control.clearFaults();
  await later();
  await world.settle();
  expect(await read(refund)).toMatchObject({ status: 'arrived', attempt: 1 });
  expect((await refundsAtWechat()).map(({ outRefundNo }) => outRefundNo)).toEqual([refundNumber(refund, 1)]);
  await expectTrue(world);
});

it.each([
  ['lost on its way', { kind: 'timeoutBefore' }],
  ['lost on its way back', { kind: 'timeoutAfter' }],
  ['an outage', { kind: 'fail', status: 500 }],
  ['too often', { kind: 'fail', status: 429, code: 'FREQUENCY_LIMITED' }],
  ['wrongly signed', { kind: 'tamper', what: 'signature' }],
] as const)('is one refund although its answer is %s', async (_, effect) => {
  const { refund } = await promised();
  await refuse(effect, 3);
  for (let times = 0; times < 4; times++) await later();
  await world.settle();
  expect(await read(refund)).toMatchObject({ status: 'arrived', attempt: 1 });
  expect(await refundsAtWechat()).toMatchObject([{ status: 'SUCCESS', refund: 2990 }]);
  await expectTrue(world);
});

it('arrives once however often, and in whatever order, its notifications come', async () => {
  await fault(world, 'notify', { kind: 'withhold' });
  const people = await crowd(world, LONG ? 30 : 6);
  for (const person of people) {
    const { orderId } = await buy(world, person);
    await person.call('order.checkPayment', { orderId });
  }
  await world.advance(25 * HOUR);
  await runCron(world.app);
  await world.standIn.control.flush();
  await world.standIn.control.clearFaults();
  // Payment and refund notifications mixed, the refund's before the payment's too.
  const [delivered] = await Promise.all([
    world.standIn.control.release({ which: 'all', copies: 8, order: 'shuffled' }),
    runCron(world.app),
  ]);
  expect(new Set(delivered.map(({ status }) => status))).toEqual(new Set([204]));
  await world.settle();
  expect(await world.app.store.journals.countDocuments({ kind: 'refundArrived' })).toBe(people.length);
  expect(await reservations(world)).toEqual([]);
  await expectTrue(world);
});

it('refuses what is said of another amount, another number, or by another merchant', async () => {
  const { refund } = await promised();
  await fault(world, 'notify', { kind: 'withhold' });
  await runCron(world.app);
  await world.standIn.control.flush();
  const outRefundNo = refundNumber(refund, 1);
  await world.app.store.refunds.updateOne({ _id: refund._id }, { $set: { amount: 1 } });
  const before = await everything(world);
  const [delivery] = await world.standIn.control.release();
  expect(delivery).toMatchObject({ status: 400 });
  expect(await everything(world)).toEqual(before);
  expect(await alarmKinds(world)).toEqual(['refundMismatch']);
  await world.app.store.refunds.updateOne({ _id: refund._id }, { $set: { amount: 2990 } });
  for (const variant of ['signtest', 'stale', 'tag', 'body', 'mchid', 'amount'] as const) {
    const at = await everything(world);
    const { status } = await world.standIn.control.forge({ outRefundNo, variant });
    expect([variant, status >= 400 && status < 500]).toEqual([variant, true]);
    expect(await everything(world)).toEqual(at);
  }
  await world.standIn.control.clearFaults();
  await world.settle();
  expect(await read(refund)).toMatchObject({ status: 'arrived' });
  await expectTrue(world);
});

it('is made by one of many crons', async () => {
  const { refund } = await promised();
  await Promise.all(Array.from({ length: 8 }, () => runCron(world.app)));
  const intent = await world.app.store.intents.findOne({ _id: refundNumber(refund, 1) });
  expect(intent).toMatchObject({ tries: 1 });
  await world.settle();
  expect(await refundsAtWechat()).toHaveLength(1);
  await expectTrue(world);
});
