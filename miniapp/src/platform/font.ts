/** Our figures on a canvas. Pages have them from the stylesheet; a mini-program's canvas loads the same file. */
import Taro from '@tarojs/taro';
import { SECOND } from '../../../shared/time';
import { apiUrl, isH5 } from './target';

const FAMILY = 'Pinkan Figures';
const PATIENCE = 3 * SECOND;

/**
 * With the system's font instead, nothing is missing: a canvas waits for ours a moment, and draws with what there is.
 * @param others families that the text is drawn in beside our figures
 */
export async function fontsLoaded(text: string, others: string): Promise<void> {
  const late = new Promise<void>((done) => setTimeout(done, PATIENCE));
  await Promise.race([load(text, others).catch(() => {}), late]);
}

async function load(text: string, others: string): Promise<void> {
  if (isH5) {
    const fonts = [400, 500, 600].map((weight) => `${weight} 20px "${FAMILY}", ${others}`);
    await Promise.all(fonts.map((font) => document.fonts.load(font, text)));
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
