/**
 * `npm test`: the checks, the builds that tests read, then every test. The last line is `N passed, N failed`, and it
 * counts all of them.
 *
 *   npm test -- tests/store/groupBuy.test.ts     only what matches, without the checks, with the builds it needs
 *   npm test -- --long                        also the long runs (PINKAN_LONG=1)
 * Other flags go to Jest.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, testBuilds } from './build';
import { check } from './check';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');
const minute = 60_000;

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The builds for the tests that `filters` name; all of them without a filter. */
function buildsFor(filters: readonly string[]): (keyof typeof testBuilds)[] {
  if (filters.length === 0) return ['weapp', 'h5', 'productionWeapp', 'productionH5'];
  // What else such a test reads, it builds itself (tests/support/build.ts).
  const touches = (folder: string) => filters.some((filter) => filter.includes(folder));
  return [...(touches('miniapp') ? (['weapp'] as const) : []), ...(touches('e2e') ? (['h5'] as const) : [])];
}

async function makeBuilds(names: readonly (keyof typeof testBuilds)[]): Promise<Count> {
  let failed = 0;
  for (const name of names) {
    const begun = Date.now();
    try {
      const { made } = await build(name.toLowerCase().includes('weapp') ? 'weapp' : 'h5', testBuilds[name]);
      console.log(`✓ build: ${name} (${made ? `${((Date.now() - begun) / 1000).toFixed(0)} s` : 'unchanged'})`);
    } catch (error) {
      failed += 1;
      console.log(`✗ build: ${name}\n${(error as Error).message.replace(/^/gm, '    ')}`);
    }
  }
  return { passed: names.length - failed, failed };
}

/** Runs Jest to its end and reads what its reporter counted. A run that ends badly without a failed test counts as one. */
async function runTests(args: readonly string[], long: boolean): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'pinkan-test-'));
  const counts = join(folder, 'counts.json');
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const { code, output } = await runCommand(process.execPath, [jest, ...args], {
    cwd: root,
    env: { PINKAN_TEST_COUNTS: counts, PINKAN_LONG: long ? '1' : undefined },
    show: true,
    timeoutMs: long ? 180 * minute : 75 * minute,
  });
  const counted: Count = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passed: 0, failed: 0 };
  rmSync(folder, { recursive: true, force: true });
  if (output) console.log(output.trim());
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2).filter((arg) => arg !== '--long');
  const long = args.length < process.argv.length - 2 || process.env.PINKAN_LONG === '1';
  const filters = args.filter((arg) => arg.startsWith('tests') || existsSync(join(root, arg)));

  const counts = [
    filters.length === 0 ? await check(console.log) : { passed: 0, failed: 0 },
    await makeBuilds(buildsFor(filters)),
    await runTests(args, long),
  ];
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(error.stack);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
