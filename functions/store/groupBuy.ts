/**
 * SEATS, AS CONDITIONAL UPDATES. Each carries the whole rule of `shared/domain/groupBuy.ts` in its guard, so that the
 * database decides between racing buyers; the pure rule then says why it was a no. Never load–decide–save, never in a
 * transaction: a hot group would collapse under retries.
 */
import type { Collection, Filter } from 'mongodb';
import {
  LEAST_TIME_TO_PAY,
  type LeaveRefusal,
  mayLeave,
  maySit,
  mayTake,
  SEAT_GRACE,
  type SeatRefusal,
  type SittingRefusal,
  takenSeats,
} from '../../shared/domain/groupBuy';
import { no, ok, type Result } from '../../shared/result';
import { HOUR, type Ms } from '../../shared/time';
import { Busy, DRAIN_CLAIM, OUTBOX_HAS_ROOM } from './change';
import type { GroupDoc, GroupEvent, GroupSeat } from './collections';
import { queue } from './outbox';
import { olderThan, type Position } from './page';

const ATTEMPTS = 5;

/** So long before its deadline, and in its last quarter, a group's members are told that it is near. */
const LONGEST_NOTICE: Ms = 2 * HOUR;

/** `isLive` as a query on one seat … */
const liveSeat = (now: Ms) => ({ $or: [{ state: 'taken' }, { until: { $gt: now - SEAT_GRACE } }] });

/** … and as an expression over the seats, those of one order left out. */
const liveSeats = (now: Ms, exceptOf?: string) => {
  const live = { $or: [{ $eq: ['$$this.state', 'taken'] }, { $gt: ['$$this.until', now - SEAT_GRACE] }] };
  const others = { $ne: ['$$this.orderId', { $literal: exceptOf ?? '' }] };
  return { $filter: { input: '$seats', cond: exceptOf === undefined ? live : { $and: [others, live] } } };
};

/** A deadline waits for seats that are held. */
const nobodyHolds = (now: Ms) => ({
  seats: { $not: { $elemMatch: { state: 'held', until: { $gt: now - SEAT_GRACE } } } },
});

const takenIn = (seats: string) => ({ $filter: { input: seats, cond: { $eq: ['$$this.state', 'taken'] } } });

/** What follows from the taken seats; kept in the document, since lists sort by it. */
const missing = { missing: { $max: [0, { $subtract: ['$terms.size', '$taken'] }] } };

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
): Promise<Result<GroupDoc, SittingRefusal | 'notFound'>> {
  const held: GroupSeat = { ...seat, state: 'held' };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const saved = await groups.findOneAndUpdate(
      {
        _id: groupId,
        $or: [
          { status: 'open', expiresAt: { $gte: now + LEAST_TIME_TO_PAY } },
          { status: 'pending', leaderId: seat.userId, opensBy: { $gt: now } },
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
    const turned = await turnAway(groups, groupId, who, answer.refusal, now);
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
  { orderId, name }: Pick<NewSeat, 'orderId' | 'name'>,
  why: SeatRefusal,
  now: Ms,
): Promise<Result<GroupDoc, SeatRefusal | 'notFound'>> {
  await groups.updateOne(
    {
      _id: groupId,
      'turnedAway.orderId': { $ne: orderId },
      seats: { $not: { $elemMatch: { orderId, state: 'taken' } } },
    },
    { $push: { turnedAway: { orderId, name, why, at: now } }, $pull: { seats: { orderId } } },
  );
  const group = await groups.findOne({ _id: groupId });
  if (!group) return no('notFound');
  const recorded = group.turnedAway.find((turned) => turned.orderId === orderId);
  return recorded ? no(recorded.why) : ok(group);
}

function takeGuard(groupId: string, who: NewSeat, now: Ms): Filter<GroupDoc> {
  const { orderId, userId } = who;
  return {
    _id: groupId,
    ...OUTBOX_HAS_ROOM,
    'turnedAway.orderId': { $ne: orderId },
    $or: [
      { status: 'open', expiresAt: { $gt: now } },
      { status: 'open', seats: { $elemMatch: { orderId, state: 'held', until: { $gt: now - SEAT_GRACE } } } },
      { status: 'pending', leaderId: userId, opensBy: { $gt: now } },
    ],
    $and: [
      { seats: { $not: { $elemMatch: { orderId, state: 'taken' } } } },
      { seats: { $not: { $elemMatch: { orderId: { $ne: orderId }, userId, ...liveSeat(now) } } } },
    ],
    $expr: { $lt: [{ $size: liveSeats(now, orderId) }, '$terms.size'] },
  } as Filter<GroupDoc>;
}

function takeUpdate(seat: GroupSeat, now: Ms): object[] {
  const formed = { $eq: ['$status', 'formed'] };
  const opens = { $eq: [{ $type: '$expiresAt' }, 'missing'] };
  const notice = { $min: [LONGEST_NOTICE, { $trunc: [{ $divide: ['$terms.life', 4] }] }] };
  const reached = { $size: { $filter: { input: '$terms.ladder', cond: { $lte: ['$$this.members', '$taken'] } } } };
  // The last step forms the group, and its forming tells the price.
  const steps = { $and: [{ $ne: ['$status', 'formed'] }, { $gt: [reached, '$step'] }] };
  return [
    // The guard has seen that this seat is not taken yet.
    {
      $set: {
        seats: { $concatArrays: [liveSeats(now, seat.orderId), [{ $literal: seat }]] },
        taken: { $add: ['$taken', 1] },
      },
    },
    { $set: { ...missing, status: { $cond: [{ $gte: ['$taken', '$terms.size'] }, 'formed', 'open'] } } },
    {
      $set: {
        openedAt: { $ifNull: ['$openedAt', now] },
        expiresAt: { $ifNull: ['$expiresAt', { $add: [now, '$terms.life'] }] },
        remindAt: { $cond: [opens, { $subtract: [{ $add: [now, '$terms.life'] }, notice] }, '$remindAt'] },
        formedAt: { $cond: [formed, now, '$$REMOVE'] },
      },
    },
    queue(steps, { $concat: ['step/', { $toString: reached }] }, { type: 'stepReached', step: reached, at: now }, now),
    queue(formed, 'formed', { type: 'groupFormed', at: now }, now),
    { $set: { step: reached } },
  ];
}

/** The order will not pay: its held seat is free again. A taken seat is not touched. */
export async function freeSeat(groups: Collection<GroupDoc>, groupId: string, orderId: string): Promise<void> {
  await groups.updateOne({ _id: groupId }, { $pull: { seats: { orderId, state: 'held' } } });
}

/**
 * Gives up the paid seat of this person, if the rule `mayLeave` allows it: the earliest paid member succeeds a leader, and
 * a group that nobody is left in has failed. The order's number stays in the group as turned away, so that no payment
 * of it can come to sit again.
 * @param meant the order whose seat it is to be; left out, whichever sits there
 * @returns the group afterwards, and the order whose seat it was
 */
export async function leaveGroup(
  groups: Collection<GroupDoc>,
  groupId: string,
  userId: string,
  now: Ms,
  meant?: string,
): Promise<Result<{ group: GroupDoc; orderId: string }, LeaveRefusal | 'notFound'>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const group = await groups.findOne({ _id: groupId });
    if (!group) return no('notFound');
    const answer = mayLeave(group, userId, now);
    if (!answer.ok) return answer;
    const seat = takenSeats(group).find((one) => one.userId === userId);
    if (!seat || (meant !== undefined && seat.orderId !== meant)) return no('notInGroup');
    const left = await groups.findOneAndUpdate(leaveGuard(groupId, seat, now), leaveUpdate(seat, now), {
      returnDocument: 'after',
    });
    if (left) return ok({ group: left, orderId: seat.orderId });
  }
  throw new Busy(`seats of ${groupId} moved ${ATTEMPTS} times`);
}

const leaveGuard = (groupId: string, { orderId }: GroupSeat, now: Ms): Filter<GroupDoc> =>
  ({
    _id: groupId,
    ...OUTBOX_HAS_ROOM,
    status: 'open',
    'terms.mayLeave': true,
    expiresAt: { $gt: now },
    seats: { $elemMatch: { orderId, state: 'taken' } },
  }) as Filter<GroupDoc>;

function leaveUpdate({ orderId, userId, name }: GroupSeat, now: Ms): object[] {
  const first = {
    $reduce: {
      input: takenIn('$seats'),
      initialValue: null,
      in: {
        $cond: [
          { $lt: ['$$this.takenAt', { $ifNull: ['$$value.takenAt', Number.MAX_SAFE_INTEGER] }] },
          '$$this',
          '$$value',
        ],
      },
    },
  };
  const succeeds = { $and: [{ $eq: ['$leaderId', { $literal: userId }] }, { $gt: ['$taken', 0] }] };
  const empty = { $eq: ['$taken', 0] };
  return [
    {
      $set: {
        seats: { $filter: { input: '$seats', cond: { $ne: ['$$this.orderId', { $literal: orderId }] } } },
        turnedAway: { $concatArrays: ['$turnedAway', [{ $literal: { orderId, name, why: 'left', at: now } }]] },
        taken: { $subtract: ['$taken', 1] },
      },
    },
    { $set: { ...missing, heir: first } },
    {
      $set: {
        leaderId: { $cond: [succeeds, '$heir.userId', '$leaderId'] },
        status: { $cond: [empty, 'failed', 'open'] },
        failedAt: { $cond: [empty, now, '$$REMOVE'] },
        heir: '$$REMOVE',
      },
    },
    queue(true, { $literal: `left/${orderId}` }, { type: 'memberLeft', orderId: { $literal: orderId }, at: now }, now),
  ];
}

/**
 * Ends the group if its deadline has passed and no seat is held any more (`endedAs`): formed if the merchant lets so few
 * succeed, else failed. @returns the ended group, or null
 */
export async function endGroup(groups: Collection<GroupDoc>, groupId: string, now: Ms): Promise<GroupDoc | null> {
  const enough = { $gte: ['$taken', { $ifNull: ['$terms.least', Number.MAX_SAFE_INTEGER] }] };
  const formed = { $eq: ['$status', 'formed'] };
  return groups.findOneAndUpdate(
    {
      _id: groupId,
      ...OUTBOX_HAS_ROOM,
      status: 'open',
      expiresAt: { $lte: now },
      ...nobodyHolds(now),
    } as Filter<GroupDoc>,
    [
      { $set: { status: { $cond: [enough, 'formed', 'failed'] } } },
      {
        $set: {
          formedAt: { $cond: [formed, now, '$$REMOVE'] },
          failedAt: { $cond: [formed, '$$REMOVE', now] },
        },
      },
      queue(formed, 'formed', { type: 'groupFormed', at: now }, now),
      queue({ $not: [formed] }, 'failed', { type: 'groupFailed', at: now }, now),
    ],
    { returnDocument: 'after' },
  );
}

/**
 * The merchant ends a campaign's groups with it: a pending one has failed, the deadline of an open one is now. Two
 * commands, whatever the number of groups; what becomes of the open ones follows as from any deadline. In this order,
 * since a leader's payment may open a pending group between them.
 */
export async function endGroupsNow(groups: Collection<GroupDoc>, campaignId: string, now: Ms): Promise<void> {
  await failPending(groups, { campaignId }, now);
  await groups.updateMany(
    { campaignId, status: 'open', expiresAt: { $gt: now } },
    { $set: { expiresAt: now, endedEarly: true } },
  );
}

const failPending = (groups: Collection<GroupDoc>, which: Filter<GroupDoc>, now: Ms) =>
  groups.updateMany({ ...which, status: 'pending' } as Filter<GroupDoc>, {
    $set: { status: 'failed', failedAt: now, endedEarly: true },
  });

/** The campaign was ended while this group was being started: it takes nobody. */
export const failPendingGroup = async (groups: Collection<GroupDoc>, groupId: string, now: Ms): Promise<void> => {
  await failPending(groups, { _id: groupId }, now);
};

/** Groups whose deadline has passed and that may end now (`endedAs`), oldest first. Those that wait keep no other from it. */
export const overdueGroups = (groups: Collection<GroupDoc>, now: Ms, limit: number): Promise<GroupDoc[]> =>
  groups
    .find({ status: 'open', expiresAt: { $lte: now }, ...nobodyHolds(now) } as Filter<GroupDoc>)
    .sort({ expiresAt: 1 })
    .limit(limit)
    .toArray();

/** Pending groups whose leader never paid are over. @returns how many */
export async function forgetUnopened(groups: Collection<GroupDoc>, now: Ms): Promise<number> {
  const { modifiedCount } = await groups.updateMany(
    { status: 'pending', opensBy: { $lte: now } },
    { $set: { status: 'failed', failedAt: now } },
  );
  return modifiedCount;
}

/** The next group whose members are to be told that its deadline is near, with the event that does it; each is told once. */
export async function remindGroup(groups: Collection<GroupDoc>, now: Ms): Promise<GroupDoc | null> {
  const event: GroupEvent = { type: 'groupExpiring', at: now };
  return groups.findOneAndUpdate(
    {
      status: 'open',
      remindAt: { $lte: now },
      expiresAt: { $gt: now },
      ...OUTBOX_HAS_ROOM,
    } as Filter<GroupDoc>,
    {
      $set: { drainAt: now + DRAIN_CLAIM },
      $unset: { remindAt: '' },
      $push: { outbox: { id: 'expiring', event } },
    },
    { sort: { remindAt: 1 }, returnDocument: 'after' },
  );
}

/** Whether this person still waits in the group for others to come: whoever has left, or knows what became of it, does not. */
export async function waitsIn(
  groups: Collection<GroupDoc>,
  groupId: string,
  userId: string,
  now: Ms,
): Promise<boolean> {
  const waiting = { status: 'open', expiresAt: { $gt: now }, seats: { $elemMatch: { userId, state: 'taken' } } };
  return (await groups.findOne({ _id: groupId, ...waiting } as Filter<GroupDoc>)) !== null;
}

/** Which open groups somebody could join. */
export interface Joinable {
  /** Of one campaign, or of a whole shop. */
  readonly of: { readonly campaignId: string } | { readonly merchantId: string };
  /** The chat that the caller has come from: groups that are limited to another one are left out. */
  readonly chat?: string | undefined;
  /** Only groups of this chat. */
  readonly inChat?: boolean;
  /** Of one edition of the terms, not one of these, and none that this person sits in. */
  readonly version?: number;
  readonly except?: readonly string[];
  readonly notFor?: string;
}

/** Open groups with a free seat, nearly full first, then those that end first. */
export async function joinableGroups(
  groups: Collection<GroupDoc>,
  { of, chat, inChat, version, except, notFor }: Joinable,
  now: Ms,
  limit: number,
): Promise<GroupDoc[]> {
  return groups
    .find({
      ...of,
      status: 'open',
      expiresAt: { $gt: now + LEAST_TIME_TO_PAY },
      ...(inChat ? { chat: chat ?? '' } : { limitedTo: { $in: ['', ...(chat === undefined ? [] : [chat])] } }),
      ...(version === undefined ? {} : { campaignVersion: version }),
      ...(except === undefined ? {} : { _id: { $nin: [...except] } }),
      ...(notFor === undefined ? {} : { seats: { $not: { $elemMatch: { userId: notFor, ...liveSeat(now) } } } }),
      $expr: { $lt: [{ $size: liveSeats(now) }, '$terms.size'] },
    } as Filter<GroupDoc>)
    .sort({ missing: 1, expiresAt: 1 })
    .limit(limit)
    .toArray();
}

/** A page of the groups that a person sits in, newest first; a held seat counts while it lives. */
export async function groupsOf(
  groups: Collection<GroupDoc>,
  userId: string,
  status: GroupDoc['status'] | 'all',
  after: Position | undefined,
  limit: number,
): Promise<GroupDoc[]> {
  const query = { 'seats.userId': userId, ...(status === 'all' ? {} : { status }), ...olderThan(after) };
  return groups
    .find(query as Filter<GroupDoc>)
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
}

/** A page of a campaign's groups, newest first. */
export async function groupsOfCampaign(
  groups: Collection<GroupDoc>,
  campaignId: string,
  status: GroupDoc['status'] | 'all',
  after: Position | undefined,
  limit: number,
): Promise<GroupDoc[]> {
  const query = { campaignId, ...(status === 'all' ? {} : { status }), ...olderThan(after) };
  return groups
    .find(query as Filter<GroupDoc>)
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
}

/**
 * How many groups of each campaign there are, by status: one command for any number of campaigns. One whose leader never
 * paid has not failed, since it never began.
 */
export async function countGroups(
  groups: Collection<GroupDoc>,
  campaignIds: readonly string[],
): Promise<Map<string, Record<GroupDoc['status'], number>>> {
  const counts = new Map<string, Record<GroupDoc['status'], number>>();
  const found = groups.aggregate<{ _id: { campaignId: string; status: GroupDoc['status'] }; n: number }>([
    {
      $match: {
        campaignId: { $in: [...campaignIds] },
        $or: [{ status: { $ne: 'failed' } }, { openedAt: { $exists: true } }],
      },
    },
    { $group: { _id: { campaignId: '$campaignId', status: '$status' }, n: { $sum: 1 } } },
  ]);
  for await (const { _id, n } of found) {
    const known = counts.get(_id.campaignId) ?? { pending: 0, open: 0, formed: 0, failed: 0 };
    counts.set(_id.campaignId, { ...known, [_id.status]: n });
  }
  return counts;
}

/** What ending a campaign needs to know of a group. */
export type OpenGroup = Pick<GroupDoc, '_id' | 'status' | 'taken' | 'expiresAt'> & {
  readonly terms: Pick<GroupDoc['terms'], 'least'>;
  readonly seats: readonly Pick<GroupSeat, 'orderId' | 'userId' | 'state' | 'until'>[];
};

/** A campaign's groups that are not over: what ending it would end. */
export const openGroupsOf = (groups: Collection<GroupDoc>, campaignId: string): Promise<OpenGroup[]> =>
  groups
    .find({ campaignId, status: { $in: ['pending', 'open'] } })
    .project<OpenGroup>({
      status: 1,
      taken: 1,
      expiresAt: 1,
      'terms.least': 1,
      'seats.orderId': 1,
      'seats.userId': 1,
      'seats.state': 1,
      'seats.until': 1,
    })
    .toArray();
