/** Going from page to page, by name. */
import Taro from '@tarojs/taro';
import { arrivedInSinglePage } from './launch';

const tabs = { home: '/pages/home/index', orders: '/pages/orders/index', me: '/pages/me/index' } as const;

interface PageParams {
  product: { id: string; s?: string };
  group: { id: string; s?: string };
  confirm: { sku: string; quantity: string; campaign?: string; group?: string };
  result: { order: string };
  order: { id: string };
  earnings: Record<string, never>;
  signIn: Record<string, never>;
}

/** The path of a page with its parameters, as a card or a link carries it. */
export function pathOf<P extends keyof PageParams>(page: P, params: PageParams[P]): string {
  const query = Object.entries(params as Record<string, string | undefined>)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
  return `/pages/${page}/index${query === '' ? '' : `?${query}`}`;
}

let opening: string | undefined;

/** Goes on to a page. A tap on a button inside a card reaches both, and leads to one page. */
export function open<P extends keyof PageParams>(page: P, params: PageParams[P]): void {
  const url = pathOf(page, params);
  // Moments' single-page mode shows one page and goes nowhere.
  if (url === opening || arrivedInSinglePage()) return;
  opening = url;
  // Not before the tap has reached everything it reaches.
  const opened = () =>
    setTimeout(() => {
      opening = undefined;
    });
  void Taro.navigateTo({ url }).then(opened, opened);
}

/** Instead of this page: the way back does not lead to a finished step. */
export function replaceBy<P extends keyof PageParams>(page: P, params: PageParams[P]): void {
  void Taro.redirectTo({ url: pathOf(page, params) });
}

export function openTab(tab: keyof typeof tabs): void {
  void Taro.switchTab({ url: tabs[tab] });
}

/** Back, or home where this page was the first (a shared card). */
export function back(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else openTab('home');
}
