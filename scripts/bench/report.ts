/** How figures are printed: what is measured, a median with its least and most, and what it is compared with. */

export type Say = (line: string) => void;

/** Prints a line of progress, with the seconds gone by. */
export function progress(say: Say): Say {
  const begun = performance.now();
  return (line) => say(`  … ${((performance.now() - begun) / 1000).toFixed(0)} s  ${line}`);
}

/** The value at `share` (0–1) of the way through the sorted values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error('no values, so no percentile');
  return value;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error('no values, so no median');
  return (low + high) / 2;
}

const round = (value: number, digits: number): string => value.toFixed(digits);

/** `0.83 (0.79–0.85)`: median, least and most of the rounds. */
export function spread(values: readonly number[], digits = 2): string {
  return `${round(median(values), digits)} (${round(Math.min(...values), digits)}–${round(Math.max(...values), digits)})`;
}

/** `insert, 2 × find, update` in order of first use. */
export function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
}

/** One figure: its name, its value, and what else there is to know. */
export function figure(name: string, value: string, note = ''): string {
  return `  ${name.padEnd(46)} ${value}${note === '' ? '' : `   ${note}`}`;
}

/** Each pair of a round divided: all ratios are of the same run, and of rounds side by side. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => {
    const other = theirs[round];
    if (other === undefined || other === 0) throw new Error('a round lacks what it is compared with');
    return value / other;
  });
}
