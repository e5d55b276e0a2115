/** A RANGE OF DAYS, both ends included, as figures are asked for: days of Asia/Shanghai, at most a year of them. */
import type { RefusalCode } from '../refusals';
import { no, ok, type Result } from '../result';
import { DAY, dayOf, startOfDay } from '../time';

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
