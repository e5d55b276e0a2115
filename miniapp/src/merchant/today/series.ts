/** WHAT THE CHART SHOWS: today by hours beside yesterday, seven days beside the seven before, or thirty days. */
import type { Ms } from '../../../../shared/time';
import { shortDay } from '../words/fission';
import { dayName, MEASURES, type Measure, type TodayBoard } from '../words/today';

export const spans = [
  { value: 'hours', label: '今天' },
  { value: '7', label: '近 7 天' },
  { value: '30', label: '近 30 天' },
] as const;
export type Span = (typeof spans)[number]['value'];

/** What the caller may see; hours are known of orders alone. */
export const measuresOf = ({ figures }: Pick<TodayBoard, 'figures'>, span: Span): readonly Measure[] =>
  MEASURES.filter((one) => figures[one] !== undefined && (span !== 'hours' || one === 'sales' || one === 'orders'));

export interface Point {
  readonly key: string;
  /** Under the chart. */
  readonly short: string;
  readonly name: string;
  readonly value: number;
  /** Of the time that it is compared with. */
  readonly before?: { readonly name: string; readonly value: number };
}

/** Oldest first. */
export function pointsOf(board: Pick<TodayBoard, 'hours' | 'days'>, measure: Measure, span: Span, now: Ms): Point[] {
  if (span === 'hours') {
    const name = measure === 'sales' ? 'sales' : 'orders';
    const { today, yesterday } = board.hours;
    return today.map((hour, at) => ({
      key: `${at}`,
      short: `${at}:00`,
      name: `${at} 点`,
      value: hour[name] ?? 0,
      before: { name: '昨天', value: yesterday[at]?.[name] ?? 0 },
    }));
  }
  const { days } = board;
  const first = days.length - Number(span);
  return days.slice(first).map(({ day, ...told }, at) => {
    const before = span === '7' ? days[first + at - 7] : undefined;
    return {
      key: day,
      short: shortDay(day),
      name: dayName(day, now),
      value: told[measure] ?? 0,
      ...(before && { before: { name: dayName(before.day, now), value: before[measure] ?? 0 } }),
    };
  });
}
