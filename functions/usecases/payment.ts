/**
 * ONE OUTCOME FOR EVERY CAPTURED PAYMENT. Notification, query, close and the clock race each other; whatever comes
 * first is recorded in the order (a change guarded by its version), and everything else finds it done.
 */
import { isLive } from '../../shared/domain/campaign';
import { outcomeOf, type SeatRefusal } from '../../shared/domain/groupBuy';
import { deriveId } from '../../shared/domain/ids';
import * as ledger from '../../shared/domain/ledger';
import {
  type OrderCommand,
  type OrderEvent,
  PAYMENTS,
  type PaymentFault,
  type PaymentMoment,
  type RefundCause,
} from '../../shared/domain/order';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE, type Ms, SECOND } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import type { GroupDoc, OrderDoc } from '../store/collections';
import { failPendingGroup, joinableGroups, type NewSeat, startGroup, takeSeat, turnAway } from '../store/groupBuy';
import { post } from '../store/ledger';
import { changeOrder, orderOfPayment } from '../store/order';
import type { PaymentAccount } from '../wechat/paymentAccount';
import type { Transaction } from '../wechat/shapes';
import type { App, Bounds, Touched } from './app';
import { moveEach } from './each';
import { overpaidIn, pendingGroup } from './groupBuy';
import { dropStrays, type Gone, regainBargain, reserveAgain } from './reservation';

/** A transaction that WeChat says is paid. */
interface Paid {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly appid: string;
  readonly openid: string;
  readonly total: number;
  readonly at: Ms;
}

/** The paid transaction, or null while nothing was captured. REFUND means: captured, and some of it went back since. */
export function paidOf(transaction: Transaction, now: Ms): Paid | null {
  const { state, outTradeNo, transactionId, appid, openid, total } = transaction;
  if (state !== 'SUCCESS' && state !== 'REFUND') return null;
  if (transactionId === undefined || openid === undefined || total === undefined) return null;
  return { outTradeNo, transactionId, appid, openid, total, at: transaction.paidAt ?? now };
}

/**
 * Records a captured payment and does what follows. Safe to repeat: the same payment is recorded once.
 * `notifyForeign`: the number is not of an order of this account.
 */
export async function capturePayment(
  app: App,
  account: Pick<PaymentAccount, 'id' | 'appid' | 'merchantId'>,
  paid: Paid,
): Promise<Result<OrderDoc, 'notifyForeign'>> {
  const order = await orderOfPayment(app.store, paid.outTradeNo);
  if (!order || order.paymentAccountId !== account.id) {
    const detail = { merchantId: account.merchantId, account: account.id, paid };
    await raiseAlarm(app.store, 'paymentForeign', paid.outTradeNo, detail, app.now());
    return no('notifyForeign');
  }
  const fault = faultOf(order, account, paid);
  const { merchantId } = order;
  if (fault) await raiseAlarm(app.store, 'paymentMismatch', paid.outTradeNo, { merchantId, fault, paid }, app.now());
  const { outTradeNo, transactionId, total: amount, at } = paid;
  const command: OrderCommand = { type: 'capture', outTradeNo, transactionId, amount, fault, at };
  const changed = await changeOrder(app.store, order._id, command, { now: app.now(), from: order });
  if (!changed.ok) throw new Error(`${order._id} does not know its own payment ${outTradeNo}`);
  await app.drain([{ name: 'orders', doc: changed.value.doc }]);
  return ok(changed.value.doc);
}

/** What of the payment is not the order's. */
function faultOf(order: OrderDoc, account: Pick<PaymentAccount, 'appid'>, paid: Paid): PaymentFault | undefined {
  const request = order.prepayRequests.find(({ out_trade_no }) => out_trade_no === paid.outTradeNo);
  if (paid.appid !== account.appid) return 'appid';
  if (paid.openid !== request?.payer.openid) return 'openid';
  return paid.total === request.amount.total ? undefined : 'amount';
}

/** The captured payment finds its outcome: a seat, an order of its own, another group's seat, or its way back. */
export async function paymentCaptured(
  app: App,
  order: OrderDoc,
  event: Extract<OrderEvent, { type: 'paymentCaptured' }>,
): Promise<Touched[]> {
  const { outTradeNo, amount } = event;
  await post(app.store, {
    id: `paymentCaptured/${outTradeNo}`,
    kind: 'paymentCaptured',
    merchantId: order.merchantId,
    about: order._id,
    at: app.now(),
    postings: ledger.paymentCaptured(amount),
  });
  const payment = order.payments.find((one) => one.outTradeNo === outTradeNo);
  if (!payment || payment.outcome !== undefined) return [];
  const become = (moment: PaymentMoment) => {
    const { outcome, cause } = PAYMENTS[moment];
    return settled(app, order, { outTradeNo, outcome, cause });
  };
  if (event.fault) return become('mismatch');
  const already = order.payments.some(({ outcome }) => outcome === 'seat' || outcome === 'order');
  if (already) return become('paidAlready');

  // Paid after it had closed: what it had reserved was given back, and all of it is needed again.
  if (order.status !== 'closed') {
    return order.groupId === undefined ? become('waiting') : seatOrRefund(app, order, outTradeNo, null);
  }
  const gone = await reserveAgain(app, order);
  const touched =
    order.groupId === undefined
      ? await become(gone === null && (await regainBargain(app, order)) ? 'closed' : 'closedAndGone')
      : await seatOrRefund(app, order, outTradeNo, gone);
  await dropStrays(app, order._id);
  return touched;
}

type Settlement = Omit<Extract<OrderCommand, { type: 'settle' }>, 'type' | 'now'>;

async function settle(app: App, order: OrderDoc, settlement: Settlement): Promise<OrderDoc> {
  const now = app.now();
  const changed = await changeOrder(app.store, order._id, { type: 'settle', ...settlement, now }, { now, from: order });
  if (!changed.ok) throw new Error(`${order._id} cannot be settled: ${changed.refusal}`);
  return changed.value.doc;
}

const settled = async (app: App, order: OrderDoc, settlement: Settlement): Promise<Touched[]> => [
  { name: 'orders', doc: await settle(app, order, settlement) },
];

/** How many other groups an extra payment asks before its money goes back. */
const OTHER_GROUPS = 5;

const seatOf = (order: OrderDoc): NewSeat => ({
  orderId: order._id,
  userId: order.userId,
  name: order.userName,
  avatar: order.userAvatar,
});

/** Why the money of a payment without a seat goes back. */
const causeOf = (refusal: SeatRefusal | 'notFound', gone: Gone | null): RefundCause => {
  if (refusal === 'campaignEnded') return 'endedEarly';
  if (refusal === 'left') return 'left';
  return gone === null ? 'noSeat' : 'late';
};

/**
 * Asks the order's group for a seat; then, where the outcome table says so, another one. The group's word is final and
 * recorded: a settlement names the group whose answer it follows, and is passed over if another drainer has turned the
 * order to another group meanwhile; then that one is asked.
 * @param gone what of its reservations is gone, so that the group records a no in any case
 */
async function seatOrRefund(app: App, first: OrderDoc, outTradeNo: string, gone: Gone | null): Promise<Touched[]> {
  let order = first;
  for (let asked = 0; asked <= 2 * OTHER_GROUPS; asked++) {
    const { groupId } = order;
    if (groupId === undefined) break;
    const seat = seatOf(order);
    const taken =
      gone === null
        ? await takeSeat(app.store.groups, groupId, seat, app.now())
        : await turnAway(app.store.groups, groupId, seat, gone, app.now());
    if (!taken.ok && taken.refusal !== 'notFound' && asked < OTHER_GROUPS) {
      const next = await nextGroup(app, order, groupId, taken.refusal);
      if (next !== null) {
        order = await retarget(app, order, groupId, next);
        continue;
      }
    }
    order = await settle(
      app,
      order,
      taken.ok
        ? { outTradeNo, outcome: 'seat', groupId, overpaid: overpaidIn(taken.value, order) }
        : { outTradeNo, outcome: 'refund', cause: causeOf(taken.refusal, gone), groupId },
    );
    if (order.payments.find((one) => one.outTradeNo === outTradeNo)?.outcome === undefined) continue;
    return [{ name: 'orders', doc: order }, ...(taken.ok ? [{ name: 'groups', doc: taken.value } as const] : [])];
  }
  throw new Error(`${order._id} asked too many groups for a seat`);
}

async function retarget(app: App, order: OrderDoc, from: string, to: string): Promise<OrderDoc> {
  const command: OrderCommand = { type: 'retarget', from, to };
  const changed = await changeOrder(app.store, order._id, command, { now: app.now(), from: order });
  if (!changed.ok) throw new Error(`${order._id} cannot be retargeted: ${changed.refusal}`);
  // Another drainer may have chosen first: the order names one target group, and that is asked.
  return changed.value.doc;
}

/** The group that is asked next by the outcome table, or null where the money goes back. */
async function nextGroup(app: App, order: OrderDoc, groupId: string, refusal: SeatRefusal): Promise<string | null> {
  const group = await app.store.groups.findOne({ _id: groupId });
  if (!group) return null;
  switch (outcomeOf(refusal, group.terms.overflow)) {
    case 'anotherGroup':
      return anotherGroup(app, order, group);
    case 'lead':
      return ownGroup(app, order, group);
    default:
      return null;
  }
}

/** One with a free seat, of the same terms, where the buyer does not sit already and may join. */
async function anotherGroup(app: App, order: OrderDoc, group: GroupDoc): Promise<string | null> {
  // Whoever started a group was not asked whether they are a newcomer.
  if (group.terms.audience === 'newcomers' && !order.groupBuy?.newcomer) return null;
  const wanted = {
    of: { campaignId: group.campaignId },
    chat: order.groupBuy?.chat,
    version: group.campaignVersion,
    except: [group._id, ...order.turnedAwayBy],
    notFor: order.userId,
  };
  const [next] = await joinableGroups(app.store.groups, wanted, app.now(), 1);
  return next?._id ?? null;
}

/** A group of the buyer's own, of the same terms, while the campaign starts new ones. Its id is derived from the order. */
async function ownGroup(app: App, order: OrderDoc, full: GroupDoc): Promise<string | null> {
  const id = deriveId('grp', order._id, 'lead');
  if (full._id === id || order.turnedAwayBy.includes(id)) return null;
  const now = app.now();
  const { terms, product, skus, merchantId, merchantName, campaignId, campaignVersion, chat } = full;
  const alike = { terms, product, skus, merchantId, merchantName, campaignId, campaignVersion, chat };
  await startGroup(app.store.groups, pendingGroup(id, alike, { ...seatOf(order), until: now + terms.hold }, now));
  // Read after it was started: whoever ends the campaign with its groups writes the campaign first.
  const campaign = await app.store.campaigns.findOne({ _id: campaignId });
  if (campaign && isLive(campaign, now)) return id;
  await failPendingGroup(app.store.groups, id, now);
  return null;
}

/* ── asking WeChat ──────────────────────────────────────────────────────────────────────────────────────────────── */

/** Asks WeChat what became of the order's payment and records it. The order may have moved: read it again after. */
export async function syncPayment(app: App, order: OrderDoc): Promise<'captured' | 'open' | 'closed' | 'notFound'> {
  const payment = order.payments.find(({ status }) => status !== 'captured');
  if (!payment) return 'captured';
  const opened = await app.payOf(order.paymentAccountId);
  if (!opened) throw new Error(`payment account ${order.paymentAccountId} is missing`);
  const transaction = await opened.pay.query({ outTradeNo: payment.outTradeNo });
  if (transaction === 'notFound') return 'notFound';
  const paid = paidOf(transaction, app.now());
  if (paid) {
    await capturePayment(app, opened.account, paid);
    return 'captured';
  }
  return transaction.state === 'CLOSED' || transaction.state === 'REVOKED' ? 'closed' : 'open';
}

/**
 * Closes an unpaid order: first at WeChat, so that it cannot be paid any more, then here.
 * If WeChat says that it was paid, the payment is recorded instead.
 */
export async function closeUnpaid(
  app: App,
  order: OrderDoc,
  reason: 'timeout' | 'cancelled',
): Promise<'captured' | 'closed'> {
  const known = await syncPayment(app, order);
  if (known === 'captured') return 'captured';
  const outTradeNo = order.payments[0]?.outTradeNo;
  if (known !== 'closed' && outTradeNo !== undefined) {
    const opened = await app.payOf(order.paymentAccountId);
    const closed = await opened?.pay.close(outTradeNo);
    if (closed === 'paid') {
      if ((await syncPayment(app, order)) === 'captured') return 'captured';
      throw new Error(`${order._id}: WeChat calls its payment paid and unpaid`);
    }
  }
  await closeHere(app, order._id, reason);
  return 'closed';
}

async function closeHere(app: App, orderId: string, reason: 'timeout' | 'cancelled'): Promise<void> {
  const now = app.now();
  const changed = await changeOrder(app.store, orderId, { type: 'close', reason, now }, { now });
  if (changed.ok) await app.drain([{ name: 'orders', doc: changed.value.doc }]);
}

/** While WeChat cannot be asked, an unpaid order keeps its seat and stock for so long after its time. */
const PATIENCE: Ms = 5 * MINUTE;

const pauseAfter = (watched: number): Ms => Math.min(15 * SECOND * 2 ** Math.min(watched, 8), 30 * MINUTE);

/**
 * Cron: looks at orders whose time to pay is over: query, then close, then free. An order that is closed here but not
 * yet at WeChat is looked at until WeChat has confirmed it. @returns how many it looked at
 */
export async function watchPayments(app: App, bounds: Bounds): Promise<number> {
  const due = await app.store.orders
    .find({ dueAt: { $lte: app.now() } })
    .sort({ dueAt: 1 })
    .limit(bounds.limit)
    .toArray();
  return moveEach(app, due, bounds, async (seen) => {
    const order = await app.store.orders.findOneAndUpdate(
      { _id: seen._id, dueAt: seen.dueAt },
      { $set: { dueAt: app.now() + pauseAfter(seen.watched ?? 0) }, $inc: { watched: 1 } },
      { returnDocument: 'after' },
    );
    if (order) await watch(app, order);
    return order !== null;
  });
}

async function watch(app: App, order: OrderDoc): Promise<void> {
  if (order.status === 'placing') {
    // Its request has died on the way; a replay gets this answer.
    const now = app.now();
    const refuse: OrderCommand = { type: 'refuse', code: 'orderNotPayable', now };
    const changed = await changeOrder(app.store, order._id, refuse, { now });
    if (changed.ok) await app.drain([{ name: 'orders', doc: changed.value.doc }]);
    return;
  }
  try {
    await closeUnpaid(app, order, 'timeout');
    // WeChat has confirmed it, or the payment is recorded: nothing more can happen to this number.
    await app.store.orders.updateOne({ _id: order._id }, { $unset: { dueAt: '', watched: '' } });
  } catch (error) {
    app.log.warn({ error, orderId: order._id }, 'an unpaid order could not be closed at WeChat; it is tried again');
    if (order.status === 'awaitingPayment' && (order.payBy ?? 0) + PATIENCE <= app.now()) {
      await closeHere(app, order._id, 'timeout');
    }
  }
}
