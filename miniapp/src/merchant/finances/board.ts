/** What both layouts share: the days, by day or by month, and what they are asked with. */
import type { Input } from '../../../../shared/contracts/contracts';
import { FINANCE_FIGURES } from '../../../../shared/domain/finance';
import type { Ms } from '../../../../shared/time';
import type { PageParams } from '../../platform/nav';
import { daysIn, rangeIn } from '../components/range';
import type { Membership } from '../hooks/useRoom';
import type { FinanceBoard, FinanceRow } from '../words/finance';

type Address = PageParams['merchant/finances'];
export type Question = Input<'finance.board'>;

export interface BoardProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

export const ranges = [
  { value: '7', label: '近 7 天' },
  { value: '30', label: '近 30 天' },
  { value: '90', label: '近 90 天' },
  { value: 'own', label: '自己选' },
] as const;
export type Range = (typeof ranges)[number]['value'];

export const bys = [
  { value: 'day', label: '按天' },
  { value: 'month', label: '按月' },
] as const;
export type By = (typeof bys)[number]['value'];

export const byOf = ({ by }: Address): By => (by === 'month' ? 'month' : 'day');

export const rangeOf = (address: Address): Range => rangeIn(address, ranges, '30');

/** The days that are looked at, both in it. */
export const daysOf = (address: Address, now: Ms): { from: string; until: string } =>
  daysIn(rangeOf(address), address, now);

export const questionOf = ({ merchantId }: Membership, address: Address, now: Ms): Question => ({
  merchantId,
  ...daysOf(address, now),
  by: byOf(address),
});

/** Nothing was written in the books in that time. */
export const isEmptyRow = (row: FinanceRow): boolean => FINANCE_FIGURES.every((figure) => row[figure] === 0);

export const isEmpty = ({ rows }: FinanceBoard): boolean => rows.every(isEmptyRow);
