/** Money is an integer count of fen (1/100 yuan); a rate is an integer count of basis points (1/10 000). No fractions anywhere. */
export type Fen = number;
export type Bps = number;

export const BPS_WHOLE = 10_000;

/** The largest amount one document may hold: ten million yuan. Products of it with a rate stay exact integers. */
export const FEN_MAX = 1_000_000_000;

export function isFen(value: unknown): value is Fen {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= FEN_MAX;
}

/** `rate` of `amount`, rounded down: the lost fraction of a fen stays with whoever pays. */
export function share(amount: Fen, rate: Bps): Fen {
  const product = amount * rate;
  return (product - (product % BPS_WHOLE)) / BPS_WHOLE;
}

/**
 * Splits `total` in proportion to `weights` so that the parts sum to it exactly (largest remainder; ties go to the
 * earlier part). A part whose weight is 0 gets 0. With all weights 0, nothing can be split and `total` must be 0.
 * Throws for anything below zero or not whole: parts of it would not sum to it.
 */
export function allocate(total: Fen, weights: readonly number[]): Fen[] {
  if (Math.min(total, ...weights) < 0) throw new Error('allocate: nothing below zero can be split');
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) {
    if (total !== 0) throw new Error('allocate: an amount needs somebody to carry it');
    return weights.map(() => 0);
  }
  const exact = weights.map((weight) => BigInt(total) * BigInt(weight));
  const parts = exact.map((value) => Number(value / whole));
  let left = total - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder) {
    if (left === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** The two halves of a price as they are shown: `2990` → `{ yuan: '29', rest: '90' }`, thousands with a comma. */
export function splitFen(fen: Fen): { yuan: string; rest: string } {
  const amount = Math.abs(fen);
  const rest = amount % 100;
  const yuan = String((amount - rest) / 100).replace(/\B(?=(\d{3})+$)/g, ',');
  return { yuan, rest: String(rest).padStart(2, '0') };
}

/** `2990` → `¥29.90`; both fen digits always show. */
export function formatFen(fen: Fen): string {
  const { yuan, rest } = splitFen(fen);
  return `${fen < 0 ? '−' : ''}¥${yuan}.${rest}`;
}

/** `800` → `8%`, `850` → `8.5%`. */
export function formatBps(rate: Bps): string {
  const whole = (rate - (rate % 100)) / 100;
  const rest = String(rate % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${whole}%` : `${whole}.${rest}%`;
}
