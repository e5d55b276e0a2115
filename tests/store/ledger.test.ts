/** A journal and its balances are one writing, once; nothing goes below zero; the sum is zero at every instant. */
import fc from 'fast-check';
import { type Collections, collectionsOf } from '../../functions/store/collections';
import { balancesOf, type Entry, post, walletOf } from '../../functions/store/ledger';
import * as ledger from '../../shared/domain/ledger';
import { useDatabase } from '../support/database';

const RACERS = 30;
const MERCHANT = 'mer_1';
const NOW = 1_772_337_600_000;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});
beforeEach(async () => {
  await store.journals.deleteMany({});
  await store.accounts.deleteMany({});
});

const entry = (id: string, postings: Entry['postings'], kind: Entry['kind'] = 'commissionHeld'): Entry => ({
  id,
  kind,
  merchantId: MERCHANT,
  about: id,
  at: NOW,
  postings,
});

const held = (id: string, amount: number, userId = 'usr_1') => entry(id, ledger.commissionHeld(userId, amount));

const released = (id: string, amount: number, userId = 'usr_1') =>
  entry(
    id,
    { walletOf: userId, from: (wallet) => ({ postings: ledger.commissionReleased(userId, amount, wallet) }) },
    'commissionReleased',
  );

const reversed = (id: string, amount: number, after: boolean, userId = 'usr_1') =>
  entry(
    id,
    { walletOf: userId, from: (wallet) => ({ postings: ledger.commissionReversed(userId, amount, wallet, after) }) },
    'commissionReversed',
  );

const wallet = (userId = 'usr_1') => walletOf(store, MERCHANT, userId);
const total = async () => [...(await balancesOf(store, MERCHANT)).values()].reduce((sum, fen) => sum + fen, 0);

it('writes a journal twice as once', async () => {
  expect(await post(store, held('held/1', 239))).toMatchObject({ fresh: true });
  expect(await post(store, held('held/1', 239))).toMatchObject({ fresh: false });
  expect(await wallet()).toMatchObject({ held: 239 });
  expect(await store.journals.countDocuments()).toBe(1);
  expect(await total()).toBe(0);
});

it.each([
  ['a release', () => released('released/1', 100), { held: 0, available: 100, debt: 0 }],
  ['a reversal of what is held', () => reversed('reversed/1', 100, false), { held: 0, available: 0, debt: 0 }],
])('writes %s twice as once, although the wallet that it was drawn on is empty by then', async (_, again, after) => {
  await post(store, held('held/1', 100));
  expect(await post(store, again())).toMatchObject({ fresh: true });
  expect(await post(store, again())).toMatchObject({ fresh: false });
  expect(await wallet()).toMatchObject(after);
  expect(await total()).toBe(0);
});

it('writes a release once however many drainers write it at once', async () => {
  await post(store, held('held/1', 100));
  const wrote = await Promise.all(Array.from({ length: 10 }, () => post(store, released('released/1', 100))));
  expect(wrote.filter(({ fresh }) => fresh)).toHaveLength(1);
  expect(await wallet()).toEqual({ ...ledger.EMPTY_BOOKS, available: 100 });
});

it(`sums ${RACERS} racing journals on one wallet`, async () => {
  await Promise.all(Array.from({ length: RACERS }, (_, index) => post(store, held(`held/${index}`, index + 1))));
  expect(await wallet()).toMatchObject({ held: (RACERS * (RACERS + 1)) / 2 });
  expect(await store.journals.countDocuments()).toBe(RACERS);
  expect(await total()).toBe(0);
});

it('keeps release and reversal apart when they race: no money beside a debt', async () => {
  for (let round = 0; round < 10; round++) {
    const userId = `usr_race${round}`;
    await post(store, held(`held/${round}`, 160, userId));
    await post(store, released(`first/${round}`, 60, userId));
    await Promise.all([
      post(store, released(`second/${round}`, 100, userId)),
      post(store, reversed(`back/${round}`, 160, true, userId)),
    ]);
    expect(await wallet(userId)).toEqual(ledger.EMPTY_BOOKS);
  }
  expect(await total()).toBe(0);
});

it('aborts all of a journal that would take a wallet below zero', async () => {
  await post(store, held('held/1', 100));
  const before = await balancesOf(store, MERCHANT);
  await expect(post(store, released('released/1', 101))).rejects.toThrow('below zero');
  // Postings that were decided elsewhere are guarded by the update itself; the merchant's stripe is not written either.
  const tooMuch = entry('reversed/1', ledger.commissionReversed('usr_1', 101, ledger.EMPTY_WALLET, false));
  await expect(post(store, tooMuch)).rejects.toThrow('below zero');
  expect(await balancesOf(store, MERCHANT)).toEqual(before);
  expect((await store.journals.find().toArray()).map(({ _id }) => _id)).toEqual(['held/1']);
});

/** Takes what is there, or writes down that it is not. */
const asked = (id: string, amount: number, userId = 'usr_1', day = '2036-03-01') => {
  const tax = [{ year: 2036, month: 3, income: amount, withheld: Math.floor(amount / 10) }];
  const from = ({ available }: ledger.WalletBooks) =>
    amount > available
      ? { postings: [], refusal: 'withdrawalNotEnough' }
      : { postings: ledger.withdrawalAsked(userId, amount), tally: { userId, tax, asked: { day, fen: amount } } };
  return entry(id, { walletOf: userId, from }, 'withdrawalAsked');
};

const paid = (id: string, amount: number, userId = 'usr_1') => {
  const [tax, fee] = [Math.floor(amount / 10), Math.floor(amount / 50)];
  const net = amount - tax - fee;
  const moves = { postings: ledger.withdrawalPaid(userId, { net, tax, fee }), tally: { userId, paid: net } };
  return entry(id, { walletOf: userId, from: () => moves }, 'withdrawalPaid');
};

const returned = (id: string, amount: number, userId = 'usr_1') => {
  const tax = [{ year: 2036, month: 3, income: -amount, withheld: -Math.floor(amount / 10) }];
  const from = (books: ledger.WalletBooks) => ({
    postings: ledger.withdrawalReturned(userId, amount, books),
    tally: { userId, tax },
  });
  return entry(id, { walletOf: userId, from }, 'withdrawalReturned');
};

it('writes a refusal too, and gives it to whoever asks again, whatever is there by then', async () => {
  const refusal = 'withdrawalNotEnough';
  expect(await post(store, asked('asked/1', 100))).toEqual({ fresh: true, refusal });
  await post(store, held('held/1', 500));
  await post(store, released('released/1', 500));
  expect(await post(store, asked('asked/1', 100))).toEqual({ fresh: false, refusal });
  expect(await wallet()).toEqual({ ...ledger.EMPTY_BOOKS, available: 500 });
  expect(await post(store, asked('asked/2', 100))).toEqual({ fresh: true, refusal: undefined });
});

it('lets of many withdrawals at once through what is there, to the last fen', async () => {
  await post(store, held('held/1', 550));
  await post(store, released('released/1', 550));
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => post(store, asked(`asked/${index}`, 100))),
  );
  expect(answers.filter(({ refusal }) => refusal === undefined)).toHaveLength(5);
  expect(await wallet()).toMatchObject({
    available: 50,
    withdrawing: 500,
    tax: { 2036: { months: { 3: 500 }, withheld: 50 } },
    asked: { day: '2036-03-01', count: 5, fen: 500 },
  });
});

it('remembers all of what happens at once', async () => {
  await post(store, held('held/1', 1000));
  const sale = (id: string) =>
    entry(
      id,
      {
        walletOf: 'usr_1',
        from: (books) => ({
          postings: ledger.commissionReleased('usr_1', 100, books),
          tally: { userId: 'usr_1', merit: 990 },
        }),
      },
      'commissionReleased',
    );
  await Promise.all([
    ...Array.from({ length: 10 }, (_, index) => post(store, sale(`released/${index}`))),
    // What remembers nothing is in between, and takes nothing of it away.
    ...Array.from({ length: 5 }, (_, index) => post(store, held(`more/${index}`, 1))),
  ]);
  expect(await wallet()).toMatchObject({ held: 5, available: 1000, merit: 9900 });
});

/** Every journal of these people, added up in any order, is what their wallets and the merchant's accounts are. */
async function expectReplayed(users: readonly string[]): Promise<void> {
  const said = new Map<string, number>();
  const books = new Map(users.map((userId) => [userId, ledger.EMPTY_BOOKS]));
  for (const { postings, tally } of await store.journals.find().toArray()) {
    for (const [key, { change }] of ledger.movements(postings)) said.set(key, (said.get(key) ?? 0) + change);
    const before = tally && books.get(tally.userId);
    if (before) books.set(tally.userId, ledger.tallied(before, tally));
  }
  const balances = await balancesOf(store, MERCHANT);
  for (const key of new Set([...said.keys(), ...balances.keys()])) {
    expect([key, balances.get(key) ?? 0]).toEqual([key, said.get(key) ?? 0]);
  }
  expect(await total()).toBe(0);
  for (const [userId, { merit, paid: out, tax, asked: today }] of books) {
    const now = await wallet(userId);
    expect({ merit: now.merit, paid: now.paid, tax: now.tax, asked: now.asked }).toEqual({
      merit,
      paid: out,
      tax,
      asked: today,
    });
    const { held: h, available, withdrawing, debt } = now;
    expect(Math.min(h, available, withdrawing, debt)).toBeGreaterThanOrEqual(0);
    expect(Math.min(available, debt)).toBe(0);
  }
}

it('is zero in sum after anything in any order or at once, twice or not, and equal to what the journals say', async () => {
  const anyStep = fc.record({
    kind: fc.constantFrom(
      'captured',
      'promised',
      'arrived',
      'held',
      'released',
      'reversed',
      'asked',
      'paid',
      'returned',
    ),
    user: fc.constantFrom('usr_1', 'usr_2'),
    amount: fc.integer({ min: 0, max: 300 }),
    twice: fc.boolean(),
  });
  type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
  const entryOf = (id: string, { kind, user, amount }: Step): Entry => {
    if (kind === 'captured') return entry(id, ledger.paymentCaptured(amount), 'paymentCaptured');
    if (kind === 'promised') return entry(id, ledger.refundPromised(amount), 'refundPromised');
    if (kind === 'arrived') return entry(id, ledger.refundArrived(amount), 'refundArrived');
    if (kind === 'held') return held(id, amount, user);
    if (kind === 'asked') return asked(id, amount, user);
    if (kind === 'paid') return paid(id, amount, user);
    if (kind === 'returned') return returned(id, amount, user);
    return kind === 'released' ? released(id, amount, user) : reversed(id, amount, true, user);
  };
  const write = (id: string, step: Step) =>
    post(store, entryOf(id, step)).catch((error: Error) => expect(error.message).toMatch('below zero'));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 8 }), fc.boolean(), async (steps, atOnce) => {
      run += 1;
      // So that there is something to race for.
      for (const user of ['usr_1', 'usr_2']) {
        await post(store, held(`${run}/begin/${user}`, 600, user));
        await post(store, released(`${run}/free/${user}`, 300, user));
      }
      const writes = steps.flatMap((step, index) =>
        Array.from({ length: step.twice ? 2 : 1 }, () => () => write(`${run}/${index}`, step)),
      );
      if (atOnce) await Promise.all(writes.map((one) => one()));
      else for (const one of writes) await one();
      await expectReplayed(['usr_1', 'usr_2']);
    }),
    { numRuns: process.env.PINKAN_LONG === undefined ? 10 : 200, endOnFailure: true },
  );
});
