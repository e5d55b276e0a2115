/**
 * WHAT SHARING BRINGS, AS FIGURES. Kept per day × scope × measure, each recomputed whole from what happened that day,
 * never incremented (`functions/usecases/figures.ts`), so that counting again gives the same.
 *  - 访问 visits: one per person, share and day; `previews` (Moments' single-page mode) stand apart.
 *  - 新访客 fresh: visits that were the person's first to the shop. 锁客 binds: bindings made that day.
 *  - 订单 orders, 成交 sales: paid that day and kept, counted for the share that was opened last before the order.
 *  - 再分享 reshares: shares made that day by somebody whom another share had brought, and that have since been opened by
 *    somebody else. They count for the share that had brought the sharer; so do `brought`, all the visits that
 *    they have had so far, and the cycle: from the older share's first opening to the younger one's.
 *  - K = brought ÷ visits: how many further visits one visit of these days has led to. It is the re-sharing rate
 *    (reshares ÷ visits) times the reach (brought ÷ reshares). The newest days are not over yet, and say so.
 */
import type { Fen } from '../money';
import { DAY, HOUR, MINUTE, type Ms } from '../time';
import type { Channel } from './visit';

/** Upper ends of the cycle's classes; what is longer is in one more. */
export const CYCLE_CLASSES: readonly Ms[] = [
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  16 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  7 * DAY,
];

export interface Measures {
  readonly visits: number;
  readonly previews: number;
  readonly fresh: number;
  readonly binds: number;
  readonly orders: number;
  readonly sales: Fen;
  readonly reshares: number;
  readonly brought: number;
  /** Σ of the squares of what each re-share has brought: the band of K rests on it. */
  readonly broughtSquared: number;
  /** Of the re-shares' cycles: Σ in ms, and how many fall in each class of `CYCLE_CLASSES`. */
  readonly cycleSum: Ms;
  readonly cycles: readonly number[];
}

export const NO_MEASURES: Measures = {
  visits: 0,
  previews: 0,
  fresh: 0,
  binds: 0,
  orders: 0,
  sales: 0,
  reshares: 0,
  brought: 0,
  broughtSquared: 0,
  cycleSum: 0,
  cycles: Array<number>(CYCLE_CLASSES.length + 1).fill(0),
};

export const addMeasures = (a: Measures, b: Measures): Measures => ({
  visits: a.visits + b.visits,
  previews: a.previews + b.previews,
  fresh: a.fresh + b.fresh,
  binds: a.binds + b.binds,
  orders: a.orders + b.orders,
  sales: a.sales + b.sales,
  reshares: a.reshares + b.reshares,
  brought: a.brought + b.brought,
  broughtSquared: a.broughtSquared + b.broughtSquared,
  cycleSum: a.cycleSum + b.cycleSum,
  cycles: a.cycles.map((count, index) => count + (b.cycles[index] ?? 0)),
});

/** By what figures are told apart. `all`: not at all. */
export const BREAKDOWNS = ['all', 'channel', 'product', 'campaign', 'chat', 'depth', 'share'] as const;

export type Breakdown = (typeof BREAKDOWNS)[number];

/** What is known of a share whatever happens to it. */
export interface SharePlace {
  readonly id: string;
  readonly channel: Channel;
  readonly depth: number;
  readonly productId?: string | undefined;
  readonly campaignId?: string | undefined;
}

/** Something that happened on a day at one share, in a group chat if it is known to have been in one. */
export interface Fact {
  readonly share: SharePlace;
  readonly chat?: string | undefined;
  readonly measures: Partial<Measures>;
}

/** One row of a day. `scope`: a campaign's id, or empty for the whole shop. */
export interface FigureRow {
  readonly scope: string;
  readonly by: Breakdown;
  readonly key: string;
  readonly measures: Measures;
}

/** The rows that a fact counts in: the shop's, and its campaign's where it has one. Single shares are told once. */
function placesOf({ share, chat }: Fact): { scope: string; by: Breakdown; key: string }[] {
  const { channel, depth, productId, campaignId } = share;
  const told: [Breakdown, string | undefined][] = [
    ['all', ''],
    ['channel', channel],
    ['chat', chat],
    ['depth', String(depth)],
    ['product', productId],
  ];
  const inScope = (scope: string, more: [Breakdown, string | undefined][]) =>
    [...told, ...more].flatMap(([by, key]) => (key === undefined ? [] : [{ scope, by, key }]));
  return [
    ...inScope('', [
      ['campaign', campaignId],
      ['share', share.id],
    ]),
    ...(campaignId === undefined ? [] : inScope(campaignId, [])),
  ];
}

/** All rows of a day from all that happened that day, in whatever order it is given. */
export function rowsOf(facts: Iterable<Fact>): FigureRow[] {
  const rows = new Map<string, FigureRow>();
  for (const fact of facts) {
    for (const place of placesOf(fact)) {
      const id = `${place.scope}/${place.by}/${place.key}`;
      const measures = addMeasures(rows.get(id)?.measures ?? NO_MEASURES, { ...NO_MEASURES, ...fact.measures });
      rows.set(id, { ...place, measures });
    }
  }
  return [...rows.values()];
}

/** What one re-share adds to the figures of the share that had brought its sharer. */
export function reshareMeasures(cycle: Ms, brought: number): Partial<Measures> {
  const length = Math.max(0, cycle);
  const found = CYCLE_CLASSES.findIndex((end) => length <= end);
  const index = found === -1 ? CYCLE_CLASSES.length : found;
  return {
    reshares: 1,
    brought,
    broughtSquared: brought * brought,
    cycleSum: length,
    cycles: NO_MEASURES.cycles.map((_, at) => (at === index ? 1 : 0)),
  };
}

export interface KFactor {
  readonly k: number;
  /** 95 % of samples this large would lie between: normal approximation over what each visit has led to. */
  readonly low: number;
  readonly high: number;
  /** k = rate × reach. */
  readonly rate: number;
  readonly reach: number;
}

/** Null where there was no visit. */
export function kFactor({ visits, reshares, brought, broughtSquared }: Measures): KFactor | null {
  if (visits === 0) return null;
  const k = brought / visits;
  const variance = Math.max(0, broughtSquared / visits - k * k);
  const half = 1.96 * Math.sqrt(variance / visits);
  return {
    k,
    low: Math.max(0, k - half),
    high: k + half,
    rate: reshares / visits,
    reach: reshares === 0 ? 0 : brought / reshares,
  };
}

/** The end of the class that the middle cycle falls in; null where there is none, Infinity beyond the last class. */
export function medianCycle({ cycles }: Measures): Ms | null {
  const all = cycles.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let below = 0;
  for (const [index, count] of cycles.entries()) {
    below += count;
    if (below * 2 >= all) return CYCLE_CLASSES[index] ?? Number.POSITIVE_INFINITY;
  }
  return null;
}

/** The mean cycle in ms, rounded; null where there is none. */
export const meanCycle = ({ cycleSum, cycles }: Measures): Ms | null => {
  const all = cycles.reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : Math.round(cycleSum / all);
};
