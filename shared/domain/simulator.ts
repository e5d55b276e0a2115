/**
 * WHAT A CAMPAIGN MAY COME TO, BEFORE IT IS PUBLISHED. This file is the only answer, and it is a model: it says what follows from the
 * numbers it is given, not what will happen.
 *  - Visits come in generations. The first is the `visitors` that the shop brings itself; each visit shares with the chance
 *    `shareRate`, and a share brings `friends` further visits on average. K = shareRate × friends. After `GENERATIONS` the
 *    campaign is over, so that K ≥ 1 stays finite.
 *  - A deal is a full group (`piecesPerDeal` is its size) or one bargain (one piece). A visit begins one with the chance
 *    conversion ÷ piecesPerDeal, so that `conversion` of all visits want a piece. `successRate` of the deals are formed
 *    or bought; a deal that is not costs nothing, as its money goes back by itself.
 *  - `refundRate` of the pieces sold are sent back. Then price and commission go back; the cost and the payment fee stay spent,
 *    which is against the shop.
 *  - Every piece pays its full commission, whoever came by themselves included: against the shop, too.
 * `expectationOf` is exact, for as much as is wanted: no limit in it. `simulate` draws `RUNS` campaigns that end with the quota. Amounts in fen, rates in basis points.
 */
import { BPS_WHOLE, type Bps, type Fen } from '../money';

/** What a shop expects of those who come: what is dialled on the page, and kept with an edition. */
export interface Chances {
  /** Whom the shop brings itself. */
  readonly visitors: number;
  /** Of all visits, how many want a piece. */
  readonly conversion: Bps;
  readonly shareRate: Bps;
  /** Further visits that one share brings, in hundredths: 150 is one and a half. */
  readonly friends: number;
  readonly successRate: Bps;
  readonly refundRate: Bps;
}

/** The chances, and what is sold. */
export interface Scenario extends Chances {
  readonly piecesPerDeal: number;
  /** What one deal is paid with, and what leaves the shop for it. */
  readonly deal: { readonly sales: Fen; readonly cost: Fen; readonly fee: Fen; readonly commission: Fen };
  /** The most pieces that there are: the quota, or the stock where that is less. */
  readonly most: number;
}

export interface Outcome {
  readonly visits: number;
  /** Pieces that are wanted, whether or not their deal succeeds. */
  readonly seats: number;
  /** Deals that are formed or bought. */
  readonly deals: number;
  readonly pieces: number;
  readonly sales: Fen;
  readonly refunds: Fen;
  readonly cost: Fen;
  readonly fee: Fen;
  readonly commission: Fen;
  /** Sales less all the others. */
  readonly margin: Fen;
  /** Further visits that one visit of all generations but the last has led to. */
  readonly k: number;
}

/** How often visitors bring further ones before the campaign is over. */
export const GENERATIONS = 6;

/**
 * How many campaigns `simulate` draws: little enough for a phone, and such that the band is what it says. The r-th least and
 * the r-th most of n draws hold the next one with the chance 1 − 2r ÷ (n + 1), whatever it is drawn from (more where
 * draws are equal): 1 − 20 ÷ 400.
 */
export const RUNS = 399;

export const MEASURES = [
  'visits',
  'seats',
  'deals',
  'pieces',
  'sales',
  'refunds',
  'cost',
  'fee',
  'commission',
  'margin',
  'k',
] as const satisfies readonly (keyof Outcome)[];

const part = (rate: Bps): number => rate / BPS_WHOLE;

/** How many further visits one visit leads to: below 1 sharing fades out, from 1 on it grows. */
export const kOf = ({ shareRate, friends }: Pick<Scenario, 'shareRate' | 'friends'>): number =>
  (part(shareRate) * friends) / 100;

/** The exact expectation of every measure, with no end to the quota. Amounts are not rounded. */
export function expectationOf(scenario: Scenario): Outcome {
  const { visitors, conversion, successRate, refundRate, piecesPerDeal, deal } = scenario;
  const k = kOf(scenario);
  const visits = visitors * (k === 1 ? GENERATIONS + 1 : (1 - k ** (GENERATIONS + 1)) / (1 - k));
  const seats = visits * part(conversion);
  const deals = (seats / piecesPerDeal) * part(successRate);
  const refunded = deals * part(refundRate);
  return tally(deal, { visits, seats, deals, pieces: deals * piecesPerDeal, refunded, k });
}

function tally(
  deal: Scenario['deal'],
  { refunded, ...counts }: Pick<Outcome, 'visits' | 'seats' | 'deals' | 'pieces' | 'k'> & { refunded: number },
): Outcome {
  const sales = counts.deals * deal.sales;
  const refunds = refunded * deal.sales;
  const cost = counts.deals * deal.cost;
  const fee = counts.deals * deal.fee;
  const commission = (counts.deals - refunded) * deal.commission;
  return { ...counts, sales, refunds, cost, fee, commission, margin: sales - refunds - cost - fee - commission };
}

/* ── chance ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** A number from 0 to 1, the next one with every call. */
export type Chance = () => number;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, the same numbers for the same seed on every engine. No secret. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** From this variance on a count is drawn from the normal distribution, which then differs from it by less than a run does. */
const NORMAL_FROM = 25;

/** Box–Muller; 1 − chance, as the logarithm of 0 is none. */
const normal = (chance: Chance): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

/** How many of `count` happen, each with the chance `rate` of 0 to 1. */
export function binomial(chance: Chance, count: number, rate: number): number {
  if (rate <= 0 || count <= 0) return 0;
  if (rate >= 1) return count;
  const variance = count * rate * (1 - rate);
  if (variance >= NORMAL_FROM) return clamp(Math.round(count * rate + Math.sqrt(variance) * normal(chance)), count);
  if (rate > 0.5) return count - binomial(chance, count, 1 - rate);
  // Jumps from one that happens to the next, as many times as there are: a geometric step each.
  const steps = Math.log(1 - rate);
  let happened = -1;
  for (let at = 0; at <= count; happened++) at += 1 + Math.floor(Math.log(1 - chance()) / steps);
  return happened;
}

/** A count with this mean, of things that come independently of each other. */
export function poisson(chance: Chance, mean: number): number {
  if (mean >= NORMAL_FROM) return clamp(Math.round(mean + Math.sqrt(mean) * normal(chance)), Number.MAX_SAFE_INTEGER);
  const least = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > least; count++) product *= 1 - chance();
  return Math.max(0, count);
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/* ── the draws ──────────────────────────────────────────────────────────────────────────────────────────────────── */

/** One campaign, drawn. */
export function draw(scenario: Scenario, chance: Chance): Outcome {
  const { visitors, conversion, shareRate, friends, successRate, refundRate, piecesPerDeal, deal, most } = scenario;
  let visits = visitors;
  let last = visitors;
  for (let generation = 0; generation < GENERATIONS; generation++) {
    last = poisson(chance, (binomial(chance, last, part(shareRate)) * friends) / 100);
    visits += last;
  }
  const begun = binomial(chance, visits, part(conversion) / piecesPerDeal);
  const room = Math.floor(most / piecesPerDeal);
  const deals = Math.min(room, binomial(chance, begun, part(successRate)));
  const pieces = deals * piecesPerDeal;
  const refunded = binomial(chance, pieces, part(refundRate)) / piecesPerDeal;
  const k = visits === last ? 0 : (visits - visitors) / (visits - last);
  return tally(deal, { visits, seats: begun * piecesPerDeal, deals, pieces, refunded, k });
}

/** The middle of what was drawn, and the bounds between which the next campaign lies with a chance of 95 %. */
export interface Band {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

export interface Simulation {
  readonly bands: { readonly [M in keyof Outcome]: Band };
  /** Draws in which the quota ran out, of all: 0 to 1. */
  readonly soldOut: number;
}

/** `runs` campaigns drawn from a seed: the same seed gives the same answer. */
export function simulate(scenario: Scenario, { seed, runs = RUNS }: { seed: number; runs?: number }): Simulation {
  const chance = chanceOf(seed);
  const outcomes = Array.from({ length: runs }, () => draw(scenario, chance));
  const room = Math.floor(scenario.most / scenario.piecesPerDeal);
  const bands = Object.fromEntries(
    MEASURES.map((measure) => [measure, bandOf(outcomes.map((outcome) => outcome[measure]))]),
  ) as Simulation['bands'];
  return { bands, soldOut: outcomes.filter(({ deals }) => deals >= room).length / runs };
}

function bandOf(values: readonly number[]): Band {
  // By number, and several times faster than an array of anything.
  const sorted = Float64Array.from(values).sort();
  const edge = Math.max(0, Math.floor((sorted.length + 1) * 0.025) - 1);
  return {
    low: sorted[edge] ?? 0,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    high: sorted[sorted.length - 1 - edge] ?? 0,
  };
}
