/** What the merchant's console costs. */
import { availableParallelism, loadavg } from 'node:os';
import { preflightFigures } from './preflight';
import type { Say } from './report';

export interface ConsoleSize {
  readonly rounds: number;
  /** Campaigns that are checked in each round. */
  readonly checks: number;
}

export const FULL_CONSOLE: ConsoleSize = { rounds: 7, checks: 300 };

export const CONSOLE_PARTS = ['preflight'] as const;
type ConsolePart = (typeof CONSOLE_PARTS)[number];

const TITLES: Record<ConsolePart, string> = {
  preflight: 'A check of a campaign, beside one JSON.parse of it',
};

/** Measures the parts one after another and prints each as it is known. */
export function benchConsole({
  size,
  parts,
  print,
  say,
}: {
  size: ConsoleSize;
  parts: readonly ConsolePart[];
  print: Say;
  say: Say;
}): void {
  const measure: Record<ConsolePart, () => string[]> = { preflight: () => preflightFigures(size, say) };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  print(`Figures of the console, ${machine()}; medians with least and most`);
  for (const part of parts) {
    say(TITLES[part]);
    print(`${TITLES[part]} (${machine()})\n${measure[part]().join('\n')}`);
  }
}
