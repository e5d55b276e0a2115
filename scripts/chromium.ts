/**
 * A Chromium for browser tests and screenshots. In order: CHROMIUM_PATH; one on PATH; the one inside the npm package
 * @sparticuz/chromium, unpacked once into .cache/, with the package's own libraries where the machine lacks them.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { onPath } from './database';
import { withLock } from './lock';
import { runCommand } from './runCommand';

const root = resolve(__dirname, '..');
const fontPackage = join(root, 'node_modules/@fontsource/noto-sans-sc');
const fontAddress = 'https://fonts.invalid/';

export interface Chromium {
  readonly executablePath: string;
  /** What its process needs beside this process's environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ChromiumOptions {
  /** Only the npm package's Chromium, with its own libraries: the way of a machine that has nothing installed. */
  readonly bundledOnly?: boolean;
}

/** Finds a Chromium that starts. Throws one error that names what was tried. */
export async function findChromium(options: ChromiumOptions = {}): Promise<Chromium> {
  if (options.bundledOnly) {
    const folder = await unpackBundled();
    return { executablePath: join(folder, 'chromium'), env: ownLibraries(folder) };
  }
  const tried: string[] = [];
  const starts = async (candidate: Chromium) => {
    const args = ['--version', '--no-sandbox'];
    const result = await runCommand(candidate.executablePath, args, { env: candidate.env, timeoutMs: 30_000 });
    if (result.code === 0) return true;
    const libraries = candidate.env.LD_LIBRARY_PATH ? ' with its own libraries' : '';
    tried.push(`${candidate.executablePath}${libraries}: ${result.output.trim().split('\n')[0]}`);
    return false;
  };

  const named = process.env.CHROMIUM_PATH;
  const installed = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath);
  for (const executablePath of named ? [named] : installed) {
    if (executablePath && (await starts({ executablePath, env: {} }))) return { executablePath, env: {} };
  }
  if (!named) {
    try {
      const folder = await unpackBundled();
      const executablePath = join(folder, 'chromium');
      for (const env of [{}, ownLibraries(folder)]) {
        if (await starts({ executablePath, env })) return { executablePath, env };
      }
    } catch (error) {
      tried.push((error as Error).message);
    }
  }
  throw new Error(
    `No Chromium starts on this machine.\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      'Install one (Debian: `apt-get install chromium`; for the bundled one `libnss3 libnspr4` may be enough), ' +
      'or set CHROMIUM_PATH.',
  );
}

/** Starts a headless Chromium that asks nothing of the internet. Close it when done: `await browser.close()`. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { executablePath, env } = await findChromium(options);
  return await chromium.launch({
    executablePath,
    headless: true,
    env: { ...(process.env as Record<string, string>), ...env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Gives the pages of a context Noto Sans SC, which the design names, so that pictures show Chinese on a machine without
 * a Chinese font. For screenshots only: no test may need it. Call it before the first page is opened.
 */
export async function serveChineseFont(context: BrowserContext): Promise<void> {
  const css = [400, 500, 600, 700]
    .map((weight) => readFileSync(join(fontPackage, `${weight}.css`), 'utf8'))
    .join('\n')
    .replaceAll('./files/', `${fontAddress}files/`);
  await context.route(`${fontAddress}**`, (route) =>
    route.fulfill({
      path: join(fontPackage, new URL(route.request().url()).pathname),
      headers: { 'access-control-allow-origin': '*', 'content-type': 'font/woff2' },
    }),
  );
  // As text: tsx would compile a function so that it needs a helper that the page does not have.
  await context.addInitScript({
    content: `document.addEventListener('DOMContentLoaded', () => {
      const style = document.createElement('style');
      style.textContent = ${JSON.stringify(css)};
      document.head.append(style);
    });`,
  });
}

/** Waits until every font that the page shows is there. */
export async function fontsReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    document.body.getBoundingClientRect(); // The layout asks for the fonts; only then are they waited for.
    await document.fonts.ready;
  });
}

/** Where the package's Chromium lies unpacked, with its libraries. */
async function unpackBundled(): Promise<string> {
  const packageFolder = join(root, 'node_modules/@sparticuz/chromium');
  const version: string = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
  const folder = join(root, '.cache/chromium', version);
  if (existsSync(folder)) return folder;

  return await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    const half = `${folder}.half`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    // The package unpacks into the temporary folder, and its libraries only where it believes to be on AWS Lambda.
    const unpack = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
    const result = await runCommand(process.execPath, ['-e', unpack], {
      cwd: root,
      env: { TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    if (result.code !== 0) throw new Error(`@sparticuz/chromium ${version} could not be unpacked: ${result.output}`);
    renameSync(half, folder);
    return folder;
  });
}

const ownLibraries = (folder: string) => ({
  LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
});
