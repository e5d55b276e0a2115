/** What a shop is told to expect: a campaign as the simulator is asked about it, and what is kept of the answer. */
import { USUAL_TERMS as BARGAIN } from '../../shared/domain/bargain';
import { forecastOf, offeredOf, SEED, scenarioOf } from '../../shared/domain/forecast';
import { USUAL_TERMS as GROUP_BUY } from '../../shared/domain/groupBuy';
import type { PreflightPlan, PreflightSku } from '../../shared/domain/preflight';
import { type Chances, expectationOf, MEASURES, simulate } from '../../shared/domain/simulator';
import { DAY } from '../../shared/time';

const small: PreflightSku = { id: 'small', name: '5 斤装', price: 3_990, cost: 2_000, left: 60 };
const large: PreflightSku = { id: 'large', name: '10 斤装', price: 7_990, cost: 5_500, left: 30 };
const about = {
  title: '赣南脐橙',
  startsAt: 0,
  endsAt: 7 * DAY,
  now: 0,
  product: { title: '赣南脐橙', caption: '', promises: [] },
  skus: [small, large, { ...small, id: 'other', price: 100, cost: 9_000, left: 900 }],
  taken: 0,
  paymentRate: 60,
  commission: { asked: 1_000, rate: 1_000, cap: 3_000, levels: 1, mostLevels: 1 },
  others: [],
};
const prices = { small: 2_990, large: 5_990 };
const terms = { ...GROUP_BUY, size: 3, prices, quota: 200, leaderDiscount: 300 };
const groupBuy: PreflightPlan = { ...about, kind: 'groupBuy', terms };
const bargain: PreflightPlan = {
  ...about,
  kind: 'bargain',
  terms: { ...BARGAIN, prices: { small: { list: 3_990, floor: 2_990 } }, quota: 40 },
};
const chances: Chances = {
  visitors: 1_000,
  conversion: 800,
  shareRate: 2_000,
  friends: 150,
  successRate: 7_000,
  refundRate: 300,
};

describe('what is offered', () => {
  it('is the SKU that leaves the least, as many as there are', () => {
    expect(offeredOf(groupBuy)).toEqual({
      price: 5_990,
      givenBack: 0,
      cost: 5_500,
      commission: 1_000,
      paymentRate: 60,
      piecesPerDeal: 3,
      leaderDiscount: 300,
      most: 90,
    });
  });

  it('of a ladder is its last step; of a bargain its floor', () => {
    const ladder = [{ members: 3, prices: { small: 2_790, large: 5_790 } }];
    expect(offeredOf({ ...groupBuy, terms: { ...terms, ladder } })).toMatchObject({ price: 5_790, givenBack: 200 });
    expect(offeredOf(bargain)).toMatchObject({ price: 2_990, piecesPerDeal: 1, leaderDiscount: 0, most: 40 });
  });

  it('is of the whole campaign, with what the editions before have sold', () => {
    const few = { ...bargain, skus: [{ ...small, left: 20 }] };
    expect(offeredOf({ ...few, taken: 19 })?.most).toBe(39);
    expect(offeredOf({ ...few, taken: 25 })?.most).toBe(40);
  });

  it('costs what nobody knows where one SKU has no cost', () => {
    const skus = [{ ...small, cost: undefined }, large];
    expect(offeredOf({ ...groupBuy, skus })).not.toHaveProperty('cost');
  });

  it('is nothing where the product no longer has its SKUs', () => {
    expect([offeredOf({ ...groupBuy, skus: [] }), forecastOf({ ...groupBuy, skus: [] }, chances)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

it('a deal is a group whose leader pays less, fee and commission rounded up for each', () => {
  const offered = offeredOf(groupBuy);
  if (!offered) throw new Error('it sells something');
  expect(scenarioOf(offered, chances)).toEqual({
    ...chances,
    piecesPerDeal: 3,
    deal: {
      sales: 5_690 + 2 * 5_990,
      cost: 3 * 5_500,
      // 34.14 and 35.94 fen.
      fee: 35 + 2 * 36,
      commission: 569 + 2 * 599,
    },
    most: 90,
  });
});

it('WeChat keeps its fee of what the ladder gives back', () => {
  const ladder = [{ members: 3, prices: { small: 1_990, large: 3_990 } }];
  const offered = offeredOf({ ...groupBuy, terms: { ...terms, ladder } });
  if (!offered) throw new Error('it sells something');
  expect(scenarioOf(offered, chances).deal).toMatchObject({ sales: 3_690 + 2 * 3_990, fee: 35 + 2 * 36 });
});

it('the SKU that leaves the least is the one whose commission takes most, where costs are near', () => {
  const dear = { ...large, cost: 3_200 };
  const near = { ...small, cost: 300 };
  // 59.90 − 0.36 − 5.99 − 32.00 = 21.55 leaves less than 29.90 − 0.18 − 2.99 − 3.00 = 23.73, though 27.90 are more than 26.90.
  expect(offeredOf({ ...groupBuy, terms: { ...terms, leaderDiscount: 0 }, skus: [near, dear] })?.cost).toBe(3_200);
});

describe('what is kept', () => {
  const wide = { ...groupBuy, terms: { ...terms, quota: 100_000 }, skus: [{ ...small, left: 100_000 }] };
  const scenario = scenarioOf(offeredOf(wide) ?? fail('it sells something'), chances);
  const exact = expectationOf(scenario);
  const { bands } = simulate(scenario, { seed: SEED });

  it.each(MEASURES.filter((measure) => measure !== 'k'))('of %s is the exact expectation and the band, whole', (of) => {
    expect(forecastOf(wide, chances)?.measures[of]).toEqual({
      expected: Math.round(exact[of]),
      low: Math.round(bands[of].low),
      high: Math.round(bands[of].high),
    });
  });

  it('of K is told in hundredths', () => {
    const { k } = forecastOf(wide, chances)?.measures ?? {};
    expect([k?.expected, k?.low]).toEqual([30, Math.round(bands.k.low * 100)]);
  });

  it('ends with the quota', () => {
    const few = forecastOf({ ...bargain, terms: { ...bargain.terms, quota: 10 } } as PreflightPlan, chances);
    expect(few?.measures.pieces).toEqual({ expected: 10, low: 10, high: 10 });
  });

  it('has neither cost nor margin where a SKU has no cost', () => {
    const { measures } = forecastOf({ ...groupBuy, skus: [small, { ...large, cost: undefined }] }, chances) ?? {};
    expect(Object.keys(measures ?? {})).toEqual(MEASURES.filter((one) => one !== 'cost' && one !== 'margin'));
  });
});

function fail(why: string): never {
  throw new Error(why);
}
