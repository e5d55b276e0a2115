/**
 * THE OUTCOME OF EVERY CAPTURED PAYMENT: orders and groups together, with the rules alone. A step is one write to one
 * document, so whoever settles may stop after any of them, be overtaken by others, and begin again.
 */
import fc from 'fast-check';
import {
  type Group,
  hasFailed,
  holdUntil,
  isLive,
  maySit,
  mayTake,
  type Overflow,
  outcomeOf,
  SEAT_GRACE,
  type Seat,
  type SeatRefusal,
  statusAfterTaking,
  takenSeats,
} from '../../shared/domain/groupBuy';
import { decideOrder, evolveOrder, isSettling, type OrderCommand, type OrderState } from '../../shared/domain/order';
import { HOUR, MINUTE } from '../../shared/time';

const PRICE = 2990;
const GROUPS = ['grp_a', 'grp_b', 'grp_c'];
const life = 2 * HOUR;
const hold = 15 * MINUTE;
const LAPSE = hold + SEAT_GRACE;

interface Buyer {
  userId: string;
  state: OrderState;
}

/** Who settles payments. Two of them may be at work on the same order: one was slow, and its claim has lapsed. */
type Drainer = 0 | 1;
type Write = () => void;

interface Shop {
  now: number;
  readonly overflow: Overflow;
  readonly groups: Map<string, Group>;
  /** The groups' recorded noes, by group and order. */
  readonly turnedAway: Map<string, SeatRefusal>;
  readonly buyers: Buyer[];
  /** What a drainer has decided from what it read, and has not written yet. */
  readonly intended: Map<string, Write>;
}

/** Two open groups and one that is pending until its leader pays. Everybody wants the first. */
function openShop(overflow: Overflow, size: number, people: readonly string[]): Shop {
  const terms = { size, life, hold };
  const groups = GROUPS.map((id): [string, Group] => {
    const leader: Seat = { orderId: `lead_${id}`, userId: `lead_${id}`, state: 'taken', until: 0 };
    const group: Group = { status: 'open', leaderId: leader.userId, terms, seats: [leader], expiresAt: life };
    return [id, id === 'grp_c' ? { ...group, status: 'pending', seats: [], expiresAt: undefined } : group];
  });
  const buyers = people.map((userId, index): Buyer => {
    const id = `ord_${index}`;
    return {
      userId,
      state: { id, status: 'placing', groupId: 'grp_a', turnedAwayBy: [], payments: [], refunds: [] },
    };
  });
  return { now: 0, overflow, groups: new Map(groups), turnedAway: new Map(), buyers, intended: new Map() };
}

const numberOf = (buyer: Buyer) => `${buyer.state.id}P1`;
const noKey = (groupId: string, buyer: Buyer) => `${groupId}/${buyer.state.id}`;
const meOf = (buyer: Buyer) => ({ orderId: buyer.state.id, userId: buyer.userId });

function tell(buyer: Buyer, command: OrderCommand): void {
  const result = decideOrder(buyer.state, command);
  if (result.ok) buyer.state = result.value.reduce(evolveOrder<OrderState>, buyer.state);
}

const seatedIn = (shop: Shop, buyer: Buyer, id: string) =>
  takenSeats(shop.groups.get(id)!).some(({ orderId }) => orderId === buyer.state.id);
const seatsOf = (shop: Shop, buyer: Buyer) => GROUPS.filter((id) => seatedIn(shop, buyer, id));

/** Holds a seat and awaits the payment, or refuses the order. */
function place(shop: Shop, buyer: Buyer): void {
  if (buyer.state.status !== 'placing') return;
  const group = shop.groups.get('grp_a')!;
  const answer = maySit(group, meOf(buyer), shop.now);
  if (!answer.ok) {
    tell(buyer, { type: 'refuse', code: answer.refusal, now: shop.now });
    return;
  }
  const until = holdUntil(group.terms, group.expiresAt, shop.now);
  const seats = [...group.seats, { ...meOf(buyer), state: 'held' as const, until }];
  shop.groups.set('grp_a', { ...group, seats });
  tell(buyer, { type: 'await', outTradeNo: numberOf(buyer), amount: PRICE, payBy: until });
}

function capture(shop: Shop, buyer: Buyer, wrong: boolean): void {
  const amount = wrong ? 1 : PRICE;
  const fault = wrong ? 'amount' : undefined;
  const transactionId = `wx_${buyer.state.id}`;
  tell(buyer, { type: 'capture', outTradeNo: numberOf(buyer), transactionId, amount, fault, at: shop.now });
}

function close(shop: Shop, buyer: Buyer): void {
  tell(buyer, { type: 'close', reason: 'timeout', now: shop.now });
  if (buyer.state.status !== 'closed') return;
  for (const [id, group] of shop.groups) {
    const seats = group.seats.filter((seat) => seat.orderId !== buyer.state.id || seat.state === 'taken');
    shop.groups.set(id, { ...group, seats });
  }
}

/** One guarded update of one group: the seat, or the no under the order's key. Either is given once and then stands. */
function askForSeat(shop: Shop, buyer: Buyer, id: string): void {
  const group = shop.groups.get(id)!;
  if (seatedIn(shop, buyer, id) || shop.turnedAway.has(noKey(id, buyer))) return;
  const answer = mayTake(group, meOf(buyer), shop.now);
  if (!answer.ok) {
    shop.turnedAway.set(noKey(id, buyer), answer.refusal);
    return;
  }
  const others = group.seats.filter((seat) => seat.orderId !== buyer.state.id);
  const seats: Seat[] = [...others, { ...meOf(buyer), state: 'taken', until: shop.now }];
  shop.groups.set(id, { ...group, seats, status: statusAfterTaking(group, takenSeats({ seats }).length) });
}

/** What is to be written next for this payment, judged by what stands now; it may be written much later. */
function nextWrite(shop: Shop, buyer: Buyer): Write | null {
  const { state } = buyer;
  const { groupId } = state;
  if (!isSettling(state) || groupId === undefined) return null;
  const settle = (outcome: 'seat' | 'refund', cause?: 'noSeat' | 'mismatch') => () =>
    tell(buyer, { type: 'settle', outTradeNo: numberOf(buyer), outcome, cause, groupId, now: shop.now });
  if (state.payments[0]?.captured?.fault) return settle('refund', 'mismatch');
  const refusal = seatedIn(shop, buyer, groupId) ? null : shop.turnedAway.get(noKey(groupId, buyer));
  if (refusal === undefined) return () => askForSeat(shop, buyer, groupId);
  switch (outcomeOf(refusal, shop.overflow)) {
    case 'seat':
      return settle('seat');
    case 'refund':
      return settle('refund', 'noSeat');
    case 'anotherGroup': {
      const asked = [groupId, ...state.turnedAwayBy];
      const to = GROUPS.find((id) => !asked.includes(id) && shop.groups.get(id)?.status === 'open');
      return to === undefined ? settle('refund', 'noSeat') : () => tell(buyer, { type: 'retarget', from: groupId, to });
    }
  }
}

function decide(shop: Shop, buyer: Buyer, drainer: Drainer): void {
  const next = nextWrite(shop, buyer);
  if (next) shop.intended.set(`${buyer.state.id}/${drainer}`, next);
}

function write(shop: Shop, buyer: Buyer, drainer: Drainer): void {
  const key = `${buyer.state.id}/${drainer}`;
  shop.intended.get(key)?.();
  shop.intended.delete(key);
}

/** The leader of the third group pays. */
function lead(shop: Shop): void {
  const group = shop.groups.get('grp_c')!;
  if (group.status !== 'pending') return;
  const seat: Seat = { orderId: 'lead_grp_c', userId: 'lead_grp_c', state: 'taken', until: shop.now };
  shop.groups.set('grp_c', { ...group, status: 'open', seats: [seat], expiresAt: shop.now + life });
}

function expire(shop: Shop): void {
  for (const [id, group] of shop.groups) {
    if (hasFailed(group, shop.now)) shop.groups.set(id, { ...group, status: 'failed' });
  }
}

/** Tells the orders of a group's taken seats that it has formed or failed. */
function tellMembers(shop: Shop, id: string): void {
  const { status } = shop.groups.get(id)!;
  if (status !== 'formed' && status !== 'failed') return;
  for (const buyer of shop.buyers.filter((one) => seatedIn(shop, one, id))) {
    tell(buyer, { type: status === 'formed' ? 'groupFormed' : 'groupFailed', now: shop.now });
  }
}

/** A step, and, as the outbox does, the news of each group once, at the moment when it becomes true. */
function carryOut(shop: Shop, step: (shop: Shop) => void): void {
  const before = new Map([...shop.groups].map(([id, { status }]) => [id, status]));
  step(shop);
  for (const [id, { status }] of shop.groups) if (status !== before.get(id)) tellMembers(shop, id);
}

/** What was decided is written; then everything that is due is done, in order. */
function finish(shop: Shop): void {
  for (const buyer of shop.buyers) {
    for (const drainer of [0, 1] as const) carryOut(shop, () => write(shop, buyer, drainer));
    for (let next = nextWrite(shop, buyer); next; next = nextWrite(shop, buyer)) carryOut(shop, next);
  }
  shop.now += 2 * life + SEAT_GRACE;
  carryOut(shop, expire);
}

const people = fc.array(fc.constantFrom('ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal'), {
  minLength: 1,
  maxLength: 10,
});
const index = fc.nat(9);
const drainer = fc.constantFrom<Drainer>(0, 1);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('place' as const), index }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('capture' as const), index, wrong: fc.constantFrom(false, false, true) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), index }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('decide' as const), index, drainer }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), index, drainer }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('newsAgain' as const), id: fc.constantFrom(...GROUPS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(MINUTE, LAPSE, HOUR) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('expire' as const, 'lead' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function carryOutStep(shop: Shop, next: Step): void {
  carryOut(shop, () => {
    const buyer = shop.buyers['index' in next ? next.index % shop.buyers.length : 0]!;
    switch (next.do) {
      case 'place':
        return place(shop, buyer);
      case 'capture':
        return capture(shop, buyer, next.wrong);
      case 'close':
        return close(shop, buyer);
      case 'decide':
        return decide(shop, buyer, next.drainer);
      case 'write':
        return write(shop, buyer, next.drainer);
      case 'newsAgain':
        return tellMembers(shop, next.id);
      case 'wait':
        shop.now += next.ms;
        return;
      case 'expire':
        return expire(shop);
      case 'lead':
        return lead(shop);
    }
  });
}

/** Three buyers one after the other, each when the hold of the one before has lapsed; then all of them have paid. */
const rush: Step[] = [
  ...[0, 1, 2].flatMap((number): Step[] => [
    { do: 'place', index: number },
    { do: 'wait', ms: LAPSE },
  ]),
  ...[0, 1, 2].map((number): Step => ({ do: 'capture', index: number, wrong: false })),
];

describe('orders and groups together, in any order of steps', () => {
  const scene = fc.record({
    people,
    overflow: fc.constantFrom<Overflow>('refund', 'anotherGroup'),
    size: fc.integer({ min: 2, max: 3 }),
    start: fc.constantFrom<Step[]>([], rush),
    steps: fc.array(step, { maxLength: 120 }),
  });

  it('never a seat too many; every captured payment ends as one seat or as its money back', () => {
    fc.assert(
      fc.property(scene, ({ people: names, overflow, size, start, steps }) => {
        const shop = openShop(overflow, size, names);
        for (const next of [...start, ...steps]) {
          carryOutStep(shop, next);
          for (const group of shop.groups.values()) {
            expect(group.seats.filter((seat) => isLive(seat, shop.now)).length).toBeLessThanOrEqual(size);
          }
        }
        finish(shop);

        for (const buyer of shop.buyers) {
          const { state } = buyer;
          const payment = state.payments[0];
          const seats = seatsOf(shop, buyer);
          const back = state.refunds.reduce((sum, { amount }) => sum + amount, 0);
          if (payment?.captured === undefined) {
            expect({ seats, back }).toEqual({ seats: [], back: 0 });
            continue;
          }
          expect(payment.outcome).toBe(seats.length === 1 ? 'seat' : 'refund');
          expect(seats.length).toBeLessThanOrEqual(1);
          const formed = seats.some((id) => shop.groups.get(id)?.status === 'formed');
          expect({ status: state.status, back }).toEqual(
            formed ? { status: 'toShip', back: 0 } : { status: 'closed', back: payment.captured.amount },
          );
          if (overflow === 'refund' && seats.length === 1) expect(seats).toEqual(['grp_a']);
        }
        for (const { status } of shop.groups.values()) expect(['formed', 'failed', 'pending']).toContain(status);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[Overflow, string[][]]>([
    ['refund', [['grp_a'], [], []]],
    ['anotherGroup', [['grp_a'], ['grp_b'], ['grp_c']]],
  ])('paid extras of a full group, with the rule %s, sit in %j', (overflow, seats) => {
    const shop = openShop(overflow, 2, ['ann', 'bob', 'cat']);
    lead(shop);
    for (const next of rush) carryOutStep(shop, next);
    finish(shop);
    expect(shop.buyers.map((buyer) => seatsOf(shop, buyer))).toEqual(seats);
    expect(shop.buyers.map(({ state }) => state.payments[0]?.outcome)).toEqual(
      seats.map((found) => (found.length === 1 ? 'seat' : 'refund')),
    );
  });

  it('given a refund decided on the no of one group, when the order has turned to another, then the other decides', () => {
    const shop = openShop('anotherGroup', 2, ['ann', 'bob']);
    const [ann, bob] = shop.buyers as [Buyer, Buyer];
    for (const next of rush.slice(0, 4)) carryOutStep(shop, next);
    for (const buyer of [ann, bob]) capture(shop, buyer, false);
    askForSeat(shop, ann, 'grp_a');
    askForSeat(shop, bob, 'grp_a');
    shop.groups.set('grp_b', { ...shop.groups.get('grp_b')!, status: 'failed' });
    decide(shop, bob, 0); // No other group is open: refund.
    lead(shop);
    decide(shop, bob, 1); // Another one is: turn to it.
    write(shop, bob, 1);
    write(shop, bob, 0);
    expect(bob.state).toMatchObject({ groupId: 'grp_c', refunds: [] });
    finish(shop);
    expect(seatsOf(shop, bob)).toEqual(['grp_c']);
    expect(bob.state.payments[0]?.outcome).toBe('seat');
  });
});
