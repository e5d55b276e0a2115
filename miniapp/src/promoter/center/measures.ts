import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';

export type Summary = Output<'promoter.summary'>;
export type Day = Summary['days'][number];
export type Measure = keyof Summary['total'];

export const MEASURES: ReadonlyArray<{ measure: Measure; word: string }> = [
  { measure: 'visits', word: '访问' },
  { measure: 'binds', word: '锁客' },
  { measure: 'orders', word: '订单' },
  { measure: 'commission', word: '佣金' },
];

export const measureWords = (measure: Measure, value: number): string =>
  measure === 'commission' ? formatFen(value) : String(value);

/** `1/17` of a day that is written `2026-01-17`. */
export const shortDay = (day: string): string => day.slice(5).split('-').map(Number).join('/');
