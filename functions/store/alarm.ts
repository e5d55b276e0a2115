import type { Ms } from '../../shared/time';
import type { Collections } from './collections';

/** Something a person must look at. The same thing again raises the count, not another alarm. */
export async function raiseAlarm(
  { alarms }: Pick<Collections, 'alarms'>,
  kind: string,
  about: string,
  detail: Record<string, unknown>,
  now: Ms,
): Promise<void> {
  await alarms.updateOne(
    { _id: `${kind}/${about}` },
    { $inc: { count: 1 }, $set: { detail, lastAt: now }, $setOnInsert: { kind, firstAt: now } },
    { upsert: true },
  );
}
