/**
 * HOW EVENTS LEAVE A DOCUMENT. Acknowledging one pulls it by its id and leaves the version alone, so it never collides
 * with a decision; the drain claim is given up in the same update, and only where the outbox is then empty.
 */
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import { MINUTE, type Ms, SECOND } from '../../shared/time';
import { DRAIN_CLAIM } from './change';
import type { CollectionName, Collections, Outboxed } from './collections';

/** What draining needs of a document; each collection is handled as if it held just this. */
export interface WithOutbox extends Outboxed<{ readonly type: string }> {
  readonly _id: string;
}

/** A collection, handled as documents with an outbox. */
export type Outbox = Collection<WithOutbox>;

export const outboxOf = (store: Collections, name: CollectionName): Outbox => store[name] as unknown as Outbox;

/** A stage of a pipeline update that queues an event where `condition` holds, with the drain claim for whoever wrote it. */
export const queue = (condition: object | boolean, id: string | object, event: object, now: Ms) => ({
  $set: {
    outbox: { $cond: [condition, { $concatArrays: ['$outbox', [{ id, event }]] }, '$outbox'] },
    drainAt: { $cond: [condition, now + DRAIN_CLAIM, '$drainAt'] },
  },
});

/** Takes the event out. @returns the document afterwards, with whatever else waits in it */
export async function acknowledge<D extends WithOutbox>(
  collection: Collection<D>,
  id: string,
  eventId: string,
  now: Ms,
): Promise<D | null> {
  const left = { $filter: { input: '$outbox', cond: { $ne: ['$$this.id', { $literal: eventId }] } } };
  return (await collection.findOneAndUpdate(
    { _id: id } as Filter<D>,
    [
      { $set: { outbox: left } },
      { $set: { drainAt: { $cond: [{ $eq: ['$outbox', []] }, '$$REMOVE', now + DRAIN_CLAIM] } } },
    ],
    { returnDocument: 'after' },
  )) as D | null;
}

/** How long an event that failed `tries` times waits: 1 s, 2 s, 4 s … ten minutes at most. */
export const backOff = (tries: number): Ms => Math.min(SECOND * 2 ** Math.min(tries, 20), 10 * MINUTE);

/** An event failed: only its own document waits. @returns how often it has failed now */
export async function postpone<D extends WithOutbox>(
  collection: Collection<D>,
  doc: D,
  eventId: string,
  now: Ms,
): Promise<number> {
  const tries = (doc.outbox.find(({ id }) => id === eventId)?.tries ?? 0) + 1;
  await collection.updateOne(
    { _id: doc._id, 'outbox.id': eventId } as unknown as Filter<D>,
    { $set: { 'outbox.$.tries': tries, drainAt: now + backOff(tries) } } as unknown as UpdateFilter<D>,
  );
  return tries;
}

/** The next document whose claim has lapsed, claimed for us; null when there is none. */
export async function claimLapsed<D extends WithOutbox>(collection: Collection<D>, now: Ms): Promise<D | null> {
  return (await collection.findOneAndUpdate(
    { drainAt: { $lte: now } } as unknown as Filter<D>,
    { $set: { drainAt: now + DRAIN_CLAIM } } as unknown as UpdateFilter<D>,
    { sort: { drainAt: 1 }, returnDocument: 'after' },
  )) as D | null;
}
