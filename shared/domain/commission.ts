/**
 * WHO GETS A COMMISSION, AND HOW MUCH. This file is the only answer.
 *  - Level 1 is the buyer's referrer, level 2 that referrer's referrer, level 3 the last that the type allows
 *    (禁止传销条例; a deployment pays one level unless it says otherwise).
 *  - Nobody earns on their own order; a suspended promoter earns nothing, and that share stays with the merchant.
 *  - The base is what was paid for goods: after discounts, without freight.
 *  - The bound referrer earns, whoever's card was opened last; that other sharer is told so, and earns nothing.
 *  - A commission is held when the payment has its seat, released at the later of the after-sale window's end and
 *    receipt + hold days, and reversed in proportion to what is refunded.
 * Amounts in fen; rates in basis points; a share is rounded down, the lost fraction stays with the merchant.
 */
import { BPS_WHOLE, type Bps, type Fen, share } from '../money';
import { ok, type Result } from '../result';
import { DAY, type Ms } from '../time';

export type Level = 1 | 2 | 3;

/** No policy pays further than this, whatever stands in it. */
const LAST_LEVEL: Level = 3;

export interface CommissionPolicy {
  /** Which edition of the merchant's policy this is; kept on the order. */
  readonly version: number;
  /** Rates by level, level 1 first; at most three. */
  readonly rates: readonly Bps[];
  /** The most that all levels of one line may get together. */
  readonly cap: Bps;
  /** Days from receipt until a commission can be withdrawn. */
  readonly holdDays: number;
}

/** Who is above the buyer, level 1 first. The binding below each, and its share, say how each came to be there. */
export interface Earner {
  readonly userId: string;
  readonly suspended: boolean;
  readonly bindingId: string;
  readonly boundAt: Ms;
  readonly shareId?: string | undefined;
  /** When the binding is over, and the edition of the policy that it was made under. */
  readonly until?: Ms | undefined;
  readonly referralVersion?: number | undefined;
}

/** What an order remembers of who brought it; taken when it is placed, never read again. */
export interface Attribution {
  readonly earners: readonly Earner[];
  /** The share that was opened last before the order, and whose it is. */
  readonly openedShareId?: string | undefined;
  readonly openedSharerId?: string | undefined;
  /** The group chat that the buyer had come from. */
  readonly chat?: string | undefined;
  readonly policy: CommissionPolicy;
  /** The shop's policy of binding when the order was placed. */
  readonly referralVersion?: number | undefined;
}

export interface PaidLine {
  readonly id: string;
  readonly paid: Fen;
}

export interface Commission {
  readonly lineId: string;
  readonly level: Level;
  readonly userId: string;
  readonly base: Fen;
  readonly rate: Bps;
  readonly amount: Fen;
  readonly bindingId: string;
  readonly boundAt: Ms;
  readonly shareId?: string | undefined;
}

/** The rates after the cap: scaled down in proportion, rounded down. */
export function cappedRates({ rates, cap }: Pick<CommissionPolicy, 'rates' | 'cap'>): Bps[] {
  const sum = rates.reduce((total, rate) => total + rate, 0);
  return sum <= cap ? [...rates] : rates.map((rate) => Math.floor((rate * cap) / sum));
}

/** The commissions of one paid line. Nothing is paid to the buyer, to suspended promoters, or of less than 1 fen. */
export function commissionsFor(line: PaidLine, buyerId: string, { earners, policy }: Attribution): Commission[] {
  return cappedRates(policy)
    .slice(0, LAST_LEVEL)
    .flatMap((rate, index): Commission[] => {
      const earner = earners[index];
      if (!earner || earner.suspended || earner.userId === buyerId) return [];
      const amount = share(line.paid, rate);
      if (amount === 0) return [];
      const { userId, bindingId, boundAt, shareId } = earner;
      return [
        {
          lineId: line.id,
          level: (index + 1) as Level,
          userId,
          base: line.paid,
          rate,
          amount,
          bindingId,
          boundAt,
          shareId,
        },
      ];
    });
}

/** The sharer whose card the buyer opened last although the buyer is bound to somebody else; null where nobody is to be told. */
export function sharerWithoutCommission(attribution: Attribution, buyerId: string): string | null {
  const sharer = attribution.openedSharerId;
  // A buyer without a referrer belongs to nobody else (the sharer is suspended, or was brought by this buyer).
  if (!sharer || sharer === buyerId || attribution.earners.length === 0) return null;
  return attribution.earners.some((earner) => earner.userId === sharer) ? null : sharer;
}

/** A merchant's policy is refused with a sentence; null means that it stands. */
export function policyFault({ rates, cap, holdDays }: CommissionPolicy, levelLimit: Level): string | null {
  if (rates.length > levelLimit) return `最多设置 ${levelLimit} 级佣金`;
  if ([...rates, cap].some((rate) => !Number.isInteger(rate) || rate < 0 || rate > BPS_WHOLE))
    return '比例要在 0% 到 100% 之间';
  if (!Number.isInteger(holdDays) || holdDays < 0 || holdDays > 365) return '冻结天数要在 0 到 365 天之间';
  return null;
}

/** When a commission on an order received at `receivedAt` can be withdrawn. */
export function releaseAt(receivedAt: Ms, afterSaleDays: number, holdDays: number): Ms {
  return receivedAt + Math.max(afterSaleDays, holdDays) * DAY;
}

/* ── the life of one commission ─────────────────────────────────────────────────────────────────────────────────── */

export interface CommissionState {
  readonly status: 'held' | 'available' | 'reversed';
  readonly base: Fen;
  readonly amount: Fen;
  /** What refunds have taken back so far, and which refunds: a refund counts once. */
  readonly reversed: Fen;
  readonly refunds: readonly { readonly id: string; readonly refundedBase: Fen }[];
  readonly dueAt?: Ms | undefined;
}

export type CommissionCommand =
  | { readonly type: 'due'; readonly at: Ms }
  /** An after-sale is open: it is looked at again later. */
  | { readonly type: 'postpone'; readonly at: Ms }
  | { readonly type: 'release'; readonly now: Ms }
  | { readonly type: 'reverse'; readonly refundId: string; readonly refundedBase: Fen };

/** Events that something else follows from. */
export const COMMISSION_CONSEQUENCES = ['commissionHeld', 'commissionReleased', 'commissionReversed'] as const;

export type CommissionEvent =
  | { readonly type: 'commissionHeld' } // what a commission begins with
  | { readonly type: 'commissionDue'; readonly at: Ms }
  | { readonly type: 'commissionReleased'; readonly amount: Fen }
  | {
      readonly type: 'commissionReversed';
      readonly refundId: string;
      readonly refundedBase: Fen;
      readonly amount: Fen;
      readonly released: boolean;
    };

/** What all refunds of a base together take back: in proportion, the whole for the whole, so that any sequence sums exactly. */
function reversedBy(state: CommissionState, refundedBase: Fen): Fen {
  if (state.base === 0) return state.amount;
  const base = BigInt(Math.min(refundedBase, state.base));
  // Rounded up, so that what stays with the earner is rounded down.
  return Number((BigInt(state.amount) * base + BigInt(state.base) - 1n) / BigInt(state.base));
}

export function decideCommission(state: CommissionState, command: CommissionCommand): Result<CommissionEvent[], never> {
  switch (command.type) {
    case 'due':
      return ok(
        state.status === 'held' && state.dueAt === undefined ? [{ type: 'commissionDue', at: command.at }] : [],
      );
    case 'postpone': {
      const later = state.status === 'held' && state.dueAt !== undefined && state.dueAt < command.at;
      return ok(later ? [{ type: 'commissionDue', at: command.at }] : []);
    }
    case 'release': {
      const due = state.status === 'held' && state.dueAt !== undefined && state.dueAt <= command.now;
      return ok(due ? [{ type: 'commissionReleased', amount: state.amount - state.reversed }] : []);
    }
    case 'reverse': {
      const { refundId, refundedBase } = command;
      if (state.refunds.some((refund) => refund.id === refundId)) return ok([]);
      const refunded = state.refunds.reduce((sum, refund) => sum + refund.refundedBase, refundedBase);
      const amount = reversedBy(state, refunded) - state.reversed;
      const released = state.status === 'available';
      return ok([{ type: 'commissionReversed', refundId, refundedBase, amount, released }]);
    }
  }
}

export function evolveCommission<S extends CommissionState>(state: S, event: CommissionEvent): S {
  switch (event.type) {
    case 'commissionHeld':
      return state;
    case 'commissionDue':
      return { ...state, dueAt: event.at };
    case 'commissionReleased':
      return { ...state, status: 'available' };
    case 'commissionReversed': {
      const reversed = state.reversed + event.amount;
      const refunds = [...state.refunds, { id: event.refundId, refundedBase: event.refundedBase }];
      return { ...state, reversed, refunds, status: reversed >= state.amount ? 'reversed' : state.status };
    }
  }
}
