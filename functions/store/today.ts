/** THE DAYS OF A SHOP as its first page tells them, and what waits for somebody just now. Each is one command. */
import type { SoldDay } from '../../shared/domain/today';
import { DAY, type Ms, startOfDay } from '../../shared/time';
import type { Collections, GroupDoc, OrderDoc, ShopDayDoc } from './collections';
import type { Day } from './figures';

type Days = Pick<Collections, 'shopDays'>;

/** The orders that were paid on a day, one after the other. */
export const paidOn = ({ orders }: Pick<Collections, 'orders'>, { merchantId, day }: Day) =>
  orders.find(
    { merchantId, paidAt: { $gte: startOfDay(day), $lt: startOfDay(day) + DAY } },
    { projection: { _id: 0, paidAt: 1, payments: 1, refunds: 1 }, batchSize: 1000 },
  ) as AsyncIterable<Pick<OrderDoc, 'paidAt' | 'payments' | 'refunds'>>;

/** What a day has come to, instead of what it had before. */
export async function replaceShopDay({ shopDays }: Days, { merchantId, day }: Day, sold: SoldDay): Promise<void> {
  await shopDays.replaceOne({ _id: `${merchantId}/${day}` }, { merchantId, day, ...sold }, { upsert: true });
}

const these = (merchantId: string, days: readonly string[]) => ({
  _id: { $in: days.map((day) => `${merchantId}/${day}`) },
});

/** These days, those of them that were counted. */
export const shopDaysOf = ({ shopDays }: Days, merchantId: string, days: readonly string[]): Promise<ShopDayDoc[]> =>
  shopDays.find(these(merchantId, days)).toArray();

/** The same without their quarters. */
export const shopDaySums = (
  { shopDays }: Days,
  merchantId: string,
  days: readonly string[],
): Promise<Omit<ShopDayDoc, 'quarters'>[]> =>
  shopDays.find(these(merchantId, days), { projection: { quarters: 0 } }).toArray();

interface Span {
  readonly from: Ms;
  readonly before: Ms;
}

/**
 * The groups of a shop that fail in a time if nobody comes. One that has enough members for its end is in no danger, and one
 * whose time is over waits for cron alone. In two steps: beside `$expr`, SecantusDB leaves the index.
 */
const expiring = (merchantId: string, { from, before }: Span) => [
  { $match: { merchantId, status: 'open', expiresAt: { $gt: from, $lt: before } } },
  { $match: { $expr: { $lt: ['$taken', { $ifNull: ['$terms.least', '$terms.size'] }] } } },
];

export async function countExpiring(
  { groups }: Pick<Collections, 'groups'>,
  merchantId: string,
  span: Span,
): Promise<number> {
  const [counted] = await groups
    .aggregate<{ count: number }>([...expiring(merchantId, span), { $count: 'count' }])
    .toArray();
  return counted?.count ?? 0;
}

/** Those that end first. */
export const expiringGroups = (
  { groups }: Pick<Collections, 'groups'>,
  merchantId: string,
  span: Span,
  limit: number,
): Promise<GroupDoc[]> =>
  groups
    .aggregate<GroupDoc>([...expiring(merchantId, span), { $sort: { expiresAt: 1, _id: 1 } }, { $limit: limit }])
    .toArray();
