import fc from 'fast-check';
import {
  afterLeaving,
  endedAs,
  freeSeats,
  type Group,
  holdUntil,
  isLive,
  LEAST_TIME_TO_PAY,
  mayLeave,
  mayMeet,
  maySit,
  mayTake,
  OPENING_GRACE,
  OUTCOMES,
  type Overflow,
  outcomeOf,
  type PaymentMoment,
  SEAT_GRACE,
  type Seat,
  type SeatOutcome,
  type SeatRefusal,
  statusAfterTaking,
  takenSeats,
} from '../../shared/domain/groupBuy';
import { refusals } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import { HOUR, MINUTE } from '../../shared/time';

const terms = { size: 3, life: 24 * HOUR, hold: 15 * MINUTE, ladder: [], mayLeave: true };
const deadline = 24 * HOUR;
const opensBy = terms.hold + OPENING_GRACE;
const held = (name: string, until: number): Seat => ({ orderId: `ord_${name}`, userId: name, state: 'held', until });
const taken = (name: string, takenAt = 0): Seat => ({
  orderId: `ord_${name}`,
  userId: name,
  state: 'taken',
  until: 0,
  takenAt,
});
const groupOf = (status: Group['status'], seats: Seat[]): Group => ({
  status,
  leaderId: 'ann',
  terms,
  seats,
  opensBy,
});
const open = (...seats: Seat[]): Group => ({ ...groupOf('open', seats), expiresAt: deadline });
const pending = (...seats: Seat[]): Group => groupOf('pending', seats);
const formed = (...seats: Seat[]): Group => ({ ...open(...seats), status: 'formed' });
const failed = (...seats: Seat[]): Group => ({ ...open(...seats), status: 'failed' });
/** The merchant has ended it: its deadline is in the past, or it has failed. */
const ended = (group: Group): Group => ({ ...group, endedEarly: true });
const who = (name: string, order = `ord_${name}`) => ({ orderId: order, userId: name });

const answer = (result: Result<unknown>) => (result.ok ? 'yes' : result.refusal);

describe('may this order hold a seat?', () => {
  it.each<[string, Group, ReturnType<typeof who>, number, string]>([
    ['the leader of a pending group', pending(), who('ann'), 0, 'yes'],
    ['the leader of a pending group, a moment before it can no longer open', pending(), who('ann'), opensBy - 1, 'yes'],
    ['the leader of a pending group that can no longer open', pending(), who('ann'), opensBy, 'groupExpired'],
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
    ['a seat held by the same order in a group that has failed', failed(held('bob', 9)), who('bob'), 0, 'groupFailed'],
    ['a formed group', formed(), who('bob'), 0, 'groupFormed'],
    ['a formed group where I sit', formed(taken('bob')), who('bob'), 0, 'yes'],
    ['a failed group', failed(), who('bob'), 0, 'groupFailed'],
    ['a group that failed with its campaign', ended(failed()), who('bob'), 0, 'campaignEnded'],
    ['a group that formed as its campaign was ended', ended(formed()), who('bob'), 0, 'groupFormed'],
    ['a group whose campaign has just been ended', ended(open(taken('ann'))), who('bob'), deadline, 'campaignEnded'],
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
    ['another order of the same person sits, formed', formed(taken('bob')), who('bob', 'ord_2'), 0, 'alreadyInGroup'],
    ['another order of the same person sat, failed', failed(taken('bob')), who('bob', 'ord_2'), 0, 'alreadyInGroup'],
    ['the leader of a pending group', pending(held('ann', 9)), who('ann'), 0, 'yes'],
    ['the leader of a pending group, late', pending(), who('ann'), opensBy - 1, 'yes'],
    ['the leader of a pending group, too late', pending(), who('ann'), opensBy, 'groupExpired'],
    ['somebody else in a pending group', pending(), who('bob'), 0, 'groupNotOpen'],
    ['a formed group', formed(), who('bob'), 0, 'groupFormed'],
    ['a failed group', failed(held('bob', 9)), who('bob'), 0, 'groupFailed'],
    ['a group that failed with its campaign', ended(failed(held('bob', 9))), who('bob'), 0, 'campaignEnded'],
    ['its hold, as the campaign is ended', ended(open(held('bob', deadline + 9))), who('bob'), deadline, 'yes'],
    ['no hold, as the campaign is ended', ended(open(taken('ann'))), who('bob'), deadline, 'campaignEnded'],
    ['a seat it has already, formed', formed(taken('bob')), who('bob'), 0, 'yes'],
    ['a seat it has already, failed', failed(taken('bob')), who('bob'), 0, 'yes'],
  ])('given %s', (_, group, person, now, expected) => expect(answer(mayTake(group, person, now))).toBe(expected));
});

describe('may this person leave?', () => {
  const stays = { ...open(taken('bob')), terms: { ...terms, mayLeave: false } };
  it.each<[string, Group, number, string]>([
    ['a paid seat', open(taken('ann'), taken('bob')), 0, 'yes'],
    ['a paid seat, a moment before the deadline', open(taken('bob')), deadline - 1, 'yes'],
    ['the deadline', open(taken('bob')), deadline, 'groupExpired'],
    ['a seat that is not paid', open(taken('ann'), held('bob', 9)), 0, 'notInGroup'],
    ['no seat', open(taken('ann')), 0, 'notInGroup'],
    ['a pending group', pending(held('bob', 9)), 0, 'notInGroup'],
    ['a merchant who does not allow it', stays, 0, 'leaveNotAllowed'],
    ['a formed group', formed(taken('bob')), 0, 'groupFormed'],
    ['a failed group', failed(taken('bob')), 0, 'groupFailed'],
  ])('given %s', (_, group, now, expected) => expect(answer(mayLeave(group, 'bob', now))).toBe(expected));

  it.each<[string, Group, string, ReturnType<typeof afterLeaving>]>([
    ['a member', open(taken('ann', 1), taken('bob', 2)), 'bob', { leaderId: 'ann', status: 'open' }],
    [
      'the leader: whoever paid first follows, wherever they sit',
      open(taken('cat', 9), taken('ann', 1), taken('bob', 5)),
      'ann',
      { leaderId: 'bob', status: 'open' },
    ],
    [
      'the leader: of two at one moment the one who sits first',
      open(taken('ann', 1), taken('cat', 5), taken('bob', 5)),
      'ann',
      { leaderId: 'cat', status: 'open' },
    ],
    [
      'the leader, while somebody holds a seat and has not paid',
      open(held('cat', 9), taken('ann', 1), taken('bob', 5)),
      'ann',
      { leaderId: 'bob', status: 'open' },
    ],
    ['the last one', open(taken('ann', 1)), 'ann', { leaderId: 'ann', status: 'failed' }],
    ['the last who has paid', open(taken('ann', 1), held('bob', 9)), 'ann', { leaderId: 'ann', status: 'failed' }],
  ])('given %s leaves', (_, group, name, expected) => expect(afterLeaving(group, name)).toEqual(expected));
});

describe('may they meet?', () => {
  it.each<[string, boolean, Parameters<typeof mayMeet>[1], string]>([
    ['anybody anywhere', false, { starts: false }, 'yes'],
    ['one from another chat, where that does not matter', false, { mine: 'a', ofGroup: 'b', starts: false }, 'yes'],
    ['one from the same chat', true, { mine: 'a', ofGroup: 'a', starts: false }, 'yes'],
    ['one from another chat', true, { mine: 'a', ofGroup: 'b', starts: false }, 'chatOnly'],
    ['one from no chat', true, { ofGroup: 'b', starts: false }, 'chatOnly'],
    ['one from no chat, in a group of none', true, { starts: false }, 'chatOnly'],
    ['whoever starts in a chat', true, { mine: 'a', starts: true }, 'yes'],
    ['whoever starts outside', true, { starts: true }, 'chatNeeded'],
  ])('%s', (_, chatOnly, chat, expected) => expect(answer(mayMeet({ chatOnly }, chat))).toBe(expected));
});

describe('the outcome table', () => {
  const merchant: Record<Overflow, SeatOutcome> = { refund: 'refund', anotherGroup: 'anotherGroup', lead: 'lead' };
  const always = (outcome: SeatOutcome) => ({ refund: outcome, anotherGroup: outcome, lead: outcome });
  it.each<[PaymentMoment, Record<Overflow, SeatOutcome>]>([
    ['seatHeld', always('seat')],
    ['seatFree', always('seat')],
    ['groupFull', merchant],
    ['groupFormed', merchant],
    ['groupExpired', merchant],
    ['groupFailed', merchant],
    ['campaignEnded', always('refund')],
    ['left', always('refund')],
    ['alreadyInGroup', always('refund')],
    ['soldOut', always('refund')],
    ['quotaUsedUp', always('refund')],
    ['personLimit', always('refund')],
    ['newcomersOnly', always('refund')],
    ['groupNotOpen', always('refund')],
  ])('%s: %j', (moment, expected) => {
    expect(OUTCOMES[moment].outcome).toEqual(expected);
    if (moment === 'seatHeld' || moment === 'seatFree') return;
    for (const overflow of Object.keys(merchant) as Overflow[]) {
      expect(outcomeOf(moment, overflow)).toBe(expected[overflow]);
    }
  });

  it('gives a seat where there was no no, and says of each moment when it is', () => {
    for (const overflow of Object.keys(merchant) as Overflow[]) expect(outcomeOf(null, overflow)).toBe('seat');
    const words = Object.values(OUTCOMES).map(({ when }) => when);
    expect(new Set(words).size).toBe(words.length);
    for (const when of words) expect(when).toMatch(/\p{Script=Han}/u);
  });

  it('knows a sentence for each no that a person may meet', () => {
    const met = (Object.keys(OUTCOMES) as PaymentMoment[]).filter(
      (moment): moment is Exclude<SeatRefusal, 'left'> => !['seatHeld', 'seatFree', 'left'].includes(moment),
    );
    for (const code of met) expect(refusals[code].message).toMatch(/\p{Script=Han}/u);
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

  const from2 = (...seats: Seat[]): Group => ({ ...open(...seats), terms: { ...terms, least: 2 } });
  it.each<[string, Group, number, ReturnType<typeof endedAs>]>([
    ['before the deadline', open(taken('ann')), deadline - 1, null],
    ['at the deadline', open(taken('ann')), deadline, 'failed'],
    ['at the deadline while a hold lives', open(taken('ann'), held('bob', deadline)), deadline + SEAT_GRACE - 1, null],
    ['once that hold has lapsed', open(taken('ann'), held('bob', deadline)), deadline + SEAT_GRACE, 'failed'],
    ['as many as must be', from2(taken('ann'), taken('bob')), deadline, 'formed'],
    ['as many as must be, before the deadline', from2(taken('ann'), taken('bob')), deadline - 1, null],
    [
      'as many as must be, while one more may come',
      from2(taken('ann'), taken('bob'), held('cat', 9)),
      deadline,
      'formed',
    ],
    [
      'as many as must be, while one more holds',
      from2(taken('ann'), taken('bob'), held('cat', deadline)),
      deadline,
      null,
    ],
    ['one fewer', from2(taken('ann'), held('bob', 9)), deadline, 'failed'],
    ['ended early with as many as must be', ended(from2(taken('ann'), taken('bob'))), deadline, 'formed'],
    ['ended early with fewer', ended(from2(taken('ann'))), deadline, 'failed'],
    ['a pending group', pending(held('ann', 0)), 9 * deadline, null],
    ['a formed group', formed(taken('ann')), 9 * deadline, null],
    ['a failed group again', failed(taken('ann')), 9 * deadline, null],
  ])('%s', (_, group, now, expected) => expect(endedAs(group, now)).toBe(expected));
});

/* ── over any sequence ─────────────────────────────────────────────────────────────────────────────────────────────── */

interface World {
  group: Group;
  now: number;
  /** Orders that have given up their seat: the group remembers them. */
  gone: readonly string[];
}

const person = fc.constantFrom('ann', 'bob', 'cat', 'dan', 'eve', 'fay');
const order = fc.constantFrom('1', '2', '3');
const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), person, order }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), person, order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('free' as const), person, order }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('expire' as const, 'endNow' as const) }) },
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

/** What the store does with these rules: the answer, and the world afterwards. A lapsed hold is overwritten. */
function play(world: World, next: Move): { world: World; answer: string } {
  const { group, now, gone } = world;
  const become = (part: Partial<Group>) => ({ world: { ...world, group: { ...group, ...part } }, answer: 'yes' });
  const replace = (seat: Seat) => [...group.seats.filter(({ orderId }) => orderId !== seat.orderId), seat];
  switch (next.do) {
    case 'wait':
      return { world: { ...world, now: now + next.ms }, answer: 'yes' };
    case 'hold': {
      const me = seatOf(next.person, next.order);
      const result = maySit(group, me, now);
      const has = group.seats.some((seat) => seat.orderId === me.orderId && isLive(seat, now));
      if (!result.ok || has) return { world, answer: answer(result) };
      return become({ seats: replace({ ...me, state: 'held', until: holdUntil(group.terms, group.expiresAt, now) }) });
    }
    case 'take': {
      const me = seatOf(next.person, next.order);
      if (gone.includes(me.orderId)) return { world, answer: 'left' };
      const result = mayTake(group, me, now);
      const has = group.seats.some((seat) => seat.orderId === me.orderId && seat.state === 'taken');
      if (!result.ok || has) return { world, answer: answer(result) };
      const seats = replace({ ...me, state: 'taken', until: now, takenAt: now });
      const status = statusAfterTaking(group, takenSeats({ seats }).length);
      return become({ seats, status, expiresAt: group.expiresAt ?? now + group.terms.life });
    }
    case 'leave': {
      const result = mayLeave(group, next.person, now);
      if (!result.ok) return { world, answer: answer(result) };
      const seat = takenSeats(group).find(({ userId }) => userId === next.person)!;
      const seats = group.seats.filter((one) => one !== seat);
      const left = become({ ...afterLeaving(group, next.person), seats });
      return { ...left, world: { ...left.world, gone: [...gone, seat.orderId] } };
    }
    case 'free': {
      const { orderId } = seatOf(next.person, next.order);
      return become({ seats: group.seats.filter((seat) => seat.orderId !== orderId || seat.state === 'taken') });
    }
    case 'expire':
      return become({ status: endedAs(group, now) ?? group.status });
    case 'endNow':
      if (group.status === 'pending') return become({ status: 'failed', endedEarly: true });
      if (group.status !== 'open' || group.expiresAt! <= now) return { world, answer: 'yes' };
      return become({ expiresAt: now, endedEarly: true });
  }
}

interface Given {
  readonly size: number;
  readonly least?: number | undefined;
  readonly mayLeave: boolean;
}
const begin = (given: Given): World => ({
  group: { ...pending(), terms: { ...terms, ...given } },
  now: 0,
  gone: [],
});
const given: fc.Arbitrary<Given> = fc
  .record({ size: fc.integer({ min: 2, max: 5 }), least: fc.constantFrom(undefined, 2, 3), mayLeave: fc.boolean() })
  .filter(({ size, least }) => least === undefined || least < size);
const moves = fc.array(move, { maxLength: 60 });
const TAKES = (['ann', 'bob', 'cat'] as const).map((name): Move => ({ do: 'take', person: name, order: '1' }));
/** Mostly the leader has paid, and sometimes a friend, so that the later states are reached often. */
const start = fc.constantFrom<Move[]>([], TAKES.slice(0, 1), [TAKES[0]!, { do: 'wait', ms: 1 }, TAKES[1]!]);
const DEADLINE: Move[] = [...Array(4).fill({ do: 'wait', ms: 6 * HOUR }), { do: 'expire' }];

describe('over any sequence of holds, payments, closes, leavings and hours', () => {
  it('there is never a seat too many, one person has one seat, and a group is led by one who has paid', () => {
    const reached = new Set<string>();
    let succeeded = 0;
    fc.assert(
      fc.property(given, start, moves, (those, first, list) => {
        let world = begin(those);
        const most = those.size;
        for (const next of [...first, ...list]) {
          const before = world;
          world = play(world, next).world;
          const { group, now } = world;
          const paid = takenSeats(group);
          reached.add(`${group.status}${group.endedEarly ? ' early' : ''}`);
          const live = group.seats.filter((seat) => isLive(seat, now));
          expect(live.length).toBeLessThanOrEqual(most);
          expect(new Set(live.map(({ userId }) => userId)).size).toBe(live.length);
          expect(new Set(group.seats.map(({ orderId }) => orderId)).size).toBe(group.seats.length);
          expect(freeSeats(group, now)).toBe(most - live.length);
          if (paid.length === most) expect(group.status).toBe('formed');
          if (group.status === 'formed') expect(paid.length).toBeGreaterThanOrEqual(those.least ?? most);
          if (group.status === 'pending') expect(paid).toEqual([]);
          if (next.do !== 'leave') expect(paid.length).toBeGreaterThanOrEqual(takenSeats(before.group).length);
          // Whoever leads has paid, or nobody has.
          if (paid.length > 0) expect(paid.map(({ userId }) => userId)).toContain(group.leaderId);
          else expect(['pending', 'failed']).toContain(group.status);
          if (group.leaderId !== before.group.leaderId) {
            succeeded += 1;
            expect(next).toEqual({ do: 'leave', person: before.group.leaderId });
            const heir = paid.find(({ userId }) => userId === group.leaderId)!;
            for (const { takenAt } of paid) expect(heir.takenAt).toBeLessThanOrEqual(takenAt!);
          }
          if (before.group.status === 'formed' || before.group.status === 'failed') {
            expect(group.status).toBe(before.group.status);
            expect(paid).toEqual(takenSeats(before.group));
          }
          for (const { orderId } of paid) expect(world.gone).not.toContain(orderId);
          for (const { state, until } of group.seats) {
            if (state === 'held' && !group.endedEarly)
              expect(until).toBeLessThanOrEqual(group.expiresAt ?? now + terms.hold);
          }
        }
      }),
      {
        numRuns: 800,
        examples: [
          [{ size: 2, mayLeave: false }, TAKES.slice(0, 1), DEADLINE],
          [{ size: 3, least: 2, mayLeave: false }, TAKES.slice(0, 2), DEADLINE],
          [{ size: 3, least: 2, mayLeave: false }, TAKES.slice(0, 2), [{ do: 'endNow' }, { do: 'expire' }]],
          [{ size: 3, mayLeave: true }, TAKES.slice(0, 2), [{ do: 'leave', person: 'ann' }, TAKES[0]!]],
        ],
      },
    );
    expect([...reached].sort()).toEqual([
      'failed',
      'failed early',
      'formed',
      'formed early',
      'open',
      'open early',
      'pending',
    ]);
    expect(succeeded).toBeGreaterThan(0);
  });

  it('a move twice is a move once, and gets the same answer', () => {
    fc.assert(
      fc.property(given, start, moves, (those, first, list) => {
        let world = begin(those);
        for (const next of [...first, ...list]) {
          const once = play(world, next);
          world = once.world;
          if (next.do === 'wait') continue;
          const again = play(world, next);
          expect(again.world).toEqual(world);
          // Whoever has left is in no group any more.
          const stands = once.answer === 'yes' && next.do !== 'leave' ? again.answer === 'yes' : again.answer !== 'yes';
          expect(stands).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('whoever holds a seat and pays in time has it, whatever the merchant ends meanwhile', () => {
    fc.assert(
      fc.property(given, start, moves, fc.integer({ min: 0, max: terms.hold }), (those, first, list, ms) => {
        let world = begin(those);
        for (const next of [...first, ...list]) world = play(world, next).world;
        const mine: Move = { do: 'hold', person: 'bob', order: '3' };
        if (world.gone.includes('ord_bob3') || play(world, mine).answer !== 'yes') return;
        world = play(world, mine).world;
        const until = world.group.seats.find(({ orderId }) => orderId === 'ord_bob3')!.until;
        const late = Math.max(0, Math.min(ms, until - world.now));
        world = play(world, { do: 'wait', ms: late }).world;
        // Only a pending group is over at once, and nobody holds a seat there but its leader.
        world = play(world, { do: 'endNow' }).world;
        world = play(world, { do: 'expire' }).world;
        expect(play(world, { ...mine, do: 'take' }).answer).toBe('yes');
      }),
      { numRuns: 500 },
    );
  });

  it('no seat is lost for ever: what nobody paid for is free again, and after its deadline the group ends', () => {
    fc.assert(
      fc.property(given, start, moves, (those, first, list) => {
        let world = begin(those);
        for (const next of [...first, ...list]) world = play(world, next).world;
        const { group } = world;
        if (group.status !== 'open' && group.status !== 'pending') return;
        const paid = takenSeats(group).length;
        const later = play(world, { do: 'wait', ms: terms.hold + SEAT_GRACE }).world;
        expect(freeSeats(group, later.now)).toBe(those.size - paid);
        if (group.status === 'pending') {
          const leads = answer(maySit(group, who('ann'), later.now));
          expect(leads).toBe(later.now < opensBy ? 'yes' : 'groupExpired');
          return;
        }
        if (group.expiresAt! - later.now >= LEAST_TIME_TO_PAY) {
          expect(maySit(group, who('new'), later.now)).toEqual({ ok: true, value: null });
        }
        const end = { ...world, now: Math.max(later.now, group.expiresAt! + SEAT_GRACE) };
        const enough = those.least !== undefined && paid >= those.least;
        expect(play(end, { do: 'expire' }).world.group.status).toBe(enough ? 'formed' : 'failed');
      }),
      { numRuns: 500 },
    );
  });
});
