/**
 * Builds the app: `npm run build:weapp`, `npm run build:h5`. Quiet unless it fails. A build whose inputs (sources, lock,
 * what is compiled in) did not change since the last one is not made again.
 *
 *   TARO_APP_API_BASE=https://shop.example.com npm run build:weapp     for WeChat: dist/weapp
 *   npm run build:weapp -- --stand-in                                 against `npm start` on this machine
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { withLock } from './lock';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');

export type Target = 'weapp' | 'h5';

export interface BuildOptions {
  /** Compiles in the test sign-in and the payment sheet of the WeChat stand-in; a development build. Default: no. */
  readonly standIn?: boolean;
  /** Where the functions are. Default: TARO_APP_API_BASE; with the stand-in weapp uses http://127.0.0.1:4000. */
  readonly apiBase?: string;
  /** Where the result goes, from the project's root. Default: `dist/<target>`. */
  readonly folder?: string;
}

export interface Build {
  /** The full path of the result. */
  readonly folder: string;
  /** False when the last build still stands. */
  readonly made: boolean;
}

/** The builds that the tests read: those against the stand-in, and those that WeChat would get. */
export const testBuilds = {
  weapp: { standIn: true },
  h5: { standIn: true },
  productionWeapp: { apiBase: 'https://shop.example.com', folder: 'dist/production/weapp' },
  productionH5: { folder: 'dist/production/h5' },
} as const satisfies Record<string, BuildOptions>;

/** Builds one target, or finds the last build unchanged. Throws with the compiler's output when it fails. */
export async function build(target: Target, options: BuildOptions = {}): Promise<Build> {
  const folder = resolve(root, options.folder ?? `dist/${target}`);
  const compiledIn = {
    NODE_ENV: options.standIn ? 'development' : 'production',
    TARO_APP_STAND_IN: options.standIn ? '1' : undefined,
    TARO_APP_API_BASE: options.apiBase ?? process.env.TARO_APP_API_BASE,
    TARO_APP_SHOP: process.env.TARO_APP_SHOP,
  };
  const stamp = join(root, '.cache/builds', `${relative(root, folder).replace(/\W+/g, '-')}.json`);
  const main = join(folder, target === 'weapp' ? 'app.json' : 'index.html');

  return await withLock(`${stamp}.lock`, async () => {
    const inputs = hashOf(['miniapp', 'shared', 'package-lock.json'], JSON.stringify(compiledIn));
    const state = () => JSON.stringify({ inputs, builtAt: statSync(main).mtimeMs });
    if (existsSync(stamp) && existsSync(main) && readFileSync(stamp, 'utf8') === state())
      return { folder, made: false };

    rmSync(stamp, { force: true });
    rmSync(folder, { recursive: true, force: true });
    const taro = join(root, 'node_modules/@tarojs/cli/bin/taro');
    const result = await runCommand(
      process.execPath,
      [taro, 'build', '--type', target, '--no-check', '--disable-global-config'],
      {
        cwd: join(root, 'miniapp'), // Where the CLI looks for its configuration.
        env: {
          ...compiledIn,
          TARO_ENV: target,
          TARO_CACHE: '1',
          TARO_OUTPUT: relative(join(root, 'miniapp'), folder),
          BROWSERSLIST_IGNORE_OLD_DATA: '1',
        },
        timeoutMs: 600_000,
      },
    );
    if (result.code !== 0 || !existsSync(main)) {
      throw new Error(`The ${target} build failed (exit code ${result.code}):\n${complaint(result.output)}`);
    }
    mkdirSync(resolve(stamp, '..'), { recursive: true });
    writeFileSync(stamp, state());
    return { folder, made: true };
  });
}

/** What the compiler complains of, without the progress bar's hundreds of lines before it. */
function complaint(output: string): string {
  const at = output.lastIndexOf('Errors:');
  return output.slice(Math.max(at, 0)).trim().split('\n').slice(0, 80).join('\n');
}

/** One hash of every file under `paths` that a person wrote, and of `more`. */
function hashOf(paths: readonly string[], more: string): string {
  const hash = createHash('sha256').update(more);
  const add = (path: string) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else if (!path.includes('.generated.')) {
      hash.update(relative(root, path)).update(readFileSync(path));
    }
  };
  for (const path of paths) add(join(root, path));
  return hash.digest('hex');
}

async function main(): Promise<void> {
  const [target, ...flags] = process.argv.slice(2);
  if (target !== 'weapp' && target !== 'h5') throw new Error('Say which: `weapp` or `h5`.');
  const begun = Date.now();
  const { folder, made } = await build(target, { standIn: flags.includes('--stand-in') });
  const how = made ? `built in ${((Date.now() - begun) / 1000).toFixed(0)} s` : 'unchanged';
  console.log(`${relative(root, folder)}: ${how}`);
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
