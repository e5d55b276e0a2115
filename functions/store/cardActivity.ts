/** ACTIVITIES OF GROUPS, and when their cards are told of a change: what racing askers and senders settle here. */
import { deriveId } from '../../shared/domain/ids';
import type { Ms } from '../../shared/time';
import type { CardActivityDoc, CardIntentDoc, Collections } from './collections';

export const newestActivity = (
  { cardActivities }: Pick<Collections, 'cardActivities'>,
  groupId: string,
): Promise<CardActivityDoc | null> => cardActivities.findOne({ groupId }, { sort: { number: -1 } });

/** Keeps an activity as the group's next. @returns the one that has this number: another one, if that came first */
export async function keepActivity(
  { cardActivities }: Pick<Collections, 'cardActivities'>,
  activity: Omit<CardActivityDoc, '_id'>,
): Promise<CardActivityDoc> {
  const _id = deriveId('act', activity.groupId, activity.number);
  await cardActivities.updateOne({ _id }, { $setOnInsert: activity }, { upsert: true });
  // Asked apart: whoever loses the race of two upserts may be answered nothing.
  return (await cardActivities.findOne({ _id })) ?? { _id, ...activity };
}

/**
 * A group has changed: the cards of each of its living activities are due. A call that is on its way, or waits to be
 * tried again, keeps its date: two at once could arrive in the wrong order.
 */
export async function changeCardsOf(
  { cardActivities, intents }: Pick<Collections, 'cardActivities' | 'intents'>,
  groupId: string,
  now: Ms,
): Promise<void> {
  const living = await cardActivities.find({ groupId, expiresAt: { $gt: now } }).toArray();
  if (living.length === 0) return;
  await intents.bulkWrite(
    living.flatMap(({ number, activityId, expiresAt }) => {
      const _id = deriveId('crd', groupId, number);
      const fresh: Omit<CardIntentDoc, '_id'> = {
        kind: 'card',
        about: groupId,
        activityId,
        expiresAt,
        changes: 0,
        sent: false,
        tries: 0,
      };
      const due = { changes: { $add: ['$changes', 1] }, dueAt: { $ifNull: ['$dueAt', now] } };
      return [
        { updateOne: { filter: { _id }, update: { $setOnInsert: fresh }, upsert: true } },
        { updateOne: { filter: { _id, over: { $exists: false } }, update: [{ $set: due }] } },
      ];
    }),
  );
}

/** The cards of this activity have shown their end, or have expired: no change makes them due again. */
export async function cardsOver({ intents }: Pick<Collections, 'intents'>, { _id }: CardIntentDoc): Promise<void> {
  await intents.updateOne({ _id }, { $set: { over: true } });
}

/** The cards show the group as it stood when the call was made; where it has changed since, they are due again at once. */
export async function cardsTold(
  { intents }: Pick<Collections, 'intents'>,
  { _id, changes }: CardIntentDoc,
  now: Ms,
): Promise<void> {
  const done = { $or: [{ $eq: ['$changes', changes] }, { $eq: ['$over', true] }] };
  await intents.updateOne({ _id }, [{ $set: { tries: 0, dueAt: { $cond: [done, '$$REMOVE', now] } } }]);
}
