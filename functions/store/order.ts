import type { Filter } from 'mongodb';
import {
  decideOrder,
  evolveOrder,
  hasOpenAfterSale,
  ORDER_CONSEQUENCES,
  type OrderCommand,
  type OrderEvent,
  type OrderStatus,
  receiptDue,
  windowEnd,
} from '../../shared/domain/order';
import type { Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change } from './change';
import type { CampaignDoc, Collections, OrderDoc } from './collections';
import { olderThan, type Position } from './page';

/** What else of the document moves with an event: the watch, what time brings, what it is found by, and its history. */
function evolve(doc: OrderDoc, event: OrderEvent, now: Ms): OrderDoc {
  const next = evolveOrder(doc, event);
  return {
    ...next,
    dueAt: dueAfter(next, event),
    moveAt: moveAfter(next),
    ...(event.type === 'parcelSent' ? { keys: [...next.keys, event.parcel.trackingNumber] } : {}),
    history: [...next.history, { at: now, ...event }],
  };
}

/**
 * The watch looks when the payment's time is over, and no longer once the money is known. A close of ours leaves it as it
 * is, since WeChat has yet to confirm that nothing was captured.
 */
function dueAfter({ dueAt }: OrderDoc, event: OrderEvent): Ms | undefined {
  if (event.type === 'paymentAwaited') return event.payBy;
  return event.type === 'paymentCaptured' || event.type === 'orderRefused' ? undefined : dueAt;
}

/** While an after-sale is open, time moves nothing on. */
function moveAfter(doc: OrderDoc): Ms | undefined {
  if (hasOpenAfterSale(doc)) return undefined;
  if (doc.status === 'shipped') return receiptDue(doc);
  return doc.status === 'received' ? windowEnd(doc) : undefined;
}

export function changeOrder(
  { orders }: Pick<Collections, 'orders'>,
  id: string,
  command: OrderCommand,
  options: { now: Ms; from?: OrderDoc | undefined },
): Promise<Result<Changed<OrderDoc, OrderEvent>, RefusalCode>> {
  const rule = {
    decide: (state: OrderDoc) => decideOrder(state, command),
    evolve: (doc: OrderDoc, event: OrderEvent) => evolve(doc, event, options.now),
    consequences: ORDER_CONSEQUENCES,
  };
  return change<OrderDoc, OrderEvent, RefusalCode>(orders, id, rule, options);
}

/** Orders that time alone moves on by now, those first that have waited longest. */
export const ordersToMove = ({ orders }: Pick<Collections, 'orders'>, now: Ms, limit: number): Promise<OrderDoc[]> =>
  orders
    .find({ moveAt: { $lte: now } })
    .sort({ moveAt: 1 })
    .limit(limit)
    .toArray();

/** The order that a payment number belongs to. */
export const orderOfPayment = ({ orders }: Pick<Collections, 'orders'>, outTradeNo: string): Promise<OrderDoc | null> =>
  orders.findOne({ 'payments.outTradeNo': outTradeNo });

/** What the filters of my orders mean; orders that are still being placed are nobody's yet. */
const SHOWN = ['awaitingPayment', 'paid', 'toShip', 'shipped', 'received', 'completed', 'closed'] as const;

export type OrderFilter = 'all' | 'awaitingPayment' | 'paid' | 'toShip' | 'shipped' | 'refund';

/** Money went back, or was asked back. */
const WITH_MONEY_BACK = { $or: [{ 'refunds.0': { $exists: true } }, { 'afterSales.0': { $exists: true } }] };

/** A page of a person's orders, newest first. `after` is the last order of the page before. */
export async function listOrders(
  { orders }: Pick<Collections, 'orders'>,
  userId: string,
  filter: OrderFilter,
  after: Position | undefined,
  limit: number,
): Promise<OrderDoc[]> {
  const status = filter === 'all' || filter === 'refund' ? { $in: [...SHOWN] } : filter;
  const query: Filter<OrderDoc> = {
    userId,
    status,
    $and: [filter === 'refund' ? WITH_MONEY_BACK : {}, olderThan(after)],
  } as Filter<OrderDoc>;
  return orders.find(query).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
}

/** What became of a captured payment, as a filter of orders. */
export type OutcomeFilter = 'all' | 'settling' | 'seat' | 'refund';

const captured = (more: object = {}) => ({ payments: { $elemMatch: { status: 'captured', ...more } } });

/** Payments that stand: a seat, or an order that waits for no group. */
const STANDS = { outcome: { $in: ['seat', 'order'] } };

/** One whose order was closed afterwards (its group failed, its buyer left) is money back too. */
function withOutcome(outcome: OutcomeFilter): Filter<OrderDoc> {
  switch (outcome) {
    case 'all':
      return captured() as Filter<OrderDoc>;
    case 'settling':
      return captured({ outcome: { $exists: false } }) as Filter<OrderDoc>;
    case 'seat':
      return { ...captured(STANDS), status: { $ne: 'closed' } } as Filter<OrderDoc>;
    case 'refund':
      return {
        $or: [captured({ outcome }), { ...captured(STANDS), status: 'closed' }],
      } as Filter<OrderDoc>;
  }
}

/** The campaign that an order belongs to. */
export const campaignOfOrder = ({ groupBuy, bargain }: Pick<OrderDoc, 'groupBuy' | 'bargain'>): string | undefined =>
  groupBuy?.campaignId ?? bargain?.campaignId;

/** A campaign's orders, as a query. */
const ofCampaign = ({ _id, kind }: Pick<CampaignDoc, '_id' | 'kind'>): Filter<OrderDoc> =>
  kind === 'groupBuy' ? { 'groupBuy.campaignId': _id } : { 'bargain.campaignId': _id };

/** A page of a campaign's orders with a captured payment, newest first. */
export async function paidOrdersOf(
  { orders }: Pick<Collections, 'orders'>,
  campaign: Pick<CampaignDoc, '_id' | 'kind'>,
  outcome: OutcomeFilter,
  after: Position | undefined,
  limit: number,
): Promise<OrderDoc[]> {
  const query = {
    ...ofCampaign(campaign),
    $and: [withOutcome(outcome), olderThan(after)],
  } as Filter<OrderDoc>;
  return orders.find(query).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
}

export interface PaidSums {
  readonly captured: number;
  readonly amount: Fen;
  readonly seats: number;
  readonly refunded: number;
  readonly settling: number;
  readonly refundAmount: Fen;
}

/** What was promised back of an order. Added one by one: SecantusDB sums a path through an array to 0. */
const promisedBack = { $sum: { $map: { input: '$refunds', in: '$$this.amount' } } };

/** The sums of a campaign's captured payments, by what became of them: one command. */
export async function paidSumsOf(
  { orders }: Pick<Collections, 'orders'>,
  campaign: Pick<CampaignDoc, '_id' | 'kind'>,
): Promise<PaidSums> {
  const one = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
  const seat = { $in: ['$payments.outcome', ['seat', 'order']] };
  const [sums] = await orders
    .aggregate<PaidSums>([
      { $match: { ...ofCampaign(campaign), ...withOutcome('all') } },
      { $set: { back: promisedBack } },
      { $unwind: '$payments' },
      { $match: { 'payments.status': 'captured' } },
      {
        $group: {
          _id: null,
          captured: { $sum: 1 },
          amount: { $sum: '$payments.captured.amount' },
          seats: one({ $and: [seat, { $ne: ['$status', 'closed'] }] }),
          refunded: one({
            $or: [{ $eq: ['$payments.outcome', 'refund'] }, { $and: [seat, { $eq: ['$status', 'closed'] }] }],
          }),
          settling: one({ $eq: [{ $type: '$payments.outcome' }, 'missing'] }),
          // An order has one captured payment, so its refunds are those of that payment.
          refundAmount: { $sum: '$back' },
        },
      },
      { $unset: '_id' },
    ])
    .toArray();
  return sums ?? { captured: 0, amount: 0, seats: 0, refunded: 0, settling: 0, refundAmount: 0 };
}

/** Orders that one command asks for by their ids. */
const AT_ONCE = 1000;

/** What is still to go back if all of these orders are refunded, however many they are. */
export async function sumOfOrders({ orders }: Pick<Collections, 'orders'>, ids: readonly string[]): Promise<Fen> {
  let fen = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const [sum] = await orders
      .aggregate<{ fen: Fen }>([
        { $match: { _id: { $in: ids.slice(from, from + AT_ONCE) } } },
        { $group: { _id: null, fen: { $sum: { $subtract: ['$total', promisedBack] } } } },
      ])
      .toArray();
    fen += sum?.fen ?? 0;
  }
  return fen;
}

/* ── the merchant's orders ──────────────────────────────────────────────────────────────────────────────────────── */

export interface ShopOrderFilter {
  readonly merchantId: string;
  readonly status: Exclude<OrderStatus, 'placing'> | 'all' | 'afterSale';
  readonly text?: string | undefined;
  readonly delivery?: 'express' | 'pickUp' | undefined;
  readonly from?: Ms | undefined;
  readonly before?: Ms | undefined;
}

/** A page of a merchant's orders, newest first. `after` is the last order of the page before. */
export async function listShopOrders(
  { orders }: Pick<Collections, 'orders'>,
  { merchantId, status, text, delivery, from, before }: ShopOrderFilter,
  after: Position | undefined,
  limit: number,
): Promise<OrderDoc[]> {
  const byText = text === undefined || text === '' ? {} : text.startsWith('ord_') ? { _id: text } : { keys: text };
  const state =
    status === 'afterSale'
      ? { 'afterSales.status': 'open' }
      : { status: status === 'all' ? { $in: [...SHOWN] } : status };
  const times = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(before === undefined ? {} : { $lt: before }),
  };
  const query = {
    merchantId,
    ...byText,
    ...state,
    ...(delivery === undefined ? {} : { delivery }),
    ...(Object.keys(times).length > 0 ? { createdAt: times } : {}),
    $and: [olderThan(after)],
  } as Filter<OrderDoc>;
  return orders.find(query).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
}

/** How many orders wait to be sent, and to be picked up. */
export async function countToShip(
  { orders }: Pick<Collections, 'orders'>,
  merchantId: string,
): Promise<{ toShip: number; toPickUp: number }> {
  // Told apart after the index: with `delivery` in the filter, SecantusDB would read every order of the shop.
  const sums = await orders
    .aggregate<{ _id: OrderDoc['delivery']; orders: number }>([
      { $match: { merchantId, status: 'toShip' } },
      { $group: { _id: '$delivery', orders: { $sum: 1 } } },
    ])
    .toArray();
  const count = (delivery: OrderDoc['delivery']) => sums.find(({ _id }) => _id === delivery)?.orders ?? 0;
  return { toShip: count('express'), toPickUp: count('pickUp') };
}
