/**
 * `npm run screenshots`: every page of the H5 app in its interesting states, on a phone (375 px) and on a desk
 * (1280 px), the merchant's room at the widths between and below too, from a shop of its own that is seeded and thrown away. They go to .cache/screenshots/; five of them side by
 * side are the README's picture, docs/pictures/shop.png. `npm run screenshots -- home earnings` takes these alone anew.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { compose } from '../functions/http/compose';
import type { Collections, OrderDoc } from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { stockOf } from '../functions/store/stock';
import { putCart } from '../functions/usecases/cart';
import type { AfterSaleStatus } from '../shared/domain/afterSale';
import type { BargainStatus } from '../shared/domain/bargain';
import type { WithdrawalStatus } from '../shared/domain/withdrawal';
import type { RefusalCode } from '../shared/refusals';
import type { Result } from '../shared/result';
import { build } from './build';
import { fontsReady, launchChromium, serveChineseFont } from './chromium';
import { openDatabase } from './database';
import { openDoor } from './host';
import { localConfig, newSecrets, refuseProduction, terminalLog } from './local';
import { owner, platformOperator } from './seed/people';
import { openShop, seed } from './seed/seed';
import { MERCHANT } from './seed/shop';
import { openStage, type Stage } from './seed/stage';
import { createSite } from './site';
import { spawnStandIn } from './wechatStandIn/spawn';

const root = resolve(__dirname, '..');
const folder = join(root, '.cache/screenshots');
const readmePicture = join(root, 'docs/pictures/shop.png');

const phone = { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } as const;
const desk = { isMobile: false, hasTouch: false, deviceScaleFactor: 1 } as const;
const sizes = {
  320: { viewport: { width: 320, height: 640 }, ...phone },
  375: { viewport: { width: 375, height: 812 }, ...phone },
  800: { viewport: { width: 800, height: 1000 }, ...desk },
  1024: { viewport: { width: 1024, height: 768 }, ...desk },
  1280: { viewport: { width: 1280, height: 800 }, ...desk },
} as const;
type Width = keyof typeof sizes;
const widths = [320, 375, 800, 1024, 1280] as const satisfies readonly Width[];
/** Of every scene; the others are of those that look another way there. */
const usual: readonly Width[] = [375, 1280];

interface Scene {
  readonly name: string;
  /** Who looks; nobody is signed in where it is left out. */
  readonly who?: string;
  readonly path: string;
  /** Words that are there when the page is. */
  readonly shows: string;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
  /** The whole page, not only what the window shows. */
  readonly whole?: boolean;
  /** Failing or never-ending requests, for the states of a page. */
  readonly network?: 'down' | 'slow';
  /** A picture at every width: its layout changes between a phone and a desk. */
  readonly everyWidth?: boolean;
}

/** Half past ten in Shanghai, so that the pictures say the same on any day; ahead, since the database forgets ended sessions by its own clock. */
const MORNING = Date.parse('2036-05-20T10:30:00+08:00');

const tap = async (page: Page, id: string, shows: string): Promise<void> => {
  await page.locator(`[id="${id}"] >> visible=true`).first().click();
  await seen(page, shows);
};

/** Waits until the words are on screen, spaces aside. */
async function seen(page: Page, words: string): Promise<void> {
  const wanted = JSON.stringify(words.replace(/\s+/g, ''));
  await page.waitForFunction(`document.body.innerText.replace(/\\s+/g, '').includes(${wanted})`, undefined, {
    timeout: 15_000,
  });
}

/** Makes the window as tall as the page, which scrolls inside it. */
async function stretch(page: Page, width: Width): Promise<void> {
  const tall = `Math.max(...[...document.querySelectorAll('.taro_page, .taro_page *')].map((one) =>
    one.getClientRects().length === 0 ? 0 : one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY) ? one.scrollHeight : one.offsetHeight ?? 0))`;
  const height = Math.min(4000, Math.max(sizes[width].viewport.height, Number(await page.evaluate(tall))));
  await page.setViewportSize({ width, height });
  await fontsReady(page);
  await page.waitForTimeout(200);
}

const orderOf = (bought: Result<OrderDoc, RefusalCode>): OrderDoc => {
  if (!bought.ok) throw new Error(`the demo shop refuses an order: ${bought.refusal}`);
  return bought.value;
};

/** What is to be seen beside what the seed brought about. */
async function happen(stage: Stage, store: Collections): Promise<Scene[]> {
  await stage.at();
  const waiting = orderOf(await stage.buy('xiaoman', { product: 'peach', group: 'new' }));
  const card = await stage.share('xiaoman', { kind: 'group', id: waiting.groupId ?? '' });
  orderOf(await stage.buy('ajie', { product: 'peach', group: waiting.groupId ?? '', shareToken: card }));

  const led = orderOf(await stage.buy('xiaoman', { product: 'orange', group: 'new' }));
  const formed = led.groupId ?? '';
  const { terms } = (await store.groups.findOne({ _id: formed })) ?? { terms: { size: 0 } };
  const friends = ['ajie', 'linjie', 'sumei', 'dawei', 'fangyi', 'heyi', 'aqiu', 'xubo'];
  for (const friend of friends.slice(0, terms.size - 1)) {
    orderOf(await stage.buy(friend, { product: 'orange', group: formed }));
  }
  const unpaid = orderOf(await stage.place('xiaoman', { product: 'honey', group: 'new' }));
  // A cart in which something has become dearer, something is sold out, and something is gone.
  for (const skuId of ['sku_mooncakeEight', 'sku_cookieBox', 'sku_teaSmall', 'sku_tomatoFive']) {
    await putCart(stage.app, waiting.userId, { merchantId: MERCHANT, skuId, quantity: 2 });
  }
  await store.products.updateOne({ _id: 'prd_tea' }, { $inc: { 'skus.0.price': 1000 } });
  await store.products.updateOne({ _id: 'prd_cookie' }, { $set: { status: 'archived' } });
  await store.counters.updateOne({ _id: stockOf('sku_mooncakeEight') }, [{ $set: { max: '$taken' } }]);
  /** Everybody's order in a group that the first of them leads. */
  const together = async (product: string, [leader = '', ...others]: readonly string[]): Promise<string> => {
    const { groupId = '' } = orderOf(await stage.buy(leader, { product, group: 'new' }));
    for (const person of others) orderOf(await stage.buy(person, { product, group: groupId }));
    return groupId;
  };
  const eggs = await together('egg', ['xiaoman', 'ajie', 'linjie']);
  const oranges = await together('orange', ['linjie', 'ajie', 'sumei', 'xiaoman']);
  const strawberries = await together('strawberry', ['sumei']);
  const rice = await together('rice', ['linjie', 'xiaoman', 'heyi']);
  const failed = await store.groups.findOne({ status: 'failed', campaignId: 'cmp_apple' });
  const refunded = await store.orders.findOne({ groupId: failed?._id ?? '' });
  const refundedTo = failed?.seats.length ? 'xubo' : 'aqiu';
  const looked = { checkId: 'chk_picture', at: 0 };
  const proposed = {
    name: { ...looked, value: '坏话连篇', status: 'refused' as const },
    avatar: { ...looked, value: '/pictures/1f96d.webp', status: 'pending' as const },
  };
  await store.users.updateOne({ name: '许伯' }, { $set: { proposed } });
  const received = await store.orders.findOne({ userId: waiting.userId, status: { $in: ['received', 'completed'] } });
  const mine = await store.orders.find({ userId: waiting.userId }).toArray();
  const inParcels = mine.find(({ parcels }) => parcels.length > 1)?._id;
  const pickUp = mine.find(({ delivery, status }) => delivery === 'pickUp' && status === 'toShip')?._id;
  const partly = mine.find(({ afterSales }) => afterSales.some(({ status }) => status === 'refunded'))?._id;
  const afterSale = async (status: AfterSaleStatus) => {
    const found = await store.afterSales.findOne({ userId: waiting.userId, status });
    return `/buyer/afterSale/index?id=${found?._id}`;
  };
  const sentBy = (userId: string, id: string) =>
    store.shares.findOne({ userId, 'target.id': id, children: { $gt: 0 } });
  const peaches = await sentBy(waiting.userId, 'prd_peach');
  const young = await sentBy(waiting.userId, 'prd_egg');
  const own = await store.shares.findOne({ userId: waiting.userId, 'target.kind': 'promoter' });
  const earned = await store.commissions.findOne({ userId: waiting.userId, status: 'held' });
  const missed = await store.commissions.findOne({ elsewhere: true, title: '林下散养土鸡蛋' });

  const group = (id: string | undefined) => `/pages/group/index?id=${id}`;
  const confirm = '/buyer/confirm/index?sku=sku_peachHalf&quantity=2&campaign=cmp_peach';
  const fromCart = '/buyer/confirm/index?sku=sku_teaSmall.sku_tomatoFive&quantity=2.1&cart=1';
  return [
    { name: 'home', who: 'xiaoman', path: '/pages/home/index', shows: '截止' },
    { name: 'home-whole', who: 'linjie', path: '/pages/home/index', shows: '一起拼', whole: true },
    { name: 'product', who: 'xiaoyu', path: '/pages/product/index?id=prd_peach', shows: '我来开团' },
    { name: 'product-whole', path: '/pages/product/index?id=prd_peach', shows: '我来开团', whole: true },
    { name: 'product-ladder', path: '/pages/product/index?id=prd_orange', shows: '我来开团', whole: true },
    { name: 'product-leader', who: 'xiaoyu', path: '/pages/product/index?id=prd_egg', shows: '团长价', whole: true },
    {
      name: 'product-leader-sheet',
      who: 'xiaoyu',
      path: '/pages/product/index?id=prd_egg',
      shows: '团长价',
      act: (page) => tap(page, 'buy', '去确认'),
    },
    {
      name: 'product-newcomers',
      who: 'linjie',
      path: '/pages/product/index?id=prd_strawberry',
      shows: '只限新客',
      whole: true,
    },
    { name: 'product-chat', who: 'linjie', path: '/pages/product/index?id=prd_milk', shows: '只限本群', whole: true },
    { name: 'product-alone', path: '/pages/product/index?id=prd_blueberry', shows: '单买价' },
    {
      name: 'product-sheet',
      who: 'xiaoyu',
      path: '/pages/product/index?id=prd_peach',
      shows: '我来开团',
      act: (page) => tap(page, 'buy', '去确认'),
    },
    {
      name: 'product-commission',
      path: '/pages/product/index?id=prd_peach',
      shows: '怎么算',
      act: (page) => tap(page, 'commission', '佣金怎么算'),
    },
    { name: 'landing', who: 'xiaoyu', path: `${group(waiting.groupId)}&s=${card}`, shows: '邀你一起拼' },
    { name: 'group-mine', who: 'xiaoman', path: group(waiting.groupId), shows: '邀请好友' },
    {
      name: 'group-share',
      who: 'xiaoman',
      path: group(waiting.groupId),
      shows: '邀请好友',
      act: (page) => tap(page, 'share', '复制链接'),
    },
    { name: 'group-ladder', who: 'xiaoyu', path: group(oranges), shows: '再来 1 人', whole: true },
    { name: 'group-ladder-mine', who: 'xiaoman', path: group(oranges), shows: '邀请好友', whole: true },
    { name: 'group-least', who: 'aqiu', path: group(rice), shows: '到点就成团', whole: true },
    { name: 'group-newcomers', who: 'linjie', path: group(strawberries), shows: '只限新客' },
    { name: 'group-leader', who: 'xiaoman', path: group(eggs), shows: '退团', whole: true },
    {
      name: 'group-leave',
      who: 'xiaoman',
      path: group(eggs),
      shows: '退团',
      act: (page) => tap(page, 'leave', '接任团长'),
    },
    { name: 'group-paying', who: 'xiaoman', path: group(unpaid.groupId), shows: '去付款' },
    { name: 'formed', who: 'xiaoman', path: group(formed), shows: '成团了', whole: true },
    { name: 'formed-outside', who: 'xiaoyu', path: group(formed), shows: '已成团' },
    { name: 'group-failed', who: refundedTo, path: group(failed?._id), shows: '没有拼成' },
    { name: 'group-lost', path: group('grp_none'), shows: '没有找到这个团' },
    { name: 'confirm', who: 'xiaoman', path: confirm, shows: '应付' },
    { name: 'confirm-first', who: 'xiaoyu', path: confirm, shows: '只填一次', whole: true },
    {
      name: 'confirm-leader',
      who: 'xiaoman',
      path: '/buyer/confirm/index?sku=sku_eggThirty&quantity=2&campaign=cmp_egg',
      shows: '应付',
    },
    {
      name: 'confirm-ladder',
      who: 'aqiu',
      path: `/buyer/confirm/index?sku=sku_orangeFive&quantity=1&campaign=cmp_orange&group=${oranges}`,
      shows: '应付',
    },
    {
      name: 'confirm-refused',
      who: 'linjie',
      path: `/buyer/confirm/index?sku=sku_strawberryTwo&quantity=1&campaign=cmp_strawberry&group=${strawberries}`,
      shows: '这一单下不了',
    },
    { name: 'confirm-cart', who: 'xiaoman', path: fromCart, shows: '应付', whole: true },
    {
      name: 'confirm-pick-up',
      who: 'xiaoman',
      path: fromCart,
      shows: '应付',
      act: (page) => tap(page, 'byPickUp', '梅园自提点'),
      whole: true,
    },
    { name: 'address', who: 'xiaoyu', path: '/buyer/address/index', shows: '保存' },
    {
      name: 'address-errors',
      who: 'xiaoyu',
      path: '/buyer/address/index',
      shows: '保存',
      act: (page) => tap(page, 'save', '选一下省市区'),
    },
    {
      name: 'address-region',
      who: 'xiaoyu',
      path: '/buyer/address/index',
      shows: '保存',
      act: (page) => tap(page, 'addressRegion', '北京市'),
    },
    { name: 'addresses', who: 'xiaoman', path: '/buyer/addresses/index', shows: '常用' },
    { name: 'addresses-empty', who: 'xiaoyu', path: '/buyer/addresses/index', shows: '还没有收货地址' },
    { name: 'cart', who: 'xiaoman', path: '/buyer/cart/index', shows: '结算', whole: true },
    { name: 'cart-empty', who: 'luyi', path: '/buyer/cart/index', shows: '还是空的' },
    { name: 'cart-nobody', path: '/buyer/cart/index', shows: '去登录' },
    {
      name: 'cart-sheet',
      who: 'xiaoman',
      path: '/pages/product/index?id=prd_tea',
      shows: '加入购物车',
      act: (page) => tap(page, 'intoCart', '每单最多'),
    },
    {
      name: 'search',
      path: '/buyer/search/index',
      shows: '搜索',
      act: async (page) => {
        await page.locator('[id="searchText"] input').fill('斤装');
        await tap(page, 'search', '阳山水蜜桃');
      },
    },
    {
      name: 'search-none',
      path: '/buyer/search/index',
      shows: '搜索',
      act: async (page) => {
        await page.locator('[id="searchText"] input').fill('宇宙飞船');
        await tap(page, 'search', '没有找到');
      },
    },
    {
      name: 'pay',
      who: 'xiaoman',
      path: `/pages/order/index?id=${unpaid._id}`,
      shows: '去付款',
      act: (page) => tap(page, 'pay', '付给 山野集'),
    },
    { name: 'result', who: 'xiaoman', path: `/pages/result/index?order=${unpaid._id}`, shows: '还没收到付款' },
    { name: 'orders', who: 'xiaoman', path: '/pages/orders/index', shows: '待付款', whole: true },
    {
      name: 'orders-refund',
      who: refundedTo,
      path: '/pages/orders/index',
      shows: '全部',
      act: (page) => tap(page, 'tab-refund', '已退回'),
    },
    { name: 'groups', who: 'xiaoman', path: '/buyer/groups/index', shows: '拼团中', whole: true },
    { name: 'groups-empty', who: 'luyi', path: '/buyer/groups/index', shows: '还没有拼过团' },
    { name: 'groups-nobody', path: '/buyer/groups/index', shows: '去登录' },
    { name: 'orders-empty', who: 'luyi', path: '/pages/orders/index', shows: '还没有订单' },
    { name: 'orders-nobody', path: '/pages/orders/index', shows: '去登录' },
    { name: 'order-unpaid', who: 'xiaoman', path: `/pages/order/index?id=${unpaid._id}`, shows: '待付款' },
    { name: 'order-paid', who: 'xiaoman', path: `/pages/order/index?id=${waiting._id}`, shows: '待成团', whole: true },
    { name: 'order-ladder', who: 'xiaoman', path: `/pages/order/index?id=${led._id}`, shows: '差价', whole: true },
    {
      name: 'order-received',
      who: 'xiaoman',
      path: `/pages/order/index?id=${received?._id}`,
      shows: '收',
      whole: true,
    },
    {
      name: 'order-refunded',
      who: refundedTo,
      path: `/pages/order/index?id=${refunded?._id}`,
      shows: '退款',
      whole: true,
    },
    {
      name: 'order-parcels',
      who: 'xiaoman',
      path: `/pages/order/index?id=${inParcels}`,
      shows: '2 个包裹',
      whole: true,
      everyWidth: true,
    },
    {
      name: 'order-pick-up',
      who: 'xiaoman',
      path: `/pages/order/index?id=${pickUp}`,
      shows: '取货码',
      whole: true,
      everyWidth: true,
    },
    { name: 'pick-up', who: 'xiaoman', path: `/buyer/pickUp/index?order=${pickUp}`, shows: '店员', everyWidth: true },
    { name: 'order-partly', who: 'xiaoman', path: `/pages/order/index?id=${partly}`, shows: '售后与退款', whole: true },
    {
      name: 'after-sale-ask',
      who: 'xiaoman',
      path: `/buyer/afterSaleAsk/index?order=${partly}`,
      shows: '先选要退的商品',
      act: async (page) => {
        await tap(page, 'choose-1', '先选原因');
        await tap(page, 'reason-spoiled', '提交申请');
      },
      whole: true,
      everyWidth: true,
    },
    { name: 'after-sale-asked', who: 'xiaoman', path: await afterSale('asked'), shows: '等商家答复', whole: true },
    { name: 'after-sale-refused', who: 'xiaoman', path: await afterSale('refused'), shows: '商家的理由', whole: true },
    {
      name: 'after-sale-returning',
      who: 'xiaoman',
      path: await afterSale('returning'),
      shows: '退货在路上',
      act: (page) => tap(page, 'changeNumber', '改成这个单号'),
      whole: true,
      everyWidth: true,
    },
    { name: 'after-sale-done', who: 'xiaoman', path: await afterSale('done'), shows: '已到账', whole: true },
    { name: 'after-sales', who: 'xiaoman', path: '/buyer/afterSales/index', shows: '等商家答复', whole: true },
    { name: 'after-sales-empty', who: 'luyi', path: '/buyer/afterSales/index', shows: '还没有申请过售后' },
    {
      name: 'earnings',
      who: 'xiaoman',
      path: '/promoter/earnings/index',
      shows: '冻结中',
      act: async (page) => {
        await page.locator('.money-line >> visible=true').first().click();
        await seen(page, '为什么是');
      },
    },
    {
      name: 'earnings-elsewhere',
      who: 'linjie',
      path: '/promoter/earnings/index',
      shows: '已归属其他推荐人',
      whole: true,
    },
    { name: 'earnings-empty', who: 'luyi', path: '/promoter/earnings/index', shows: '还没有收益' },
    ...promoter({
      peaches: peaches?._id,
      young: young?._id,
      earned: earned?.orderId,
      missed: missed?.orderId,
      group: waiting.groupId,
      own: own?._id,
    }),
    { name: 'me', who: 'xiaoman', path: '/pages/me/index', shows: '周小满' },
    { name: 'me-merchant', who: owner, path: '/pages/me/index', shows: '商家后台' },
    { name: 'me-nobody', path: '/pages/me/index', shows: '还没有登录' },
    {
      name: 'account',
      who: 'xiaoman',
      path: '/buyer/account/index',
      shows: '先把上面的事了结',
      whole: true,
      everyWidth: true,
    },
    { name: 'account-free', who: 'luyi', path: '/buyer/account/index', shows: '整理一份', whole: true },
    { name: 'account-nobody', path: '/buyer/account/index', shows: '登录后' },
    { name: 'profile', who: 'xiaoman', path: '/buyer/profile/index', shows: '名字没有改动', everyWidth: true },
    { name: 'profile-status', who: 'xubo', path: '/buyer/profile/index', shows: '没让通过', whole: true },
    { name: 'privacy', who: 'xiaoman', path: '/buyer/privacy/index', shows: '撤回同意', whole: true, everyWidth: true },
    {
      name: 'privacy-sheet',
      who: 'luyi',
      path: '/buyer/profile/index',
      shows: '名字没有改动',
      everyWidth: true,
      act: async (page) => {
        await page.locator('input >> visible=true').first().fill('小陆');
        await tap(page, 'saveName', '先说清楚隐私');
      },
    },
    { name: 'sign-in', path: '/pages/signIn/index', shows: '选一个人' },
    { name: 'state-failed', path: '/pages/product/index?id=prd_peach', shows: '没加载出来', network: 'down' },
    { name: 'state-loading-home', path: '/pages/home/index', shows: '', network: 'slow' },
    { name: 'state-loading-group', path: group(waiting.groupId), shows: '', network: 'slow' },
    ...(await bargains(stage, store)),
    ...room({ open: waiting.groupId, failed: failed?._id }),
    ...shopAndStaff(),
    ...(await campaignsInHand(store)),
    ...platform(),
    ...(await wallets(store)),
    ...commissionPolicies(),
    ...(await money(store)),
    ...bindings({ missed: missed?.orderId, code: (await store.shares.findOne({ userId: missed?.userId }))?._id }),
  ];
}

/** Bargains in each state as their owner, a friend and anybody else see them; the merchant's pages of them. */
async function bargains(stage: Stage, store: Collections): Promise<Scene[]> {
  const honey = 'cmp_bargain0honey';
  const of = async (owner: string, campaignId: string, status: BargainStatus) => {
    const found = await store.bargains.findOne({ 'owner.name': owner, campaignId, status });
    if (!found) throw new Error(`${owner} has no bargain of ${campaignId} that is ${status}`);
    return found._id;
  };
  const open = await of('周小满', honey, 'open');
  const floor = await of('周小满', 'cmp_bargain0mango', 'floor');
  const bought = await of('周小满', 'cmp_bargain0cherry', 'bought');
  const expired = await of('周小满', honey, 'expired');
  const others = await of('林姐', 'cmp_bargain0cherry', 'open');
  const cancelled = await of('阿杰', 'cmp_bargain0mango', 'cancelled');
  const ordered = (await stage.bargain('fangyi', 'mango')) ?? '';
  for (const friend of ['xubo', 'ajie', 'aqiu']) await stage.help(friend, ordered);
  orderOf(await stage.place('fangyi', { product: 'mango', bargain: ordered }));
  const card = await stage.share('linjie', { kind: 'bargain', id: others });
  const order = await store.orders.findOne({ 'bargain.id': bought });

  const page = (id: string, token?: string) =>
    `/bargain/bargain/index?id=${id}${token === undefined ? '' : `&s=${token}`}`;
  const confirm = `/buyer/confirm/index?sku=sku_mangoFive&quantity=1&bargain=${floor}`;
  const scenes: Scene[] = [
    { name: 'bargains', path: '/bargain/list/index', shows: '位朋友', whole: true },
    { name: 'bargain-offer', who: 'luyi', path: `/bargain/offer/index?id=${honey}`, shows: '发起砍价', whole: true },
    { name: 'bargain-offer-mine', who: 'xiaoman', path: `/bargain/offer/index?id=${honey}`, shows: '去看看我的' },
    { name: 'bargain', who: 'xiaoman', path: page(open), shows: '请朋友帮砍', whole: true },
    {
      name: 'bargain-share',
      who: 'xiaoman',
      path: page(open),
      shows: '请朋友帮砍',
      act: (shown) => tap(shown, 'share', '复制链接'),
    },
    { name: 'bargain-friend', who: 'xiaoman', path: page(others, card), shows: '帮 TA 砍一刀', whole: true },
    { name: 'bargain-helper', who: 'aqiu', path: page(others), shows: '你砍了', whole: true },
    { name: 'bargain-nobody', path: page(others), shows: '帮 TA 砍一刀' },
    { name: 'bargain-floor', who: 'xiaoman', path: page(floor), shows: '砍到底价了', whole: true },
    { name: 'bargain-ordered', who: 'fangyi', path: page(ordered), shows: '去付款', whole: true },
    { name: 'bargain-bought', who: 'xiaoman', path: page(bought), shows: '买下', whole: true },
    { name: 'bargain-expired', who: 'xiaoman', path: page(expired), shows: '时间到了', whole: true },
    { name: 'bargain-cancelled', who: 'luyi', path: page(cancelled), shows: '取消了', whole: true },
    { name: 'bargain-lost', path: page('brg_none'), shows: '没有找到这次砍价' },
    { name: 'bargain-failed', path: page(open), shows: '没加载出来', network: 'down' },
    { name: 'bargain-loading', path: page(open), shows: '', network: 'slow' },
    { name: 'my-bargains', who: 'xiaoman', path: '/bargain/mine/index', shows: '砍价中', whole: true },
    { name: 'my-bargains-empty', who: 'luyi', path: '/bargain/mine/index', shows: '还没有发起过砍价' },
    { name: 'my-bargains-nobody', path: '/bargain/mine/index', shows: '登录后看你的砍价' },
    { name: 'bargain-verify', path: `/bargain/verify/index?id=${bought}`, shows: '全部对得上', whole: true },
    { name: 'bargain-verify-part', path: `/bargain/verify/index?id=${expired}`, shows: '全部对得上', whole: true },
    { name: 'bargain-sealed', path: `/bargain/verify/index?id=${open}`, shows: '金额已封存', whole: true },
    { name: 'confirm-bargain', who: 'xiaoman', path: confirm, shows: '砍后价', whole: true },
    {
      name: 'order-bargain',
      who: 'xiaoman',
      path: `/pages/order/index?id=${order?._id}`,
      shows: '砍价',
      whole: true,
    },
    { name: 'product-bargain', path: '/pages/product/index?id=prd_honey', shows: '砍价到', whole: true },
    { name: 'poster-bargain', who: 'xiaoman', path: `/promoter/poster/index?kind=bargain&id=${open}`, shows: '存图片' },
    ...merchantBargains(honey),
  ];
  return scenes.map((scene) => ({ ...scene, everyWidth: true }));
}

function merchantBargains(campaignId: string): Scene[] {
  const of = `?merchant=${MERCHANT}&id=${campaignId}`;
  const scenes: Scene[] = [
    { name: 'room-bargain', path: `/merchant/campaign/index${of}`, shows: '周小满' },
    { name: 'room-bargain-payments', path: `/merchant/campaign/index${of}&tab=payments`, shows: '买下' },
    { name: 'room-bargain-rules', path: `/merchant/campaign/index${of}&tab=rules`, shows: '每一刀的大小' },
    { name: 'room-bargain-board', path: `/merchant/bargainBoard/index${of}&days=30`, shows: '发起' },
    { name: 'room-bargain-results', path: `/merchant/campaignBoard/index${of}`, shows: '从打开到留住' },
    { name: 'room-bargain-next', path: `/merchant/campaignForm/index${of}`, shows: '顾客看到的' },
    { name: 'room-bargain-new', path: `/merchant/campaignForm/index?merchant=${MERCHANT}`, shows: '哪件商品' },
    {
      name: 'room-bargain-end',
      path: `/merchant/campaign/index${of}`,
      shows: '提前结束',
      act: (shown) => tap(shown, 'end', '先选一种'),
    },
  ];
  return scenes.map((scene) => ({ who: owner, whole: true, ...scene }));
}

/** What a promoter sees. `earned`, `missed`: orders that 周小满 earns from, and that 林姐 does not. */
function promoter(
  of: Record<'peaches' | 'young' | 'earned' | 'missed' | 'group' | 'own', string | undefined>,
): Scene[] {
  const center = { who: 'xiaoman', path: '/promoter/center/index', shows: '近 7 天' };
  const scenes: Scene[] = [
    { name: 'promoter', ...center },
    {
      name: 'promoter-month',
      ...center,
      act: async (page) => {
        await tap(page, 'days-30', '佣金');
        await tap(page, 'sum-commission', '佣金');
      },
    },
    { name: 'promoter-table', ...center, act: (page) => tap(page, 'asTable', '日期') },
    { name: 'promoter-empty', who: 'luyi', path: '/promoter/center/index', shows: '近 7 天' },
    { name: 'poster', who: 'xiaoman', path: '/promoter/poster/index?kind=product&id=prd_peach', shows: '存图片' },
    { name: 'poster-group', who: 'xiaoman', path: `/promoter/poster/index?kind=group&id=${of.group}`, shows: '存图片' },
    { name: 'poster-shop', who: 'xiaoman', path: `/promoter/poster/index?kind=shop&id=${MERCHANT}`, shows: '存图片' },
    {
      name: 'poster-own',
      who: 'xiaoman',
      path: `/promoter/poster/index?kind=promoter&id=${MERCHANT}`,
      shows: '存图片',
    },
    { name: 'promoter-card', who: 'xiaoyu', path: `/promoter/card/index?s=${of.own}`, shows: '店里的货' },
    { name: 'promoter-shares', who: 'xiaoman', path: '/promoter/shares/index', shows: '又分享' },
    { name: 'promoter-share', who: 'xiaoman', path: `/promoter/share/index?id=${of.peaches}`, shows: '接着分享' },
    { name: 'promoter-share-young', who: 'xiaoman', path: `/promoter/share/index?id=${of.young}`, shows: '接着分享' },
    { name: 'promoter-people', who: 'xiaoman', path: '/promoter/people/index', shows: '长期有效' },
    { name: 'promoter-order', who: 'xiaoman', path: `/promoter/order/index?id=${of.earned}`, shows: '逐件算' },
    {
      name: 'promoter-elsewhere',
      who: 'linjie',
      path: `/promoter/order/index?id=${of.missed}`,
      shows: '已归属其他推荐人',
    },
  ];
  return [
    ...scenes.map((scene) => ({ ...scene, whole: true, everyWidth: true })),
    { name: 'promoter-shares-empty', who: 'luyi', path: '/promoter/shares/index', shows: '还没有人打开' },
    { name: 'promoter-people-empty', who: 'luyi', path: '/promoter/people/index', shows: '还没有带来的人' },
    { name: 'promoter-nobody', path: '/promoter/center/index', shows: '登录后看推广' },
    { name: 'promoter-failed', ...center, shows: '没加载出来', network: 'down' },
    { name: 'promoter-loading', ...center, shows: '', network: 'slow' },
  ];
}

/** The merchant's room. `groups`: one that is open with somebody paying, and one that failed. */
function room(groups: { open: string | undefined; failed: string | undefined }): Scene[] {
  const campaign = (id: string, more = '') => `/merchant/campaign/index?merchant=${MERCHANT}&id=${id}${more}`;
  const group = (id: string | undefined) => `/merchant/group/index?merchant=${MERCHANT}&id=${id}`;
  const results = (id: string) => `/merchant/campaignBoard/index?merchant=${MERCHANT}&id=${id}`;
  const list = '/merchant/campaigns/index';
  /** Asks for a code as a desk does, and follows it as a phone does. */
  const approve = async (page: Page) => {
    const start = `fetch('/api/desk.start', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })`;
    const code = await page.evaluate(`${start}.then((answer) => answer.json()).then((started) => started.code)`);
    await page.goto(`${page.url().split('#')[0]}#/merchant/approve/index?code=${code}`);
    await seen(page, '登录这台电脑？');
  };
  const scenes: Scene[] = [
    { name: 'room-campaigns', who: owner, path: list, shows: '玉米 3 人团' },
    { name: 'room-today', who: owner, path: '/merchant/today/index', shows: '等你处理', whole: true },
    { name: 'room-more', who: owner, path: '/merchant/more/index', shows: '锁客规则' },
    { name: 'room-campaigns-none', who: owner, path: `${list}?words=none`, shows: '没有叫「none」的活动' },
    { name: 'room-campaign', who: owner, path: campaign('cmp_peach'), shows: '还差' },
    { name: 'room-results-peach', who: owner, path: results('cmp_peach'), shows: '从打开到留住', whole: true },
    { name: 'room-payments', who: owner, path: campaign('cmp_apple', '&tab=payments'), shows: '已退回微信零钱' },
    { name: 'room-rules', who: owner, path: campaign('cmp_orange', '&tab=rules'), shows: '阶梯价', whole: true },
    {
      name: 'room-end',
      who: owner,
      path: campaign('cmp_peach'),
      shows: '提前结束',
      act: async (page) => {
        await tap(page, 'end', '先选一种');
        await tap(page, 'choice-endNow', '原路退回');
      },
    },
    { name: 'room-group', who: owner, path: group(groups.open), shows: '空位', whole: true },
    { name: 'room-group-failed', who: owner, path: group(groups.failed), shows: '没拼成', whole: true },
    { name: 'room-orders', who: owner, path: '/merchant/orders/index', shows: '待发货' },
    {
      name: 'room-order',
      who: owner,
      path: '/merchant/orders/index',
      shows: '待发货',
      act: async (page) => {
        await page.locator('[id^="row-ord_"], [id^="order-ord_"]').first().click();
        await seen(page, '经过');
      },
      whole: true,
    },
    { name: 'room-shipping', who: owner, path: '/merchant/shipping/index', shows: '表格' },
    { name: 'room-pick-up', who: owner, path: '/merchant/pickUp/index', shows: '取货码' },
    { name: 'room-after-sales', who: owner, path: '/merchant/afterSales/index', shows: '自动同意' },
    {
      name: 'room-after-sale',
      who: owner,
      path: '/merchant/afterSales/index',
      shows: '自动同意',
      act: async (page) => {
        await page.locator('[id^="row-aft_"], [id^="afterSale-aft_"]').first().click();
        await seen(page, '申请的内容');
      },
      whole: true,
    },
    { name: 'room-fission', who: owner, path: '/merchant/fission/index?days=30', shows: '从打开到再分享', whole: true },
    { name: 'room-simulator', who: owner, path: '/merchant/simulator/index', shows: '能赚多少', whole: true },
    { name: 'room-tree', who: owner, path: '/merchant/tree/index', shows: '最大的分支在前', whole: true },
    { name: 'room-reconciliations', who: owner, path: '/merchant/reconciliations/index', shows: '已对平' },
    {
      name: 'room-reconciliation',
      who: owner,
      path: '/merchant/reconciliations/index',
      shows: '已对平',
      act: async (page) => {
        await page.locator('[id^="row-pac_"], [id^="day-"]').first().click();
        await seen(page, '两边的合计');
      },
    },
    { name: 'room-sessions', who: owner, path: '/merchant/sessions/index', shows: '这台' },
    { name: 'room-approve', who: owner, path: '/pages/me/index', shows: '商家后台', act: approve },
    { name: 'room-sign-in', path: '/merchant/signIn/index', shows: '小程序' },
    { name: 'room-nobody', path: list, shows: '要先登录' },
    { name: 'room-stranger', who: 'xiaoyu', path: list, shows: '你还不是商家的成员' },
    { name: 'room-failed', who: owner, path: list, shows: '没加载出来', network: 'down' },
    { name: 'room-loading', who: owner, path: list, shows: '', network: 'slow' },
  ];
  return scenes.map((scene) => ({ ...scene, everyWidth: true }));
}

/** What the shop sells and is like, who works for it, and what they have done. */
function shopAndStaff(): Scene[] {
  const product = `/merchant/productForm/index?merchant=${MERCHANT}`;
  const members = { path: '/merchant/members/index', shows: '改角色' };
  const scenes: Scene[] = [
    { name: 'room-products', path: '/merchant/products/index', shows: '在卖' },
    { name: 'room-product', path: `${product}&id=prd_peach`, shows: '改库存', whole: true },
    { name: 'room-product-new', path: product, shows: '第一张是封面', whole: true },
    {
      name: 'room-product-sheet',
      path: `/merchant/productSheet/index?merchant=${MERCHANT}`,
      shows: '表格',
    },
    { name: 'room-members', ...members },
    { name: 'room-members-invite', ...members, act: (page) => tap(page, 'invite', '生成邀请') },
    { name: 'room-change-log', path: '/merchant/changeLog/index', shows: '邀请成员' },
    { name: 'room-settings', path: '/merchant/settings/index', shows: '收款账户' },
    { name: 'room-shop-face', path: '/merchant/shopFace/index', shows: '客服电话', whole: true },
    { name: 'room-payment-account', path: '/merchant/paymentAccount/index', shows: '商户号', whole: true },
    { name: 'room-shop-policies', path: '/merchant/shopPolicies/index', shows: '自动收货', whole: true },
    { name: 'room-freight', path: '/merchant/freight/index', shows: '常温包裹', whole: true },
    { name: 'room-pick-up-points', path: '/merchant/pickUpPoints/index', shows: '梅园自提点' },
    { name: 'room-members-failed', path: members.path, shows: '没加载出来', network: 'down' },
  ];
  return scenes.map((scene) => ({ who: owner, ...scene, everyWidth: true }));
}

/** A campaign that is being written, one that is paused, and one of two editions. */
async function campaignsInHand(store: Collections): Promise<Scene[]> {
  const [draft, paused] = await Promise.all([
    store.drafts.findOne({ merchantId: MERCHANT }),
    store.campaigns.findOne({ merchantId: MERCHANT, status: 'paused' }),
  ]);
  const form = `/merchant/campaignForm/index?merchant=${MERCHANT}`;
  const campaign = `/merchant/campaign/index?merchant=${MERCHANT}`;
  const scenes: Scene[] = [
    { name: 'room-drafts', path: `/merchant/campaigns/index?merchant=${MERCHANT}&state=draft`, shows: '没发布的' },
    { name: 'room-form', path: form, shows: '做哪种活动' },
    { name: 'room-form-draft', path: `${form}&draft=${draft?._id}`, shows: '发布前检查', whole: true },
    { name: 'room-form-next', path: `${form}&id=cmp_peach`, shows: '和现在一样', whole: true },
    { name: 'room-paused', path: `${campaign}&id=${paused?._id}`, shows: '恢复' },
    {
      name: 'room-results',
      path: `/merchant/campaignBoard/index?merchant=${MERCHANT}&id=cmp_sweetPotato`,
      shows: '统计到',
      whole: true,
    },
    { name: 'room-versions', path: `${campaign}&id=cmp_sweetPotato&tab=versions`, shows: '改了', whole: true },
  ];
  return scenes.map((scene) => ({ who: owner, ...scene, everyWidth: true }));
}

/** The platform: its shops, one of them, and what needs somebody. */
function platform(): Scene[] {
  const shop = { path: `/merchant/shop/index?id=${MERCHANT}`, shows: '近 30 天销售' };
  const scenes: Scene[] = [
    { name: 'platform-shops', path: '/merchant/shops/index', shows: '山野集' },
    { name: 'platform-shop', ...shop, whole: true },
    { name: 'platform-freeze', ...shop, act: (page) => tap(page, 'freeze', '冻结') },
    { name: 'platform-alarms', path: '/merchant/alarms/index', shows: '没看的' },
  ];
  return scenes.map((scene) => ({ who: platformOperator, ...scene, everyWidth: true }));
}

/** The wallet, each withdrawal at its stage, and the months. */
async function wallets({ withdrawals }: Collections): Promise<Scene[]> {
  const all = await withdrawals.find({ merchantId: MERCHANT, userName: '周小满' }).toArray();
  const one = (status: WithdrawalStatus) =>
    `/promoter/withdrawal/index?id=${all.find((withdrawal) => withdrawal.status === status)?._id}`;
  const typed = async (page: Page, digits: string, shows: string) => {
    for (const digit of digits) await page.locator(`[id="key-${digit}"] >> visible=true`).first().click();
    await seen(page, shows);
  };
  const withdraw = { path: '/promoter/withdraw/index', shows: '今天还能提' };
  const scenes: Scene[] = [
    { name: 'wallet', path: '/promoter/earnings/index', shows: '笔在路上', whole: true },
    { name: 'wallet-debt', who: 'xubo', path: '/promoter/earnings/index', shows: '以后的佣金先抵它' },
    { name: 'wallet-nobody', path: '/promoter/earnings/index', shows: '登录后看收益' },
    { name: 'wallet-failed', path: '/promoter/earnings/index', shows: '没加载出来', network: 'down' },
    { name: 'withdraw', ...withdraw },
    { name: 'withdraw-typed', ...withdraw, act: (page) => typed(page, '8.5', '到账 ¥8.50') },
    { name: 'withdraw-refused', ...withdraw, act: (page) => typed(page, '999', '一次最多提') },
    { name: 'withdrawal-confirm', path: one('sending'), shows: '确认收款', whole: true },
    {
      name: 'withdrawal-sheet',
      path: one('sending'),
      shows: '确认收款',
      act: (page) => tap(page, 'confirm', '微信收款（测试）'),
    },
    { name: 'withdrawal-review', path: one('review'), shows: '商家审核中', whole: true },
    { name: 'withdrawal-paid', path: one('paid'), shows: '到了你的微信零钱', whole: true },
    { name: 'withdrawal-returned', path: one('returned'), shows: '回到了可提现', whole: true },
    { name: 'withdrawals', path: '/promoter/withdrawals/index', shows: '等你确认' },
    { name: 'withdrawals-empty', who: 'luyi', path: '/promoter/withdrawals/index', shows: '还没有提过' },
    { name: 'statements', path: '/promoter/statements/index', shows: '新的佣金' },
    { name: 'statement', path: '/promoter/statement/index?month=2036-05', shows: '月末', whole: true },
    { name: 'statements-empty', who: 'luyi', path: '/promoter/statements/index', shows: '还没有账单' },
  ];
  return scenes.map((scene) => ({
    ...(scene.name === 'wallet-nobody' ? {} : { who: 'xiaoman' }),
    ...scene,
    everyWidth: true,
  }));
}

/** The shop's money: settlement, payouts with their review and rules, finances. */
async function money({ withdrawals }: Collections): Promise<Scene[]> {
  const review = await withdrawals.findOne({ merchantId: MERCHANT, status: 'review' });
  const one = { path: `/merchant/payout/index?merchant=${MERCHANT}&id=${review?._id}`, shows: '为什么留下' };
  const rules = { path: '/merchant/payoutRules/index', shows: '谁会被留下' };
  const finances = { path: '/merchant/finances/index', shows: '这些数怎么算' };
  const scenes: Scene[] = [
    { name: 'room-settlement', path: '/merchant/settlement/index', shows: '哪天到期', whole: true },
    { name: 'room-payouts', path: '/merchant/payouts/index', shows: '周小满' },
    { name: 'room-payouts-all', path: '/merchant/payouts/index?state=all', shows: '已到账' },
    { name: 'room-payout', ...one, whole: true },
    { name: 'room-payout-approve', ...one, act: (page) => tap(page, 'approve', '先写原因') },
    { name: 'room-payout-rules', ...rules, whole: true },
    { name: 'room-payout-rules-edit', ...rules, act: (page) => tap(page, 'edit', '和现在一样'), whole: true },
    { name: 'room-finances', ...finances, whole: true },
    {
      name: 'room-finances-months',
      ...finances,
      path: `${finances.path}?by=month&days=90`,
      act: (page) => tap(page, 'trendTable', '看图'),
    },
    {
      name: 'room-journals',
      path: `/merchant/journals/index?merchant=${MERCHANT}&figure=net&period=2036-05`,
      shows: '推广人冻结',
    },
    { name: 'room-money-failed', path: '/merchant/settlement/index', shows: '没加载出来', network: 'down' },
  ];
  return scenes.map((scene) => ({ who: owner, ...scene, everyWidth: true }));
}

/** 佣金规则, and what products and campaigns pay of their own. */
function commissionPolicies(): Scene[] {
  const policy = { who: owner, path: '/merchant/commissionPolicy/index', shows: '现在的规则', whole: true };
  const own = { who: owner, path: `/merchant/ownPolicies/index?merchant=${MERCHANT}`, shows: '商品规则' };
  const type = (page: Page, id: string, text: string) =>
    page.locator(`[id="${id}"] input >> visible=true`).first().fill(text);
  const scenes: Scene[] = [
    { name: 'room-commission', ...policy },
    {
      name: 'room-commission-edit',
      ...policy,
      act: async (page) => {
        await tap(page, 'edit', '加一个等级');
        await tap(page, 'gradeAdd', '有一处要改');
        await type(page, 'cap', '9');
      },
    },
    {
      name: 'room-commission-save',
      ...policy,
      whole: false,
      act: async (page) => {
        await tap(page, 'edit', '加一个等级');
        await type(page, 'rate-0', '10');
        await tap(page, 'save', '已经下的订单不变');
      },
    },
    { name: 'room-own', ...own },
    { name: 'room-own-change', ...own, act: (page) => tap(page, 'change-prd_cherry', '改过的') },
    {
      name: 'room-own-campaigns',
      ...own,
      path: `${own.path}&of=campaign`,
      shows: '3 人团',
    },
  ];
  return scenes.map((scene) => ({ ...scene, everyWidth: true }));
}

/** 锁客规则 and 推荐关系. `missed`: an order that 林姐 does not earn from; `code`: of a share of hers. */
function bindings({ missed, code }: Record<'missed' | 'code', string | undefined>): Scene[] {
  const policy = { who: owner, path: '/merchant/referral/index', shows: '现在的规则', whole: true };
  const customer = `/merchant/customer/index?merchant=${MERCHANT}`;
  const buyer = { who: owner, path: `${customer}&order=${missed}`, shows: '现在的推荐人' };
  const editing = async (page: Page, ...taps: readonly string[]) => {
    for (const id of ['edit', ...taps]) await tap(page, id, '换不换人');
  };
  const scenes: Scene[] = [
    { name: 'room-policy', ...policy },
    {
      name: 'room-policy-edit',
      ...policy,
      act: (page) => editing(page, 'whom-newcomers', 'forDays', 'replaced-lastClick'),
    },
    { name: 'room-policy-fault', ...policy, act: (page) => editing(page, 'replaced-afterExpiry') },
    {
      name: 'room-policy-save',
      ...policy,
      whole: false,
      act: async (page) => {
        await editing(page, 'when-firstOrder', 'forDays');
        await tap(page, 'save', '已经锁定的顾客不变');
      },
    },
    {
      name: 'room-attribution',
      who: owner,
      path: `/merchant/order/index?merchant=${MERCHANT}&id=${missed}`,
      shows: '成为买家的推荐人',
      whole: true,
    },
    { name: 'room-customer', ...buyer },
    { name: 'room-customer-sharer', who: owner, path: `${customer}&code=${code}`, shows: 'TA 的推广' },
    {
      name: 'room-correct',
      ...buyer,
      act: async (page) => {
        await tap(page, 'correct', '先选推荐人');
        await page.locator('[id="rightCode"] input').fill(code ?? '');
        await tap(page, 'findRight', '这个推广码是 TA 的');
        await tap(page, 'reason-0', '改成林姐');
      },
    },
    { name: 'room-suspend', ...buyer, act: (page) => tap(page, 'suspend', '已经有的佣金不受影响') },
    { name: 'room-customer-lost', who: owner, path: `${customer}&code=nobodyHasIt`, shows: '没有找到这个人' },
  ];
  return scenes.map((scene) => ({ ...scene, everyWidth: true }));
}

/** The five that make the README's picture, in its order. */
const inReadme = ['home', 'landing', 'formed', 'bargain-nobody', 'earnings'];

/** Takes the pictures of one width; a context for each person, so that everybody signs in once. */
async function shoot(browser: Browser, url: string, width: Width, scenes: readonly Scene[]): Promise<string[]> {
  const contexts = new Map<string, BrowserContext>();
  const problems: string[] = [];
  const contextOf = async (who: string | undefined): Promise<BrowserContext> => {
    const known = contexts.get(who ?? '');
    if (known) return known;
    const context = await browser.newContext({
      ...sizes[width],
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    await serveChineseFont(context);
    contexts.set(who ?? '', context);
    if (who === undefined) return context;
    const page = await context.newPage();
    await page.goto(`${url}/#/pages/signIn/index`);
    await tap(page, `person-${who}`, '一起拼');
    await page.close();
    return context;
  };
  for (const scene of scenes) {
    const { name, who, path, shows, act, whole, network } = scene;
    const page = await (await contextOf(who)).newPage();
    page.on('pageerror', (error) => problems.push(`${name} at ${width}: ${error.message}`));
    try {
      if (network === 'down') await page.route('**/api/**', (route) => route.abort());
      if (network === 'slow') await page.route('**/api/**', () => {});
      await page.goto(`${url}/#${path}`);
      await seen(page, shows);
      await act?.(page);
      await page.waitForLoadState(network === 'slow' ? 'domcontentloaded' : 'networkidle');
      await fontsReady(page);
      // Sheets and toasts end their motion; the skeleton comes after 300 ms.
      await page.waitForTimeout(500);
      if (width === 375 && inReadme.includes(name)) await page.screenshot({ path: join(folder, `readme-${name}.png`) });
      if (whole) await stretch(page, width);
      await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
    } catch (error) {
      problems.push(`${name} at ${width}: ${(error as Error).message.split('\n')[0]}`);
      await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
    }
    await page.close();
  }
  for (const context of contexts.values()) await context.close();
  return problems;
}

/** Five phones side by side on the shop's paper. */
async function composeReadme(browser: Browser): Promise<void> {
  const phones = inReadme
    .map((name) => readFileSync(join(folder, `readme-${name}.png`)).toString('base64'))
    .map((picture) => `<img src="data:image/png;base64,${picture}">`);
  const page = await browser.newPage({ viewport: { width: 1400, height: 640 }, deviceScaleFactor: 1 });
  await page.setContent(`<style>
    body { margin: 0; width: 1400px; height: 640px; background: #EFE9DD; display: flex; gap: 20px; padding: 26px 24px;
      box-sizing: border-box; justify-content: center; }
    img { width: 254px; height: 550px; border-radius: 22px; box-shadow: 0 0 0 1px #DCD3C3; margin-top: 19px; }
  </style>${phones.join('')}`);
  mkdirSync(join(readmePicture, '..'), { recursive: true });
  writeFileSync(readmePicture, await page.screenshot());
  await page.close();
}

async function main(): Promise<void> {
  refuseProduction('taking screenshots of a seeded shop');
  const only = process.argv.slice(2);
  const ends: (() => Promise<unknown>)[] = [];
  const data = mkdtempSync(join(tmpdir(), 'pinkan-screenshots-'));
  ends.push(async () => rmSync(data, { recursive: true, force: true }));
  try {
    if (only.length === 0) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { folder: h5 } = await build('h5', { standIn: true });
    const database = await openDatabase({ log: console.log });
    ends.push(() => database.stop());
    const client = await connect(database.uri).connect();
    ends.push(() => client.close());
    const standIn = await spawnStandIn({ dataDir: data });
    ends.push(() => standIn.stop());
    const door = await openDoor(0);
    ends.push(() => door.close());
    const url = `http://127.0.0.1:${door.port}`;
    const config = localConfig({
      uri: database.uri,
      database: 'pinkan_screenshots',
      secrets: newSecrets(),
      standIn,
      url,
    });
    const ahead = MORNING - Date.now();
    const now = () => Date.now() + ahead;
    await standIn.control.clock({ now: now(), frozen: false });
    const deps = { config, client, standIn, now, log: terminalLog(console.error) };
    await seed(deps);
    const { store, openids } = await openShop(deps);
    const stage = await openStage(deps, openids, 'screenshots');
    const all = await happen(stage, store);
    const unknown = only.filter((name) => !all.some((scene) => scene.name === name));
    if (unknown.length > 0)
      throw new Error(`There is no ${unknown.join(', ')}; there are ${all.map((one) => one.name).join(' ')}`);
    const scenes = only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
    await stage.close();
    console.log(`The shop is filled; ${scenes.length} scenes at ${widths.join(', ')} px.`);
    const { app } = compose(config, { client, now, log: deps.log });
    door.open(
      createSite(app, {
        h5,
        pictures: join(__dirname, 'seed/pictures'),
        standIn: standIn.url,
        rateLimit: async () => true,
      }),
    );
    const browser = await launchChromium();
    ends.push(() => browser.close());
    const problems: string[] = [];
    let pictures = 0;
    for (const width of widths) {
      const here = scenes.filter(({ everyWidth }) => everyWidth || usual.includes(width));
      pictures += here.length;
      problems.push(...(await shoot(browser, url, width, here)));
    }
    console.log(`${relative(root, folder)}/: ${pictures} pictures`);
    if (inReadme.every((name) => existsSync(join(folder, `readme-${name}.png`)))) {
      await composeReadme(browser);
      console.log(`${relative(root, readmePicture)}: ${Math.round(statSync(readmePicture).size / 1000)} kB`);
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
