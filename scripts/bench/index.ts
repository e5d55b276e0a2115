/**
 * Figures, printed and never asserted. What a figure is compared with is measured in the same run, in turns; a ratio is
 * the median of its rounds, with the least and the most.
 *
 *   npm run bench -- groupBuy                      everything, some minutes
 *   npm run bench -- groupBuy commands functions   only these parts
 *   npm run bench -- orders                        an order of several lines
 *   npm run bench -- sharing                       opens, shares, and what they come to
 *   npm run bench -- settlement                    the release of commissions
 *   npm run bench -- bargain                       helps, and a check of their cuts
 *   npm run bench -- console                       what a merchant's pages cost
 */
import { type Database, openDatabase } from '../database';
import { BARGAIN_PARTS, benchBargain, FULL_BARGAIN } from './bargain';
import { benchConsole, CONSOLE_PARTS, FULL_CONSOLE } from './console';
import { benchGroupBuy, FULL, PARTS } from './groupBuy';
import { benchOrders, FULL_ORDERS, ORDER_PARTS } from './orders';
import { progress } from './report';
import { benchSettlement, FULL_SETTLEMENT, SETTLEMENT_PARTS } from './settlement';
import { benchSharing, FULL_SHARING, SHARING_PARTS } from './sharing';

type Print = (text: string) => void;

/** An area, with its parts; those that are asked for, or all of them. */
const area = <P extends string>(
  parts: readonly P[],
  bench: (database: Database, parts: P[], print: Print) => unknown,
) => ({
  parts: parts as readonly string[],
  bench: (database: Database, wanted: readonly string[], print: Print) =>
    bench(database, wanted.length === 0 ? [...parts] : parts.filter((part) => wanted.includes(part)), print),
});

const AREAS = {
  groupBuy: area(PARTS, (database, parts, print) =>
    benchGroupBuy(database, { size: FULL, parts, print, say: progress(print) }),
  ),
  orders: area(ORDER_PARTS, (database, parts, print) =>
    benchOrders(database, { size: FULL_ORDERS, parts, print, say: progress(print) }),
  ),
  sharing: area(SHARING_PARTS, (database, parts, print) =>
    benchSharing(database, { size: FULL_SHARING, parts, print, say: progress(print) }),
  ),
  settlement: area(SETTLEMENT_PARTS, (database, parts, print) =>
    benchSettlement(database, { size: FULL_SETTLEMENT, parts, print, say: progress(print) }),
  ),
  bargain: area(BARGAIN_PARTS, (database, parts, print) =>
    benchBargain(database, { size: FULL_BARGAIN, parts, print, say: progress(print) }),
  ),
  console: area(CONSOLE_PARTS, (database, parts, print) =>
    benchConsole(database, { size: FULL_CONSOLE, parts, print, say: progress(print) }),
  ),
};

const isArea = (name: string): name is keyof typeof AREAS => Object.hasOwn(AREAS, name);

async function main(): Promise<void> {
  const [name = '', ...wanted] = process.argv.slice(2);
  if (!isArea(name) || wanted.some((part) => !AREAS[name].parts.includes(part))) {
    const areas = Object.entries(AREAS).map(([one, { parts }]) => `npm run bench -- ${one} [${parts.join(' ')}]`);
    throw new Error(`Say what: ${areas.join(', or ')}; not ${[name, ...wanted].join(' ')}`);
  }
  const print = (text: string) => console.log(text);
  const database = await openDatabase({ log: print });
  try {
    await AREAS[name].bench(database, wanted, print);
  } finally {
    await database.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
