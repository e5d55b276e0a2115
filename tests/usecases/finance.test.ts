/** A shop's finances are what its journals say, counted once, and every figure opens to exactly the journals behind it. */
import fc from 'fast-check';
import { type Collections, collectionsOf, type JournalDoc, syncIndexes } from '../../functions/store/collections';
import { balancesOf } from '../../functions/store/ledger';
import type { App } from '../../functions/usecases/app';
import { countFinanceDays, financeBoard, financeJournals } from '../../functions/usecases/finance';
import { FINANCE_FIGURES, type Figures, figuresOf, sideOf } from '../../shared/domain/finance';
import { DAY, dayOf, HOUR, type Ms, startOfDay } from '../../shared/time';
import { useDatabase } from '../support/database';
import { emptyBooks, FIRST, postAll, SHOP, type Step, someSteps } from './books';

const RUNS = process.env.PINKAN_LONG === undefined ? 15 : 300;

const database = useDatabase();
let store: Collections;
let now = FIRST;
let app: App;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  store = collectionsOf(database.client, database.db);
  await syncIndexes(store);
  app = {
    store,
    now: () => now,
    log: { info() {}, warn() {}, error: (detail: object) => fail(detail) },
  } as unknown as App;
});
beforeEach(async () => {
  now = FIRST;
  await emptyBooks(store);
});

const fail = (detail: object): never => {
  throw new Error(JSON.stringify(detail));
};
const cron = (over = () => false) => countFinanceDays(app, { limit: 10, over });
const granted = <T>(answer: { ok: true; value: T } | { ok: false; refusal: string }): T =>
  answer.ok ? answer.value : fail({ refused: answer.refusal });
const board = async (from: string, until: string, by: 'day' | 'month' = 'day') =>
  granted(await financeBoard(app, { merchantId: SHOP, from, until, by }));

const flowsOf = ({ kind, postings }: JournalDoc) =>
  postings.map(({ from, to, amount: fen }) => ({ kind, from: sideOf(from), to: sideOf(to), fen }));

async function opened(period: string, figure: (typeof FINANCE_FIGURES)[number]) {
  const ids: string[] = [];
  let cursor: string | undefined;
  let count: number;
  do {
    const page = granted(await financeJournals(app, { merchantId: SHOP, period, figure, cursor }));
    ids.push(...page.journals.map(({ id }) => id));
    ({ count, nextCursor: cursor } = page);
  } while (cursor !== undefined);
  expect(ids).toHaveLength(count);
  return ids;
}

it('any history: days sum to months and to the whole, and to what the balances have become', async () => {
  await fc.assert(
    fc.asyncProperty(someSteps, fc.array(fc.nat({ max: 24 }), { maxLength: 4 }), async (steps, counted) => {
      await emptyBooks(store);
      let index = 0;
      now = await postAll(store, steps, async (at) => {
        now = at;
        // Counted at any moments, or never: nobody can tell.
        if (counted.includes(index++)) await cron();
      });
      const [from, until] = [dayOf(FIRST), dayOf(now)];
      const { total, rows } = await board(from, until);
      const journals = await store.journals.find().toArray();
      for (const { period, ...figures } of rows) {
        const own = journals.filter(({ at }) => dayOf(at) === period);
        expect({ period, figures }).toEqual({ period, figures: figuresOf(own.flatMap(flowsOf)) });
      }
      const sumOf = (all: readonly Figures[]) =>
        Object.fromEntries(FINANCE_FIGURES.map((name) => [name, all.reduce((sum, one) => sum + one[name], 0)]));
      expect(total).toEqual(sumOf(rows));
      expect(total).toEqual(sumOf((await board(from, until, 'month')).rows));

      const balances = await balancesOf(store, SHOP);
      const balance = (key: string) => balances.get(key) ?? 0;
      expect(total.sales - total.refunds - total.commissions).toBe(balance('sales'));
      expect(total.tax).toBe(balance('taxPayable'));
      expect(total.withdrawalFees).toBe(balance('withdrawalFees'));
      expect(0 - total.wechatFees).toBe(balance('wechatFees'));
      const wallets = [...balances].flatMap(([key, fen]) => (key.startsWith('wallet/') ? [fen] : []));
      const owed = total.commissions - total.payouts - total.tax - total.withdrawalFees;
      expect(owed).toBe(wallets.reduce((sum, fen) => sum + fen, 0));
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

it('any history: a figure of a day or month opens to the journals that it is the sum of, and to no other', async () => {
  await fc.assert(
    fc.asyncProperty(someSteps, async (steps) => {
      await emptyBooks(store);
      now = await postAll(store, steps);
      const journals = await store.journals.find().toArray();
      for (const period of [dayOf(now), dayOf(now).slice(0, 7)]) {
        const own = journals.filter(({ at }) => dayOf(at).startsWith(period));
        for (const figure of FINANCE_FIGURES) {
          const counting = own.filter((journal) => figuresOf(flowsOf(journal))[figure] !== 0);
          const newest = counting.sort((a, b) => b.at - a.at || (a._id < b._id ? 1 : -1));
          expect([period, figure, await opened(period, figure)]).toEqual([
            period,
            figure,
            newest.map(({ _id }) => _id),
          ]);
        }
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

const sale = (amount: number, after: Ms): Step => ({ kind: 'paymentCaptured', userId: 'usr_first', amount, after });

describe('days that are over', () => {
  it('are counted once, when nothing can come any more, and passed over where nothing was', async () => {
    now = await postAll(store, [sale(100, 0), sale(200, 3 * DAY)]);
    now = startOfDay(dayOf(now)) + DAY + 14 * 60_000;
    expect(await cron()).toBe(1);
    expect(await cron()).toBe(0);
    now += 2 * 60_000;
    expect(await cron()).toBe(1);
    expect(await cron()).toBe(0);
    const days = await store.financeDays.find().sort({ day: 1 }).toArray();
    expect(days.map(({ day, flows }) => [day, figuresOf(flows).sales])).toEqual([
      ['2036-02-27', 100],
      ['2036-03-01', 200],
    ]);
  });

  it('are not counted again by whoever asks', async () => {
    now = await postAll(store, [sale(100, 0)]);
    now += 2 * DAY;
    await cron();
    // What is kept is believed: had the day been counted again, this would not be seen.
    await store.financeDays.updateMany({}, { $set: { 'flows.0.fen': 777 } });
    expect((await board('2036-02-20', '2036-03-10')).total).toMatchObject({ sales: 777 });
  });

  it('are counted by ten at once, or in pieces, as by one', async () => {
    now = await postAll(store, [sale(1, 0), sale(2, DAY), sale(3, DAY), sale(4, DAY)]);
    now += 3 * DAY;
    let left = 2;
    expect(await cron(() => left-- <= 0)).toBeLessThan(4);
    await Promise.all(Array.from({ length: 10 }, () => cron()));
    const days = await store.financeDays.find().sort({ day: 1 }).toArray();
    expect(days.map(({ flows }) => flows.map(({ fen }) => fen))).toEqual([[1], [2], [3], [4]]);
    expect(await store.merchants.findOne({ _id: SHOP })).toMatchObject({ financeTo: dayOf(now - DAY) });
  });

  it('has nothing to count in a shop without journals, and is asked about it once a day', async () => {
    expect(await cron()).toBe(0);
    expect(await store.merchants.findOne({ _id: SHOP })).toMatchObject({ financeTo: dayOf(now - DAY) });
    now = await postAll(store, [sale(5, HOUR)]);
    now += DAY;
    expect(await cron()).toBe(1);
  });
});

describe('what is asked', () => {
  it('by month is whole months', async () => {
    now = await postAll(store, [sale(100, 0), sale(200, 3 * DAY)]);
    const { rows, total } = await board('2036-02-28', '2036-03-01', 'month');
    expect(rows.map(({ period, sales }) => [period, sales])).toEqual([
      ['2036-02', 100],
      ['2036-03', 200],
    ]);
    expect(total.sales).toBe(300);
  });

  it.each([
    ['2036-02-30', '2036-03-01', 'badRequest'],
    ['2036-03-02', '2036-03-01', 'badRequest'],
    ['2036-01-01', '2037-01-01', 'rangeTooLong'],
  ])('from %s until %s is refused', async (from, until, refusal) => {
    expect(await financeBoard(app, { merchantId: SHOP, from, until, by: 'day' })).toEqual({ ok: false, refusal });
  });

  it.each(['2036-02-30', '2036-13', '2036-00'])('journals of %s are refused', async (period) => {
    expect(await financeJournals(app, { merchantId: SHOP, period, figure: 'net' })).toEqual({
      ok: false,
      refusal: 'badRequest',
    });
  });
});
