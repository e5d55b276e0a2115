/** What a merchant must see to: it is there while it must be, and goes when it has happened. */
import { runCron } from '../../functions/usecases/cron';
import { payRefundByHand } from '../../functions/usecases/refund';
import { refundShopOrder } from '../../functions/usecases/shopOrder';
import { closeTaskByHand, listTasks } from '../../functions/usecases/task';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { refundNumber } from '../../shared/domain/refund';
import { MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, START, type World } from '../support/world';
import { buy, crowd, fault, newRequestId, orderOf } from './crowd';

const database = useDatabase();
let world: World;
let buyer: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  [buyer] = (await crowd(world, 1)) as [Person];
});

/** A paid order of two pieces, one of which is given back. */
async function refunding(): Promise<{ orderId: string; refundId: string }> {
  const { orderId } = await buy(world, buyer, { campaignId: null, quantity: 2 });
  const given = await refundShopOrder(world.app, 'usr_wu', {
    requestId: newRequestId(),
    merchantId: MERCHANT,
    orderId,
    lines: [{ lineId: '1', quantity: 1 }],
    withFreight: false,
    seenAmount: 3990,
  });
  if (!given.ok) throw new Error(given.refusal);
  return { orderId, refundId: (await orderOf(world, orderId)).refunds[0]!.id };
}
const refuse = (effect: FaultEffect, times?: number) => fault(world, 'refund', effect, times);
async function later(): Promise<void> {
  await world.advance(11 * MINUTE);
  await runCron(world.app);
}
async function tasks() {
  const listed = await listTasks(world.app, { merchantId: MERCHANT });
  return listed.ok ? listed.value.tasks : [];
}
const byHand = (refundId: string, merchantId = MERCHANT) =>
  payRefundByHand(world.app, 'usr_owner', { merchantId, refundId });
const refundsAtWechat = async () => (await world.standIn.control.books(world.credentials.mchid)).refunds;
const refundOf = (_id: string) => world.app.store.refunds.findOne({ _id });

describe('a refund that the buyer cannot get', () => {
  async function abnormal() {
    const refund = await refunding();
    await refuse({ kind: 'abnormal' }, 1);
    await runCron(world.app);
    await world.standIn.control.flush();
    return refund;
  }

  it('is a task until the money has been taken by hand, under the same number', async () => {
    const { orderId, refundId } = await abnormal();
    expect(await tasks()).toEqual([
      {
        id: `refundAbnormal/${refundId}`,
        kind: 'refundAbnormal',
        orderId,
        refundId,
        amount: 3990,
        code: undefined,
        // Whoever hears of it at the same time says it too.
        count: expect.any(Number),
        since: START,
        lastAt: START,
      },
    ]);
    await later();
    await later();
    expect(await tasks()).toHaveLength(1);
    expect(await refundsAtWechat()).toMatchObject([{ status: 'ABNORMAL' }]);
    // WeChat's own word that it has arrived may come before our answer: it is held back until that was looked at.
    const { id } = await fault(world, 'notify', { kind: 'withhold' });
    expect(await byHand(refundId)).toEqual({ ok: true, value: { status: 'underWay' } });
    expect(await refundOf(refundId)).toMatchObject({ status: 'abnormal' });
    await world.standIn.control.clearFaults(id);
    await world.standIn.control.release();
    await world.settle();
    expect(await refundOf(refundId)).toMatchObject({ status: 'arrived', attempt: 1 });
    // It went to the merchant: where the buyer gets it, WeChat does not know.
    expect((await refundOf(refundId))?.account).toBeUndefined();
    expect(await refundsAtWechat()).toMatchObject([{ status: 'SUCCESS', refund: 3990 }]);
    expect(await orderOf(world, orderId)).toMatchObject({ refunds: [{ status: 'arrived' }] });
    expect(await tasks()).toEqual([]);
    expect(await world.app.store.alarms.findOne({})).toMatchObject({
      kind: 'refundAbnormal',
      closedAt: expect.any(Number),
    });
    expect(await world.app.store.journals.countDocuments({ kind: 'refundArrived' })).toBe(1);
  });

  it.each([
    ['lost on its way', { kind: 'timeoutBefore' }],
    ['lost on its way back', { kind: 'timeoutAfter' }],
    ['an outage', { kind: 'fail', status: 500 }],
  ] as const)('is taken once although the answer is %s, and however often it is tapped', async (_, effect) => {
    const { refundId } = await abnormal();
    await fault(world, 'abnormalRefund', effect, 2);
    const taps = await Promise.all(Array.from({ length: 5 }, () => byHand(refundId)));
    expect(taps.every(({ ok }) => ok)).toBe(true);
    await later();
    await world.settle();
    expect(await refundOf(refundId)).toMatchObject({ status: 'arrived' });
    expect(await refundsAtWechat()).toMatchObject([{ status: 'SUCCESS' }]);
    expect(await byHand(refundId)).toEqual({ ok: true, value: { status: 'arrived' } });
    const intent = await world.app.store.intents.findOne({ _id: refundNumber({ id: refundId }, 1) });
    expect(intent).toMatchObject({ byHand: { by: 'usr_owner' } });
  });

  it('is another merchant’s not to take, and one that is on its way is nobody’s', async () => {
    const { refundId } = await abnormal();
    expect(await byHand(refundId, 'mer_other')).toEqual({ ok: false, refusal: 'notFound' });
    expect(await byHand('rfd_nowhere')).toEqual({ ok: false, refusal: 'notFound' });
    const other = await refunding();
    expect(await byHand(other.refundId)).toEqual({ ok: false, refusal: 'refundNotAbnormal' });
    expect(await refundsAtWechat()).toMatchObject([{ status: 'ABNORMAL' }]);
    expect(await listTasks(world.app, { merchantId: 'mer_other' })).toEqual({ ok: true, value: { tasks: [] } });
  });
});

describe('a refund for which the balance is not enough', () => {
  it('is a task with its reason, counts how often, and goes when the refund has arrived', async () => {
    const { refundId } = await refunding();
    await refuse({ kind: 'notEnough' });
    for (let times = 0; times < 3; times++) await later();
    expect(await tasks()).toMatchObject([{ kind: 'refundRefused', refundId, code: 'notEnough', count: 3 }]);
    await world.standIn.control.clearFaults();
    await world.settle();
    expect(await tasks()).toEqual([]);
    expect(await refundOf(refundId)).toMatchObject({ status: 'arrived', attempt: 1, account: '支付用户零钱' });
  });
});

describe('a task that does not end by itself', () => {
  const rejected = (orderId: string, merchantId = MERCHANT) =>
    world.app.store.alarms.insertOne({
      _id: `shippingRejected/${orderId}`,
      kind: 'shippingRejected',
      detail: { orderId, code: '10060002' },
      count: 1,
      firstAt: START - 1,
      lastAt: START,
      merchantId,
      open: true,
    });
  const close = (orderId: string) =>
    closeTaskByHand(world.app, { merchantId: MERCHANT, kind: 'shippingRejected', orderId });

  it('is ticked off, once and again', async () => {
    await rejected('ord_1');
    expect(await tasks()).toMatchObject([{ orderId: 'ord_1', refundId: undefined, code: '10060002' }]);
    for (let times = 0; times < 2; times++) {
      expect(await close('ord_1')).toEqual({ ok: true, value: {} });
    }
    expect(await tasks()).toEqual([]);
  });

  it('one of another merchant is not found, like one that there is not', async () => {
    await rejected('ord_2', 'mer_other');
    expect(await close('ord_2')).toEqual({ ok: false, refusal: 'notFound' });
    expect(await close('ord_3')).toEqual({ ok: false, refusal: 'notFound' });
    expect(await world.app.store.alarms.findOne({ _id: 'shippingRejected/ord_2' })).toMatchObject({ open: true });
  });

  it('those that wait longest come first', async () => {
    const { refundId } = await refunding();
    await refuse({ kind: 'notEnough' }, 1);
    await runCron(world.app);
    await rejected('ord_4');
    expect((await tasks()).map(({ id }) => id)).toEqual(['shippingRejected/ord_4', `refundRefused/${refundId}`]);
  });
});
