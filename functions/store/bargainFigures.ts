/**
 * FIGURES OF BARGAINS, as the database keeps them. A bargain bears a mark of its own for each change that figures count; the
 * mark goes only once the bargain's day is marked (`figures.ts`), and only if it is the same one still.
 */
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { type BargainMeasures, NO_BARGAIN_MEASURES } from '../../shared/domain/bargainFigures';
import { DAY, dayOf, type Ms, startOfDay } from '../../shared/time';
import type { BargainDayDoc, BargainDoc, Collections, OrderDoc } from './collections';
import { type Day, touchDays } from './figures';
import { randomHex } from './secret';

/** Documents that one command reads or writes. */
const BATCH = 1000;

/** Belongs into every update of a bargain that figures count. No two changes have the same. */
export const uncounted = (): { uncounted: string } => ({ uncounted: randomHex(8) });

/** Something of this bargain's order has changed: its day is counted again soon. */
export async function markBargain(bargains: Collection<BargainDoc>, bargainId: string): Promise<void> {
  await bargains.updateOne({ _id: bargainId }, { $set: uncounted() });
}

/** Bargains that have changed mark the days on which they were started; then they lose the mark. @returns how many */
export async function markBargains(
  collections: Pick<Collections, 'bargains' | 'figureDays'>,
  now: Ms,
  limit: number = BATCH,
): Promise<number> {
  const { bargains } = collections;
  const found = await bargains
    .find({ uncounted: { $gt: '' } }, { projection: { merchantId: 1, createdAt: 1, uncounted: 1 } })
    .limit(limit)
    .toArray();
  if (found.length === 0) return 0;
  const days = found.map(({ merchantId, createdAt }) => ({ merchantId, day: dayOf(createdAt) }));
  await touchDays(collections, days, now);
  // One that has changed since bears another mark, and keeps it. Those that one update has ended bear the same.
  const alike = new Map<string, string[]>();
  for (const { _id, uncounted: mark = '' } of found) alike.set(mark, [...(alike.get(mark) ?? []), _id]);
  const seen = [...alike].map(([mark, ids]) => ({
    updateMany: { filter: { _id: { $in: ids }, uncounted: mark }, update: { $unset: { uncounted: '' as const } } },
  }));
  await bargains.bulkWrite(seen, { ordered: false });
  return found.length;
}

/** A bargain as its day counts it. */
export interface BargainOfDay extends Pick<BargainDoc, 'campaignId' | 'status' | 'list'> {
  readonly friends: number;
  readonly floorAt?: Ms | undefined;
  readonly orderId?: string | undefined;
}

/** The bargains that were started on a day, one after the other. */
export function bargainsOn({ bargains }: Pick<Collections, 'bargains'>, { merchantId, day }: Day) {
  const from = startOfDay(day);
  return bargains.aggregate<BargainOfDay>(
    [
      { $match: { merchantId, createdAt: { $gte: from, $lt: from + DAY } } },
      {
        $project: {
          _id: 0,
          campaignId: 1,
          status: 1,
          list: 1,
          floorAt: 1,
          orderId: '$order.id',
          friends: { $subtract: [{ $size: '$helps' }, { $cond: ['$terms.ownCut', 1, 0] }] },
        },
      },
    ],
    { batchSize: BATCH },
  );
}

/** What is known of these orders' money. */
export async function moneyOf({ orders }: Pick<Collections, 'orders'>, ids: readonly string[]) {
  const money = new Map<string, Pick<OrderDoc, 'lines' | 'payments' | 'refunds'>>();
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = { _id: { $in: ids.slice(from, from + BATCH) } };
    const found = orders.find(some, { projection: { lines: 1, payments: 1, refunds: 1 } });
    for await (const order of found) money.set(order._id, order);
  }
  return money;
}

const same = (a: BargainMeasures, b: BargainMeasures): boolean =>
  (Object.keys(NO_BARGAIN_MEASURES) as (keyof BargainMeasures)[]).every((name) => String(a[name]) === String(b[name]));

/** What each campaign's bargains of a day come to, instead of what the day had before; only what differs is written. */
export async function replaceBargainDay(
  { bargainDays }: Pick<Collections, 'bargainDays'>,
  { merchantId, day }: Day,
  counted: ReadonlyMap<string, BargainMeasures>,
): Promise<void> {
  const old = new Map((await bargainDays.find({ merchantId, day }).toArray()).map((row) => [row.campaignId, row]));
  const writes: AnyBulkWriteOperation<BargainDayDoc>[] = [];
  for (const [campaignId, measures] of counted) {
    const was = old.get(campaignId);
    old.delete(campaignId);
    if (was && same(was.measures, measures)) continue;
    const _id = `${campaignId}/${day}`;
    const replacement = { merchantId, campaignId, day, measures };
    writes.push({ replaceOne: { filter: { _id }, replacement, upsert: true } });
  }
  for (const { _id } of old.values()) writes.push({ deleteOne: { filter: { _id } } });
  if (writes.length > 0) await bargainDays.bulkWrite(writes, { ordered: false });
}

/** What each day of a campaign came to; days on which nothing was started are left out. @param before the day after the last one */
export const bargainDaysOf = (
  { bargainDays }: Pick<Collections, 'bargainDays'>,
  campaignId: string,
  { from, before }: { readonly from: string; readonly before: string },
): Promise<BargainDayDoc[]> => bargainDays.find({ campaignId, day: { $gte: from, $lt: before } }).toArray();
