/** A RANGE OF DAYS, both ends included, as figures are asked for: days of Asia/Shanghai, at most a year of them. */
import type { RefusalCode } from '../refusals';
import { no, ok, type Result } from '../result';
import { DAY, dayOf, type Ms, startOfDay } from '../time';

/** A leap year. */
const DAYS_MAX = 366;

/** Some readers of dates take 30 February for a day in March. */
const inCalendar = (day: string): boolean => dayOf(startOfDay(day)) === day;

/** Every day from `from` to `until`, oldest first. What the calendar does not have, or runs backwards, is a bad request. */
export function daysOfRange(from: string, until: string): Result<string[], RefusalCode> {
  if (!inCalendar(from) || !inCalendar(until) || until < from) return no('badRequest');
  const [first, last] = [startOfDay(from), startOfDay(until)];
  const count = (last - first) / DAY + 1;
  if (count > DAYS_MAX) return no('rangeTooLong');
  return ok(Array.from({ length: count }, (_, index) => dayOf(first + index * DAY)));
}

export const nextDay = (day: string): string => dayOf(startOfDay(day) + DAY);

/** When a day (`2026-01-17`) or month (`2026-01`) begins and is over; null where the calendar has none such. */
export function spanOf(period: string): { readonly from: Ms; readonly before: Ms } | null {
  const day = period.length === 7 ? `${period}-01` : period;
  if (!inCalendar(day)) return null;
  const from = startOfDay(day);
  // Every month is over 32 days after it began, and the next one is not.
  const next = period.length === 7 ? startOfDay(`${dayOf(from + 32 * DAY).slice(0, 7)}-01`) : from + DAY;
  return { from, before: next };
}
