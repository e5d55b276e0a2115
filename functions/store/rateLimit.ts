import { MongoServerError } from 'mongodb';
import { MINUTE } from '../../shared/time';
import type { Collections } from './collections';

const DUPLICATE = 11_000;

/**
 * Counts one more call of `key` in this minute (since 1970), over all instances. @returns how many there are with it
 * One command, two for the first call of a minute: an upsert that loses a race may be answered with nothing.
 */
export async function countCall(
  { rateLimits }: Pick<Collections, 'rateLimits'>,
  key: string,
  minute: number,
): Promise<number> {
  const _id = `${key}/${minute}`;
  const count = () => rateLimits.findOneAndUpdate({ _id }, { $inc: { calls: 1 } }, { returnDocument: 'after' });
  const counted = await count();
  if (counted) return counted.calls;
  try {
    await rateLimits.insertOne({ _id, calls: 1, expireAt: new Date((minute + 2) * MINUTE) });
    return 1;
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== DUPLICATE) throw error;
  }
  // Another call was the first.
  const later = await count();
  if (!later) throw new Error(`${_id} was counted and is gone`);
  return later.calls;
}
