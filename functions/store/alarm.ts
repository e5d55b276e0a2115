import type { Ms } from '../../shared/time';
import type { AlarmDoc, Collections } from './collections';

/** Something a person must look at. The same thing again raises the count, not another alarm. */
export const raiseAlarm = (
  store: Pick<Collections, 'alarms'>,
  kind: string,
  about: string,
  detail: Record<string, unknown>,
  now: Ms,
): Promise<void> => raise(store, { kind, about, detail, now });

/** An alarm that a merchant can and must see to. `about` is the document it is about; raised again, it is open again. */
export const raiseTask = (
  store: Pick<Collections, 'alarms'>,
  kind: string,
  { _id: about, merchantId }: { readonly _id: string; readonly merchantId: string },
  detail: Record<string, unknown>,
  now: Ms,
): Promise<void> => raise(store, { kind, about, detail, now, merchantId });

async function raise(
  { alarms }: Pick<Collections, 'alarms'>,
  alarm: Pick<AlarmDoc, 'kind' | 'detail' | 'merchantId'> & { readonly about: string; readonly now: Ms },
): Promise<void> {
  const { kind, about, detail, now, merchantId } = alarm;
  await alarms.updateOne(
    { _id: `${kind}/${about}` },
    {
      $inc: { count: 1 },
      $set: { detail, lastAt: now, ...(merchantId !== undefined && { merchantId, open: true }) },
      $unset: { closedAt: '' },
      $setOnInsert: { kind, firstAt: now },
    },
    { upsert: true },
  );
}

/** What was to be done about it has been done. */
export async function closeTasks(
  { alarms }: Pick<Collections, 'alarms'>,
  kinds: readonly string[],
  about: string,
  now: Ms,
): Promise<void> {
  const ids = kinds.map((kind) => `${kind}/${about}`);
  await alarms.updateMany({ _id: { $in: ids }, open: true }, { $set: { closedAt: now }, $unset: { open: '' } });
}

/** What a merchant must see to, the longest waiting first. */
export const openTasks = ({ alarms }: Pick<Collections, 'alarms'>, merchantId: string, limit: number) =>
  alarms.find({ merchantId, open: true }).sort({ firstAt: 1 }).limit(limit).toArray();
