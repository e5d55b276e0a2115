/**
 * What an order reserves, and how it is given back: a place in the person's limit, the campaign's quota, the SKU's
 * stock, a place among the person's orders in the shop, the bargain at whose price it buys, and a seat. All are freed together, each under the order's own id.
 */
import type { OrderingRefusal } from '../../shared/domain/bargain';
import type { SeatRefusal } from '../../shared/domain/groupBuy';
import type { OrderEvent, OrderRefund } from '../../shared/domain/order';
import { MINUTE, type Ms } from '../../shared/time';
import {
  buyBargain,
  endBargainsNow,
  extendBargainHold,
  giveBackBargain,
  orderBargain,
  overdueBargains,
} from '../store/bargain';
import type { OrderDoc } from '../store/collections';
import { freeSeat } from '../store/groupBuy';
import { campaignOfOrder } from '../store/order';
import {
  extendHold,
  firstOf,
  keepHold,
  limitOf,
  overdueHolds,
  quotaOf,
  release,
  reserve,
  restock,
  sell,
  stockOf,
} from '../store/stock';
import type { App, Bounds, Touched } from './app';
import { moveEach } from './each';

/** A payment after the order's close reserves under an id of its own: what the close gives back is not what it holds. */
const lateHold = (order: Pick<OrderDoc, '_id'>): string => `${order._id}/late`;

export type Gone = Extract<SeatRefusal, 'personLimit' | 'quotaUsedUp' | 'soldOut' | 'newcomersOnly'>;

interface Need {
  readonly counterId: string;
  readonly n: number;
  readonly refusal: Gone;
  /** The limit that counts for this order; left out, the counter's own. */
  readonly max?: number;
}

/** As many orders as somebody likes. */
const ANY = 1_000_000_000;

function needsOf(order: Pick<OrderDoc, 'groupBuy' | 'bargain' | 'userId' | 'lines' | 'merchantId'>): Need[] {
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const campaign = campaignOfOrder(order);
  return [
    // Every order of a person in a shop counts here, so that of two newcomers' orders at once only one is a first one.
    {
      counterId: firstOf(order.merchantId, order.userId),
      n: 1,
      refusal: 'newcomersOnly',
      max: order.groupBuy?.newcomer ? 1 : ANY,
    },
    // A bargain is bought once, and how many somebody may start is counted when they do.
    ...(order.groupBuy
      ? [{ counterId: limitOf(order.groupBuy.campaignId, order.userId), n: 1, refusal: 'personLimit' as const }]
      : []),
    ...(campaign === undefined ? [] : [{ counterId: quotaOf(campaign), n: pieces, refusal: 'quotaUsedUp' as const }]),
    ...order.lines.map((line) => ({
      counterId: stockOf(line.skuId),
      n: line.quantity,
      refusal: 'soldOut' as const,
    })),
  ];
}

/**
 * Reserves all of it but the seat for an order that is being placed. Repeating it takes nothing twice.
 * @returns why not, or null; what was reserved before the no is freed by the order's close
 */
export async function reserveAll(
  app: App,
  order: OrderDoc,
  { perPerson, until }: { perPerson: number | undefined; until: Ms },
): Promise<Gone | OrderingRefusal | null> {
  for (const { counterId, n, refusal, max: own } of needsOf(order)) {
    const max = refusal === 'personLimit' ? perPerson : own;
    const hold = { id: order._id, orderId: order._id, n, until };
    if (!(await reserve(app.store.counters, counterId, hold, max))) return refusal;
  }
  return holdBargain(app, order, order._id, until);
}

/** @returns why the order does not get its bargain's price, or null; one without a bargain needs none */
async function holdBargain(app: App, order: OrderDoc, hold: string, until: Ms): Promise<OrderingRefusal | null> {
  if (!order.bargain) return null;
  const { id, helps } = order.bargain;
  const wanted = { orderId: order._id, userId: order.userId, helps, hold, until };
  const held = await orderBargain(app.store.bargains, id, wanted, app.now());
  return held.ok ? null : held.refusal;
}

/**
 * A payment arrived after the order had closed: what it needs is reserved again. After a no nothing is given back here,
 * since another drainer may have been answered yes under the same id: the payment's way back frees it.
 * @returns what is gone, or null
 */
export async function reserveAgain(app: App, order: OrderDoc): Promise<Gone | null> {
  const id = lateHold(order);
  const until = app.now() + 30 * MINUTE;
  for (const { counterId, n, refusal, max } of needsOf(order)) {
    if (!(await reserve(app.store.counters, counterId, { id, orderId: order._id, n, until }, max))) return refusal;
  }
  return null;
}

/** The same of its bargain: it stands as it did when the order was priced, and nothing has come of it since. */
export const regainBargain = async (app: App, order: OrderDoc): Promise<boolean> =>
  (await holdBargain(app, order, lateHold(order), app.now() + 30 * MINUTE)) === null;

/** Events by which what an order holds is sold or given back. */
const SETTLING: readonly OrderEvent['type'][] = ['paymentSettled', 'readyToShip', 'orderClosed', 'orderRefused'];

/**
 * Of two drainers of one late payment the slower one may reserve again what the other has had sold or given back already.
 * Where nothing more will do either, nobody needs it.
 */
export async function dropStrays(app: App, orderId: string): Promise<void> {
  const order = await app.store.orders.findOne({ _id: orderId });
  if (!order || waits(order) || order.outbox.some(({ event }) => SETTLING.includes(event.type))) return;
  await release(app.store.counters, countersOf(order), [lateHold(order)]);
  if (order.bargain) await giveBackBargain(app.store.bargains, order.bargain.id, [lateHold(order)], app.now());
}

/** Whether somebody has no order in this shop that is kept or may come to be. */
export async function isNewcomer(app: App, merchantId: string, userId: string): Promise<boolean> {
  const orders = await app.store.counters.findOne({ _id: firstOf(merchantId, userId) });
  return (orders?.taken ?? 0) === 0;
}

const countersOf = (order: OrderDoc): string[] => needsOf(order).map(({ counterId }) => counterId);

/** The order will not be fulfilled: limit, quota, stock and seat are free again. */
export async function freeReservations(app: App, order: OrderDoc, event: OrderEvent): Promise<Touched[]> {
  if (order.status !== 'closed') return [];
  if (event.type === 'orderClosed' && event.reason === 'refunded') return forgetOrder(app, order);
  // An unpaid close may yet be followed by a late payment with holds of its own; those are not this event's.
  const unpaid = event.type === 'orderClosed' && (event.reason === 'timeout' || event.reason === 'cancelled');
  const holds = unpaid ? [order._id] : [order._id, lateHold(order)];
  await release(app.store.counters, countersOf(order), holds);
  if (order.bargain) await giveBackBargain(app.store.bargains, order.bargain.id, holds, app.now());
  if (order.groupId !== undefined) await freeSeat(app.store.groups, order.groupId, order._id);
  return [];
}

/**
 * All of it has gone back in money. Its pieces came back with each refund; where nothing was ever sent, it does not count
 * as the person's order any more either.
 */
async function forgetOrder(app: App, order: OrderDoc): Promise<Touched[]> {
  if (order.shippedAt !== undefined || order.parcels.length > 0) return [];
  for (const { counterId, refusal } of needsOf(order)) {
    if (refusal !== 'newcomersOnly' && refusal !== 'personLimit') continue;
    await restock(app.store.counters, counterId, { id: order._id, n: 1, now: app.now() });
  }
  return [];
}

/** Pieces that were not sent can be sold again, by the shop and by the campaign. */
export async function restockUnsent(app: App, order: OrderDoc, { id, lines = [] }: OrderRefund): Promise<void> {
  const { counters } = app.store;
  const now = app.now();
  for (const { lineId, unsent } of lines) {
    const skuId = order.lines.find((line) => line.id === lineId)?.skuId;
    if (unsent > 0 && skuId !== undefined) await restock(counters, stockOf(skuId), { id, n: unsent, now });
  }
  const campaign = campaignOfOrder(order);
  const pieces = lines.reduce((sum, { unsent }) => sum + unsent, 0);
  if (campaign !== undefined && pieces > 0) await restock(counters, quotaOf(campaign), { id, n: pieces, now });
}

/** The order will be shipped: what it held is sold. */
export async function sellReservations(app: App, order: OrderDoc): Promise<Touched[]> {
  await sell(app.store.counters, countersOf(order), [order._id, lateHold(order)]);
  if (order.bargain) await buyBargain(app.store.bargains, order.bargain.id, order._id, app.now());
  return [];
}

/**
 * Cron: holds whose time is over are settled by their order's state, in case the process that should have done it died;
 * those of a start by whether its bargain is there.
 * @returns how many were given back
 */
export async function sweepHolds(app: App, bounds: Bounds): Promise<number> {
  const { bargains, counters, orders } = app.store;
  const overdue = await overdueHolds(counters, app.now(), bounds.limit);
  const holds = overdue.map(({ counterId, hold }) => ({ _id: `${counterId}: ${hold.id}`, counterId, hold }));
  return moveEach(app, holds, bounds, async ({ counterId, hold }) => {
    const started = hold.orderId === '' ? await bargains.findOne({ _id: hold.id }) : null;
    if (started) {
      await endWithCampaign(app, started._id, started.campaignId);
      await keepHold(counters, counterId, hold.id);
      return false;
    }
    const order = await orders.findOne({ _id: hold.orderId });
    if (order && stillNeeds(order)) {
      await extendHold(counters, counterId, hold, app.now() + 30 * MINUTE);
      return false;
    }
    // Closed, or ready to ship and sold under another hold: a request that came too late has reserved this one.
    await release(counters, [counterId], [hold.id]);
    return true;
  });
}

/** Ends a bargain whose campaign was ended with all of its bargains before this one was there. @returns whether it was */
export async function endWithCampaign({ store, now }: App, bargainId: string, campaignId: string): Promise<boolean> {
  const campaign = await store.campaigns.findOne({ _id: campaignId });
  if (campaign?.ended?.groups !== 'endNow') return false;
  await endBargainsNow(store.bargains, { _id: bargainId }, now());
  return true;
}

/** Cron: the same of bargains that are held for orders. @returns how many were settled */
export async function sweepBargains(app: App, bounds: Bounds): Promise<number> {
  const { bargains, orders } = app.store;
  const overdue = await overdueBargains(bargains, app.now(), bounds.limit);
  return moveEach(app, overdue, bounds, async (bargain) => {
    const { _id, order: held } = bargain;
    if (!held) return false;
    const order = await orders.findOne({ _id: held.id });
    if (order && stillNeeds(order)) {
      await extendBargainHold(bargains, bargain, app.now() + 30 * MINUTE);
      return false;
    }
    if (order && order.status !== 'closed') await buyBargain(bargains, _id, order._id, app.now());
    else await giveBackBargain(bargains, _id, [held.hold], app.now());
    return true;
  });
}

/** An order that is not settled, or whose events still wait, keeps what it holds. */
function stillNeeds(order: OrderDoc): boolean {
  return order.drainAt !== undefined || waits(order);
}

/** Not settled yet: unpaid, or waiting for its group. */
const waits = ({ status }: OrderDoc): boolean => ['placing', 'awaitingPayment', 'paid'].includes(status);
