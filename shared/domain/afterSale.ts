/**
 * THE LIFE OF AN AFTER-SALE: pieces of an order that the buyer wants money back for, with or without sending them back.
 *
 *   asked ──► refunding → done                      仅退款
 *     └─────► toReturn → returning → refunding …    退货退款
 *   asked | returning → refused     asked | toReturn → cancelled     toReturn → lapsed
 *
 *  - Which pieces may be asked for, and until when, is the order's to say (`askAfterSale` in order.ts): it remembers
 *    them, so that a second after-sale, a parcel and a refund never count the same piece.
 *  - Whoever keeps the other waiting loses: a question without an answer for two days is agreed to, goods that came back
 *    and were not looked at for ten days are too; goods that are not sent back within seven days end it.
 *    (Common rule of the large platforms; 消费者权益保护法 § 25 has the seven days.)
 *  - How much goes back is the order's to say, line by line, when the refund is due.
 * Times in ms.
 */
import type { RefusalCode } from '../refusals';
import { no, ok, type Result } from '../result';
import { DAY, type Ms } from '../time';

export const AFTER_SALE_KINDS = ['refundOnly', 'returnAndRefund'] as const;
export type AfterSaleKind = (typeof AFTER_SALE_KINDS)[number];

export const AFTER_SALE_REASONS = [
  'damaged',
  'spoiled',
  'wrongItem',
  'notAsDescribed',
  'late',
  'unwanted',
  'other',
] as const;
export type AfterSaleReason = (typeof AFTER_SALE_REASONS)[number];

export const ANSWER_TIME: Ms = 2 * DAY;
export const RETURN_TIME: Ms = 7 * DAY;
export const CONFIRM_TIME: Ms = 10 * DAY;

export type AfterSaleStatus =
  | 'asked'
  | 'toReturn'
  | 'returning'
  | 'refunding'
  | 'done'
  | 'refused'
  | 'cancelled'
  | 'lapsed';

export interface AfterSaleState {
  readonly id: string;
  readonly kind: AfterSaleKind;
  readonly status: AfterSaleStatus;
  /** Until when whoever is to act may do so; gone where nobody is. */
  readonly dueAt?: Ms | undefined;
  /** Why the merchant said no. */
  readonly refusal?: string | undefined;
  /** The parcel that the buyer has sent back. */
  readonly back?: { readonly company: string; readonly trackingNumber: string; readonly at: Ms } | undefined;
}

export type AfterSaleCommand =
  /** `by`: the member who does; left out, time does. `withFreight`: the freight of pieces that were sent goes back too. */
  | { readonly type: 'agree'; readonly by?: string | undefined; readonly withFreight: boolean; readonly now: Ms }
  | { readonly type: 'refuse'; readonly by: string; readonly reason: string; readonly now: Ms }
  | { readonly type: 'cancel'; readonly now: Ms }
  | { readonly type: 'sendBack'; readonly company: string; readonly trackingNumber: string; readonly now: Ms }
  | {
      readonly type: 'confirmReturn';
      readonly by?: string | undefined;
      readonly withFreight: boolean;
      readonly now: Ms;
    }
  /** The time of whoever is to act is over. */
  | { readonly type: 'expire'; readonly now: Ms }
  | { readonly type: 'refunded'; readonly now: Ms };

export type AfterSaleEvent =
  | { readonly type: 'afterSaleAgreed'; readonly by?: string | undefined; readonly at: Ms }
  | { readonly type: 'afterSaleRefused'; readonly by: string; readonly reason: string; readonly at: Ms }
  | { readonly type: 'afterSaleCancelled'; readonly at: Ms }
  | { readonly type: 'afterSaleLapsed'; readonly at: Ms }
  | { readonly type: 'goodsSentBack'; readonly company: string; readonly trackingNumber: string; readonly at: Ms }
  | { readonly type: 'goodsConfirmed'; readonly by?: string | undefined; readonly at: Ms }
  | { readonly type: 'refundDue'; readonly by?: string | undefined; readonly withFreight: boolean; readonly at: Ms }
  | { readonly type: 'afterSaleDone'; readonly at: Ms };

/** Events that something else follows from. */
export const AFTER_SALE_CONSEQUENCES = [
  'afterSaleAgreed',
  'afterSaleRefused',
  'afterSaleCancelled',
  'afterSaleLapsed',
  'refundDue',
] as const satisfies readonly AfterSaleEvent['type'][];

type Refusal = Extract<RefusalCode, 'afterSaleMoved'>;

/** The rule. A command that was carried out before yields no events. */
export function decideAfterSale(state: AfterSaleState, command: AfterSaleCommand): Result<AfterSaleEvent[], Refusal> {
  const { status } = state;
  switch (command.type) {
    case 'agree': {
      if (status !== 'asked') return AGREED.includes(status) ? ok([]) : no('afterSaleMoved');
      return ok(agreed(state, command));
    }
    case 'refuse':
      if (status === 'refused') return ok([]);
      if ((status !== 'asked' && status !== 'returning') || isOver(state, command.now)) return no('afterSaleMoved');
      return ok([{ type: 'afterSaleRefused', by: command.by, reason: command.reason, at: command.now }]);
    case 'cancel':
      if (status === 'cancelled') return ok([]);
      if (status !== 'asked' && status !== 'toReturn') return no('afterSaleMoved');
      return ok([{ type: 'afterSaleCancelled', at: command.now }]);
    case 'sendBack': {
      const { company, trackingNumber, now } = command;
      if (state.back?.company === company && state.back.trackingNumber === trackingNumber) return ok([]);
      // A wrong number may be put right until the goods are confirmed.
      if ((status !== 'toReturn' && status !== 'returning') || isOver(state, now)) return no('afterSaleMoved');
      return ok([{ type: 'goodsSentBack', company, trackingNumber, at: now }]);
    }
    case 'confirmReturn':
      if (status !== 'returning') return PAID_BACK.includes(status) ? ok([]) : no('afterSaleMoved');
      return ok(confirmed(command));
    case 'expire': {
      const { now } = command;
      if (!isOver(state, now)) return ok([]);
      if (status === 'asked') return ok(agreed(state, { withFreight: false, now }));
      if (status === 'toReturn') return ok([{ type: 'afterSaleLapsed', at: now }]);
      return ok(status === 'returning' ? confirmed({ withFreight: false, now }) : []);
    }
    case 'refunded':
      return ok(status === 'refunding' ? [{ type: 'afterSaleDone', at: command.now }] : []);
  }
}

/** Whether the time of whoever is to act is over: what then follows has only not been written yet. */
const isOver = ({ dueAt }: AfterSaleState, now: Ms): boolean => dueAt !== undefined && dueAt <= now;

const PAID_BACK: readonly AfterSaleStatus[] = ['refunding', 'done'];
const AGREED: readonly AfterSaleStatus[] = ['toReturn', 'returning', ...PAID_BACK];

interface Yes {
  readonly by?: string | undefined;
  readonly withFreight: boolean;
  readonly now: Ms;
}

function agreed({ kind }: AfterSaleState, { by, withFreight, now }: Yes): AfterSaleEvent[] {
  const yes: AfterSaleEvent = { type: 'afterSaleAgreed', by, at: now };
  return kind === 'refundOnly' ? [yes, { type: 'refundDue', by, withFreight, at: now }] : [yes];
}

const confirmed = ({ by, withFreight, now }: Yes): AfterSaleEvent[] => [
  { type: 'goodsConfirmed', by, at: now },
  { type: 'refundDue', by, withFreight, at: now },
];

export function evolveAfterSale<S extends AfterSaleState>(state: S, event: AfterSaleEvent): S {
  switch (event.type) {
    case 'afterSaleAgreed':
      return { ...state, status: 'toReturn', dueAt: event.at + RETURN_TIME };
    case 'afterSaleRefused':
      return { ...state, status: 'refused', refusal: event.reason, dueAt: undefined };
    case 'afterSaleCancelled':
      return { ...state, status: 'cancelled', dueAt: undefined };
    case 'afterSaleLapsed':
      return { ...state, status: 'lapsed', dueAt: undefined };
    case 'goodsSentBack': {
      const { company, trackingNumber, at } = event;
      // Putting a number right does not give the merchant more time.
      const dueAt = state.status === 'returning' ? state.dueAt : at + CONFIRM_TIME;
      return { ...state, status: 'returning', back: { company, trackingNumber, at }, dueAt };
    }
    case 'goodsConfirmed':
      return state;
    case 'refundDue':
      return { ...state, status: 'refunding', dueAt: undefined };
    case 'afterSaleDone':
      return { ...state, status: 'done' };
  }
}
