/** Shipping reports: WeChat is told how an order went out, since until then it keeps the merchant's money. */
import type { OrderEvent } from '../../shared/domain/order';
import type { Pieces } from '../../shared/domain/orderLines';
import {
  reportOfParcel,
  reportOfRest,
  type ShippingReportDue,
  shippingReportId,
} from '../../shared/domain/shippingReport';
import type { Ms } from '../../shared/time';
import { closeTasks, raiseTask } from '../store/alarm';
import type { OrderDoc, ShippingIntentDoc } from '../store/collections';
import { WechatRejected } from '../wechat/http';
import { parcelReport, pickUpReport, reportShipping, type ShippingReport, shippingOf } from '../wechat/shipping';
import type { App, Touched } from './app';
import { wechatServer } from './wechatServer';

/** Right after it was paid, WeChat's shipping desk may not know a payment yet. About five hours later it does not exist. */
const UNKNOWN_TRIES = 40;

type Event<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

/** A parcel was sent. */
export async function reportParcel(app: App, order: OrderDoc, event: Event<'parcelSent'>): Promise<Touched[]> {
  await intendParcels(app, order, reportOfParcel(order, event.parcel.id), event.at);
  return [];
}

/** Nothing is left to send. The last parcel's report says so, unless what was left has been refunded since. */
export async function reportRest(app: App, order: OrderDoc, event: Event<'orderShipped'>): Promise<Touched[]> {
  const rest = reportOfRest(order);
  const last = await app.store.intents.findOne({ _id: shippingReportId(order._id, rest.number - 1) });
  if (last?.kind === 'shipping' && !last.complete) await intendParcels(app, order, rest, event.at);
  return [];
}

/** The buyer has fetched the goods. */
export async function reportPickUp(app: App, order: OrderDoc, event: Event<'orderPickedUp'>): Promise<Touched[]> {
  const payment = paymentOf(order);
  const goods = goodsOf(
    order,
    order.lines.map(({ id: lineId, quantity }) => ({ lineId, quantity })),
  );
  if (payment) await intend(app, order, 1, true, pickUpReport({ ...payment, at: event.at, goods }));
  return [];
}

async function intendParcels(app: App, order: OrderDoc, due: ShippingReportDue, at: Ms): Promise<void> {
  const payment = paymentOf(order);
  if (!payment) return;
  const { number, parcels, split, complete } = due;
  const report = parcelReport({
    ...payment,
    // Two parcels may go out in one moment, and a report must be later than the one before it.
    at: at + number,
    parcels: parcels.map((parcel) => ({ ...parcel, goods: goodsOf(order, parcel.lines) })),
    split,
    complete,
    phone: order.address?.phone ?? '',
  });
  await intend(app, order, number, complete, report);
}

async function intend(
  app: App,
  order: OrderDoc,
  number: number,
  complete: boolean,
  request: ShippingReport,
): Promise<void> {
  const intent: Omit<ShippingIntentDoc, '_id'> = {
    kind: 'shipping',
    about: order._id,
    merchantId: order.merchantId,
    number,
    complete,
    request: { ...request },
    sent: false,
    tries: 0,
    dueAt: app.now(),
  };
  const _id = shippingReportId(order._id, number);
  await app.store.intents.updateOne({ _id }, { $setOnInsert: intent }, { upsert: true });
}

/** The payment that the order stands on, and who made it; undefined once the person is gone. */
function paymentOf({ payments, prepayRequests }: OrderDoc): { transactionId: string; openid: string } | undefined {
  const kept = payments.find(({ outcome }) => outcome === 'seat' || outcome === 'order');
  const request = prepayRequests.find(({ out_trade_no }) => out_trade_no === kept?.outTradeNo);
  if (!kept?.captured || !request?.payer.openid) return undefined;
  return { transactionId: kept.captured.transactionId, openid: request.payer.openid };
}

/** `阳山水蜜桃 5 斤装 ×2；白茶 ×1` */
const goodsOf = ({ lines }: OrderDoc, pieces: readonly Pieces[]): string =>
  pieces
    .flatMap(({ lineId, quantity }) => {
      const line = lines.find(({ id }) => id === lineId);
      return line ? [`${line.title} ${line.skuName} ×${quantity}`] : [];
    })
    .join('；');

/**
 * Makes a report (`usecases/intent.ts` calls it while it is due), once those before it have come to their end.
 * @returns whether it has come to its end: WeChat has it, or will never take it, which raises an alarm
 */
export async function runShipping(app: App, intent: ShippingIntentDoc): Promise<boolean> {
  const { about: orderId, number } = intent;
  const request = intent.request as unknown as ShippingReport | undefined;
  if (!request) return true;
  const before = await app.store.intents.findOne({ _id: shippingReportId(orderId, number - 1) });
  if (before?.dueAt !== undefined) return false;
  const given = wechatServer(app);
  try {
    if (intent.sent && (await hasTaken(given, request))) return true;
    const outcome = await reportShipping(given, request);
    if (outcome === 'reported') {
      await closeTasks(app.store, ['shippingRejected'], orderId, app.now());
      return true;
    }
    if (outcome === 'unknownPayment') {
      if (intent.tries < UNKNOWN_TRIES) return false;
      await alarm(app, intent, 'unknownPayment', 'WeChat does not know the payment');
    } else {
      await alarm(app, intent, outcome.code, outcome.message);
    }
    return true;
  } catch (error) {
    // A deployment without the permission is put right by a person, and then its reports go out.
    if (error instanceof WechatRejected) await alarm(app, intent, error.code, error.message);
    throw error;
  }
}

/** Asked after an answer that may have been lost: the same report once more could count as a correction. */
async function hasTaken(given: Parameters<typeof shippingOf>[0], request: ShippingReport): Promise<boolean> {
  const known = await shippingOf(given, request.order_key.transaction_id);
  if (known === 'notFound') return false;
  const finishes = request.delivery_mode === 1 || request.is_all_delivered === true;
  const numbers = request.shipping_list.flatMap(({ tracking_no: number }) => number ?? []);
  return (known.finished || !finishes) && numbers.every((number) => known.trackingNumbers.includes(number));
}

const alarm = (app: App, { about, merchantId, number }: ShippingIntentDoc, code: string, message: string) =>
  raiseTask(
    app.store,
    'shippingRejected',
    { _id: about, merchantId },
    { orderId: about, number, code, message },
    app.now(),
  );
