/** Bindings under races: one referrer for each person, and never a cycle. */
import fc from 'fast-check';
import { type Collections, collectionsOf, type ShareDoc } from '../../functions/store/collections';
import { openShare, referrersOf, visitorId } from '../../functions/store/referral';
import { SCENE_MOMENTS_PREVIEW } from '../../shared/domain/referral';
import { useDatabase } from '../support/database';

const LONG = process.env.PINKAN_LONG !== undefined;
const MERCHANT = 'mer_1';
const NOW = 1_772_337_600_000;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});
beforeEach(() => store.visitors.deleteMany({}));

const shareOf = (userId: string, merchantId = MERCHANT): ShareDoc => ({
  _id: `t_${userId}`,
  merchantId,
  userId,
  target: { kind: 'shop', id: merchantId },
  title: '山野集',
  depth: 0,
  root: `t_${userId}`,
  createdAt: NOW,
});

const open = (visitor: string, sharer: string, scene?: number) =>
  openShare(store, shareOf(sharer), visitor, scene, NOW);

/** Walks up from everybody: nobody meets themselves, nobody was bound twice, and every referrer knows it. */
async function expectTrees(): Promise<Map<string, string>> {
  const visitors = await store.visitors.find().toArray();
  const above = new Map(visitors.flatMap(({ userId, referrerId }) => (referrerId ? [[userId, referrerId]] : [])));
  for (const { userId, history, referrerId, merchantId } of visitors) {
    expect([userId, history.map((one) => one.referrerId)]).toEqual([userId, referrerId ? [referrerId] : []]);
    expect(merchantId).toBe(MERCHANT);
    const met = new Set<string>();
    for (let next: string | undefined = userId; next !== undefined; next = above.get(next)) {
      expect([userId, met.has(next)]).toEqual([userId, false]);
      met.add(next);
    }
  }
  for (const referrer of above.values()) {
    expect(visitors.find(({ userId }) => userId === referrer)).toMatchObject({ hasReferees: true });
  }
  return above;
}

it('binds the first opening for good', async () => {
  expect(await open('usr_b', 'usr_a', 1007)).toBe('bound');
  expect(await open('usr_b', 'usr_a')).toBe('already');
  expect(await open('usr_b', 'usr_c')).toBe('elsewhere');
  expect(await open('usr_a', 'usr_a')).toBe('own');
  expect(await open('usr_d', 'usr_a', SCENE_MOMENTS_PREVIEW)).toBe('preview');
  expect(await store.visitors.findOne({ _id: visitorId(MERCHANT, 'usr_b') })).toMatchObject({
    referrerId: 'usr_a',
    boundAt: NOW,
    shareId: 't_usr_a',
    history: [{ referrerId: 'usr_a', shareId: 't_usr_a', at: NOW }],
  });
  expect(await store.visitors.findOne({ _id: visitorId(MERCHANT, 'usr_d') })).toBeNull();
});

it('never binds to a suspended promoter, nor into a ring of any length', async () => {
  await store.visitors.insertOne({
    _id: visitorId(MERCHANT, 'usr_s'),
    merchantId: MERCHANT,
    userId: 'usr_s',
    suspended: true,
    history: [],
  });
  expect(await open('usr_a', 'usr_s')).toBe('suspended');
  for (const [visitor, sharer] of [
    ['usr_b', 'usr_a'],
    ['usr_c', 'usr_b'],
    ['usr_d', 'usr_c'],
  ] as const) {
    expect(await open(visitor, sharer)).toBe('bound');
  }
  for (const sharer of ['usr_b', 'usr_c', 'usr_d']) expect(await open('usr_a', sharer)).toBe('cycle');
  await expectTrees();
});

it('keeps merchants apart', async () => {
  expect(await open('usr_b', 'usr_a')).toBe('bound');
  expect(await openShare(store, shareOf('usr_b', 'mer_2'), 'usr_a', undefined, NOW)).toBe('bound');
});

it('names who is above, nearest first, no further than asked', async () => {
  await open('usr_b', 'usr_a');
  await open('usr_c', 'usr_b');
  await open('usr_d', 'usr_c');
  expect((await referrersOf(store, MERCHANT, 'usr_d', 2)).map(({ earnerId }) => earnerId)).toEqual(['usr_c', 'usr_b']);
  expect((await referrersOf(store, MERCHANT, 'usr_d', 3)).map(({ earnerId }) => earnerId)).toHaveLength(3);
  expect(await referrersOf(store, MERCHANT, 'usr_d', 0)).toEqual([]);
  expect(await referrersOf(store, MERCHANT, 'usr_x', 3)).toEqual([]);
});

it.each([2, 3])(
  'lets a ring of %i people, who open each other’s cards at once, never close',
  async (length) => {
    for (let round = 0; round < 30; round++) {
      const ring = Array.from({ length }, (_, index) => `usr_${length}r${round}p${index}`);
      const answers = await Promise.all(ring.map((visitor, at) => open(visitor, ring[(at + 1) % length] ?? '')));
      expect(answers.filter((answer) => answer === 'bound')).toHaveLength(length - 1);
      expect(answers.filter((answer) => answer === 'cycle')).toHaveLength(1);
    }
    await expectTrees();
  },
  60_000,
);

it('gives a person one referrer when sixteen cards are opened at once', async () => {
  for (let round = 0; round < 5; round++) {
    const visitor = `usr_v${round}`;
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => open(visitor, `usr_s${index}`)));
    expect(answers.filter((answer) => answer === 'bound')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'elsewhere')).toHaveLength(15);
  }
  await expectTrees();
});

it('keeps trees while sixteen clients bind at random over a few people', async () => {
  const person = fc.integer({ min: 0, max: 9 });
  const openings = fc.array(fc.tuple(person, person), { minLength: 32, maxLength: 48 });
  await fc.assert(
    fc.asyncProperty(openings, async (all) => {
      await store.visitors.deleteMany({});
      const said: string[] = [];
      let next = 0;
      const client = async () => {
        for (let opening = all[next++]; opening; opening = all[next++]) {
          const [visitor, sharer] = opening;
          said.push(await open(`usr_${visitor}`, `usr_${sharer}`));
        }
      };
      await Promise.all(Array.from({ length: 16 }, client));
      const above = await expectTrees();
      expect(said.filter((answer) => answer === 'bound')).toHaveLength(above.size);
    }),
    { numRuns: LONG ? 60 : 4, endOnFailure: true },
  );
});
