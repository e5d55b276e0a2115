/**
 * THE OUTCOME OF EVERY CAPTURED PAYMENT: orders and groups together, with the rules alone. A step is one write to one
 * document, so whoever settles may stop after any of them, be overtaken by others, and begin again.
 */
import fc from 'fast-check';
import {
  afterLeaving,
  endedAs,
  type Group,
  type GroupBuyTerms,
  holdUntil,
  isLive,
  mayLeave,
  maySit,
  mayTake,
  type Overflow,
  outcomeOf,
  overpaid,
  SEAT_GRACE,
  type Seat,
  type SeatRefusal,
  statusAfterTaking,
  stepAt,
  takenSeats,
  USUAL_TERMS,
  unitPriceOf,
} from '../../shared/domain/groupBuy';
import { decideOrder, evolveOrder, isSettling, type OrderCommand, type OrderState } from '../../shared/domain/order';
import { HOUR, MINUTE } from '../../shared/time';

const SKU = 'sku_a';
const GROUPS = ['grp_a', 'grp_b', 'grp_c'];
const life = 2 * HOUR;
const hold = 15 * MINUTE;
const LAPSE = hold + SEAT_GRACE;

interface Buyer {
  userId: string;
  state: OrderState;
  /** What a piece cost when the order was placed. */
  unitPrice: number;
}

/** Who settles payments. Two of them may be at work on the same order: one was slow, and its claim has lapsed. */
type Drainer = 0 | 1;
type Write = () => void;

interface Shop {
  now: number;
  readonly terms: GroupBuyTerms;
  readonly groups: Map<string, Group>;
  /** The merchant has ended the campaign and its groups. */
  ended: boolean;
  /** Orders that have given up their seat. */
  readonly left: Set<Buyer>;
  /** The groups' recorded noes, by group and order. */
  readonly turnedAway: Map<string, SeatRefusal>;
  readonly buyers: Buyer[];
  /** What a drainer has decided from what it read, and has not written yet. */
  readonly intended: Map<string, Write>;
}

type Rules = Partial<Pick<GroupBuyTerms, 'overflow' | 'size' | 'least' | 'ladder' | 'mayLeave'>>;

/** Two open groups and one that is pending until its leader pays. Everybody wants the first. */
function openShop(rules: Rules, people: readonly string[]): Shop {
  const terms = { ...USUAL_TERMS, prices: { [SKU]: 2990 }, size: 2, quota: 100, life, hold, ...rules };
  const groups = GROUPS.map((id): [string, Group] => {
    const leader: Seat = { orderId: `lead_${id}`, userId: `lead_${id}`, state: 'taken', until: 0, takenAt: 0 };
    const group = { leaderId: leader.userId, terms, opensBy: 9 * life };
    if (id === 'grp_c') return [id, { ...group, status: 'pending', seats: [] }];
    return [id, { ...group, status: 'open', seats: [leader], expiresAt: life }];
  });
  const buyers = people.map((userId, index): Buyer => {
    const id = `ord_${index}`;
    const state: OrderState = {
      id,
      status: 'placing',
      groupId: 'grp_a',
      turnedAwayBy: [],
      payments: [],
      refunds: [],
      lines: [{ id: '1', quantity: 1, paid: 2990, freight: 0 }],
      delivery: 'express',
      afterSaleDays: 7,
      receiptDays: 10,
      parcels: [],
      afterSales: [],
    };
    return { userId, state, unitPrice: 0 };
  });
  return {
    now: 0,
    terms,
    groups: new Map(groups),
    ended: false,
    left: new Set(),
    turnedAway: new Map(),
    buyers,
    intended: new Map(),
  };
}

const stepOf = ({ terms, seats }: Group) => stepAt(terms, takenSeats({ seats }).length);
const priceIn = (shop: Shop, group: Group) => unitPriceOf(shop.terms, SKU, { step: stepOf(group), starts: false })!;
const overpaidIn = (shop: Shop, buyer: Buyer, group: Group) =>
  overpaid(shop.terms, { skuId: SKU, quantity: 1, unitPrice: buyer.unitPrice }, { step: stepOf(group), starts: false });

const numberOf = (buyer: Buyer) => `${buyer.state.id}P1`;
const noKey = (groupId: string, buyer: Buyer) => `${groupId}/${buyer.state.id}`;
const meOf = (buyer: Buyer) => ({ orderId: buyer.state.id, userId: buyer.userId });

function tell(buyer: Buyer, command: OrderCommand): void {
  const result = decideOrder(buyer.state, command);
  if (result.ok) buyer.state = result.value.reduce(evolveOrder<OrderState>, buyer.state);
}

const seatedIn = (shop: Shop, buyer: Buyer, id: string) =>
  takenSeats(shop.groups.get(id)!).some(({ orderId }) => orderId === buyer.state.id);
const seatsOf = (shop: Shop, buyer: Buyer) => [...shop.groups.keys()].filter((id) => seatedIn(shop, buyer, id));

/** Holds a seat and awaits the payment, or refuses the order. */
function place(shop: Shop, buyer: Buyer): void {
  if (buyer.state.status !== 'placing') return;
  const group = shop.groups.get('grp_a')!;
  const answer = maySit(group, meOf(buyer), shop.now);
  if (!answer.ok) {
    tell(buyer, { type: 'refuse', code: answer.refusal, now: shop.now });
    return;
  }
  buyer.unitPrice = priceIn(shop, group);
  const until = holdUntil(group.terms, group.expiresAt, shop.now);
  const seats = [...group.seats, { ...meOf(buyer), state: 'held' as const, until }];
  shop.groups.set('grp_a', { ...group, seats });
  tell(buyer, { type: 'await', outTradeNo: numberOf(buyer), amount: buyer.unitPrice, payBy: until });
}

function capture(shop: Shop, buyer: Buyer, wrong: boolean): void {
  const amount = wrong ? 1 : buyer.unitPrice;
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
  const seats: Seat[] = [...others, { ...meOf(buyer), state: 'taken', until: shop.now, takenAt: shop.now }];
  const status = statusAfterTaking(group, takenSeats({ seats }).length);
  shop.groups.set(id, { ...group, seats, status, expiresAt: group.expiresAt ?? shop.now + life });
}

/** The buyer gives up a paid seat: the group remembers the order, and nobody who has paid may lead any more. */
function giveUp(shop: Shop, buyer: Buyer): void {
  const [id] = seatsOf(shop, buyer);
  const group = shop.groups.get(id ?? '');
  if (id === undefined || !group || !mayLeave(group, buyer.userId, shop.now).ok) return;
  const seats = group.seats.filter(({ orderId }) => orderId !== buyer.state.id);
  shop.groups.set(id, { ...group, ...afterLeaving(group, buyer.userId), seats });
  shop.turnedAway.set(noKey(id, buyer), 'left');
  shop.left.add(buyer);
}

/** The merchant ends the campaign: the deadline of what is open is now, what is pending has failed. */
function endNow(shop: Shop): void {
  shop.ended = true;
  for (const [id, group] of shop.groups) {
    if (group.status === 'open' && group.expiresAt! > shop.now) {
      shop.groups.set(id, { ...group, expiresAt: shop.now, endedEarly: true });
    }
    if (group.status === 'pending') shop.groups.set(id, { ...group, status: 'failed', endedEarly: true });
  }
}

/** The pending group that a buyer without a seat leads, if the campaign starts one; the same one each time. */
function ownGroup(shop: Shop, buyer: Buyer): string | undefined {
  const id = `own_${buyer.state.id}`;
  const seat: Seat = { ...meOf(buyer), state: 'held', until: shop.now + hold };
  const fresh: Group = {
    status: 'pending',
    leaderId: buyer.userId,
    terms: shop.terms,
    opensBy: seat.until + life,
    seats: [seat],
  };
  if (!shop.ended && !shop.groups.has(id)) shop.groups.set(id, fresh);
  return shop.ended ? undefined : id;
}

/** What is to be written next for this payment, judged by what stands now; it may be written much later. */
function nextWrite(shop: Shop, buyer: Buyer): Write | null {
  const { state } = buyer;
  const { groupId } = state;
  if (!isSettling(state) || groupId === undefined) return null;
  const settle = (outcome: 'seat' | 'refund', cause?: 'noSeat' | 'mismatch') => () => {
    const due = outcome === 'seat' ? { overpaid: overpaidIn(shop, buyer, shop.groups.get(groupId)!) } : { cause };
    tell(buyer, { type: 'settle', outTradeNo: numberOf(buyer), outcome, groupId, ...due, now: shop.now });
  };
  if (state.payments[0]?.captured?.fault) return settle('refund', 'mismatch');
  const refusal = seatedIn(shop, buyer, groupId) ? null : shop.turnedAway.get(noKey(groupId, buyer));
  if (refusal === undefined) return () => askForSeat(shop, buyer, groupId);
  const outcome = outcomeOf(refusal, shop.terms.overflow);
  if (outcome === 'seat') return settle('seat');
  const to = outcome === 'refund' ? undefined : otherGroup(shop, buyer, outcome);
  const asked = [groupId, ...state.turnedAwayBy];
  if (to === undefined || asked.includes(to)) return settle('refund', 'noSeat');
  return () => tell(buyer, { type: 'retarget', from: groupId, to });
}

/** Which group a payment without a seat asks next. */
function otherGroup(shop: Shop, buyer: Buyer, outcome: 'anotherGroup' | 'lead'): string | undefined {
  const { groupId, turnedAwayBy } = buyer.state;
  if (outcome === 'lead') return ownGroup(shop, buyer);
  return GROUPS.find((id) => ![groupId, ...turnedAwayBy].includes(id) && shop.groups.get(id)?.status === 'open');
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
  const seat: Seat = {
    orderId: 'lead_grp_c',
    userId: 'lead_grp_c',
    state: 'taken',
    until: shop.now,
    takenAt: shop.now,
  };
  shop.groups.set('grp_c', { ...group, status: 'open', seats: [seat], expiresAt: shop.now + life });
}

function expire(shop: Shop): void {
  for (const [id, group] of shop.groups) {
    shop.groups.set(id, { ...group, status: endedAs(group, shop.now) ?? group.status });
  }
}

/** Tells the orders of a group's taken seats what has become of it, or which step it has reached. */
function tellMembers(shop: Shop, id: string): void {
  const group = shop.groups.get(id);
  if (!group || group.status === 'pending') return;
  const { now } = shop;
  for (const buyer of shop.buyers.filter((one) => seatedIn(shop, one, id))) {
    const due = overpaidIn(shop, buyer, group);
    if (group.status === 'failed') {
      tell(buyer, { type: 'groupFailed', cause: group.endedEarly ? 'endedEarly' : 'groupFailed', now });
    } else tell(buyer, { type: group.status === 'formed' ? 'groupFormed' : 'priceLowered', overpaid: due, now });
  }
}

const newsOf = (group: Group | undefined) => group && `${group.status} ${stepOf(group)}`;

/** A step, and, as the outbox does, the news of each group once, at the moment when it becomes true. */
function carryOut(shop: Shop, step: (shop: Shop) => void): void {
  const before = new Map([...shop.groups].map(([id, group]) => [id, newsOf(group)]));
  const left = shop.left.size;
  step(shop);
  for (const [id, group] of shop.groups) if (newsOf(group) !== before.get(id)) tellMembers(shop, id);
  if (shop.left.size > left) tellLeft(shop);
}

/** Tells the orders of seats that were given up. */
function tellLeft(shop: Shop): void {
  for (const buyer of shop.left) tell(buyer, { type: 'leave', now: shop.now });
}

/** What was decided is written; then everything that is due is done, in order. */
function finish(shop: Shop): void {
  for (const buyer of shop.buyers) {
    for (const drainer of [0, 1] as const) carryOut(shop, () => write(shop, buyer, drainer));
    for (let next = nextWrite(shop, buyer); next; next = nextWrite(shop, buyer)) carryOut(shop, next);
  }
  shop.now += 3 * life + SEAT_GRACE;
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
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'leave' as const), index }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('decide' as const), index, drainer }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), index, drainer }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('newsAgain' as const), id: fc.constantFrom(...GROUPS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(MINUTE, LAPSE, HOUR) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('expire' as const, 'lead' as const, 'endNow' as const) }) },
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
      case 'leave':
        return giveUp(shop, buyer);
      case 'decide':
        return decide(shop, buyer, next.drainer);
      case 'write':
        return write(shop, buyer, next.drainer);
      case 'newsAgain':
        tellLeft(shop);
        return tellMembers(shop, next.id);
      case 'wait':
        shop.now += next.ms;
        return;
      case 'expire':
        return expire(shop);
      case 'lead':
        return lead(shop);
      case 'endNow':
        return endNow(shop);
    }
  });
}

/** Three join a group that began with one, each settled before the next. */
const joins: Step[] = [0, 1, 2].flatMap((number): Step[] => [
  { do: 'place', index: number },
  { do: 'capture', index: number, wrong: false },
  ...[0, 1].flatMap((): Step[] => [
    { do: 'decide', index: number, drainer: 0 },
    { do: 'write', index: number, drainer: 0 },
  ]),
]);

/** Three buyers one after the other, each when the hold of the one before has lapsed; then all of them have paid. */
const rush: Step[] = [
  ...[0, 1, 2].flatMap((number): Step[] => [
    { do: 'place', index: number },
    { do: 'wait', ms: LAPSE },
  ]),
  ...[0, 1, 2].map((number): Step => ({ do: 'capture', index: number, wrong: false })),
];

interface Scene {
  readonly people: readonly string[];
  readonly rules: Rules;
  /** With a ladder, of which nobody leaves. */
  readonly steep: boolean;
  readonly start: readonly Step[];
  readonly steps: readonly Step[];
}

/** Everybody who joins is seated; with a ladder the last of them lowers the price. */
const three = { people: ['ann', 'bob', 'cat'], rules: { size: 3, mayLeave: true }, steps: [] };
const LADDER: Scene = { ...three, steep: true, start: joins };
const LEAVING: Scene = { ...three, steep: false, start: joins.slice(0, 6), steps: [{ do: 'leave', index: 0 }] };

describe('orders and groups together, in any order of steps', () => {
  const ladder = [
    { members: 3, prices: { [SKU]: 2790 } },
    { members: 4, prices: { [SKU]: 2590 } },
  ];
  const scene: fc.Arbitrary<Scene> = fc.record({
    people,
    rules: fc.record({
      overflow: fc.constantFrom<Overflow>('refund', 'anotherGroup', 'lead'),
      ...{ size: fc.constantFrom(2, 3), least: fc.constantFrom(undefined, undefined, 2), mayLeave: fc.boolean() },
    }),
    steep: fc.boolean(),
    start: fc.constantFrom<Step[]>([], rush, joins),
    steps: fc.array(step, { maxLength: 120 }),
  });

  it('never a seat too many; every captured payment ends as one seat at the price of its group, or as its money back', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(scene, ({ people: names, rules, steep, start, steps }) => {
        const shop = openShop(steep ? { ...rules, size: 4, least: 2, ladder, mayLeave: false } : rules, names);
        for (const next of [...start, ...steps]) {
          carryOutStep(shop, next);
          for (const group of shop.groups.values()) {
            const live = group.seats.filter((seat) => isLive(seat, shop.now));
            expect(live.length).toBeLessThanOrEqual(shop.terms.size);
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
          const came = payment.captured.amount;
          expect(seats.length).toBeLessThanOrEqual(1);
          const seat = seats.length === 1 || shop.left.has(buyer);
          expect(payment.outcome).toBe(seat && state.closeReason !== 'paymentRefunded' ? 'seat' : 'refund');
          const home = seats.map((id) => shop.groups.get(id)!).find(({ status }) => status === 'formed');
          reached.add(home ? (came > priceIn(shop, home) ? 'difference' : 'formed') : (state.closeReason ?? ''));
          expect({ status: state.status, kept: came - back }).toEqual(
            home ? { status: 'toShip', kept: Math.min(came, priceIn(shop, home)) } : { status: 'closed', kept: 0 },
          );
          if (shop.terms.overflow === 'refund' && seats.length === 1) expect(seats).toEqual(['grp_a']);
        }
        for (const { status } of shop.groups.values()) expect(['formed', 'failed', 'pending']).toContain(status);
      }),
      { numRuns: 500, examples: [[LADDER], [LEAVING]] },
    );
    for (const end of ['difference', 'formed', 'groupFailed', 'left', 'paymentRefunded'])
      expect(reached).toContain(end);
  });

  it.each<[Overflow, string[][]]>([
    ['refund', [['grp_a'], [], []]],
    ['anotherGroup', [['grp_a'], ['grp_b'], ['grp_c']]],
    ['lead', [['grp_a'], ['own_ord_1'], ['own_ord_2']]],
  ])('paid extras of a full group, with the rule %s, sit in %j', (overflow, seats) => {
    const shop = openShop({ overflow }, ['ann', 'bob', 'cat']);
    lead(shop);
    for (const next of rush) carryOutStep(shop, next);
    finish(shop);
    expect(shop.buyers.map((buyer) => seatsOf(shop, buyer))).toEqual(seats);
    expect(shop.buyers.map(({ state }) => state.payments[0]?.outcome)).toEqual(
      seats.map((found) => (found.length === 1 ? 'seat' : 'refund')),
    );
  });

  it('given a refund decided on the no of one group, when the order has turned to another, then the other decides', () => {
    const shop = openShop({ overflow: 'anotherGroup' }, ['ann', 'bob']);
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
