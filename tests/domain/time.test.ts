import fc from 'fast-check';
import { DAY, dayOf, formatDay, formatLeft, formatWhen, HOUR, MINUTE, rfc3339, SECOND } from '../../shared/time';

const at = (text: string) => Date.parse(text);
const anyTime = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2099-12-31T00:00:00Z') });

describe('a day is a day of Asia/Shanghai', () => {
  it('begins at 16:00 UTC', () => {
    expect(dayOf(at('2026-01-16T15:59:59.999Z'))).toBe('2026-01-16');
    expect(dayOf(at('2026-01-16T16:00:00Z'))).toBe('2026-01-17');
  });

  it('agrees with the calendar of the platform', () => {
    const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    fc.assert(fc.property(anyTime, (time) => expect(dayOf(time)).toBe(calendar.format(time))));
  });
});

describe('rfc3339', () => {
  it('is written in +08:00', () => expect(rfc3339(at('2026-01-17T06:38:00.999Z'))).toBe('2026-01-17T14:38:00+08:00'));

  it('names the same second, never a later one', () => {
    fc.assert(
      fc.property(anyTime, (time) => {
        expect(at(rfc3339(time))).toBe(time - (time % SECOND));
      }),
    );
  });
});

describe('formatWhen', () => {
  const now = at('2026-01-17T14:38:00+08:00');
  it.each([
    ['2026-01-17T21:23:00+08:00', '今天 21:23'],
    ['2026-01-17T00:00:00+08:00', '今天 00:00'],
    ['2026-01-18T10:01:00+08:00', '明天 10:01'],
    ['2026-01-16T18:02:00+08:00', '昨天 18:02'],
    ['2026-01-19T00:00:00+08:00', '1 月 19 日 00:00'],
    ['2025-12-31T23:59:00+08:00', '2025 年 12 月 31 日 23:59'],
  ])('%s is %s', (time, text) => expect(formatWhen(at(time), now)).toBe(text));

  it('says 明天 over the turn of the year', () => {
    expect(formatWhen(at('2027-01-01T00:30:00+08:00'), at('2026-12-31T23:00:00+08:00'))).toBe('明天 00:30');
  });
});

describe('formatDay', () => {
  const now = at('2026-01-17T14:38:00+08:00');
  it.each([
    ['2026-01-17T21:23:00+08:00', '1 月 17 日'],
    ['2026-12-31T23:59:00+08:00', '12 月 31 日'],
    ['2025-12-31T16:00:00Z', '1 月 1 日'],
    ['2025-12-31T23:59:00+08:00', '2025 年 12 月 31 日'],
  ])('%s is %s', (time, text) => expect(formatDay(at(time), now)).toBe(text));
});

describe('formatLeft', () => {
  it.each([
    [-5, '00:00:00'],
    [0, '00:00:00'],
    [1, '00:00:01'],
    [11 * HOUR + 42 * MINUTE + 8 * SECOND, '11:42:08'],
    [DAY - 1, '1 天 0 小时'],
    [DAY + 3 * HOUR + 59 * MINUTE, '1 天 3 小时'],
  ])('%p ms are %s', (left, text) => expect(formatLeft(left)).toBe(text));

  it('shows nothing left only when nothing is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: -DAY, max: 10 * DAY }), (left) => {
        expect(formatLeft(left) === '00:00:00').toBe(left <= 0);
      }),
    );
  });
});
