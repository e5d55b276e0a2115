/**
 * WHAT A SHOP'S DAY COMES TO, as its first page tells it. Kept per shop and day, each day counted whole from its orders, never
 * incremented (`functions/usecases/figures.ts`), so that counting again gives the same.
 *  - 付款订单 orders, 成交 sales: paid on that day of Asia/Shanghai and not refused by their group; freight belongs to it.
 *  - 已退 back: what of these orders has been promised back since, on whatever day. It is not taken off the sales.
 *  - Quarters of an hour are told apart, so that today so far stands beside other days **until the end of the same quarter**:
 *    half a day beside a whole one says nothing. Where today waits to be counted, the quarter is that of what is counted.
 * Visits and newcomers are those of the shop's shares (`fission.ts`), known by whole days. Amounts in fen.
 */
import type { Fen } from '../money';
import { DAY, dayOf, MINUTE, type Ms, startOfDay } from '../time';
import { keptPayment, type OrderState } from './order';

export const QUARTER: Ms = 15 * MINUTE;

export interface Sold {
  readonly orders: number;
  readonly sales: Fen;
  readonly back: Fen;
}

/** One quarter of an hour in which something was paid; `at`: how many have gone by since midnight. */
export interface SoldQuarter extends Sold {
  readonly at: number;
}

/** A day, its quarters oldest first; those without an order are left out. */
export interface SoldDay extends Sold {
  readonly quarters: readonly SoldQuarter[];
}

export const NOTHING_SOLD: Sold = { orders: 0, sales: 0, back: 0 };

export const addSold = (a: Sold, b: Sold): Sold => ({
  orders: a.orders + b.orders,
  sales: a.sales + b.sales,
  back: a.back + b.back,
});

/** What one paid order adds to its day; nothing where all that was paid for it was refused. */
export function soldBy({ payments, refunds }: Pick<OrderState, 'payments' | 'refunds'>): Sold {
  const payment = keptPayment({ payments });
  if (!payment) return NOTHING_SOLD;
  const back = refunds.filter(({ outTradeNo }) => outTradeNo === payment.outTradeNo);
  return { orders: 1, sales: payment.amount, back: back.reduce((sum, { amount }) => sum + amount, 0) };
}

/** The quarter of its day in which something happened. */
export const quarterOf = (at: Ms): number => Math.floor((at - startOfDay(dayOf(at))) / QUARTER);

/** A day of these quarters, whatever their order. */
export function soldDay(each: ReadonlyMap<number, Sold>): SoldDay {
  const quarters = [...each].sort(([a], [b]) => a - b).map(([at, sold]) => ({ at, ...sold }));
  return { ...quarters.reduce<Sold>(addSold, NOTHING_SOLD), quarters };
}

/** When the quarter ends in which something happened. */
export const quarterEnd = (at: Ms): Ms => at - (at % QUARTER) + QUARTER;

/** What a day had come to as a quarter ended. */
export const soldUntil = ({ quarters }: Pick<SoldDay, 'quarters'>, quarter: number): Sold =>
  quarters.filter(({ at }) => at <= quarter).reduce<Sold>(addSold, NOTHING_SOLD);

/** A day's 24 hours. */
export const hoursOf = ({ quarters }: Pick<SoldDay, 'quarters'>): Sold[] =>
  Array.from({ length: 24 }, (_, hour) =>
    quarters.filter(({ at }) => Math.floor(at / 4) === hour).reduce<Sold>(addSold, NOTHING_SOLD),
  );

/** Of the shop's first page: today and the days before it, oldest first. */
export const boardDays = (now: Ms, count: number): string[] =>
  Array.from({ length: count }, (_, index) => dayOf(now - (count - 1 - index) * DAY));
