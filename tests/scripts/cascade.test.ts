/** A cascade from a file: what is printed, and what is refused. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { collectionsOf } from '../../functions/store/collections';
import { cascadeMeasures, describeCascade, loadCascade, parseCascade } from '../../scripts/cascade';
import { rebuildFigures } from '../../scripts/rebuildFigures';
import { count } from '../support/cascadeModel';
import { useDatabase } from '../support/database';

const database = useDatabase();
const example = readFileSync(join(resolve(__dirname, '../..'), 'docs/cascade.example.csv'), 'utf8');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

it('prints what the example comes to', async () => {
  const store = collectionsOf(database.client, database.db);
  const steps = parseCascade(example);
  await loadCascade(store, steps);
  await rebuildFigures({ store, now: Date.now, stopwatch: () => performance.now() }, () => {});
  const { visits, brought, reshares, cycleSum, visitsByDepth, branches } = count(steps);
  const measures = await cascadeMeasures(store);
  const printed = describeCascade(measures);
  expect(printed[0]).toBe(`visits       ${visits} on 1 days`);
  expect(printed[1]).toBe(`shares       ${branches.size}, of which ${branches.get('a')?.shares} were opened by others`);
  const generations = [...visitsByDepth].sort(([a], [b]) => a - b).map(([depth, all]) => `${depth + 1}: ${all}`);
  expect(printed[2]).toBe(`generations  ${generations.join('   ')}`);
  expect(printed[3]).toContain(`K            ${(brought / visits).toFixed(3)} (`);
  expect(printed[4]).toContain(`mean ${(cycleSum / reshares / 60_000).toFixed(1)} min, of ${reshares} re-shares`);
  const { shares, depth } = branches.get('a') ?? {};
  expect(printed[5]).toBe(`biggest      林小雨: ${visits} visits, ${shares} shares, ${depth} deep`);
});

it('reads a file with or without a header, a mark at its start, and empty lines', () => {
  const bare = example.slice(example.indexOf('\n') + 1);
  expect(parseCascade(bare)).toEqual(parseCascade(example));
  expect(parseCascade(`\uFEFF${example.replaceAll('\n', '\r\n')}\r\n\r\n`)).toEqual(parseCascade(example));
});

it.each([
  ['s1,,anna', 'line 2: has 3 columns instead of 4'],
  ['s1,,anna,1,2', 'line 2: has 5 columns instead of 4'],
  ['s1,,,1', 'line 2: says nobody'],
  ['s1,,anna,yesterday', 'line 2: the time yesterday is not in ms since 1970'],
  ['s1,,anna,', 'line 2: the time (none) is not in ms since 1970'],
  ['s1,,anna,-5', 'line 2: the time -5 is not in ms since 1970'],
  ['s1,,anna,1.5', 'line 2: the time 1.5 is not in ms since 1970'],
  ['s1,,anna,999999999999999', 'line 2: the time 999999999999999 is not in ms since 1970'],
  [',,anna,1', 'line 2: names neither a share nor a parent'],
  ['s0,,anna,1', 'line 2: the share s0 was made on a line before'],
  ['s1,s9,anna,1', 'line 2: no line before it makes the parent s9'],
  ['s1,s1,anna,1', 'line 2: no line before it makes the parent s1'],
  ['s1,s0,anna,99', 'line 2: is earlier than its parent s0'],
])('refuses %s', (line, words) => {
  expect(() => parseCascade(`s0,,zoe,100\n${line}`)).toThrow(words);
});

it('names every line that is wrong, and refuses a file without lines', () => {
  expect(() => parseCascade('s0,,zoe,100\nx\ns1,s0,,5')).toThrow(/line 2.*\n.*line 3/);
  expect(() => parseCascade('share,parent,person,time\n')).toThrow('no lines');
});
