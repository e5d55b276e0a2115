import fc from 'fast-check';
import {
  addMeasures,
  CYCLE_CLASSES,
  type Fact,
  type FigureRow,
  kFactor,
  type Measures,
  meanCycle,
  medianCycle,
  NO_MEASURES,
  reshareMeasures,
  rowsOf,
} from '../../shared/domain/fission';
import { CHANNELS } from '../../shared/domain/visit';
import { DAY, HOUR, MINUTE } from '../../shared/time';

const small = fc.integer({ min: 0, max: 1000 });

const measures: fc.Arbitrary<Partial<Measures>> = fc.oneof(
  fc.constant({ visits: 1 }),
  fc.constant({ visits: 1, fresh: 1 }),
  fc.constant({ previews: 1 }),
  fc.constant({ binds: 1 }),
  small.map((sales) => ({ orders: 1, sales })),
  fc.tuple(fc.integer({ min: 0, max: 9 * DAY }), small).map(([cycle, brought]) => reshareMeasures(cycle, brought)),
);

/** A few shares, each with its place, and what happened at them. */
const day: fc.Arbitrary<Fact[]> = fc
  .array(
    fc.record({
      channel: fc.constantFrom(...CHANNELS),
      depth: fc.integer({ min: 0, max: 4 }),
      productId: fc.constantFrom(undefined, 'prd_1', 'prd_2'),
      campaignId: fc.constantFrom(undefined, 'cmp_1', 'cmp_2'),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((places) =>
    fc.array(
      fc.record({
        share: fc
          .nat({ max: places.length - 1 })
          .map((index) => ({ id: `t${index}`, ...(places[index] as (typeof places)[0]) })),
        chat: fc.constantFrom(undefined, 'chat_1', 'chat_2'),
        measures,
      }),
      { maxLength: 40 },
    ),
  );

const sum = (list: readonly (Partial<Measures> | Measures)[]): Measures =>
  list.reduce<Measures>((total, one) => addMeasures(total, { ...NO_MEASURES, ...one }), NO_MEASURES);

const of = (rows: readonly FigureRow[], scope: string, by: FigureRow['by']): Measures[] =>
  rows.filter((row) => row.scope === scope && row.by === by).map((row) => row.measures);

const sorted = (rows: readonly FigureRow[]) =>
  [...rows].sort((a, b) => (`${a.scope}/${a.by}/${a.key}` < `${b.scope}/${b.by}/${b.key}` ? -1 : 1));

describe('the rows of a day', () => {
  it('say the whole day each time: all is the sum over channels, over depths and over shares', () => {
    fc.assert(
      fc.property(day, (facts) => {
        const rows = rowsOf(facts);
        const whole = sum(facts.map((fact) => fact.measures));
        for (const by of ['all', 'channel', 'depth', 'share'] as const) expect(sum(of(rows, '', by))).toEqual(whole);
        for (const [by, known] of [
          ['product', (fact: Fact) => fact.share.productId],
          ['campaign', (fact: Fact) => fact.share.campaignId],
          ['chat', (fact: Fact) => fact.chat],
        ] as const) {
          const told = facts.filter((fact) => known(fact) !== undefined).map((fact) => fact.measures);
          expect(sum(of(rows, '', by))).toEqual(sum(told));
        }
      }),
    );
  });

  it('say the same of each campaign, but no single shares again', () => {
    fc.assert(
      fc.property(day, (facts) => {
        const rows = rowsOf(facts);
        for (const campaign of ['cmp_1', 'cmp_2']) {
          const told = sum(facts.filter(({ share }) => share.campaignId === campaign).map((fact) => fact.measures));
          for (const by of ['all', 'channel', 'depth'] as const) expect(sum(of(rows, campaign, by))).toEqual(told);
          const inShop = rows.find((row) => row.scope === '' && row.by === 'campaign' && row.key === campaign);
          expect(inShop?.measures ?? NO_MEASURES).toEqual(told);
          expect([...of(rows, campaign, 'share'), ...of(rows, campaign, 'campaign')]).toEqual([]);
        }
      }),
    );
  });

  it('are the same in whatever order the facts are given, each once', () => {
    const shuffled = day.chain((facts) =>
      fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })),
    );
    fc.assert(
      fc.property(shuffled, ([facts, others]) => {
        const rows = rowsOf(facts);
        expect(sorted(rowsOf(others))).toEqual(sorted(rows));
        expect(new Set(rows.map(({ scope, by, key }) => `${scope}/${by}/${key}`)).size).toBe(rows.length);
      }),
    );
  });

  it('are none where nothing happened', () => expect(rowsOf([])).toEqual([]));
});

describe('K', () => {
  const resharing = (visits: number, brought: readonly number[]): Measures =>
    sum([{ visits }, ...brought.map((people) => reshareMeasures(HOUR, people))]);

  it('is the re-sharing rate times the reach', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(small, { maxLength: 40 }), (visits, brought) => {
        const factor = kFactor(resharing(visits, brought));
        if (!factor) throw new Error('there was a visit');
        expect(factor.k).toBeCloseTo(brought.reduce((total, one) => total + one, 0) / visits, 9);
        expect(factor.rate * factor.reach).toBeCloseTo(factor.k, 9);
      }),
    );
  });

  it('is none without visits, and nothing where nobody shared on', () => {
    expect(kFactor(NO_MEASURES)).toBeNull();
    expect(kFactor(resharing(10, []))).toEqual({ k: 0, low: 0, high: 0, rate: 0, reach: 0 });
  });

  it('lies in a band, which is that of what each visit led to', () => {
    // Ten visits; what each led to, written out: 4, 2, and eight times nothing. Mean 0.6, variance 1.64.
    const each = [4, 2, 0, 0, 0, 0, 0, 0, 0, 0];
    const mean = each.reduce((total, one) => total + one, 0) / each.length;
    const variance = each.reduce((total, one) => total + (one - mean) ** 2, 0) / each.length;
    const half = 1.96 * Math.sqrt(variance / each.length);
    const factor = kFactor(resharing(10, [4, 2]));
    expect(factor?.k).toBeCloseTo(0.6, 12);
    expect(factor?.high).toBeCloseTo(mean + half, 12);
    expect(factor?.low).toBe(0);
    expect([factor?.rate, factor?.reach]).toEqual([0.2, 3]);
  });

  it('has a narrower band the more visits there are, the rest being equal', () => {
    const width = (times: number) => {
      const { low = 0, high = 0 } = kFactor(resharing(20 * times, Array<number>(10 * times).fill(3))) ?? {};
      return high - low;
    };
    expect(width(100)).toBeCloseTo(width(1) / 10, 9);
    // Where every visit leads to the same, there is no doubt.
    const sure = kFactor(resharing(10, Array<number>(10).fill(2)));
    expect([sure?.low, sure?.k, sure?.high]).toEqual([2, 2, 2]);
  });
});

describe('the cycle from share to share', () => {
  it('falls in the class that ends at it, and what is longer than all in one more', () => {
    const classOf = (cycle: number) => reshareMeasures(cycle, 1).cycles?.indexOf(1);
    for (const [index, end] of CYCLE_CLASSES.entries()) {
      expect([end, classOf(end), classOf(end + 1)]).toEqual([end, index, index + 1]);
    }
    expect(classOf(365 * DAY)).toBe(CYCLE_CLASSES.length);
    expect(classOf(0)).toBe(0);
    expect(NO_MEASURES.cycles).toHaveLength(CYCLE_CLASSES.length + 1);
  });

  it('is never negative: of two shares that were opened in the other order, it is nothing', () =>
    expect(reshareMeasures(-HOUR, 2)).toMatchObject({ reshares: 1, brought: 2, broughtSquared: 4, cycleSum: 0 }));

  it('has a middle, told by the end of its class', () => {
    const ofCycles = (...cycles: number[]) => medianCycle(sum(cycles.map((cycle) => reshareMeasures(cycle, 0))));
    expect(ofCycles()).toBeNull();
    expect(ofCycles(1)).toBe(5 * MINUTE);
    expect(ofCycles(MINUTE, 3 * HOUR, DAY)).toBe(4 * HOUR);
    // Of an even number, the lower one of the two in the middle.
    expect(ofCycles(MINUTE, 3 * HOUR)).toBe(5 * MINUTE);
    expect(ofCycles(30 * DAY)).toBe(Number.POSITIVE_INFINITY);
  });

  it('has a middle that is the class of the true one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 * DAY }), { minLength: 1, maxLength: 30 }), (cycles) => {
        const middle = [...cycles].sort((a, b) => a - b)[Math.ceil(cycles.length / 2) - 1] ?? 0;
        const end = CYCLE_CLASSES.find((one) => middle <= one) ?? Number.POSITIVE_INFINITY;
        expect(medianCycle(sum(cycles.map((cycle) => reshareMeasures(cycle, 0))))).toBe(end);
      }),
    );
  });

  it('has a mean to the millisecond', () => {
    expect(meanCycle(NO_MEASURES)).toBeNull();
    expect(meanCycle(sum([10, 20, 31].map((cycle) => reshareMeasures(cycle, 0))))).toBe(20);
  });
});
