/** A promoter's statements: months that follow one another, to the fen what the wallet is, each entry with its reason. */
import fc from 'fast-check';
import { type Collections, collectionsOf, syncIndexes } from '../../functions/store/collections';
import { walletOf } from '../../functions/store/ledger';
import type { App } from '../../functions/usecases/app';
import { getStatement, listStatements } from '../../functions/usecases/statement';
import { EMPTY_WALLET, type Wallet } from '../../shared/domain/ledger';
import { dayOf, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { emptyBooks, FIRST, PROMOTERS, postAll, SHOP, type Step, someSteps } from './books';

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
  app = { store, now: () => now } as unknown as App;
});
beforeEach(async () => {
  await emptyBooks(store);
  await store.commissions.deleteMany({});
});

const [ME, OTHER] = PROMOTERS;
const granted = <T>(answer: { ok: true; value: T } | { ok: false; refusal: string }): T => {
  if (!answer.ok) throw new Error(`refused: ${answer.refusal}`);
  return answer.value;
};
const listed = async (userId: string) => granted(await listStatements(app, userId, { merchantId: SHOP })).statements;
const got = async (month: string, cursor?: string) =>
  granted(await getStatement(app, ME, { merchantId: SHOP, month, cursor }));

const whole = ({ held, available, withdrawing, debt }: Wallet) => held + available + withdrawing - debt;
const pots = ({ held, available, withdrawing, debt }: Wallet): Wallet => ({ held, available, withdrawing, debt });

it('any history: months follow one another up to the wallet as it is, and their entries sum to them', async () => {
  await fc.assert(
    fc.asyncProperty(someSteps, async (steps) => {
      await emptyBooks(store);
      now = await postAll(store, steps);
      for (const userId of PROMOTERS) {
        let before: Wallet = EMPTY_WALLET;
        for (const statement of (await listed(userId)).reverse()) {
          const { month, opening, closing, earned, reversed, withdrawn, fee, tax, net } = statement;
          expect(opening).toEqual(before);
          expect(whole(closing)).toBe(whole(opening) + earned - reversed - withdrawn);
          expect(withdrawn).toBe(fee + tax + net);
          const own = granted(await getStatement(app, userId, { merchantId: SHOP, month }));
          expect(own.statement).toEqual(statement);
          expect(own.entries).toHaveLength(own.count);
          const after = own.entries.reduce(
            (sum, entry) => ({
              held: sum.held + entry.held,
              available: sum.available + entry.available,
              withdrawing: sum.withdrawing + entry.withdrawing,
              debt: sum.debt + entry.debt,
            }),
            pots(opening),
          );
          expect(after).toEqual(closing);
          before = closing;
        }
        expect(before).toEqual(pots(await walletOf(store, SHOP, userId)));
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

const step = (kind: Step['kind'], amount: number, after = 0, userId: Step['userId'] = ME): Step => ({
  kind,
  userId,
  amount,
  after,
});

it('tells what every entry is of, and where a payout went', async () => {
  const steps = [
    step('commissionHeld', 1000),
    step('commissionHeld', 500, 0, OTHER),
    step('commissionReleased', 1000, MINUTE),
    step('withdrawalAsked', 900, MINUTE),
    step('withdrawalPaid', 900, MINUTE),
  ];
  await store.commissions.insertOne({ _id: 'com_0', title: '阳山水蜜桃', orderId: 'ord_1' } as never);
  now = await postAll(store, steps);
  const { statement, entries, count } = await got(dayOf(now).slice(0, 7));
  expect(count).toBe(4);
  expect(statement).toMatchObject({ earned: 1000, released: 1000, withdrawn: 900, fee: 4, tax: 90, net: 806 });
  expect(
    entries.map(({ line, title, orderId, held, available, withdrawing, paid }) => [
      line,
      title,
      orderId,
      held,
      available,
      withdrawing,
      paid,
    ]),
  ).toEqual([
    ['held', '阳山水蜜桃', 'ord_1', 1000, 0, 0, undefined],
    ['released', '', undefined, -1000, 1000, 0, undefined],
    ['asked', '', undefined, 0, -900, 900, undefined],
    ['paid', '', undefined, 0, 0, -900, { fee: 4, tax: 90, net: 806 }],
  ]);
});

it('is quiet in a month in which nothing changed, and goes on with what was there', async () => {
  now = await postAll(store, [step('commissionHeld', 1000)]);
  expect((await listed(ME)).map(({ month }) => month)).toEqual(['2036-02']);
  const { statement, entries } = await got('2036-04');
  expect([statement.opening, statement.closing, entries]).toEqual([
    { ...EMPTY_WALLET, held: 1000 },
    { ...EMPTY_WALLET, held: 1000 },
    [],
  ]);
  expect((await got('2035-12')).statement).toMatchObject({ opening: EMPTY_WALLET, closing: EMPTY_WALLET });
  expect(await listed('usr_nobody')).toEqual([]);
});

it('goes by pages of a hundred, of which none repeats or leaves out what happened in one moment', async () => {
  now = await postAll(
    store,
    Array.from({ length: 205 }, () => step('commissionHeld', 1)),
  );
  const ids: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await got('2036-02', cursor);
    ids.push(...page.entries.map(({ id }) => id));
    sizes.push(page.entries.length);
    expect(page.statement.closing.held).toBe(205);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(sizes).toEqual([100, 100, 5]);
  expect(new Set(ids).size).toBe(205);
});
