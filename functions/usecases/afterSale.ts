/**
 * After-sales: asked of the order, which decides about pieces and time, and then a life of their own. The money goes back
 * as any other refund does.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { type AfterSaleCommand, type AfterSaleEvent, ANSWER_TIME } from '../../shared/domain/afterSale';
import { deriveId } from '../../shared/domain/ids';
import { freePieces, mayAskAfterSale, type OrderEvent, type OrderRefund } from '../../shared/domain/order';
import { type AskedBack, fitIn, lineBack, type Pieces, samePieces } from '../../shared/domain/orderLines';
import type { Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { changeAfterSale, countWaiting, listAfterSales, overdueAfterSales } from '../store/afterSale';
import type { AfterSaleDoc, MerchantDoc, OrderDoc } from '../store/collections';
import { changeOrder } from '../store/order';
import { intendChecks, shownToShop } from './afterSaleCheck';
import type { App, Bounds, Touched } from './app';
import { moveEach } from './each';
import { haveSent } from './media';
import { changeAndDrain, ladderBackOf, lineView, refundView } from './order';
import { pageAfter, readCursor } from './page';
import { hasConsented } from './person';

type Detail = Output<'afterSale.get'>;
type Card = Output<'afterSale.listMine'>['afterSales'][number];

const PAGE = 10;
/** Rows of a merchant's page. */
const ROWS = 20;

/** Numbers that a parcel on its way back is given, one put right after the other: its document does not grow for ever. */
const NUMBERS = 20;

/* ── the buyer ──────────────────────────────────────────────────────────────────────────────────────────────────── */

const mine = (app: App, userId: string, _id: string): Promise<AfterSaleDoc | null> =>
  app.store.afterSales.findOne({ _id, userId });

/** What these pieces come to now. Freight of what was sent is not in it: the merchant decides about that. */
export function worthOf(order: OrderDoc, lines: readonly Pieces[], withFreight: boolean) {
  const back = lines.map((pieces) => lineBack(order, pieces, { withFreight, ladder: ladderBackOf(order) }));
  const goods = back.reduce((sum, line) => sum + line.goods, 0);
  const freight = back.reduce((sum, line) => sum + line.freight, 0);
  return { goods, freight, amount: goods + freight };
}

export async function quoteAfterSale(
  app: App,
  userId: string,
  { orderId, kind, lines }: Parsed<'afterSale.quote'>,
): Promise<Result<Output<'afterSale.quote'>, RefusalCode>> {
  const order = await app.store.orders.findOne({ _id: orderId, userId });
  if (!order) return no('notFound');
  const may = mayAskAfterSale(order, kind, app.now());
  if (!may.ok) return may;
  if (!fitIn(lines, (lineId) => freePieces(order, lineId))) return no('afterSaleTooMuch');
  return ok(worthOf(order, lines, false));
}

export async function askAfterSale(
  app: App,
  userId: string,
  { requestId, orderId, kind, lines, ...words }: Parsed<'afterSale.ask'>,
): Promise<Result<Detail, RefusalCode>> {
  const order = await app.store.orders.findOne({ _id: orderId, userId });
  if (!order) return no('notFound');
  const user = await app.store.users.findOne({ _id: userId });
  if (!user || !hasConsented(user)) return no('consentMissing');
  if (!(await haveSent(app, userId, words.pictures))) return no('pictureUnknown');
  const id = deriveId('aft', orderId, requestId);
  const before = order.afterSales.find((one) => one.id === id);
  if (before && !isSame(before, { kind, lines })) return no('requestIdReused');
  const asked = await changeAndDrain(app, orderId, { type: 'askAfterSale', id, kind, lines, words, now: app.now() });
  if (!asked.ok) return asked;
  const doc = await mine(app, userId, id);
  // The order has it; the after-sale itself follows from that, if not at once, then by cron.
  return doc ? ok(await detailOf(app, doc)) : no('busy');
}

const isSame = (one: Pick<AskedBack, 'kind' | 'lines'>, other: Pick<AskedBack, 'kind' | 'lines'>): boolean =>
  one.kind === other.kind && samePieces(one.lines, other.lines);

export async function getAfterSale(
  app: App,
  userId: string,
  { afterSaleId }: Parsed<'afterSale.get'>,
): Promise<Result<Detail, RefusalCode>> {
  const doc = await mine(app, userId, afterSaleId);
  return doc ? ok(await detailOf(app, doc)) : no('notFound');
}

export async function listMyAfterSales(
  app: App,
  userId: string,
  { cursor }: Parsed<'afterSale.listMine'>,
): Promise<Result<Output<'afterSale.listMine'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const { items, nextCursor } = pageAfter(await listAfterSales(app.store, { userId }, 'all', after, PAGE + 1), PAGE);
  return ok({ afterSales: items.map(cardOf), nextCursor });
}

/** @param of whose it must be */
async function changed(
  app: App,
  of: { readonly userId: string } | { readonly merchantId: string },
  id: string,
  command: AfterSaleCommand,
): Promise<Result<AfterSaleDoc, RefusalCode>> {
  const doc = await app.store.afterSales.findOne({ _id: id, ...of });
  if (!doc) return no('notFound');
  const result = await changeAfterSale(app.store, id, command, { now: app.now(), from: doc });
  if (!result.ok) return result;
  await app.drain([{ name: 'afterSales', doc: result.value.doc }]);
  return ok((await app.store.afterSales.findOne({ _id: id })) ?? result.value.doc);
}

export async function cancelAfterSale(
  app: App,
  userId: string,
  { afterSaleId }: Parsed<'afterSale.cancel'>,
): Promise<Result<Detail, RefusalCode>> {
  const doc = await changed(app, { userId }, afterSaleId, { type: 'cancel', now: app.now() });
  return doc.ok ? ok(await detailOf(app, doc.value)) : doc;
}

export async function sendBack(
  app: App,
  userId: string,
  { afterSaleId, company, trackingNumber }: Parsed<'afterSale.sendBack'>,
): Promise<Result<Detail, RefusalCode>> {
  const before = await mine(app, userId, afterSaleId);
  if ((before?.history.filter(({ type }) => type === 'goodsSentBack').length ?? 0) >= NUMBERS) return no('tooOften');
  const command: AfterSaleCommand = { type: 'sendBack', company, trackingNumber, now: app.now() };
  const doc = await changed(app, { userId }, afterSaleId, command);
  return doc.ok ? ok(await detailOf(app, doc.value)) : doc;
}

/* ── the merchant ───────────────────────────────────────────────────────────────────────────────────────────────── */

export async function listShopAfterSales(
  app: App,
  { merchantId, filter, cursor }: Parsed<'afterSale.list'>,
): Promise<Result<Output<'afterSale.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const [found, waiting] = await Promise.all([
    listAfterSales(app.store, { merchantId }, filter, after, ROWS + 1),
    countWaiting(app.store, merchantId),
  ]);
  const { items, nextCursor } = pageAfter(found, ROWS);
  return ok({ afterSales: items.map((doc) => ({ ...cardOf(doc), buyer: buyerOf(doc) })), waiting, nextCursor });
}

export async function inspectAfterSale(
  app: App,
  { merchantId, afterSaleId }: Parsed<'afterSale.inspect'>,
): Promise<Result<Output<'afterSale.inspect'>, RefusalCode>> {
  const doc = await app.store.afterSales.findOne({ _id: afterSaleId, merchantId });
  if (!doc) return no('notFound');
  const detail = await detailOf(app, doc, 'merchant');
  return ok({ ...detail, buyer: buyerOf(doc), withFreight: await worthWithFreight(app, doc) });
}

/** While it is to be decided. */
async function worthWithFreight(app: App, { status, orderId, lines }: AfterSaleDoc): Promise<Fen | undefined> {
  if (status !== 'asked' && status !== 'toReturn' && status !== 'returning') return undefined;
  const order = await app.store.orders.findOne({ _id: orderId });
  const pieces = lines.map(({ id: lineId, quantity }) => ({ lineId, quantity }));
  return order ? worthOf(order, pieces, true).amount : undefined;
}

export async function agreeAfterSale(
  app: App,
  by: string,
  { merchantId, afterSaleId, withFreight }: Parsed<'afterSale.agree'>,
): Promise<Result<Output<'afterSale.agree'>, RefusalCode>> {
  const command: AfterSaleCommand = { type: 'agree', by, withFreight, now: app.now() };
  const doc = await changed(app, { merchantId }, afterSaleId, command);
  return doc.ok ? ok({ status: doc.value.status }) : doc;
}

export async function refuseAfterSale(
  app: App,
  by: string,
  { merchantId, afterSaleId, reason }: Parsed<'afterSale.refuse'>,
): Promise<Result<Output<'afterSale.refuse'>, RefusalCode>> {
  const doc = await changed(app, { merchantId }, afterSaleId, { type: 'refuse', by, reason, now: app.now() });
  return doc.ok ? ok({ status: doc.value.status }) : doc;
}

export async function confirmReturn(
  app: App,
  by: string,
  { merchantId, afterSaleId, withFreight }: Parsed<'afterSale.confirmReturn'>,
): Promise<Result<Output<'afterSale.confirmReturn'>, RefusalCode>> {
  const command: AfterSaleCommand = { type: 'confirmReturn', by, withFreight, now: app.now() };
  const doc = await changed(app, { merchantId }, afterSaleId, command);
  return doc.ok ? ok({ status: doc.value.status }) : doc;
}

/* ── what follows, and what time brings ─────────────────────────────────────────────────────────────────────────── */

/** The order has taken the question: it begins its own life. */
export async function afterSaleAsked(
  app: App,
  order: OrderDoc,
  { afterSale, words, at }: Extract<OrderEvent, { type: 'afterSaleAsked' }>,
): Promise<Touched[]> {
  const { id, kind, lines } = afterSale;
  const doc: Omit<AfterSaleDoc, '_id'> = {
    id,
    version: 0,
    outbox: [],
    kind,
    status: 'asked',
    dueAt: at + ANSWER_TIME,
    orderId: order._id,
    merchantId: order.merchantId,
    merchantName: order.merchantName,
    userId: order.userId,
    userName: order.userName,
    userAvatar: order.userAvatar,
    lines: lines.flatMap(({ lineId, quantity }) => {
      const line = order.lines.find((one) => one.id === lineId);
      return line ? [lineView({ ...line, quantity })] : [];
    }),
    words,
    amount: worthOf(order, lines, false).amount,
    createdAt: at,
    history: [],
  };
  await app.store.afterSales.updateOne({ _id: id }, { $setOnInsert: doc }, { upsert: true });
  await intendChecks(app, doc);
  return [];
}

/** It has come to nothing: its pieces are free again. */
export async function afterSaleEnded(app: App, doc: AfterSaleDoc, event: AfterSaleEvent): Promise<Touched[]> {
  return told(app, doc, { type: 'endAfterSale', id: doc._id, by: enderOf(event), now: app.now() });
}

function enderOf(event: AfterSaleEvent): string | undefined {
  if (event.type === 'afterSaleRefused') return event.by;
  return event.type === 'afterSaleCancelled' ? 'buyer' : undefined;
}

/** The money is due: the order promises it, to the fen, and remembers that these pieces have gone back. */
export async function refundDue(
  app: App,
  doc: AfterSaleDoc,
  { withFreight, by }: Extract<AfterSaleEvent, { type: 'refundDue' }>,
): Promise<Touched[]> {
  const command = {
    type: 'refundPieces',
    source: doc._id,
    cause: 'afterSale',
    withFreight,
    by,
    now: app.now(),
  } as const;
  return told(app, doc, command);
}

async function told(app: App, doc: AfterSaleDoc, command: Parameters<typeof changeOrder>[2]): Promise<Touched[]> {
  const order = await changeOrder(app.store, doc.orderId, command, { now: app.now() });
  if (!order.ok) throw new Error(`${doc._id}: its order answers ${order.refusal}`);
  return [{ name: 'orders', doc: order.value.doc }];
}

/** The refund that follows from an after-sale has the id that is derived from both. */
const refundOf = (order: Pick<OrderDoc, '_id' | 'refunds'> | null, doc: AfterSaleDoc): OrderRefund | undefined =>
  order?.refunds.find(({ id }) => id === deriveId('rfd', doc.orderId, doc._id));

/** A refund has arrived: if an after-sale was behind it, that is done. */
export async function afterSaleRefunded(
  app: App,
  order: OrderDoc,
  { refundId, status }: Extract<OrderEvent, { type: 'refundMoved' }>,
): Promise<Touched[]> {
  if (status !== 'arrived') return [];
  const asked = order.afterSales.find(({ id }) => deriveId('rfd', order._id, id) === refundId);
  if (!asked) return [];
  const done = await changeAfterSale(app.store, asked.id, { type: 'refunded', now: app.now() }, { now: app.now() });
  return done.ok ? [{ name: 'afterSales', doc: done.value.doc }] : [];
}

/** Cron: whoever was to act and has not. @returns how many */
export async function expireAfterSales(app: App, bounds: Bounds): Promise<number> {
  const now = app.now();
  return moveEach(app, await overdueAfterSales(app.store, now, bounds.limit), bounds, async (doc) => {
    const result = await changeAfterSale(app.store, doc._id, { type: 'expire', now }, { now, from: doc });
    if (!result.ok) return false;
    await app.drain([{ name: 'afterSales', doc: result.value.doc }]);
    return result.value.events.length > 0;
  });
}

/* ── views ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

const buyerOf = ({ userName, userAvatar }: AfterSaleDoc) => ({ name: userName, avatar: userAvatar });

function cardOf(doc: AfterSaleDoc): Card {
  return {
    id: doc._id,
    orderId: doc.orderId,
    merchant: { id: doc.merchantId, name: doc.merchantName },
    kind: doc.kind,
    status: doc.status,
    lines: doc.lines.map(lineView),
    amount: doc.amount,
    reason: doc.words.reason,
    dueAt: doc.dueAt,
    askedAt: doc.createdAt,
  };
}

async function detailOf(app: App, doc: AfterSaleDoc, eyes: 'buyer' | 'merchant' = 'buyer'): Promise<Detail> {
  const [order, merchant] = await Promise.all([
    app.store.orders.findOne({ _id: doc.orderId }),
    app.store.merchants.findOne({ _id: doc.merchantId }),
  ]);
  const refund = refundOf(order, doc);
  const members = eyes === 'merchant' ? await namesOf(app, doc) : new Map<string, string>();
  return {
    ...cardOf(doc),
    amount: refund?.amount ?? doc.amount,
    ...(eyes === 'merchant' ? shownToShop(doc) : { text: doc.words.text, pictures: [...doc.words.pictures] }),
    refusal: doc.refusal,
    returnTo: returnTo(doc, merchant),
    back: doc.back,
    refund: refund && refundView(refund),
    history: [
      { type: 'asked', at: doc.createdAt, by: 'buyer' },
      ...doc.history.map((event) => ({
        type: event.type,
        at: event.at,
        by: actorOf(event),
        member: nameIn(members, event),
      })),
    ],
  };
}

const nameIn = (members: ReadonlyMap<string, string>, event: AfterSaleEvent): string | undefined =>
  'by' in event && event.by !== undefined ? members.get(event.by) : undefined;

async function namesOf(app: App, { history }: AfterSaleDoc): Promise<Map<string, string>> {
  const ids = history.flatMap((event) => ('by' in event && event.by !== undefined ? [event.by] : []));
  const users = await app.store.users.find({ _id: { $in: ids } }).toArray();
  return new Map(users.map(({ _id, name }) => [_id, name]));
}

/** Where the goods go, while they are to be sent. */
function returnTo({ status }: AfterSaleDoc, merchant: MerchantDoc | null): Detail['returnTo'] {
  return status === 'toReturn' || status === 'returning' ? merchant?.returnTo : undefined;
}

function actorOf(event: AfterSaleEvent): Detail['history'][number]['by'] {
  switch (event.type) {
    case 'afterSaleAgreed':
    case 'goodsConfirmed':
    case 'refundDue':
      return event.by === undefined ? 'time' : 'merchant';
    case 'afterSaleRefused':
      return 'merchant';
    case 'afterSaleCancelled':
    case 'goodsSentBack':
      return 'buyer';
    case 'afterSaleLapsed':
      return 'time';
    case 'afterSaleDone':
      return 'wechat';
  }
}
