import { daysOfRange, nextDay, spanOf } from '../../shared/domain/dayRange';
import { startOfDay } from '../../shared/time';

it('names every day, both ends too', () => {
  expect(daysOfRange('2028-02-28', '2028-03-01')).toEqual({
    ok: true,
    value: ['2028-02-28', '2028-02-29', '2028-03-01'],
  });
  expect(daysOfRange('2026-01-17', '2026-01-17')).toEqual({ ok: true, value: ['2026-01-17'] });
});

it('takes a year, a leap year too, and not a day more', () => {
  const leap = daysOfRange('2028-01-01', '2028-12-31');
  expect(leap.ok && [leap.value.length, new Set(leap.value).size, leap.value.at(-1)]).toEqual([366, 366, '2028-12-31']);
  expect(daysOfRange('2028-01-01', '2029-01-01')).toEqual({ ok: false, refusal: 'rangeTooLong' });
});

it.each([
  ['2026-02-30', '2026-03-30'],
  ['2026-01-01', '2026-02-29'],
  ['2026-13-01', '2026-13-02'],
  ['2026-00-10', '2026-01-10'],
  ['2026-01-02', '2026-01-01'],
])('%s to %s is no range', (from, until) => {
  expect(daysOfRange(from, until)).toEqual({ ok: false, refusal: 'badRequest' });
});

it.each([
  ['2036-02-28', '2036-02-29'],
  ['2036-02-29', '2036-03-01'],
  ['2036-12-31', '2037-01-01'],
])('after %s comes %s', (day, next) => expect(nextDay(day)).toBe(next));

it.each([
  ['2036-02-29', '2036-02-29', '2036-03-01'],
  ['2036-02', '2036-02-01', '2036-03-01'],
  ['2036-01', '2036-01-01', '2036-02-01'],
  ['2036-12', '2036-12-01', '2037-01-01'],
])('%s begins on %s and is over on %s', (period, from, before) =>
  expect(spanOf(period)).toEqual({ from: startOfDay(from), before: startOfDay(before) }),
);

it.each(['2037-02-29', '2036-13', '2036-00', '2036-04-31'])('the calendar has no %s', (period) =>
  expect(spanOf(period)).toBeNull(),
);
