/** FIGURES OF CAMPAIGNS, as the database keeps them: what was begun and placed on a day, and what each day has come to. */
import type { AnyBulkWriteOperation } from 'mongodb';
import type { CampaignMeasures } from '../../shared/domain/campaignFigures';
import type { Forecast } from '../../shared/domain/forecast';
import type { Fen } from '../../shared/money';
import { DAY, type Ms, startOfDay } from '../../shared/time';
import type { BargainDoc, CampaignDayDoc, Collections, GroupDoc, OrderDoc } from './collections';
import type { Day } from './figures';
import { since } from './since';

/** Documents that one command reads or writes. */
const BATCH = 1000;

const onDay = ({ merchantId, day }: Day) => {
  const from = startOfDay(day);
  return { merchantId, createdAt: { ...since(from), $lt: from + DAY } };
};

export type GroupOfDay = Pick<GroupDoc, 'campaignId' | 'status' | 'openedAt' | 'formedAt'>;

/** The groups that were started on a day, one after the other. */
export const groupsStartedOn = ({ groups }: Pick<Collections, 'groups'>, day: Day) =>
  groups.find(onDay(day), {
    projection: { _id: 0, campaignId: 1, status: 1, openedAt: 1, formedAt: 1 },
    batchSize: BATCH,
  }) as AsyncIterable<GroupOfDay>;

export type BargainStartedOn = Pick<BargainDoc, 'campaignId' | 'status' | 'createdAt' | 'floorAt'>;

/** The bargains that were started on a day, one after the other. */
export const bargainsStartedOn = ({ bargains }: Pick<Collections, 'bargains'>, day: Day) =>
  bargains.find(onDay(day), {
    projection: { _id: 0, campaignId: 1, status: 1, createdAt: 1, floorAt: 1 },
    batchSize: BATCH,
  }) as AsyncIterable<BargainStartedOn>;

export type OrderOfDay = Pick<
  OrderDoc,
  | '_id'
  | 'status'
  | 'closeReason'
  | 'groupBuy'
  | 'bargain'
  | 'lines'
  | 'payments'
  | 'refunds'
  | 'parcels'
  | 'afterSales'
  | 'shippedAt'
>;

const OF_AN_ORDER = {
  status: 1,
  closeReason: 1,
  groupBuy: 1,
  bargain: 1,
  lines: 1,
  payments: 1,
  refunds: 1,
  parcels: 1,
  afterSales: 1,
  shippedAt: 1,
};

/** The orders of campaigns that were placed on a day, in batches. */
export async function* ordersPlacedOn({ orders }: Pick<Collections, 'orders'>, day: Day): AsyncGenerator<OrderOfDay[]> {
  const cursor = orders.find(onDay(day), { projection: OF_AN_ORDER, batchSize: BATCH });
  let batch: OrderOfDay[] = [];
  for await (const order of cursor) {
    // Asked for in the filter, SecantusDB would read every order of the shop.
    if (!order.groupBuy && !order.bargain) continue;
    batch.push(order);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What promoters have been given for these orders, less what was taken back; orders without any are left out. */
export async function commissionsOf(
  { commissions }: Pick<Collections, 'commissions'>,
  orderIds: readonly string[],
): Promise<Map<string, Fen>> {
  const sums = await commissions
    .aggregate<{ _id: string; fen: Fen }>([
      { $match: { orderId: { $in: [...orderIds] } } },
      { $group: { _id: '$orderId', fen: { $sum: { $subtract: ['$amount', '$reversed'] } } } },
    ])
    .toArray();
  return new Map(sums.map(({ _id, fen }) => [_id, fen]));
}

const same = (a: CampaignMeasures, b: CampaignMeasures): boolean =>
  (Object.keys(a) as (keyof CampaignMeasures)[]).every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));

/** What each campaign has come to on a day, instead of what the day had before; only what differs is written. */
export async function replaceCampaignDay(
  { campaignDays }: Pick<Collections, 'campaignDays'>,
  { merchantId, day }: Day,
  counted: ReadonlyMap<string, CampaignMeasures>,
): Promise<void> {
  const old = new Map((await campaignDays.find({ merchantId, day }).toArray()).map((row) => [row.campaignId, row]));
  const writes: AnyBulkWriteOperation<CampaignDayDoc>[] = [];
  for (const [campaignId, measures] of counted) {
    const was = old.get(campaignId);
    old.delete(campaignId);
    if (was && same(measures, was.measures)) continue;
    const replacement = { merchantId, campaignId, day, measures };
    writes.push({ replaceOne: { filter: { _id: `${campaignId}/${day}` }, replacement, upsert: true } });
  }
  for (const { _id } of old.values()) writes.push({ deleteOne: { filter: { _id } } });
  if (writes.length > 0) await campaignDays.bulkWrite(writes, { ordered: false });
}

/** What each day of a campaign came to, oldest first; days on which nothing was are left out. */
export const campaignDaysOf = (
  { campaignDays }: Pick<Collections, 'campaignDays'>,
  campaignId: string,
): Promise<CampaignDayDoc[]> => campaignDays.find({ campaignId }).sort({ day: 1 }).toArray();

export interface Forecasted {
  readonly edition: number;
  readonly publishedAt: Ms;
  readonly forecast: Forecast;
}

/** The last edition of a campaign for which something was forecast; null where there is none. */
export async function lastForecast(
  { campaignVersions }: Pick<Collections, 'campaignVersions'>,
  campaignId: string,
): Promise<Forecasted | null> {
  const [last] = await campaignVersions
    .find({ campaignId, forecast: { $exists: true } }, { projection: { edition: 1, publishedAt: 1, forecast: 1 } })
    .sort({ edition: -1 })
    .limit(1)
    .toArray();
  return last ? (last as unknown as Forecasted) : null;
}
