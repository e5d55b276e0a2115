import type { Filter } from 'mongodb';
import {
  AFTER_SALE_CONSEQUENCES,
  type AfterSaleCommand,
  type AfterSaleEvent,
  type AfterSaleStatus,
  decideAfterSale,
  evolveAfterSale,
} from '../../shared/domain/afterSale';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change } from './change';
import type { AfterSaleDoc, Collections } from './collections';
import { olderThan, type Position } from './page';

type Store = Pick<Collections, 'afterSales'>;

const evolve = (doc: AfterSaleDoc, event: AfterSaleEvent): AfterSaleDoc => ({
  ...evolveAfterSale(doc, event),
  history: [...doc.history, event],
});

export function changeAfterSale(
  { afterSales }: Store,
  id: string,
  command: AfterSaleCommand,
  options: { now: Ms; from?: AfterSaleDoc | undefined },
): Promise<Result<Changed<AfterSaleDoc, AfterSaleEvent>, RefusalCode>> {
  const decide = (state: AfterSaleDoc) => decideAfterSale(state, command);
  const rule = { decide, evolve, consequences: AFTER_SALE_CONSEQUENCES };
  return change<AfterSaleDoc, AfterSaleEvent, RefusalCode>(afterSales, id, rule, options);
}

/** States in which somebody still has something to do. */
const OPEN = ['asked', 'toReturn', 'returning', 'refunding'] as const satisfies readonly AfterSaleStatus[];

const FILTERS = {
  toAnswer: { status: 'asked' },
  returning: { status: 'returning' },
  open: { status: { $in: [...OPEN] } },
  all: {},
} as const;

export type AfterSaleFilter = keyof typeof FILTERS;

/** A page of somebody's after-sales, newest first. `after` is the last one of the page before. */
export async function listAfterSales(
  { afterSales }: Store,
  of: { readonly userId: string } | { readonly merchantId: string },
  filter: AfterSaleFilter,
  after: Position | undefined,
  limit: number,
): Promise<AfterSaleDoc[]> {
  const query = { ...of, ...FILTERS[filter], ...olderThan(after) } as Filter<AfterSaleDoc>;
  return afterSales.find(query).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
}

/** How many wait for the merchant: questions, and goods that came back. */
export async function countWaiting(
  { afterSales }: Store,
  merchantId: string,
): Promise<{ toAnswer: number; returning: number }> {
  const [toAnswer, returning] = await Promise.all([
    afterSales.countDocuments({ merchantId, status: 'asked' }),
    afterSales.countDocuments({ merchantId, status: 'returning' }),
  ]);
  return { toAnswer, returning };
}

/** Those whose time is over by now, those first that have waited longest. */
export const overdueAfterSales = ({ afterSales }: Store, now: Ms, limit: number): Promise<AfterSaleDoc[]> =>
  afterSales
    .find({ dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();
