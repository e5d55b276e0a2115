/**
 * WHO GETS A SEAT, AND WHAT BECOMES OF A PAYMENT WITHOUT ONE. This file is the only answer.
 *  - A group is pending until its leader has paid; then it is open, and its life starts.
 *  - A seat is held when the order is made and taken when WeChat confirms the payment. Held seats count as full.
 *  - A held seat lapses five minutes after its hold has ended: until then WeChat may still capture the payment.
 *  - One person has one seat in a group.
 *  - At its deadline an unfilled group waits for the seats that are still held, then fails; every paid member is refunded.
 * A group is a contended document: `functions/store/groupBuy.ts` turns these rules into conditional updates, and
 * `tests/store/groupBuy.test.ts` proves that both give the same answers. Times in ms, amounts in fen.
 */
import type { Fen } from '../money';
import { no, ok, type Result } from '../result';
import { MINUTE, type Ms } from '../time';

/** What the merchant decided; frozen in a campaign's version, and kept by the group that began under it. */
export interface GroupBuyTerms {
  /** 成团人数: paid members that form the group, 2–100. */
  readonly size: number;
  /** 团价: price of one piece, by SKU. A SKU that is not named here is not part of the campaign. */
  readonly prices: Readonly<Record<string, Fen>>;
  /** 团的有效期: how long a group stays open once its leader has paid. */
  readonly life: Ms;
  /** 付款保留时间: how long a seat is held for an unpaid order. */
  readonly hold: Ms;
  /** 每单限购: pieces in one order. */
  readonly perOrder: number;
  /** 每人限购次数: orders of one person in this campaign that are unpaid or paid; refunded and closed ones do not count. */
  readonly perPerson: number;
  /** 已付款但没有座位时: what happens to a payment whose seat is gone. */
  readonly overflow: Overflow;
}

/** refund: money back · anotherGroup: a free seat in another open group of the same terms, else money back. */
export type Overflow = 'refund' | 'anotherGroup';

export interface Seat {
  readonly orderId: string;
  readonly userId: string;
  readonly state: 'held' | 'taken';
  /** The hold's end, which is also the payment's `time_expire`. */
  readonly until: Ms;
}

export interface Group<S extends Seat = Seat> {
  readonly status: 'pending' | 'open' | 'formed' | 'failed';
  readonly leaderId: string;
  readonly terms: Pick<GroupBuyTerms, 'size' | 'life' | 'hold'>;
  readonly seats: readonly S[];
  /** The deadline; absent while pending. */
  readonly expiresAt?: Ms | undefined;
}

/** After the hold has ended, WeChat's close may still be under way; so long a late capture finds its seat. */
export const SEAT_GRACE: Ms = 5 * MINUTE;

/** WeChat Pay needs a `time_expire` that is at least a minute away; below that no new seat is held. */
export const LEAST_TIME_TO_PAY: Ms = MINUTE;

export type SeatRefusal =
  | 'groupNotOpen'
  | 'groupFull'
  | 'groupFormed'
  | 'groupFailed'
  | 'groupExpired'
  | 'alreadyInGroup'
  | 'soldOut';

/** A seat that somebody sits on or may still come to sit on. */
export function isLive(seat: Seat, now: Ms): boolean {
  return seat.state === 'taken' || seat.until + SEAT_GRACE > now;
}

export function takenSeats<S extends Seat>(group: Pick<Group<S>, 'seats'>): S[] {
  return group.seats.filter((seat) => seat.state === 'taken');
}

/** Seats that nobody has and nobody holds. */
export function freeSeats(group: Group, now: Ms): number {
  return Math.max(0, group.terms.size - group.seats.filter((seat) => isLive(seat, now)).length);
}

/** When a hold that starts now ends: by the group's deadline at the latest. */
export function holdUntil(terms: Pick<GroupBuyTerms, 'hold'>, expiresAt: Ms | undefined, now: Ms): Ms {
  return Math.min(now + terms.hold, expiresAt ?? Number.MAX_SAFE_INTEGER);
}

/** May this order hold a seat? (Asked before payment.) An order that has its seat already is answered yes again. */
export function maySit(group: Group, who: { orderId: string; userId: string }, now: Ms): Result<null, SeatRefusal> {
  if (group.seats.some((seat) => seat.orderId === who.orderId && isLive(seat, now))) return ok(null);
  if (group.status === 'formed') return no('groupFormed');
  if (group.status === 'failed') return no('groupFailed');
  if (group.status === 'pending' && group.leaderId !== who.userId) return no('groupNotOpen');
  if (group.expiresAt !== undefined && group.expiresAt - now < LEAST_TIME_TO_PAY) return no('groupExpired');
  if (group.seats.some((seat) => seat.userId === who.userId && isLive(seat, now))) return no('alreadyInGroup');
  if (freeSeats(group, now) === 0) return no('groupFull');
  return ok(null);
}

/**
 * Does this captured payment get a seat? Its own held seat, while that lives, even if the deadline has just passed;
 * otherwise any free one while the group is open. A seat that is taken already is answered yes again.
 */
export function mayTake(group: Group, who: { orderId: string; userId: string }, now: Ms): Result<null, SeatRefusal> {
  const own = group.seats.find((seat) => seat.orderId === who.orderId);
  if (own?.state === 'taken') return ok(null);
  if (group.status === 'formed') return no('groupFormed');
  if (group.status === 'failed') return no('groupFailed');
  if (group.status === 'pending' && group.leaderId !== who.userId) return no('groupNotOpen');
  const held = own !== undefined && isLive(own, now);
  if (group.expiresAt !== undefined && group.expiresAt <= now && !held) return no('groupExpired');
  const others = group.seats.filter((seat) => seat.orderId !== who.orderId && isLive(seat, now));
  if (others.some((seat) => seat.userId === who.userId)) return no('alreadyInGroup');
  if (others.length >= group.terms.size) return no('groupFull');
  return ok(null);
}

/** The status once `taken` seats are taken: the leader's payment opens the group, the last seat forms it. */
export function statusAfterTaking(group: Pick<Group, 'terms'>, taken: number): 'open' | 'formed' {
  return taken >= group.terms.size ? 'formed' : 'open';
}

/** True once the deadline has passed and no seat is held any more: the group has failed. */
export function hasFailed(group: Group, now: Ms): boolean {
  return (
    group.status === 'open' &&
    group.expiresAt !== undefined &&
    group.expiresAt <= now &&
    !group.seats.some((seat) => seat.state === 'held' && isLive(seat, now))
  );
}

/**
 * THE OUTCOME TABLE: what becomes of a captured payment that asked for a seat. `refusal` is the group's recorded no,
 * or null where the seat was given. Every captured payment has exactly one outcome.
 */
export function outcomeOf(refusal: SeatRefusal | null, overflow: Overflow): 'seat' | 'anotherGroup' | 'refund' {
  switch (refusal) {
    case null:
      return 'seat';
    case 'groupFull':
    case 'groupFormed':
    case 'groupExpired':
    case 'groupFailed':
      return overflow === 'anotherGroup' ? 'anotherGroup' : 'refund';
    case 'alreadyInGroup': // One person, one seat: a second payment of the same person is money back.
    case 'soldOut': // Stock, quota or limit went while the order was closed: no other group has them either.
    case 'groupNotOpen': // Only a leader's own late payment reaches a pending group.
      return 'refund';
  }
}
