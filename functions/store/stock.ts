/**
 * WHAT IS LIMITED: stock of a SKU, quota of a campaign, orders of a person in a campaign or bargains that they start in one,
 * and a newcomer's first order in a shop. Each is one counter.
 * A reservation is a hold with an id of its own; reserving, releasing and selling are guarded on that id, so a crash
 * between any two steps neither leaks nor doubles. `taken` never exceeds `max`.
 */
import type { Collection } from 'mongodb';
import { DAY, type Ms } from '../../shared/time';
import type { Collections, CounterDoc } from './collections';

export const stockOf = (skuId: string): string => `stock/${skuId}`;
export const quotaOf = (campaignId: string): string => `quota/${campaignId}`;
/** A person's orders in a shop: where it is empty, they are a newcomer. */
export const firstOf = (merchantId: string, userId: string): string => `first/${merchantId}/${userId}`;
/** Bargains of a campaign that a person has started. */
export const startsOf = (campaignId: string, userId: string): string => `starts/${campaignId}/${userId}`;
export const limitOf = (campaignId: string, userId: string): string => `limit/${campaignId}/${userId}`;

/** Sets the most that may be taken in all, what was sold included; never below what is taken. */
export async function limitTo({ counters }: Pick<Collections, 'counters'>, _id: string, max: number): Promise<void> {
  await counters.updateOne({ _id }, { $setOnInsert: { max, taken: 0, sold: 0, holds: [] } }, { upsert: true });
  await counters.updateOne({ _id }, [{ $set: { max: { $max: [max, '$taken'] } } }]);
}

/** What is left of it; nothing where there is no counter. */
export const leftOf = (counter: Pick<CounterDoc, 'max' | 'taken'> | undefined): number =>
  counter ? Math.max(0, counter.max - counter.taken) : 0;

export interface Hold {
  /** The reservation's own id. */
  readonly id: string;
  /** Empty where a bargain's start is counted: the hold has the bargain's id. */
  readonly orderId: string;
  readonly n: number;
  /** From when on the sweep asks what became of the order, or the start. */
  readonly until: Ms;
}

/**
 * Reserves `hold.n`, if that much is left: one conditional update, whatever the answer. Reserving the same hold again is
 * answered yes and takes nothing.
 * @param max the limit that counts now (a person's limit, which a new edition may change), though never less than what is
 *   taken; creates the counter where there is none yet. Without it the counter must exist
 */
export async function reserve(
  counters: Collection<CounterDoc>,
  counterId: string,
  hold: Hold,
  max?: number,
): Promise<boolean> {
  const isNew = { $not: [{ $in: [{ $literal: hold.id }, { $map: { input: '$holds', in: '$$this.id' } }] }] };
  const fits = { $and: [isNew, { $lte: [{ $add: ['$taken', hold.n] }, '$max'] }] };
  const counter = await counters.findOneAndUpdate(
    { _id: counterId },
    [
      ...(max === undefined ? [] : [{ $set: { max: { $max: [max, '$taken'] }, ...blank } }]),
      {
        $set: {
          taken: { $cond: [fits, { $add: ['$taken', hold.n] }, '$taken'] },
          holds: { $cond: [fits, { $concatArrays: ['$holds', [{ $literal: hold }]] }, '$holds'] },
        },
      },
    ],
    { upsert: max !== undefined, returnDocument: 'after', projection: { holds: { $elemMatch: { id: hold.id } } } },
  );
  // An upsert that lost the race to create the counter may be answered with nothing, whether it reserved or not. It is
  // there now; and the limit that counts is still this one's, not the one that its maker came with.
  if (!counter && max !== undefined) return reserve(counters, counterId, hold, max);
  return (counter?.holds?.length ?? 0) > 0;
}

/** What a counter begins with. */
const blank = {
  taken: { $ifNull: ['$taken', 0] },
  sold: { $ifNull: ['$sold', 0] },
  holds: { $ifNull: ['$holds', []] },
};

const matching = (holdIds: readonly string[]) => ({ $in: ['$$this.id', [...holdIds]] });

const sumOf = (holdIds: readonly string[]) => ({
  $sum: { $map: { input: { $filter: { input: '$holds', cond: matching(holdIds) } }, in: '$$this.n' } },
});

const without = (holdIds: readonly string[]) => ({ $filter: { input: '$holds', cond: { $not: [matching(holdIds)] } } });

/** Gives these holds back; those that are not there any more change nothing. */
export async function release(
  counters: Collection<CounterDoc>,
  counterIds: readonly string[],
  holdIds: readonly string[],
): Promise<void> {
  await counters.updateMany({ _id: { $in: [...counterIds] }, 'holds.id': { $in: [...holdIds] } }, [
    { $set: { taken: { $subtract: ['$taken', sumOf(holdIds)] }, holds: without(holdIds) } },
  ]);
}

/** Turns these holds into sales: they stay taken for good. */
export async function sell(
  counters: Collection<CounterDoc>,
  counterIds: readonly string[],
  holdIds: readonly string[],
): Promise<void> {
  await counters.updateMany({ _id: { $in: [...counterIds] }, 'holds.id': { $in: [...holdIds] } }, [
    { $set: { sold: { $add: ['$sold', sumOf(holdIds)] }, holds: without(holdIds) } },
  ]);
}

/**
 * What was sold can be sold again: `n` of each come back under an id of their own, once. Ids are kept for a day; nobody
 * who began to give something back is still at it then.
 */
export async function restock(
  counters: Collection<CounterDoc>,
  counterId: string,
  { id, n, now }: { id: string; n: number; now: Ms },
): Promise<void> {
  const lately = { $filter: { input: { $ifNull: ['$returned', []] }, cond: { $gt: ['$$this.at', now - DAY] } } };
  await counters.updateOne({ _id: counterId, 'returned.id': { $ne: id } }, [
    {
      $set: {
        taken: { $subtract: ['$taken', n] },
        sold: { $subtract: ['$sold', n] },
        returned: { $concatArrays: [lately, [{ id: { $literal: id }, at: now }]] },
      },
    },
  ]);
}

/** Holds whose time is over, with the counter they are in: at most `limit` counters. */
export async function overdueHolds(
  counters: Collection<CounterDoc>,
  now: Ms,
  limit: number,
): Promise<{ counterId: string; hold: Hold }[]> {
  const found = await counters
    .find({ 'holds.until': { $lte: now } })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, holds }) =>
    holds.filter(({ until }) => until <= now).map((hold) => ({ counterId: _id, hold })),
  );
}

/** What the hold is for still needs it: the sweep looks again then. */
export async function extendHold(
  counters: Collection<CounterDoc>,
  counterId: string,
  hold: Hold,
  until: Ms,
): Promise<void> {
  await counters.updateOne({ _id: counterId, 'holds.id': hold.id }, { $set: { 'holds.$.until': until } });
}

/**
 * Changes the most that may be taken in all, over the one that was seen: so much more is left, or less, but nothing that
 * is held or sold is taken away. A request that has done so already changes nothing. Where there is no counter yet, nothing
 * was to be had: it begins with 0.
 * @returns the counter as it stands, or null where another has set it meanwhile
 */
export async function changeMax(
  counters: Collection<CounterDoc>,
  _id: string,
  { seen, change, requestId }: { readonly seen: number; readonly change: number; readonly requestId: string },
): Promise<CounterDoc | null> {
  await counters.updateOne({ _id }, { $setOnInsert: { max: 0, taken: 0, sold: 0, holds: [] } }, { upsert: true });
  const changed = await counters.findOneAndUpdate(
    { _id, max: seen, setBy: { $ne: requestId } },
    [{ $set: { max: { $max: [seen + change, '$taken'] }, setBy: { $literal: requestId } } }],
    { returnDocument: 'after' },
  );
  return changed ?? counters.findOne({ _id, setBy: requestId });
}

/** A hold that nothing will ever give back: no sweep looks at it again. @returns whether it was there */
export async function keepHold(counters: Collection<CounterDoc>, counterId: string, holdId: string): Promise<boolean> {
  const { matchedCount } = await counters.updateOne(
    { _id: counterId, 'holds.id': holdId },
    { $set: { 'holds.$.until': Number.MAX_SAFE_INTEGER } },
  );
  return matchedCount === 1;
}
