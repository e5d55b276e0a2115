/** A policy as it is being written: days are what was typed, and what is not chosen keeps its days for a change of mind. */
import { type ReferralTerms, referralFault } from '../../../../shared/domain/referral';

export interface Draft {
  readonly whom: ReferralTerms['whom'];
  readonly when: ReferralTerms['when'];
  readonly forGood: boolean;
  readonly days: string;
  readonly replaced: ReferralTerms['replaced'];
  readonly protectedDays: string;
}

export const draftOf = ({ whom, when, days, replaced, protectedDays }: ReferralTerms): Draft => ({
  whom,
  when,
  forGood: days === undefined,
  days: String(days ?? 30),
  replaced,
  protectedDays: String(protectedDays ?? 7),
});

/** NaN for what is no number of days: it stands in no policy. */
const daysIn = (typed: string): number => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

export const termsOf = ({ whom, when, forGood, days, replaced, protectedDays }: Draft): ReferralTerms => ({
  whom,
  when,
  replaced,
  ...(forGood ? {} : { days: daysIn(days) }),
  ...(replaced === 'lastClick' ? { protectedDays: daysIn(protectedDays) } : {}),
});

export interface Fault {
  /** Beside which choice it stands. */
  readonly at: 'days' | 'replaced' | 'protectedDays';
  readonly words: string;
}

/** What is wrong with a draft, and where; undefined means that it stands. */
export function faultOf(draft: Draft): Fault | undefined {
  const terms = termsOf(draft);
  const words = referralFault(terms);
  if (words === null) return undefined;
  // With nothing else that could be wrong, it is the days.
  const ofDays = referralFault({ ...terms, replaced: 'never', protectedDays: undefined }) !== null;
  return { at: ofDays ? 'days' : terms.replaced === 'lastClick' ? 'protectedDays' : 'replaced', words };
}
