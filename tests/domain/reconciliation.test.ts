import fc from 'fast-check';
import {
  CATCH_UP,
  compareDay,
  type DayBooks,
  type Difference,
  daysToCompare,
  type Entry,
  gapOf,
  hasBills,
  readyAt,
  sumsOf,
  type WechatDay,
} from '../../shared/domain/reconciliation';
import { DAY, dayOf, HOUR, SECOND, startOfDay } from '../../shared/time';

/** What WeChat's two bills say when its books are these. */
function billsOf(books: DayBooks, fees = 0): WechatDay {
  const sum = (entries: readonly Entry[]) => entries.reduce((all, { amount }) => all + amount, 0);
  const settled = { payments: sum(books.payments), refunds: sum(books.refunds), fees };
  return { ...books, fees, settled, flow: settled };
}

const amount = fc.integer({ min: 1, max: 1_000_000 });
const entries = (prefix: string) =>
  fc.uniqueArray(fc.record({ number: fc.nat(10_000).map((n) => `${prefix}${n}`), amount }), {
    selector: ({ number }) => number,
    maxLength: 20,
  });
const books: fc.Arbitrary<DayBooks> = fc.record({
  payments: entries('P'),
  refunds: entries('R'),
  transfers: entries('T'),
  transfersBack: entries('T'),
});
const NOTHING: DayBooks = { payments: [], refunds: [], transfers: [], transfersBack: [] };
const fees = fc.integer({ min: -1000, max: 1000 });

const SIDES = [
  { of: 'payments', name: 'payment', sign: 1 },
  { of: 'refunds', name: 'refund', sign: -1 },
  { of: 'transfers', name: 'transfer', sign: -1 },
  { of: 'transfersBack', name: 'transferBack', sign: 1 },
] as const;
const side = fc.constantFrom(...SIDES);

/** Books with at least one entry on a side, that side, and which entry. */
const chosen = fc
  .tuple(books, side)
  .filter(([day, { of }]) => day[of].length > 0)
  .chain(([day, one]) => fc.tuple(fc.constant(day), fc.constant(one), fc.nat(day[one.of].length - 1)));

describe('a day', () => {
  test('of identical books has no difference, whatever its order', () => {
    fc.assert(
      fc.property(books, fees, fc.func(fc.integer()), (day, charged, weight) => {
        const mixed = (list: readonly Entry[]) => [...list].sort((a, b) => weight(a.number) - weight(b.number));
        const theirs = {
          ...billsOf(day, charged),
          payments: mixed(day.payments),
          refunds: mixed(day.refunds),
          transfers: mixed(day.transfers),
          transfersBack: mixed(day.transfersBack),
        };
        expect(compareDay(day, theirs)).toEqual([]);
        expect(gapOf(sumsOf(day, theirs))).toBe(0);
      }),
    );
  });

  test('lacks what is not here: exactly that', () => {
    fc.assert(
      fc.property(chosen, ([day, { of, name, sign }, at]) => {
        const lost = day[of][at] as Entry;
        const ours = { ...day, [of]: day[of].filter((entry) => entry !== lost) };
        const expected = { kind: `${name}MissingHere`, number: lost.number, ours: 0, theirs: lost.amount };
        expect(compareDay(ours, billsOf(day))).toEqual([expected]);
        expect(gapOf(sumsOf(ours, billsOf(day)))).toBe(sign * lost.amount);
      }),
    );
  });

  test('lacks what is not at WeChat: exactly that', () => {
    fc.assert(
      fc.property(chosen, ([day, { of, name }, at]) => {
        const lost = day[of][at] as Entry;
        const theirs = billsOf({ ...day, [of]: day[of].filter((entry) => entry !== lost) });
        const expected = { kind: `${name}MissingAtWechat`, number: lost.number, ours: lost.amount, theirs: 0 };
        expect(compareDay(day, theirs)).toEqual([expected]);
      }),
    );
  });

  test('has another amount: exactly that', () => {
    fc.assert(
      fc.property(chosen, amount, ([day, { of, name }, at], other) => {
        const entry = day[of][at] as Entry;
        fc.pre(other !== entry.amount);
        const theirs = billsOf({
          ...day,
          [of]: day[of].map((one) => (one === entry ? { ...one, amount: other } : one)),
        });
        const expected = { kind: `${name}AmountDiffers`, number: entry.number, ours: entry.amount, theirs: other };
        expect(compareDay(day, theirs)).toEqual([expected]);
      }),
    );
  });

  test('has one more than once: exactly that, known here or not', () => {
    fc.assert(
      fc.property(chosen, fc.integer({ min: 1, max: 3 }), fc.boolean(), ([day, { of, name }, at], more, known) => {
        const entry = day[of][at] as Entry;
        const theirs = billsOf({ ...day, [of]: [...day[of], ...Array.from({ length: more }, () => entry)] });
        const ours = known ? day : { ...day, [of]: day[of].filter((one) => one !== entry) };
        const [expectedOurs, expectedTheirs] = [known ? entry.amount : 0, entry.amount * (more + 1)];
        expect(compareDay(ours, theirs)).toEqual([
          { kind: `${name}Twice`, number: entry.number, ours: expectedOurs, theirs: expectedTheirs },
        ]);
      }),
    );
  });

  test('has a fund flow of its own: exactly that sum', () => {
    const sum = fc.constantFrom('payments' as const, 'refunds' as const, 'fees' as const);
    fc.assert(
      fc.property(books, sum, fc.integer({ min: 1, max: 100 }), (day, number, more) => {
        const theirs = billsOf(day, 5);
        const flow = { ...theirs.flow, [number]: theirs.flow[number] + more };
        expect(compareDay(day, { ...theirs, flow })).toEqual([
          { kind: 'fundFlowDiffers', number, ours: theirs.settled[number], theirs: flow[number] },
        ]);
      }),
    );
  });

  test('of two books that share nothing is all differences, by kind and number, whatever the order', () => {
    fc.assert(
      fc.property(books, books, fc.boolean(), (ours, others, reversed) => {
        const rename = (list: readonly Entry[]) => list.map((one) => ({ ...one, number: `other-${one.number}` }));
        const side = (books: DayBooks, change: (list: readonly Entry[]) => readonly Entry[]): DayBooks => ({
          payments: change(books.payments),
          refunds: change(books.refunds),
          transfers: change(books.transfers),
          transfersBack: change(books.transfersBack),
        });
        const theirs = billsOf(side(others, rename));
        const turn = <T>(list: readonly T[]) => (reversed ? [...list].reverse() : list);
        const found = compareDay(side(ours, turn), { ...theirs, ...side(theirs, turn) });
        const count = (kind: Difference['kind']) => found.filter((one) => one.kind === kind).length;
        expect([
          count('paymentMissingHere'),
          count('paymentMissingAtWechat'),
          count('refundMissingHere'),
          count('refundMissingAtWechat'),
          count('transferMissingHere'),
          count('transferMissingAtWechat'),
          count('transferBackMissingHere'),
          count('transferBackMissingAtWechat'),
        ]).toEqual(SIDES.flatMap(({ of }) => [others[of].length, ours[of].length]));
        expect(found).toEqual(compareDay(ours, theirs));
      }),
    );
  });

  test('two differences that hide each other in the sums are both told', () => {
    const ours = { ...NOTHING, payments: [{ number: 'P1', amount: 100 }] };
    const theirs = billsOf({ ...NOTHING, payments: [{ number: 'P2', amount: 100 }] });
    expect(gapOf(sumsOf(ours, theirs))).toBe(0);
    expect(compareDay(ours, theirs)).toEqual([
      { kind: 'paymentMissingHere', number: 'P2', ours: 0, theirs: 100 },
      { kind: 'paymentMissingAtWechat', number: 'P1', ours: 100, theirs: 0 },
    ]);
  });

  test('sums are counts and amounts of both sides, and WeChat’s fees', () => {
    const ours = {
      payments: [{ number: 'P1', amount: 100 }],
      refunds: [{ number: 'R1', amount: 30 }],
      transfers: [{ number: 'T1', amount: 20 }],
      transfersBack: [{ number: 'T2', amount: 5 }],
    };
    const payments = [...ours.payments, { number: 'P2', amount: 50 }];
    const theirs = billsOf({ ...NOTHING, payments, transfers: [{ number: 'T1', amount: 21 }] }, 7);
    expect(sumsOf(ours, theirs)).toEqual({
      payments: { ours: { count: 1, fen: 100 }, theirs: { count: 2, fen: 150 } },
      refunds: { ours: { count: 1, fen: 30 }, theirs: { count: 0, fen: 0 } },
      transfers: { ours: { count: 1, fen: 20 }, theirs: { count: 1, fen: 21 } },
      transfersBack: { ours: { count: 1, fen: 5 }, theirs: { count: 0, fen: 0 } },
      fees: 7,
    });
    // 150 − 21 there, 100 − 30 − 20 + 5 here.
    expect(gapOf(sumsOf(ours, theirs))).toBe(74);
  });
});

describe('days', () => {
  const MIDNIGHT = startOfDay('2026-03-01');

  test('begin at midnight in Shanghai', () => {
    expect(MIDNIGHT).toBe(Date.parse('2026-02-28T16:00:00Z'));
    expect([dayOf(MIDNIGHT - SECOND), dayOf(MIDNIGHT), dayOf(MIDNIGHT + DAY - SECOND)]).toEqual([
      '2026-02-28',
      '2026-03-01',
      '2026-03-01',
    ]);
  });

  test('have their bills from ten o’clock of the next, for three months', () => {
    expect(readyAt('2026-03-01')).toBe(Date.parse('2026-03-02T10:00:00+08:00'));
    const at = (time: number) => hasBills('2026-03-01', time);
    expect([at(MIDNIGHT + DAY + 10 * HOUR - 1), at(MIDNIGHT + DAY + 10 * HOUR)]).toEqual([false, true]);
    expect([at(MIDNIGHT + 90 * DAY - 1), at(MIDNIGHT + 90 * DAY)]).toEqual([true, false]);
  });

  test('an account begins with the newest one, and goes on with each that follows', () => {
    const ten = readyAt('2026-03-01');
    expect(daysToCompare(undefined, ten - 1)).toEqual(['2026-02-28']);
    expect(daysToCompare(undefined, ten)).toEqual(['2026-03-01']);
    expect(daysToCompare('2026-03-01', ten + DAY - 1)).toEqual([]);
    expect(daysToCompare('2026-02-27', ten)).toEqual(['2026-02-28', '2026-03-01']);
    expect(daysToCompare('2030-01-01', ten)).toEqual([]);
  });

  test('after a standstill, however long, a month is made up for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: DAY - 1 }), (standstill, time) => {
        const now = readyAt('2026-03-01') + standstill * DAY + time;
        const days = daysToCompare('2026-03-01', now);
        expect(days).toHaveLength(Math.min(standstill, CATCH_UP));
        expect([...new Set(days)].sort()).toEqual(days);
        for (const day of days) expect(hasBills(day, now)).toBe(true);
        if (standstill > 0) expect(hasBills(dayOf(startOfDay(days.at(-1) ?? '') + DAY), now)).toBe(false);
      }),
    );
  });
});
