/** How the page was reached: WeChat's scene value and the parameters of a card or of a mini-program code. */
import Taro from '@tarojs/taro';
import { isWeapp } from './target';

/** Moments' single-page mode: a preview that can neither sign in nor navigate. */
const SINGLE_PAGE = 1154;

/** WeChat's scene value of this entry; undefined on H5. */
export function scene(): number | undefined {
  return isWeapp ? Taro.getEnterOptionsSync().scene : undefined;
}

export const arrivedInSinglePage = (): boolean => scene() === SINGLE_PAGE;

/** A code that somebody has tampered with may be no text at all. */
function decoded(scene = ''): string {
  try {
    return decodeURIComponent(scene);
  } catch {
    return '';
  }
}

/** The share token of a page: `s` in a card's path, or the `scene` of a mini-program code, which arrives encoded. */
export function shareTokenOf(params: Partial<Record<string, string>>): string | undefined {
  const value = params.s ?? decoded(params.scene);
  return value === '' ? undefined : value;
}
