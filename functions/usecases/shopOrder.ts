/**
 * A merchant's orders: found, sent, handed over, given money back for, and read with all that happened to them.
 * `merchantId` has been checked against the caller's roles; another merchant's order is not found.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import {
  freePieces,
  isRefundable,
  leftToSend,
  mayRefund,
  type OrderCommand,
  type OrderEvent,
} from '../../shared/domain/order';
import { samePieces } from '../../shared/domain/orderLines';
import { companyProblem, numberProblem } from '../../shared/domain/parcel';
import { type Fen, formatFen } from '../../shared/money';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { formatTime } from '../../shared/time';
import { countWaiting } from '../store/afterSale';
import type { OrderDoc } from '../store/collections';
import { countToShip, listShopOrders } from '../store/order';
import { worthOf } from './afterSale';
import type { App } from './app';
import { changeAndDrain, detailOf, lineView, statusOf } from './order';
import { pageAfter, readCursor } from './page';

type Card = Output<'shopOrder.list'>['orders'][number];
type Entry = Output<'shopOrder.get'>['history'][number];

const ROWS = 20;
const EXPORT_ROWS = 100;

export async function listOrdersOfShop(
  app: App,
  { cursor, ...filter }: Parsed<'shopOrder.list'>,
): Promise<Result<Output<'shopOrder.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const { items, nextCursor } = pageAfter(await listShopOrders(app.store, filter, after, ROWS + 1), ROWS);
  return ok({ orders: items.map(cardOf), nextCursor });
}

/** Withdrawals are counted for those who may decide on them. */
export async function countShopOrders(
  app: App,
  userId: string,
  { merchantId }: Parsed<'shopOrder.counts'>,
): Promise<Result<Output<'shopOrder.counts'>, RefusalCode>> {
  const [orders, { toAnswer }, membership] = await Promise.all([
    countToShip(app.store, merchantId),
    countWaiting(app.store, merchantId),
    app.store.memberships.findOne({ _id: `${merchantId}/${userId}` }),
  ]);
  const decides = membership?.role === 'owner' || membership?.role === 'operator';
  return ok({
    ...orders,
    toAnswer,
    ...(decides ? { toReview: await app.store.withdrawals.countDocuments({ merchantId, status: 'review' }) } : {}),
  });
}

const ofShop = (app: App, merchantId: string, orderId: string): Promise<OrderDoc | null> =>
  app.store.orders.findOne({ _id: orderId, merchantId, status: { $ne: 'placing' } });

export async function getShopOrder(
  app: App,
  { merchantId, orderId }: Parsed<'shopOrder.get'>,
): Promise<Result<Output<'shopOrder.get'>, RefusalCode>> {
  const order = await ofShop(app, merchantId, orderId);
  if (!order) return no('notFound');
  const pieces = (left: (lineId: string) => number) =>
    order.lines.flatMap(({ id: lineId }) => (left(lineId) > 0 ? [{ lineId, quantity: left(lineId) }] : []));
  const { pickUp, ...detail } = detailOf(order, app.now());
  return ok({
    ...detail,
    // The code is the buyer's to show.
    pickUp: pickUp && { ...pickUp, code: undefined },
    buyer: { name: order.userName, avatar: order.userAvatar },
    note: order.note,
    refundable: isRefundable(order) ? pieces((lineId) => freePieces(order, lineId)) : [],
    toSend: order.status === 'toShip' && order.delivery === 'express' ? pieces((id) => leftToSend(order, id)) : [],
    history: await historyOf(app, order),
  });
}

/* ── sending ────────────────────────────────────────────────────────────────────────────────────────────────────── */

type Parcel = Pick<Extract<OrderCommand, { type: 'ship' }>, 'company' | 'trackingNumber' | 'lines' | 'by'>;

/** The same company and number on the same order is the same parcel. */
const parcelIdOf = (orderId: string, { company, trackingNumber }: Parcel): string =>
  deriveId('pcl', orderId, company, trackingNumber);

function send(app: App, orderId: string, parcel: Parcel): Promise<Result<OrderDoc, RefusalCode>> {
  const parcelId = parcelIdOf(orderId, parcel);
  return changeAndDrain(app, orderId, { type: 'ship', parcelId, ...parcel, now: app.now() });
}

export async function shipOrder(
  app: App,
  by: string,
  { merchantId, orderId, ...parcel }: Parsed<'shopOrder.ship'>,
): Promise<Result<Output<'shopOrder.ship'>, RefusalCode>> {
  if (!(await ofShop(app, merchantId, orderId))) return no('notFound');
  const sent = await send(app, orderId, { ...parcel, by });
  return sent.ok ? ok({ status: statusOf(sent.value), toSend: toSendOf(sent.value) }) : sent;
}

/** Each row by itself: what is wrong with one keeps no other from being sent. */
export async function shipMany(
  app: App,
  by: string,
  { merchantId, rows }: Parsed<'shopOrder.shipMany'>,
): Promise<Result<Output<'shopOrder.shipMany'>, RefusalCode>> {
  const done: Output<'shopOrder.shipMany'>['rows'] = [];
  for (const row of rows) {
    const outcome = await shipRow(app, { merchantId, by, ...row });
    done.push({ row: row.row, ...outcome });
  }
  return ok({ rows: done });
}

type Row = Parsed<'shopOrder.shipMany'>['rows'][number] & { readonly merchantId: string; readonly by: string };
type Outcome = Omit<Output<'shopOrder.shipMany'>['rows'][number], 'row'>;

const refused = (reason: string): Outcome => ({ outcome: 'refused', reason });

async function shipRow(app: App, { merchantId, by, order, company: name, number }: Row): Promise<Outcome> {
  const [orderId, company, trackingNumber] = [order.trim(), name.trim(), number.trim()];
  if (!/^ord_[0-9A-Za-z]{1,40}$/.test(orderId)) return refused('订单号不对');
  const problem = companyProblem(company) ?? numberProblem(trackingNumber);
  if (problem !== undefined) return refused(problem);
  const found = await ofShop(app, merchantId, orderId);
  if (!found) return refused('没有这笔订单');
  const parcel = { company, trackingNumber, by };
  if (found.parcels.some(({ id }) => id === parcelIdOf(orderId, parcel))) return { outcome: 'already' };
  const sent = await send(app, orderId, parcel);
  return sent.ok ? { outcome: 'shipped' } : refused(refusals[sent.refusal].message);
}

/* ── pick-up ────────────────────────────────────────────────────────────────────────────────────────────────────── */

const byCode = (app: App, merchantId: string, code: string): Promise<OrderDoc | null> =>
  app.store.orders.findOne({ merchantId, 'pickUp.code': code });

export async function findPickUp(
  app: App,
  { merchantId, code }: Parsed<'shopOrder.findPickUp'>,
): Promise<Result<Card, RefusalCode>> {
  const order = await byCode(app, merchantId, code);
  return order?.status === 'toShip' ? ok(cardOf(order)) : no('pickUpCodeWrong');
}

export async function pickUpOrder(
  app: App,
  by: string,
  { merchantId, code }: Parsed<'shopOrder.pickUp'>,
): Promise<Result<Card, RefusalCode>> {
  const order = await byCode(app, merchantId, code);
  if (!order) return no('pickUpCodeWrong');
  const handed = await changeAndDrain(app, order._id, { type: 'pickUp', by, now: app.now() });
  if (!handed.ok) return handed;
  // Of two members with the same code, one hands over; the other must not do so too.
  const over = handed.value.history.find((event) => event.type === 'orderPickedUp');
  return over?.type === 'orderPickedUp' && over.by === by ? ok(cardOf(handed.value)) : no('pickUpCodeWrong');
}

/* ── money back, and a note ─────────────────────────────────────────────────────────────────────────────────────── */

export async function quoteShopRefund(
  app: App,
  { merchantId, orderId, lines, withFreight }: Parsed<'shopOrder.quoteRefund'>,
): Promise<Result<Output<'shopOrder.quoteRefund'>, RefusalCode>> {
  const order = await ofShop(app, merchantId, orderId);
  if (!order) return no('notFound');
  const may = mayRefund(order, lines, app.now());
  return may.ok ? ok(worthOf(order, lines, withFreight)) : may;
}

export async function refundShopOrder(
  app: App,
  by: string,
  { requestId, merchantId, orderId, lines, withFreight, seenAmount }: Parsed<'shopOrder.refund'>,
): Promise<Result<Output<'shopOrder.refund'>, RefusalCode>> {
  const order = await ofShop(app, merchantId, orderId);
  if (!order) return no('notFound');
  const source = `${by}/${requestId}`;
  const refundId = deriveId('rfd', orderId, source);
  const before = order.refunds.find(({ id }) => id === refundId);
  if (before) {
    const same = before.amount === seenAmount && samePieces(before.lines ?? [], lines);
    return same ? ok({ amount: seenAmount, status: statusOf(order) }) : no('requestIdReused');
  }
  const refunded = await changeAndDrain(app, orderId, {
    type: 'refundPieces',
    source,
    cause: 'merchant',
    lines,
    withFreight,
    seenAmount,
    by,
    now: app.now(),
  });
  return refunded.ok ? ok({ amount: seenAmount, status: statusOf(refunded.value) }) : refunded;
}

export async function noteShopOrder(
  app: App,
  by: string,
  { merchantId, orderId, text }: Parsed<'shopOrder.note'>,
): Promise<Result<Output<'shopOrder.note'>, RefusalCode>> {
  if (!(await ofShop(app, merchantId, orderId))) return no('notFound');
  const noted = await changeAndDrain(app, orderId, { type: 'note', text, by, now: app.now() });
  return noted.ok ? ok({ note: noted.value.note ?? '' }) : noted;
}

/* ── views ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

const refundedOf = ({ refunds }: OrderDoc): Fen => refunds.reduce((sum, { amount }) => sum + amount, 0);

const toSendOf = (order: OrderDoc): number =>
  order.status === 'toShip' ? order.lines.reduce((sum, { id }) => sum + leftToSend(order, id), 0) : 0;

function receiverOf({ address, pickUp }: OrderDoc): Card['receiver'] {
  if (address) {
    const { name, phone, region, detail } = address;
    return { name, phone, place: `${region.join('')}${detail}` };
  }
  return { name: '', phone: '', place: pickUp ? `${pickUp.name} ${pickUp.address}` : '' };
}

function cardOf(order: OrderDoc): Card {
  return {
    id: order._id,
    status: statusOf(order),
    buyer: { name: order.userName, avatar: order.userAvatar },
    receiver: receiverOf(order),
    delivery: order.delivery,
    lines: order.lines.map(lineView),
    total: order.total,
    refunded: refundedOf(order),
    toSend: toSendOf(order),
    openAfterSale: order.afterSales.find(({ status }) => status === 'open')?.id,
    note: order.note,
    remark: order.remark,
    createdAt: order.createdAt,
    paidAt: order.paidAt,
  };
}

/** Columns of the table; the first, the second last and the last are those that shipping by file reads. */
const HEAD = [
  '订单号',
  '下单时间',
  '状态',
  '买家',
  '收货人',
  '电话',
  '地址',
  '商品',
  '件数',
  '实付',
  '已退',
  '留言',
  '备注',
  '快递公司',
  '快递单号',
];

const STATUS_WORDS: Readonly<Record<Card['status'], string>> = {
  awaitingPayment: '待付款',
  confirming: '确认中',
  paid: '待成团',
  toShip: '待发货',
  shipped: '已发货',
  received: '已收货',
  completed: '已完成',
  closed: '已关闭',
};

export async function exportShopOrders(
  app: App,
  { cursor, ...filter }: Parsed<'shopOrder.export'>,
): Promise<Result<Output<'shopOrder.export'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await listShopOrders(app.store, filter, after, EXPORT_ROWS + 1);
  const { items, nextCursor } = pageAfter(found, EXPORT_ROWS);
  return ok({ head: HEAD, rows: items.map(rowOf), nextCursor });
}

function rowOf(order: OrderDoc): string[] {
  const { name, phone, place } = receiverOf(order);
  const yuan = (fen: Fen) => formatFen(fen).replace(/[¥,]/g, '');
  return [
    order._id,
    formatTime(order.createdAt),
    STATUS_WORDS[statusOf(order)],
    order.userName,
    name,
    phone,
    place,
    order.lines.map((line) => `${line.title} ${line.skuName} × ${line.quantity}`).join('；'),
    String(order.lines.reduce((sum, { quantity }) => sum + quantity, 0)),
    yuan(order.total),
    yuan(refundedOf(order)),
    order.remark ?? '',
    order.note ?? '',
    order.parcels.map(({ company }) => company).join('；'),
    order.parcels.map(({ trackingNumber }) => trackingNumber).join('；'),
  ];
}

async function historyOf(app: App, order: OrderDoc): Promise<Entry[]> {
  const ids = order.history.flatMap((event) => memberIn(event) ?? []);
  const users = await app.store.users.find({ _id: { $in: ids } }).toArray();
  const names = new Map(users.map(({ _id, name }) => [_id, name]));
  const placed: Entry = { type: 'orderPlaced', at: order.createdAt, by: 'buyer' };
  return [
    placed,
    ...order.history.map((event): Entry => {
      const member = memberIn(event);
      const by = member === undefined ? actorOf(order, event) : 'member';
      return {
        type: event.type,
        at: event.at,
        by,
        member: member === undefined ? undefined : names.get(member),
        ...detailIn(order, event),
      };
    }),
  ];
}

function memberIn(event: OrderEvent): string | undefined {
  switch (event.type) {
    case 'parcelSent':
    case 'orderPickedUp':
    case 'noted':
    case 'afterSaleRefunded':
      return event.by;
    case 'afterSaleEnded':
      return event.by === 'buyer' ? undefined : event.by;
    case 'refundPromised':
      return event.refund.by;
    default:
      return undefined;
  }
}

function actorOf({ groupId }: OrderDoc, event: OrderEvent): Entry['by'] {
  switch (event.type) {
    case 'paymentCaptured':
    case 'refundMoved':
      return 'wechat';
    case 'readyToShip':
      return groupId === undefined ? 'time' : 'group';
    case 'retargeted':
      return 'group';
    case 'orderClosed':
      if (event.reason === 'cancelled' || event.reason === 'left') return 'buyer';
      return event.reason === 'groupFailed' ? 'group' : 'time';
    case 'orderReceived':
      return event.by;
    case 'afterSaleEnded':
      return event.by === 'buyer' ? 'buyer' : 'time';
    case 'refundPromised':
      return event.refund.cause === 'left' ? 'buyer' : 'time';
    case 'paymentAwaited':
    case 'prepaid':
    case 'afterSaleAsked':
      return 'buyer';
    default:
      return 'time';
  }
}

function detailIn({ refunds }: OrderDoc, event: OrderEvent): Pick<Entry, 'amount' | 'detail'> {
  switch (event.type) {
    case 'paymentAwaited':
    case 'paymentCaptured':
      return { amount: event.amount };
    case 'refundPromised':
      return { amount: event.refund.amount, detail: event.refund.cause };
    case 'refundMoved':
      return { amount: refunds.find(({ id }) => id === event.refundId)?.amount, detail: event.status };
    case 'paymentSettled':
      return { detail: event.outcome };
    case 'afterSaleAsked':
      return { detail: event.words.reason };
    case 'parcelSent':
      return { detail: `${event.parcel.company} ${event.parcel.trackingNumber}` };
    case 'noted':
      return { detail: event.text };
    case 'orderClosed':
      return { detail: event.reason };
    case 'orderRefused':
      return { detail: event.code };
    default:
      return {};
  }
}
