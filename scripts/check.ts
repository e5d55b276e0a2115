/**
 * Everything that is checked without running the project: types, format and lint, who imports whom, what nobody uses.
 * One line per step; exits 1 with the output of what failed. `npx tsx scripts/check.ts`, or part of `npm test`.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from './cruise';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');

/** The folders of the import table. A rule over a folder that was not seen says nothing. */
const tabled = [
  'shared/domain',
  'shared/contracts',
  'functions/store',
  'functions/wechat',
  'functions/usecases',
  'functions/http',
  'functions',
  'miniapp/src',
  'scripts',
  'tests',
];

interface Step {
  readonly name: string;
  /** What is wrong, or undefined. */
  readonly run: () => Promise<string | undefined>;
}

const tool = (file: string, args: string[]) => async () => {
  const result = await runCommand(process.execPath, [join(root, 'node_modules', file), ...args], { cwd: root });
  return result.code === 0 ? undefined : result.output;
};

const types = (name: string, project: string) => {
  const memory = join(root, '.cache/types');
  mkdirSync(memory, { recursive: true });
  const file = join(memory, `${name}.tsbuildinfo`);
  return tool('typescript/bin/tsc', ['-p', project, '--incremental', '--tsBuildInfoFile', file, '--pretty', 'false']);
};

async function imports(): Promise<string | undefined> {
  const { modules, violations } = await cruise(['shared', 'functions', 'miniapp', 'scripts', 'tests']);
  const unseen = tabled.filter((folder) => !modules.some((module) => module.startsWith(`${folder}/`)));
  const complaints = [
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`),
    ...unseen.map((folder) => `${folder}: no module was seen there, so its rule proved nothing`),
  ];
  return complaints.length === 0 ? undefined : complaints.join('\n');
}

// The slow ones first: two run at a time.
const steps: readonly Step[] = [
  { name: 'types: shared, scripts, tests', run: types('project', 'tsconfig.json') },
  { name: 'types: app', run: types('miniapp', 'miniapp/tsconfig.json') },
  { name: 'types: functions', run: types('functions', 'functions/tsconfig.json') },
  { name: 'imports', run: imports },
  { name: 'unused', run: tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
  {
    name: 'format and lint',
    run: tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--max-diagnostics=50', '.']),
  },
];

/** Runs every step, two at a time, and prints a line for each as it ends. */
export async function check(log: (line: string) => void): Promise<{ passed: number; failed: number }> {
  const waiting = [...steps];
  let failed = 0;
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const begun = Date.now();
      const wrong = await step.run().catch((error: Error) => error.message);
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      if (wrong === undefined) {
        log(`✓ ${step.name} (${seconds} s)`);
      } else {
        failed += 1;
        log(`✗ ${step.name} (${seconds} s)\n${wrong.trim().replace(/^/gm, '    ')}`);
      }
    }
  };
  await Promise.all([work(), work()]);
  return { passed: steps.length - failed, failed };
}

if (require.main === module) {
  check(console.log).then(({ failed }) => {
    process.exitCode = failed === 0 ? 0 : 1;
  });
}
