/** A build of the app for a test file. */
import { type Build, build, testBuilds } from '../../scripts/build';

/**
 * Makes sure before the tests that the build stands (`npm test` made it already; otherwise this takes up to a minute),
 * and gives its folder, which may be read inside tests and hooks.
 */
export function useBuild(name: keyof typeof testBuilds): { readonly folder: string } {
  let made: Build | undefined;
  beforeAll(async () => {
    made = await build(name === 'weapp' || name === 'productionWeapp' ? 'weapp' : 'h5', testBuilds[name]);
  }, 600_000);
  return {
    get folder() {
      if (!made) throw new Error('the build is there from beforeAll on, not while the file is read');
      return made.folder;
    },
  };
}
