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

it('is zero in sum after any sequence, and equal to what the journals say', async () => {
  const anyStep = fc.record({
    kind: fc.constantFrom('captured', 'promised', 'arrived', 'held', 'released', 'reversed'),
    user: fc.constantFrom('usr_1', 'usr_2'),
    amount: fc.integer({ min: 0, max: 300 }),
    twice: fc.boolean(),
  });
  const entryOf = (id: string, { kind, user, amount }: { kind: string; user: string; amount: number }): Entry => {
    if (kind === 'captured') return entry(id, ledger.paymentCaptured(amount), 'paymentCaptured');
    if (kind === 'promised') return entry(id, ledger.refundPromised(amount), 'refundPromised');
    if (kind === 'arrived') return entry(id, ledger.refundArrived(amount), 'refundArrived');
    if (kind === 'held') return held(id, amount, user);
    return kind === 'released' ? released(id, amount, user) : reversed(id, amount, true, user);
  };
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 8 }), async (steps) => {
      run += 1;
      for (const [index, step] of steps.entries()) {
        for (let times = step.twice ? 2 : 1; times > 0; times--) {
          await post(store, entryOf(`${run}/${index}`, step)).catch((error: Error) =>
            expect(error.message).toMatch('below zero'),
          );
        }
      }
      const said = new Map<string, number>();
      for (const { postings } of await store.journals.find().toArray()) {
        for (const [key, { change }] of ledger.movements(postings)) said.set(key, (said.get(key) ?? 0) + change);
      }
      const balances = await balancesOf(store, MERCHANT);
      for (const key of new Set([...said.keys(), ...balances.keys()])) {
        expect([key, balances.get(key) ?? 0]).toEqual([key, said.get(key) ?? 0]);
      }
      expect([...balances.values()].reduce((sum, fen) => sum + fen, 0)).toBe(0);
    }),
    { numRuns: process.env.PINKAN_LONG === undefined ? 10 : 200, endOnFailure: true },
  );
});
