/** A shop's first page in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { DAY, dayOf, formatDay, formatWhen, type Ms, startOfDay } from '../../../../shared/time';
import { inCount } from './fission';

export type TodayBoard = Output<'today.board'>;
export type ExpiringGroup = TodayBoard['groups'][number];

export const MEASURES = ['sales', 'orders', 'visits', 'newcomers'] as const;
export type Measure = (typeof MEASURES)[number];

export const measureWord: Readonly<Record<Measure, string>> = {
  sales: '成交',
  orders: '付款订单',
  visits: '打开分享',
  newcomers: '新访客',
};

export const measureMeaning: Readonly<Record<Measure, string>> = {
  sales: '当天付成的钱，含运费；以后退的没有减',
  orders: '当天付成的订单，等成团的也算',
  visits: '打开店里分享的人，同一个分享一人一天算一次',
  newcomers: '当天第一次打开店里分享的人',
};

/** With the fen where it is money. */
export const measured = (measure: Measure, value: number): string =>
  measure === 'sales' ? formatFen(value) : inCount(value);

const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const;

/** `六` of a Saturday. */
export const weekdayOf = (day: string): string => WEEKDAYS[new Date(startOfDay(day) + DAY / 2).getUTCDay()] ?? '';

/** `3 月 1 日 周六`. */
export const dayWords = (day: string, now: Ms): string => `${formatDay(startOfDay(day), now)} 周${weekdayOf(day)}`;

/** `15:00` of the end of the quarter until which days are compared; `24:00` of a day's last one. */
export const untilWords = (until: Ms): string =>
  until === startOfDay(dayOf(until)) ? '24:00' : formatWhen(until, until).replace('今天 ', '');

/** `今天`, `昨天`, `3 月 1 日 周六`. */
export function dayName(day: string, now: Ms): string {
  if (day === dayOf(now)) return '今天';
  return day === dayOf(now - DAY) ? '昨天' : dayWords(day, now);
}

/** What yesterday and the same day a week ago had come to: until the same time, or as whole days where that is not known. */
export function besideWords(
  measure: Measure,
  { figures, until, day }: Pick<TodayBoard, 'figures' | 'until' | 'day'>,
): readonly [string, string] | undefined {
  const figure = figures[measure];
  if (figure === undefined) return undefined;
  const time = measure === 'sales' || measure === 'orders' ? `到 ${untilWords(until)}` : '全天';
  const say = (word: string, value: number) => `${word}${time} ${measured(measure, value)}`;
  return [say('昨天', figure.yesterday), say(`上周${weekdayOf(day)}`, figure.lastWeek)];
}
