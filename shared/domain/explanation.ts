/**
 * WHY AN ORDER'S COMMISSION IS WHAT IT IS. Said from what the order remembered when it was placed (`Attribution`) and from
 * what refunds have taken back since. Bindings and policies may be others by now: they are not asked.
 * Amounts in fen; rates in basis points, after the cap.
 */
import type { Bps, Fen } from '../money';
import { type Attribution, commissionsFor, type Earner, type Level, type PaidLine, ratesOf } from './commission';

/** A commission that is kept of the order. */
export interface KeptCommission {
  readonly lineId: string;
  readonly level: Level;
  readonly reversed: Fen;
}

export type Why =
  | 'earned'
  | 'suspended' // the shop had suspended this promoter
  | 'ownOrder' // nobody earns on what they buy themselves
  | 'noRate' // the policy of this line pays nothing on this level
  | 'tooSmall' // less than 1 fen
  | 'erased' // this promoter had deleted the account before it was paid
  | 'notHeld'; // nobody has paid, or the payment has gone back without a seat

export interface ExplainedEarner extends Earner {
  readonly level: Level;
  readonly rate: Bps;
  /** 0 unless it is earned. */
  readonly amount: Fen;
  readonly reversed: Fen;
  readonly why: Why;
}

/**
 * Everybody above the buyer as one line of the order met them, level 1 first. Where it pays nothing, the first is told so.
 * @param erased who of them has deleted the account
 */
export function explainLine(
  line: PaidLine,
  buyerId: string,
  attribution: Attribution,
  kept: readonly KeptCommission[],
  erased: ReadonlySet<string> = new Set(),
): ExplainedEarner[] {
  const rates = ratesOf(attribution, line.id);
  const commissions = commissionsFor(line, buyerId, attribution);
  return attribution.earners.slice(0, rates.length).map((earner, index): ExplainedEarner => {
    const level = (index + 1) as Level;
    const commission = commissions.find((one) => one.level === level);
    const held = kept.find((one) => one.lineId === line.id && one.level === level);
    const rate = rates[index] ?? 0;
    const unpaid = erased.has(earner.userId) ? 'erased' : 'notHeld';
    const why = commission ? (held ? 'earned' : unpaid) : whyNot(earner, buyerId, rate);
    const earned = why === 'earned';
    return {
      ...earner,
      level,
      rate,
      amount: earned && commission ? commission.amount : 0,
      reversed: earned && held ? held.reversed : 0,
      why,
    };
  });
}

function whyNot({ suspended, userId }: Earner, buyerId: string, rate: Bps): Why {
  if (rate === 0) return 'noRate';
  if (suspended) return 'suspended';
  return userId === buyerId ? 'ownOrder' : 'tooSmall';
}
