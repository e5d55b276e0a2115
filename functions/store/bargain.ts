/**
 * BARGAINS, AS CONDITIONAL UPDATES. Each carries the whole rule of `shared/domain/bargain.ts` in its guard, so that the
 * database decides between racing friends, orders and the clock; the pure rule then says why it was a no.
 */
import type { Collection, Filter } from 'mongodb';
import {
  type BargainStatus,
  type HelpRefusal,
  mayCancel,
  mayHelp,
  mayOrder,
  type Ordering,
  type OrderingRefusal,
} from '../../shared/domain/bargain';
import { no, ok, type Result } from '../../shared/result';
import { HOUR, type Ms } from '../../shared/time';
import { uncounted } from './bargainFigures';
import { Busy, DRAIN_CLAIM, OUTBOX_HAS_ROOM } from './change';
import type { BargainDoc, BargainEvent, BargainHelp } from './collections';
import { queue } from './outbox';
import { olderThan, type Position } from './page';

const ATTEMPTS = 5;

const DUPLICATE_KEY = 11000;

/** So long before a deadline, and in its last quarter, the owner is told that it is near. */
const LONGEST_NOTICE: Ms = 2 * HOUR;

/** When the owner of a bargain that has so long is told, as time before the deadline. */
export const noticeOf = (span: Ms): Ms => Math.min(LONGEST_NOTICE, Math.trunc(span / 4));

/** Filters of guards; the driver's types know no dotted paths of unions. */
const where = (filter: object) => filter as Filter<BargainDoc>;

/** What a bargain that is over no longer has. */
const over = () => ({ running: '$$REMOVE', remindAt: '$$REMOVE', ...uncounted() });

/**
 * Writes a bargain, unless this person has one of this product that is not over. Repeated, it changes nothing.
 * @returns the one that is running: this one or the other
 */
export async function startBargain(bargains: Collection<BargainDoc>, bargain: BargainDoc): Promise<BargainDoc | null> {
  const { _id, ...rest } = bargain;
  try {
    await bargains.updateOne({ _id }, { $setOnInsert: { ...rest, ...uncounted() } }, { upsert: true });
    return bargains.findOne({ _id });
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    // The loser of two same requests at once is told so too.
    return (await bargains.findOne({ _id })) ?? runningBargain(bargains, bargain);
  }
}

/** The bargain of this product that this person has and that is not over, or was not when it was last written. */
export const runningBargain = (
  bargains: Collection<BargainDoc>,
  { ownerId, productId }: Pick<BargainDoc, 'ownerId' | 'productId'>,
): Promise<BargainDoc | null> => bargains.findOne({ ownerId, productId, running: true });

/** Takes the next cut for this friend, if the rule `mayHelp` allows it; the last one reaches the floor, event included. */
export async function helpBargain(
  bargains: Collection<BargainDoc>,
  bargainId: string,
  friend: Pick<BargainHelp, 'userId' | 'name' | 'avatar'>,
  now: Ms,
): Promise<Result<BargainDoc, HelpRefusal | 'notFound'>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cut = await bargains.findOneAndUpdate(
      where({
        _id: bargainId,
        ...OUTBOX_HAS_ROOM,
        status: 'open',
        expiresAt: { $gt: now },
        ownerId: { $ne: friend.userId },
        'helps.userId': { $ne: friend.userId },
      }),
      helpUpdate(friend, now),
      { returnDocument: 'after' },
    );
    if (cut) return ok(cut);
    const bargain = await bargains.findOne({ _id: bargainId });
    if (!bargain) return no('notFound');
    const answer = mayHelp(bargain, friend.userId, now);
    if (!answer.ok) return answer;
  }
  throw new Busy(`bargain ${bargainId} moved ${ATTEMPTS} times`);
}

function helpUpdate({ userId, name, avatar }: Pick<BargainHelp, 'userId' | 'name' | 'avatar'>, now: Ms): object[] {
  const next = { $arrayElemAt: ['$cuts', { $size: '$helps' }] };
  const who = { $literal: { userId, name, avatar, at: now } };
  const done = { $gte: [{ $size: '$helps' }, { $size: '$cuts' }] };
  const payWithin = '$terms.payWithin';
  const notice = { $min: [LONGEST_NOTICE, { $trunc: [{ $divide: [payWithin, 4] }] }] };
  const payBy = { $add: [now, payWithin] };
  return [
    {
      $set: {
        price: { $subtract: ['$price', next] },
        helps: { $concatArrays: ['$helps', [{ $mergeObjects: [who, { cut: next }] }]] },
        ...uncounted(),
      },
    },
    {
      $set: {
        status: { $cond: [done, 'floor', 'open'] },
        expiresAt: { $cond: [done, payBy, '$expiresAt'] },
        floorAt: { $cond: [done, now, '$$REMOVE'] },
        remindAt: { $cond: [done, { $subtract: [payBy, notice] }, '$remindAt'] },
      },
    },
    queue({ $eq: ['$status', 'floor'] }, 'floor', { type: 'floorReached', at: now }, now),
  ];
}

/** What an order reserves a bargain with. */
export interface BargainHold extends Ordering {
  readonly hold: string;
  /** From when on the sweep asks what became of the order. */
  readonly until: Ms;
}

/**
 * Gives an order the bargain's price, if the rule `mayOrder` allows it. The same order asking again is answered yes, and
 * holds it under the hold that it asks with.
 */
export async function orderBargain(
  bargains: Collection<BargainDoc>,
  bargainId: string,
  { orderId, userId, helps, hold, until }: BargainHold,
  now: Ms,
): Promise<Result<null, OrderingRefusal>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { matchedCount } = await bargains.updateOne(
      where({
        _id: bargainId,
        ownerId: userId,
        $or: [
          { status: 'ordered', 'order.id': orderId },
          { status: 'floor', expiresAt: { $gt: now }, helps: { $size: helps } },
          { status: 'open', 'terms.buyAt': 'anyPrice', expiresAt: { $gt: now }, helps: { $size: helps } },
        ],
      }),
      { $set: { status: 'ordered', order: { id: orderId, hold, until } } },
    );
    if (matchedCount === 1) return ok(null);
    const bargain = await bargains.findOne({ _id: bargainId });
    if (!bargain) return no('notFound');
    const answer = mayOrder(bargain, { orderId, userId, helps }, now);
    if (!answer.ok) return answer;
  }
  throw new Busy(`bargain ${bargainId} moved ${ATTEMPTS} times`);
}

/** The order behind these holds has closed: the bargain is what `afterUnpaid` says. Other holds are not touched. */
export async function giveBackBargain(
  bargains: Collection<BargainDoc>,
  bargainId: string,
  holds: readonly string[],
  now: Ms,
): Promise<void> {
  const ended = { $in: ['$status', ['cancelled', 'expired']] };
  const full = { $eq: [{ $size: '$helps' }, { $size: '$cuts' }] };
  await bargains.updateOne(where({ _id: bargainId, status: 'ordered', 'order.hold': { $in: [...holds] } }), [
    {
      $set: {
        order: '$$REMOVE',
        status: {
          $cond: [
            { $eq: ['$endedEarly', true] },
            'cancelled',
            { $cond: [{ $lte: ['$expiresAt', now] }, 'expired', { $cond: [full, 'floor', 'open'] }] },
          ],
        },
      },
    },
    {
      $set: {
        running: { $cond: [ended, '$$REMOVE', '$running'] },
        remindAt: { $cond: [ended, '$$REMOVE', '$remindAt'] },
        endedAt: { $cond: [ended, now, '$$REMOVE'] },
        ...uncounted(),
      },
    },
  ]);
}

/** Its order is paid for good; that its campaign was ended meanwhile did not end it. */
export async function buyBargain(
  bargains: Collection<BargainDoc>,
  bargainId: string,
  orderId: string,
  now: Ms,
): Promise<void> {
  await bargains.updateOne(where({ _id: bargainId, status: 'ordered', 'order.id': orderId }), [
    { $set: { status: 'bought', endedAt: now, endedEarly: '$$REMOVE', ...over() } },
  ]);
}

/** Ends it for its owner, if the rule `mayCancel` allows it. */
export async function cancelBargain(
  bargains: Collection<BargainDoc>,
  bargainId: string,
  userId: string,
  now: Ms,
): Promise<Result<BargainDoc, Exclude<ReturnType<typeof mayCancel>, { ok: true }>['refusal']>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cancelled = await bargains.findOneAndUpdate(
      where({ _id: bargainId, ownerId: userId, ...standing(now) }),
      [{ $set: { status: 'cancelled', endedAt: now, ...over() } }],
      { returnDocument: 'after' },
    );
    if (cancelled) return ok(cancelled);
    const bargain = await bargains.findOne({ _id: bargainId });
    if (!bargain) return no('notFound');
    const answer = mayCancel(bargain, userId, now);
    if (!answer.ok) return answer;
  }
  throw new Busy(`bargain ${bargainId} moved ${ATTEMPTS} times`);
}

const standing = (now: Ms) => ({ status: { $in: ['open', 'floor'] }, expiresAt: { $gt: now } });

/** Ends all of a person's that are not ordered, as they would themselves. */
export async function cancelBargainsOf(bargains: Collection<BargainDoc>, ownerId: string, now: Ms): Promise<void> {
  await bargains.updateMany(where({ ownerId, ...standing(now) }), [
    { $set: { status: 'cancelled', endedAt: now, ...over() } },
  ]);
}

/** Whether it still waits for help or for its order. */
export const isStanding = async (bargains: Collection<BargainDoc>, bargainId: string, now: Ms): Promise<boolean> =>
  (await bargains.findOne(where({ _id: bargainId, ...standing(now) }))) !== null;

/**
 * The merchant ends a campaign's bargains with it: those that are ordered go on to their payment, and are over if it does
 * not come. In this order, since an order may be given back between them. What has expired by the clock stays so.
 */
export async function endBargainsNow(
  bargains: Collection<BargainDoc>,
  which: { readonly campaignId: string } | { readonly _id: string },
  now: Ms,
): Promise<void> {
  await bargains.updateMany(where({ ...which, $or: [standing(now), { status: 'ordered' }] }), {
    $set: { endedEarly: true },
  });
  await bargains.updateMany(where({ ...which, status: { $in: ['open', 'floor'] }, endedEarly: true }), [
    { $set: { status: 'cancelled', endedAt: now, ...over() } },
  ]);
}

/** Cron: those past their deadline have expired, as everybody sees already. @returns how many */
export async function expireBargains(bargains: Collection<BargainDoc>, now: Ms): Promise<number> {
  const { modifiedCount } = await bargains.updateMany(
    where({ status: { $in: ['open', 'floor'] }, expiresAt: { $lte: now } }),
    [{ $set: { status: 'expired', endedAt: '$expiresAt', ...over() } }],
  );
  return modifiedCount;
}

/** The next bargain whose owner is to be told that its deadline is near, with the event that does it; once for each deadline. */
export async function remindBargain(bargains: Collection<BargainDoc>, now: Ms): Promise<BargainDoc | null> {
  const event: BargainEvent = { type: 'bargainExpiring', at: now };
  return bargains.findOneAndUpdate(
    where({
      status: { $in: ['open', 'floor'] },
      remindAt: { $lte: now },
      expiresAt: { $gt: now },
      ...OUTBOX_HAS_ROOM,
    }),
    {
      $set: { drainAt: now + DRAIN_CLAIM },
      $unset: { remindAt: '' },
      $push: { outbox: { id: `expiring/${now}`, event } },
    },
    { sort: { remindAt: 1 }, returnDocument: 'after' },
  );
}

/** Bargains whose order's hold is overdue, in case the process that should have settled it died. */
export const overdueBargains = (bargains: Collection<BargainDoc>, now: Ms, limit: number): Promise<BargainDoc[]> =>
  bargains
    .find(where({ status: 'ordered', 'order.until': { $lte: now } }))
    .limit(limit)
    .toArray();

/** The order still needs it: the sweep looks again later. */
export async function extendBargainHold(
  bargains: Collection<BargainDoc>,
  { _id, order }: BargainDoc,
  until: Ms,
): Promise<void> {
  await bargains.updateOne(where({ _id, status: 'ordered', 'order.hold': order?.hold }), {
    $set: { 'order.until': until },
  });
}

/** A page of a person's bargains, newest first. */
export const bargainsOf = (
  bargains: Collection<BargainDoc>,
  ownerId: string,
  after: Position | undefined,
  limit: number,
): Promise<BargainDoc[]> =>
  bargains
    .find(where({ ownerId, ...olderThan(after) }))
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();

/** A page of a campaign's bargains, newest first. */
export const bargainsOfCampaign = (
  bargains: Collection<BargainDoc>,
  campaignId: string,
  status: BargainStatus | 'all',
  after: Position | undefined,
  limit: number,
): Promise<BargainDoc[]> =>
  bargains
    .find(where({ campaignId, ...(status === 'all' ? {} : { status }), ...olderThan(after) }))
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();

/** A campaign's bargains that are not over: what ending it would end. */
export const standingBargains = (
  bargains: Collection<BargainDoc>,
  campaignId: string,
  now: Ms,
): Promise<Pick<BargainDoc, '_id' | 'status' | 'expiresAt'>[]> =>
  bargains
    .find(where({ campaignId, $or: [{ ...standing(now) }, { status: 'ordered' }] }))
    .project<Pick<BargainDoc, '_id' | 'status' | 'expiresAt'>>({ status: 1, expiresAt: 1 })
    .toArray();

export type BargainCounts = Record<BargainStatus, number>;

export const NO_BARGAINS: BargainCounts = { open: 0, floor: 0, ordered: 0, bought: 0, expired: 0, cancelled: 0 };

/** How many bargains of each campaign there are, by status: one command for any number of campaigns. */
export async function countBargains(
  bargains: Collection<BargainDoc>,
  campaignIds: readonly string[],
): Promise<Map<string, BargainCounts>> {
  const counts = new Map<string, BargainCounts>();
  if (campaignIds.length === 0) return counts;
  const found = bargains.aggregate<{ _id: { campaignId: string; status: BargainStatus }; n: number }>([
    { $match: { campaignId: { $in: [...campaignIds] } } },
    { $group: { _id: { campaignId: '$campaignId', status: '$status' }, n: { $sum: 1 } } },
  ]);
  for await (const { _id, n } of found) {
    counts.set(_id.campaignId, { ...(counts.get(_id.campaignId) ?? NO_BARGAINS), [_id.status]: n });
  }
  return counts;
}
