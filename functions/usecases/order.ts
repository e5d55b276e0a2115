/** An order after it was placed: its views, and the taps of its buyer and its merchant. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { isSettling, type OrderCommand, type OrderRefund } from '../../shared/domain/order';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { OrderDoc } from '../store/collections';
import { changeOrder, listOrders } from '../store/order';
import type { App } from './app';
import { chatOf } from './chat';
import { termsView } from './groupBuy';
import { pageAfter, readCursor } from './page';
import { closeUnpaid, syncPayment } from './payment';
import { answer } from './placeOrder';
import { loadPurchase } from './purchase';
import { isNewcomer } from './reservation';

type Detail = Output<'order.get'>;
type Card = Output<'order.list'>['orders'][number];

const PAGE = 10;

/** What it would cost now. */
export async function quoteOrder(
  app: App,
  userId: string,
  input: Parsed<'order.quote'>,
): Promise<Result<Output<'order.quote'>, RefusalCode>> {
  const purchase = await loadPurchase(app, { ...input, chat: chatOf(app, userId, input.chat) });
  if (!purchase.ok) return purchase;
  const { product, sku, price, unitPrice, quantity, terms, group, campaign } = purchase.value;
  const { goods, discount, freight, total } = price;
  const asNewcomer = group && terms?.audience === 'newcomers';
  if (asNewcomer && !(await isNewcomer(app, group.merchantId, userId))) return no('newcomersOnly');
  return ok({
    product: { id: product._id, title: product.title, cover: product.pictures[0] ?? '' },
    sku: { id: sku.id, name: sku.name },
    unitPrice,
    quantity,
    goods,
    discount,
    freight,
    total,
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
  });
}

/** Somebody else's order is not found, as if there were none. */
async function mine(app: App, userId: string, orderId: string): Promise<OrderDoc | null> {
  return app.store.orders.findOne({ _id: orderId, userId });
}

export async function getOrder(app: App, userId: string, orderId: string): Promise<Result<Detail, RefusalCode>> {
  const order = await mine(app, userId, orderId);
  return order ? ok(detailOf(order)) : no('notFound');
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
  if (order.status === 'closed') return ok(detailOf(order));
  if (order.status !== 'awaitingPayment') return no('orderNotCancellable');
  if ((await closeUnpaid(app, order, 'cancelled')) === 'captured') return no('orderAlreadyPaid');
  return getOrder(app, userId, orderId);
}

async function changed(app: App, orderId: string, command: OrderCommand): Promise<Result<OrderDoc, RefusalCode>> {
  const result = await changeOrder(app.store, orderId, command, { now: app.now() });
  if (!result.ok) return result;
  await app.drain([{ name: 'orders', doc: result.value.doc }]);
  return ok(result.value.doc);
}

export async function receiveOrder(app: App, userId: string, orderId: string): Promise<Result<Detail, RefusalCode>> {
  if (!(await mine(app, userId, orderId))) return no('notFound');
  const received = await changed(app, orderId, { type: 'receive', now: app.now() });
  return received.ok ? ok(detailOf(received.value)) : received;
}

/** `merchantId` has been checked against the caller's roles; another merchant's order is not found. */
export async function shipOrder(
  app: App,
  { merchantId, orderId, company, trackingNumber }: Parsed<'order.ship'>,
): Promise<Result<Output<'order.ship'>, RefusalCode>> {
  const order = await app.store.orders.findOne({ _id: orderId, merchantId });
  if (!order) return no('notFound');
  const shipped = await changed(app, orderId, { type: 'ship', company, trackingNumber, now: app.now() });
  return shipped.ok ? ok({ status: statusOf(shipped.value) }) : shipped;
}

/* ── views ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

function statusOf(order: OrderDoc): Card['status'] {
  if (order.status === 'placing') return 'awaitingPayment';
  // Captured, and its outcome is on its way.
  return isSettling(order) ? 'confirming' : order.status;
}

function cardOf(order: OrderDoc): Card {
  const line = order.lines[0];
  if (!line) throw new Error(`${order._id} has no line`);
  const { productId, title, skuName, cover, unitPrice, quantity } = line;
  const refund = order.refunds.filter(({ cause }) => cause !== 'ladder').at(-1);
  return {
    id: order._id,
    status: statusOf(order),
    closeReason: order.closeReason,
    merchant: { id: order.merchantId, name: order.merchantName },
    line: { productId, title, skuName, cover, unitPrice, quantity },
    total: order.total,
    group:
      order.groupId !== undefined && order.groupBuy
        ? { id: order.groupId, size: order.groupBuy.size, least: order.groupBuy.least }
        : undefined,
    payBy: order.status === 'awaitingPayment' ? order.payBy : undefined,
    createdAt: order.createdAt,
    refund: refund && refundView(refund),
    priceBack: priceBackOf(order.refunds.filter(({ cause }) => cause === 'ladder')),
  };
}

export const refundView = ({ amount, cause, status, at }: OrderRefund) => ({ amount, cause, status, at });

/** What the ladder has given back, all steps together: arrived when all of it has. */
function priceBackOf(refunds: readonly OrderRefund[]): Card['priceBack'] {
  if (refunds.length === 0) return undefined;
  const amount = refunds.reduce((sum, refund) => sum + refund.amount, 0);
  const waiting = refunds.find(({ status }) => status !== 'arrived');
  return { amount, status: waiting?.status ?? 'arrived' };
}

function detailOf(order: OrderDoc): Detail {
  const { goods, discount, freight, address, paidAt, shippedAt, receivedAt, closedAt, parcel } = order;
  return {
    ...cardOf(order),
    goods,
    discount,
    freight,
    address: { ...address, region: [...address.region] },
    paidAt,
    shippedAt,
    receivedAt,
    closedAt,
    parcel,
  };
}
