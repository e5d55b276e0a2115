/** How a page has to look, whatever it shows. */
import type { Tab } from './browser';

export interface Scene {
  readonly path: string;
  /** Words that are there when the page is. */
  readonly shows: string;
  /** It names orders by their numbers, for whoever looks them up. */
  readonly namesOrders?: boolean;
}

/**
 * What sticks out of the window at the right or the left, scrolled rows, slides and sheets aside; as text, since what
 * runs in the page is not compiled here.
 */
const STICKING_OUT = `(() => {
  const aside = 'taro-scroll-view-core, taro-swiper-core, .nut-popup, .nut-overlay';
  const found = [];
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page: ' + document.documentElement.scrollWidth);
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest(aside)) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width === 0 || box.height === 0 || style.visibility === 'hidden') continue;
    if (box.right > window.innerWidth + 1 || box.left < -1)
      found.push(element.tagName + '.' + element.className + ' ' + Math.round(box.left) + '…' + Math.round(box.right) + ' ' + element.textContent.slice(0, 20));
  }
  return found;
})()`;

/** Words that no page may show: values that were not there, keys that were not put into words. */
const NOT_WORDS =
  /undefined|NaN|null|\[object|\{\{|\}\}|[a-z]+[A-Z][a-z]+[A-Z]?\w*[:：]|(?:ord|grp|prd|sku|cmp|mer|usr)_/;

/** Opens a page: it fits its window and shows only words. */
export async function looksRight(tab: Tab, { path, shows, namesOrders = false }: Scene): Promise<void> {
  await tab.open(path);
  await tab.shows(shows);
  const text = (await tab.text()).replace(namesOrders ? /ord_\w+/g : /订单编号ord_\w+/, '');
  expect([path, NOT_WORDS.exec(text)?.[0]]).toEqual([path, undefined]);
  expect([path, await tab.page.evaluate(STICKING_OUT)]).toEqual([path, []]);
}
