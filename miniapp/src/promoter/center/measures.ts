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

export const wordOf = (measure: Measure): string => MEASURES.find((one) => one.measure === measure)?.word ?? '';

/** What the chart shows, in a sentence: WeChat reads no columns aloud. */
export function toldWords(days: readonly Day[], measure: Measure): string {
  const most = Math.max(0, ...days.map((day) => day[measure]));
  const highest = [...days].reverse().find((day) => day[measure] === most);
  if (most === 0 || highest === undefined) return `这 ${days.length} 天没有${wordOf(measure)}`;
  return `${wordOf(measure)}最多的一天是 ${shortDay(highest.day)}：${measureWords(measure, most)}`;
}
