/**
 * WHO GETS A COMMISSION, AND HOW MUCH. This file is the only answer.
 *  - Level 1 is the buyer's referrer, level 2 that referrer's referrer, level 3 the last that the type allows
 *    (禁止传销条例; a deployment pays one level unless it says otherwise).
 *  - Nobody earns on their own order; a suspended promoter earns nothing, and that share stays with the merchant.
 *  - The base is what was paid for goods: after discounts, without freight.
 *  - The bound referrer earns, whoever's card was opened last; that other sharer is told so, and earns nothing.
 *  - Of the policies that fit a line the most specific one counts, whole: its campaign's, else its product's, else the shop's.
 *  - A promoter's grade adds to the rate of level 1. It is earned by goods that were sold and kept, by nothing else
 *    (禁止传销条例: no headcount, no entry fee, no purchase of one's own).
 *  - All levels of a line together get at most the cap: above it every rate is scaled down in proportion.
 *  - A commission is held when the payment has its seat, released at the later of the after-sale window's end and
 *    receipt + hold days, and reversed in proportion to what is refunded.
 * Amounts in fen; rates in basis points; a share is rounded down, the lost fraction stays with the merchant.
 */
import { BPS_WHOLE, type Bps, type Fen, share } from '../money';
import { ok, type Result } from '../result';
import { DAY, type Ms } from '../time';
import type { Tally } from './ledger';

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
  /** By merit, lowest first. Without them all promoters earn alike. */
  readonly grades?: readonly Grade[] | undefined;
}

/** What a promoter is called, and earns more, once goods for so much have been sold through them and kept. */
export interface Grade {
  readonly name: string;
  readonly merit: Fen;
  /** On top of level 1's rate. */
  readonly bonus: Bps;
}

/** What a product or a campaign pays instead of what the shop pays; without rates it pays nothing. */
export interface OwnPolicy {
  readonly of: 'product' | 'campaign';
  readonly rates: readonly Bps[];
  /** The edition of this own policy. */
  readonly version: number;
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
  /** Of level 1: the grade that this promoter had. */
  readonly grade?: Grade | undefined;
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
  /** By line: what its campaign or product pays instead. */
  readonly own?: Readonly<Record<string, OwnPolicy>> | undefined;
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

/**
 * What is paid by level, level 1 first: by the shop's policy, or by an own one under the shop's cap.
 * @param grade of whoever earns on level 1
 */
export function ratesUnder(
  policy: Pick<CommissionPolicy, 'rates' | 'cap'>,
  own?: Pick<OwnPolicy, 'rates'> | undefined,
  grade?: Pick<Grade, 'bonus'> | undefined,
): Bps[] {
  const [first = 0, ...rest] = (own ?? policy).rates;
  // Who pays nothing pays no more for merit either.
  const bonus = first === 0 ? 0 : (grade?.bonus ?? 0);
  const rates = [first + bonus, ...rest].slice(0, LAST_LEVEL);
  return cappedRates({ rates, cap: policy.cap });
}

/** What counts for one line of an order: the most specific policy, with the grade of whoever earns on level 1. */
export const ratesOf = ({ policy, own, earners }: Attribution, lineId: string): Bps[] =>
  ratesUnder(policy, own?.[lineId], earners[0]?.grade);

/** The highest grade that goods sold and kept for so much have earned. */
export const gradeOf = ({ grades }: Pick<CommissionPolicy, 'grades'>, merit: Fen): Grade | undefined =>
  grades?.filter((grade) => grade.merit <= merit).at(-1);

/** The commissions of one paid line. Nothing is paid to the buyer, to suspended promoters, or of less than 1 fen. */
export function commissionsFor(line: PaidLine, buyerId: string, attribution: Attribution): Commission[] {
  return ratesOf(attribution, line.id).flatMap((rate, index): Commission[] => {
    const earner = attribution.earners[index];
    if (!earner || earner.suspended || earner.userId === buyerId) return [];
    const amount = share(line.paid, rate);
    if (amount === 0) return [];
    const { userId, bindingId, boundAt, shareId } = earner;
    const level = (index + 1) as Level;
    return [{ lineId: line.id, level, userId, base: line.paid, rate, amount, bindingId, boundAt, shareId }];
  });
}

/** The sharer whose card the buyer opened last although the buyer is bound to somebody else; null where nobody is to be told. */
export function sharerWithoutCommission(attribution: Attribution, buyerId: string): string | null {
  const sharer = attribution.openedSharerId;
  // A buyer without a referrer belongs to nobody else (the sharer is suspended, or was brought by this buyer).
  if (!sharer || sharer === buyerId || attribution.earners.length === 0) return null;
  return attribution.earners.some((earner) => earner.userId === sharer) ? null : sharer;
}

/** Why a policy does not stand. */
export type PolicyFault =
  | 'tooManyLevels' // than this deployment allows
  | 'rateRange' // a rate is not 0–10 000 bp
  | 'holdRange' // 0–365 days
  | 'overCap' // all levels together, with the highest grade, come to more than the cap
  | 'gradeOrder'; // grades rise in merit and bonus, each with a name of its own

/** @param levelLimit how many levels this deployment allows. @returns null means that it stands */
export function policyFault(
  { rates, cap, holdDays, grades = [] }: Omit<CommissionPolicy, 'version'>,
  levelLimit: Level,
): PolicyFault | null {
  const isRate = (rate: Bps) => Number.isInteger(rate) && rate >= 0 && rate <= BPS_WHOLE;
  if (rates.length > levelLimit) return 'tooManyLevels';
  if (![...rates, cap, ...grades.map(({ bonus }) => bonus)].every(isRate)) return 'rateRange';
  if (!Number.isInteger(holdDays) || holdDays < 0 || holdDays > 365) return 'holdRange';
  const rises = grades.every(({ name, merit, bonus }, index) => {
    const before = grades[index - 1];
    const named = grades.findIndex((grade) => grade.name === name) === index;
    return named && (!before || (merit > before.merit && bonus >= before.bonus));
  });
  if (!rises) return 'gradeOrder';
  const most = rates.reduce((sum, rate) => sum + rate, grades.at(-1)?.bonus ?? 0);
  return rates.some((rate) => rate > 0) && most > cap ? 'overCap' : null;
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
  readonly releasedAt?: Ms | undefined;
}

export type CommissionCommand =
  | { readonly type: 'due'; readonly at: Ms }
  /** An after-sale is open: it is looked at again later. */
  | { readonly type: 'postpone'; readonly at: Ms }
  | { readonly type: 'release'; readonly now: Ms }
  | { readonly type: 'reverse'; readonly refundId: string; readonly refundedBase: Fen };

/** Events that something else follows from. */
export const COMMISSION_CONSEQUENCES = ['commissionHeld', 'commissionReversed'] as const;

export type CommissionEvent =
  | { readonly type: 'commissionHeld' } // what a commission begins with
  | { readonly type: 'commissionDue'; readonly at: Ms }
  /** `kept`: what of its goods was not given back by then. */
  | { readonly type: 'commissionReleased'; readonly amount: Fen; readonly kept: Fen; readonly at: Ms }
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

/** What each refund has taken back, oldest first; together `reversed`. */
export function reversalsOf(state: CommissionState): { readonly refundId: string; readonly amount: Fen }[] {
  let base = 0;
  let before = 0;
  return state.refunds.map(({ id, refundedBase }) => {
    base += refundedBase;
    const amount = reversedBy(state, base) - before;
    before += amount;
    return { refundId: id, amount };
  });
}

/**
 * What a promoter's wallet remembers of goods that were sold through them and kept, for grades: of several levels only the
 * first has sold them.
 * @param goods below zero where they came back
 */
export const meritOf = ({ userId, level }: Pick<Commission, 'userId' | 'level'>, goods: number): { tally?: Tally } =>
  level === 1 && goods !== 0 ? { tally: { userId, merit: goods } } : {};

/** What of its goods was not given back. */
export const keptBase = ({ base, refunds }: Pick<CommissionState, 'base' | 'refunds'>): Fen =>
  Math.max(0, base - refunds.reduce((sum, { refundedBase }) => sum + refundedBase, 0));

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
      if (!due) return ok([]);
      const amount = state.amount - state.reversed;
      return ok([{ type: 'commissionReleased', amount, kept: keptBase(state), at: command.now }]);
    }
    case 'reverse': {
      const { refundId } = command;
      if (state.refunds.some((refund) => refund.id === refundId)) return ok([]);
      const kept = keptBase(state);
      const refundedBase = Math.min(command.refundedBase, kept);
      const amount = reversedBy(state, state.base - kept + refundedBase) - state.reversed;
      // Taken back whole it may still have goods that were kept: what comes back of them is no merit any more.
      const released = state.status === 'available' || state.releasedAt !== undefined;
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
      return { ...state, status: 'available', releasedAt: event.at };
    case 'commissionReversed': {
      const reversed = state.reversed + event.amount;
      const refunds = [...state.refunds, { id: event.refundId, refundedBase: event.refundedBase }];
      return { ...state, reversed, refunds, status: reversed >= state.amount ? 'reversed' : state.status };
    }
  }
}
