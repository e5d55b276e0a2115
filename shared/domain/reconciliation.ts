/**
 * OUR BOOKS AGAINST WECHAT'S, DAY BY DAY. The only place that says what a difference is.
 *  - A payment belongs to the Shanghai day on which WeChat captured it; a refund's number to the day on which WeChat
 *    took it on, whatever became of it since. Both are WeChat's own times, so both sides cut at the same midnight.
 *  - A transfer to a promoter leaves the operating account when WeChat takes it on, and comes back to it when it fails, is
 *    cancelled or lapses: two entries, each on its day. Only numbers that could be ours are looked at, since a shop may pay
 *    others from that account by hand.
 *  - Entries belong together by our number (out_trade_no, out_refund_no, out_bill_no). Each number that is on one side alone, has
 *    another amount, or stands in WeChat's bill more than once, is one difference. Order means nothing.
 *  - What the trade bill says was paid, refunded and charged must have gone through the merchant's account: each of the
 *    three sums of the fund-flow bill that is another one is a difference too.
 *  - Sums that agree prove nothing: two differences can hide each other. The entries decide.
 * Amounts in fen. WeChat makes a day's bills by ten o'clock of the next and keeps them for three months (申请交易账单; the
 * latter [R]).
 */
import type { Fen } from '../money';
import { DAY, dayOf, HOUR, type Ms, startOfDay } from '../time';

export interface Entry {
  /** out_trade_no, out_refund_no or out_bill_no; once at most on our side. */
  readonly number: string;
  readonly amount: Fen;
}

export interface DayBooks<E extends Entry = Entry> {
  readonly payments: readonly E[];
  readonly refunds: readonly E[];
  readonly transfers: readonly E[];
  /** Transfers that came to nothing, on the day on which the money was back. */
  readonly transfersBack: readonly E[];
}

/** Sums of what reached and left the merchant's account; fees less those given back. */
export interface FundSums {
  readonly payments: number;
  readonly refunds: number;
  readonly fees: number;
}

export interface WechatDay extends DayBooks {
  /** What WeChat took of these payments and refunds; the account may be used by others too. */
  readonly fees: number;
  /** All that was settled, by the trade bill … */
  readonly settled: FundSums;
  /** … and by the fund-flow bill. */
  readonly flow: FundSums;
}

/** In the order in which they are told. */
export const DIFFERENCES = [
  'paymentMissingHere', // WeChat was paid, and we do not know it
  'paymentMissingAtWechat', // we hold it for paid, and WeChat does not
  'paymentAmountDiffers',
  'paymentTwice', // one number stands in the bill more than once
  'refundMissingHere', // WeChat paid back what nobody of ours has promised
  'refundMissingAtWechat', // we hold it for taken on, and WeChat does not know it
  'refundAmountDiffers',
  'refundTwice',
  'transferMissingHere', // WeChat has sent what nobody of ours has asked for
  'transferMissingAtWechat', // we hold it for taken on, and WeChat does not know it
  'transferAmountDiffers',
  'transferTwice',
  'transferBackMissingHere', // it came back, and we hold it for paid or under way
  'transferBackMissingAtWechat', // the promoter has it again, and it did not come back
  'transferBackAmountDiffers',
  'transferBackTwice',
  'fundFlowDiffers', // trade bill and fund-flow bill contradict each other
] as const;

export type DifferenceKind = (typeof DIFFERENCES)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  /** The number, or which sum of the fund flow: payments, refunds, fees. */
  readonly number: string;
  /** 0 where it is missing. Of a fund flow: the trade bill's sum. */
  readonly ours: number;
  /** 0 where it is missing; all rows together where a number stands more than once. */
  readonly theirs: number;
}

type Side = 'payment' | 'refund' | 'transfer' | 'transferBack';

function compareSide(side: Side, ours: readonly Entry[], theirs: readonly Entry[]): Difference[] {
  const here = new Map(ours.map((entry) => [entry.number, entry.amount]));
  const there = new Map<string, { amount: number; rows: number }>();
  for (const { number, amount } of theirs) {
    const before = there.get(number) ?? { amount: 0, rows: 0 };
    there.set(number, { amount: before.amount + amount, rows: before.rows + 1 });
  }
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((number): Difference[] => {
    const [own, found] = [here.get(number), there.get(number)];
    const amounts = { number, ours: own ?? 0, theirs: found?.amount ?? 0 };
    if (found === undefined) return [{ kind: `${side}MissingAtWechat`, ...amounts }];
    if (found.rows > 1) return [{ kind: `${side}Twice`, ...amounts }];
    if (own === undefined) return [{ kind: `${side}MissingHere`, ...amounts }];
    return own === found.amount ? [] : [{ kind: `${side}AmountDiffers`, ...amounts }];
  });
}

const byKindAndNumber = (a: Difference, b: Difference): number =>
  DIFFERENCES.indexOf(a.kind) - DIFFERENCES.indexOf(b.kind) || (a.number < b.number ? -1 : 1);

/** The rule: every difference of a day, by kind and then by number; none where all is right. */
export function compareDay(ours: DayBooks, theirs: WechatDay): Difference[] {
  const flows = (['payments', 'refunds', 'fees'] as const)
    .filter((sum) => theirs.settled[sum] !== theirs.flow[sum])
    .map(
      (sum): Difference => ({
        kind: 'fundFlowDiffers',
        number: sum,
        ours: theirs.settled[sum],
        theirs: theirs.flow[sum],
      }),
    );
  return [
    ...compareSide('payment', ours.payments, theirs.payments),
    ...compareSide('refund', ours.refunds, theirs.refunds),
    ...compareSide('transfer', ours.transfers, theirs.transfers),
    ...compareSide('transferBack', ours.transfersBack, theirs.transfersBack),
    ...flows,
  ].sort(byKindAndNumber);
}

/** How many, and how much together. */
export interface Sum {
  readonly count: number;
  readonly fen: number;
}

interface BothSums {
  readonly ours: Sum;
  readonly theirs: Sum;
}

export interface DaySums extends Readonly<Record<keyof DayBooks, BothSums>> {
  /** What WeChat took of the payments and refunds, as it says. */
  readonly fees: number;
}

const sumOf = (entries: readonly Entry[]): Sum => ({
  count: entries.length,
  fen: entries.reduce((sum, { amount }) => sum + amount, 0),
});

export function sumsOf(ours: DayBooks, theirs: WechatDay): DaySums {
  const both = (side: keyof DayBooks): BothSums => ({ ours: sumOf(ours[side]), theirs: sumOf(theirs[side]) });
  return {
    payments: both('payments'),
    refunds: both('refunds'),
    transfers: both('transfers'),
    transfersBack: both('transfersBack'),
    fees: theirs.fees,
  };
}

/** What is left of the day at WeChat beyond what is left of it here; below zero where WeChat has less. */
export function gapOf({ payments, refunds, transfers, transfersBack }: Omit<DaySums, 'fees'>): number {
  const left = (side: keyof BothSums) =>
    payments[side].fen - refunds[side].fen - transfers[side].fen + transfersBack[side].fen;
  return left('theirs') - left('ours');
}

/* ── days ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

const READY: Ms = DAY + 10 * HOUR;
const KEPT: Ms = 90 * DAY;

/** Days that are made up for after a standstill. */
export const CATCH_UP = 31;

/** When the bills of a day are there. */
export const readyAt = (date: string): Ms => startOfDay(date) + READY;

/** Whether WeChat still has, and already has, the bills of a day. */
export const hasBills = (date: string, now: Ms): boolean => now >= readyAt(date) && now < startOfDay(date) + KEPT;

/**
 * The days that are to be compared now, oldest first.
 * @param last the newest day that was looked at before; an account that has none begins with the newest day there is
 */
export function daysToCompare(last: string | undefined, now: Ms): string[] {
  const newest = startOfDay(dayOf(now - READY));
  const first = last === undefined ? newest : Math.max(startOfDay(last) + DAY, newest - (CATCH_UP - 1) * DAY);
  const days: string[] = [];
  for (let day = first; day <= newest; day += DAY) days.push(dayOf(day));
  return days;
}
