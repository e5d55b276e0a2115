/** What the merchant's console costs. */
import { availableParallelism, loadavg } from 'node:os';
import type { Database } from '../database';
import { type BoardSize, boardFigures } from './boards';
import { preflightFigures } from './preflight';
import type { Say } from './report';
import { packageFigures } from './size';

export interface ConsoleSize extends BoardSize {
  /** Campaigns that are checked in each round. */
  readonly checks: number;
}

export const FULL_CONSOLE: ConsoleSize = { rounds: 7, checks: 300, small: 1000, large: 100_000 };

export const CONSOLE_PARTS = ['boards', 'preflight', 'packages'] as const;
type ConsolePart = (typeof CONSOLE_PARTS)[number];

const TITLES: Record<ConsolePart, string> = {
  boards: 'Today, what a campaign has come to, and its money: of a shop of many orders, beside one of few',
  preflight: 'A check of a campaign, beside one JSON.parse of it',
  packages: 'What a phone loads',
};

/** Measures the parts one after another and prints each as it is known. */
export async function benchConsole(
  { uri, engine }: Pick<Database, 'uri' | 'engine'>,
  { size, parts, print, say }: { size: ConsoleSize; parts: readonly ConsolePart[]; print: Say; say: Say },
): Promise<void> {
  const measure: Record<ConsolePart, () => string[] | Promise<string[]>> = {
    boards: () => boardFigures(uri, size, say),
    preflight: () => preflightFigures(size, say),
    packages: () => packageFigures(say),
  };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  print(`Figures of the console, on ${engine}, ${machine()}; medians with least and most`);
  for (const part of parts) {
    say(TITLES[part]);
    const lines = await measure[part]();
    print(`${TITLES[part]} (${machine()})\n${lines.join('\n')}`);
  }
}
