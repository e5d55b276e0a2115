/**
 * Figures, printed and never asserted. What a figure is compared with is measured in the same run, in turns; a ratio is
 * the median of its rounds, with the least and the most.
 *
 *   npm run bench -- groupBuy                      everything, some minutes
 *   npm run bench -- groupBuy commands functions   only these parts
 */
import { openDatabase } from '../database';
import { benchGroupBuy, FULL, PARTS, type Part } from './groupBuy';
import { progress } from './report';

const AREAS = { groupBuy: benchGroupBuy };

async function main(): Promise<void> {
  const [area = '', ...wanted] = process.argv.slice(2);
  const parts = wanted.length === 0 ? PARTS : PARTS.filter((part) => wanted.includes(part));
  const unknown = wanted.filter((name) => !PARTS.includes(name as Part));
  if (!Object.hasOwn(AREAS, area) || unknown.length > 0) {
    throw new Error(
      `Say what: npm run bench -- <${Object.keys(AREAS).join('|')}> [${PARTS.join(' ')}]; not ${[area, ...unknown].join(' ')}`,
    );
  }
  const print = (text: string) => console.log(text);
  const database = await openDatabase({ log: print });
  try {
    await AREAS[area as keyof typeof AREAS](database, { size: FULL, parts, print, say: progress(print) });
  } finally {
    await database.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
