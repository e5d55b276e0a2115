import type { Ms } from '../../shared/time';
import type { AlarmDoc, Collections, Said } from './collections';
import { olderThan, type Position } from './page';

/**
 * Something that an operator of the platform must look at. The same thing again raises the count, not another alarm.
 * A `merchantId` in the detail says which shop it is about.
 */
export const raiseAlarm = (
  store: Pick<Collections, 'alarms'>,
  kind: string,
  about: string,
  detail: Record<string, unknown> & { readonly merchantId?: string | undefined },
  now: Ms,
): Promise<void> => raise(store, { kind, about, detail, now, merchantId: detail.merchantId, task: false });

/** An alarm that a merchant can and must see to. `about` is the document it is about; raised again, it is open again. */
export const raiseTask = (
  store: Pick<Collections, 'alarms'>,
  kind: string,
  { _id: about, merchantId }: { readonly _id: string; readonly merchantId: string },
  detail: Record<string, unknown>,
  now: Ms,
): Promise<void> => raise(store, { kind, about, detail, now, merchantId, task: true });

async function raise(
  { alarms }: Pick<Collections, 'alarms'>,
  alarm: Pick<AlarmDoc, 'kind' | 'detail' | 'merchantId'> & {
    readonly about: string;
    readonly now: Ms;
    readonly task: boolean;
  },
): Promise<void> {
  const { kind, about, detail, now, merchantId, task } = alarm;
  await alarms.updateOne(
    { _id: `${kind}/${about}` },
    {
      $inc: { count: 1 },
      $set: { detail, lastAt: now, ...(merchantId !== undefined && { merchantId }), ...(task && { open: true }) },
      $unset: { closedAt: '', closed: '' },
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

/** How many tasks of each kind a merchant must see to. */
export async function countTasks(
  { alarms }: Pick<Collections, 'alarms'>,
  merchantId: string,
): Promise<ReadonlyMap<string, number>> {
  const sums = await alarms
    .aggregate<{ _id: string; tasks: number }>([
      { $match: { merchantId, open: true } },
      { $group: { _id: '$kind', tasks: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(sums.map(({ _id, tasks }) => [_id, tasks]));
}

/* ── what an operator of the platform sees ──────────────────────────────────────────────────────────────────────── */

export interface AlarmFilter {
  readonly state: 'open' | 'closed';
  readonly kind?: string | undefined;
  readonly merchantId?: string | undefined;
}

/** Of all shops, tasks among them: open ones, the newest first, or closed ones, the last that was closed first. */
export const listAlarms = (
  { alarms }: Pick<Collections, 'alarms'>,
  { state, kind, merchantId }: AlarmFilter,
  after: Position | undefined,
  limit: number,
): Promise<AlarmDoc[]> => {
  const time = state === 'open' ? 'firstAt' : 'closedAt';
  return alarms
    .find({
      closedAt: state === 'open' ? null : { $gt: 0 },
      ...(kind === undefined ? {} : { kind }),
      ...(merchantId === undefined ? {} : { merchantId }),
      ...olderThan(after, time),
    } as object)
    .sort({ [time]: -1, _id: -1 })
    .limit(limit)
    .toArray();
};

/** How many are open about each of these shops. */
export async function countAlarms(
  { alarms }: Pick<Collections, 'alarms'>,
  merchantIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const filter = { merchantId: { $in: [...merchantIds] }, closedAt: null } as object;
  const found = await alarms.find(filter, { projection: { merchantId: 1 } }).toArray();
  const counts = new Map<string, number>();
  for (const { merchantId = '' } of found) counts.set(merchantId, (counts.get(merchantId) ?? 0) + 1);
  return counts;
}

/** Somebody has looked at it. @param seen how often it had come up then @returns false where it is closed, or came up again */
export async function closeAlarm(
  { alarms }: Pick<Collections, 'alarms'>,
  _id: string,
  seen: number,
  { by, reason, at }: Said,
): Promise<boolean> {
  const { matchedCount } = await alarms.updateOne({ _id, count: seen, closedAt: null } as object, {
    $set: { closedAt: at, closed: { by, reason } },
  });
  return matchedCount === 1;
}
