/**
 * WHAT A SHOP WAS TOLD TO EXPECT WHEN IT PUBLISHED: the simulator's answer, kept with the edition, so that what came of it
 * can be laid beside it.
 */
import type { Chances, Outcome } from './simulator';

/** The exact expectation, and between which bounds 95 of 100 campaigns lie; whole fen and whole counts, K in hundredths. */
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
