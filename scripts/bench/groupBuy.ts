/** The figures of the group buy: what a paid join costs, from the database to the first byte of a cold function. */
import { availableParallelism, loadavg } from 'node:os';
import type { Database } from '../database';
import { commandFigures, throughputFigures } from './database';
import { expiringFigures, type GroupsSize, hotGroupFigures, leaveAndExpiryFigures } from './groups';
import { httpFigures } from './http';
import type { Say } from './report';
import { functionFigures, weappFigure } from './size';

export interface Size extends GroupsSize {
  /** Groups of three in each round. */
  readonly teams: number;
  /** Requests for a group's page in each round. */
  readonly reads: number;
  readonly coldStarts: number;
}

export const FULL: Size = {
  clients: 32,
  teams: 32,
  rounds: 5,
  reads: 3000,
  coldStarts: 7,
  members: 100,
  expiring: 1000,
};

/** Parts of the bench; each prints its own figures. */
export const PARTS = ['commands', 'groups', 'joins', 'http', 'weapp', 'functions'] as const;
type Part = (typeof PARTS)[number];

const TITLES: Record<Part, string> = {
  commands: 'Database commands',
  groups: 'Groups: leaving, deadlines, many hands',
  joins: 'Paid joins, from use case to database',
  http: 'Behind HTTP',
  weapp: 'The mini-program',
  functions: 'The functions as deployed',
};

/** Measures the parts one after another and prints each as it is known. */
export async function benchGroupBuy(
  { uri, engine }: Pick<Database, 'uri' | 'engine'>,
  { size, parts, print, say }: { size: Size; parts: readonly Part[]; print: Say; say: Say },
): Promise<void> {
  const measure: Record<Part, () => Promise<string[]>> = {
    commands: () => commandFigures(uri),
    groups: async () => [
      ...(await leaveAndExpiryFigures(uri, size, say)),
      ...(await hotGroupFigures(uri, size, say)),
      ...(await expiringFigures(uri, size, say)),
    ],
    joins: () => throughputFigures(uri, size, say),
    http: () => httpFigures(uri, size, say),
    weapp: async () => [await weappFigure(say)],
    functions: () => functionFigures(uri, size.coldStarts, say),
  };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  print(`Figures of the group buy, on ${engine}, ${machine()}; medians with least and most`);
  for (const part of parts) {
    say(TITLES[part]);
    const lines = await measure[part]();
    // A load above the number of cores is other work: times then say little, ratios less than they should.
    print(`${TITLES[part]} (${machine()})\n${lines.join('\n')}`);
  }
}
