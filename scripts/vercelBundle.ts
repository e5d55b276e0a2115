/**
 * The deployed functions as Vercel gets them: `@vercel/node` builds each file that vercel.json names, and the files of
 * each function are laid out in a folder of its own, where `node` can load its handler. Nothing is deployed.
 * The builder writes where it works, so it is given a copy of the sources, below the root, where it finds the packages.
 *
 *   npx tsx scripts/vercelBundle.ts <folder>          prints a line of JSON: what was built
 */
import {
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type FileBlob, type FileFsRef, glob, type NodejsLambda } from '@vercel/build-utils';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');

/** What `vercel build` calls; the package's types name only what a function's author needs. */
const { build } = require('@vercel/node') as { build(given: object): Promise<{ output: NodejsLambda }> };

export interface BuiltFunction {
  /** From the project's root: `functions/api.ts`. */
  readonly source: string;
  /** Full path of the file that exports GET and POST. */
  readonly handler: string;
  /** Seconds. */
  readonly maxDuration: number | undefined;
  readonly files: number;
  readonly bytes: number;
}

/** Builds every function that vercel.json names, in a process of its own. @param folder where they are laid out */
export async function vercelBundle(folder: string): Promise<BuiltFunction[]> {
  const result = await runCommand(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), __filename, resolve(folder)],
    // The builder would install the packages, as it must on Vercel.
    { cwd: root, env: { VERCEL_INSTALL_COMPLETED: '1' }, timeoutMs: 480_000 },
  );
  const line = result.output.split('\n').find((text) => text.startsWith('[{"source"'));
  if (result.code !== 0 || line === undefined) throw new Error(`The functions were not built:\n${result.output}`);
  return JSON.parse(line) as BuiltFunction[];
}

async function main(folder: string): Promise<void> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const workPath = mkdtempSync(join(root, '.cache/vercel-'));
  try {
    const built = await buildIn(workPath, folder);
    process.stdout.write(`\n${JSON.stringify(built)}\n`);
  } finally {
    rmSync(workPath, { recursive: true, force: true });
  }
}

async function buildIn(workPath: string, folder: string): Promise<BuiltFunction[]> {
  const sources = ['functions', 'shared', 'package.json', 'package-lock.json', 'tsconfig.json', 'vercel.json'];
  for (const name of sources) cpSync(join(root, name), join(workPath, name), { recursive: true });
  const { builds } = JSON.parse(readFileSync(join(workPath, 'vercel.json'), 'utf8')) as {
    builds: { src: string; use: string }[];
  };
  const files = await glob('**', { cwd: workPath });
  const built: BuiltFunction[] = [];
  for (const { src, use } of builds) {
    if (use !== '@vercel/node') continue;
    const given = { files, entrypoint: src, workPath, repoRootPath: root, config: {}, meta: { skipDownload: true } };
    const { output } = await build(given);
    const place = join(folder, src.replace(/\W+/g, '-'));
    // Named from the root: packages as they are, sources by the folder of the copy.
    const copy = `${relative(root, workPath)}/`;
    const plain = (name: string) => (name.startsWith(copy) ? name.slice(copy.length) : name);
    const laidOut = Object.entries(output.files ?? {}).map(([name, file]) => layOut(join(place, plain(name)), file));
    if (Number.parseInt(process.versions.node, 10) < 22) addModuleSync(join(place, 'node_modules'));
    built.push({
      source: src,
      handler: join(place, plain(output.handler)),
      maxDuration: output.maxDuration as number | undefined,
      files: laidOut.length,
      bytes: laidOut.reduce((sum, bytes) => sum + bytes, 0),
    });
  }
  return built;
}

function layOut(path: string, file: unknown): number {
  mkdirSync(dirname(path), { recursive: true });
  const { fsPath, data } = file as Partial<FileFsRef & FileBlob>;
  if (data !== undefined) {
    writeFileSync(path, data);
  } else if (fsPath !== undefined) {
    const stat = lstatSync(fsPath);
    if (stat.isSymbolicLink()) symlinkSync(fsPath, path);
    else copyFileSync(fsPath, path);
  }
  return lstatSync(path).size;
}

/**
 * Vercel builds and runs with Node 22 or newer (package.json, engines). There and here from 20.19 a package's
 * "module-sync" file is what `require` loads, but a builder that runs on 20 leaves it out.
 */
function addModuleSync(packages: string): void {
  for (const name of readdirSync(packages, { recursive: true, encoding: 'utf8' })) {
    if (basename(name) !== 'package.json') continue;
    const file = /"module-sync":\s*"\.\/([^"]+)"/.exec(readFileSync(join(packages, name), 'utf8'))?.[1];
    if (file === undefined) continue;
    const path = join(dirname(name), file);
    copyFileSync(join(root, 'node_modules', path), join(packages, path));
  }
}

if (require.main === module) {
  main(process.argv[2] ?? '').catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
