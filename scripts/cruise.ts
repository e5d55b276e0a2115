/** Asks dependency-cruiser who imports whom, under the rules of .dependency-cruiser.cjs. */
import { join, resolve } from 'node:path';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');

export interface Violation {
  /** The rule's name. */
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  /** Every file read, as a path from `cwd`. */
  readonly modules: readonly string[];
  readonly violations: readonly Violation[];
}

/** Reads `folders` under `cwd` (the project by default). Throws when dependency-cruiser itself fails. */
export async function cruise(folders: readonly string[], cwd = root): Promise<Cruise> {
  const config = join(root, '.dependency-cruiser.cjs');
  const binary = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const result = await runCommand(process.execPath, [binary, ...folders, '--config', config, '--output-type', 'json'], {
    cwd,
  });
  let answer: {
    modules: { source: string }[];
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  try {
    answer = JSON.parse(result.stdout);
  } catch {
    throw new Error(`dependency-cruiser did not answer:\n${result.output}`);
  }
  return {
    modules: answer.modules.map((module) => module.source),
    violations: answer.summary.violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to })),
  };
}
