import fc from 'fast-check';
import {
  freeSeats,
  type Group,
  hasFailed,
  holdUntil,
  isLive,
  LEAST_TIME_TO_PAY,
  maySit,
  mayTake,
  outcomeOf,
  SEAT_GRACE,
  type Seat,
  type SeatRefusal,
  statusAfterTaking,
  takenSeats,
} from '../../shared/domain/groupBuy';
import { HOUR, MINUTE } from '../../shared/time';

const terms = { size: 3, life: 24 * HOUR, hold: 15 * MINUTE };
const deadline = 24 * HOUR;
const held = (name: string, until: number): Seat => ({ orderId: `ord_${name}`, userId: name, state: 'held', until });
const taken = (name: string): Seat => ({ orderId: `ord_${name}`, userId: name, state: 'taken', until: 0 });
const open = (...seats: Seat[]): Group => ({ status: 'open', leaderId: 'ann', terms, seats, expiresAt: deadline });
const pending = (...seats: Seat[]): Group => ({ status: 'pending', leaderId: 'ann', terms, seats });
const who = (name: string, order = `ord_${name}`) => ({ orderId: order, userId: name });

const answer = (result: ReturnType<typeof maySit>) => (result.ok ? 'yes' : result.refusal);

describe('may this order hold a seat?', () => {
  it.each<[string, Group, ReturnType<typeof who>, number, string]>([
    ['the leader of a pending group', pending(), who('ann'), 0, 'yes'],
    ['anybody else in a pending group', pending(), who('bob'), 0, 'groupNotOpen'],
    ['a free seat', open(taken('ann')), who('bob'), 0, 'yes'],
    ['the last free seat', open(taken('ann'), held('cat', 9)), who('bob'), 0, 'yes'],
    ['all seats taken or held', open(taken('ann'), held('cat', 9), held('dan', 9)), who('bob'), 0, 'groupFull'],
    ['a seat held by the same order', open(taken('ann'), held('bob', 9)), who('bob'), 0, 'yes'],
    [
      'a seat held by another order of mine',
      open(taken('ann'), held('bob', 9)),
      who('bob', 'ord_2'),
      0,
      'alreadyInGroup',
    ],
    ['a seat taken by another order of mine', open(taken('bob')), who('bob', 'ord_2'), 0, 'alreadyInGroup'],
    ['a formed group', { ...open(), status: 'formed' }, who('bob'), 0, 'groupFormed'],
    ['a formed group where I sit', { ...open(taken('bob')), status: 'formed' }, who('bob'), 0, 'yes'],
    ['a failed group', { ...open(), status: 'failed' }, who('bob'), 0, 'groupFailed'],
    ['a minute before the deadline', open(), who('bob'), deadline - LEAST_TIME_TO_PAY, 'yes'],
    ['less than a minute before the deadline', open(), who('bob'), deadline - LEAST_TIME_TO_PAY + 1, 'groupExpired'],
    [
      'a hold that ended 5 minutes ago',
      open(taken('ann'), held('cat', 9), held('dan', 9)),
      who('bob'),
      9 + SEAT_GRACE,
      'yes',
    ],
    [
      'a hold just before that',
      open(taken('ann'), held('cat', 9), held('dan', 9)),
      who('bob'),
      8 + SEAT_GRACE,
      'groupFull',
    ],
  ])('given %s', (_, group, person, now, expected) => expect(answer(maySit(group, person, now))).toBe(expected));
});

describe('does this captured payment get a seat?', () => {
  const full = open(taken('ann'), taken('cat'), held('dan', 9));
  it.each<[string, Group, ReturnType<typeof who>, number, string]>([
    ['its own held seat', open(taken('ann'), held('bob', 9)), who('bob'), 0, 'yes'],
    ['its own seat, the last one', open(taken('ann'), taken('cat'), held('bob', 9)), who('bob'), 0, 'yes'],
    ['its own hold in the five minutes after', open(taken('ann'), held('bob', 9)), who('bob'), 8 + SEAT_GRACE, 'yes'],
    [
      'the deadline passed while its hold lives',
      open(held('bob', deadline)),
      who('bob'),
      deadline + SEAT_GRACE - 1,
      'yes',
    ],
    [
      'the deadline passed and its hold too',
      open(held('bob', deadline)),
      who('bob'),
      deadline + SEAT_GRACE,
      'groupExpired',
    ],
    ['no hold, the deadline now', open(taken('ann')), who('bob'), deadline, 'groupExpired'],
    ['no hold, a moment before the deadline', open(taken('ann')), who('bob'), deadline - 1, 'yes'],
    ['no hold and no seat', full, who('bob'), 0, 'groupFull'],
    ['no hold, and another hold that lapsed', full, who('bob'), 9 + SEAT_GRACE, 'yes'],
    [
      'its hold lapsed and somebody sits there',
      open(taken('ann'), taken('cat'), taken('dan'), held('bob', 0)),
      who('bob'),
      HOUR,
      'groupFull',
    ],
    ['its hold lapsed and the seat still free', open(taken('ann'), held('bob', 0)), who('bob'), HOUR, 'yes'],
    ['another order of the same person sits', open(taken('bob')), who('bob', 'ord_2'), 0, 'alreadyInGroup'],
    ['another order of the same person holds', open(held('bob', 9)), who('bob', 'ord_2'), 0, 'alreadyInGroup'],
    ['another hold of the same person lapsed', open(held('bob', 0)), who('bob', 'ord_2'), HOUR, 'yes'],
    ['the leader of a pending group', pending(held('ann', 9)), who('ann'), 0, 'yes'],
    ['the leader of a pending group, late', pending(), who('ann'), HOUR, 'yes'],
    ['somebody else in a pending group', pending(), who('bob'), 0, 'groupNotOpen'],
    ['a formed group', { ...open(), status: 'formed' }, who('bob'), 0, 'groupFormed'],
    ['a failed group', { ...open(held('bob', 9)), status: 'failed' }, who('bob'), 0, 'groupFailed'],
    ['a seat it has already, formed', { ...open(taken('bob')), status: 'formed' }, who('bob'), 0, 'yes'],
    ['a seat it has already, failed', { ...open(taken('bob')), status: 'failed' }, who('bob'), 0, 'yes'],
  ])('given %s', (_, group, person, now, expected) => expect(answer(mayTake(group, person, now))).toBe(expected));
});

describe('the outcome table', () => {
  it.each<[SeatRefusal | null, string, string]>([
    [null, 'seat', 'seat'],
    ['groupFull', 'refund', 'anotherGroup'],
    ['groupFormed', 'refund', 'anotherGroup'],
    ['groupExpired', 'refund', 'anotherGroup'],
    ['groupFailed', 'refund', 'anotherGroup'],
    ['alreadyInGroup', 'refund', 'refund'],
    ['groupNotOpen', 'refund', 'refund'],
  ])('given %p: with refund %s, with another group %s', (refusal, refund, another) => {
    expect(outcomeOf(refusal, 'refund')).toBe(refund);
    expect(outcomeOf(refusal, 'anotherGroup')).toBe(another);
  });
});

describe('holds and deadlines', () => {
  it('a hold ends after its time, or with the group', () => {
    expect(holdUntil(terms, undefined, 100)).toBe(100 + terms.hold);
    expect(holdUntil(terms, deadline, 100)).toBe(100 + terms.hold);
    expect(holdUntil(terms, deadline, deadline - MINUTE)).toBe(deadline);
  });
  it('counts free seats without lapsed holds', () => {
    const group = open(taken('ann'), held('bob', 9));
    expect([freeSeats(group, 0), freeSeats(group, 8 + SEAT_GRACE), freeSeats(group, 9 + SEAT_GRACE)]).toEqual([
      1, 1, 2,
    ]);
    expect(takenSeats(group)).toEqual([taken('ann')]);
  });
  it('the last taken seat forms the group', () => {
    expect([1, 2, 3].map((count) => statusAfterTaking({ terms }, count))).toEqual(['open', 'open', 'formed']);
  });
  it.each<[string, Group, number, boolean]>([
    ['before the deadline', open(taken('ann')), deadline - 1, false],
    ['at the deadline', open(taken('ann')), deadline, true],
    ['at the deadline while a hold lives', open(taken('ann'), held('bob', deadline)), deadline + SEAT_GRACE - 1, false],
    ['once that hold has lapsed', open(taken('ann'), held('bob', deadline)), deadline + SEAT_GRACE, true],
    ['a pending group', pending(held('ann', 0)), 9 * deadline, false],
    ['a formed group', { ...open(taken('ann')), status: 'formed' }, 9 * deadline, false],
    ['a failed group again', { ...open(taken('ann')), status: 'failed' }, 9 * deadline, false],
  ])('%s', (_, group, now, expected) => expect(hasFailed(group, now)).toBe(expected));
});

/* ── over any sequence ─────────────────────────────────────────────────────────────────────────────────────────────── */

interface World {
  group: Group;
  now: number;
}

const person = fc.constantFrom('ann', 'bob', 'cat', 'dan', 'eve', 'fay');
const order = fc.constantFrom('1', '2', '3');
const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), person, order }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), person, order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('free' as const), person, order }) },
  { weight: 1, arbitrary: fc.constant({ do: 'expire' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, MINUTE, SEAT_GRACE, terms.hold, terms.hold + SEAT_GRACE, 6 * HOUR),
    }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

const seatOf = (name: string, number: string) => who(name, `ord_${name}${number}`);

/** What the store does with these rules: the answer, and the group afterwards. A lapsed hold is overwritten. */
function play({ group, now }: World, next: Move): { world: World; answer: string } {
  const replace = (seat: Seat) => [...group.seats.filter(({ orderId }) => orderId !== seat.orderId), seat];
  switch (next.do) {
    case 'wait':
      return { world: { group, now: now + next.ms }, answer: 'yes' };
    case 'hold': {
      const me = seatOf(next.person, next.order);
      const result = maySit(group, me, now);
      const has = group.seats.some((seat) => seat.orderId === me.orderId && isLive(seat, now));
      if (!result.ok || has) return { world: { group, now }, answer: answer(result) };
      const seat: Seat = { ...me, state: 'held', until: holdUntil(group.terms, group.expiresAt, now) };
      return { world: { group: { ...group, seats: replace(seat) }, now }, answer: 'yes' };
    }
    case 'take': {
      const me = seatOf(next.person, next.order);
      const result = mayTake(group, me, now);
      const has = group.seats.some((seat) => seat.orderId === me.orderId && seat.state === 'taken');
      if (!result.ok || has) return { world: { group, now }, answer: answer(result) };
      const seats = replace({ ...me, state: 'taken', until: now });
      const status = statusAfterTaking(group, takenSeats({ seats }).length);
      const expiresAt = group.expiresAt ?? now + group.terms.life;
      return { world: { group: { ...group, seats, status, expiresAt }, now }, answer: 'yes' };
    }
    case 'free': {
      const { orderId } = seatOf(next.person, next.order);
      const seats = group.seats.filter((seat) => seat.orderId !== orderId || seat.state === 'taken');
      return { world: { group: { ...group, seats }, now }, answer: 'yes' };
    }
    case 'expire': {
      const status = hasFailed(group, now) ? 'failed' : group.status;
      return { world: { group: { ...group, status }, now }, answer: 'yes' };
    }
  }
}

const begin = (size: number): World => ({ group: { ...pending(), terms: { ...terms, size } }, now: 0 });
const moves = fc.array(move, { maxLength: 60 });
const size = fc.integer({ min: 2, max: 4 });
/** Half of the time the leader has paid, so that the later states are reached often. */
const start = fc.constantFrom<Move[]>([], [{ do: 'take', person: 'ann', order: '1' }]);

describe('over any sequence of holds, payments, closes and hours', () => {
  it('there is never a seat too many, and one person has one seat', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(size, start, moves, (most, first, list) => {
        let world = begin(most);
        for (const next of [...first, ...list]) {
          const before = world;
          world = play(world, next).world;
          const { group, now } = world;
          reached.add(group.status);
          const live = group.seats.filter((seat) => isLive(seat, now));
          expect(live.length).toBeLessThanOrEqual(most);
          expect(new Set(live.map(({ userId }) => userId)).size).toBe(live.length);
          expect(new Set(group.seats.map(({ orderId }) => orderId)).size).toBe(group.seats.length);
          expect(freeSeats(group, now)).toBe(most - live.length);
          expect(group.status === 'formed').toBe(takenSeats(group).length === most);
          expect(group.status === 'pending').toBe(takenSeats(group).length === 0);
          expect(takenSeats(group).length).toBeGreaterThanOrEqual(takenSeats(before.group).length);
          if (takenSeats(group).length > 0)
            expect(group.seats.some(({ userId, state }) => state === 'taken' && userId === 'ann')).toBe(true);
          if (before.group.status === 'formed' || before.group.status === 'failed') {
            expect(group.status).toBe(before.group.status);
            expect(takenSeats(group)).toEqual(takenSeats(before.group));
          }
          for (const { state, until } of group.seats) {
            if (state === 'held') expect(until).toBeLessThanOrEqual(group.expiresAt ?? now + terms.hold);
          }
        }
      }),
      {
        numRuns: 2000,
        examples: [
          [
            2,
            [{ do: 'take', person: 'ann', order: '1' }],
            [...Array(4).fill({ do: 'wait', ms: 6 * HOUR }), { do: 'expire' }],
          ],
        ],
      },
    );
    expect([...reached].sort()).toEqual(['failed', 'formed', 'open', 'pending']);
  });

  it('a move twice is a move once, and gets the same answer', () => {
    fc.assert(
      fc.property(size, start, moves, (most, first, list) => {
        let world = begin(most);
        for (const next of [...first, ...list]) {
          const once = play(world, next);
          world = once.world;
          if (next.do === 'wait') continue;
          const again = play(world, next);
          expect(again.world).toEqual(world);
          const stands = once.answer === 'yes' ? again.answer === 'yes' : again.answer !== 'yes';
          expect(stands).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('whoever holds a seat and pays in time has it', () => {
    fc.assert(
      fc.property(size, start, moves, fc.integer({ min: 0, max: terms.hold }), (most, first, list, ms) => {
        let world = begin(most);
        for (const next of [...first, ...list]) world = play(world, next).world;
        const mine: Move = { do: 'hold', person: 'bob', order: '3' };
        if (play(world, mine).answer !== 'yes') return;
        world = play(world, mine).world;
        const until = world.group.seats.find(({ orderId }) => orderId === 'ord_bob3')!.until;
        const late = Math.max(0, Math.min(ms, until - world.now));
        world = play(world, { do: 'wait', ms: late }).world;
        world = play(world, { do: 'expire' }).world;
        expect(play(world, { ...mine, do: 'take' }).answer).toBe('yes');
      }),
      { numRuns: 1000 },
    );
  });

  it('no seat is lost for ever: what nobody paid for is free again, and after its deadline the group ends', () => {
    fc.assert(
      fc.property(size, start, moves, (most, first, list) => {
        let world = begin(most);
        for (const next of [...first, ...list]) world = play(world, next).world;
        const { group } = world;
        if (group.status !== 'open' && group.status !== 'pending') return;
        const left = most - takenSeats(group).length;
        const later = play(world, { do: 'wait', ms: terms.hold + SEAT_GRACE }).world;
        expect(freeSeats(group, later.now)).toBe(left);
        if (group.status === 'pending') {
          expect(play(later, { do: 'hold', person: 'ann', order: '3' }).answer).toBe('yes');
          return;
        }
        if (group.expiresAt! - later.now >= LEAST_TIME_TO_PAY) {
          expect(maySit(group, who('new'), later.now)).toEqual({ ok: true, value: null });
        }
        const end = { group, now: Math.max(world.now, group.expiresAt! + SEAT_GRACE) };
        expect(play(end, { do: 'expire' }).world.group.status).toBe('failed');
      }),
      { numRuns: 1000 },
    );
  });
});
