/** WHAT THE FISSION BOARD READS: sums over rows of figures, and the branches of trees. Each is one command. */
import type { Filter } from 'mongodb';
import { type Breakdown, CYCLE_CLASSES, type Measures, NO_MEASURES } from '../../shared/domain/fission';
import { DAY, dayOf, type Ms, startOfDay } from '../../shared/time';
import type { Collections, FigureDoc, ShareDoc } from './collections';

type Figures = Pick<Collections, 'figures'>;

export interface Range {
  readonly merchantId: string;
  /** A campaign's id, or empty for the whole shop. */
  readonly scope: string;
  /** Days; both belong to it. */
  readonly from: string;
  readonly until: string;
}

/** Up to the day after: SecantusDB leaves out the rows of a last day that an index with more behind it is asked for. */
const daysOf = ({ from, until }: Pick<Range, 'from' | 'until'>) => ({
  $gte: from,
  $lt: dayOf(startOfDay(until) + DAY),
});

/** What each day came to in all; days on which nothing was are left out. */
export const dayRows = (
  { figures }: Figures,
  { merchantId, scope, ...days }: Range,
): Promise<Pick<FigureDoc, 'day' | 'measures'>[]> =>
  figures
    .find({ merchantId, scope, by: 'all', day: daysOf(days) }, { projection: { _id: 0, day: 1, measures: 1 } })
    .toArray();

const SUMMED = [
  'visits',
  'previews',
  'fresh',
  'binds',
  'orders',
  'sales',
  'reshares',
  'brought',
  'broughtSquared',
  'cycleSum',
] as const satisfies readonly (keyof Measures)[];

/** One more than there are ends of classes. */
const CLASSES = [...CYCLE_CLASSES.keys(), CYCLE_CLASSES.length];

const SUMS = {
  ...Object.fromEntries(SUMMED.map((name) => [name, { $sum: `$measures.${name}` }])),
  ...Object.fromEntries(CLASSES.map((at) => [`cycle${at}`, { $sum: { $arrayElemAt: ['$measures.cycles', at] } }])),
};

interface Sum {
  readonly by: Breakdown;
  readonly key: string;
  readonly measures: Measures;
}

/** The sums of the rows that `match` finds, by breakdown and key. */
async function sumsOf(figures: Figures['figures'], match: Filter<FigureDoc>, most: readonly object[]): Promise<Sum[]> {
  const found = await figures
    .aggregate<{ _id: { by: Breakdown; key: string } } & Record<string, number>>([
      { $match: match },
      { $group: { _id: { by: '$by', key: '$key' }, ...SUMS } },
      ...most,
    ])
    .toArray();
  return found.map(({ _id, ...sums }) => ({
    ..._id,
    measures: {
      ...(Object.fromEntries(SUMMED.map((name) => [name, sums[name] ?? 0])) as Record<(typeof SUMMED)[number], number>),
      cycles: CLASSES.map((at) => sums[`cycle${at}`] ?? 0),
    },
  }));
}

/** What each key of a breakdown came to. */
export const sumsByKey = ({ figures }: Figures, { merchantId, scope, ...days }: Range, by: Breakdown): Promise<Sum[]> =>
  sumsOf(figures, { merchantId, scope, by, day: daysOf(days) }, []);

/** What these campaigns came to together, over all days. */
export async function sumOfCampaigns(
  { figures }: Figures,
  merchantId: string,
  campaignIds: readonly string[],
): Promise<Measures> {
  const [sum] = await sumsOf(figures, { merchantId, scope: { $in: [...campaignIds] }, by: 'all' }, []);
  return sum?.measures ?? NO_MEASURES;
}

/** The keys of a breakdown with most visits. */
export const mostVisited = (
  { figures }: Figures,
  { merchantId, scope, ...days }: Range,
  by: Breakdown,
  limit: number,
): Promise<Sum[]> =>
  sumsOf(figures, { merchantId, scope, by, day: daysOf(days) }, [
    { $sort: { visits: -1, orders: -1, '_id.key': 1 } },
    { $limit: limit },
  ]);

/** The shares that brought most orders, and of them most sales first; of a campaign, if it is one. */
export async function topSellers(
  { figures }: Figures,
  { merchantId, scope, ...days }: Range,
  limit: number,
): Promise<string[]> {
  const ofCampaign = [
    { $lookup: { from: 'shares', localField: '_id', foreignField: '_id', as: 'share' } },
    { $match: { 'share.campaignId': scope } },
  ];
  const found = await figures
    .aggregate<{ _id: string }>([
      { $match: { merchantId, sold: true, day: daysOf(days) } },
      { $group: { _id: '$key', orders: { $sum: '$measures.orders' }, sales: { $sum: '$measures.sales' } } },
      ...(scope === '' ? [] : ofCampaign),
      { $sort: { orders: -1, sales: -1, _id: 1 } },
      { $limit: limit },
      { $project: { _id: 1 } },
    ])
    .toArray();
  return found.map(({ _id }) => _id);
}

/** All that these shares came to. */
export const sumsOfSome = (
  { figures }: Figures,
  { merchantId, from, until }: Range,
  shareIds: readonly string[],
): Promise<Sum[]> =>
  sumsOf(figures, { merchantId, by: 'share', key: { $in: [...shareIds] }, day: daysOf({ from, until }) }, []);

/** When figures of a shop were last counted. */
export async function countedAt(
  { figureDays }: Pick<Collections, 'figureDays'>,
  merchantId: string,
): Promise<Ms | undefined> {
  const [last] = await figureDays
    .find({ merchantId }, { projection: { countedAt: 1 } })
    .sort({ countedAt: -1 })
    .limit(1)
    .toArray();
  return last?.countedAt;
}

/** What is told apart in a table of figures, in the order of the table. */
export const TOLD = ['all', 'campaign', 'channel', 'chat', 'depth', 'product'] as const satisfies readonly Breakdown[];

/** A place in the table: so many rows of this breakdown and day have gone by. */
export interface Place {
  readonly by: (typeof TOLD)[number];
  readonly day: string;
  readonly taken: number;
}

/** Rows of a table by breakdown, day and key. */
export const rowsFrom = (
  { figures }: Figures,
  { merchantId, scope, ...days }: Range,
  after: Place | undefined,
  limit: number,
): Promise<FigureDoc[]> => {
  const rest = TOLD.slice(after ? TOLD.indexOf(after.by) + 1 : 0);
  const goesOn = after && { $or: [{ by: { $in: rest } }, { by: after.by, day: { $gte: after.day } }] };
  return figures
    .find({ merchantId, scope, by: { $in: [...TOLD] }, day: daysOf(days), ...goesOn })
    .sort({ by: 1, day: 1, key: 1 })
    .skip(after?.taken ?? 0)
    .limit(limit)
    .toArray();
};

/** Where the list of branches goes on: after the branch of so many visits and this id. */
export interface BranchPlace {
  readonly visits: number;
  readonly id: string;
}

/** The biggest branches of a shop, of a campaign, or right below a share. What nobody has opened is none. */
export function branches(
  { shares }: Pick<Collections, 'shares'>,
  of: { merchantId: string; depth: 0 } | { enters: string } | { parent: string },
  after: BranchPlace | undefined,
  limit: number,
): Promise<ShareDoc[]> {
  const from = after && {
    $or: [
      { 'branch.visits': { $gt: 0, $lt: after.visits } },
      { 'branch.visits': after.visits, _id: { $gt: after.id } },
    ],
  };
  return shares
    .find({ ...of, 'branch.visits': { $gt: 0 }, ...from })
    .sort({ 'branch.visits': -1, _id: 1 })
    .limit(limit)
    .toArray();
}
