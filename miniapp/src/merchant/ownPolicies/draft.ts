/** An own policy as it is being written. */
import { policyFault } from '../../../../shared/domain/commission';
import { refusals } from '../../../../shared/refusals';
import { type Fault, rateFault, ratesIn } from '../commissionPolicy/draft';
import type { OwnItem, Policy } from '../words/commissionPolicy';
import { typedOf } from '../words/typed';

/** shop: none of its own · own: these rates · none: no commission. */
export type Choice = 'shop' | 'own' | 'none';

export interface OwnDraft {
  readonly choice: Choice;
  readonly rates: readonly string[];
}

export function ownDraftOf({ own, rates: counts }: OwnItem, levels: number): OwnDraft {
  const rates = own?.rates ?? null;
  return {
    choice: rates === null ? 'shop' : rates.length === 0 ? 'none' : 'own',
    rates: Array.from({ length: levels }, (_, index) => typedOf((rates ?? counts)[index] ?? 0)),
  };
}

/** Null: none of its own. */
export const ownRatesIn = ({ choice, rates }: OwnDraft): number[] | null =>
  choice === 'shop' ? null : choice === 'none' ? [] : ratesIn(rates);

/** What is wrong with own rates under the shop's policy, and where; undefined means that they stand. */
export function ownFaultOf(draft: OwnDraft, { policy, levels }: Pick<Policy, 'policy' | 'levels'>): Fault | undefined {
  const rates = ownRatesIn(draft);
  if (rates === null || draft.choice === 'none') return undefined;
  if (rates.length === 0) return { at: 'ownRate-0', words: '填一个比例，或者选「不给佣金」' };
  const typed = rateFault(rates, 'ownRate');
  if (typed) return typed;
  const fault = policyFault({ ...policy, rates }, levels as 1 | 2);
  return fault === null ? undefined : { at: 'ownRate-0', words: refusals.commissionOverCap.message };
}
