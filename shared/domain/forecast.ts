/**
 * WHAT A SHOP WAS TOLD TO EXPECT WHEN IT PUBLISHED: one campaign as the simulator is asked about it, and its answer, kept with
 * the edition, so that what came of it can be laid beside it. The page asks by this file too.
 */
import type { Bps, Fen } from '../money';
import { marginsOf, type PreflightPlan, pieceMargin } from './preflight';
import { type Chances, expectationOf, MEASURES, type Outcome, type Scenario, simulate } from './simulator';

/** The same for all: who expects the same is told the same. */
export const SEED = 1;

/** What is sold, as the simulator looks at it. */
export interface Offered {
  /** Of one piece at its lowest, the leader's discount not yet off. */
  readonly price: Fen;
  /** What a ladder refunds of its payment afterwards. */
  readonly givenBack: Fen;
  /** Of one piece; absent where it is not known. */
  readonly cost?: Fen | undefined;
  /** What all levels get of a piece at most, and what WeChat Pay keeps. */
  readonly commission: Bps;
  readonly paymentRate: Bps;
  /** A full group's, or 1 of a bargain. */
  readonly piecesPerDeal: number;
  readonly leaderDiscount: Fen;
  /** The most pieces that the whole campaign can sell: its quota, or what the editions before have sold and the stock where that is less. */
  readonly most: number;
}

/** A campaign by its SKU that leaves the least, at its lowest price for all: against the shop. Undefined where it sells none. */
export function offeredOf(plan: PreflightPlan): Offered | undefined {
  const margins = marginsOf(plan);
  const left = ({ price, fee, commission, sku }: (typeof margins)[number]) =>
    price - fee - commission - (sku.cost ?? 0);
  const [worst] = [...margins].sort((a, b) => left(a) - left(b));
  if (!worst) return undefined;
  const group = plan.kind === 'groupBuy' ? plan.terms : { size: 1, leaderDiscount: 0 };
  const stock = margins.reduce((sum, { sku }) => sum + sku.left, 0);
  return {
    price: worst.price + group.leaderDiscount,
    givenBack: worst.givenBack,
    // Of many SKUs one that is not known leaves the least unknown.
    ...(margins.every(({ sku }) => sku.cost !== undefined) ? { cost: worst.sku.cost } : {}),
    commission: plan.commission.rate,
    paymentRate: plan.paymentRate,
    piecesPerDeal: group.size,
    leaderDiscount: group.leaderDiscount,
    most: Math.min(plan.terms.quota, plan.taken + stock),
  };
}

/** What is asked of the simulator. A cost that is not known counts as nothing: then neither cost nor margin is to be told. */
export function scenarioOf(offered: Offered, chances: Chances): Scenario {
  const { price, givenBack, cost = 0, commission, paymentRate, piecesPerDeal, leaderDiscount, most } = offered;
  const rates = { paymentRate, commission: { rate: commission } };
  const piece = (at: Fen) => pieceMargin(at, cost, rates, givenBack);
  const [leader, other] = [piece(price - leaderDiscount), piece(price)];
  const sum = (of: 'price' | 'fee' | 'commission') => leader[of] + (piecesPerDeal - 1) * other[of];
  return {
    ...chances,
    piecesPerDeal,
    deal: { sales: sum('price'), cost: piecesPerDeal * cost, fee: sum('fee'), commission: sum('commission') },
    most,
  };
}

/** Between `low` and `high` lie 95 of 100 campaigns. Whole fen and whole counts, K in hundredths. */
export interface Range {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** Kept in `CampaignVersionDoc.forecast`; the chances are the member's, the measures are worked out by the server. */
export interface Forecast {
  readonly chances: Chances;
  /** By the measures of the simulator; cost and margin are left out where a SKU had no cost when it was published. */
  readonly measures: { readonly [M in Exclude<keyof Outcome, 'cost' | 'margin'>]: Range } & {
    readonly [M in 'cost' | 'margin']?: Range | undefined;
  };
}

/**
 * What the simulator says of a campaign. The expectation is the exact one; where the quota runs out in any of the draws it is
 * their mean, which ends with the quota as the campaign will. Undefined where it sells none.
 */
export function forecastOf(plan: PreflightPlan, chances: Chances): Forecast | undefined {
  const offered = offeredOf(plan);
  if (!offered) return undefined;
  const scenario = scenarioOf(offered, chances);
  const { bands, soldOut } = simulate(scenario, { seed: SEED });
  const exact = expectationOf(scenario);
  const told = MEASURES.filter((measure) => offered.cost !== undefined || (measure !== 'cost' && measure !== 'margin'));
  const ranges = told.map((measure) => {
    const { low, mean, high } = bands[measure];
    const whole = (value: number) => Math.round(measure === 'k' ? value * 100 : value);
    const expected = soldOut > 0 && measure !== 'k' ? mean : exact[measure];
    return [measure, { expected: whole(expected), low: whole(low), high: whole(high) }];
  });
  return { chances, measures: Object.fromEntries(ranges) as Forecast['measures'] };
}
