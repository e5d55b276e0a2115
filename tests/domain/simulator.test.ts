/** The simulator: its draws against the closed form, its band against fresh draws, and what must rise and fall. */
import fc from 'fast-check';
import {
  binomial,
  chanceOf,
  draw,
  expectationOf as expected,
  GENERATIONS,
  kOf,
  MEASURES,
  poisson,
  type Scenario,
  simulate,
} from '../../shared/domain/simulator';

const RUNS = process.env.PINKAN_LONG === undefined ? 40 : 1_000;

const plain: Scenario = {
  visitors: 1_000,
  conversion: 800,
  shareRate: 2_000,
  friends: 150,
  successRate: 7_000,
  refundRate: 300,
  piecesPerDeal: 3,
  deal: { sales: 8_970, cost: 4_500, fee: 54, commission: 900 },
  most: 1_000_000,
};

const bps = (max: number) => fc.integer({ min: 0, max });
const scenario: fc.Arbitrary<Scenario> = fc.record({
  visitors: fc.integer({ min: 0, max: 20_000 }),
  conversion: bps(10_000),
  shareRate: bps(5_000),
  friends: fc.integer({ min: 0, max: 300 }),
  successRate: bps(10_000),
  refundRate: bps(10_000),
  piecesPerDeal: fc.integer({ min: 1, max: 100 }),
  deal: fc.record({
    sales: fc.integer({ min: 1, max: 1_000_000 }),
    cost: fc.integer({ min: 0, max: 1_000_000 }),
    fee: fc.integer({ min: 0, max: 6_000 }),
    commission: fc.integer({ min: 0, max: 300_000 }),
  }),
  most: fc.constant(Number.MAX_SAFE_INTEGER),
});

/** Mean and how far from it the mean of so many draws may be: five standard errors. */
function meanOf(values: readonly number[]): { mean: number; within: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, within: 5 * Math.sqrt(variance / values.length) };
}

describe('the exact expectation', () => {
  it('is what the draws come to, of every measure but K', () => {
    fc.assert(
      fc.property(scenario, fc.integer(), (given, seed) => {
        const chance = chanceOf(seed);
        const outcomes = Array.from({ length: 400 }, () => draw(given, chance));
        const exact = expected(given);
        for (const measure of MEASURES.filter((name) => name !== 'k')) {
          const { mean, within } = meanOf(outcomes.map((outcome) => outcome[measure]));
          // Rare things: none of 400 draws may have met one, so that their spread says nothing of it.
          const rare = outcomes.every((outcome) => outcome[measure] === outcomes[0]?.[measure]);
          if (!rare) expect([measure, Math.abs(mean - exact[measure]) <= within * 1.5 + 1]).toEqual([measure, true]);
        }
      }),
      { numRuns: RUNS, seed: 7 },
    );
  });

  it('of visits is the sum of the generations', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const k = kOf(given);
        const sum = Array.from({ length: GENERATIONS + 1 }, (_, index) => given.visitors * k ** index);
        const whole = sum.reduce((all, one) => all + one, 0);
        expect(Math.abs(expected(given).visits - whole)).toBeLessThanOrEqual(1e-9 * whole + 1e-9);
      }),
    );
  });

  it.each([
    ['nobody shares', { shareRate: 0 }, 1_000, 0],
    ['shares bring nobody', { friends: 0 }, 1_000, 0],
    ['each visit brings one', { shareRate: 5_000, friends: 200 }, 7_000, 1],
    ['each visit brings two', { shareRate: 10_000, friends: 200 }, 127_000, 2],
  ] as const)('stays finite: %s', (_, change, visits, k) => {
    const outcome = expected({ ...plain, ...change });
    expect([outcome.visits, outcome.k]).toEqual([visits, k]);
  });

  it('adds up: sales less everything else is the margin', () => {
    fc.assert(
      fc.property(scenario, fc.integer(), (given, seed) => {
        for (const { sales, refunds, cost, fee, commission, margin } of [
          expected(given),
          draw(given, chanceOf(seed)),
        ]) {
          expect(sales - refunds - cost - fee - commission).toBe(margin);
        }
      }),
    );
  });

  it.each([
    ['visitors', 'sales', 1],
    ['conversion', 'sales', 1],
    ['shareRate', 'visits', 1],
    ['friends', 'k', 1],
    ['successRate', 'pieces', 1],
    ['refundRate', 'margin', -1],
  ] as const)('rises or falls with %s', (term, measure, direction) => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 1_000 }), (given, more) => {
        const deal = { sales: 10_000, cost: 1, fee: 1, commission: 3_000 };
        const before = expected({ ...given, deal })[measure];
        const after = expected({ ...given, deal, [term]: given[term] + more })[measure];
        expect((after - before) * direction).toBeGreaterThanOrEqual(-1e-6);
      }),
    );
  });
});

describe('the band', () => {
  it.each([
    ['usual', plain],
    ['few visitors', { ...plain, visitors: 60, piecesPerDeal: 1 }],
    ['K at 1', { ...plain, shareRate: 5_000, friends: 200 }],
    ['a quota that runs out', { ...plain, most: 60 }],
  ] as const)('holds 95 of 100 of 200 fresh campaigns: %s', (_, given) => {
    const { bands } = simulate(given, { seed: 1, runs: 2_000 });
    for (const measure of MEASURES) {
      const { low, high } = bands[measure];
      const inside = Array.from({ length: 200 }, (_, run) => draw(given, chanceOf(1_000_003 * (run + 1)))[measure]);
      const held = inside.filter((value) => low <= value && value <= high).length;
      // 190 of 200, less three standard deviations of a count that is drawn itself.
      expect([measure, held >= 190 - 9]).toEqual([measure, true]);
    }
  });

  it('is not so wide that it says nothing', () => {
    const { bands } = simulate(plain, { seed: 1, runs: 2_000 });
    const outside = Array.from({ length: 200 }, (_, run) => draw(plain, chanceOf(7_919 * (run + 1))).sales).filter(
      (value) => value < bands.sales.low || value > bands.sales.high,
    );
    expect(outside.length).toBeGreaterThan(0);
  });

  it('is the same for the same seed', () => {
    expect(simulate(plain, { seed: 3 })).toEqual(simulate(plain, { seed: 3 }));
    expect(simulate(plain, { seed: 3 })).not.toEqual(simulate(plain, { seed: 4 }));
  });

  it('never sells more than there is, and says how often it runs out', () => {
    const { bands, soldOut } = simulate({ ...plain, most: 31 }, { seed: 1 });
    expect([bands.pieces.high, soldOut > 0.9]).toEqual([30, true]);
    expect(simulate(plain, { seed: 1 }).soldOut).toBe(0);
  });

  it('of a campaign without visitors is nothing at all', () => {
    const { bands } = simulate({ ...plain, visitors: 0 }, { seed: 1 });
    for (const measure of MEASURES) expect(bands[measure]).toEqual({ low: 0, mean: 0, high: 0 });
  });
});

describe('chance', () => {
  it.each([
    [5, 0.3],
    [40, 0.02],
    [1_000, 0.01],
    [1_000, 0.4],
    [30, 0.9],
  ])('of %d, each with %d: mean and spread are the binomial ones', (count, rate) => {
    const chance = chanceOf(9);
    const { mean, within } = meanOf(Array.from({ length: 4_000 }, () => binomial(chance, count, rate)));
    expect(Math.abs(mean - count * rate)).toBeLessThanOrEqual(within);
    const spread = (within / 5) ** 2 * 4_000;
    expect(spread / (count * rate * (1 - rate))).toBeGreaterThan(0.85);
    expect(spread / (count * rate * (1 - rate))).toBeLessThan(1.15);
  });

  it.each([0.1, 3, 24, 400])('with the mean %d: so is the Poisson one', (mean) => {
    const chance = chanceOf(11);
    const drawn = meanOf(Array.from({ length: 4_000 }, () => poisson(chance, mean)));
    expect(Math.abs(drawn.mean - mean)).toBeLessThanOrEqual(drawn.within);
  });

  it('has two certain ends', () => {
    expect([binomial(chanceOf(1), 9, 0), binomial(chanceOf(1), 9, 1), poisson(chanceOf(1), 0)]).toEqual([0, 9, 0]);
  });
});
