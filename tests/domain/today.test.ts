/** A shop's day by quarters of an hour: midnight and quarters are where they are in Shanghai, and parts sum to the whole. */
import fc from 'fast-check';
import type { OrderState } from '../../shared/domain/order';
import {
  addSold,
  boardDays,
  hoursOf,
  NOTHING_SOLD,
  QUARTER,
  quarterEnd,
  quarterOf,
  type Sold,
  soldBy,
  soldDay,
  soldUntil,
} from '../../shared/domain/today';
import { dayOf, HOUR, MINUTE, startOfDay } from '../../shared/time';

const DATE = '2036-03-01';
const MIDNIGHT = startOfDay(DATE);

it.each([
  ['midnight', 0, 0],
  ['the last moment of the first quarter', QUARTER - 1, 0],
  ['the second quarter', QUARTER, 1],
  ['a quarter to three', 14 * HOUR + 45 * MINUTE, 59],
  ['the last moment of the day', 24 * HOUR - 1, 95],
  ['the next midnight', 24 * HOUR, 0],
])('%s is in its quarter', (_, after, quarter) => {
  const at = MIDNIGHT + after;
  expect(quarterOf(at)).toBe(quarter);
  expect(quarterEnd(at)).toBe(startOfDay(dayOf(at)) + (quarter + 1) * QUARTER);
});

it('says the days until today, the oldest first', () => {
  expect(boardDays(MIDNIGHT, 3)).toEqual(['2036-02-28', '2036-02-29', '2036-03-01']);
  expect(boardDays(MIDNIGHT - 1, 2)).toEqual(['2036-02-28', '2036-02-29']);
});

const payment = (outcome: 'seat' | 'order' | 'refund' | undefined, amount: number, outTradeNo = 'P1') =>
  ({ outTradeNo, amount, status: 'captured', outcome }) as OrderState['payments'][number];
const refund = (amount: number, outTradeNo = 'P1') =>
  ({
    id: `rfd_${amount}`,
    outTradeNo,
    amount,
    cause: 'ladder',
    status: 'promised',
  }) as unknown as OrderState['refunds'][number];

it.each<[string, OrderState['payments'], OrderState['refunds'], Sold]>([
  ['a seat', [payment('seat', 2990)], [], { orders: 1, sales: 2990, back: 0 }],
  [
    'an order of its own, some of it back',
    [payment('order', 3990)],
    [refund(90), refund(10)],
    { orders: 1, sales: 3990, back: 100 },
  ],
  ['what was refused', [payment('refund', 2990)], [refund(2990)], NOTHING_SOLD],
  [
    'paid twice: the second is none',
    [payment('seat', 2990), payment('refund', 2990, 'P2')],
    [refund(2990, 'P2')],
    { orders: 1, sales: 2990, back: 0 },
  ],
  ['what has no outcome yet', [payment(undefined, 2990)], [], NOTHING_SOLD],
])('counts %s', (_, payments, refunds, sold) => {
  expect(soldBy({ payments, refunds })).toEqual(sold);
});

const someSold = fc.record({ orders: fc.nat(9), sales: fc.nat(9999), back: fc.nat(999) });
const someDay = fc
  .array(fc.tuple(fc.nat({ max: 95 }), someSold), { maxLength: 20 })
  .map((each) => soldDay(new Map(each)));
const sum = (all: readonly Sold[]) => all.reduce<Sold>(addSold, NOTHING_SOLD);

it('any day: its hours, and what was until a quarter and what came after it, sum to the whole', () => {
  fc.assert(
    fc.property(someDay, fc.nat({ max: 95 }), (day, quarter) => {
      const { quarters, ...whole } = day;
      expect(sum(hoursOf(day))).toEqual(whole);
      const later = quarters.filter(({ at }) => at > quarter);
      expect(sum([soldUntil(day, quarter), ...later])).toMatchObject(whole);
      expect(soldUntil(day, 95)).toEqual(whole);
      expect(quarters.map(({ at }) => at)).toEqual([...quarters.map(({ at }) => at)].sort((a, b) => a - b));
    }),
  );
});
