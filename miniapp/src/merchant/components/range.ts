/** WHICH DAYS are looked at: the last ones, or one's own, as a page keeps it in its address. */
import { DAY, dayOf, type Ms, startOfDay } from '../../../../shared/time';

export interface RangeAddress {
  /** The last so many; without it, `from` and `until`, or what is usual. */
  readonly days?: string | undefined;
  /** `2026-01-17`, both of them in it. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const isDay = (day: string | undefined): day is string =>
  day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(startOfDay(day));

/** Own days where both are given; `usual` unless something else of `ranges` is said. */
export function rangeIn<R extends string>(
  { days, from, until }: RangeAddress,
  ranges: readonly { readonly value: R }[],
  usual: R,
): R | 'own' {
  if (isDay(from) && isDay(until)) return 'own';
  return ranges.find(({ value }) => value === days && value !== 'own')?.value ?? usual;
}

/** The days of a range, both in it. Days the wrong way round are turned. */
export function daysIn(
  range: string,
  { from = '', until = '' }: RangeAddress,
  now: Ms,
): { from: string; until: string } {
  if (range === 'own') return from <= until ? { from, until } : { from: until, until: from };
  return { from: dayOf(now - (Number(range) - 1) * DAY), until: dayOf(now) };
}

/** What is put into the address when a range is chosen: one's own begins with the days that are shown. */
export const chosenRange = (range: string, shown: { from: string; until: string }): RangeAddress =>
  range === 'own' ? { days: undefined, ...shown } : { days: range, from: undefined, until: undefined };
