/** Whatever races or is repeated: taken = sold + held, and never more than there is. */
import fc from 'fast-check';
import { type CounterDoc, collectionsOf } from '../../functions/store/collections';
import { extendHold, overdueHolds, release, reserve, restock, sell } from '../../functions/store/stock';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';

const RACERS = 30;
const ID = 'stock/sku_1';
const NOW = 1_772_337_600_000;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const counters = () => collectionsOf(database.client, database.db).counters;
beforeEach(() => counters().deleteMany({}));

const open = (max: number) => counters().insertOne({ _id: ID, max, taken: 0, sold: 0, holds: [] });
const hold = (index: number | string, n = 1, until = NOW) => ({ id: `h_${index}`, orderId: `ord_${index}`, n, until });
const many = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

async function counter(id = ID): Promise<CounterDoc> {
  const found = await counters().findOne({ _id: id });
  if (!found) throw new Error(`no counter ${id}`);
  const held = found.holds.reduce((sum, { n }) => sum + n, 0);
  expect(found.taken).toBe(found.sold + held);
  expect(found.taken).toBeLessThanOrEqual(found.max);
  expect(new Set(found.holds.map((one) => one.id)).size).toBe(found.holds.length);
  return found;
}

it(`gives ${RACERS} racing orders the seven pieces that there are`, async () => {
  await open(7);
  const answers = await many(RACERS, (index) => reserve(counters(), ID, hold(index)));
  expect(answers.filter(Boolean)).toHaveLength(7);
  expect((await counter()).holds).toHaveLength(7);
});

it('takes one reservation for one request however often it is sent, and says yes each time', async () => {
  await open(3);
  expect(await many(RACERS, () => reserve(counters(), ID, hold(1, 2)))).toEqual(Array(RACERS).fill(true));
  expect(await counter()).toMatchObject({ taken: 2, holds: [hold(1, 2)] });
  expect(await reserve(counters(), ID, hold(2, 2))).toBe(false);
  expect(await reserve(counters(), ID, hold(1, 2))).toBe(true);
});

it('begins a person’s limit with the first reservation, once', async () => {
  const id = 'limit/cmp_1/usr_1';
  const answers = await many(RACERS, (index) => reserve(counters(), id, hold(index), 2));
  expect(answers.filter(Boolean)).toHaveLength(2);
  expect(await counter(id)).toMatchObject({ max: 2, taken: 2, sold: 0 });
});

it('follows the limit that counts now, but never below what is taken', async () => {
  const id = 'limit/cmp_1/usr_2';
  expect(await reserve(counters(), id, hold(1), 1)).toBe(true);
  expect(await reserve(counters(), id, hold(2), 1)).toBe(false);
  expect(await reserve(counters(), id, hold(2), 3)).toBe(true);
  expect(await reserve(counters(), id, hold(3), 1)).toBe(false);
  expect(await counter(id)).toMatchObject({ max: 2, taken: 2 });
});

it('asks each by the limit that counts for them, also those who race to make the counter', async () => {
  for (let round = 0; round < 20; round++) {
    const id = `first/mer_1/usr_${round}`;
    const any = await many(6, (index) => reserve(counters(), id, hold(index), index % 2 === 0 ? 1 : 1000));
    // Three may come as often as they like; of the others one at most, if it was the first.
    expect([any[1], any[3], any[5]]).toEqual([true, true, true]);
    const first = (await counter(id)).holds[0]?.id;
    expect([0, 2, 4].filter((index) => any[index]).map((index) => `h_${index}`)).toEqual(
      ['h_0', 'h_2', 'h_4'].includes(first ?? '') ? [first] : [],
    );
  }
});

it('calls somebody a newcomer again once all is given back, and never again once something was sold', async () => {
  const id = 'first/mer_1/usr_1';
  const ANY = 1_000_000_000;
  expect(await reserve(counters(), id, hold(1), ANY)).toBe(true);
  expect(await reserve(counters(), id, hold(2), 1)).toBe(false);
  await release(counters(), [id], ['h_1']);
  expect(await reserve(counters(), id, hold(2), 1)).toBe(true);
  // Whoever is a newcomer no more buys on as they like.
  expect(await reserve(counters(), id, hold(3), ANY)).toBe(true);
  await release(counters(), [id], ['h_3']);
  await sell(counters(), [id], ['h_2']);
  expect(await reserve(counters(), id, hold(4), 1)).toBe(false);
  expect(await counter(id)).toMatchObject({ taken: 1, sold: 1, holds: [] });
});

it('has nothing where no counter is', async () => {
  expect(await reserve(counters(), ID, hold(1))).toBe(false);
  expect(await counters().countDocuments()).toBe(0);
});

it('gives back and sells once what was raced and repeated', async () => {
  await open(20);
  await many(10, (index) => reserve(counters(), ID, hold(index, 2)));
  // 0–4 are given back, 5–9 sold, each three times, while ten others want to come in.
  await Promise.all([
    many(15, (index) => release(counters(), [ID], [`h_${index % 5}`])),
    many(15, (index) => sell(counters(), [ID], [`h_${5 + (index % 5)}`])),
    many(10, (index) => reserve(counters(), ID, hold(`new${index}`))),
  ]);
  const after = await counter();
  expect(after.sold).toBe(10);
  expect(after.holds.every(({ id }) => id.startsWith('h_new'))).toBe(true);
});

it('gives a hold one end when its sale and its return race', async () => {
  await open(30);
  await many(RACERS, (index) => reserve(counters(), ID, hold(index)));
  await many(2 * RACERS, (index) =>
    index % 2 === 0 ? sell(counters(), [ID], [`h_${index / 2}`]) : release(counters(), [ID], [`h_${(index - 1) / 2}`]),
  );
  const after = await counter();
  expect(after.holds).toEqual([]);
  expect(after.taken).toBe(after.sold);
});

it('holds its sums over any sequence', async () => {
  const step = fc.record({
    kind: fc.constantFrom('reserve', 'reserve', 'release', 'sell'),
    id: fc.integer({ min: 0, max: 4 }),
    n: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 8 }), fc.array(step, { maxLength: 12 }), async (max, steps) => {
      await counters().deleteMany({});
      await open(max);
      const model = { sold: 0, holds: new Map<string, number>() };
      const taken = () => model.sold + [...model.holds.values()].reduce((sum, n) => sum + n, 0);
      for (const { kind, id, n } of steps) {
        const { id: holdId } = hold(id);
        if (kind === 'reserve') {
          const had = model.holds.has(holdId);
          const fits = taken() + n <= max;
          expect(await reserve(counters(), ID, hold(id, n))).toBe(had || fits);
          if (!had && fits) model.holds.set(holdId, n);
        } else if (kind === 'release') {
          await release(counters(), [ID, 'stock/none'], [holdId, 'h_none']);
          model.holds.delete(holdId);
        } else {
          await sell(counters(), [ID], [holdId]);
          model.sold += model.holds.get(holdId) ?? 0;
          model.holds.delete(holdId);
        }
        const { sold, holds } = await counter();
        expect([sold, Object.fromEntries(holds.map((one) => [one.id, one.n]))]).toEqual([
          model.sold,
          Object.fromEntries(model.holds),
        ]);
      }
    }),
    { numRuns: process.env.PINKAN_LONG === undefined ? 25 : 500 },
  );
});

it('finds holds whose time is over, and puts them off', async () => {
  await open(5);
  await reserve(counters(), ID, hold(1, 1, NOW));
  await reserve(counters(), ID, hold(2, 1, NOW + 1));
  const found = await overdueHolds(counters(), NOW, 10);
  expect(found.map(({ hold: one }) => one.id)).toEqual(['h_1']);
  for (const { counterId, hold: one } of found) await extendHold(counters(), counterId, one, NOW + 1);
  expect(await overdueHolds(counters(), NOW, 10)).toEqual([]);
  await counter();
});

describe('what was sold and comes back', () => {
  const sold = async (n: number) => {
    await open(9);
    expect(await reserve(counters(), ID, hold(1, n))).toBe(true);
    await sell(counters(), [ID], ['h_1']);
  };
  const back = (id: string, n: number, now = NOW) => restock(counters(), ID, { id, n, now });

  it('comes back once for each id, however often and at once it is told', async () => {
    await sold(5);
    await many(RACERS, (index) => back(`rfd_${index % 2}`, 2));
    expect(await counter()).toMatchObject({ taken: 1, sold: 1, returned: [{ at: NOW }, { at: NOW }] });
    expect(await reserve(counters(), ID, hold(2, 8))).toBe(true);
  });

  it('leaves what is held as it is', async () => {
    await sold(2);
    expect(await reserve(counters(), ID, hold(2, 3))).toBe(true);
    await back('rfd_1', 2);
    expect(await counter()).toMatchObject({ taken: 3, sold: 0, holds: [hold(2, 3)] });
  });

  it('its id is kept for a day', async () => {
    await sold(5);
    await back('rfd_1', 1);
    await back('rfd_2', 1, NOW + DAY - 1);
    await back('rfd_1', 1, NOW + DAY - 1);
    expect(await counter()).toMatchObject({ sold: 3 });
    await back('rfd_3', 1, NOW + DAY);
    expect((await counter()).returned?.map(({ id }) => id)).toEqual(['rfd_2', 'rfd_3']);
  });
});
