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
 * Amounts in fen, times in ms.
 */
import type { Fen } from '../money';
import type { RefusalCode } from '../refusals';
import { no, ok, type Result } from '../result';
import type { Ms } from '../time';
import { deriveId } from './ids';

export type OrderStatus =
  | 'placing'
  | 'awaitingPayment'
  | 'paid'
  | 'toShip'
  | 'shipped'
  | 'received'
  | 'completed'
  | 'closed';

export type CloseReason = 'refused' | 'timeout' | 'cancelled' | 'groupFailed' | 'left' | 'paymentRefunded';

export type RefundCause =
  | 'groupFailed' // the group did not fill by its deadline
  | 'endedEarly' // the merchant ended the campaign, and this group with it
  | 'left' // the buyer left the group before it was formed
  | 'ladder' // more members came: the difference to the lower price
  | 'noSeat' // paid, but the seat was gone and no other was free
  | 'late' // paid after the order had closed, and something of it was sold out meanwhile
  | 'mismatch'; // amount, appid or openid are not the order's

/** What is wrong with a captured payment; it is recorded, alarmed and refunded. */
export type PaymentFault = 'amount' | 'appid' | 'openid';

export type PaymentOutcome = 'seat' | 'order' | 'refund';

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
}

export interface OrderState {
  readonly id: string;
  readonly status: OrderStatus;
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
  readonly parcel?: { readonly company: string; readonly trackingNumber: string } | undefined;
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
  | { readonly type: 'ship'; readonly company: string; readonly trackingNumber: string; readonly now: Ms }
  | { readonly type: 'receive'; readonly now: Ms }
  | { readonly type: 'complete' };

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
  | { readonly type: 'orderShipped'; readonly company: string; readonly trackingNumber: string; readonly at: Ms }
  | { readonly type: 'orderReceived'; readonly at: Ms }
  | { readonly type: 'orderCompleted' };

/** Events that something else follows from: they wait in the order's outbox until `usecases/reactions.ts` has done it. */
export const ORDER_CONSEQUENCES = [
  'orderRefused',
  'paymentCaptured',
  'paymentSettled',
  'refundPromised',
  'orderClosed',
  'readyToShip',
  'orderReceived',
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
  const before = state.refunds
    .filter((refund) => refund.outTradeNo === outTradeNo && refund.cause === 'ladder')
    .reduce((sum, refund) => sum + refund.amount, 0);
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
      // A payment with a fault goes back, whatever is asked for.
      const fault = payment.captured?.fault !== undefined;
      const outcome = fault ? 'refund' : command.outcome;
      const cause = fault ? 'mismatch' : (command.cause ?? 'late');
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

    case 'ship': {
      const { company, trackingNumber } = command;
      const again = state.parcel?.company === company && state.parcel.trackingNumber === trackingNumber;
      if (state.status === 'shipped' && again) return ok([]);
      if (state.status !== 'toShip') return no('orderNotShippable');
      return ok([{ type: 'orderShipped', company, trackingNumber, at: command.now }]);
    }

    case 'receive':
      if (state.status === 'received' || state.status === 'completed') return ok([]);
      if (state.status !== 'shipped') return no('orderNotReceivable');
      return ok([{ type: 'orderReceived', at: command.now }]);

    case 'complete':
      return ok(state.status === 'received' ? [{ type: 'orderCompleted' }] : []);
  }
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
    case 'orderShipped': {
      const { company, trackingNumber, at } = event;
      return { ...state, status: 'shipped', shippedAt: at, parcel: { company, trackingNumber } };
    }
    case 'orderReceived':
      return { ...state, status: 'received', receivedAt: event.at };
    case 'orderCompleted':
      return { ...state, status: 'completed' };
  }
}
