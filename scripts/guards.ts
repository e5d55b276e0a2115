/**
 * `npm run test:guards`: takes each guard of the money path out of the code, one at a time, and its test must turn red.
 * Works on copies of the project in a temporary folder, two at a time. One line for each guard; exits 1 if one is not
 * guarded by its test, or if a test is red to begin with.
 *
 *   npm run test:guards -- wallet     only guards whose name, file or test contains this
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Guard, guards } from './guards/table';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');
const WORKERS = 2;
const PATIENCE = 240_000;

/** What the tests on the money path read. */
const COPIED = [
  'functions',
  'shared',
  'scripts',
  'tests',
  'miniapp/src/app.config.ts',
  'jest.config.cjs',
  'package.json',
  'tsconfig.json',
  '.env.example',
];

function copyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
  // Installed things are the same for all copies.
  for (const name of ['node_modules', '.cache']) {
    mkdirSync(join(root, name), { recursive: true });
    symlinkSync(join(root, name), join(folder, name));
  }
  return folder;
}

interface Run {
  readonly passed: number;
  readonly failed: number;
  /** The tests could not run at all: that says nothing of a guard. */
  readonly broken: boolean;
  readonly output: string;
  readonly seconds: number;
}

async function runTests(project: string, tests: string, only?: string): Promise<Run> {
  const begun = performance.now();
  const report = join(project, 'report.json');
  rmSync(report, { force: true });
  const { output } = await runCommand(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      '--runInBand',
      '--json',
      `--outputFile=${report}`,
      ...(only === undefined ? [] : ['-t', only]),
      '--runTestsByPath',
      tests,
    ],
    { cwd: project, timeoutMs: PATIENCE },
  );
  const seconds = (performance.now() - begun) / 1000;
  // Without a report it was ended by the clock: what hangs without its guard is red too.
  if (!existsSync(report)) return { passed: 0, failed: 1, broken: !/ended after/.test(output), output, seconds };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const broken = numRuntimeErrorTestSuites > 0;
  return { passed: numPassedTests, failed: numFailedTests, broken, output, seconds };
}

/** The file without its guard. @throws unless the guard stands there exactly once */
function without(text: string, { name, file, find, replace }: Guard): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${name}: its code stands ${parts.length - 1} times in ${file}`);
  return parts.join(replace);
}

type Verdict = 'guarded' | 'UNGUARDED' | 'BROKEN';

async function tryGuard(project: string, guard: Guard): Promise<{ verdict: Verdict; seconds: number; detail: string }> {
  const file = join(project, guard.file);
  const whole = readFileSync(file, 'utf8');
  try {
    writeFileSync(file, without(whole, guard));
    const { failed, broken, seconds, output, passed } = await runTests(project, guard.test, guard.only);
    const verdict = broken ? 'BROKEN' : failed > 0 ? 'guarded' : 'UNGUARDED';
    const detail = broken ? output.slice(-2000) : verdict === 'UNGUARDED' ? `${passed} tests passed without it` : '';
    return { verdict, seconds, detail };
  } catch (error) {
    return { verdict: 'BROKEN', seconds: 0, detail: (error as Error).message };
  } finally {
    writeFileSync(file, whole);
  }
}

/** Works a list off with several copies of the project side by side. */
async function sideBySide<T>(
  projects: readonly string[],
  list: readonly T[],
  work: (project: string, one: T) => Promise<void>,
) {
  const waiting = [...list];
  const lane = async (project: string) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(project, next);
  };
  await Promise.all(projects.map(lane));
}

async function main(): Promise<void> {
  const begun = performance.now();
  const wanted = process.argv[2];
  const chosen = guards.filter(
    ({ name, file, test }) => wanted === undefined || `${name} ${file} ${test}`.includes(wanted),
  );
  const folder = mkdtempSync(join(tmpdir(), 'pinkan-guards-'));
  const bad: string[] = [];
  try {
    const projects = Array.from({ length: WORKERS }, (_, index) => copyProject(join(folder, String(index))));
    await sideBySide(projects, [...new Set(chosen.map(({ test }) => test))], async (project, test) => {
      const { passed, failed, broken, seconds, output } = await runTests(project, test);
      const green = failed === 0 && passed > 0 && !broken;
      console.log(`${green ? '✓' : '✗'} ${test}: ${passed} tests with every guard (${seconds.toFixed(1)} s)`);
      if (!green) {
        bad.push(`${test} is red with every guard`);
        console.log(output.slice(-4000).replace(/^/gm, '    '));
      }
    });
    await sideBySide(projects, chosen, async (project, guard) => {
      const { verdict, seconds, detail } = await tryGuard(project, guard);
      const good = verdict === 'guarded';
      console.log(`${good ? '✓' : '✗'} ${guard.name}: ${verdict} (${guard.file}, ${seconds.toFixed(1)} s)`);
      if (good) return;
      bad.push(`${guard.name}: ${verdict} by ${guard.test}`);
      console.log(detail.replace(/^/gm, '    '));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  if (bad.length === 0) console.log(`\n${chosen.length} guards, all guarded (${minutes} min)`);
  else console.log(`\n${chosen.length} guards, ${bad.length} wrong (${minutes} min):\n${bad.join('\n')}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}

void main();
