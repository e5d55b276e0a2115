/** The guards of the updates and the pure rules of `shared/domain/bargain.ts` give the same answers, and races keep them. */
import fc from 'fast-check';
import {
  bargainsOf,
  bargainsOfCampaign,
  buyBargain,
  cancelBargain,
  countBargains,
  endBargainsNow,
  expireBargains,
  extendBargainHold,
  giveBackBargain,
  helpBargain,
  isStanding,
  NO_BARGAINS,
  noticeOf,
  orderBargain,
  overdueBargains,
  remindBargain,
  runningBargain,
  standingBargains,
  startBargain,
} from '../../functions/store/bargain';
import { Busy, OUTBOX_LIMIT } from '../../functions/store/change';
import { type BargainDoc, collectionsOf, indexes } from '../../functions/store/collections';
import {
  afterUnpaid,
  type BargainStatus,
  type BargainTerms,
  cutsLeft,
  isOver,
  mayCancel,
  mayHelp,
  mayOrder,
  priceOf,
  statusAt,
  USUAL_TERMS,
} from '../../shared/domain/bargain';
import type { Result } from '../../shared/result';
import { DAY, HOUR, MINUTE, type Ms } from '../../shared/time';
import { useDatabase } from '../support/database';

const LONG = process.env.PINKAN_LONG !== undefined;
const RUNS = LONG ? 3_000 : 60;
const NOW = Date.parse('2026-03-01T12:00:00+08:00');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const bargains = () => collectionsOf(database.client, database.db).bargains;
beforeAll(() => bargains().createIndexes([...indexes.bargains]));
beforeEach(() => bargains().deleteMany({}));

const CUTS = [1200, 1000, 500, 300];
const friendOf = (index: number) => ({ userId: `usr_${index}`, name: `朋友${index}`, avatar: '' });

type Part = Partial<Omit<BargainDoc, 'terms'>> & { terms?: Partial<BargainTerms>; made?: number };

/** With so many cuts made: the owner's own, then those of usr_1, usr_2 … */
function bargainWith({ terms = {}, made = 1, ...rest }: Part = {}): BargainDoc {
  const cuts = rest.cuts ?? CUTS;
  const status = rest.status ?? 'open';
  const helps = cuts.slice(0, made).map((cut, index) => ({ ...friendOf(index), cut, at: NOW - HOUR }));
  return {
    _id: 'brg_1',
    merchantId: 'mer_1',
    merchantName: '山野集',
    campaignId: 'cmp_1',
    campaignVersion: 1,
    terms: { ...USUAL_TERMS, prices: { sku_peach: { list: 3990, floor: 990 } }, helpers: cuts.length - 1, ...terms },
    productId: 'prd_1',
    product: { title: '阳山水蜜桃', caption: '', cover: '' },
    sku: { id: 'sku_peach', name: '' },
    ownerId: 'usr_0',
    owner: { name: '朋友0', avatar: '' },
    status,
    list: 3990,
    floor: 990,
    price: priceOf({ list: 3990, helps }),
    seed: '0'.repeat(64),
    commitment: '',
    cuts,
    helps,
    ...(isOver({ status }) ? {} : { running: true }),
    ...(status === 'ordered' || status === 'bought' ? { order: { id: 'ord_1', hold: 'hold_1', until: NOW } } : {}),
    expiresAt: NOW + HOUR,
    outbox: [],
    createdAt: NOW - HOUR,
    ...rest,
  };
}

/** Moments at which an answer turns, and one millisecond to either side. */
const around = (...moments: number[]) => fc.constantFrom(...moments.flatMap((at) => [at - 1, at, at + 1]));

const STATUSES: BargainStatus[] = ['open', 'floor', 'ordered', 'bought', 'expired', 'cancelled'];

/** Bargains of every kind that can be: each status, both ways to buy, any number of cuts made, clocks at the boundary. */
const anyBargain: fc.Arbitrary<BargainDoc> = fc
  .record({
    status: fc.constantFrom<BargainStatus>('open', 'open', ...STATUSES),
    buyAt: fc.constantFrom<BargainTerms['buyAt']>('floor', 'anyPrice'),
    payWithin: fc.constantFrom(HOUR, DAY),
    count: fc.integer({ min: 1, max: 4 }),
    made: fc.nat(3),
    full: fc.boolean(),
    ended: fc.constantFrom(false, false, true),
    expiresAt: around(NOW, NOW, NOW + HOUR, NOW - HOUR),
    remindAt: fc.oneof(fc.constant(undefined), around(NOW)),
    until: around(NOW),
  })
  .map(({ status, buyAt, payWithin, count, made, full, ended, expiresAt, remindAt, until }) => {
    const left = status === 'open' || (status === 'ordered' && buyAt === 'anyPrice' && !full);
    const all = status === 'floor' || status === 'bought' || (status === 'ordered' && !left);
    const ordered = status === 'ordered' || status === 'bought';
    return bargainWith({
      status,
      terms: { buyAt, payWithin },
      cuts: CUTS.slice(0, count),
      made: all ? count : left ? made % count : made % (count + 1),
      expiresAt,
      ...(ordered ? { order: { id: 'ord_1', hold: 'hold_1', until } } : {}),
      ...(ended && status !== 'open' && status !== 'floor' ? { endedEarly: true } : {}),
      ...(remindAt !== undefined && !isOver({ status }) ? { remindAt } : {}),
    });
  });

/** One of every status, at the end of its time and before it. */
const EXAMPLES = STATUSES.flatMap((status) => {
  const made = status === 'open' ? 3 : 4;
  return [NOW, NOW + 1].map((expiresAt) => bargainWith({ status, made, expiresAt }));
});

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Puts it there and reads it back. */
async function put(bargain: BargainDoc): Promise<BargainDoc> {
  const whole = plain(bargain);
  await bargains().replaceOne({ _id: bargain._id }, whole, { upsert: true });
  return whole;
}

/** As it stands, without the mark for the figures, which is another one after each change. */
async function read(id = 'brg_1'): Promise<BargainDoc> {
  const bargain = await bargains().findOne({ _id: id }, { projection: { uncounted: 0 } });
  if (!bargain) throw new Error(`${id} is not there`);
  expect(bargain.price).toBe(priceOf(bargain));
  expect(bargain.running === true).toBe(!isOver(bargain));
  return bargain;
}

const said = (answer: Result<unknown, string>) => (answer.ok ? 'yes' : answer.refusal);
const unless = <T>(condition: boolean, part: T): T | object => (condition ? {} : part);

it('makes a cut exactly where mayHelp says yes, and says why not with its words', async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyBargain, fc.nat(5), async (any, who) => {
      const before = await put(any);
      const friend = friendOf(who);
      const rule = mayHelp(before, friend.userId, NOW);
      const helped = await helpBargain(bargains(), 'brg_1', friend, NOW);
      answers.add(said(helped));
      expect(said(helped)).toBe(said(rule));
      const after = await read();
      if (!helped.ok) {
        expect(after).toEqual(before);
        return;
      }
      const cut = before.cuts[before.helps.length]!;
      const atFloor = cutsLeft(before) === 1;
      const { payWithin } = before.terms;
      const { drainAt, ...rest } = after;
      expect(rest).toEqual({
        ...before,
        helps: [...before.helps, { ...friend, cut, at: NOW }],
        price: before.price - cut,
        ...unless(!atFloor, {
          status: 'floor',
          expiresAt: NOW + payWithin,
          floorAt: NOW,
          remindAt: NOW + payWithin - noticeOf(payWithin),
          outbox: [{ id: 'floor', event: { type: 'floorReached', at: NOW } }],
        }),
      });
      expect(drainAt !== undefined).toBe(atFloor);
      // A second tap makes no second cut.
      expect(said(await helpBargain(bargains(), 'brg_1', friend, NOW))).toBe('bargainHelped');
      expect(await read()).toEqual(after);
    }),
    {
      numRuns: RUNS,
      examples: [
        ...EXAMPLES.map((example): [BargainDoc, number] => [example, 4]),
        [bargainWith({ made: 2 }), 1],
        [bargainWith({ status: 'cancelled', endedEarly: true }), 4],
      ],
    },
  );
  expect([...answers].sort()).toEqual(
    [
      'yes',
      'bargainOwn',
      'bargainHelped',
      'bargainAtFloor',
      'bargainOrdered',
      'bargainBought',
      'bargainExpired',
      'bargainCancelled',
      'bargainEndedEarly',
    ].sort(),
  );
});

it('is ordered exactly where mayOrder says yes, under the hold that asked last', async () => {
  const answers = new Set<string>();
  const asked = fc.record({
    order: fc.integer({ min: 1, max: 2 }),
    user: fc.nat(1),
    off: fc.constantFrom(0, 0, 0, -1, 1),
  });
  await fc.assert(
    fc.asyncProperty(anyBargain, asked, async (any, { order, user, off }) => {
      const before = await put(any);
      const helps = Math.max(0, before.helps.length + off);
      const ordering = { orderId: `ord_${order}`, userId: `usr_${user}`, helps };
      const rule = mayOrder(before, ordering, NOW);
      const ordered = await orderBargain(bargains(), 'brg_1', { ...ordering, hold: 'hold_2', until: NOW + DAY }, NOW);
      answers.add(said(ordered));
      expect(said(ordered)).toBe(said(rule));
      expect(await read()).toEqual({
        ...before,
        ...unless(!ordered.ok, {
          status: 'ordered',
          order: { id: ordering.orderId, hold: 'hold_2', until: NOW + DAY },
        }),
      });
    }),
    {
      numRuns: RUNS,
      examples: [
        ...EXAMPLES.map((example): [BargainDoc, { order: number; user: number; off: number }] => [
          example,
          { order: 2, user: 0, off: 0 },
        ]),
        [bargainWith({ status: 'ordered', made: 4 }), { order: 1, user: 0, off: -1 }],
        [bargainWith({ terms: { buyAt: 'anyPrice' } }), { order: 2, user: 0, off: 0 }],
        [bargainWith({ terms: { buyAt: 'anyPrice' } }), { order: 2, user: 0, off: 1 }],
        [bargainWith({ status: 'floor', made: 4 }), { order: 2, user: 0, off: -1 }],
        [bargainWith({ status: 'cancelled', endedEarly: true }), { order: 2, user: 0, off: 0 }],
      ],
    },
  );
  expect([...answers].sort()).toEqual(
    [
      'yes',
      'notFound',
      'bargainNotAtFloor',
      'priceChanged',
      'bargainOrdered',
      'bargainBought',
      'bargainExpired',
      'bargainCancelled',
      'bargainEndedEarly',
    ].sort(),
  );
});

it('is what afterUnpaid says once its order has closed, and nobody else’s hold gives it back', async () => {
  const again = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyBargain, fc.boolean(), async (any, own) => {
      const before = await put(any);
      await giveBackBargain(bargains(), 'brg_1', own ? ['hold_0', 'hold_1'] : ['hold_0', 'hold_2'], NOW);
      const after = await read();
      if (!own || before.status !== 'ordered') {
        expect(after).toEqual(before);
        return;
      }
      const status = afterUnpaid(before, NOW);
      again.add(status);
      const { order: _, running, remindAt, ...rest } = before;
      expect(after).toEqual({
        ...rest,
        status,
        ...(isOver({ status }) ? { endedAt: NOW } : { running, ...unless(remindAt === undefined, { remindAt }) }),
      });
    }),
    {
      numRuns: RUNS,
      examples: [
        [bargainWith({ status: 'ordered', made: 4 }), true],
        [bargainWith({ status: 'ordered', made: 3, terms: { buyAt: 'anyPrice' } }), true],
        [bargainWith({ status: 'ordered', made: 4, expiresAt: NOW }), true],
        [bargainWith({ status: 'ordered', made: 4, endedEarly: true }), true],
      ],
    },
  );
  expect([...again].sort()).toEqual(['cancelled', 'expired', 'floor', 'open']);
});

it('is bought by the order that has it, once, whenever its time was over', async () => {
  const bought = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(anyBargain, fc.integer({ min: 1, max: 2 }), async (any, order) => {
      const before = await put(any);
      await buyBargain(bargains(), 'brg_1', `ord_${order}`, NOW);
      const has = before.status === 'ordered' && order === 1;
      bought.add(has);
      const { running: _, remindAt: __, endedEarly: ___, ...rest } = before;
      const after = await read();
      expect(after).toEqual(has ? { ...rest, status: 'bought', endedAt: NOW } : before);
      await giveBackBargain(bargains(), 'brg_1', ['hold_1'], NOW);
      if (has) expect(await read()).toEqual(after);
    }),
    { numRuns: RUNS, examples: [[bargainWith({ status: 'ordered', made: 4, expiresAt: NOW, endedEarly: true }), 1]] },
  );
  expect(bought).toEqual(new Set([true, false]));
});

it('is cancelled exactly where mayCancel says yes, and stands exactly where it could be', async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyBargain, fc.nat(1), async (any, user) => {
      const before = await put(any);
      const rule = mayCancel(before, `usr_${user}`, NOW);
      expect(await isStanding(bargains(), 'brg_1', NOW)).toBe(mayCancel(before, 'usr_0', NOW).ok);
      const cancelled = await cancelBargain(bargains(), 'brg_1', `usr_${user}`, NOW);
      answers.add(said(cancelled));
      expect(said(cancelled)).toBe(said(rule));
      const { running: _, remindAt: __, ...rest } = before;
      expect(await read()).toEqual(cancelled.ok ? { ...rest, status: 'cancelled', endedAt: NOW } : before);
    }),
    {
      numRuns: RUNS,
      examples: [
        ...EXAMPLES.map((example): [BargainDoc, number] => [example, 0]),
        [bargainWith({ status: 'cancelled', endedEarly: true }), 0],
        [bargainWith(), 1],
      ],
    },
  );
  expect([...answers].sort()).toEqual(
    [
      'yes',
      'notFound',
      'bargainOrdered',
      'bargainBought',
      'bargainExpired',
      'bargainCancelled',
      'bargainEndedEarly',
    ].sort(),
  );
});

it('is written down as expired exactly where statusAt says so, as of its deadline', async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyBargain, async (any) => {
      const before = await put(any);
      const status = statusAt(before, NOW);
      const expires = status !== before.status;
      ends.add(`${before.status}, then ${status}`);
      expect(await expireBargains(bargains(), NOW)).toBe(expires ? 1 : 0);
      const { running: _, remindAt: __, ...rest } = before;
      expect(await read()).toEqual(expires ? { ...rest, status, endedAt: before.expiresAt } : before);
      expect(await expireBargains(bargains(), NOW)).toBe(0);
    }),
    { numRuns: RUNS, examples: EXAMPLES.map((example): [BargainDoc] => [example]) },
  );
  expect([...ends]).toEqual(
    expect.arrayContaining(['open, then open', 'open, then expired', 'floor, then floor', 'floor, then expired']),
  );
});

it('ends with its campaign: what stands is cancelled, what is ordered waits for its payment, what is over stays', async () => {
  await fc.assert(
    fc.asyncProperty(anyBargain, async (any) => {
      const before = await put(any);
      expect(await standingBargains(bargains(), 'cmp_1', NOW)).toHaveLength(
        before.status === 'ordered' || mayCancel(before, 'usr_0', NOW).ok ? 1 : 0,
      );
      await endBargainsNow(bargains(), { campaignId: 'cmp_2' }, NOW);
      expect(await read()).toEqual(before);
      await endBargainsNow(bargains(), { campaignId: 'cmp_1' }, NOW);
      const { running: _, remindAt: __, ...rest } = before;
      const standing = mayCancel(before, 'usr_0', NOW).ok;
      const after = await read();
      if (standing) expect(after).toEqual({ ...rest, status: 'cancelled', endedAt: NOW, endedEarly: true });
      else if (before.status === 'ordered') expect(after).toEqual({ ...before, endedEarly: true });
      else expect(after).toEqual(before);
      await endBargainsNow(bargains(), { campaignId: 'cmp_1' }, NOW + 1);
      expect(await read()).toEqual(after);
    }),
    { numRuns: RUNS, examples: EXAMPLES.map((example): [BargainDoc] => [example]) },
  );
});

it('reminds of a deadline that is near and has not passed, once', async () => {
  const told = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(anyBargain, async (any) => {
      const before = await put(any);
      const due = (before.remindAt ?? Infinity) <= NOW && mayCancel(before, 'usr_0', NOW).ok;
      told.add(due);
      const reminded = await remindBargain(bargains(), NOW);
      expect(reminded !== null).toBe(due);
      const { remindAt: _, ...rest } = before;
      const { drainAt, ...after } = await read();
      const outbox = [{ id: `expiring/${NOW}`, event: { type: 'bargainExpiring', at: NOW } }];
      expect(after).toEqual(due ? { ...rest, outbox } : before);
      expect(drainAt !== undefined).toBe(due);
      expect(await remindBargain(bargains(), NOW)).toBeNull();
    }),
    { numRuns: RUNS, examples: [[bargainWith({ remindAt: NOW })], [bargainWith({ remindAt: NOW, expiresAt: NOW })]] },
  );
  expect(told).toEqual(new Set([true, false]));
});

it('is looked at by the sweep once its order’s hold is overdue, and again later where the order still needs it', async () => {
  const held = (until: Ms, status: BargainStatus = 'ordered') =>
    put(bargainWith({ status, made: 4, order: { id: 'ord_1', hold: 'hold_1', until } }));
  const overdue = async () => (await overdueBargains(bargains(), NOW, 10)).length;
  await held(NOW + 1);
  expect(await overdue()).toBe(0);
  await held(NOW, 'bought');
  expect(await overdue()).toBe(0);
  const bargain = await held(NOW);
  expect(await overdue()).toBe(1);
  await extendBargainHold(bargains(), bargain, NOW + MINUTE);
  expect([await overdue(), (await read()).order?.until]).toEqual([0, NOW + MINUTE]);
  // Another request holds it by now: its time is not this one's to move.
  await put({ ...bargain, order: { id: 'ord_1', hold: 'hold_2', until: NOW } });
  await extendBargainHold(bargains(), bargain, NOW + MINUTE);
  expect(await overdue()).toBe(1);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('help' as const), who: fc.nat(5) }),
  fc.record({ do: fc.constant('order' as const), who: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('giveBack' as const), who: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('buy' as const), who: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constantFrom('cancel' as const, 'expire' as const, 'endNow' as const, 'remind' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 20 * MINUTE, HOUR, DAY) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One operation of the store. @returns the time afterwards */
async function carryOut(next: Step, now: Ms): Promise<Ms> {
  switch (next.do) {
    case 'wait':
      return now + next.ms;
    case 'help':
      await helpBargain(bargains(), 'brg_1', friendOf(next.who), now);
      return now;
    case 'order': {
      const { helps } = await read();
      const who = { orderId: `ord_${next.who}`, userId: 'usr_0', hold: `hold_${next.who}`, helps: helps.length };
      await orderBargain(bargains(), 'brg_1', { ...who, until: now + 15 * MINUTE }, now);
      return now;
    }
    case 'giveBack':
      await giveBackBargain(bargains(), 'brg_1', [`hold_${next.who}`], now);
      return now;
    case 'buy':
      await buyBargain(bargains(), 'brg_1', `ord_${next.who}`, now);
      return now;
    case 'cancel':
      await cancelBargain(bargains(), 'brg_1', 'usr_0', now);
      return now;
    case 'expire':
      await expireBargains(bargains(), now);
      return now;
    case 'endNow':
      await endBargainsNow(bargains(), { campaignId: 'cmp_1' }, now);
      return now;
    case 'remind':
      await remindBargain(bargains(), now);
      return now;
  }
}

const ALL_HELP = [1, 2, 3].map((who): Step => ({ do: 'help', who }));

it('over any sequence: its cuts are those that were drawn, in order, one a person; and what is over stays as it is', async () => {
  const ends = new Set<string>();
  const given = fc.constantFrom<BargainTerms['buyAt']>('floor', 'anyPrice');
  await fc.assert(
    fc.asyncProperty(given, fc.array(step, { maxLength: 12 }), async (buyAt, list) => {
      await put(bargainWith({ terms: { buyAt }, remindAt: NOW + HOUR / 2 }));
      let now = NOW;
      let before = await read();
      for (const next of list) {
        now = await carryOut(next, now);
        const after = await read();
        const { helps, cuts, status, outbox, order } = after;
        expect(helps.map(({ cut }) => cut)).toEqual(cuts.slice(0, helps.length));
        expect(new Set(helps.map(({ userId }) => userId)).size).toBe(helps.length);
        expect([cuts, after.seed, after.commitment]).toEqual([before.cuts, before.seed, before.commitment]);
        if (status === 'open') expect(helps.length).toBeLessThan(cuts.length);
        if (status === 'floor') expect(after.price).toBe(after.floor);
        expect(order !== undefined).toBe(status === 'ordered' || status === 'bought');
        expect(after.endedAt !== undefined).toBe(isOver({ status }));
        expect(outbox.filter(({ event }) => event.type === 'floorReached')).toHaveLength(after.floorAt ? 1 : 0);
        expect(new Set(outbox.map(({ id }) => id)).size).toBe(outbox.length);
        if (isOver(before)) expect(after).toEqual(before);
        before = after;
      }
      ends.add(before.status);
    }),
    {
      numRuns: LONG ? 600 : 20,
      examples: [
        ['floor', [...ALL_HELP, { do: 'order', who: 1 }, { do: 'endNow' }, { do: 'buy', who: 1 }]],
        ['floor', [...ALL_HELP, { do: 'order', who: 1 }, { do: 'giveBack', who: 1 }, { do: 'cancel' }]],
        ['anyPrice', [{ do: 'order', who: 1 }, { do: 'help', who: 1 }, { do: 'giveBack', who: 1 }, ...ALL_HELP]],
        ['floor', [{ do: 'wait', ms: DAY }, { do: 'cancel' }, { do: 'expire' }, { do: 'endNow' }]],
      ],
    },
  );
  expect([...ends]).toEqual(expect.arrayContaining(['bought', 'cancelled', 'floor', 'expired']));
});

/* ── races ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

const many = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const [FRIENDS, NEEDED] = LONG ? [500, 30] : [60, 8];

it(`lets ${FRIENDS} friends, each on two devices, make the ${NEEDED} cuts that there are, one a person, and reaches the floor once`, async () => {
  const cuts = Array.from({ length: NEEDED }, (_, index) => 100 + index);
  const list = 990 + cuts.reduce((sum, cut) => sum + cut, 0);
  await put(bargainWith({ cuts, made: 0, list, price: list }));
  const friends = Array.from({ length: FRIENDS }, (_, index) => index + 1);
  const answers = await many(2 * FRIENDS, (at) =>
    helpBargain(bargains(), 'brg_1', friendOf(friends[at % FRIENDS]!), NOW),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(NEEDED);
  const after = await read();
  expect(after).toMatchObject({ status: 'floor', price: 990, floorAt: NOW });
  expect(after.helps.map(({ cut }) => cut)).toEqual(cuts);
  expect(new Set(after.helps.map(({ userId }) => userId)).size).toBe(NEEDED);
  expect(after.outbox).toHaveLength(1);
  // Those who have helped are told so on their other device, all others that it is at the floor.
  const made = new Set(after.helps.map(({ userId }) => userId));
  for (const [at, answer] of answers.entries()) {
    if (answer.ok) expect(made).toContain(`usr_${friends[at % FRIENDS]}`);
    else expect(answer.refusal).toBe(made.has(`usr_${friends[at % FRIENDS]}`) ? 'bargainHelped' : 'bargainAtFloor');
  }
});

it('is one bargain of a person and product, however many are started at once; each is told which', async () => {
  const answers = await many(20, (index) => startBargain(bargains(), bargainWith({ _id: `brg_${index % 10}` })));
  const running = await runningBargain(bargains(), { ownerId: 'usr_0', productId: 'prd_1' });
  expect(await bargains().countDocuments({})).toBe(1);
  expect(new Set(answers.map((answer) => answer?._id))).toEqual(new Set([running?._id]));
  // Of another product, or by another person, there is another.
  expect((await startBargain(bargains(), bargainWith({ _id: 'brg_a', productId: 'prd_2' })))?._id).toBe('brg_a');
  expect((await startBargain(bargains(), bargainWith({ _id: 'brg_b', ownerId: 'usr_9' })))?._id).toBe('brg_b');
  // Once it is over there may be another of the same.
  await cancelBargain(bargains(), running?._id ?? '', 'usr_0', NOW);
  expect((await startBargain(bargains(), bargainWith({ _id: 'brg_c' })))?._id).toBe('brg_c');
});

it('started again by the same request stays as it has become', async () => {
  await startBargain(bargains(), bargainWith());
  await helpBargain(bargains(), 'brg_1', friendOf(1), NOW);
  const before = await read();
  expect(await startBargain(bargains(), bargainWith({ seed: 'f'.repeat(64) }))).toMatchObject({ _id: 'brg_1' });
  expect(await read()).toEqual(before);
});

it('goes one way, whichever of order, last help and cancellation is first', async () => {
  const ways = new Set<string>();
  const ordering = { orderId: 'ord_1', userId: 'usr_0', helps: 3, hold: 'hold_1', until: NOW + HOUR };
  for (let round = 0; round < (LONG ? 200 : 24); round++) {
    await put(bargainWith({ made: 3, terms: { buyAt: 'anyPrice' } }));
    const answers = { order: '', help: '', cancel: '' };
    const work = [
      async () => (answers.order = said(await orderBargain(bargains(), 'brg_1', ordering, NOW))),
      async () => (answers.help = said(await helpBargain(bargains(), 'brg_1', friendOf(4), NOW))),
      async () => (answers.cancel = said(await cancelBargain(bargains(), 'brg_1', 'usr_0', NOW))),
    ];
    // Each of them is sent first in turn.
    await many(3, (index) => work[(index + round) % 3]!());
    const after = await read();
    const [ordered, helped, cancelled] = Object.values(answers).map((answer) => answer === 'yes');
    // An order that was priced before the help and comes after it is looked at again; a help after the order waits.
    if (ordered) expect(answers).toEqual({ order: 'yes', help: 'bargainOrdered', cancel: 'bargainOrdered' });
    else expect(['priceChanged', 'bargainCancelled']).toContain(answers.order);
    expect(after.helps).toHaveLength(helped ? 4 : 3);
    expect(after.status).toBe(ordered ? 'ordered' : 'cancelled');
    expect(cancelled).toBe(!ordered);
    ways.add(JSON.stringify(answers));
  }
  expect(ways.size).toBeGreaterThan(1);
});

it('is over with its campaign, whether its order closes just before or just after', async () => {
  for (let round = 0; round < (LONG ? 200 : 24); round++) {
    await put(bargainWith({ status: 'ordered', made: 4 }));
    const work = [
      () => giveBackBargain(bargains(), 'brg_1', ['hold_1'], NOW),
      () => endBargainsNow(bargains(), { campaignId: 'cmp_1' }, NOW),
    ];
    await many(2, (index) => work[(index + round) % 2]!());
    expect(await read()).toMatchObject({ status: 'cancelled', endedEarly: true, endedAt: NOW });
  }
});

it('is no more than one order’s, however many ask for it', async () => {
  await put(bargainWith({ status: 'floor', made: 4 }));
  const asked = await many(20, (index) =>
    orderBargain(
      bargains(),
      'brg_1',
      { orderId: `ord_${index % 10}`, userId: 'usr_0', helps: 4, hold: `hold_${index % 10}`, until: NOW + HOUR },
      NOW,
    ),
  );
  const { order } = await read();
  for (const [index, answer] of asked.entries()) {
    expect(said(answer)).toBe(order?.id === `ord_${index % 10}` ? 'yes' : 'bargainOrdered');
  }
});

it('with a full outbox nothing is cut that could not be told of: it is busy, and stays as it is', async () => {
  const outbox = Array.from({ length: OUTBOX_LIMIT }, (_, index) => ({
    id: `e${index}`,
    event: { type: 'bargainExpiring' as const, at: NOW },
  }));
  const before = await put(bargainWith({ made: 3, outbox, remindAt: NOW }));
  await expect(helpBargain(bargains(), 'brg_1', friendOf(4), NOW)).rejects.toThrow(Busy);
  expect(await remindBargain(bargains(), NOW)).toBeNull();
  expect(await read()).toEqual(before);
});

it('is none that is not there', async () => {
  const ordering = { orderId: 'ord_1', userId: 'usr_0', helps: 3, hold: 'hold_1', until: NOW };
  expect(said(await helpBargain(bargains(), 'brg_0', friendOf(1), NOW))).toBe('notFound');
  expect(said(await orderBargain(bargains(), 'brg_0', ordering, NOW))).toBe('notFound');
  expect(said(await cancelBargain(bargains(), 'brg_0', 'usr_0', NOW))).toBe('notFound');
});

it('lists a person’s and a campaign’s bargains, newest first, page after page, and counts them by status', async () => {
  for (let at = 0; at < 5; at++) {
    const own = { _id: `brg_${at}`, createdAt: NOW + at, productId: `prd_${at}` };
    await put(bargainWith(at === 4 ? { ...own, ownerId: 'usr_9', status: 'expired' } : own));
  }
  const ids = (page: readonly { _id: string }[]) => page.map(({ _id }) => _id);
  const first = await bargainsOf(bargains(), 'usr_0', undefined, 2);
  expect(ids(first)).toEqual(['brg_3', 'brg_2']);
  const after = { createdAt: NOW + 2, id: 'brg_2' };
  expect(ids(await bargainsOf(bargains(), 'usr_0', after, 2))).toEqual(['brg_1', 'brg_0']);
  expect(ids(await bargainsOfCampaign(bargains(), 'cmp_1', 'all', undefined, 9))).toHaveLength(5);
  expect(ids(await bargainsOfCampaign(bargains(), 'cmp_1', 'expired', undefined, 9))).toEqual(['brg_4']);
  expect(await countBargains(bargains(), ['cmp_1', 'cmp_2'])).toEqual(
    new Map([['cmp_1', { ...NO_BARGAINS, open: 4, expired: 1 }]]),
  );
  expect(await countBargains(bargains(), [])).toEqual(new Map());
});
