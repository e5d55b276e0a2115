/** From the shop's bargains to one of one's own, to its order, and to its verification: the built weapp on a real server. */
import { quotaOf, stockOf } from '../../functions/store/stock';
import { endCampaign } from '../../functions/usecases/campaign';
import { TEN_LINES } from '../../miniapp/src/bargain/verify/tenLines';
import { verify } from '../../shared/domain/fairness';
import { DAY, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
let owner: Person;
let friends: Person[];
const phone = usePhones(() => world, build);

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await world.person('周小满');
  friends = await Promise.all(['林姐', '苏梅', '老陈'].map((name) => world.person(name)));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world);
});

const OFFER = 'bargain/offer/index';
const offerPath = `/${OFFER}?id=${BARGAIN_CAMPAIGN}`;
const minePath = '/bargain/mine/index';
const verifyPath = (bargainId: string) => `/bargain/verify/index?id=${bargainId}`;

async function toFloor(bargainId: string): Promise<void> {
  for (const person of friends) granted(await person.call('bargain.help', { bargainId }));
}

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

describe('the ways to an offer', () => {
  it('lead from home, from its list, and from the product', async () => {
    const weapp = phone({ who: owner });
    const home = await weapp.shows('请朋友砍一刀', 'pages/home/index');
    expect(home.text()).toContain('请 3 位朋友帮，合计减 ¥30.00 砍到 ¥9.90');
    home.tap('toBargains');
    const list = await weapp.shows('名额剩 100 件', 'bargain/list/index');
    expect(list.text()).toContain('标价 ¥39.90');
    list.tap(`offer-${BARGAIN_CAMPAIGN}`);
    (await weapp.shows('正好请 3 位朋友', OFFER)).tap('toProduct');
    (await weapp.shows('砍价到 ¥9.90，请 3 位朋友帮', 'pages/product/index')).tap('toBargain');
    await weapp.shows('发起前说清楚', OFFER);
    expect(weapp.page().query).toEqual({ id: BARGAIN_CAMPAIGN });
  });

  it('are none where nothing can be bargained for; the list says so', async () => {
    await ended();
    const weapp = phone({ who: owner });
    const home = await weapp.shows('一起拼', 'pages/home/index');
    await weapp.idle();
    expect(home.attributes('bargains')).toBeUndefined();
    weapp.open('/bargain/list/index');
    await weapp.shows('现在没有砍价');
    weapp.open(`/pages/product/index?id=${PRODUCT}`);
    const product = await weapp.shows('我来开团');
    expect(product.attributes('toBargain')).toBeUndefined();
  });
});

const ended = () =>
  endCampaign(world.app, owner.userId, { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'letRun' });

describe('an offer', () => {
  it('says every term, and one tap starts one bargain, which takes its place', async () => {
    const weapp = phone({ who: owner, enter: { path: offerPath } });
    const page = await weapp.shows('发起前说清楚');
    for (const words of [
      '砍到 ¥9.90',
      '合计减 ¥30.00',
      '共 4 刀，你先砍一刀',
      '标价 ¥39.90',
      '底价 ¥9.90',
      '你自己先砍第一刀，不占朋友的名额',
      '封存（先多后少）',
      '发起后 24 小时内有效',
      '砍到底价后 24 小时内下单',
      '砍到底价才能买',
      '每人最多发起 3 次',
      '一天最多帮 3 次，整场最多 10 次',
      '名额还剩 100 件',
      '第 1 版',
      '还能发起 3 次',
    ]) {
      expect(page.text()).toContain(words);
    }
    page.tap('start');
    expect(() => page.tap('start')).not.toThrow();
    await weapp.shows('请朋友帮砍', 'bargain/bargain/index');
    await weapp.idle();
    expect(requestsTo(weapp, 'bargain.start')).toHaveLength(1);
    const [started, ...others] = await world.app.store.bargains.find({}).toArray();
    expect([started?.ownerId, others.length]).toEqual([owner.userId, 0]);
    expect(weapp.page().query).toEqual({ id: started?._id });
    expect(weapp.stack.map(({ route }) => route)).not.toContain(OFFER);
  });

  it('asked again after an answer was lost is the same bargain', async () => {
    const weapp = phone({ who: owner, enter: { path: offerPath } });
    await weapp.shows('发起砍价');
    await weapp.idle();
    weapp.loseAnswerOf = '/api/bargain.start';
    weapp.page().tap('start');
    await weapp.idle();
    if (weapp.page().route === OFFER) weapp.page().tap('start');
    await weapp.shows('请朋友帮砍', 'bargain/bargain/index');
    const ids = requestsTo(weapp, 'bargain.start').map(({ body }) => (body as { requestId: string }).requestId);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
    expect(await world.app.store.bargains.countDocuments()).toBe(1);
  });

  it('leads to mine while one is running', async () => {
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: owner, enter: { path: offerPath } });
    const page = await weapp.shows('去看看我的');
    expect(page.attributes('start')).toBeUndefined();
    page.tap('toMine');
    await weapp.shows('', 'bargain/bargain/index');
    expect(weapp.page().query).toEqual({ id: bargainId });
  });

  const hindrances: ReadonlyArray<[string, () => Promise<unknown>, string]> = [
    ['is over', () => ended(), '现在不能发起'],
    ['is over by the clock', () => world.advance(366 * DAY), '砍价已结束'],
    ['is sold out', () => world.app.store.counters.updateOne({ _id: stockOf(SKU) }, { $set: { max: 0 } }), '已售罄'],
    [
      'has no quota left',
      () => world.app.store.counters.updateOne({ _id: quotaOf(BARGAIN_CAMPAIGN) }, { $set: { max: 0 } }),
      '名额用完了',
    ],
    [
      'was started as often as one may',
      async () => {
        await offerBargain(world, { perPerson: 1 });
        granted(await owner.call('bargain.cancel', { bargainId: await bargainOf(owner) }));
      },
      '你发起的次数用完了',
    ],
  ];
  it.each(hindrances)('that %s says so on its button, before the tap', async (_name, happens, words) => {
    await happens();
    const weapp = phone({ who: owner, enter: { path: offerPath } });
    const page = await weapp.shows(words);
    expect(page.attributes('start')).toMatchObject({ disabled: true });
    page.tap('seeOthers');
    await weapp.shows('', 'bargain/list/index');
  });

  it('whose product costs less by now says so on its button, and is in no list', async () => {
    const costs = (price: number) =>
      world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { 'skus.$[].price': price } });
    await costs(3980);
    try {
      const weapp = phone({ who: owner, enter: { path: offerPath } });
      const page = await weapp.shows('价格变了，等商家更新');
      expect(page.attributes('start')).toMatchObject({ disabled: true });
      page.tap('seeOthers');
      await weapp.shows('现在没有砍价', 'bargain/list/index');
    } finally {
      await costs(3990);
    }
  });

  it('that ends between opening and tap answers with a sentence, and says so from then on', async () => {
    const weapp = phone({ who: owner, enter: { path: offerPath } });
    await weapp.shows('发起砍价');
    await weapp.idle();
    await ended();
    weapp.page().tap('start');
    await weapp.shows('现在不能发起');
    expect(callsOf(weapp, 'showToast')).toHaveLength(1);
    expect(await world.app.store.bargains.countDocuments()).toBe(0);
  });

  it('of what was started on another device since says so, and leads to it', async () => {
    const weapp = phone({ who: owner, enter: { path: offerPath } });
    await weapp.shows('发起砍价');
    await weapp.idle();
    const bargainId = await bargainOf(owner);
    weapp.page().tap('start');
    await weapp.shows('请朋友帮砍', 'bargain/bargain/index');
    expect(weapp.page().query).toEqual({ id: bargainId });
    expect(callsOf(weapp, 'showToast').map(({ options }) => options.title)).toEqual(['你已经在砍这件了']);
  });

  it.each([
    ['an offer', `/${OFFER}?id=cmp_nothing`, '没有找到这场砍价'],
    ['an offer without an id', `/${OFFER}`, '没有找到这场砍价'],
    ['a verification', verifyPath('brg_nothing'), '没有找到这次砍价'],
    ['a verification without an id', '/bargain/verify/index', '没有找到这次砍价'],
    ['a verification of no id at all', verifyPath('what'), '没有找到这次砍价'],
  ])('%s that is not there is said to be none, and leads to the shop', async (_name, path, words) => {
    const weapp = phone({ who: owner, enter: { path } });
    const page = await weapp.shows(words);
    expect(page.attributes('retry')).toBeUndefined();
    page.tap('goHome');
    await weapp.shows('', 'pages/home/index');
  });
});

describe('the order of a bargain', () => {
  /** At the floor, confirmed: list price, bargain price, until when. */
  async function confirming(bargainId: string): Promise<Weapp> {
    const weapp = phone({ who: owner, enter: { path: minePath } });
    (await weapp.shows('按底价买')).tap(`buy-${bargainId}`);
    await weapp.shows('微信支付 ¥9.90', 'buyer/confirm/index');
    await weapp.idle();
    return weapp;
  }

  it('is confirmed with both prices and the deadline, paid, and tells of its bargain wherever it is shown', async () => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    const weapp = await confirming(bargainId);
    const page = weapp.page();
    for (const words of [
      '砍后价 · 标价 ¥39.90',
      '标价 × 1 ¥39.90',
      '砍下 −¥30.00',
      '砍后价 × 1 ¥9.90',
      '这个价要在 明天 12:00 前下单',
      '没付款，订单关闭，砍价还给你',
    ]) {
      expect(page.text()).toContain(words);
    }
    page.tap('pay');
    (await weapp.shows('付款成功', 'pages/result/index')).tap('seeOrder');
    const order = await weapp.shows('看这次砍价', 'pages/order/index');
    expect(order.text()).toContain('砍后价 × 1 ¥9.90');
    weapp.open('/pages/orders/index');
    await weapp.shows('砍价，标价 ¥39.90 · ');
    weapp.open(minePath);
    await weapp.shows('砍成买下');
  });

  it('that closes unpaid gives the bargain back, and says so; it is bought after all', async () => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    const weapp = phone({ who: owner, enter: { path: minePath } });
    (await weapp.shows('等你付款')).tap(`order-${bargainId}`);
    const order = await weapp.shows('砍下来的价先给你留着', 'pages/order/index');
    order.tap('cancel');
    await weapp.shows('你取消了这笔订单；砍价还给你了');
    expect(callsOf(weapp, 'showModal')[0]?.options).toMatchObject({ content: expect.stringContaining('砍价会还给你') });
    expect(await world.app.store.orders.findOne({ _id: orderId })).toMatchObject({ status: 'closed' });
    weapp.close();
    const again = await confirming(bargainId);
    again.page().tap('pay');
    await again.shows('付款成功', 'pages/result/index');
  });

  it('that is made already is a tap away from the confirmation', async () => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    granted(await orderByBargain(world, owner, bargainId));
    const path = `/buyer/confirm/index?sku=${SKU}&quantity=1&bargain=${bargainId}`;
    const weapp = phone({ who: owner, enter: { path } });
    (await weapp.shows('这一单下不了')).tap('toBargain');
    await weapp.shows('去付款 ¥9.90', 'bargain/bargain/index');
  });

  it('is not to be had once its time is over: the confirmation says so and nothing is ordered', async () => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    const weapp = await confirming(bargainId);
    await world.advance(2 * DAY);
    weapp.page().tap('pay');
    await weapp.shows('这次砍价已经到时间了');
    await weapp.shows('这一单下不了');
    expect(await world.app.store.orders.countDocuments()).toBe(0);
  });

  it('at any price is quoted anew where a friend cut in between', async () => {
    await offerBargain(world, { buyAt: 'anyPrice' });
    const bargainId = await bargainOf(owner);
    const before = (await readBargain(world, bargainId)).price;
    const path = `/buyer/confirm/index?sku=${SKU}&quantity=1&bargain=${bargainId}`;
    const weapp = phone({ who: owner, enter: { path } });
    await weapp.shows(`微信支付 ${yuan(before)}`);
    await weapp.idle();
    granted(await (friends[0] as Person).call('bargain.help', { bargainId }));
    const after = (await readBargain(world, bargainId)).price;
    weapp.page().tap('pay');
    await weapp.shows(`应付从 ${yuan(before)} 变成 ${yuan(after)}，还没有扣款`);
    await weapp.shows(`微信支付 ${yuan(after)}`);
    weapp.page().tap('pay');
    await weapp.shows('付款成功', 'pages/result/index');
  });
});

describe('my bargains', () => {
  it('are listed with what each stands at, newest first, and go on where the page ends', async () => {
    await offerBargain(world, { perPerson: 100 });
    for (let given = 0; given < 11; given++) {
      granted(await owner.call('bargain.cancel', { bargainId: await bargainOf(owner) }));
      await world.advance(MINUTE);
    }
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: owner, enter: { path: minePath } });
    const list = await weapp.shows('再请 3 位朋友，就到底价');
    const shown = () => list.text().split('已取消').length - 1;
    expect(shown()).toBe(9);
    list.reachBottom();
    await weapp.idle();
    expect(shown()).toBe(11);
    list.tap(`invite-${bargainId}`);
    await weapp.shows('', 'bargain/bargain/index');
  });

  it('are said to be none where there are none, with a way to begin', async () => {
    const weapp = phone({ who: owner, enter: { path: '/pages/me/index' } });
    (await weapp.shows('我的砍价')).tap('toBargains');
    (await weapp.shows('还没有发起过砍价', 'bargain/mine/index')).tap('toBargains');
    await weapp.shows('名额剩 100 件', 'bargain/list/index');
  });
});

describe('verification', () => {
  it('waits with the seed until no cut can follow', async () => {
    const bargainId = await bargainOf(owner);
    const { commitment, seed } = await readBargain(world, bargainId);
    const weapp = phone({ who: friends[0] as Person, enter: { path: verifyPath(bargainId) } });
    const page = await weapp.shows('金额已封存');
    expect(page.text().replace(/ /g, '')).toContain(commitment);
    page.tap('copyData');
    expect(callsOf(weapp, 'setClipboardData').at(-1)?.options).toMatchObject({ data: commitment });
    expect(JSON.stringify(weapp.requests)).not.toContain(seed);
    expect(requestsTo(weapp, 'bargain.proof')).toEqual([]);
  });

  it.each([
    ['as it is', []],
    ['too old for BigInt', ['BigInt' as const]],
  ])('computes every cut again on a phone %s, and hands out what a stranger needs', async (_name, lacks) => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    const { cuts, commitment, seed } = await readBargain(world, bargainId);
    const weapp = phone({ who: friends[0] as Person, enter: { path: verifyPath(bargainId) }, lacks });
    const page = await weapp.shows('4 刀全部对得上');
    const text = page.text();
    for (const hex of [commitment, seed]) expect(text.replace(/ /g, '')).toContain(hex);
    cuts.forEach((cut, index) => {
      expect(text).toContain(`${yuan(cut)}${yuan(cut)}`);
      expect(page.attributes(`cut-${index + 1}`)).toBeDefined();
    });
    expect(text).toContain('标价 ¥39.90 − 底价 ¥9.90 ¥30.00');
    page.tap('copyData');
    const [copied] = callsOf(weapp, 'setClipboardData');
    expect(verify(JSON.parse(String(copied?.options.data)))).toMatchObject({ fair: true });
    page.tap('copyCode');
    expect(callsOf(weapp, 'setClipboardData').at(-1)?.options).toMatchObject({ data: TEN_LINES });
    page.tap('compute');
    await weapp.idle();
    expect(requestsTo(weapp, 'bargain.proof')).toHaveLength(2);
    await weapp.shows('4 刀全部对得上');
  });

  it('shows the cuts that nobody made, of one that was given up', async () => {
    const bargainId = await bargainOf(owner);
    granted(await owner.call('bargain.cancel', { bargainId }));
    const weapp = phone({ who: owner, enter: { path: verifyPath(bargainId) } });
    const page = await weapp.shows('1 刀全部对得上');
    expect(page.text()).toContain('没人砍的 3 刀');
  });

  it.each([
    ['a cut', { 'helps.1.cut': 1 }, '有 1 刀对不上'],
    ['the floor', { floor: 991 }, '指纹对不上'],
    ['the seed', { seed: 'f'.repeat(64) }, '指纹对不上'],
  ])('says in red that %s was changed', async (_name, change, words) => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    await world.app.store.bargains.updateOne({ _id: bargainId }, { $set: change });
    const weapp = phone({ who: owner, enter: { path: verifyPath(bargainId) } });
    const page = await weapp.shows(words);
    expect(page.text()).not.toContain('全部对得上');
    expect(page.text()).toContain('问清楚再下单');
  });
});
