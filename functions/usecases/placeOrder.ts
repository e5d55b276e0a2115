/**
 * HOW AN ORDER IS PLACED. It is first inserted as `placing` under an id derived from person, endpoint and requestId;
 * then it reserves, each under its own id; then its payment's number and exact request stand; then WeChat is called.
 * Any crash between two steps is finished by the same request repeated, or closed by cron; a no is what a replay gets.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { OwnPolicy } from '../../shared/domain/commission';
import { holdUntil, LEAST_TIME_TO_PAY, maySit, SEAT_GRACE } from '../../shared/domain/groupBuy';
import { deriveId, numberOf } from '../../shared/domain/ids';
import type { PricedLine } from '../../shared/domain/pricing';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE, type Ms } from '../../shared/time';
import { closeTasks, raiseTask } from '../store/alarm';
import { takeFromCart } from '../store/cart';
import type { GroupDoc, OrderDoc, OrderLine, UserDoc } from '../store/collections';
import { failPendingGroup, holdSeat, startGroup } from '../store/groupBuy';
import { changeOrder } from '../store/order';
import { digestOf, randomDigits } from '../store/secret';
import { WechatRejected } from '../wechat/http';
import { type PrepayRefusal, prepayRequest } from '../wechat/pay';
import { addressOf } from './address';
import type { App } from './app';
import { attributionOf, ownPolicyFor } from './attribution';
import { chatOf } from './chat';
import { pendingGroup } from './groupBuy';
import { closeUnpaid } from './payment';
import { hasConsented } from './person';
import { type Destination, loadPurchase, type Purchase, type PurchaseLine, type Wanted } from './purchase';
import { freeReservations, reserveAll } from './reservation';

type Input = Parsed<'order.place'>;
type Answer = Result<Output<'order.place'>, RefusalCode>;

/** How long an order bought alone waits for its payment. */
export const ALONE_HOLD: Ms = 30 * MINUTE;

/** A placing request that has not come to its end by then has died; cron closes its order. */
const PLACING_TIME: Ms = 2 * MINUTE;

/** A chat's ticket is renewed between two tries of the same tap: it is no part of what is asked for. */
function hashOf({ chat: _, ...input }: Input): string {
  return digestOf(JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))));
}

export async function placeOrder(app: App, userId: string, input: Input): Promise<Answer> {
  const id = deriveId('ord', userId, 'order.place', input.requestId);
  const bodyHash = hashOf(input);
  const chat = chatOf(app, userId, input.chat);
  const [existing, user] = await Promise.all([
    app.store.orders.findOne({ _id: id }),
    app.store.users.findOne({ _id: userId }),
  ]);
  if (existing) return existing.bodyHash === bodyHash ? goOn(app, existing) : no('requestIdReused');
  if (!user) return no('unauthenticated');

  const address = input.pickupPointId === undefined ? addressOf(user, input.addressId) : undefined;
  const purchase = await loadPurchase(app, { ...input, userId, chat, address });
  if (!purchase.ok) return purchase;
  if (purchase.value.to === null) return no('addressMissing');
  if (purchase.value.notDelivered.length > 0) return no('regionNotDelivered');
  if (purchase.value.price.total !== input.seenTotal) return no('priceChanged');
  // An order keeps a name, a phone and words anew, even where the address was agreed to before.
  if ((address || input.remark) && !hasConsented(user)) return no('consentMissing');

  const composed = await compose(app, { id, bodyHash, input, chat, purchase: purchase.value, user });
  if (!composed.ok) return composed;
  const inserted = await insertOnce(app, composed.value);
  if (inserted) return goOn(app, inserted, purchase.value);
  const other = await app.store.orders.findOne({ _id: id });
  if (!other) throw new Error(`${id} was there and is gone`);
  return other.bodyHash === bodyHash ? goOn(app, other) : no('requestIdReused');
}

const DUPLICATE_KEY = 11000;

/** Null where the order is there already. A pick-up code that another order of the shop has is drawn again. */
async function insertOnce(app: App, order: OrderDoc): Promise<OrderDoc | null> {
  const { _id, ...rest } = order;
  try {
    const { upsertedCount } = await app.store.orders.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
    return upsertedCount === 1 ? order : null;
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    // Of two same requests at once, the loser of the upsert is told so too.
    if (!order.pickUp || (await app.store.orders.findOne({ _id }, { projection: { _id: 1 } }))) return null;
    const code = randomDigits(8);
    return insertOnce(app, { ...order, pickUp: { ...order.pickUp, code } });
  }
}

interface Draft {
  readonly id: string;
  readonly bodyHash: string;
  readonly input: Input;
  readonly chat: string | undefined;
  readonly purchase: Purchase;
  readonly user: UserDoc;
}

/** Everything that the order will ever need to know of the world as it is now. */
async function compose(
  app: App,
  { id, bodyHash, input, chat, purchase, user }: Draft,
): Promise<Result<OrderDoc, RefusalCode>> {
  const { merchant, lines, price, terms, campaign, group, bargain } = purchase;
  const { paymentAccountId } = merchant;
  if (paymentAccountId === undefined) throw new Error(`${merchant._id} sells and cannot be paid`);
  const now = app.now();
  const [opened, attribution] = await Promise.all([
    app.payOf(paymentAccountId),
    attributionOf(app, merchant, user._id, { shareToken: input.shareToken, chat, own: ownPolicies(app, purchase) }),
  ]);
  if (!opened) throw new Error(`payment account ${paymentAccountId} is missing`);
  const { account } = opened;
  // An openid belongs to one appid: whoever signed in elsewhere cannot pay this merchant here.
  const openid = user.identities.find(({ appid }) => appid === account.appid)?.openid;
  if (openid === undefined) return no('forbidden');

  const payBy = terms ? holdUntil(terms, group?.expiresAt, now) : now + ALONE_HOLD;
  const prepay = prepayRequest(account, {
    outTradeNo: numberOf(id, 'P', 1),
    description: `${merchant.name} ${lines[0]?.product.title ?? ''}${lines.length > 1 ? ` 等 ${lines.length} 种` : ''}`,
    total: price.total,
    openid,
    notifyUrl: `${app.settings.publicBaseUrl}/pay/notify/${account.id}/payment`,
    expiresAt: payBy,
  });
  const order: OrderDoc = {
    _id: id,
    id,
    version: 0,
    outbox: [],
    status: 'placing',
    merchantId: merchant._id,
    merchantName: merchant.name,
    paymentAccountId: account.id,
    userId: user._id,
    userName: user.name,
    userAvatar: user.avatar,
    bodyHash,
    lines: price.lines.map((line, index) => lineOf(line, index, lines[index] as PurchaseLine)),
    goods: price.goods,
    discount: price.discount,
    freight: price.freight,
    total: price.total,
    ...destinationOf(purchase.to, user),
    ...(input.remark ? { remark: input.remark } : {}),
    ...(input.fromCart ? { fromCart: true } : {}),
    ...(campaign && terms
      ? {
          groupBuy: {
            campaignId: campaign._id,
            version: group?.campaignVersion ?? campaign.edition,
            size: terms.size,
            ...(terms.least === undefined ? {} : { least: terms.least }),
            starts: !group,
            newcomer: group !== undefined && terms.audience === 'newcomers',
            ...(chat === undefined ? {} : { chat }),
          },
          groupId: group?._id ?? deriveId('grp', id),
        }
      : {}),
    ...(bargain
      ? {
          bargain: {
            campaignId: bargain.campaignId,
            version: bargain.campaignVersion,
            id: bargain._id,
            helps: bargain.helps.length,
            list: bargain.list,
          },
        }
      : {}),
    turnedAwayBy: [],
    payments: [],
    refunds: [],
    parcels: [],
    afterSales: [],
    history: [],
    attribution,
    afterSaleDays: Math.max(...lines.map(({ product }) => product.afterSaleDays ?? merchant.afterSaleDays)),
    receiptDays: merchant.receiptDays,
    prepayRequests: [prepay],
    payBy,
    createdAt: now,
    dueAt: now + PLACING_TIME,
  };
  return ok(order);
}

/** Lines are numbered from 1. */
const lineId = (index: number): string => `${index + 1}`;

/** By line: what its campaign or product pays promoters of its own. */
const ownPolicies = (app: App, { lines, campaign }: Purchase): Record<string, OwnPolicy> =>
  Object.fromEntries(
    lines.flatMap(({ product }, index) => {
      const own = ownPolicyFor(app, product, campaign);
      return own ? [[lineId(index), own]] : [];
    }),
  );

function lineOf(priced: PricedLine, index: number, { product, sku }: PurchaseLine): OrderLine {
  // Field by field: what was priced carries its whole product along.
  const { unitPrice, quantity, goods, discount, freight, paid } = priced;
  return {
    id: lineId(index),
    unitPrice,
    quantity,
    goods,
    discount,
    freight,
    paid,
    productId: product._id,
    skuId: sku.id,
    title: product.title,
    skuName: sku.name,
    cover: product.pictures[0] ?? '',
    ...(sku.cost === undefined ? {} : { cost: sku.cost }),
  };
}

/** `keys`: what the merchant finds the order by. Never the code, which would be guessed where nobody counts the guesses. */
function destinationOf(
  to: Destination,
  { name: buyer }: Pick<UserDoc, 'name'>,
): Pick<OrderDoc, 'delivery' | 'address' | 'pickUp' | 'keys'> {
  if (to === null) throw new Error('an order goes somewhere');
  if ('address' in to) {
    const { name, phone, region, detail } = to.address;
    return { delivery: 'express', address: { name, phone, region, detail }, keys: [phone, name] };
  }
  const pickUp = { ...to.pickupPoint, code: randomDigits(8) };
  return { delivery: 'pickUp', pickUp, keys: [buyer] };
}

/** Carries an order as far as its payment, from wherever it stands. */
async function goOn(app: App, order: OrderDoc, known?: Purchase): Promise<Answer> {
  switch (order.status) {
    case 'placing':
      return reserveAndAwait(app, order, known);
    case 'awaitingPayment':
      if (order.fromCart) await takeFromCart(app.store, order);
      return (order.payBy ?? 0) <= app.now() ? no('orderNotPayable') : answer(app, order);
    case 'closed':
      return no(order.refusal ?? 'orderNotPayable');
    default:
      return no('orderAlreadyPaid');
  }
}

async function reserveAndAwait(app: App, order: OrderDoc, known?: Purchase): Promise<Answer> {
  const now = app.now();
  const payBy = order.payBy ?? now;
  const prepay = order.prepayRequests[0];
  if (!prepay) throw new Error(`${order._id} has no payment to ask for`);
  const purchase = known ? ok(known) : await loadPurchase(app, { ...purchaseOf(order) });
  if (!purchase.ok) return refuse(app, order, purchase.refusal);
  // A group of its own begins under the edition that the order has pinned, or not at all.
  const { groupBuy } = order;
  if (groupBuy?.starts && groupBuy.version !== purchase.value.campaign?.edition) {
    return refuse(app, order, 'priceChanged');
  }
  if (payBy - now < LEAST_TIME_TO_PAY) return refuse(app, order, tooLate(order, purchase.value.group, now));
  const perPerson = purchase.value.terms?.perPerson;
  const reserved = await reserveAll(app, order, { perPerson, until: payBy + SEAT_GRACE });
  if (reserved !== null) return refuse(app, order, reserved);
  const seated = await sit(app, order, purchase.value, payBy);
  if (!seated.ok) return refuse(app, order, seated.refusal);

  const command = { type: 'await', outTradeNo: prepay.out_trade_no, amount: order.total, payBy } as const;
  const changed = await changeOrder(app.store, order._id, command, { now, from: order });
  if (changed.ok && changed.value.doc.status !== 'closed') return goOn(app, changed.value.doc);
  // Somebody closed it meanwhile; what this request has reserved since is given back.
  return refuse(app, order, changed.ok ? 'orderNotPayable' : changed.refusal);
}

/** No time is left to pay: because of the group that it names, or because its own time is over. */
function tooLate(order: OrderDoc, group: GroupDoc | undefined, now: Ms): RefusalCode {
  const seat = group ? maySit(group, { orderId: order._id, userId: order.userId }, now) : ok(null);
  return seat.ok ? 'orderNotPayable' : seat.refusal;
}

const purchaseOf = (order: OrderDoc): Wanted => ({
  lines: order.lines,
  userId: order.userId,
  campaignId: order.groupBuy?.campaignId,
  groupId: order.groupBuy?.starts ? undefined : order.groupId,
  bargainId: order.bargain?.id,
  orderId: order._id,
  chat: order.groupBuy?.chat,
});

/** Holds the order's seat: the first one of a group of its own, or one in the group it names. */
async function sit(app: App, order: OrderDoc, purchase: Purchase, until: Ms): Promise<Result<null, RefusalCode>> {
  const { groupId, groupBuy } = order;
  if (groupId === undefined || !groupBuy) return ok(null);
  const seat = { orderId: order._id, userId: order.userId, name: order.userName, avatar: order.userAvatar, until };
  if (groupBuy.starts) {
    await startGroup(app.store.groups, newGroup(order, purchase, seat, app.now()));
    // Read after it was started: whoever ends the campaign with its groups writes the campaign first.
    const campaign = await app.store.campaigns.findOne({ _id: groupBuy.campaignId });
    if (campaign?.ended?.groups !== 'endNow') return ok(null);
    await failPendingGroup(app.store.groups, groupId, app.now());
    return no('campaignNotLive');
  }
  const held = await holdSeat(app.store.groups, groupId, seat, app.now());
  return held.ok ? ok(null) : held;
}

function newGroup(
  order: OrderDoc,
  { merchant, lines, campaign, terms }: Purchase,
  leader: Parameters<typeof pendingGroup>[2],
  now: Ms,
): GroupDoc {
  const product = lines[0]?.product;
  if (!campaign || !terms || !product || order.groupId === undefined) throw new Error(`${order._id} starts no group`);
  const about = {
    merchantId: merchant._id,
    merchantName: merchant.name,
    campaignId: campaign._id,
    campaignVersion: campaign.edition,
    terms,
    product: { id: product._id, title: product.title, caption: product.caption, cover: product.pictures[0] ?? '' },
    skus: product.skus.flatMap((sku) => {
      const groupPrice = terms.prices[sku.id];
      return groupPrice === undefined ? [] : [{ ...sku, groupPrice }];
    }),
    chat: order.groupBuy?.chat,
  };
  return pendingGroup(order.groupId, about, leader, now);
}

/** Writes the no, which frees what was reserved on the way. A replay is given the no that was written first. */
async function refuse(app: App, order: OrderDoc, code: RefusalCode): Promise<Answer> {
  const now = app.now();
  const changed = await changeOrder(app.store, order._id, { type: 'refuse', code, now }, { now });
  if (!changed.ok) return no(code);
  const { doc } = changed.value;
  if (doc.status !== 'closed') return goOn(app, doc);
  const event = { type: 'orderRefused', code, at: now } as const;
  if (changed.value.events.length > 0) await app.drain([{ name: 'orders', doc }]);
  else await freeReservations(app, doc, event);
  return no(doc.refusal ?? 'orderNotPayable');
}

/** The payment of an order that waits for it; the prepay is sent if it has not been, always with the same body. */
export async function answer(app: App, order: OrderDoc): Promise<Answer> {
  const opened = await app.payOf(order.paymentAccountId);
  const request = order.prepayRequests[0];
  const payment = order.payments[0];
  if (!opened || !request || !payment) throw new Error(`${order._id} cannot be paid`);
  let { prepayId } = payment;
  if (prepayId === undefined) {
    // WeChat would call the request invalid: its time ends too soon.
    if ((order.payBy ?? 0) - app.now() < LEAST_TIME_TO_PAY) return no('orderNotPayable');
    const prepaid = await opened.pay.prepay(request).catch((error) => accountRejected(app, order, error));
    if (!prepaid.ok) return prepayRefused(app, order, prepaid.refusal);
    prepayId = prepaid.value.prepayId;
    await closeTasks(app.store, ['prepayRejected'], order.paymentAccountId, app.now());
    const command = { type: 'prepaid', outTradeNo: payment.outTradeNo, prepayId } as const;
    const changed = await changeOrder(app.store, order._id, command, { now: app.now(), from: order });
    if (!changed.ok || changed.value.doc.status !== 'awaitingPayment') return no('orderNotPayable');
  }
  return ok({
    orderId: order._id,
    groupId: order.groupId,
    payment: {
      params: opened.pay.payParams(prepayId),
      amount: order.total,
      payee: order.merchantName,
      payBy: order.payBy ?? 0,
    },
  });
}

/** Codes with which WeChat refuses whatever is asked over an account. Source: WeChat Pay v3, JSAPI 下单, 错误码. */
const ACCOUNT_REJECTED = new Set(['APPID_MCHID_NOT_MATCH', 'MCH_NOT_EXISTS', 'NO_AUTH', 'SIGN_ERROR']);

/** The merchant is told that nobody can pay; whatever else was thrown is thrown on. */
async function accountRejected(app: App, order: OrderDoc, error: unknown): Promise<Result<never, 'shopUnready'>> {
  if (!(error instanceof WechatRejected && ACCOUNT_REJECTED.has(error.code))) throw error;
  const about = { _id: order.paymentAccountId, merchantId: order.merchantId };
  await raiseTask(app.store, 'prepayRejected', about, { code: error.code }, app.now());
  return no('shopUnready');
}

async function prepayRefused(app: App, order: OrderDoc, refusal: PrepayRefusal | 'shopUnready'): Promise<Answer> {
  if (refusal === 'shopUnready') return no(refusal);
  if (refusal === 'orderPaid' || refusal === 'orderClosed') {
    const became = await closeUnpaid(app, order, 'timeout');
    return no(became === 'captured' ? 'orderAlreadyPaid' : 'orderNotPayable');
  }
  throw new Error(`${order._id}: WeChat refuses its prepay: ${refusal}`);
}
