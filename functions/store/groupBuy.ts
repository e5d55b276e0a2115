/**
 * SEATS, AS CONDITIONAL UPDATES. Each carries the whole rule of `shared/domain/groupBuy.ts` in its guard, so that the
 * database decides between racing buyers; the pure rule then says why it was a no. Never load–decide–save, never in a
 * transaction: a hot group would collapse under retries.
 */
import type { Collection, Filter } from 'mongodb';
import {
  hasFailed,
  LEAST_TIME_TO_PAY,
  maySit,
  mayTake,
  SEAT_GRACE,
  type SeatRefusal,
} from '../../shared/domain/groupBuy';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { Busy, DRAIN_CLAIM, OUTBOX_HAS_ROOM } from './change';
import type { GroupDoc, GroupSeat } from './collections';

const ATTEMPTS = 5;

/** `isLive` as a query on one seat … */
const liveSeat = (now: Ms) => ({ $or: [{ state: 'taken' }, { until: { $gt: now - SEAT_GRACE } }] });

/** … and as an expression over the seats. */
const liveSeats = (now: Ms) => ({
  $filter: {
    input: '$seats',
    cond: { $or: [{ $eq: ['$$this.state', 'taken'] }, { $gt: ['$$this.until', now - SEAT_GRACE] }] },
  },
});

export type NewSeat = Pick<GroupSeat, 'orderId' | 'userId' | 'name' | 'avatar'>;

/** Creates the pending group of a leader's order, its first seat held. Its id is derived from the order. */
export async function startGroup(groups: Collection<GroupDoc>, group: GroupDoc): Promise<void> {
  const { _id, ...rest } = group;
  await groups.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
}

/** Holds a seat until `until`, if the rule `maySit` allows it. */
export async function holdSeat(
  groups: Collection<GroupDoc>,
  groupId: string,
  seat: NewSeat & { until: Ms },
  now: Ms,
): Promise<Result<GroupDoc, SeatRefusal | 'notFound'>> {
  const held: GroupSeat = { ...seat, state: 'held' };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const saved = await groups.findOneAndUpdate(
      {
        _id: groupId,
        $or: [
          { status: 'open', expiresAt: { $gte: now + LEAST_TIME_TO_PAY } },
          { status: 'pending', leaderId: seat.userId },
        ],
        seats: { $not: { $elemMatch: { userId: seat.userId, ...liveSeat(now) } } },
        $expr: { $lt: [{ $size: liveSeats(now) }, '$terms.size'] },
      } as Filter<GroupDoc>,
      [{ $set: { seats: { $concatArrays: [liveSeats(now), [{ $literal: held }]] } } }],
      { returnDocument: 'after' },
    );
    if (saved) return ok(saved);
    const group = await groups.findOne({ _id: groupId });
    if (!group) return no('notFound');
    const answer = maySit(group, seat, now);
    if (!answer.ok) return answer;
    if (group.seats.some(({ orderId }) => orderId === seat.orderId)) return ok(group);
  }
  throw new Busy(`seats of ${groupId} moved ${ATTEMPTS} times`);
}

/**
 * Gives a captured payment its seat, if the rule `mayTake` allows it; the leader's opens the group, the last one forms
 * it, event included, in the same update. A no is recorded in the group, so that whoever asks again gets the same no.
 */
export async function takeSeat(
  groups: Collection<GroupDoc>,
  groupId: string,
  who: NewSeat,
  now: Ms,
): Promise<Result<GroupDoc, SeatRefusal | 'notFound'>> {
  const seat: GroupSeat = { ...who, state: 'taken', until: now, takenAt: now };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const saved = await groups.findOneAndUpdate(takeGuard(groupId, who, now), takeUpdate(seat, now), {
      returnDocument: 'after',
    });
    if (saved) return ok(saved);
    const group = await groups.findOne({ _id: groupId });
    if (!group) return no('notFound');
    const recorded = group.turnedAway.find(({ orderId }) => orderId === who.orderId);
    if (recorded) return no(recorded.why);
    const answer = mayTake(group, who, now);
    if (answer.ok) {
      if (group.seats.some(({ orderId, state }) => orderId === who.orderId && state === 'taken')) return ok(group);
      continue; // a seat came free since: ask again
    }
    const turned = await turnAway(groups, groupId, who.orderId, answer.refusal, now);
    if (turned.ok || turned.refusal !== 'notFound') return turned;
  }
  throw new Busy(`seats of ${groupId} moved ${ATTEMPTS} times`);
}

/**
 * Records that the group has no seat for this payment, unless it has one already (then the group is the answer).
 * The first recorded no stays the answer.
 */
export async function turnAway(
  groups: Collection<GroupDoc>,
  groupId: string,
  orderId: string,
  why: SeatRefusal,
  now: Ms,
): Promise<Result<GroupDoc, SeatRefusal | 'notFound'>> {
  await groups.updateOne(
    {
      _id: groupId,
      'turnedAway.orderId': { $ne: orderId },
      seats: { $not: { $elemMatch: { orderId, state: 'taken' } } },
    },
    { $push: { turnedAway: { orderId, why, at: now } }, $pull: { seats: { orderId } } },
  );
  const group = await groups.findOne({ _id: groupId });
  if (!group) return no('notFound');
  const recorded = group.turnedAway.find((turned) => turned.orderId === orderId);
  return recorded ? no(recorded.why) : ok(group);
}

function takeGuard(groupId: string, who: NewSeat, now: Ms): Filter<GroupDoc> {
  const { orderId, userId } = who;
  const othersLive = {
    $size: { $filter: { input: liveSeats(now), cond: { $ne: ['$$this.orderId', { $literal: orderId }] } } },
  };
  return {
    _id: groupId,
    ...OUTBOX_HAS_ROOM,
    'turnedAway.orderId': { $ne: orderId },
    $or: [
      { status: 'open', expiresAt: { $gt: now } },
      { status: 'open', seats: { $elemMatch: { orderId, state: 'held', until: { $gt: now - SEAT_GRACE } } } },
      { status: 'pending', leaderId: userId },
    ],
    $and: [
      { seats: { $not: { $elemMatch: { orderId, state: 'taken' } } } },
      { seats: { $not: { $elemMatch: { orderId: { $ne: orderId }, userId, ...liveSeat(now) } } } },
    ],
    $expr: { $lt: [othersLive, '$terms.size'] },
  } as Filter<GroupDoc>;
}

function takeUpdate(seat: GroupSeat, now: Ms): object[] {
  const own = { $eq: ['$$this.orderId', { $literal: seat.orderId }] };
  const inPlace = { $map: { input: '$seats', in: { $cond: [own, { $literal: seat }, '$$this'] } } };
  const appended = { $concatArrays: ['$seats', [{ $literal: seat }]] };
  const formed = { $eq: ['$status', 'formed'] };
  const event = { id: 'formed', event: { type: 'groupFormed', at: now } };
  return [
    { $set: { seats: liveSeats(now) } },
    {
      $set: {
        seats: {
          $cond: [
            { $in: [{ $literal: seat.orderId }, { $map: { input: '$seats', in: '$$this.orderId' } }] },
            inPlace,
            appended,
          ],
        },
      },
    },
    { $set: { taken: { $size: { $filter: { input: '$seats', cond: { $eq: ['$$this.state', 'taken'] } } } } } },
    { $set: { status: { $cond: [{ $gte: ['$taken', '$terms.size'] }, 'formed', 'open'] } } },
    {
      $set: {
        openedAt: { $ifNull: ['$openedAt', now] },
        expiresAt: { $ifNull: ['$expiresAt', { $add: [now, '$terms.life'] }] },
        formedAt: { $cond: [formed, now, '$$REMOVE'] },
        outbox: { $cond: [formed, { $concatArrays: ['$outbox', [{ $literal: event }]] }, '$outbox'] },
        drainAt: { $cond: [formed, now + DRAIN_CLAIM, '$drainAt'] },
      },
    },
  ];
}

/** The order will not pay: its held seat is free again. A taken seat is not touched. */
export async function freeSeat(groups: Collection<GroupDoc>, groupId: string, orderId: string): Promise<void> {
  await groups.updateOne({ _id: groupId }, { $pull: { seats: { orderId, state: 'held' } } });
}

/** Fails the group if its deadline has passed and no seat is held any more (`hasFailed`). @returns the failed group, or null */
export async function failGroup(groups: Collection<GroupDoc>, groupId: string, now: Ms): Promise<GroupDoc | null> {
  return groups.findOneAndUpdate(
    {
      _id: groupId,
      ...OUTBOX_HAS_ROOM,
      status: 'open',
      expiresAt: { $lte: now },
      seats: { $not: { $elemMatch: { state: 'held', until: { $gt: now - SEAT_GRACE } } } },
    } as Filter<GroupDoc>,
    {
      $set: { status: 'failed', failedAt: now, drainAt: now + DRAIN_CLAIM },
      $push: { outbox: { id: 'failed', event: { type: 'groupFailed', at: now } } },
    },
    { returnDocument: 'after' },
  );
}

/** Groups whose deadline has passed and that may fail now, oldest first. */
export async function overdueGroups(groups: Collection<GroupDoc>, now: Ms, limit: number): Promise<GroupDoc[]> {
  const found = await groups
    .find({ status: 'open', expiresAt: { $lte: now } })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .toArray();
  return found.filter((group) => hasFailed(group, now));
}

/**
 * Open groups of a campaign with a free seat, nearly full first.
 * @param of further wishes: of one edition of the terms, not one of these, and none that this person sits in
 */
export async function joinableGroups(
  groups: Collection<GroupDoc>,
  campaignId: string,
  now: Ms,
  limit: number,
  of: { version?: number; except?: readonly string[]; notFor?: string } = {},
): Promise<GroupDoc[]> {
  const { version, except, notFor } = of;
  return groups
    .find({
      campaignId,
      status: 'open',
      expiresAt: { $gt: now + LEAST_TIME_TO_PAY },
      ...(version === undefined ? {} : { campaignVersion: version }),
      ...(except === undefined ? {} : { _id: { $nin: [...except] } }),
      ...(notFor === undefined ? {} : { seats: { $not: { $elemMatch: { userId: notFor, ...liveSeat(now) } } } }),
      $expr: { $lt: [{ $size: liveSeats(now) }, '$terms.size'] },
    } as Filter<GroupDoc>)
    .sort({ taken: -1, expiresAt: 1 })
    .limit(limit)
    .toArray();
}
