/** A policy as it is being written: numbers are what was typed. */
import { type Level, type PolicyFault, policyFault } from '../../../../shared/domain/commission';
import { refusals } from '../../../../shared/refusals';
import type { Terms } from '../words/commissionPolicy';
import { hundredthsIn, typedOf } from '../words/typed';

export interface DraftGrade {
  /** Stays while others come and go. */
  readonly key: number;
  readonly name: string;
  readonly merit: string;
  readonly bonus: string;
}

export interface Draft {
  /** One for each level that the deployment pays; nothing typed means that a level is paid nothing. */
  readonly rates: readonly string[];
  readonly cap: string;
  readonly holdDays: string;
  readonly grades: readonly DraftGrade[];
}

export const draftOf = ({ rates, cap, holdDays, grades }: Terms, levels: number): Draft => ({
  rates: Array.from({ length: levels }, (_, index) => typedOf(rates[index] ?? 0)),
  cap: typedOf(cap),
  holdDays: String(holdDays),
  grades: grades.map(({ name, merit, bonus }, key) => ({ key, name, merit: typedOf(merit), bonus: typedOf(bonus) })),
});

export const newGrade = (grades: readonly DraftGrade[]): DraftGrade => ({
  key: Math.max(-1, ...grades.map(({ key }) => key)) + 1,
  name: '',
  merit: '',
  bonus: '',
});

/** NaN for what is no number of days: it stands in no policy. */
const daysIn = (typed: string): number => (/^\d{1,4}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/** Levels at the end that are paid nothing are none. */
export function ratesIn(typed: readonly string[]): number[] {
  const rates = typed.map((one) => (one.trim() === '' ? 0 : hundredthsIn(one)));
  while (rates[rates.length - 1] === 0) rates.pop();
  return rates;
}

export const termsOf = ({ rates, cap, holdDays, grades }: Draft): Terms => ({
  rates: ratesIn(rates),
  cap: hundredthsIn(cap),
  holdDays: daysIn(holdDays),
  grades: grades.map(({ name, merit, bonus }) => ({
    name: name.trim(),
    merit: hundredthsIn(merit),
    bonus: hundredthsIn(bonus),
  })),
});

export interface Fault {
  /** The id of the field that it stands at. */
  readonly at: string;
  readonly words: string;
}

const RATE_MAX = 10_000;
const isRate = (rate: number): boolean => Number.isInteger(rate) && rate <= RATE_MAX;

/** The first of these rates that is none. @param id begins the ids of their fields */
export function rateFault(rates: readonly number[], id: string): Fault | undefined {
  const index = rates.findIndex((rate) => !isRate(rate));
  return index < 0 ? undefined : { at: `${id}-${index}`, words: refusals.commissionRateRange.message };
}

function gradeFault({ name, merit, bonus }: Terms['grades'][number], index: number): Fault | undefined {
  if (name === '') return { at: `gradeName-${index}`, words: '给等级起个名字' };
  if (!Number.isInteger(merit)) return { at: `gradeMerit-${index}`, words: '写多少元，比如 1000' };
  return isRate(bonus) ? undefined : { at: `gradeBonus-${index}`, words: refusals.commissionRateRange.message };
}

const places: Readonly<Record<PolicyFault, Fault>> = {
  tooManyLevels: { at: 'rate-0', words: refusals.commissionLevels.message },
  rateRange: { at: 'cap', words: refusals.commissionRateRange.message },
  holdRange: { at: 'holdDays', words: refusals.commissionHoldRange.message },
  overCap: { at: 'cap', words: refusals.commissionOverCap.message },
  gradeOrder: { at: 'grades', words: refusals.commissionGrades.message },
};

/** What is wrong with a draft, and where; undefined means that it stands. */
export function faultOf(draft: Draft): Fault | undefined {
  const terms = termsOf(draft);
  const typed =
    rateFault(terms.rates, 'rate') ?? terms.grades.map(gradeFault).find((fault) => fault !== undefined) ?? undefined;
  if (typed) return typed;
  const fault = policyFault(terms, draft.rates.length as Level);
  return fault === null ? undefined : places[fault];
}
