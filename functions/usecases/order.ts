/** An order after it was placed: its views, the taps of its buyer, and what time brings. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { AFTER_SALE_KINDS } from '../../shared/domain/afterSale';
import {
  freePieces,
  isSettling,
  mayAskAfterSale,
  type OrderCommand,
  type OrderRefund,
  receiptDue,
  windowEnd,
} from '../../shared/domain/order';
import { piecesOf } from '../../shared/domain/orderLines';
import type { Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import type { OrderDoc } from '../store/collections';
import { changeOrder, listOrders, ordersToMove } from '../store/order';
import { addressOf, addressView } from './address';
import type { App, Bounds } from './app';
import { chatOf } from './chat';
import { moveEach } from './each';
import { termsView } from './groupBuy';
import { pageAfter, readCursor } from './page';
import { closeUnpaid, syncPayment } from './payment';
import { answer } from './placeOrder';
import { loadPurchase } from './purchase';
import { isNewcomer } from './reservation';

type Detail = Output<'order.get'>;
type Card = Output<'order.list'>['orders'][number];
type LineView = Card['lines'][number];

const PAGE = 10;

/** What it would cost now. */
export async function quoteOrder(
  app: App,
  userId: string,
  input: Parsed<'order.quote'>,
): Promise<Result<Output<'order.quote'>, RefusalCode>> {
  const user = await app.store.users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  const address = input.pickupPointId === undefined ? addressOf(user, input.addressId) : undefined;
  const purchase = await loadPurchase(app, { ...input, userId, chat: chatOf(app, userId, input.chat), address });
  if (!purchase.ok) return purchase;
  const { merchant, lines, price, notDelivered, to, terms, group, campaign, bargain } = purchase.value;
  const { goods, discount, freight, total } = price;
  const asNewcomer = group && terms?.audience === 'newcomers';
  if (asNewcomer && !(await isNewcomer(app, group.merchantId, userId))) return no('newcomersOnly');
  return ok({
    merchant: { id: merchant._id, name: merchant.name },
    lines: lines.map(({ product, sku, unitPrice, quantity }, index) => ({
      product: { id: product._id, title: product.title, cover: product.pictures[0] ?? '' },
      sku: { id: sku.id, name: sku.name },
      unitPrice,
      quantity,
      notDelivered: notDelivered.includes(index),
    })),
    goods,
    discount,
    freight: to === null || notDelivered.length > 0 ? undefined : freight,
    total,
    address: address && addressView(address),
    pickupPoint: to !== null && 'pickupPoint' in to ? to.pickupPoint : undefined,
    pickupPoints: [...merchant.pickupPoints],
    ...(terms && campaign
      ? {
          groupBuy: {
            ...termsView(terms),
            missing: group?.missing ?? terms.size,
            expiresAt: group?.expiresAt,
            version: group?.campaignVersion ?? campaign.edition,
            starts: !group,
          },
        }
      : {}),
    ...(bargain ? { bargain: { id: bargain._id, list: bargain.list, expiresAt: bargain.expiresAt } } : {}),
  });
}

/** Somebody else's order is not found, as if there were none. */
async function mine(app: App, userId: string, orderId: string): Promise<OrderDoc | null> {
  return app.store.orders.findOne({ _id: orderId, userId });
}

export async function getOrder(app: App, userId: string, orderId: string): Promise<Result<Detail, RefusalCode>> {
  const order = await mine(app, userId, orderId);
  return order ? ok(detailOf(order, app.now())) : no('notFound');
}

export async function listMyOrders(
  app: App,
  userId: string,
  { filter, cursor }: Parsed<'order.list'>,
): Promise<Result<Output<'order.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await listOrders(app.store, userId, filter, after, PAGE + 1);
  const { items, nextCursor } = pageAfter(found, PAGE);
  return ok({ orders: items.map(cardOf), nextCursor });
}

export async function payOrder(
  app: App,
  userId: string,
  orderId: string,
): Promise<Result<Output<'order.pay'>, RefusalCode>> {
  const order = await mine(app, userId, orderId);
  if (!order) return no('notFound');
  if (isSettling(order) || order.paidAt !== undefined) return no('orderAlreadyPaid');
  if (order.status !== 'awaitingPayment' || (order.payBy ?? 0) <= app.now()) return no('orderNotPayable');
  const answered = await answer(app, order);
  return answered.ok ? ok({ payment: answered.value.payment }) : answered;
}

/** The front end's word is never believed: WeChat is asked. */
export async function checkPayment(app: App, userId: string, orderId: string): Promise<Result<Detail, RefusalCode>> {
  const order = await mine(app, userId, orderId);
  if (!order) return no('notFound');
  if (order.status === 'awaitingPayment' && !isSettling(order)) await syncPayment(app, order);
  return getOrder(app, userId, orderId);
}

export async function cancelOrder(app: App, userId: string, orderId: string): Promise<Result<Detail, RefusalCode>> {
  const order = await mine(app, userId, orderId);
  if (!order) return no('notFound');
  if (isSettling(order)) return no('orderAlreadyPaid');
  if (order.status === 'closed') return ok(detailOf(order, app.now()));
  if (order.status !== 'awaitingPayment') return no('orderNotCancellable');
  if ((await closeUnpaid(app, order, 'cancelled')) === 'captured') return no('orderAlreadyPaid');
  return getOrder(app, userId, orderId);
}

/** Changes an order and does what follows. */
export async function changeAndDrain(
  app: App,
  orderId: string,
  command: OrderCommand,
): Promise<Result<OrderDoc, RefusalCode>> {
  const result = await changeOrder(app.store, orderId, command, { now: app.now() });
  if (!result.ok) return result;
  await app.drain([{ name: 'orders', doc: result.value.doc }]);
  return ok(result.value.doc);
}

export async function receiveOrder(app: App, userId: string, orderId: string): Promise<Result<Detail, RefusalCode>> {
  if (!(await mine(app, userId, orderId))) return no('notFound');
  const received = await changeAndDrain(app, orderId, { type: 'receive', by: 'buyer', now: app.now() });
  return received.ok ? ok(detailOf(received.value, app.now())) : received;
}

/** Cron: orders that count as received by now, or whose after-sale window is over. @returns how many */
export async function moveOrders(app: App, bounds: Bounds): Promise<number> {
  const now = app.now();
  return moveEach(app, await ordersToMove(app.store, now, bounds.limit), bounds, async (seen) => {
    const command: OrderCommand =
      seen.status === 'shipped' ? { type: 'receive', by: 'time', now } : { type: 'complete', now };
    const changed = await changeOrder(app.store, seen._id, command, { now, from: seen });
    if (!changed.ok) return false;
    await app.drain([{ name: 'orders', doc: changed.value.doc }]);
    return changed.value.events.length > 0;
  });
}

/* ── views ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

export function statusOf(order: OrderDoc): Card['status'] {
  if (order.status === 'placing') return 'awaitingPayment';
  // Captured, and its outcome is on its way.
  return isSettling(order) ? 'confirming' : order.status;
}

export const lineView = ({ id, productId, skuId, title, skuName, cover, unitPrice, quantity }: LineView): LineView => ({
  id,
  productId,
  skuId,
  title,
  skuName,
  cover,
  unitPrice,
  quantity,
});

function cardOf(order: OrderDoc): Card {
  const refund = order.refunds.filter(({ cause }) => cause !== 'ladder').at(-1);
  return {
    id: order._id,
    status: statusOf(order),
    closeReason: order.closeReason,
    merchant: { id: order.merchantId, name: order.merchantName },
    lines: order.lines.map(lineView),
    delivery: order.delivery,
    total: order.total,
    group:
      order.groupId !== undefined && order.groupBuy
        ? { id: order.groupId, size: order.groupBuy.size, least: order.groupBuy.least }
        : undefined,
    bargain: order.bargain && { id: order.bargain.id, list: order.bargain.list },
    payBy: order.status === 'awaitingPayment' ? order.payBy : undefined,
    createdAt: order.createdAt,
    refund: refund && refundView(refund),
    priceBack: priceBackOf(order.refunds.filter(({ cause }) => cause === 'ladder')),
    openAfterSale: order.afterSales.find(({ status }) => status === 'open')?.id,
  };
}

/** What the ladder has given back of an order, in all. */
export const ladderBackOf = ({ refunds }: Pick<OrderDoc, 'refunds'>): Fen =>
  refunds.filter(({ cause }) => cause === 'ladder').reduce((sum, { amount }) => sum + amount, 0);

export const refundView = ({ amount, cause, status, at }: OrderRefund) => ({ amount, cause, status, at });

/** What the ladder has given back, all steps together: arrived when all of it has. */
function priceBackOf(refunds: readonly OrderRefund[]): Card['priceBack'] {
  if (refunds.length === 0) return undefined;
  const amount = refunds.reduce((sum, refund) => sum + refund.amount, 0);
  const waiting = refunds.find(({ status }) => status !== 'arrived');
  return { amount, status: waiting?.status ?? 'arrived' };
}

export function detailOf(order: OrderDoc, now: Ms): Detail {
  const { goods, discount, freight, address, pickUp, remark, paidAt, shippedAt, receivedAt, closedAt } = order;
  const waits = order.status === 'toShip';
  const until = windowEnd(order);
  return {
    ...cardOf(order),
    lines: order.lines.map((line) => {
      const { sent, refunded } = piecesOf(order, line.id);
      const { goods: own, discount: off, freight: carried, paid } = line;
      const askable = freePieces(order, line.id);
      return { ...lineView(line), goods: own, discount: off, freight: carried, paid, sent, refunded, askable };
    }),
    goods,
    discount,
    freight,
    address: address && { ...address, region: [...address.region] },
    // The code opens nothing before the goods are there.
    pickUp: pickUp && { ...pickUp, code: waits ? pickUp.code : undefined },
    remark,
    paidAt,
    shippedAt,
    receivedAt,
    completedAt: order.history.find(({ type }) => type === 'orderCompleted')?.at,
    closedAt,
    receiptDue: order.status === 'shipped' ? receiptDue(order) : undefined,
    afterSaleUntil: Number.isFinite(until) ? until : undefined,
    afterSaleKinds: AFTER_SALE_KINDS.filter((kind) => mayAskAfterSale(order, kind, now).ok),
    parcels: order.parcels.map(({ id, company, trackingNumber, lines, at }) => ({
      id,
      company,
      trackingNumber,
      lines: [...lines],
      at,
    })),
    refunds: order.refunds.map((refund) => ({
      ...refundView(refund),
      id: refund.id,
      lines: refund.lines?.map(({ lineId, quantity }) => ({ lineId, quantity })),
    })),
    afterSales: order.afterSales.map(({ id, status }) => ({ id, status })),
  };
}
