/** Bindings under races: one referrer for each person, never a cycle, and a history that only grows. */
import fc from 'fast-check';
import { type Collections, collectionsOf, type ShareDoc, type VisitorDoc } from '../../functions/store/collections';
import { correctBinding, type Opened, openShare, referrersOf, visitorId } from '../../functions/store/referral';
import { firstOf } from '../../functions/store/stock';
import { bindingFrom, FIRST_POLICY, type ReferralPolicy, SCENE_MOMENTS_PREVIEW } from '../../shared/domain/referral';
import { DAY, HOUR, type Ms } from '../../shared/time';
import { countCommands, useDatabase } from '../support/database';
import { interleave, orders } from '../support/interleave';

const LONG = process.env.PINKAN_LONG !== undefined;
const NOW = 1_772_337_600_000;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
let store: Collections;
let shop = 'mer_0';
let shops = 0;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});
/** Merchants know nothing of each other: a new one is a fresh start. */
const openShop = () => {
  shop = `mer_${++shops}`;
};
beforeEach(openShop);

const LAST_CLICK: ReferralPolicy = { ...FIRST_POLICY, replaced: 'lastClick', protectedDays: 1 };

const shareOf = (userId: string, merchantId = shop): ShareDoc => ({
  _id: `t_${userId}`,
  merchantId,
  userId,
  target: { kind: 'shop', id: merchantId },
  channel: 'message',
  title: '山野集',
  depth: 0,
  root: `t_${userId}`,
  createdAt: NOW,
});

type More = Partial<Pick<Opened, 'policy' | 'scene' | 'ordering' | 'at' | 'seen'>>;

/** `visitor` opens what `sharer` has shared. */
const opens = (visitor: string, sharer: string, more: More = {}) => {
  const share = shareOf(sharer);
  return (as: Collections) => openShare(as, { share, policy: FIRST_POLICY, userId: visitor, at: NOW, ...more });
};

const open = async (visitor: string, sharer: string, more: More = {}) =>
  (await opens(visitor, sharer, more)(store)).answer;

const visitorOf = (userId: string) => store.visitors.findOne({ _id: visitorId(shop, userId) });

const correct = (userId: string, referrerId: string | undefined, requestId: string, at: Ms = NOW, as = store) =>
  correctBinding(as, {
    merchantId: shop,
    userId,
    to: referrerId === undefined ? undefined : { referrerId, shareId: `t_${referrerId}` },
    policy: FIRST_POLICY,
    by: 'usr_owner',
    reason: '登记错了',
    requestId,
    at,
  });

/**
 * Walks up from everybody: nobody meets themselves; whoever is named as a referrer is marked as one; what stands of a
 * binding is the last line of its history, and no line is there twice.
 */
async function expectTrees(): Promise<Map<string, VisitorDoc>> {
  const visitors = await store.visitors.find({ merchantId: shop }).toArray();
  const all = new Map(visitors.map((visitor) => [visitor.userId, visitor]));
  for (const { userId, history, referrerId, boundAt, shareId, policyVersion, until } of visitors) {
    const met = new Set<string>();
    for (let next: string | undefined = userId; next !== undefined; next = all.get(next)?.referrerId) {
      expect([userId, next, met.has(next)]).toEqual([userId, next, false]);
      met.add(next);
    }
    if (referrerId !== undefined) {
      expect(all.get(referrerId)).toMatchObject({ hasReferees: true });
      expect(history.at(-1)).toMatchObject({
        referrerId,
        at: boundAt,
        shareId,
        policyVersion,
        ...(until === undefined ? {} : { until }),
      });
    } else expect(history.at(-1)?.referrerId).toBeUndefined();
    expect(new Set(history.map((line) => JSON.stringify(line))).size).toBe(history.length);
  }
  return all;
}

it('binds the first opening for good, and says once that it was the first', async () => {
  expect(await opens('usr_b', 'usr_a', { scene: 1007 })(store)).toEqual({ answer: 'bound', first: true });
  expect(await opens('usr_b', 'usr_a')(store)).toEqual({ answer: 'already', first: false });
  expect(await open('usr_b', 'usr_c')).toBe('elsewhere');
  expect(await open('usr_a', 'usr_a')).toBe('own');
  expect(await opens('usr_d', 'usr_a', { scene: SCENE_MOMENTS_PREVIEW })(store)).toEqual({
    answer: 'preview',
    first: false,
  });
  expect(await visitorOf('usr_b')).toEqual({
    _id: `${shop}/usr_b`,
    merchantId: shop,
    userId: 'usr_b',
    referrerId: 'usr_a',
    boundAt: NOW,
    bindingId: expect.stringMatching(/^bnd_/),
    shareId: 't_usr_a',
    policyVersion: 1,
    firstShareId: 't_usr_a',
    firstAt: NOW,
    history: [{ referrerId: 'usr_a', at: NOW, shareId: 't_usr_a', policyVersion: 1 }],
  });
  expect(await visitorOf('usr_d')).toBeNull();
});

it('never binds to a suspended promoter, nor into a ring of any length', async () => {
  await store.visitors.insertOne({
    _id: visitorId(shop, 'usr_s'),
    merchantId: shop,
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
  openShop();
  expect(await open('usr_a', 'usr_b')).toBe('bound');
});

it('names who is above, nearest first, no further than asked', async () => {
  for (const [visitor, sharer] of ['ba', 'cb', 'dc'] as const) await open(`usr_${visitor}`, `usr_${sharer}`);
  const above = async (levels: number, userId = 'usr_d') =>
    (await referrersOf(store, shop, userId, levels, NOW)).map(({ earnerId }) => earnerId);
  expect(await above(2)).toEqual(['usr_c', 'usr_b']);
  expect(await above(3)).toEqual(['usr_c', 'usr_b', 'usr_a']);
  expect([await above(0), await above(3, 'usr_x')]).toEqual([[], []]);
});

describe('by the policy', () => {
  it('a binding that is over earns nothing, and ends the chain above it', async () => {
    const month: ReferralPolicy = { ...FIRST_POLICY, version: 4, days: 30 };
    await open('usr_b', 'usr_a', { policy: month });
    await open('usr_c', 'usr_b', { at: NOW + DAY });
    const above = async (at: Ms) => (await referrersOf(store, shop, 'usr_c', 3, at)).map(({ earnerId }) => earnerId);
    expect(await above(NOW + 30 * DAY - 1)).toEqual(['usr_b', 'usr_a']);
    expect(await above(NOW + 30 * DAY)).toEqual(['usr_b']);
    expect(await visitorOf('usr_b')).toMatchObject({ policyVersion: 4, until: NOW + 30 * DAY });
  });

  it('another one takes the place of a binding that may be replaced, and nothing of the old one stays but its line', async () => {
    const first: ReferralPolicy = { ...LAST_CLICK, version: 2, days: 7 };
    await open('usr_b', 'usr_a', { policy: first });
    const { bindingId } = (await visitorOf('usr_b')) ?? {};
    // Whatever the shop says by now: this one was promised a day.
    expect(await open('usr_b', 'usr_c', { at: NOW + DAY - 1 })).toBe('elsewhere');
    expect(await open('usr_b', 'usr_c', { at: NOW + DAY })).toBe('bound');
    const now = await visitorOf('usr_b');
    expect(now).toMatchObject({
      referrerId: 'usr_c',
      policyVersion: 1,
      firstShareId: 't_usr_a',
      firstAt: NOW,
      history: [{ referrerId: 'usr_a' }, { referrerId: 'usr_c' }],
    });
    expect(now).not.toHaveProperty('until');
    expect(now).not.toHaveProperty('replaceableFrom');
    expect(now?.bindingId).not.toBe(bindingId);
  });

  it('a first order binds by what was promised to nobody before it', async () => {
    const policy: ReferralPolicy = { ...FIRST_POLICY, when: 'firstOrder' };
    expect(await opens('usr_b', 'usr_a', { policy })(store)).toEqual({ answer: 'waits', first: true });
    expect(await opens('usr_b', 'usr_c', { policy })(store)).toEqual({ answer: 'waits', first: false });
    expect(await visitorOf('usr_b')).toMatchObject({ firstShareId: 't_usr_a', history: [] });
    expect(await open('usr_b', 'usr_c', { policy, ordering: true })).toBe('bound');
    expect(await visitorOf('usr_b')).toMatchObject({ referrerId: 'usr_c', firstShareId: 't_usr_a' });
  });

  it('of newcomers only, whoever has an order in this shop stays nobody’s', async () => {
    const policy: ReferralPolicy = { ...FIRST_POLICY, whom: 'newcomers' };
    const counter = { max: 1, sold: 0, holds: [] };
    await store.counters.insertOne({ _id: firstOf(shop, 'usr_b'), taken: 1, ...counter });
    await store.counters.insertOne({ _id: firstOf(shop, 'usr_c'), taken: 0, ...counter });
    expect(await open('usr_b', 'usr_a', { policy })).toBe('known');
    expect(await open('usr_c', 'usr_a', { policy })).toBe('bound');
    expect(await open('usr_d', 'usr_a', { policy })).toBe('bound');
  });
});

describe('a correction', () => {
  it('puts right, takes away, and is refused into a ring, to oneself and to a suspended promoter', async () => {
    await open('usr_b', 'usr_a');
    await open('usr_c', 'usr_b');
    expect(await correct('usr_b', 'usr_b', 'r1')).toBe('own');
    expect(await correct('usr_b', 'usr_c', 'r1')).toBe('cycle');
    expect(await correct('usr_b', 'usr_d', 'r1', NOW + 1)).toBe('corrected');
    expect(await correct('usr_b', undefined, 'r2', NOW + 2)).toBe('corrected');
    await store.visitors.updateOne({ _id: visitorId(shop, 'usr_d') }, { $set: { suspended: true } });
    expect(await correct('usr_b', 'usr_d', 'r3')).toBe('suspended');
    const why = { by: 'usr_owner', reason: '登记错了' };
    expect(await visitorOf('usr_b')).toMatchObject({
      firstShareId: 't_usr_a',
      history: [
        { referrerId: 'usr_a', at: NOW },
        { referrerId: 'usr_d', at: NOW + 1, requestId: 'r1', ...why },
        { at: NOW + 2, requestId: 'r2', ...why },
      ],
    });
    await expectTrees();
    expect(await referrersOf(store, shop, 'usr_b', 3, NOW)).toEqual([]);
    // Nobody's now: the next share binds by the policy, as it does for anybody.
    expect(await open('usr_b', 'usr_e')).toBe('bound');
  });

  it('happens once for a request, however often it is sent at once, and not for another question', async () => {
    await open('usr_b', 'usr_a');
    const answers = await Promise.all(Array.from({ length: 8 }, () => correct('usr_b', 'usr_c', 'r1')));
    expect(new Set(answers)).toEqual(new Set(['corrected']));
    expect(await correct('usr_b', 'usr_d', 'r1')).toBe('requestIdReused');
    expect((await visitorOf('usr_b'))?.history.map(({ referrerId }) => referrerId)).toEqual(['usr_a', 'usr_c']);
  });
});

describe('at once', () => {
  it.each([2, 3])('a ring of %i people, who open each other’s cards, never closes', async (length) => {
    for (let round = 0; round < 20; round++) {
      const ring = Array.from({ length }, (_, index) => `usr_${round}p${index}`);
      const answers = await Promise.all(ring.map((visitor, at) => open(visitor, ring[(at + 1) % length] ?? '')));
      expect(answers.filter((answer) => answer === 'bound')).toHaveLength(length - 1);
      expect(answers.filter((answer) => answer === 'cycle')).toHaveLength(1);
    }
    await expectTrees();
  });

  it('a person who opens sixteen cards has one referrer', async () => {
    for (let round = 0; round < 5; round++) {
      const visitor = `usr_v${round}`;
      const cards = Array.from({ length: 16 }, (_, index) => opens(visitor, `usr_s${index}`)(store));
      const said = await Promise.all(cards);
      expect(said.filter(({ answer }) => answer === 'bound')).toHaveLength(1);
      expect(said.filter(({ answer }) => answer === 'elsewhere')).toHaveLength(15);
      expect(said.filter(({ first }) => first)).toHaveLength(1);
    }
    await expectTrees();
  });

  it('whoever waits for their first order is seen for the first time once', async () => {
    const policy: ReferralPolicy = { ...FIRST_POLICY, when: 'firstOrder' };
    const said = await Promise.all(
      Array.from({ length: 16 }, (_, n) => opens('usr_v', `usr_s${n}`, { policy })(store)),
    );
    expect(said.filter(({ first }) => first)).toHaveLength(1);
  });

  it('bindings, rebindings and corrections by sixteen clients keep trees, and every line of history', async () => {
    const person = fc.integer({ min: 0, max: 8 }).map((n) => `usr_${n}`);
    const move = fc.record({
      visitor: person,
      sharer: person,
      // Mostly openings; now and then a correction, of a few requests that come again and again.
      correction: fc.option(fc.record({ request: fc.nat(3), away: fc.boolean() }), { freq: 5 }),
      policy: fc.constantFrom<ReferralPolicy>(
        LAST_CLICK,
        LAST_CLICK,
        { ...LAST_CLICK, version: 2, days: 2 },
        { ...FIRST_POLICY, version: 3, days: 1, replaced: 'afterExpiry' },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 60, maxLength: 90 }), async (moves) => {
        openShop();
        const written = new Map<string, number>();
        const met = new Map<string, number>();
        const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
        const corrected = new Set<string>();
        let seen = new Map<string, VisitorDoc>();
        let next = 0;
        const client = async (until: number) => {
          for (let index = next++; index < until; index = next++) {
            const { visitor, sharer, correction, policy } = moves[index] as (typeof moves)[0];
            // Half a day from one to the next: bindings end, and may be replaced, all the while.
            const at = NOW + index * 12 * HOUR;
            if (correction) {
              const id = `r${correction.request}`;
              const answer = await correct(visitor, correction.away ? undefined : sharer, id, at);
              if (answer === 'corrected') corrected.add(`${visitor}/${id}`);
            } else {
              const { answer, first } = await opens(visitor, sharer, { policy, at })(store);
              if (answer === 'bound') count(written, visitor);
              if (first) count(met, visitor);
            }
          }
        };
        // Two halves: between them it is looked at what stands, and afterwards that all of it still does.
        for (const until of [moves.length >> 1, moves.length]) {
          await Promise.all(Array.from({ length: 16 }, () => client(until)));
          next = until;
          const all = await expectTrees();
          for (const [userId, { history }] of seen) {
            expect(all.get(userId)?.history.slice(0, history.length)).toEqual(history);
          }
          seen = all;
        }
        for (const [userId, { history }] of seen) {
          const requests = history.flatMap(({ requestId }) => requestId ?? []);
          expect(requests.map((id) => `${userId}/${id}`).sort()).toEqual(
            [...corrected].filter((id) => id.startsWith(`${userId}/`)).sort(),
          );
          expect([userId, history.length - requests.length]).toEqual([userId, written.get(userId) ?? 0]);
        }
        for (const times of met.values()) expect(times).toBe(1);
      }),
      { numRuns: LONG ? 60 : 4, endOnFailure: true },
    );
  });
});

/**
 * Each client reads, marks its sharer, binds; or begins a transaction, reads in it, writes and commits: five turns at most.
 * Two clients are walked through every order of their turns, three through orders drawn by chance.
 */
describe('in every order of the steps', () => {
  /** What was there before, as binding one after another would have left it: `ba` says that b was brought by a. */
  async function stand(bound: readonly string[]): Promise<void> {
    const brought = new Map(bound.map(([visitor, sharer]) => [visitor, sharer]));
    const people = [...new Set(bound.join(''))].map((name): VisitorDoc => {
      const userId = `usr_${name}`;
      const sharer = brought.get(name);
      const line = { referrerId: `usr_${sharer}`, shareId: `t_usr_${sharer}`, policyVersion: LAST_CLICK.version };
      return {
        _id: visitorId(shop, userId),
        merchantId: shop,
        userId,
        ...([...brought.values()].includes(name) ? { hasReferees: true } : {}),
        ...(sharer === undefined ? {} : { ...line, ...bindingFrom(LAST_CLICK, line.referrerId, NOW) }),
        history: sharer === undefined ? [] : [{ ...line, at: NOW }],
      };
    });
    if (people.length > 0) await store.visitors.insertMany(people);
  }
  /** A day later, when all of that may be replaced. */
  const now = { policy: LAST_CLICK, at: NOW + DAY };

  /** The bindings that stand have no ring; as many were bound as can be without one. */
  async function walk(had: readonly string[], taps: readonly string[], bound: number, turns: readonly number[]) {
    openShop();
    await stand(had);
    const works = taps.map(([visitor, sharer]) => opens(`usr_${visitor}`, `usr_${sharer}`, now));
    const said = await interleave(store, works, turns);
    const all = await expectTrees();
    expect([turns, said.filter(({ answer }) => answer === 'bound').length]).toEqual([turns, bound]);
    const lines = [...all.values()].reduce((sum, { history }) => sum + history.length, 0);
    expect([turns, lines]).toEqual([turns, had.length + bound]);
  }

  it.each<[string, string[], string[], number]>([
    ['two people without anybody open each other’s cards', [], ['ab', 'ba'], 1],
    ['two who were brought by others', ['ax', 'by'], ['ab', 'ba'], 1],
    ['one of them has brought somebody', ['ca'], ['ab', 'ba'], 1],
    ['both have brought somebody', ['ca', 'db'], ['ab', 'ba'], 1],
    ['one is opened by somebody while they open another', [], ['ab', 'ca'], 2],
    ['somebody is brought below one who is being bound', ['ba'], ['cb', 'ac'], 1],
    // What slipped through before roots were written: each goes below the other's.
    ['two people of two trees go below each other’s', ['ax', 'by', 'pa', 'qb'], ['aq', 'bp'], 1],
    ['the head of one tree and somebody of another', ['ba', 'dc'], ['ad', 'cb'], 1],
    ['the middle of a chain goes below somebody who goes below its end', ['ba', 'cb'], ['bd', 'dc'], 1],
    ['its end goes below somebody else meanwhile', ['ba', 'cb'], ['ad', 'ce'], 2],
    ['one person opens two cards', [], ['ab', 'ac'], 1],
    ['somebody who was brought opens two cards', ['ab'], ['ac', 'ad'], 1],
    ['somebody who was brought and has brought somebody', ['ab', 'xa'], ['ac', 'ad'], 1],
  ])('%s', async (_, had, taps, bound) => {
    for (const turns of LONG ? orders(2, 5) : everyNth(orders(2, 5), 24)) await walk(had, taps, bound, turns);
  });

  it('a correction and an opening, each of which goes below the other’s', async () => {
    for (const turns of LONG ? orders(2, 5) : everyNth(orders(2, 5), 24)) {
      openShop();
      await stand(['ax', 'by', 'pa', 'qb']);
      const corrects = (as: Collections) => correct('usr_a', 'usr_q', 'r1', now.at, as);
      const said = await interleave<unknown>(store, [corrects, opens('usr_b', 'usr_p', now)], turns);
      await expectTrees();
      const [corrected, opened] = said;
      const second = { answer: corrected === 'corrected' ? 'cycle' : 'bound', first: false };
      expect([turns, opened]).toEqual([turns, second]);
    }
  });

  it.each<[string, string[], string[]]>([
    ['a ring of three', [], ['ab', 'bc', 'ca']],
    ['a ring of three who were brought by others', ['ax', 'by', 'cz'], ['ab', 'bc', 'ca']],
    ['a ring of three, each with somebody below', ['xa', 'yb', 'zc'], ['ab', 'bc', 'ca']],
    ['three trees, each below the next', ['au', 'bv', 'cw', 'xa', 'yb', 'zc'], ['ay', 'bz', 'cx']],
  ])('%s', async (_, had, taps) => {
    const turns = fc.shuffledSubarray(
      [...Array(15).keys()].map((n) => n % 3),
      { minLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(turns, (order) => walk(had, taps, 2, order)),
      { numRuns: LONG ? 500 : 15, endOnFailure: true },
    );
  });
});

function* everyNth<T>(all: Iterable<T>, n: number): Generator<T> {
  let index = 0;
  for (const one of all) if (index++ % n === 0) yield one;
}

it('a new person costs two writes, and a known one nothing', async () => {
  const sharer = await visitorOf('usr_a');
  const seen = { visitor: null, sharer };
  const first = await countCommands(database.client, () => opens('usr_b', 'usr_a', { seen })(store));
  expect(first.commands).toEqual(['update', 'update']);
  const [visitor, marked] = [await visitorOf('usr_b'), await visitorOf('usr_a')];
  const again = await countCommands(database.client, () =>
    opens('usr_b', 'usr_a', { seen: { visitor, sharer: marked } })(store),
  );
  expect(again.commands).toEqual([]);
  // A sharer who has brought somebody before is marked already.
  const second = await countCommands(database.client, () =>
    opens('usr_c', 'usr_a', { seen: { visitor: null, sharer: marked } })(store),
  );
  expect(second.commands).toEqual(['update']);
});
