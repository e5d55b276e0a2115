/** The guards of the updates and the pure rules of `shared/domain/groupBuy.ts` give the same answers, and races keep them. */
import fc from 'fast-check';
import { collectionsOf, type GroupDoc, type GroupSeat } from '../../functions/store/collections';
import { failGroup, freeSeat, holdSeat, overdueGroups, takeSeat, turnAway } from '../../functions/store/groupBuy';
import {
  type GroupBuyTerms,
  hasFailed,
  LEAST_TIME_TO_PAY,
  maySit,
  mayTake,
  SEAT_GRACE,
  statusAfterTaking,
  takenSeats,
} from '../../shared/domain/groupBuy';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';

const RUNS = process.env.PINKAN_LONG === undefined ? 150 : 3_000;
const RACERS = 30;
const NOW = Date.parse('2026-03-01T12:00:00+08:00');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const groups = () => collectionsOf(database.client, database.db).groups;
beforeEach(() => groups().deleteMany({}));

const terms = (size: number): GroupBuyTerms => ({
  size,
  prices: { sku_peach: 2990 },
  life: 24 * HOUR,
  hold: 15 * MINUTE,
  perOrder: 5,
  perPerson: 1,
  overflow: 'refund',
});

function groupWith(part: Partial<GroupDoc> & { size?: number }): GroupDoc {
  const { size = 3, ...rest } = part;
  const seats = rest.seats ?? [];
  return {
    _id: 'grp_1',
    merchantId: 'mer_1',
    merchantName: '山野集',
    campaignId: 'cmp_1',
    campaignVersion: 1,
    terms: terms(size),
    product: { id: 'prd_1', title: '阳山水蜜桃', caption: '', cover: '' },
    skus: [],
    status: 'open',
    leaderId: 'usr_0',
    seats,
    taken: takenSeats({ seats }).length,
    turnedAway: [],
    outbox: [],
    createdAt: NOW - HOUR,
    expiresAt: NOW + HOUR,
    ...rest,
  };
}

const seatOf = (index: number, part: Partial<GroupSeat> = {}): GroupSeat => ({
  orderId: `ord_${index}`,
  userId: `usr_${index}`,
  name: `买家${index}`,
  avatar: '',
  state: 'taken',
  until: NOW,
  ...part,
});

/** Moments at which an answer turns, and one millisecond to either side. */
const around = (...moments: number[]) => fc.constantFrom(...moments.flatMap((at) => [at - 1, at, at + 1]));

/** Groups of every kind that can be: statuses, seats held, lapsed and taken, clocks at the boundaries. */
const anyGroup: fc.Arbitrary<GroupDoc> = fc
  .record({
    size: fc.integer({ min: 2, max: 4 }),
    status: fc.constantFrom<GroupDoc['status']>('pending', 'open', 'open', 'open', 'formed', 'failed'),
    leader: fc.integer({ min: 0, max: 4 }),
    seats: fc.array(
      fc.record({
        order: fc.integer({ min: 0, max: 5 }),
        user: fc.integer({ min: 0, max: 4 }),
        taken: fc.boolean(),
        until: around(NOW, NOW - SEAT_GRACE, NOW + HOUR),
      }),
      { maxLength: 5 },
    ),
    expiresAt: around(NOW, NOW + LEAST_TIME_TO_PAY, NOW + HOUR, NOW - HOUR),
  })
  .map(({ size, status, leader, seats, expiresAt }) => {
    // An order has one seat; a group never has more taken seats than it has seats.
    const ofOrder = new Map(seats.map((seat) => [seat.order, seat]));
    let taken = 0;
    const list = [...ofOrder.values()].map(({ order, user, until, ...seat }): GroupSeat => {
      const isTaken = seat.taken && status !== 'pending' && taken < size - (status === 'formed' ? 0 : 1);
      if (isTaken) taken += 1;
      return seatOf(order, { userId: `usr_${user}`, state: isTaken ? 'taken' : 'held', until });
    });
    return groupWith({
      size,
      status,
      leaderId: `usr_${leader}`,
      seats: list,
      expiresAt: status === 'pending' ? undefined : expiresAt,
    });
  });

const anybody = fc.record({ order: fc.integer({ min: 0, max: 6 }), user: fc.integer({ min: 0, max: 5 }) });

async function put(group: GroupDoc): Promise<GroupDoc> {
  await groups().replaceOne({ _id: group._id }, group, { upsert: true });
  return group;
}

const read = () => groups().findOne({ _id: 'grp_1' });

it('holds a seat exactly where maySit says yes, and says why not with its words', async () => {
  let yes = 0;
  await fc.assert(
    fc.asyncProperty(anyGroup, anybody, async (group, { order, user }) => {
      const before = await put(group);
      const { orderId, userId, name, avatar } = seatOf(order, { userId: `usr_${user}` });
      fc.pre(before.seats.every((seat) => seat.orderId !== orderId || seat.userId === userId)); // an order is one person's
      const rule = maySit(before, { orderId, userId }, NOW);
      const held = await holdSeat(groups(), before._id, { orderId, userId, name, avatar, until: NOW + 900_000 }, NOW);
      expect(held.ok ? 'yes' : held.refusal).toBe(rule.ok ? 'yes' : rule.refusal);
      const after = await read();
      if (!held.ok) {
        expect(after).toEqual(JSON.parse(JSON.stringify(before)));
        return;
      }
      yes += 1;
      const live = after?.seats.filter((seat) => seat.state === 'taken' || seat.until + SEAT_GRACE > NOW) ?? [];
      const liveBefore = before.seats.filter((seat) => seat.state === 'taken' || seat.until + SEAT_GRACE > NOW);
      expect(live.filter((seat) => seat.orderId === orderId)).toHaveLength(1);
      expect(live.length).toBeLessThanOrEqual(Math.max(before.terms.size, liveBefore.length));
      // Whoever had a seat has it still.
      for (const seat of liveBefore) expect(live).toContainEqual(seat);
      expect([after?.status, after?.taken]).toEqual([before.status, before.taken]);
    }),
    { numRuns: RUNS },
  );
  expect(yes).toBeGreaterThan(RUNS / 20);
});

it('takes a seat exactly where mayTake says yes; the same update opens, forms and writes the event', async () => {
  let yes = 0;
  await fc.assert(
    fc.asyncProperty(anyGroup, anybody, async (group, { order, user }) => {
      const before = await put(group);
      const { orderId, userId, name, avatar } = seatOf(order, { userId: `usr_${user}` });
      const own = before.seats.find((seat) => seat.orderId === orderId);
      fc.pre(own === undefined || own.userId === userId); // an order is one person's
      const rule = mayTake(before, { orderId, userId }, NOW);
      const taken = await takeSeat(groups(), before._id, { orderId, userId, name, avatar }, NOW);
      expect(taken.ok ? 'yes' : taken.refusal).toBe(rule.ok ? 'yes' : rule.refusal);
      const after = await read();
      if (!taken.ok) {
        const refusal = rule.ok ? '' : rule.refusal;
        expect(after?.turnedAway).toEqual([{ orderId, why: refusal, at: NOW }]);
        expect(after?.seats).toEqual(before.seats.filter((seat) => seat.orderId !== orderId));
        expect([after?.status, after?.taken, after?.outbox]).toEqual([before.status, before.taken, []]);
        return;
      }
      yes += 1;
      const had = own?.state === 'taken';
      const count = before.taken + (had ? 0 : 1);
      expect(takenSeats(after ?? before)).toHaveLength(count);
      expect(after?.taken).toBe(count);
      expect(after?.seats.filter((seat) => seat.orderId === orderId)).toMatchObject([{ state: 'taken', userId }]);
      expect(after?.status).toBe(had ? before.status : statusAfterTaking(before, count));
      const formedNow = !had && after?.status === 'formed';
      expect(after?.outbox.map(({ event }) => event)).toEqual(formedNow ? [{ type: 'groupFormed', at: NOW }] : []);
      expect(after?.drainAt !== undefined).toBe(formedNow);
      if (before.status === 'pending') expect(after?.expiresAt).toBe(NOW + before.terms.life);
      else expect(after?.expiresAt).toBe(before.expiresAt);
      // A second asking changes nothing.
      await takeSeat(groups(), before._id, { orderId, userId, name, avatar }, NOW + 1);
      expect(await read()).toEqual(after);
    }),
    { numRuns: RUNS },
  );
  expect(yes).toBeGreaterThan(RUNS / 20);
});

it('fails a group exactly where hasFailed says so, once', async () => {
  let yes = 0;
  await fc.assert(
    fc.asyncProperty(anyGroup, async (group) => {
      const before = await put(group);
      const rule = hasFailed(before, NOW);
      expect((await overdueGroups(groups(), NOW, 10)).length).toBe(rule ? 1 : 0);
      const [first, second] = [await failGroup(groups(), 'grp_1', NOW), await failGroup(groups(), 'grp_1', NOW)];
      expect([first !== null, second]).toEqual([rule, null]);
      const after = await read();
      expect(after?.status).toBe(rule ? 'failed' : before.status);
      expect(after?.outbox.map(({ event }) => event)).toEqual(rule ? [{ type: 'groupFailed', at: NOW }] : []);
      if (rule) yes += 1;
    }),
    { numRuns: RUNS },
  );
  expect(yes).toBeGreaterThan(RUNS / 50);
});

it('frees held seats only', async () => {
  await put(groupWith({ size: 4, seats: [seatOf(1), seatOf(2, { state: 'held' })] }));
  await freeSeat(groups(), 'grp_1', 'ord_1');
  await freeSeat(groups(), 'grp_1', 'ord_2');
  expect((await read())?.seats.map(({ orderId }) => orderId)).toEqual(['ord_1']);
});

it(`lets ${RACERS} racing orders hold the five seats that there are`, async () => {
  for (let round = 0; round < 3; round++) {
    await put(groupWith({ size: 5 }));
    const asked = await Promise.all(
      Array.from({ length: RACERS }, (_, index) => {
        const { orderId, userId, name, avatar } = seatOf(index);
        return holdSeat(groups(), 'grp_1', { orderId, userId, name, avatar, until: NOW + 900_000 }, NOW);
      }),
    );
    expect(asked.filter(({ ok }) => ok)).toHaveLength(5);
    expect(asked.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))).toEqual(Array(RACERS - 5).fill('groupFull'));
    const seats = (await read())?.seats ?? [];
    expect(new Set(seats.map(({ orderId }) => orderId)).size).toBe(5);
  }
});

it(`lets ${RACERS} racing payments, each told twice, take the five seats that there are, and forms the group once`, async () => {
  for (let round = 0; round < 3; round++) {
    await put(groupWith({ size: 5 }));
    const askers = Array.from({ length: RACERS }, (_, index) => seatOf(index));
    const asked = await Promise.all(
      [...askers, ...askers].map(({ orderId, userId, name, avatar }) =>
        takeSeat(groups(), 'grp_1', { orderId, userId, name, avatar }, NOW),
      ),
    );
    // Both askers of one payment are told the same.
    const first = asked.slice(0, RACERS).map(({ ok }) => ok);
    expect(asked.slice(RACERS).map(({ ok }) => ok)).toEqual(first);
    expect(first.filter(Boolean)).toHaveLength(5);
    const group = await read();
    expect(group).toMatchObject({ status: 'formed', taken: 5 });
    expect(group?.outbox).toHaveLength(1);
    expect(group?.turnedAway).toHaveLength(RACERS - 5);
  }
});

it('never both seats a payment and turns it away, whichever drainer is first', async () => {
  for (let round = 0; round < 30; round++) {
    await put(groupWith({ size: 5 }));
    const { orderId, userId, name, avatar } = seatOf(1);
    const [taken, turned] = await Promise.all([
      takeSeat(groups(), 'grp_1', { orderId, userId, name, avatar }, NOW),
      turnAway(groups(), 'grp_1', orderId, 'soldOut', NOW),
    ]);
    expect(taken.ok).toBe(turned.ok);
    const group = await read();
    expect([group?.taken, group?.turnedAway.length]).toEqual(taken.ok ? [1, 0] : [0, 1]);
  }
});

it('never gives one person two seats, however many of their payments race', async () => {
  await put(groupWith({ size: 5 }));
  const asked = await Promise.all(
    Array.from({ length: RACERS }, (_, index) =>
      takeSeat(groups(), 'grp_1', { orderId: `ord_${index}`, userId: 'usr_1', name: '', avatar: '' }, NOW),
    ),
  );
  expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await read())?.taken).toBe(1);
});
