/** What Taro copies into subpackages is minimised anew when it has changed, in a cached build too. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import webpack, { type Compiler } from 'webpack';
import { FreshCopies } from '../../miniapp/config/freshCopies';

const COPY = 'buyer/sub-common/shared.js';

/** As Taro does it: the copy reads as its original does, and puts nothing into a hash. */
class Copying {
  apply(compiler: Compiler): void {
    const stage = compiler.webpack.Compilation.PROCESS_ASSETS_STAGE_ANALYSE;
    compiler.hooks.thisCompilation.tap('Copying', (compilation) => {
      compilation.hooks.processAssets.tap({ name: 'Copying', stage }, (assets) => {
        const original = assets['shared.js'];
        if (original) {
          const nothing = { updateHash() {} };
          assets[COPY] = Object.assign(Object.create(original) as typeof original, nothing);
        }
      });
    });
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinkan-copies-'));
  mkdirSync(join(folder, 'src'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Builds these words with what the last build has left in the cache. @returns the copy */
async function built(words: string, written: Date): Promise<string> {
  const entry = join(folder, 'src/shared.js');
  writeFileSync(entry, `console.log(${JSON.stringify(words)});`);
  utimesSync(entry, written, written);
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: { shared: entry },
    output: { path: join(folder, 'dist') },
    cache: { type: 'filesystem', cacheDirectory: join(folder, 'cache') },
    plugins: [new Copying(), new FreshCopies()],
  });
  await new Promise<void>((done, failed) => compiler.run((error) => (error ? failed(error) : done())));
  // Only a compiler that is closed has written its cache.
  await new Promise<void>((done, failed) => compiler.close((error) => (error ? failed(error) : done())));
  return readFileSync(join(folder, 'dist', COPY), 'utf8');
}

it('a cached build has the newest code in the copies', async () => {
  expect(await built('before', new Date('2026-01-01'))).toContain('before');
  expect(await built('after', new Date('2026-01-02'))).toContain('after');
});
