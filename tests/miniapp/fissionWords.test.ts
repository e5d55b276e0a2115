/** What the board says of its figures: its days, its words, and where its charts draw them. */
import { chosenRange } from '../../miniapp/src/merchant/components/range';
import { daysOf, isUnfinished, rangeOf } from '../../miniapp/src/merchant/fission/board';
import { linesOf, pointsOf, runsOf, topOf } from '../../miniapp/src/merchant/fission/points';
import {
  changeWords,
  growthWords,
  kChangeWords,
  kWords,
  percent,
  spanWords,
  sumWords,
  withinWords,
} from '../../miniapp/src/merchant/words/fission';
import { addMeasures, type KFactor, kFactor, NO_MEASURES, reshareMeasures } from '../../shared/domain/fission';
import { DAY, HOUR, MINUTE } from '../../shared/time';

const NOON = Date.parse('2036-03-01T12:00:00+08:00');

/** So many visits, and what each re-share has brought. */
const measured = (visits: number, brought: readonly number[] = []) =>
  brought.reduce((sum, one) => addMeasures(sum, { ...NO_MEASURES, ...reshareMeasures(HOUR, one) }), {
    ...NO_MEASURES,
    visits,
  });

const known = (visits: number, brought: readonly number[]): KFactor => {
  const factor = kFactor(measured(visits, brought));
  if (factor === null) throw new Error('no visit');
  return factor;
};

describe('the days', () => {
  it.each([
    [{}, '14', '2036-02-17', '2036-03-01'],
    [{ days: '7' }, '7', '2036-02-24', '2036-03-01'],
    [{ days: '30' }, '30', '2036-02-01', '2036-03-01'],
    [{ days: '9999' }, '14', '2036-02-17', '2036-03-01'],
    [{ days: 'own' }, '14', '2036-02-17', '2036-03-01'],
    [{ from: '2036-01-01', until: '2036-01-03' }, 'own', '2036-01-01', '2036-01-03'],
    [{ from: '2036-01-03', until: '2036-01-01' }, 'own', '2036-01-01', '2036-01-03'],
    [{ from: '2036-01-03' }, '14', '2036-02-17', '2036-03-01'],
    [{ from: '2036-99-99', until: 'x' }, '14', '2036-02-17', '2036-03-01'],
  ])('of %j are %s: %s to %s', (address, range, from, until) => {
    expect(rangeOf(address)).toBe(range);
    expect(daysOf(address, NOON)).toEqual({ from, until });
  });

  it('of one’s own begin with those on screen, and another range forgets them', () => {
    const shown = daysOf({ days: '7' }, NOON);
    const own = chosenRange('own', shown);
    expect(daysOf(own, NOON)).toEqual(shown);
    expect(rangeOf({ ...own, ...chosenRange('30', shown) })).toBe('30');
  });

  it('of which today and yesterday are not over', () => {
    expect(['2036-03-01', '2036-02-29', '2036-02-28'].map((day) => isUnfinished(day, NOON))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('words', () => {
  it('tell K with its sum, and a dash of nothing', () => {
    expect(kWords(kFactor(measured(0)))).toBe('–');
    expect(kWords(kFactor(measured(10)))).toBe('0.00');
    expect(sumWords(known(100, Array(44).fill(2)))).toBe('又分享率 44.0% × 每次分享带来 2.00 次打开 = 0.88');
    expect(percent(1, 0)).toBe('–');
    expect(percent(743, 1687)).toBe('44.0%');
  });

  it('call it growth only where the whole band is above one', () => {
    expect(growthWords(known(1000, Array(100).fill(2)))).toBe('还不到自增长');
    expect(growthWords(known(1000, Array(900).fill(2)))).toBe('会自己越传越多');
    expect(growthWords(known(10, [5, 5]))).toBe('够不够自增长，还说不准');
  });

  it('tell a change against the days before, also where there is none to tell', () => {
    expect(changeWords(225, 200, 14)).toBe('比前 14 天 +12.5%');
    expect(changeWords(150, 200, 7)).toBe('比前 7 天 −25.0%');
    expect(changeWords(3, 3, 7)).toBe('比前 7 天一样');
    expect(changeWords(0, 0, 7)).toBe('比前 7 天一样');
    expect(changeWords(3, 0, 7)).toBe('前 7 天没有');
    expect(kChangeWords(known(100, [45]), known(100, [50]), 7)).toBe('比前 7 天 −0.05');
    expect(kChangeWords(known(100, [50]), known(100, [50]), 7)).toBe('比前 7 天一样');
    expect(kChangeWords(known(100, [50]), null, 7)).toBe('前 7 天没有');
  });

  it('tell spans as one says them', () => {
    expect([20_000, 8 * MINUTE, HOUR, 5.4 * HOUR, 2 * DAY].map(spanWords)).toEqual([
      '1 分钟',
      '8 分钟',
      '1 小时',
      '5.4 小时',
      '2 天',
    ]);
    expect(withinWords(4 * HOUR)).toBe('4 小时内');
    expect(withinWords(Number.POSITIVE_INFINITY)).toBe('超过 7 天');
  });
});

describe('the chart of K', () => {
  const days = (visits: readonly number[]) =>
    visits.map((count, index) => ({ day: `2036-02-${10 + index}`, measures: measured(count, count > 0 ? [1] : []) }));

  it('is broken where nobody came', () => {
    expect(runsOf(pointsOf(days([5, 5, 0, 5, 0, 0, 5, 5]), NOON))).toEqual([[0, 1], [3], [6, 7]]);
    expect(runsOf(pointsOf(days([0, 0]), NOON))).toEqual([]);
  });

  it('has the line at one in it, and every value below its top', () => {
    for (const brought of [0, 1, 3, 40]) {
      const points = pointsOf([{ day: '2036-02-10', measures: measured(1, [brought]) }], NOON);
      const top = topOf(points);
      expect(top).toBeGreaterThan(1);
      expect(top).toBeGreaterThan(brought);
      const lines = linesOf(top);
      expect(lines.length).toBeLessThanOrEqual(5);
      expect([lines[0], lines.every((line) => line <= top)]).toEqual([0, true]);
    }
    expect(linesOf(topOf([]))).toContain(1);
  });
});
