/**
 * Starts the bundled worker from code that is compiled already: it is started for every case, and compiling it would
 * take longer than most cases. Whatever has been compiled by the time somebody asks for it is kept beside the bundle.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

/** Keep what is compiled by now. */
export interface KeepRequest {
  readonly keep: true;
}

const [, , file = ''] = process.argv;
const kept = `${file}.compiled`;
const script = new Script(`(function (module, require) {${readFileSync(file, 'utf8')}\n})`, {
  filename: file,
  cachedData: existsSync(kept) ? readFileSync(kept) : undefined,
});

// Whatever else is asked is the worker's to answer.
process.on('message', (request: KeepRequest | object) => {
  if (!('keep' in request)) return;
  // The next process is being started meanwhile, and reads it whole or not at all.
  writeFileSync(`${kept}.new`, script.createCachedData());
  renameSync(`${kept}.new`, kept);
});

script.runInThisContext()({ exports: {} }, createRequire(file));
