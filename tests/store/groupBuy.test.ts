/** The guards of the updates and the pure rules of `shared/domain/groupBuy.ts` give the same answers, and races keep them. */
import fc from 'fast-check';
import { Busy, OUTBOX_LIMIT } from '../../functions/store/change';
import { collectionsOf, type GroupDoc, type GroupSeat } from '../../functions/store/collections';
import {
  countGroups,
  endGroup,
  endGroupsNow,
  failPendingGroup,
  forgetUnopened,
  freeSeat,
  groupsOf,
  groupsOfCampaign,
  holdSeat,
  joinableGroups,
  leaveGroup,
  openGroupsOf,
  overdueGroups,
  remindGroup,
  startGroup,
  takeSeat,
  turnAway,
} from '../../functions/store/groupBuy';
import {
  afterLeaving,
  endedAs,
  type GroupBuyTerms,
  LEAST_TIME_TO_PAY,
  mayLeave,
  maySit,
  mayTake,
  SEAT_GRACE,
  statusAfterTaking,
  stepAt,
  takenSeats,
  USUAL_TERMS,
} from '../../shared/domain/groupBuy';
import { HOUR, MINUTE, type Ms } from '../../shared/time';
import { useDatabase } from '../support/database';

const RUNS = process.env.PINKAN_LONG === undefined ? 100 : 3_000;
const RACERS = 30;
const NOW = Date.parse('2026-03-01T12:00:00+08:00');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const groups = () => collectionsOf(database.client, database.db).groups;
beforeEach(() => groups().deleteMany({}));

const terms = (part: Partial<GroupBuyTerms>): GroupBuyTerms => ({
  ...USUAL_TERMS,
  size: 3,
  prices: { sku_peach: 2990 },
  quota: 100,
  ...part,
});

type Part = Partial<Omit<GroupDoc, 'terms'>> & { terms?: Partial<GroupBuyTerms> };

function groupWith({ terms: own = {}, ...rest }: Part): GroupDoc {
  const theirs = terms(own);
  const seats = rest.seats ?? [];
  const taken = takenSeats({ seats }).length;
  return {
    _id: 'grp_1',
    merchantId: 'mer_1',
    merchantName: '山野集',
    campaignId: 'cmp_1',
    campaignVersion: 1,
    terms: theirs,
    product: { id: 'prd_1', title: '阳山水蜜桃', caption: '', cover: '' },
    skus: [],
    status: 'open',
    leaderId: 'usr_0',
    seats,
    taken,
    missing: theirs.size - taken,
    step: stepAt(theirs, taken),
    limitedTo: theirs.chatOnly ? (rest.chat ?? '') : '',
    turnedAway: [],
    outbox: [],
    createdAt: NOW - HOUR,
    opensBy: NOW + 24 * HOUR,
    expiresAt: NOW + HOUR,
    ...rest,
  };
}

const seatOf = (index: number, part: Partial<GroupSeat> = {}): GroupSeat => ({
  orderId: `ord_${index}`,
  userId: `usr_${index}`,
  name: `买家${index}`,
  avatar: '',
  until: NOW,
  ...(part.state === 'held' ? {} : { takenAt: NOW - MINUTE }),
  state: 'taken',
  ...part,
});

/** Who asks for a seat. */
const asker = (index: number, part: Partial<GroupSeat> = {}) => {
  const { orderId, userId, name, avatar } = seatOf(index, part);
  return { orderId, userId, name, avatar };
};

/** Moments at which an answer turns, and one millisecond to either side. */
const around = (...moments: number[]) => fc.constantFrom(...moments.flatMap((at) => [at - 1, at, at + 1]));

const ladderOf = (...heights: number[]): GroupBuyTerms['ladder'] =>
  heights.map((members) => ({ members, prices: { sku_peach: 2990 - members } }));
const ladders = fc.constantFrom([], [], ladderOf(4), ladderOf(2, 3, 4));

/** Groups of every kind that can be: statuses, terms, seats held, lapsed and taken, clocks at the boundaries. */
const anyGroup: fc.Arbitrary<GroupDoc> = fc
  .record({
    terms: fc.record({
      size: fc.integer({ min: 2, max: 4 }),
      least: fc.constantFrom(undefined, undefined, 2, 3),
      ladder: ladders,
      mayLeave: fc.boolean(),
      life: fc.constantFrom(24 * HOUR, HOUR),
    }),
    status: fc.constantFrom<GroupDoc['status']>('pending', 'open', 'open', 'open', 'formed', 'failed'),
    endedEarly: fc.constantFrom(undefined, undefined, true),
    leader: fc.integer({ min: 0, max: 4 }),
    seats: fc.array(
      fc.record({
        order: fc.integer({ min: 0, max: 5 }),
        user: fc.integer({ min: 0, max: 4 }),
        taken: fc.boolean(),
        until: around(NOW, NOW - SEAT_GRACE, NOW + HOUR),
        takenAt: fc.integer({ min: NOW - 3, max: NOW - 1 }),
      }),
      { maxLength: 5 },
    ),
    expiresAt: around(NOW, NOW + LEAST_TIME_TO_PAY, NOW + HOUR, NOW - HOUR),
    opensBy: around(NOW, NOW + HOUR),
  })
  .map(({ terms: own, status, endedEarly, leader, seats, expiresAt, opensBy }) => {
    // An order has one seat, a person one that is paid; a group never has more taken seats than it has seats.
    const ofOrder = new Map(seats.map((seat) => [seat.order, seat]));
    const paid = new Set<number>();
    const list = [...ofOrder.values()].map(({ order, user, until, taken, takenAt }): GroupSeat => {
      const room = own.size - (status === 'formed' ? 0 : 1) - paid.size;
      const isTaken = taken && status !== 'pending' && room > 0 && !paid.has(user);
      if (isTaken) paid.add(user);
      const rest = isTaken ? { state: 'taken' as const, takenAt } : { state: 'held' as const };
      return seatOf(order, { userId: `usr_${user}`, until, ...rest });
    });
    const deadline = status === 'pending' ? {} : { expiresAt };
    const { expiresAt: _, ...group } = groupWith({
      terms: own,
      status,
      leaderId: `usr_${leader}`,
      seats: list,
      opensBy,
      ...(endedEarly ? { endedEarly } : {}),
    });
    return { ...group, ...deadline };
  });

/** Half of them open, past their deadline and without held seats: where what may end them is decided. */
const anyEnd = fc.oneof(
  anyGroup,
  anyGroup.map((group): GroupDoc => {
    const { status, seats } = group;
    return status === 'open' ? { ...group, expiresAt: NOW, seats: takenSeats({ seats }) } : group;
  }),
);

const anybody = fc.record({ order: fc.integer({ min: 0, max: 6 }), user: fc.integer({ min: 0, max: 5 }) });

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Puts it there and reads it back. */
async function put(group: GroupDoc): Promise<GroupDoc> {
  const whole = plain(group);
  await groups().replaceOne({ _id: group._id }, whole, { upsert: true });
  return whole;
}

async function read(id = 'grp_1'): Promise<GroupDoc> {
  const group = await groups().findOne({ _id: id });
  if (!group) throw new Error(`${id} is not there`);
  return group;
}

const events = (group: GroupDoc) => group.outbox.map(({ event }) => event);

it('holds a seat exactly where maySit says yes, and says why not with its words', async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyGroup, anybody, async (group, { order, user }) => {
      const before = await put(group);
      const who = asker(order, { userId: `usr_${user}` });
      const { orderId, userId } = who;
      fc.pre(before.seats.every((seat) => seat.orderId !== orderId || seat.userId === userId)); // an order is one person's
      const rule = maySit(before, who, NOW);
      const held = await holdSeat(groups(), before._id, { ...who, until: NOW + 900_000 }, NOW);
      expect(held.ok ? 'yes' : held.refusal).toBe(rule.ok ? 'yes' : rule.refusal);
      answers.add(rule.ok ? 'yes' : rule.refusal);
      const after = await read();
      if (!held.ok) {
        expect(after).toEqual(before);
        return;
      }
      const live = after.seats.filter((seat) => seat.state === 'taken' || seat.until + SEAT_GRACE > NOW);
      const liveBefore = before.seats.filter((seat) => seat.state === 'taken' || seat.until + SEAT_GRACE > NOW);
      expect(live.filter((seat) => seat.orderId === orderId)).toHaveLength(1);
      expect(live.length).toBeLessThanOrEqual(Math.max(before.terms.size, liveBefore.length));
      // Whoever had a seat has it still.
      for (const seat of liveBefore) expect(live).toContainEqual(seat);
      expect([after.status, after.taken, after.missing]).toEqual([before.status, before.taken, before.missing]);
    }),
    { numRuns: RUNS },
  );
  expect([...answers]).toEqual(expect.arrayContaining(['yes', 'groupExpired', 'alreadyInGroup', 'groupNotOpen']));
});

it('takes a seat exactly where mayTake says yes; the same update opens, forms, lowers the price and writes the event', async () => {
  const answers = new Set<string>();
  const written = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyGroup, anybody, async (group, { order, user }) => {
      const before = await put(group);
      const who = asker(order, { userId: `usr_${user}` });
      const { orderId, userId, name } = who;
      const own = before.seats.find((seat) => seat.orderId === orderId);
      fc.pre(own === undefined || own.userId === userId); // an order is one person's
      const rule = mayTake(before, who, NOW);
      const taken = await takeSeat(groups(), before._id, who, NOW);
      expect(taken.ok ? 'yes' : taken.refusal).toBe(rule.ok ? 'yes' : rule.refusal);
      answers.add(rule.ok ? 'yes' : rule.refusal);
      const after = await read();
      if (!taken.ok) {
        const why = rule.ok ? '' : rule.refusal;
        expect(after.turnedAway).toEqual([{ orderId, name, why, at: NOW }]);
        expect(after.seats).toEqual(before.seats.filter((seat) => seat.orderId !== orderId));
        expect({ ...after, seats: [], turnedAway: [] }).toEqual({ ...before, seats: [], turnedAway: [] });
        return;
      }
      const had = own?.state === 'taken';
      const count = before.taken + (had ? 0 : 1);
      expect(takenSeats(after)).toHaveLength(count);
      expect(after).toMatchObject({
        taken: count,
        missing: before.terms.size - count,
        step: stepAt(before.terms, count),
      });
      expect(after.seats.filter((seat) => seat.orderId === orderId)).toMatchObject([{ state: 'taken', userId }]);
      expect(after.status).toBe(had ? before.status : statusAfterTaking(before, count));
      const formedNow = !had && after.status === 'formed';
      const lower = after.step > before.step ? [{ type: 'stepReached', step: after.step, at: NOW }] : [];
      expect(events(after)).toEqual(formedNow ? [{ type: 'groupFormed', at: NOW }] : lower);
      for (const { event } of after.outbox) written.add(event.type);
      expect(after.drainAt !== undefined).toBe(after.outbox.length > 0);
      expect(after.formedAt).toBe(formedNow ? NOW : undefined);
      const { life } = before.terms;
      expect(after.expiresAt).toBe(before.status === 'pending' ? NOW + life : before.expiresAt);
      expect(after.remindAt).toBe(before.status === 'pending' ? NOW + life - Math.min(2 * HOUR, life / 4) : undefined);
      // A second asking changes nothing.
      await takeSeat(groups(), before._id, who, NOW + 1);
      expect(await read()).toEqual(after);
    }),
    {
      numRuns: RUNS,
      examples: [
        [groupWith({ terms: { size: 4, ladder: ladderOf(2, 4) }, seats: [seatOf(0)] }), { order: 1, user: 1 }],
        [groupWith({ terms: { size: 2, ladder: ladderOf(2) }, seats: [seatOf(0)] }), { order: 1, user: 1 }],
      ],
    },
  );
  expect([...answers]).toEqual(expect.arrayContaining(['yes', 'groupExpired', 'alreadyInGroup', 'groupNotOpen']));
  expect([...written].sort()).toEqual(['groupFormed', 'stepReached']);
});

it('ends a group exactly where endedAs says so, as it says, once', async () => {
  const ends = new Set<string | null>();
  await fc.assert(
    fc.asyncProperty(anyEnd, async (group) => {
      const before = await put(group);
      const rule = endedAs(before, NOW);
      ends.add(rule);
      expect((await overdueGroups(groups(), NOW, 10)).length).toBe(rule === null ? 0 : 1);
      const [first, second] = [await endGroup(groups(), 'grp_1', NOW), await endGroup(groups(), 'grp_1', NOW)];
      expect([first?.status ?? null, second]).toEqual([rule, null]);
      const after = await read();
      if (rule === null) {
        expect(after).toEqual(before);
        return;
      }
      const type = rule === 'formed' ? 'groupFormed' : 'groupFailed';
      expect(after.outbox).toEqual([{ id: rule, event: { type, at: NOW } }]);
      expect([after.formedAt, after.failedAt]).toEqual(rule === 'formed' ? [NOW, undefined] : [undefined, NOW]);
      expect([after.seats, after.taken, after.missing]).toEqual([before.seats, before.taken, before.missing]);
    }),
    {
      numRuns: RUNS,
      examples: [2, undefined].map((least) => [
        groupWith({ terms: { least }, seats: [seatOf(0), seatOf(1)], expiresAt: NOW }),
      ]),
    },
  );
  expect(ends).toEqual(new Set([null, 'formed', 'failed']));
});

/** The second of them has paid first. */
const later = [seatOf(1, { takenAt: NOW - 1 }), seatOf(2, { takenAt: NOW - 2 })];

it('gives up a paid seat exactly where mayLeave says yes, and leaves the group as afterLeaving says', async () => {
  const answers = new Set<string>();
  let succeeded = 0;
  await fc.assert(
    fc.asyncProperty(anyGroup, fc.integer({ min: 0, max: 4 }), async (group, user) => {
      const before = await put(group);
      const userId = `usr_${user}`;
      const rule = mayLeave(before, userId, NOW);
      const left = await leaveGroup(groups(), before._id, userId, NOW);
      expect(left.ok ? 'yes' : left.refusal).toBe(rule.ok ? 'yes' : rule.refusal);
      const after = await read();
      if (!left.ok) {
        answers.add(left.refusal);
        expect(after).toEqual(before);
        return;
      }
      const { leaderId, status } = afterLeaving(before, userId);
      answers.add(status);
      if (leaderId !== before.leaderId) succeeded += 1;
      const { orderId, name } = takenSeats(before).find((seat) => seat.userId === userId)!;
      const { outbox, drainAt, failedAt, ...rest } = after;
      const { outbox: _, ...was } = before;
      expect(left.value).toEqual({ group: after, orderId });
      expect(rest).toEqual({
        ...was,
        leaderId,
        status,
        seats: before.seats.filter((seat) => seat.orderId !== orderId),
        taken: before.taken - 1,
        missing: before.missing + 1,
        turnedAway: [{ orderId, name, why: 'left', at: NOW }],
      });
      expect(outbox).toEqual([{ id: `left/${orderId}`, event: { type: 'memberLeft', orderId, at: NOW } }]);
      expect([drainAt !== undefined, failedAt]).toEqual([true, status === 'failed' ? NOW : undefined]);
      // No payment of that order comes to sit again, and nobody leaves twice.
      expect(await takeSeat(groups(), before._id, asker(0, { orderId, userId }), NOW)).toEqual({
        ok: false,
        refusal: 'left',
      });
      expect((await leaveGroup(groups(), before._id, userId, NOW)).ok).toBe(false);
      expect(await read()).toEqual(after);
    }),
    {
      numRuns: 2 * RUNS,
      examples: [
        [groupWith({ terms: { size: 4, mayLeave: true }, seats: [seatOf(0), ...later] }), 0],
        [groupWith({ terms: { mayLeave: true }, seats: [seatOf(0)] }), 0],
        [groupWith({ terms: { mayLeave: true }, seats: [seatOf(0)], expiresAt: NOW }), 0],
      ],
    },
  );
  expect([...answers].sort()).toEqual(
    ['failed', 'groupExpired', 'groupFailed', 'groupFormed', 'leaveNotAllowed', 'notInGroup', 'open'].sort(),
  );
  expect(succeeded).toBeGreaterThan(0);
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'take' as const), who: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('free' as const, 'leave' as const), who: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('end' as const, 'endNow' as const, 'wait' as const),
      ms: fc.constantFrom(MINUTE, SEAT_GRACE, HOUR, 24 * HOUR),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One operation of the store. @returns the time afterwards */
async function carryOut(next: Step, now: Ms): Promise<Ms> {
  switch (next.do) {
    case 'wait':
      return now + next.ms;
    case 'hold':
      await holdSeat(groups(), 'grp_1', { ...asker(next.who), until: now + 15 * MINUTE }, now);
      return now;
    case 'take':
      await takeSeat(groups(), 'grp_1', asker(next.who), now);
      return now;
    case 'free':
      await freeSeat(groups(), 'grp_1', `ord_${next.who}`);
      return now;
    case 'leave':
      await leaveGroup(groups(), 'grp_1', `usr_${next.who}`, now);
      return now;
    case 'end':
      await endGroup(groups(), 'grp_1', now);
      return now;
    case 'endNow':
      await endGroupsNow(groups(), 'cmp_1', now);
      return now;
  }
}

const EVERYBODY = [0, 1, 2, 3].map((who): Step => ({ do: 'take', who }));
const OVER: Step[] = [
  { do: 'wait', ms: 24 * HOUR },
  { do: 'end', ms: MINUTE },
];

it('says of itself what its seats say, over any sequence: taken, missing, step, leader; and each step is told once', async () => {
  const given = fc.record({ ladder: ladders, least: fc.constantFrom(undefined, 2) }).map(({ ladder, least }) => ({
    size: 4,
    mayLeave: ladder.length === 0,
    ladder,
    least,
  }));
  const joins = fc.constantFrom<Step[]>([], EVERYBODY.slice(0, 3));
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(given, joins, fc.array(step, { maxLength: 15 }), async (own, first, list) => {
      const { expiresAt: _, ...pending } = groupWith({ terms: own, status: 'pending' });
      await put(pending);
      let now = NOW;
      for (const next of [...first, ...list]) {
        now = await carryOut(next, now);
        const { seats, taken, missing, step: at, terms: theirs, leaderId, status, outbox, turnedAway } = await read();
        const paid = takenSeats({ seats });
        expect([taken, missing, at]).toEqual([paid.length, theirs.size - paid.length, stepAt(theirs, paid.length)]);
        if (paid.length > 0) expect(paid.map(({ userId }) => userId)).toContain(leaderId);
        expect(new Set(seats.map(({ orderId }) => orderId)).size).toBe(seats.length);
        expect(new Set(outbox.map(({ id }) => id)).size).toBe(outbox.length);
        for (const { orderId } of paid) expect(turnedAway.map((away) => away.orderId)).not.toContain(orderId);
        // Steps are told in their order, and the last one by the forming of the group.
        const steps = outbox.flatMap(({ event }) => (event.type === 'stepReached' ? [event.step] : []));
        expect(steps).toEqual(
          theirs.ladder
            .slice(0, at)
            .map((_, index) => index + 1)
            .slice(0, steps.length),
        );
        expect(steps.length).toBe(status === 'formed' && paid.length === theirs.size ? Math.max(0, at - 1) : at);
        for (const { event } of outbox) told.add(event.type);
      }
    }),
    {
      numRuns: process.env.PINKAN_LONG === undefined ? 25 : 600,
      examples: [
        [{ size: 4, mayLeave: true, ladder: [], least: undefined }, [{ do: 'take', who: 0 }], OVER],
        [{ size: 4, mayLeave: true, ladder: [], least: 2 }, [{ do: 'take', who: 0 }], [{ do: 'leave', who: 0 }]],
        [{ size: 4, mayLeave: false, ladder: ladderOf(2, 3, 4), least: 2 }, EVERYBODY, []],
      ],
    },
  );
  expect([...told].sort()).toEqual(['groupFailed', 'groupFormed', 'memberLeft', 'stepReached']);
});

it('frees held seats only', async () => {
  await put(groupWith({ terms: { size: 4 }, seats: [seatOf(1), seatOf(2, { state: 'held' })] }));
  await freeSeat(groups(), 'grp_1', 'ord_1');
  await freeSeat(groups(), 'grp_1', 'ord_2');
  expect((await read()).seats.map(({ orderId }) => orderId)).toEqual(['ord_1']);
});

it(`lets ${RACERS} racing orders hold the five seats that there are`, async () => {
  for (let round = 0; round < 3; round++) {
    await put(groupWith({ terms: { size: 5 } }));
    const asked = await Promise.all(
      Array.from({ length: RACERS }, (_, index) => {
        return holdSeat(groups(), 'grp_1', { ...asker(index), until: NOW + 900_000 }, NOW);
      }),
    );
    expect(asked.filter(({ ok }) => ok)).toHaveLength(5);
    expect(asked.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))).toEqual(Array(RACERS - 5).fill('groupFull'));
    const seats = (await read()).seats;
    expect(new Set(seats.map(({ orderId }) => orderId)).size).toBe(5);
  }
});

it(`lets ${RACERS} racing payments, each told twice, take the five seats that there are, and forms the group once`, async () => {
  for (let round = 0; round < 3; round++) {
    await put(groupWith({ terms: { size: 5 } }));
    const askers = Array.from({ length: RACERS }, (_, index) => asker(index));
    const asked = await Promise.all([...askers, ...askers].map((who) => takeSeat(groups(), 'grp_1', who, NOW)));
    // Both askers of one payment are told the same.
    const first = asked.slice(0, RACERS).map(({ ok }) => ok);
    expect(asked.slice(RACERS).map(({ ok }) => ok)).toEqual(first);
    expect(first.filter(Boolean)).toHaveLength(5);
    const group = await read();
    expect(group).toMatchObject({ status: 'formed', taken: 5 });
    expect(group.outbox).toHaveLength(1);
    expect(group.turnedAway).toHaveLength(RACERS - 5);
  }
});

it('never both seats a payment and turns it away, whichever drainer is first', async () => {
  for (let round = 0; round < 30; round++) {
    await put(groupWith({ terms: { size: 5 } }));
    const [taken, turned] = await Promise.all([
      takeSeat(groups(), 'grp_1', asker(1), NOW),
      turnAway(groups(), 'grp_1', asker(1), 'soldOut', NOW),
    ]);
    expect(taken.ok).toBe(turned.ok);
    const group = await read();
    expect([group.taken, group.turnedAway.length]).toEqual(taken.ok ? [1, 0] : [0, 1]);
  }
});

it('never gives one person two seats, however many of their payments race', async () => {
  await put(groupWith({ terms: { size: 5 } }));
  const asked = await Promise.all(
    Array.from({ length: RACERS }, (_, index) =>
      takeSeat(groups(), 'grp_1', { orderId: `ord_${index}`, userId: 'usr_1', name: '', avatar: '' }, NOW),
    ),
  );
  expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await read()).taken).toBe(1);
});

/** The groups, where something happens after the first read and before the first command of this kind. */
function meanwhile(command: 'findOneAndUpdate' | 'updateMany', happens: () => Promise<unknown>, after = false) {
  let due = true;
  return new Proxy(groups(), {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== command) return typeof value === 'function' ? value.bind(target) : value;
      return async (...given: unknown[]) => {
        const now = due;
        due = false;
        if (now && !after) await happens();
        const answer = await value.apply(target, given);
        if (now && after) await happens();
        return answer;
      };
    },
  });
}

it.each<[string, () => Promise<unknown>, string, Partial<GroupDoc>]>([
  [
    'the same person has left',
    () => leaveGroup(groups(), 'grp_1', 'usr_1', NOW),
    'notInGroup',
    { status: 'open', taken: 2, missing: 2 },
  ],
  [
    'the last seat was paid',
    () => takeSeat(groups(), 'grp_1', asker(3), NOW),
    'groupFormed',
    { status: 'formed', taken: 4, missing: 0 },
  ],
  [
    'the merchant has ended it',
    () => endGroupsNow(groups(), 'cmp_1', NOW),
    'groupExpired',
    { status: 'open', taken: 3, missing: 1, expiresAt: NOW },
  ],
])(
  'gives up a seat only as the group stands when that is written: %s meanwhile',
  async (_, happens, refusal, group) => {
    await put(groupWith({ terms: { size: 4, mayLeave: true }, seats: [0, 1, 2].map((index) => seatOf(index)) }));
    const answer = await leaveGroup(meanwhile('findOneAndUpdate', happens), 'grp_1', 'usr_1', NOW);
    expect(answer).toEqual({ ok: false, refusal });
    const after = await read();
    expect(after).toMatchObject(group);
    expect(takenSeats(after)).toHaveLength(after.taken);
  },
);

it('gives up the seat that is meant, and none that the same person has taken since', async () => {
  await put(groupWith({ terms: { size: 4, mayLeave: true }, seats: [seatOf(0), seatOf(1)] }));
  const again = asker(7, { userId: 'usr_1' });
  expect((await leaveGroup(groups(), 'grp_1', 'usr_1', NOW, 'ord_1')).ok).toBe(true);
  expect((await takeSeat(groups(), 'grp_1', again, NOW)).ok).toBe(true);
  expect(await leaveGroup(groups(), 'grp_1', 'usr_1', NOW, 'ord_1')).toEqual({ ok: false, refusal: 'notInGroup' });
  expect(takenSeats(await read()).map(({ orderId }) => orderId)).toEqual(['ord_0', 'ord_7']);
  expect(await leaveGroup(groups(), 'grp_1', 'usr_1', NOW)).toMatchObject({ ok: true, value: { orderId: 'ord_7' } });
});

const left = (answer: Awaited<ReturnType<typeof leaveGroup>>) => (answer.ok ? 'left' : answer.refusal);

it('hands a group on to whoever stays, when its leader and the successor leave at once', async () => {
  for (let round = 0; round < 20; round++) {
    const seats = [0, 1, 2].map((index) => seatOf(index, { takenAt: NOW - 9 + index }));
    await put(groupWith({ terms: { size: 4, mayLeave: true }, seats }));
    const leaving = await Promise.all(['usr_0', 'usr_1'].map((who) => leaveGroup(groups(), 'grp_1', who, NOW)));
    expect(leaving.map(left)).toEqual(['left', 'left']);
    const group = await read();
    expect(group).toMatchObject({ status: 'open', leaderId: 'usr_2', taken: 1, missing: 3 });
    expect(group.outbox.map(({ id }) => id).sort()).toEqual(['left/ord_0', 'left/ord_1']);
  }
});

it('fails a group once all have left, however they race', async () => {
  for (let round = 0; round < 10; round++) {
    const seats = [0, 1, 2].map((index) => seatOf(index));
    await put(groupWith({ terms: { size: 4, mayLeave: true }, seats }));
    const leaving = await Promise.all(
      ['usr_0', 'usr_1', 'usr_2', 'usr_0'].map((who) => leaveGroup(groups(), 'grp_1', who, NOW)),
    );
    expect(leaving.filter(({ ok }) => ok)).toHaveLength(3);
    expect(await read()).toMatchObject({ status: 'failed', taken: 0, missing: 4, seats: [], failedAt: NOW });
  }
});

it('either forms the group or lets somebody leave it, when the last seat is paid meanwhile', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < 20; round++) {
    await put(groupWith({ terms: { size: 3, mayLeave: true }, seats: [seatOf(0), seatOf(1)] }));
    const leave = () => leaveGroup(groups(), 'grp_1', 'usr_1', NOW);
    const take = () => takeSeat(groups(), 'grp_1', asker(2), NOW);
    const [gone, taken] = await (round % 2 === 0
      ? Promise.all([leave(), take()])
      : Promise.all([take(), leave()]).then(([second, first]) => [first, second] as const));
    expect(taken.ok).toBe(true);
    seen.add(left(gone));
    const group = await read();
    expect(group).toMatchObject(
      gone.ok ? { status: 'open', taken: 2, missing: 1 } : { status: 'formed', taken: 3, missing: 0 },
    );
    expect(events(group).map(({ type }) => type)).toEqual([gone.ok ? 'memberLeft' : 'groupFormed']);
  }
  expect([...seen].every((answer) => answer === 'left' || answer === 'groupFormed')).toBe(true);
});

it('with 500 events waiting, is busy: nothing is decided, and nothing is recorded as a no', async () => {
  const outbox = Array.from({ length: OUTBOX_LIMIT }, (_, index) => ({
    id: `left/ord_x${index}`,
    event: { type: 'memberLeft' as const, orderId: `ord_x${index}`, at: NOW },
  }));
  const before = await put(
    groupWith({ terms: { size: 4, mayLeave: true }, seats: [seatOf(0), seatOf(1)], remindAt: NOW, outbox }),
  );
  await expect(takeSeat(groups(), 'grp_1', asker(2), NOW)).rejects.toThrow(Busy);
  await expect(leaveGroup(groups(), 'grp_1', 'usr_1', NOW)).rejects.toThrow(Busy);
  expect(await remindGroup(groups(), NOW)).toBeNull();
  expect(await endGroup(groups(), 'grp_1', NOW + 2 * HOUR)).toBeNull();
  expect(await read()).toEqual(before);
});

it('starts a group once, whatever has become of it since', async () => {
  const { expiresAt: _, ...pending } = groupWith({ status: 'pending', seats: [seatOf(0, { state: 'held' })] });
  await startGroup(groups(), pending);
  await takeSeat(groups(), 'grp_1', asker(0), NOW);
  const open = await read();
  await startGroup(groups(), pending);
  expect(await read()).toEqual(open);
});

/* ── ends by the merchant's hand, and by time alone ─────────────────────────────────────────────────────────────────── */

const pendingGroup = (id: string, part: Part = {}): GroupDoc => {
  const { expiresAt: _, ...rest } = groupWith({ _id: id, status: 'pending', ...part });
  return rest;
};

describe('when the merchant ends the groups of a campaign', () => {
  it('the deadline of an open one is now, a pending one has failed, and no other moves', async () => {
    const overdue = groupWith({ _id: 'grp_overdue', expiresAt: NOW, seats: [seatOf(1)] });
    const over = (['formed', 'failed'] as const).map((status) => groupWith({ _id: `grp_${status}`, status }));
    const others = [overdue, ...over, groupWith({ _id: 'grp_other', campaignId: 'cmp_2' })];
    const open = groupWith({ _id: 'grp_open', seats: [seatOf(0), seatOf(1, { state: 'held', until: NOW + MINUTE })] });
    for (const group of [...others, open, pendingGroup('grp_pending')]) await put(group);
    expect((await openGroupsOf(groups(), 'cmp_1')).map(({ _id }) => _id).sort()).toEqual([
      'grp_open',
      'grp_overdue',
      'grp_pending',
    ]);
    for (const at of [NOW, NOW + 1]) await endGroupsNow(groups(), 'cmp_1', at);
    expect(await read('grp_open')).toEqual({ ...plain(open), expiresAt: NOW, endedEarly: true });
    expect(await read('grp_pending')).toMatchObject({ status: 'failed', failedAt: NOW, endedEarly: true, outbox: [] });
    for (const group of others) expect(await read(group._id)).toEqual(plain(group));
  });

  it('held seats are waited for: who pays in time sits, and then the group ends as it stands', async () => {
    const seats = [seatOf(0), seatOf(1, { state: 'held', until: NOW + MINUTE })];
    await put(groupWith({ terms: { size: 4, least: 2 }, seats }));
    await endGroupsNow(groups(), 'cmp_1', NOW);
    expect(await overdueGroups(groups(), NOW, 10)).toEqual([]);
    expect(await endGroup(groups(), 'grp_1', NOW)).toBeNull();
    expect(await takeSeat(groups(), 'grp_1', asker(2), NOW)).toEqual({ ok: false, refusal: 'campaignEnded' });
    expect((await takeSeat(groups(), 'grp_1', asker(1), NOW)).ok).toBe(true);
    expect(await endGroup(groups(), 'grp_1', NOW)).toMatchObject({ status: 'formed', taken: 2, endedEarly: true });
  });

  it('a payment that races it has its seat, or the recorded no that says why', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 20; round++) {
      await put(groupWith({ seats: [seatOf(0)] }));
      const [taken] = await Promise.all([
        takeSeat(groups(), 'grp_1', asker(1), NOW),
        endGroupsNow(groups(), 'cmp_1', NOW),
      ]);
      seen.add(taken.ok ? 'yes' : taken.refusal);
      const group = await read();
      expect(group).toMatchObject({ status: 'open', expiresAt: NOW, endedEarly: true, taken: taken.ok ? 2 : 1 });
      expect(group.turnedAway.map(({ why }) => why)).toEqual(taken.ok ? [] : ['campaignEnded']);
    }
    for (const answer of seen) expect(['yes', 'campaignEnded']).toContain(answer);
  });

  it('misses none that its leader’s payment opens between the commands', async () => {
    await put(pendingGroup('grp_1', { seats: [seatOf(0, { state: 'held', until: NOW + MINUTE })] }));
    const pays = () => takeSeat(groups(), 'grp_1', asker(0), NOW);
    await endGroupsNow(meanwhile('updateMany', pays), 'cmp_1', NOW);
    expect(await read()).toMatchObject({ status: 'open', expiresAt: NOW, endedEarly: true });
    expect(await endGroup(groups(), 'grp_1', NOW)).toMatchObject({ status: 'failed' });

    await put(pendingGroup('grp_1', { seats: [seatOf(0, { state: 'held', until: NOW + MINUTE })] }));
    await endGroupsNow(meanwhile('updateMany', pays, true), 'cmp_1', NOW);
    expect(await read()).toMatchObject({ status: 'failed', turnedAway: [{ why: 'campaignEnded' }] });
  });

  it('a group that is just being started fails, one that has opened does not', async () => {
    await put(pendingGroup('grp_1', { seats: [seatOf(0, { state: 'held' })] }));
    await put(groupWith({ _id: 'grp_open' }));
    for (const id of ['grp_1', 'grp_open']) await failPendingGroup(groups(), id, NOW);
    expect(await read()).toMatchObject({ status: 'failed', endedEarly: true });
    expect(await read('grp_open')).toMatchObject({ status: 'open' });
    expect(await takeSeat(groups(), 'grp_1', asker(0), NOW)).toEqual({ ok: false, refusal: 'campaignEnded' });
  });
});

it('a group that waits for a held seat keeps no other from its end', async () => {
  await put(groupWith({ _id: 'grp_waits', expiresAt: NOW - 2, seats: [seatOf(1, { state: 'held' })] }));
  await put(groupWith({ _id: 'grp_due', expiresAt: NOW - 1, seats: [seatOf(2)] }));
  expect((await overdueGroups(groups(), NOW, 1)).map(({ _id }) => _id)).toEqual(['grp_due']);
});

it('forgets pending groups that can no longer be opened, and those only', async () => {
  await put(pendingGroup('grp_late', { opensBy: NOW }));
  await put(pendingGroup('grp_early', { opensBy: NOW + 1 }));
  await put(groupWith({ _id: 'grp_open', opensBy: NOW - HOUR }));
  expect(await forgetUnopened(groups(), NOW)).toBe(1);
  expect(await forgetUnopened(groups(), NOW)).toBe(0);
  expect(await read('grp_late')).toMatchObject({ status: 'failed', failedAt: NOW, outbox: [] });
  expect((await read('grp_early')).status).toBe('pending');
  expect((await read('grp_open')).status).toBe('open');
});

it('reminds each group once, the one that ends first before the others, and none that is over', async () => {
  await put(groupWith({ _id: 'grp_second', remindAt: NOW }));
  await put(groupWith({ _id: 'grp_first', remindAt: NOW - 1 }));
  await put(groupWith({ _id: 'grp_later', remindAt: NOW + 1 }));
  await put(groupWith({ _id: 'grp_over', remindAt: NOW - 2, expiresAt: NOW }));
  await put(groupWith({ _id: 'grp_formed', remindAt: NOW - 2, status: 'formed' }));
  await put(groupWith({ _id: 'grp_told' }));
  const told = async () => (await remindGroup(groups(), NOW))?._id;
  expect([await told(), await told(), await told()]).toEqual(['grp_first', 'grp_second', undefined]);
  const group = await read('grp_first');
  expect(group.outbox).toEqual([{ id: 'expiring', event: { type: 'groupExpiring', at: NOW } }]);
  expect([group.remindAt, group.drainAt !== undefined]).toEqual([undefined, true]);

  await put(groupWith({ remindAt: NOW }));
  const racers = await Promise.all(Array.from({ length: RACERS }, () => remindGroup(groups(), NOW)));
  expect(racers.filter((one) => one !== null)).toHaveLength(1);
});

/* ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

describe('groups that somebody could join', () => {
  /** A group with so many taken seats out of so many, that ends in so many hours. */
  const sized = (id: string, taken: number, size: number, hours: number, part: Part = {}): GroupDoc => {
    const seats = Array.from({ length: taken }, (_, index) =>
      seatOf(index, { orderId: `ord_${id}${index}`, userId: `usr_${id}${index}` }),
    );
    const { terms: own, seats: more = [], ...rest } = part;
    return groupWith({
      _id: `grp_${id}`,
      expiresAt: NOW + hours * HOUR,
      ...rest,
      terms: { size, ...own },
      seats: [...seats, ...more],
    });
  };
  const held = seatOf(9, { state: 'held', until: NOW });

  beforeEach(async () => {
    await groups().insertMany(
      plain([
        sized('threeOfFive', 3, 5, 3),
        sized('twoOfThree', 2, 3, 5),
        sized('nineOfTen', 9, 10, 2),
        sized('fullOfHolds', 2, 3, 1, { seats: [held] }),
        sized('lapsed', 1, 3, 1, { seats: [{ ...held, until: NOW - SEAT_GRACE }] }),
        sized('nearlyOver', 2, 3, 0, { expiresAt: NOW + LEAST_TIME_TO_PAY }),
        sized('formed', 3, 3, 3, { status: 'formed' }),
        { ...sized('failed', 2, 3, 3), status: 'failed' as const },
        pendingGroup('grp_pending'),
        sized('edition2', 1, 2, 9, { campaignVersion: 2 }),
        sized('otherCampaign', 1, 2, 4, { campaignId: 'cmp_2' }),
        sized('otherShop', 1, 2, 4, { campaignId: 'cmp_3', merchantId: 'mer_2' }),
        sized('thisChat', 1, 4, 1, { chat: 'gid_1', terms: { chatOnly: true } }),
        sized('openChat', 1, 4, 2, { chat: 'gid_1' }),
        sized('thatChat', 1, 2, 1, { chat: 'gid_2', terms: { chatOnly: true } }),
      ]),
    );
  });

  const list = async (wanted: Partial<Parameters<typeof joinableGroups>[1]>, now = NOW, limit = 20) =>
    (await joinableGroups(groups(), { of: { campaignId: 'cmp_1' }, ...wanted }, now, limit)).map(({ _id }) =>
      _id.slice(4),
    );
  const ALL = ['nineOfTen', 'twoOfThree', 'edition2', 'lapsed', 'threeOfFive', 'openChat'];

  it('are open, have a free seat and time to pay: nearly full first whatever their size, then those that end first', async () => {
    expect(await list({})).toEqual(ALL);
    expect(await list({}, NOW, 2)).toEqual(ALL.slice(0, 2));
    // Held seats count as full, until they have lapsed.
    expect(await list({}, NOW + SEAT_GRACE)).toEqual(['fullOfHolds', ...ALL]);
  });

  it('of a whole shop', async () => {
    expect(await list({ of: { merchantId: 'mer_1' } })).toEqual([
      'nineOfTen',
      'otherCampaign',
      'twoOfThree',
      'edition2',
      ...ALL.slice(3),
    ]);
  });

  it('are limited to a chat only for those who have come from it', async () => {
    expect(await list({ chat: 'gid_1' })).toEqual([...ALL.slice(0, 5), 'thisChat', 'openChat']);
    expect(await list({ chat: 'gid_2' })).toEqual(['thatChat', ...ALL]);
    expect(await list({ chat: 'gid_1', inChat: true })).toEqual(['thisChat', 'openChat']);
    expect(await list({ inChat: true })).toEqual([]);
  });

  it('of one edition, without some of them, and without those where somebody sits', async () => {
    expect(await list({ version: 2 })).toEqual(['edition2']);
    expect(await list({ version: 1, except: ['grp_nineOfTen', 'grp_lapsed'] })).toEqual([
      'twoOfThree',
      'threeOfFive',
      'openChat',
    ]);
    expect(await list({ notFor: 'usr_twoOfThree1' })).toEqual(ALL.filter((id) => id !== 'twoOfThree'));
    // A seat that has lapsed is nobody's.
    expect(await list({ notFor: 'usr_9' })).toEqual(ALL);
    expect(await list({ notFor: 'usr_9' }, NOW + SEAT_GRACE - 1)).not.toContain('fullOfHolds');
    expect(await list({ notFor: 'usr_9' }, NOW + SEAT_GRACE)).toContain('fullOfHolds');
  });
});

describe('pages of groups', () => {
  beforeEach(() =>
    groups().insertMany(
      plain(
        Array.from({ length: 9 }, (_, index) =>
          groupWith({
            _id: `grp_${index}`,
            // Two at each moment.
            createdAt: NOW + Math.floor(index / 2),
            status: index % 3 === 0 ? 'formed' : 'open',
            campaignId: index === 8 ? 'cmp_2' : 'cmp_1',
            seats: [seatOf(0), ...(index < 6 ? [seatOf(1)] : [])],
          }),
        ),
      ),
    ),
  );

  /** All pages of a list, two at a time. */
  async function pages(page: (after: { createdAt: Ms; id: string } | undefined) => Promise<GroupDoc[]>) {
    const found: string[][] = [];
    let after: { createdAt: Ms; id: string } | undefined;
    for (let turn = 0; turn < 9; turn++) {
      const list = await page(after);
      if (list.length === 0) return found;
      found.push(list.map(({ _id }) => _id.slice(4)));
      const { createdAt, _id: id } = list.at(-1)!;
      after = { createdAt, id };
    }
    throw new Error('the pages do not end');
  }

  it("a person's, newest first, each once, in one state or in any", async () => {
    expect(await pages((after) => groupsOf(groups(), 'usr_1', 'all', after, 2))).toEqual([
      ['5', '4'],
      ['3', '2'],
      ['1', '0'],
    ]);
    expect(await pages((after) => groupsOf(groups(), 'usr_1', 'open', after, 2))).toEqual([
      ['5', '4'],
      ['2', '1'],
    ]);
    expect(await pages((after) => groupsOf(groups(), 'usr_1', 'formed', after, 2))).toEqual([['3', '0']]);
    expect(await groupsOf(groups(), 'usr_2', 'all', undefined, 2)).toEqual([]);
  });

  it("a campaign's, newest first, each once, in one state or in any, with how many there are of each", async () => {
    expect((await pages((after) => groupsOfCampaign(groups(), 'cmp_1', 'all', after, 3))).flat()).toEqual([
      ...['7', '6', '5', '4', '3', '2', '1', '0'],
    ]);
    expect(await pages((after) => groupsOfCampaign(groups(), 'cmp_1', 'formed', after, 2))).toEqual([
      ['6', '3'],
      ['0'],
    ]);
    // One that has failed is counted if it had begun.
    await put(groupWith({ _id: 'grp_failed', campaignId: 'cmp_2', status: 'failed', openedAt: NOW }));
    await put(pendingGroup('grp_never', { campaignId: 'cmp_2', status: 'failed' }));
    await put(pendingGroup('grp_pending', { campaignId: 'cmp_2' }));
    const counts = await countGroups(groups(), ['cmp_1', 'cmp_2', 'cmp_none']);
    expect(Object.fromEntries(counts)).toEqual({
      cmp_1: { pending: 0, open: 5, formed: 3, failed: 0 },
      cmp_2: { pending: 1, open: 1, formed: 0, failed: 1 },
    });
  });
});
