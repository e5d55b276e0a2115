/** The days of a shop's money that are over, as they were counted. Their journals never change, so neither do they. */
import type { Flow } from '../../shared/domain/finance';
import type { Ms } from '../../shared/time';
import type { Collections, FinanceDayDoc, MerchantDoc } from './collections';

type Merchants = Pick<Collections, 'merchants'>;
type Days = Pick<Collections, 'financeDays'>;

type Counted = Pick<MerchantDoc, '_id' | 'financeTo'>;

/** Shops of which a day up to `newest` is not counted yet. */
export async function shopsBehind({ merchants }: Merchants, newest: string, limit: number): Promise<Counted[]> {
  const projection = { financeTo: 1 };
  // Two questions: an index answers each, and none both at once.
  const fresh = await merchants
    .find({ financeTo: null } as object, { projection })
    .limit(limit)
    .toArray();
  if (fresh.length === limit) return fresh;
  const behind = merchants.find({ financeTo: { $lt: newest } }, { projection }).limit(limit - fresh.length);
  return [...fresh, ...(await behind.toArray())];
}

/** Keeps what a day has come to. Counted twice, it is the same. */
export async function keepDay(
  { financeDays }: Days,
  { merchantId, day }: { merchantId: string; day: string },
  flows: readonly Flow[],
  countedAt: Ms,
): Promise<void> {
  const counted: Omit<FinanceDayDoc, '_id'> = { merchantId, day, flows, countedAt };
  await financeDays.updateOne({ _id: `${merchantId}/${day}` }, { $setOnInsert: counted }, { upsert: true });
}

/** Days of several shops from `from` on. */
export const keptDaysOf = (
  { financeDays }: Days,
  merchantIds: readonly string[],
  from: string,
): Promise<FinanceDayDoc[]> =>
  financeDays.find({ merchantId: { $in: [...merchantIds] }, day: { $gte: from } }).toArray();

/** This day and all before it are counted. */
export async function countedTo({ merchants }: Merchants, _id: string, day: string): Promise<void> {
  await merchants.updateOne({ _id }, { $max: { financeTo: day } });
}

/** @param before the day after the last one */
export const keptDays = (
  { financeDays }: Days,
  { merchantId, from, before }: { merchantId: string; from: string; before: string },
): Promise<FinanceDayDoc[]> => financeDays.find({ merchantId, day: { $gte: from, $lt: before } }).toArray();
