/** Our figures on a canvas. Pages have them from the stylesheet; a mini-program's canvas loads the same file. */
import Taro from '@tarojs/taro';
import { SECOND } from '../../../shared/time';
import { apiUrl, isH5 } from './target';

const FAMILY = 'Pinkan Figures';
const PATIENCE = 3 * SECOND;

/** With the system's font instead, nothing is missing: a canvas waits for ours a moment, and draws with what there is. */
export async function figuresLoaded(): Promise<void> {
  const late = new Promise<void>((done) => setTimeout(done, PATIENCE));
  await Promise.race([load().catch(() => {}), late]);
}

async function load(): Promise<void> {
  if (isH5) {
    await Promise.all([500, 600].map((weight) => document.fonts.load(`${weight} 20px "${FAMILY}"`)));
    return;
  }
  const font = {
    family: FAMILY,
    source: `url("${apiUrl('/fonts/pinkan-figures-600.woff2')}")`,
    // `native` is the canvas; Taro's types do not know it.
    scopes: ['webview', 'native'],
  };
  await Taro.loadFontFace(font);
}
