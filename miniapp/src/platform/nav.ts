/** Going from page to page, by name. */
import Taro from '@tarojs/taro';
import { arrivedInSinglePage } from './launch';
import { isH5 } from './target';

const tabs = { home: '/pages/home/index', orders: '/pages/orders/index', me: '/pages/me/index' } as const;

export interface PageParams {
  /** A tab: `openTab` goes there, this is its card's path. */
  home: { s?: string };
  product: { id: string; s?: string };
  group: { id: string; s?: string };
  result: { order: string };
  order: { id: string };
  signIn: Record<string, never>;
  /** `sku` and `quantity` name several lines with dots between them; `cart`: they come from there. */
  'buyer/confirm': { sku: string; quantity: string; campaign?: string; group?: string; bargain?: string; cart?: '1' };
  'buyer/groups': Record<string, never>;
  'buyer/cart': Record<string, never>;
  'buyer/search': Record<string, never>;
  /** `choose`: for the order that is being confirmed. */
  'buyer/addresses': { choose?: '1' };
  /** `choose`: how many pages lie above the order that it is for. */
  'buyer/address': { id?: string; choose?: '1' | '2' };
  /** What is shown where the order is picked up. */
  'buyer/pickUp': { order: string };
  'buyer/afterSaleAsk': { order: string };
  'buyer/afterSale': { id: string };
  'buyer/afterSales': Record<string, never>;
  'buyer/profile': Record<string, never>;
  'buyer/privacy': Record<string, never>;
  'buyer/account': Record<string, never>;
  'bargain/list': Record<string, never>;
  /** Before one is started. `id`: the campaign. */
  'bargain/offer': { id: string };
  'bargain/bargain': { id: string; s?: string };
  'bargain/mine': Record<string, never>;
  /** All cuts of one, computed again. */
  'bargain/verify': { id: string };
  'promoter/center': Record<string, never>;
  'promoter/shares': Record<string, never>;
  'promoter/share': { id: string };
  'promoter/people': Record<string, never>;
  /** How an order was attributed. */
  'promoter/order': { id: string };
  'promoter/earnings': Record<string, never>;
  'promoter/withdraw': Record<string, never>;
  'promoter/withdrawal': { id: string };
  'promoter/withdrawals': Record<string, never>;
  'promoter/statements': Record<string, never>;
  /** `month`: `2026-01`. */
  'promoter/statement': { month: string };
  /** What a promoter's card leads to. */
  'promoter/card': { s?: string };
  'promoter/poster': { kind: 'shop' | 'product' | 'group' | 'bargain' | 'promoter'; id: string };
  'merchant/today': { merchant?: string };
  /** A phone's way to all that has no door of its own. */
  'merchant/more': { merchant?: string };
  'merchant/campaigns': { merchant?: string; state?: string; words?: string };
  'merchant/campaign': { merchant: string; id: string; tab?: string; state?: string };
  /** `id`: the campaign whose next edition it is; `copy`: one that another is to be like; `draft`: one that is gone on with. */
  'merchant/campaignForm': { merchant?: string; id?: string; copy?: string; draft?: string };
  /** `id`: the campaign. `days`: the last ones; otherwise `from` and `until` (`2026-01-17`), both of them in it. */
  'merchant/bargainBoard': { merchant?: string; id: string; days?: string; from?: string; until?: string };
  /** `id`: the campaign, of any kind. */
  'merchant/campaignBoard': { merchant?: string; id: string };
  'merchant/products': { merchant?: string; show?: string; words?: string | undefined };
  /** Without `id` a new one. */
  'merchant/productForm': { merchant?: string; id?: string };
  'merchant/productSheet': { merchant?: string };
  /** `id`: the campaign that it begins with; `draft`: one that is being written. */
  'merchant/simulator': { merchant?: string; id?: string; draft?: string };
  'merchant/group': { merchant: string; id: string };
  'merchant/orders': {
    merchant?: string;
    state?: string;
    words?: string;
    delivery?: string;
    /** Days: `2026-01-17`, both of them in it. */
    from?: string;
    until?: string;
  };
  'merchant/order': { merchant: string; id: string };
  'merchant/shipping': { merchant?: string };
  'merchant/pickUp': { merchant?: string };
  'merchant/afterSales': { merchant?: string; state?: string };
  'merchant/afterSale': { merchant: string; id: string };
  'merchant/settlement': { merchant?: string };
  'merchant/payouts': { merchant?: string; state?: string };
  'merchant/payout': { merchant: string; id: string };
  'merchant/payoutRules': { merchant?: string };
  'merchant/settings': { merchant?: string };
  'merchant/shopFace': { merchant?: string };
  'merchant/paymentAccount': { merchant?: string };
  'merchant/shopPolicies': { merchant?: string };
  'merchant/freight': { merchant?: string };
  'merchant/pickUpPoints': { merchant?: string };
  /** `days`: the last ones; otherwise `from` and `until` (`2026-01-17`), both of them in it. */
  'merchant/finances': { merchant?: string; by?: string; days?: string; from?: string; until?: string };
  /** What a figure is made of. `period`: `2026-01-17` or `2026-01`. */
  'merchant/journals': { merchant?: string; figure: string; period: string };
  'merchant/reconciliations': { merchant?: string };
  /** `date`: `2026-01-17`. */
  'merchant/reconciliation': { merchant: string; account: string; date: string };
  'merchant/referral': { merchant?: string };
  'merchant/commissionPolicy': { merchant?: string };
  'merchant/ownPolicies': { merchant: string; of?: 'product' | 'campaign' };
  /** Who it is: by themselves, by an order of theirs, or by a code that they have shared. */
  'merchant/customer': { merchant: string; person?: string; order?: string; code?: string };
  /** `days`: the last ones; otherwise `from` and `until` (`2026-01-17`), both of them in it. */
  'merchant/fission': { merchant?: string; campaign?: string; days?: string; from?: string; until?: string };
  /** `share`: whose branch; without it the biggest of the shop, or of a campaign. */
  'merchant/tree': { merchant?: string; campaign?: string; share?: string };
  'merchant/members': { merchant?: string };
  /** `code`: of the invite, which opens it for whoever has it. */
  'merchant/invitation': { code: string };
  /** `noun`: the kind of thing; `by`: one member. */
  'merchant/changeLog': { merchant?: string; noun?: string; by?: string | undefined };
  /** For operators of the platform. */
  'merchant/shops': { merchant?: string; state?: string; words?: string | undefined };
  'merchant/shop': { merchant?: string; id: string };
  /** `shop`, `kind`: of one alone. */
  'merchant/alarms': { merchant?: string; state?: string; shop?: string | undefined; kind?: string | undefined };
  'merchant/approve': { code: string };
  'merchant/sessions': { merchant?: string };
  /** `next`: the path to go to when somebody is signed in. */
  'merchant/signIn': { next?: string };
}

/** The path of a page with its parameters, as a card or a link carries it. */
export function pathOf<P extends keyof PageParams>(page: P, params: PageParams[P]): string {
  const query = Object.entries(params as Record<string, string | undefined>)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
  const folder = page.includes('/') ? page : `pages/${page}`;
  return `/${folder}/index${query === '' ? '' : `?${query}`}`;
}

/** The code in what a desk shows to be scanned: the address of the page that approves it; undefined for anything else. */
export function deskCodeIn(text: string): string | undefined {
  return /#\/merchant\/approve\/index\?code=([0-9A-Za-z]+)$/.exec(text)?.[1];
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

/** Leaves every page behind: from one part of the merchant's room to another. */
export function goTo<P extends keyof PageParams>(page: P, params: PageParams[P]): void {
  void Taro.reLaunch({ url: pathOf(page, params) });
}

/** Up to the page that this one belongs under: back, where that is where one came from. */
export function up<P extends keyof PageParams>(page: P, params: PageParams[P]): void {
  const pages = Taro.getCurrentPages();
  const before = pages[pages.length - 2]?.route ?? '';
  if (`/${before.replace(/^\//, '')}` === pathOf(page, {} as PageParams[P])) void Taro.navigateBack();
  else goTo(page, params);
}

/** Says in the address what the page shows, so that a copied or reloaded one shows the same. Only H5 has addresses. */
export function keepInAddress<P extends keyof PageParams>(page: P, params: PageParams[P]): void {
  if (isH5) window.history.replaceState(window.history.state, '', `#${pathOf(page, params)}`);
}

/** The path on screen with its parameters, to come back to. H5 only. */
export const hereInAddress = (): string => window.location.hash.slice(1);

/** Goes to a path that `hereInAddress` once said; anything else is passed over. */
export function goToPath(path: string): void {
  if (/^\/(pages|merchant|buyer|bargain|promoter)\//.test(path)) void Taro.reLaunch({ url: path });
}

export function openTab(tab: keyof typeof tabs): void {
  void Taro.switchTab({ url: tabs[tab] });
}

/** Back over so many pages at once; home where there are not so many. */
export function backOver(pages: number): void {
  if (Taro.getCurrentPages().length > pages) void Taro.navigateBack({ delta: pages });
  else openTab('home');
}

/** Back, or home where this page was the first (a shared card). */
export const back = (): void => backOver(1);
