/** Going from page to page, by name. */
import Taro from '@tarojs/taro';

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

export function open<P extends keyof PageParams>(page: P, params: PageParams[P]): void {
  void Taro.navigateTo({ url: pathOf(page, params) });
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
