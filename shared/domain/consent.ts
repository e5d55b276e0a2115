/**
 * CONSENT TO THE PRIVACY POLICY. Nothing personal is kept of anybody who has not agreed to the edition that is in force:
 * a new edition asks everybody again. It can be withdrawn at any time; what was kept until then stays until the account
 * is deleted. Every answer is remembered with its edition and time. Source: 个人信息保护法, articles 13 to 15.
 */
import type { Ms } from '../time';

/** The edition of the policy's text that is in force; raise it with every change of what is kept, why or how long. */
export const POLICY_EDITION = '2027-02';

/** Answers that are remembered of one person. */
export const CONSENTS_KEPT = 20;

export interface Consent {
  readonly edition: string;
  readonly answer: 'agree' | 'withdraw';
  readonly at: Ms;
}

/** Whether the last of these answers agrees to the edition in force. */
export function agrees(consents: readonly Consent[] | undefined): boolean {
  const last = consents?.at(-1);
  return last?.answer === 'agree' && last.edition === POLICY_EDITION;
}
