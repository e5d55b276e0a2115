/**
 * THE LIFE OF AN ORDER, and the one outcome of each of its payments.
 *
 *   placing → awaitingPayment → paid (waiting for its group) → toShip → shipped → received → completed
 *        └──────────┴───────────── closed ◄── (unpaid, cancelled, refused, money back)
 *
 *  - A payment is captured at most once and settled exactly once: it has its seat (`seat`), it is an order without a
 *    group (`order`), or it goes back (`refund`). What was captured after the order had closed is settled the same way.
 *  - An order with a captured payment is not closed by a timeout or a tap; only its settlement decides.
 *  - A refund is a lifecycle of its own beside the order; the order only remembers what it has promised back, so that
 *    all refunds together never exceed what was captured.
 *  - When the ladder of its group lowers the price, the order is owed the difference: whoever tells it of the group says
 *    how much that is in all, and it promises what it has not promised before.
 *  - A piece is sent, refunded or asked back at most once, whoever races whom: parcels, after-sales and refunds by line
 *    are all decided here. What a piece comes to is `lineBack` in orderLines.ts.
 *  - It is shipped when nothing is left to send, received by the buyer's word or by time, completed when its after-sale
 *    window is over and nothing is open, and closed when every piece of it has been refunded.
 * Amounts in fen, times in ms.
 */
import { allocate, type Fen } from '../money';
import type { RefusalCode } from '../refusals';
import { no, ok, type Result } from '../result';
import { DAY, type Ms } from '../time';
import type { AfterSaleKind, AfterSaleReason } from './afterSale';
import { deriveId } from './ids';
import {
  type AskedBack,
  fitIn,
  lineBack,
  type OrderItem,
  type Parcel,
  type Pieces,
  piecesOf,
  type RefundLine,
  samePieces,
} from './orderLines';

export type OrderStatus =
  | 'placing'
  | 'awaitingPayment'
  | 'paid'
  | 'toShip'
  | 'shipped'
  | 'received'
  | 'completed'
  | 'closed';

export type CloseReason =
  | 'refused'
  | 'timeout'
  | 'cancelled'
  | 'groupFailed'
  | 'left'
  | 'paymentRefunded'
  /** Every piece of it has gone back in money. */
  | 'refunded';

export const REFUND_CAUSES = [
  'groupFailed', // the group did not fill by its deadline
  'endedEarly', // the merchant ended the campaign, and this group with it
  'left', // the buyer left the group before it was formed
  'ladder', // more members came: the difference to the lower price
  'noSeat', // paid, but the seat was gone and no other was free
  'late', // paid after the order had closed, and something of it was sold out meanwhile
  'mismatch', // amount, appid or openid are not the order's
  'twice', // the order was paid already
  'afterSale', // agreed to after the buyer asked for it
  'merchant', // the merchant gave it back unasked
] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

/** What is wrong with a captured payment; it is recorded, alarmed and refunded. */
export type PaymentFault = 'amount' | 'appid' | 'openid';

export type PaymentOutcome = 'seat' | 'order' | 'refund';

/** The moments at which a payment of an order without a group may be heard of. */
export type PaymentMoment = 'waiting' | 'closed' | 'closedAndGone' | 'paidAlready' | 'mismatch';

export interface PaymentRow {
  /** As docs/orders.md tells it. */
  readonly when: string;
  readonly outcome: Exclude<PaymentOutcome, 'seat'>;
  /** Why the money goes back, where it does. */
  readonly cause?: RefundCause;
}

/**
 * THE OUTCOME TABLE of orders without a group; `OUTCOMES` in groupBuy.ts is that of seats, and its orders share the last two
 * rows. What was reserved is given back when an order closes, and is asked for again when its payment comes later.
 */
export const PAYMENTS: Readonly<Record<PaymentMoment, PaymentRow>> = {
  waiting: { when: '订单在等付款', outcome: 'order' },
  closed: { when: '订单已经关闭，要的东西都还有', outcome: 'order' },
  closedAndGone: { when: '订单已经关闭，有东西卖完了', outcome: 'refund', cause: 'late' },
  paidAlready: { when: '这笔订单已经付过一次', outcome: 'refund', cause: 'twice' },
  mismatch: { when: '金额、小程序或付款人和订单不一致', outcome: 'refund', cause: 'mismatch' },
};

export interface Payment {
  readonly outTradeNo: string;
  readonly amount: Fen;
  readonly status: 'open' | 'captured' | 'closed';
  readonly prepayId?: string | undefined;
  /** What WeChat captured; differs from `amount` only with the fault `amount`. */
  readonly captured?:
    | {
        readonly transactionId: string;
        readonly amount: Fen;
        readonly at: Ms;
        readonly fault?: PaymentFault | undefined;
      }
    | undefined;
  readonly outcome?: PaymentOutcome | undefined;
}

export interface OrderRefund {
  readonly id: string;
  readonly outTradeNo: string;
  readonly amount: Fen;
  readonly cause: RefundCause;
  readonly status: 'promised' | 'arrived' | 'abnormal';
  readonly at: Ms;
  /** Which pieces; absent where all of the payment, or a price difference, goes back. */
  readonly lines?: readonly RefundLine[] | undefined;
  /** The member who decided it, if one did. */
  readonly by?: string | undefined;
}

export interface OrderState {
  readonly id: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderItem[];
  readonly delivery: 'express' | 'pickUp';
  /** Days from receipt in which an after-sale may be asked for. */
  readonly afterSaleDays: number;
  /** Days from shipping until it counts as received. */
  readonly receiptDays: number;
  readonly parcels: readonly Parcel[];
  readonly afterSales: readonly AskedBack[];
  /** The group that this order asks for a seat, or has one in; absent when bought alone. */
  readonly groupId?: string | undefined;
  /** Groups that have recorded their no to this order. */
  readonly turnedAwayBy: readonly string[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly OrderRefund[];
  readonly payBy?: Ms | undefined;
  readonly paidAt?: Ms | undefined;
  readonly shippedAt?: Ms | undefined;
  readonly receivedAt?: Ms | undefined;
  readonly closedAt?: Ms | undefined;
  readonly closeReason?: CloseReason | undefined;
  /** Why placing it was refused; a replay of the request gets the same answer. */
  readonly refusal?: RefusalCode | undefined;
  /** The merchant's own words about it. */
  readonly note?: string | undefined;
}

export type OrderCommand =
  | { readonly type: 'refuse'; readonly code: RefusalCode; readonly now: Ms }
  | { readonly type: 'await'; readonly outTradeNo: string; readonly amount: Fen; readonly payBy: Ms }
  | { readonly type: 'prepaid'; readonly outTradeNo: string; readonly prepayId: string }
  | {
      readonly type: 'capture';
      readonly outTradeNo: string;
      readonly transactionId: string;
      readonly amount: Fen;
      readonly fault?: PaymentFault | undefined;
      readonly at: Ms;
    }
  | { readonly type: 'retarget'; readonly from: string; readonly to: string }
  | {
      readonly type: 'settle';
      readonly outTradeNo: string;
      readonly outcome: PaymentOutcome;
      readonly cause?: RefundCause | undefined;
      /** Whose answer this follows from. If the order has turned to another group meanwhile, it no longer counts. */
      readonly groupId?: string | undefined;
      /** What the ladder gives back in all, with `seat`. */
      readonly overpaid?: Fen | undefined;
      readonly now: Ms;
    }
  | { readonly type: 'close'; readonly reason: 'timeout' | 'cancelled'; readonly now: Ms }
  // Sent to the orders of taken seats only; a captured payment that is not settled yet is settled by it.
  | { readonly type: 'groupFormed'; readonly overpaid: Fen; readonly now: Ms }
  | { readonly type: 'groupFailed'; readonly cause: 'groupFailed' | 'endedEarly'; readonly now: Ms }
  | { readonly type: 'priceLowered'; readonly overpaid: Fen; readonly now: Ms }
  // Sent to the order whose seat was given up.
  | { readonly type: 'leave'; readonly now: Ms }
  | { readonly type: 'refundMoved'; readonly refundId: string; readonly status: 'arrived' | 'abnormal' }
  | {
      readonly type: 'ship';
      /** Derived from what is written on it, so that the same parcel is sent once. */
      readonly parcelId: string;
      readonly company: string;
      readonly trackingNumber: string;
      /** Left out: everything that is left. */
      readonly lines?: readonly Pieces[] | undefined;
      readonly by: string;
      readonly now: Ms;
    }
  /** Its code was shown at the pick-up point. */
  | { readonly type: 'pickUp'; readonly by: string; readonly now: Ms }
  | { readonly type: 'receive'; readonly by: 'buyer' | 'time'; readonly now: Ms }
  | { readonly type: 'complete'; readonly now: Ms }
  | {
      readonly type: 'askAfterSale';
      readonly id: string;
      readonly kind: AfterSaleKind;
      readonly lines: readonly Pieces[];
      readonly words: AfterSaleWords;
      readonly now: Ms;
    }
  /** Refused, cancelled or lapsed: its pieces are free again. `by`: the member, or the buyer; left out, time. */
  | { readonly type: 'endAfterSale'; readonly id: string; readonly by?: string | undefined; readonly now: Ms }
  | {
      readonly type: 'refundPieces';
      /** What it follows from: the after-sale, or the member's request. The refund's id is derived from it. */
      readonly source: string;
      readonly cause: 'afterSale' | 'merchant';
      /** With `afterSale`, those of the after-sale. */
      readonly lines?: readonly Pieces[] | undefined;
      readonly withFreight: boolean;
      /** What whoever decides it has seen that it comes to; another amount is refused. */
      readonly seenAmount?: Fen | undefined;
      readonly by?: string | undefined;
      readonly now: Ms;
    }
  | { readonly type: 'note'; readonly text: string; readonly by: string; readonly now: Ms };

/** What the buyer says with an after-sale. */
export interface AfterSaleWords {
  readonly reason: AfterSaleReason;
  readonly text: string;
  /** Addresses of pictures. */
  readonly pictures: readonly string[];
}

export type OrderEvent =
  | { readonly type: 'orderRefused'; readonly code: RefusalCode; readonly at: Ms }
  | { readonly type: 'paymentAwaited'; readonly outTradeNo: string; readonly amount: Fen; readonly payBy: Ms }
  | { readonly type: 'prepaid'; readonly outTradeNo: string; readonly prepayId: string }
  | {
      readonly type: 'paymentCaptured';
      readonly outTradeNo: string;
      readonly transactionId: string;
      readonly amount: Fen;
      readonly fault?: PaymentFault | undefined;
      readonly at: Ms;
    }
  | { readonly type: 'retargeted'; readonly from: string; readonly to: string }
  | { readonly type: 'paymentSettled'; readonly outTradeNo: string; readonly outcome: PaymentOutcome; readonly at: Ms }
  | { readonly type: 'refundPromised'; readonly refund: OrderRefund }
  | { readonly type: 'orderClosed'; readonly reason: CloseReason; readonly at: Ms }
  | { readonly type: 'readyToShip'; readonly at: Ms }
  | { readonly type: 'refundMoved'; readonly refundId: string; readonly status: 'arrived' | 'abnormal' }
  | { readonly type: 'parcelSent'; readonly parcel: Parcel; readonly by: string; readonly at: Ms }
  /** Nothing is left to send. */
  | { readonly type: 'orderShipped'; readonly at: Ms }
  | { readonly type: 'orderPickedUp'; readonly by: string; readonly at: Ms }
  | { readonly type: 'orderReceived'; readonly by: 'buyer' | 'time'; readonly at: Ms }
  | { readonly type: 'orderCompleted'; readonly at: Ms }
  | { readonly type: 'afterSaleAsked'; readonly afterSale: AskedBack; readonly words: AfterSaleWords; readonly at: Ms }
  | { readonly type: 'afterSaleEnded'; readonly id: string; readonly by?: string | undefined; readonly at: Ms }
  | { readonly type: 'afterSaleRefunded'; readonly id: string; readonly by?: string | undefined; readonly at: Ms }
  | { readonly type: 'noted'; readonly text: string; readonly by: string; readonly at: Ms };

/** After-sales of one order, taken back ones too: its document does not grow for ever. */
export const AFTER_SALES = 50;

/** Events that something else follows from: they wait in the order's outbox until `usecases/reactions.ts` has done it. */
export const ORDER_CONSEQUENCES = [
  'orderRefused',
  'paymentCaptured',
  'paymentSettled',
  'refundPromised',
  'orderClosed',
  'readyToShip',
  'parcelSent',
  'orderShipped',
  'orderPickedUp',
  'orderReceived',
  'afterSaleAsked',
  'refundMoved',
] as const satisfies readonly OrderEvent['type'][];

const paymentOf = (state: OrderState, outTradeNo: string): Payment | undefined =>
  state.payments.find((payment) => payment.outTradeNo === outTradeNo);

/** True while a captured payment waits for its outcome. */
export function isSettling(state: Pick<OrderState, 'payments'>): boolean {
  return state.payments.some((payment) => payment.status === 'captured' && payment.outcome === undefined);
}

/** What was promised back of a payment. */
const promisedOf = (state: OrderState, outTradeNo: string): Fen =>
  state.refunds.filter((refund) => refund.outTradeNo === outTradeNo).reduce((sum, { amount }) => sum + amount, 0);

/** All of a captured payment that has not gone back yet goes back; a second time nothing is left of it. */
function promise(state: OrderState, payment: Payment, cause: RefundCause, now: Ms): OrderEvent[] {
  const { outTradeNo } = payment;
  const id = deriveId('rfd', state.id, outTradeNo);
  const amount = (payment.captured?.amount ?? 0) - promisedOf(state, outTradeNo);
  if (amount <= 0) return [];
  return [{ type: 'refundPromised', refund: { id, outTradeNo, amount, cause, status: 'promised', at: now } }];
}

/** The part of the ladder's difference that was not promised before. Differences add up: each step's is a refund of its own. */
function promiseDifference(state: OrderState, payment: Payment, overpaid: Fen, now: Ms): OrderEvent[] {
  const { outTradeNo } = payment;
  const before = ladderOf(state, payment);
  const left = (payment.captured?.amount ?? 0) - promisedOf(state, outTradeNo);
  const amount = Math.min(overpaid - before, left);
  if (amount <= 0) return [];
  const id = deriveId('rfd', state.id, outTradeNo, 'ladder', overpaid);
  return [{ type: 'refundPromised', refund: { id, outTradeNo, amount, cause: 'ladder', status: 'promised', at: now } }];
}

/**
 * The group's news can overtake the settlement: the seat is taken in one document, and before the order has heard of it
 * the group forms or fails. Whoever has a taken seat has a payment of outcome `seat`, so the news settles it on its way;
 * otherwise an order would be paid for ever, neither shipped nor refunded.
 */
function settleSeat(state: OrderState, now: Ms): OrderEvent[] {
  return state.payments
    .filter(({ captured, outcome }) => captured !== undefined && captured.fault === undefined && outcome === undefined)
    .map(({ outTradeNo }) => ({ type: 'paymentSettled', outTradeNo, outcome: 'seat', at: now }));
}

/** The payments that have a seat, those included that these events settle. */
const seated = (state: OrderState, settled: readonly OrderEvent[]): Payment[] =>
  settled.reduce(evolveOrder<OrderState>, state).payments.filter(({ outcome }) => outcome === 'seat');

/** The rule. A command that was carried out before yields no events. */
export function decideOrder(state: OrderState, command: OrderCommand): Result<OrderEvent[], RefusalCode> {
  switch (command.type) {
    case 'refuse':
      return ok(state.status === 'placing' ? [{ type: 'orderRefused', code: command.code, at: command.now }] : []);

    case 'await': {
      if (paymentOf(state, command.outTradeNo)) return ok([]);
      if (state.status !== 'placing') return no(state.refusal ?? 'orderNotPayable');
      const { outTradeNo, amount, payBy } = command;
      return ok([{ type: 'paymentAwaited', outTradeNo, amount, payBy }]);
    }

    case 'prepaid': {
      const payment = paymentOf(state, command.outTradeNo);
      if (!payment) return no('orderNotPayable');
      if (payment.prepayId === command.prepayId) return ok([]);
      return ok([{ type: 'prepaid', outTradeNo: command.outTradeNo, prepayId: command.prepayId }]);
    }

    case 'capture': {
      const payment = paymentOf(state, command.outTradeNo);
      if (!payment) return no('notFound');
      if (payment.status === 'captured') return ok([]);
      const { outTradeNo, transactionId, amount, fault, at } = command;
      return ok([{ type: 'paymentCaptured', outTradeNo, transactionId, amount, fault, at }]);
    }

    // Only a captured payment looks for another seat, and no group is asked twice: its no is recorded.
    case 'retarget': {
      const { from, to } = command;
      const asks = isSettling(state) && state.groupId === from && from !== to && !state.turnedAwayBy.includes(to);
      return ok(asks ? [{ type: 'retargeted', from, to }] : []);
    }

    case 'settle': {
      const payment = paymentOf(state, command.outTradeNo);
      if (payment?.status !== 'captured' || payment.outcome !== undefined) return ok([]);
      if (command.groupId !== undefined && command.groupId !== state.groupId) return ok([]);
      // A payment with a fault goes back, whatever is asked for; so does a second one of the same order.
      const fault = payment.captured?.fault !== undefined;
      const twice = keptPayment(state) !== undefined;
      const always = fault ? PAYMENTS.mismatch : twice ? PAYMENTS.paidAlready : undefined;
      const { outcome, cause = 'late' } = always ?? command;
      const settled: OrderEvent = { type: 'paymentSettled', outTradeNo: command.outTradeNo, outcome, at: command.now };
      switch (outcome) {
        case 'seat':
          return ok([settled, ...promiseDifference(state, payment, command.overpaid ?? 0, command.now)]);
        case 'order':
          return ok([settled, { type: 'readyToShip', at: command.now }]);
        case 'refund': {
          const closes = state.status === 'awaitingPayment';
          const closed: OrderEvent = { type: 'orderClosed', reason: 'paymentRefunded', at: command.now };
          return ok([settled, ...promise(state, payment, cause, command.now), ...(closes ? [closed] : [])]);
        }
      }
      break;
    }

    case 'close':
      if (isSettling(state)) return no('orderAlreadyPaid');
      if (state.status === 'closed') return ok([]);
      if (state.status !== 'placing' && state.status !== 'awaitingPayment') return no('orderNotCancellable');
      return ok([{ type: 'orderClosed', reason: command.reason, at: command.now }]);

    case 'groupFormed': {
      const { overpaid, now } = command;
      const settled = settleSeat(state, now);
      if (state.status !== 'paid' && settled.length === 0) return ok([]);
      const back = seated(state, settled).flatMap((payment) => promiseDifference(state, payment, overpaid, now));
      return ok([...settled, ...back, { type: 'readyToShip', at: now }]);
    }

    case 'priceLowered': {
      const { overpaid, now } = command;
      const settled = settleSeat(state, now);
      if (state.status !== 'paid' && settled.length === 0) return ok([]);
      return ok([
        ...settled,
        ...seated(state, settled).flatMap((payment) => promiseDifference(state, payment, overpaid, now)),
      ]);
    }

    case 'groupFailed':
      return giveUpSeat(state, command.cause, 'groupFailed', command.now);

    case 'leave':
      return giveUpSeat(state, 'left', 'left', command.now);

    case 'refundMoved': {
      const refund = state.refunds.find(({ id }) => id === command.refundId);
      if (!refund || refund.status === 'arrived' || refund.status === command.status) return ok([]);
      return ok([{ type: 'refundMoved', refundId: command.refundId, status: command.status }]);
    }

    case 'ship':
      return ship(state, command);

    case 'pickUp':
      if (state.status === 'received' || state.status === 'completed') return ok([]);
      if (state.status !== 'toShip' || state.delivery !== 'pickUp') return no('orderNotShippable');
      if (hasOpenAfterSale(state)) return no('orderHasAfterSale');
      return ok([{ type: 'orderPickedUp', by: command.by, at: command.now }]);

    case 'receive': {
      const { by, now } = command;
      if (state.status === 'received' || state.status === 'completed') return ok([]);
      if (by === 'time' && !isReceivedByTime(state, now)) return ok([]);
      if (state.status !== 'shipped') return no('orderNotReceivable');
      return ok([{ type: 'orderReceived', by, at: now }]);
    }

    case 'complete': {
      const over = state.status === 'received' && windowEnd(state) <= command.now && !hasOpenAfterSale(state);
      return ok(over ? [{ type: 'orderCompleted', at: command.now }] : []);
    }

    case 'askAfterSale': {
      const { id, kind, lines, words, now } = command;
      if (state.afterSales.some((one) => one.id === id)) return ok([]);
      const may = mayAskAfterSale(state, kind, now);
      if (!may.ok) return may;
      if (state.afterSales.length >= AFTER_SALES) return no('afterSaleNotAllowed');
      if (!fitIn(lines, (lineId) => freePieces(state, lineId))) return no('afterSaleTooMuch');
      const payment = keptPayment(state);
      if (!payment || !mayStillRefund(state, payment, now)) return no('refundsUsedUp');
      return ok([{ type: 'afterSaleAsked', afterSale: { id, kind, lines, status: 'open' }, words, at: now }]);
    }

    case 'endAfterSale': {
      const open = state.afterSales.some(({ id, status }) => id === command.id && status === 'open');
      return ok(open ? [{ type: 'afterSaleEnded', id: command.id, by: command.by, at: command.now }] : []);
    }

    case 'refundPieces':
      return refundPieces(state, command);

    case 'note': {
      const { text, by, now } = command;
      return ok(text === (state.note ?? '') ? [] : [{ type: 'noted', text, by, at: now }]);
    }
  }
}

/* ── pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** The payment that the order stands on. */
export const keptPayment = ({ payments }: Pick<OrderState, 'payments'>): Payment | undefined =>
  payments.find(({ outcome }) => outcome === 'seat' || outcome === 'order');

export const hasOpenAfterSale = ({ afterSales }: Pick<OrderState, 'afterSales'>): boolean =>
  afterSales.some(({ status }) => status === 'open');

/** When an after-sale may no longer be asked for; never, while the goods have not been received. */
export const windowEnd = ({ receivedAt, afterSaleDays }: Pick<OrderState, 'receivedAt' | 'afterSaleDays'>): Ms =>
  receivedAt === undefined ? Number.POSITIVE_INFINITY : receivedAt + afterSaleDays * DAY;

/** When it counts as received without the buyer's word. */
export const receiptDue = ({ shippedAt, receiptDays }: Pick<OrderState, 'shippedAt' | 'receiptDays'>): Ms =>
  shippedAt === undefined ? Number.POSITIVE_INFINITY : shippedAt + receiptDays * DAY;

const isReceivedByTime = (state: OrderState, now: Ms): boolean =>
  state.status === 'shipped' && receiptDue(state) <= now && !hasOpenAfterSale(state);

/** Pieces of a line that a parcel may take. */
export function leftToSend(state: OrderState, lineId: string): number {
  const { quantity, sent, unsentRefunded, asked } = piecesOf(state, lineId);
  return Math.max(0, quantity - sent - unsentRefunded - asked);
}

/** Pieces of a line that have neither gone back in money nor been asked for. */
export function freePieces(state: OrderState, lineId: string): number {
  const { quantity, refunded, asked } = piecesOf(state, lineId);
  return quantity - refunded - asked;
}

/** Whether an after-sale of this kind can be asked for at all. Nothing goes back that was not handed over. */
export function mayAskAfterSale(
  state: OrderState,
  kind: AfterSaleKind,
  now: Ms,
): Result<null, 'afterSaleNotAllowed' | 'afterSaleOver' | 'afterSaleNotSent'> {
  switch (state.status) {
    case 'toShip':
      if (kind === 'refundOnly') return ok(null);
      return no('afterSaleNotSent');
    case 'shipped':
    case 'received':
      return windowEnd(state) > now ? ok(null) : no('afterSaleOver');
    case 'completed':
      return no('afterSaleOver');
    default:
      return no('afterSaleNotAllowed');
  }
}

function ship(state: OrderState, command: Extract<OrderCommand, { type: 'ship' }>): Result<OrderEvent[], RefusalCode> {
  const { parcelId: id, company, trackingNumber, by, now } = command;
  const before = state.parcels.find((parcel) => parcel.id === id);
  if (before) {
    // Whoever packs a forgotten piece into it later would believe it sent.
    const same = command.lines === undefined || samePieces(before.lines, command.lines);
    return same ? ok([]) : no('parcelKnown');
  }
  if (state.status !== 'toShip' || state.delivery !== 'express') return no('orderNotShippable');
  const left = state.lines.flatMap(({ id: lineId }): Pieces[] => {
    const quantity = leftToSend(state, lineId);
    return quantity > 0 ? [{ lineId, quantity }] : [];
  });
  const lines = command.lines ?? left;
  // All that could be sent is asked back: that is answered first.
  if (lines.length === 0) return no('orderHasAfterSale');
  if (!fitIn(lines, (lineId) => leftToSend(state, lineId))) {
    return no(hasOpenAfterSale(state) ? 'orderHasAfterSale' : 'parcelTooMuch');
  }
  const parcel: Parcel = { id, company, trackingNumber, lines, at: now, by };
  return ok(settleShipping(state, [{ type: 'parcelSent', parcel, by, at: now }], now));
}

/** Whatever has just happened to its pieces: all of them are refunded, or all that are wanted have been sent. */
function settleShipping(state: OrderState, events: OrderEvent[], now: Ms): OrderEvent[] {
  const next = events.reduce(evolveOrder<OrderState>, state);
  const lines = next.lines.map(({ id }) => piecesOf(next, id));
  if (lines.every(({ quantity, refunded }) => refunded >= quantity)) {
    return [...events, { type: 'orderClosed', reason: 'refunded', at: now }];
  }
  const sentAll = lines.every(({ quantity, sent, unsentRefunded }) => sent + unsentRefunded >= quantity);
  return next.status === 'toShip' && sentAll ? [...events, { type: 'orderShipped', at: now }] : events;
}

const REFUNDABLE: readonly OrderStatus[] = ['toShip', 'shipped', 'received', 'completed'];

/** Whether anything of it can go back by pieces: it is paid, its group has formed, and it is not closed. */
export const isRefundable = (state: Pick<OrderState, 'status' | 'payments'>): boolean =>
  REFUNDABLE.includes(state.status) && keptPayment(state) !== undefined;

/** Whether the merchant may give back these pieces, which nobody has asked for. */
export function mayRefund(
  state: OrderState,
  lines: readonly Pieces[],
  now: Ms,
): Result<null, 'orderNotRefundable' | 'refundTooMuch' | 'refundsUsedUp'> {
  const payment = keptPayment(state);
  if (!payment || !isRefundable(state)) return no('orderNotRefundable');
  if (!fitIn(lines, (lineId) => freePieces(state, lineId))) return no('refundTooMuch');
  return mayStillRefund(state, payment, now) ? ok(null) : no('refundsUsedUp');
}

/** The pieces' part of what was paid goes back, to the fen. A second time under the same source nothing happens. */
function refundPieces(
  state: OrderState,
  command: Extract<OrderCommand, { type: 'refundPieces' }>,
): Result<OrderEvent[], RefusalCode> {
  const { source, cause, withFreight, seenAmount, by, now } = command;
  const id = deriveId('rfd', state.id, source);
  if (state.refunds.some((refund) => refund.id === id)) return ok([]);
  const asked = cause === 'afterSale' ? state.afterSales.find((one) => one.id === source) : undefined;
  if (cause === 'afterSale' && asked?.status !== 'open') return ok([]);
  const payment = keptPayment(state);
  if (!payment || !isRefundable(state)) return no('orderNotRefundable');
  const wanted = asked?.lines ?? command.lines ?? [];
  // What an after-sale has asked for is its own to give back, and was let in while there was room for it.
  const may = asked ? ok(null) : mayRefund(state, wanted, now);
  if (!may.ok) return may;
  const lines = wanted.map((pieces) => lineBack(state, pieces, { withFreight, ladder: ladderOf(state, payment) }));
  const amount = lines.reduce((sum, line) => sum + line.goods + line.freight, 0);
  const left = (payment.captured?.amount ?? 0) - promisedOf(state, payment.outTradeNo);
  // WeChat Pay takes at least 1 fen.
  if (amount === 0 || amount > left) return no('refundTooMuch');
  if (seenAmount !== undefined && seenAmount !== amount) return no('priceChanged');
  const refund: OrderRefund = {
    id,
    outTradeNo: payment.outTradeNo,
    amount,
    cause,
    status: 'promised',
    at: now,
    lines,
    by,
  };
  const promised: OrderEvent[] = [
    ...(asked ? [{ type: 'afterSaleRefunded', id: asked.id, by, at: now } as const] : []),
    { type: 'refundPromised', refund },
  ];
  return ok(settleShipping(state, promised, now));
}

/** WeChat Pay, 申请退款: at most 50 refunds of one payment, and none after a year. */
const REFUNDS_MAX = 50;
const REFUND_YEAR: Ms = 365 * DAY;

/** Whether WeChat would take one more refund. Open after-sales have their place already. */
function mayStillRefund({ refunds, afterSales }: OrderState, { outTradeNo, captured }: Payment, now: Ms): boolean {
  const open = afterSales.filter(({ status }) => status === 'open').length;
  const promised = refunds.filter((refund) => refund.outTradeNo === outTradeNo).length;
  return promised + open < REFUNDS_MAX && captured !== undefined && now < captured.at + REFUND_YEAR;
}

/** What the ladder has given back of a payment: the lines came to so much less. */
const ladderOf = (state: OrderState, { outTradeNo }: Payment): Fen =>
  state.refunds
    .filter((refund) => refund.outTradeNo === outTradeNo && refund.cause === 'ladder')
    .reduce((sum, { amount }) => sum + amount, 0);

/**
 * What of a line's paid goods a refund gives back: its pieces', its part of a price difference, else all of it. A payment
 * that the order does not stand on takes nothing of it with it.
 */
export function goodsBack(
  { payments, lines }: { readonly lines: readonly Pick<OrderItem, 'id' | 'paid'>[] } & Pick<OrderState, 'payments'>,
  lineId: string,
  { outTradeNo, cause, amount, lines: pieces }: OrderRefund,
): Fen {
  if (keptPayment({ payments })?.outTradeNo !== outTradeNo) return 0;
  if (pieces) return pieces.find((piece) => piece.lineId === lineId)?.goods ?? 0;
  const paid = lines.map((line) => line.paid);
  const index = lines.findIndex(({ id }) => id === lineId);
  return (cause === 'ladder' ? allocate(amount, paid) : paid)[index] ?? 0;
}

/** What its goods have brought so far: what was paid for them, less all that was promised back of them. */
export function keptGoods({ lines, payments, refunds }: Pick<OrderState, 'lines' | 'payments' | 'refunds'>): Fen {
  const payment = keptPayment({ payments });
  if (!payment) return 0;
  const paid = lines.reduce((sum, line) => sum + line.paid, 0);
  const back = refunds
    .filter(({ outTradeNo }) => outTradeNo === payment.outTradeNo)
    .map(({ lines: pieces, cause, amount }) => {
      if (pieces) return pieces.reduce((sum, { goods }) => sum + goods, 0);
      return cause === 'ladder' ? amount : paid;
    });
  return Math.max(0, paid - back.reduce((sum, amount) => sum + amount, 0));
}

/** The seat came to nothing: what was paid for it goes back, and the order closes. */
function giveUpSeat(
  state: OrderState,
  cause: RefundCause,
  reason: CloseReason,
  now: Ms,
): Result<OrderEvent[], RefusalCode> {
  const settled = settleSeat(state, now);
  if (state.status !== 'paid' && settled.length === 0) return ok([]);
  return ok([
    ...settled,
    ...seated(state, settled).flatMap((payment) => promise(state, payment, cause, now)),
    { type: 'orderClosed', reason, at: now },
  ]);
}

const changePayment = (state: OrderState, outTradeNo: string, change: Partial<Payment>): readonly Payment[] =>
  state.payments.map((payment) => (payment.outTradeNo === outTradeNo ? { ...payment, ...change } : payment));

const changeAfterSale = (state: OrderState, id: string, status: AskedBack['status']): readonly AskedBack[] =>
  state.afterSales.map((one) => (one.id === id ? { ...one, status } : one));

export function evolveOrder<S extends OrderState>(state: S, event: OrderEvent): S {
  switch (event.type) {
    case 'orderRefused':
      return { ...state, status: 'closed', closeReason: 'refused', refusal: event.code, closedAt: event.at };
    case 'paymentAwaited': {
      const payment: Payment = { outTradeNo: event.outTradeNo, amount: event.amount, status: 'open' };
      return { ...state, status: 'awaitingPayment', payBy: event.payBy, payments: [...state.payments, payment] };
    }
    case 'prepaid':
      return { ...state, payments: changePayment(state, event.outTradeNo, { prepayId: event.prepayId }) };
    case 'paymentCaptured': {
      const { transactionId, amount, at, fault } = event;
      const captured = { transactionId, amount, at, ...(fault ? { fault } : {}) };
      return { ...state, payments: changePayment(state, event.outTradeNo, { status: 'captured', captured }) };
    }
    case 'retargeted':
      return { ...state, groupId: event.to, turnedAwayBy: [...state.turnedAwayBy, event.from] };
    case 'paymentSettled': {
      const payments = changePayment(state, event.outTradeNo, { outcome: event.outcome });
      if (event.outcome === 'refund') return { ...state, payments };
      const { closedAt: _, closeReason: __, ...revived } = state;
      return { ...revived, payments, status: 'paid', paidAt: event.at } as unknown as S;
    }
    case 'refundPromised':
      return { ...state, refunds: [...state.refunds, event.refund] };
    case 'orderClosed': {
      const payments = state.payments.map((payment) =>
        payment.status === 'open' ? { ...payment, status: 'closed' as const } : payment,
      );
      return { ...state, payments, status: 'closed', closeReason: event.reason, closedAt: event.at };
    }
    case 'readyToShip':
      return { ...state, status: 'toShip' };
    case 'refundMoved':
      return {
        ...state,
        refunds: state.refunds.map((refund) =>
          refund.id === event.refundId ? { ...refund, status: event.status } : refund,
        ),
      };
    case 'parcelSent':
      return { ...state, parcels: [...state.parcels, event.parcel] };
    case 'orderShipped':
      return { ...state, status: 'shipped', shippedAt: event.at };
    case 'orderPickedUp':
      return { ...state, status: 'received', shippedAt: event.at, receivedAt: event.at };
    case 'orderReceived':
      return { ...state, status: 'received', receivedAt: event.at };
    case 'orderCompleted':
      return { ...state, status: 'completed' };
    case 'afterSaleAsked':
      return { ...state, afterSales: [...state.afterSales, event.afterSale] };
    case 'afterSaleEnded':
      return { ...state, afterSales: changeAfterSale(state, event.id, 'ended') };
    case 'afterSaleRefunded':
      return { ...state, afterSales: changeAfterSale(state, event.id, 'refunded') };
    case 'noted':
      return { ...state, note: event.text };
  }
}
