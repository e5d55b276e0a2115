/**
 * WHEN A WITHDRAWAL WAITS FOR THE MERCHANT'S EYES. Nobody is refused by a rule: it is held back, with its reasons, and a
 * person decides. What the rules are shown is gathered by `functions/usecases/risk.ts`, over the last 90 days.
 */
import type { Fen } from '../money';
import { BPS_WHOLE, type Bps } from '../money';
import { DAY, type Ms } from '../time';

export const RISKS = [
  'newAccount', // an account of a few days
  'mutual', // buyers who in turn earn from what this promoter buys, or from whoever does
  'refundSpike', // unusually much of what was sold came back
  'sameAddress', // many buyers, or the promoter, at one address
  'sameDevice', // many buyers, or the promoter, on one device
  'largeAmount', // more than the merchant lets pass unseen
] as const;
export type Risk = (typeof RISKS)[number];

/** What a merchant has set; a rule that is left out is off. */
export interface RiskRules {
  /** Days an account must have existed. */
  readonly newAccountDays?: number | undefined;
  readonly mutual: boolean;
  /** Of what was sold, so much came back, out of at least `refundSpikeOrders` orders. */
  readonly refundSpike?: Bps | undefined;
  readonly refundSpikeOrders: number;
  /** So many people at one address, or on one device. */
  readonly sameAddress?: number | undefined;
  readonly sameDevice?: number | undefined;
  readonly largeAmount?: Fen | undefined;
}

export const DEFAULT_RISK_RULES: RiskRules = {
  newAccountDays: 3,
  mutual: true,
  refundSpike: 4_000,
  refundSpikeOrders: 5,
  sameAddress: 3,
  sameDevice: 3,
};

/** What is known of a promoter and of those whom they brought. */
export interface RiskFacts {
  readonly accountSince: Ms;
  /** Whether one of the buyers earns from what this promoter buys, or from what somebody buys who earns from that. */
  readonly mutual: boolean;
  /** Orders that earned something, and what of their goods was sold and came back. */
  readonly orders: number;
  readonly sold: Fen;
  readonly returned: Fen;
  /** The most people (buyers and the promoter) whom one address, and one device, has seen. */
  readonly atOneAddress: number;
  readonly onOneDevice: number;
}

/** In the order of RISKS; empty where nothing is conspicuous. */
export function risksOf(facts: RiskFacts, rules: RiskRules, { amount, now }: { amount: Fen; now: Ms }): Risk[] {
  const conspicuous: Record<Risk, boolean> = {
    newAccount: rules.newAccountDays !== undefined && now - facts.accountSince < rules.newAccountDays * DAY,
    mutual: rules.mutual && facts.mutual,
    refundSpike:
      rules.refundSpike !== undefined &&
      facts.orders >= rules.refundSpikeOrders &&
      facts.returned > 0 &&
      facts.returned * BPS_WHOLE >= facts.sold * rules.refundSpike,
    sameAddress: rules.sameAddress !== undefined && facts.atOneAddress >= rules.sameAddress,
    sameDevice: rules.sameDevice !== undefined && facts.onOneDevice >= rules.sameDevice,
    largeAmount: rules.largeAmount !== undefined && amount > rules.largeAmount,
  };
  return RISKS.filter((risk) => conspicuous[risk]);
}
