/**
 * HOW MUCH TAX IS HELD BACK from what a promoter is paid. A deployment's setting says whether at all.
 *  - Labour remuneration is withheld cumulatively over a calendar year of Asia/Shanghai (个人所得税 预扣预缴, platforms'
 *    payments from 2025-10-01): (income − 20 % − 5 000 yuan × months − nothing else) × rate − quick deduction, less what
 *    was withheld already, never below zero.
 *  - Months run from the first of the year that has income to this one. What was asked for counts in its month until it
 *    is paid, then in the month of the payment; what comes back counts nowhere.
 *  - What was shown to be withheld from a withdrawal stays so, whatever becomes of others: the next ones make up for it.
 *  - WeChat withholds nothing: what is withheld here is owed to the tax office by the merchant (`taxPayable`).
 * Amounts in fen. Fractions of a fen stay with the promoter. This is not legal advice.
 */
import { type Bps, type Fen, share } from '../money';
import type { TaxYear } from './ledger';

/** none: the merchant declares it by other means. */
export const WITHHOLDINGS = ['none', 'labour'] as const;
export type Withholding = (typeof WITHHOLDINGS)[number];

/** What is taken off for each month: 5 000 yuan. */
const MONTHLY: Fen = 500_000;

/** What counts once a fifth is taken off for costs. */
const AFTER_COSTS: Bps = 8_000;

/** Table one (综合所得): up to so much a year, at such a rate, less the quick deduction. */
const BRACKETS: readonly { readonly upTo: number; readonly rate: Bps; readonly quick: Fen }[] = [
  { upTo: 3_600_000, rate: 300, quick: 0 },
  { upTo: 14_400_000, rate: 1_000, quick: 252_000 },
  { upTo: 30_000_000, rate: 2_000, quick: 1_692_000 },
  { upTo: 42_000_000, rate: 2_500, quick: 3_192_000 },
  { upTo: 66_000_000, rate: 3_000, quick: 5_292_000 },
  { upTo: 96_000_000, rate: 3_500, quick: 8_592_000 },
  { upTo: Number.POSITIVE_INFINITY, rate: 4_500, quick: 18_192_000 },
];

/** The tax of a year's income so far, `months` after its first. */
export function taxOfYear(income: Fen, months: number): Fen {
  const taxable = share(income, AFTER_COSTS) - MONTHLY * months;
  if (taxable <= 0) return 0;
  const bracket = BRACKETS.find(({ upTo }) => taxable <= upTo);
  if (!bracket) return 0;
  return share(taxable, bracket.rate) - bracket.quick;
}

/**
 * The tax on the next `amount`.
 * @param year what the year has seen so far; undefined for nothing
 * @param month 1–12, of the payment
 */
export function withheldFrom(rule: Withholding, year: TaxYear | undefined, amount: Fen, month: number): Fen {
  if (rule === 'none') return 0;
  const { months, withheld } = year ?? { months: {}, withheld: 0 };
  const income = Object.values(months).reduce((sum, fen) => sum + fen, 0);
  const first = Math.min(month, ...Object.keys(months).map(Number));
  return Math.max(0, taxOfYear(income + amount, month - first + 1) - withheld);
}
