/** A promised refund on its way: the books first, then the intent that calls WeChat until its state is terminal. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import * as ledger from '../../shared/domain/ledger';
import type { OrderEvent } from '../../shared/domain/order';
import { type RefundEvent, refundNumber, type WechatRefundStatus } from '../../shared/domain/refund';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { closeTasks, raiseAlarm, raiseTask } from '../store/alarm';
import type { OrderDoc, RefundDoc, RefundIntentDoc } from '../store/collections';
import { post } from '../store/ledger';
import { changeOrder } from '../store/order';
import { changeRefund, refundTakenOn } from '../store/refund';
import { type RefundRequest, refundRequest } from '../wechat/pay';
import type { Refund, RefundNotice } from '../wechat/shapes';
import type { App, Touched } from './app';
import { reverseCommissions } from './commission';
import { restockUnsent } from './reservation';

/** What the buyer reads in WeChat (at most 80 bytes; WeChat Pay v3, 申请退款 reason). */
const REASONS = {
  groupFailed: '未成团自动退款',
  endedEarly: '活动提前结束，自动退款',
  left: '退团退款',
  ladder: '阶梯价退差价',
  noSeat: '团已满，自动退款',
  late: '订单已关闭，自动退款',
  mismatch: '付款与订单不符，自动退款',
  twice: '重复付款，自动退款',
  afterSale: '售后退款',
  merchant: '商家退款',
} as const;

/** Journal, commissions back, the refund's document, and its first intent. */
export async function refundPromised(
  app: App,
  order: OrderDoc,
  { refund }: Extract<OrderEvent, { type: 'refundPromised' }>,
): Promise<Touched[]> {
  const { merchantId, paymentAccountId } = order;
  await post(app.store, {
    id: `refundPromised/${refund.id}`,
    kind: 'refundPromised',
    merchantId,
    about: refund.id,
    at: app.now(),
    postings: ledger.refundPromised(refund.amount),
  });
  const touched = await reverseCommissions(app, order, refund);
  const { id, outTradeNo, amount, cause } = refund;
  const doc: Omit<RefundDoc, '_id'> = {
    id,
    version: 0,
    outbox: [],
    status: 'sending',
    attempt: 1,
    amount,
    orderId: order._id,
    merchantId,
    paymentAccountId,
    outTradeNo,
    captured: order.payments.find((payment) => payment.outTradeNo === outTradeNo)?.captured?.amount ?? amount,
    reason: REASONS[cause],
    createdAt: app.now(),
  };
  await app.store.refunds.updateOne({ _id: id }, { $setOnInsert: doc }, { upsert: true });
  await intend(app, { _id: id, ...doc }, 1);
  // Last, since its ids are forgotten after a day: nothing that may fail for longer comes between it and the outbox.
  await restockUnsent(app, order, refund);
  return touched;
}

/** The call to WeChat for one attempt, with its number and exact request, before anything is sent. */
async function intend(app: App, refund: RefundDoc, attempt: number): Promise<void> {
  const { publicBaseUrl } = app.settings;
  const number = refundNumber(refund, attempt);
  const intent: Omit<RefundIntentDoc, '_id'> = {
    kind: 'refund',
    about: refund._id,
    paymentAccountId: refund.paymentAccountId,
    attempt,
    request: {
      ...refundRequest({
        outTradeNo: refund.outTradeNo,
        outRefundNo: number,
        refund: refund.amount,
        total: refund.captured,
        reason: refund.reason,
        notifyUrl: `${publicBaseUrl}/pay/notify/${refund.paymentAccountId}/refund`,
      }),
    },
    sent: false,
    tries: 0,
    dueAt: app.now(),
  };
  await app.store.intents.updateOne({ _id: number }, { $setOnInsert: intent }, { upsert: true });
}

/** WeChat's query has shown CLOSED: this number can move no money any more, so the next one may. */
export async function refundRenewed(
  app: App,
  refund: RefundDoc,
  event: Extract<RefundEvent, { type: 'refundRenewed' }>,
): Promise<Touched[]> {
  await intend(app, refund, event.attempt);
  return [];
}

/** What the merchant is asked to see to, until the refund has arrived. */
const TASKS = ['refundAbnormal', 'refundRefused'] as const;

const taskOf = ({ orderId, amount }: RefundDoc) => ({ orderId, amount });

export async function refundArrived(app: App, refund: RefundDoc): Promise<Touched[]> {
  await post(app.store, {
    id: `refundArrived/${refund._id}`,
    kind: 'refundArrived',
    merchantId: refund.merchantId,
    about: refund._id,
    at: app.now(),
    postings: ledger.refundArrived(refund.amount),
  });
  await closeTasks(app.store, TASKS, refund._id, app.now());
  return tellOrder(app, refund, 'arrived');
}

/** The buyer's account cannot take the money: the merchant must take it (`payRefundByHand`); the refund goes on. */
export async function refundAbnormal(app: App, refund: RefundDoc): Promise<Touched[]> {
  await raiseTask(app.store, 'refundAbnormal', refund, taskOf(refund), app.now());
  return tellOrder(app, refund, 'abnormal');
}

/** What the order makes of it follows at once: its after-sale is done, its buyer is told. */
async function tellOrder(app: App, refund: RefundDoc, status: 'arrived' | 'abnormal'): Promise<Touched[]> {
  const command = { type: 'refundMoved', refundId: refund._id, status } as const;
  const changed = await changeOrder(app.store, refund.orderId, command, { now: app.now() });
  if (!changed.ok) throw new Error(`${refund._id}: its order answers ${changed.refusal}`);
  return [{ name: 'orders', doc: changed.value.doc }];
}

/** What WeChat says of a refund, by notification or query, becomes its state. */
async function wechatSaid(
  app: App,
  { about: refundId, attempt, byHand }: RefundIntentDoc,
  { status, account }: { readonly status: WechatRefundStatus; readonly account?: string | undefined },
): Promise<void> {
  const said = { type: 'wechatSaid', attempt, status, account: byHand ? undefined : account } as const;
  const changed = await changeRefund(app.store, refundId, said, { now: app.now() });
  if (changed.ok && status === 'SUCCESS' && attempt !== changed.value.doc.attempt) {
    // WeChat had called this number CLOSED, and a later one was sent since: the buyer may have been paid twice.
    const { merchantId, attempt: current } = changed.value.doc;
    await raiseAlarm(app.store, 'refundTwice', refundId, { merchantId, attempt, current }, app.now());
  }
  if (changed.ok) await app.drain([{ name: 'refunds', doc: changed.value.doc }]);
}

/** A verified notification of a refund. CLOSED is only believed from a query, which is made at once. */
export async function refundNotified(
  app: App,
  paymentAccountId: string,
  notice: Pick<RefundNotice, 'outRefundNo' | 'status' | 'refund' | 'account'>,
): Promise<Result<null, 'notFound' | 'notifyForeign'>> {
  const intent = await app.store.intents.findOne({ _id: notice.outRefundNo });
  if (intent?.kind !== 'refund') return no('notFound');
  const refund = await app.store.refunds.findOne({ _id: intent.about });
  if (!refund) return no('notFound');
  if (refund.paymentAccountId !== paymentAccountId || refund.amount !== notice.refund) {
    await raiseAlarm(app.store, 'refundMismatch', refund._id, { merchantId: refund.merchantId, notice }, app.now());
    return no('notifyForeign');
  }
  if (notice.status === 'CLOSED') {
    await app.store.intents.updateOne({ _id: intent._id, dueAt: { $exists: true } }, { $set: { dueAt: app.now() } });
    return ok(null);
  }
  await wechatSaid(app, intent, notice);
  return ok(null);
}

/**
 * Sends an attempt of a refund, or asks what became of it (`usecases/intent.ts` calls it while it is due).
 * @returns whether this number can move no money any more
 */
export async function runRefund(app: App, intent: RefundIntentDoc): Promise<boolean> {
  const opened = await app.payOf(intent.paymentAccountId);
  if (!opened) throw new Error(`payment account ${intent.paymentAccountId} is missing`);
  const { pay } = opened;
  const known = intent.sent ? await pay.queryRefund(intent._id) : 'notFound';
  // Not found is not terminal: the same number is sent again.
  if (known === 'notFound') {
    const answer = await pay.refund(intent.request as unknown as RefundRequest);
    if (!answer.ok) {
      // NOT_ENOUGH: the merchant's account lacks the money; the same number goes again later.
      await refundRefused(app, intent, answer.refusal);
      return false;
    }
    // Only a query may show CLOSED.
    return answer.value.status !== 'CLOSED' && heard(app, intent, answer.value);
  }
  if (known.status !== 'ABNORMAL' || !intent.byHand) return heard(app, intent, known);
  const taken = await pay.abnormalRefund({ refundId: known.refundId, outRefundNo: intent._id });
  if (taken.ok) return heard(app, intent, taken.value);
  await refundRefused(app, intent, taken.refusal);
  return heard(app, intent, known);
}

async function refundRefused(app: App, { _id: number, about }: RefundIntentDoc, code: string): Promise<void> {
  const refund = await app.store.refunds.findOne({ _id: about });
  if (refund) await raiseTask(app.store, 'refundRefused', refund, { ...taskOf(refund), code, number }, app.now());
}

async function heard(app: App, intent: RefundIntentDoc, said: Refund): Promise<boolean> {
  await refundTakenOn(app.store, intent._id, said.createdAt ?? app.now());
  await wechatSaid(app, intent, said);
  return said.status === 'SUCCESS' || said.status === 'CLOSED';
}

/**
 * The merchant takes the money of an ABNORMAL refund to pay the buyer by hand: the refund that is under way goes on under
 * its number, and arrives when WeChat says so. Repeated, it changes nothing.
 */
export async function payRefundByHand(
  app: App,
  by: string,
  { merchantId, refundId }: Parsed<'refund.payByHand'>,
): Promise<Result<Output<'refund.payByHand'>, RefusalCode>> {
  const refund = await app.store.refunds.findOne({ _id: refundId, merchantId });
  if (!refund) return no('notFound');
  if (refund.status === 'arrived') return ok({ status: 'arrived' });
  if (refund.status !== 'abnormal') return no('refundNotAbnormal');
  const _id = refundNumber(refund, refund.attempt);
  await app.store.intents.updateOne({ _id, byHand: { $exists: false } }, { $set: { byHand: { by, at: app.now() } } });
  const intent = await app.store.intents.findOneAndUpdate(
    { _id, dueAt: { $exists: true } },
    { $set: { dueAt: app.now() } },
    { returnDocument: 'after' },
  );
  if (intent) await app.callNow(intent);
  const after = await app.store.refunds.findOne({ _id: refundId });
  return ok({ status: after?.status === 'arrived' ? 'arrived' : 'underWay' });
}
