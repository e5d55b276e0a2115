/**
 * Taro copies what several subpackages share into each of them, as sources that put nothing of themselves into a hash. To
 * the minimiser's cache all versions of such a copy are one, and a cached build would keep the first one's code. Here each
 * copy becomes a source of its own before it is minimised.
 */
import type { Compiler } from 'webpack';

const NAME = 'FreshCopies';
const COPY = /(^|\/)sub-common\//;

export class FreshCopies {
  apply(compiler: Compiler): void {
    const { RawSource } = compiler.webpack.sources;
    compiler.hooks.thisCompilation.tap(NAME, (compilation) => {
      compilation.hooks.processAdditionalAssets.tap({ name: NAME, stage: -1 }, (assets) => {
        for (const [file, copy] of Object.entries(assets)) {
          if (COPY.test(file)) compilation.updateAsset(file, new RawSource(copy.source()));
        }
      });
    });
  }
}
