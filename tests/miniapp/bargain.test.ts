/** The page of one bargain, for its owner, a friend and anybody else: the built weapp on a real server. */
import { endCampaign } from '../../functions/usecases/campaign';
import { MESSAGE_KINDS } from '../../shared/domain/message';
import { DAY } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { AppMessage, Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
let owner: Person;
let friend: Person;
let others: Person[];
const phone = usePhones(() => world, build);

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await world.person('周小满');
  friend = await world.person('阿杰');
  others = await Promise.all(['林姐', '苏梅', '老陈'].map((name) => world.person(name)));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world);
});

const PAGE = 'bargain/bargain/index';
const pathOf = (bargainId: string, share?: string) =>
  `/${PAGE}?id=${bargainId}${share === undefined ? '' : `&s=${share}`}`;

const helped = async (person: Person, bargainId: string) =>
  granted(await person.call('bargain.help', { bargainId })).bargain;

async function toFloor(bargainId: string): Promise<void> {
  for (const person of others) await helped(person, bargainId);
}

async function shareOf(person: Person, id: string): Promise<string> {
  return granted(await person.call('share.create', { target: { kind: 'bargain', id } })).token;
}

/** The card of the page on screen, with everything that WeChat waits for. */
async function sent(weapp: Weapp): Promise<AppMessage> {
  const card = weapp.page().shareAppMessage();
  return (await card?.promise) ?? (card as AppMessage);
}

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

describe('its owner', () => {
  it('sees list, floor, what it stands at, who is missing, and a friend’s cut as it is made', async () => {
    const bargainId = await bargainOf(owner);
    const { cuts, price, commitment } = await readBargain(world, bargainId);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    const page = await weapp.shows('再请 3 位朋友，就到底价 ¥9.90');
    for (const words of [
      `现在的价格 ¥${yuan(price).slice(1)}`,
      '标价 ¥39.90',
      '底价 ¥9.90',
      '1 / 4 刀',
      `−${yuan(cuts[0] ?? 0)}`,
      '自己先砍的',
      '金额已封存',
      '结束后人人可验',
      '砍到底价后 24 小时内下单',
      '砍到底价才能买',
    ]) {
      expect(page.text()).toContain(words);
    }
    expect(page.attributes('buyNow')).toBeUndefined();
    expect(page.attributes('verify')).toBeUndefined();
    page.tap('copySeal');
    expect(callsOf(weapp, 'setClipboardData').at(-1)?.options).toMatchObject({ data: commitment });

    await helped(friend, bargainId);
    await weapp.shows('再请 2 位朋友');
    expect(page.text()).toContain(`第 2 刀 · 今天 12:00 −${yuan(cuts[1] ?? 0)}`);
    const stands = await readBargain(world, bargainId);
    expect(page.text()).toContain(yuan(stands.price));
  });

  it('shares it as a card, in Moments, and as a poster, each in their own name, with what is missing and cut', async () => {
    const bargainId = await bargainOf(owner);
    const stands = await readBargain(world, bargainId);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    await weapp.shows('请朋友帮砍');
    await weapp.idle();
    const card = await sent(weapp);
    expect(card.title).toBe(`还差 3 位，已砍 ${yuan(3990 - stands.price)}，帮我砍一刀 · 阳山水蜜桃`);
    const moments = weapp.page().shareTimeline();
    expect(moments?.title).toBe(card.title);
    for (const [text = '', channel] of [
      [card.path, 'message'],
      [moments?.query, 'moments'],
    ] as const) {
      const token = /(?:^|[?&])s=(\w{10})$/.exec(text)?.[1] ?? '';
      expect(await world.app.store.shares.findOne({ _id: token })).toMatchObject({
        target: { kind: 'bargain', id: bargainId },
        channel,
        userId: owner.userId,
      });
    }
    expect(card.path.split('&')[0]).toBe(pathOf(bargainId));

    weapp.page().tap('shareMore');
    (await weapp.shows('生成海报')).tap('toPoster');
    await weapp.shows('存到相册', 'promoter/poster/index');
    await weapp.idle();
    for (const text of ['标价 ¥39.90，4 刀到底价 ¥9.90', '现价', '周小满', '帮我砍一刀，还差 3 位']) {
      expect(weapp.drawing.texts).toContain(text);
    }
    const [code] = await world.standIn.control.codes();
    expect(code).toMatchObject({ page: PAGE });
    expect((await sent(weapp)).path.split('&')[0]).toBe(pathOf(bargainId));
  });

  it('buys at any price where the terms have it, and at the floor until when it says', async () => {
    await offerBargain(world, { buyAt: 'anyPrice' });
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    const page = await weapp.shows('按现价购买');
    expect(page.text()).toContain('没到底价也能买');
    await toFloor(bargainId);
    await weapp.shows('砍到底价了');
    expect(page.text()).toContain('4 刀砍完，一共减了 ¥30.00');
    expect(page.text()).toContain('明天 12:00 前下单，过了就作废');
    expect(page.text()).toContain('到底价购买 ¥9.90');
    expect((await sent(weapp)).title).toBe('已砍到底价 ¥9.90 · 阳山水蜜桃');
    // No cut can follow: it can be checked from now on.
    page.tap('verify');
    await weapp.shows('', 'bargain/verify/index');
    expect(weapp.page().query).toMatchObject({ id: bargainId });
  });

  it('goes from the floor to the confirmation; while the order waits, to the order; afterwards to what was bought', async () => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    (await weapp.shows('到底价购买')).tap('buyNow');
    await weapp.shows('', 'buyer/confirm/index');
    expect(weapp.page().query).toMatchObject({ bargain: bargainId, quantity: '1' });

    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    const waiting = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    const page = await waiting.shows('已按 ¥9.90 下单');
    expect(page.attributes('cancel')).toBeUndefined();
    page.tap('seeOrder');
    await waiting.shows('', 'pages/order/index');
    expect(waiting.page().query).toMatchObject({ id: orderId });

    await world.pay(owner, orderId);
    await world.settle();
    const bought = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    await bought.shows('已按 ¥9.90 买下');
    bought.page().tap('startOwn');
    await bought.shows('', 'bargain/offer/index');
    expect(bought.page().query).toMatchObject({ id: BARGAIN_CAMPAIGN });
  });

  it.each([
    ['at the floor', {}, toFloor],
    ['at any price', { buyAt: 'anyPrice' }, async () => undefined],
  ] as const)('%s is led to the product where that costs less by now', async (_name, terms, happens) => {
    await offerBargain(world, terms);
    const bargainId = await bargainOf(owner);
    await happens(bargainId);
    const costs = (price: number) =>
      world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { 'skus.$[].price': price } });
    await costs(980);
    try {
      const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
      const page = await weapp.shows('商品降价了，现在单买更便宜');
      expect(page.attributes('buyNow')).toBeUndefined();
      page.tap('buyAlone');
      await weapp.shows('', 'pages/product/index');
      expect(weapp.page().query).toMatchObject({ id: PRODUCT });
    } finally {
      await costs(3990);
    }
  });

  it('gives it up after reading what is lost', async () => {
    const bargainId = await bargainOf(owner);
    await helped(friend, bargainId);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    (await weapp.shows('不砍了')).tap('cancel');
    const page = await weapp.shows('你取消了这次砍价');
    expect(callsOf(weapp, 'showModal').map(({ options }) => options)).toMatchObject([
      {
        content: '朋友帮的 1 刀跟着作废，不能挪到下一次。发起的次数不退。没有付钱，不用退款。',
        confirmText: '不砍了',
        cancelText: '接着砍',
      },
    ]);
    expect(page.text()).toContain('再砍一个');
    expect(page.attributes('cancel')).toBeUndefined();
    expect(await readBargain(world, bargainId)).toMatchObject({ status: 'cancelled' });
  });

  it('is asked, by a tap, to be reminded of the floor and of the end', async () => {
    const before = world.app.settings.templates;
    const templates = Object.fromEntries(
      MESSAGE_KINDS.map((kind) => [kind, { id: `tpl-${kind}`, fields: { thing1: 'title' } }]),
    );
    Object.assign(world.app.settings, { templates });
    try {
      const weapp = phone({ who: owner, enter: { path: pathOf(await bargainOf(owner)) } });
      (await weapp.shows('砍到底、快到点提醒我')).tap('remind');
      await weapp.shows('已订阅提醒');
      expect(callsOf(weapp, 'requestSubscribeMessage').map(({ options }) => options)).toMatchObject([
        { tmplIds: ['tpl-bargainFloor', 'tpl-bargainExpiring'] },
      ]);
    } finally {
      Object.assign(world.app.settings, { templates: before });
    }
  });
});

describe('a friend', () => {
  it('comes by the card, reads the rule, helps with one tap, and is offered a bargain of their own', async () => {
    const bargainId = await bargainOf(owner);
    const { cuts } = await readBargain(world, bargainId);
    const share = await shareOf(owner, bargainId);
    const weapp = phone({ who: friend, enter: { path: pathOf(bargainId, share), scene: 1007 } });
    const page = await weapp.shows('周小满 想请你帮个忙');
    expect(page.text()).toContain('共 4 刀，合计减 ¥30.00，到底价 ¥9.90');
    expect(page.text()).toContain('一人帮一刀，金额早定好，不花钱，不用转发');
    expect((await readBargain(world, bargainId)).helps).toHaveLength(1);
    // Impatient: the second tap finds the first under way.
    page.tap('help');
    expect(() => page.tap('help')).not.toThrow();
    await weapp.shows(`你砍了 ${yuan(cuts[1] ?? 0)}`);
    expect(page.text()).toContain(`现在的价格 ¥${yuan((await readBargain(world, bargainId)).price).slice(1)}`);
    await weapp.idle();
    expect(requestsTo(weapp, 'bargain.help')).toHaveLength(1);
    expect(page.attributes('help')).toBeUndefined();
    expect(page.attributes('rules')).toBeUndefined();
    expect(page.text()).not.toContain('TA 想用底价买下这件');
    expect(await world.app.store.visits.findOne({ shareId: share })).toMatchObject({ userId: friend.userId });
    // Passed on, it asks in the owner's name.
    expect((await sent(weapp)).title).toMatch(/^还差 2 位，已砍 ¥\d+\.\d\d，帮 周小满 砍一刀 · 阳山水蜜桃$/);
    page.tap('startOwn');
    await weapp.shows('', 'bargain/offer/index');
    expect(weapp.page().query).toMatchObject({ id: BARGAIN_CAMPAIGN });
  });

  it('whose answer is lost has helped, and sees it', async () => {
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: friend, enter: { path: pathOf(bargainId) } });
    await weapp.shows('帮 TA 砍一刀');
    await weapp.idle();
    weapp.loseAnswerOf = '/api/bargain.help';
    weapp.page().tap('help');
    await weapp.shows('你砍了');
    expect((await readBargain(world, bargainId)).helps).toHaveLength(2);
  });

  it('whose tap found no network hears that nobody knows, until the bargain is seen again', async () => {
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: friend, enter: { path: pathOf(bargainId) } });
    const page = await weapp.shows('帮 TA 砍一刀');
    await weapp.idle();
    weapp.outage = true;
    page.tap('help');
    await weapp.shows('网络断了，刚才那一刀不确定算没算，再点一次不会多砍');
    await weapp.shows('这是刚才的样子');
    expect(page.text()).not.toContain('座位');
    weapp.outage = false;
    await helped(others[0] as Person, bargainId);
    await weapp.shows('再请 2 位朋友');
    expect(page.text()).not.toContain('网络断了');
    page.tap('help');
    await weapp.shows('你砍了');
  });

  it('by the code of a poster gets there, too; by a forged token the page opens, and binds nobody', async () => {
    const bargainId = await bargainOf(owner);
    const { token } = granted(
      await owner.call('share.create', { target: { kind: 'bargain', id: bargainId }, channel: 'poster' }),
    );
    const coded = phone({ who: friend, enter: { path: `/${PAGE}?scene=${token}`, scene: 1047 } });
    await coded.shows('帮 TA 砍一刀');
    const [stranger] = others;
    const forged = phone({ who: stranger, enter: { path: pathOf(bargainId, 'A1b2C3d4E5') } });
    await forged.shows('帮 TA 砍一刀');
    await forged.idle();
    expect(await world.app.store.visitors.findOne({ userId: stranger?.userId })).toBeNull();
  });

  /** What happens between opening the page and the tap; the sentence that it is answered with. */
  const meanwhile: ReadonlyArray<[string, (bargainId: string) => Promise<unknown>, string]> = [
    ['they have helped on another device', (id) => helped(friend, id), '你已经帮砍过这一刀了，谢谢你'],
    ['the last cut was made', toFloor, '已经砍到底价了，不用再帮，谢谢你'],
    ['it was ordered', (id) => orderByBargain(world, owner, id), '已经下了单，正等付款，现在不能再砍'],
    ['its time is over', () => world.advance(DAY), '这次砍价已经到时间了'],
    ['its owner gave it up', (bargainId) => owner.call('bargain.cancel', { bargainId }), '这次砍价已经取消了'],
    [
      'the merchant ended the campaign',
      () =>
        endCampaign(world.app, owner.userId, { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'endNow' }),
      '商家提前结束了这场砍价',
    ],
  ];
  it.each(meanwhile)('who taps when %s gets a sentence and no cut', async (_name, happens, sentence) => {
    await offerBargain(world, { buyAt: 'anyPrice' });
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: friend, enter: { path: pathOf(bargainId) } });
    const page = await weapp.shows('帮 TA 砍一刀');
    await weapp.idle();
    weapp.outage = true;
    await happens(bargainId);
    await world.app.drain([{ name: 'bargains', doc: await readBargain(world, bargainId) }]);
    const { helps } = await readBargain(world, bargainId);
    weapp.outage = false;
    page.tap('help');
    await weapp.shows(sentence);
    await weapp.idle();
    expect(page.attributes('help')).toBeUndefined();
    expect((await readBargain(world, bargainId)).helps).toEqual(helps);
  });

  it.each([
    ['today', { helpsPerDay: 1, helpsPerCampaign: 9 }, '你今天在这场活动帮砍的次数用完了，明天再来'],
    ['in the campaign', { helpsPerDay: 1, helpsPerCampaign: 1 }, '你在这场活动帮砍的次数用完了'],
  ])('who may help no more %s is told by the tap, and can start their own', async (_name, limits, sentence) => {
    await offerBargain(world, limits);
    await helped(friend, await bargainOf(others[0] as Person));
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: friend, enter: { path: pathOf(bargainId) } });
    (await weapp.shows('帮 TA 砍一刀')).tap('help');
    const page = await weapp.shows(sentence);
    expect((await readBargain(world, bargainId)).helps).toHaveLength(1);
    page.tap('startOwn');
    await weapp.shows('', 'bargain/offer/index');
  });

  it('sees what has become of one that is over, and can check it', async () => {
    const bargainId = await bargainOf(owner);
    await toFloor(bargainId);
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    await world.pay(owner, orderId);
    await world.settle();
    const weapp = phone({ who: friend, enter: { path: pathOf(bargainId) } });
    const page = await weapp.shows('TA 已按 ¥9.90 买下');
    expect(page.text()).not.toContain('剩');
    expect(page.attributes('seeOrder')).toBeUndefined();
    page.tap('verify');
    await weapp.shows('', 'bargain/verify/index');
  });
});

describe('the page', () => {
  it('says so where there is no such bargain, and tries again where there was no answer', async () => {
    const nowhere = phone({ who: friend, enter: { path: pathOf('brg_none') } });
    await nowhere.shows('没有找到这次砍价');
    const weapp = phone({ who: friend, enter: { path: pathOf(await bargainOf(owner)) } });
    weapp.outage = true;
    await weapp.shows('没加载出来');
    weapp.outage = false;
    weapp.page().tap('retry');
    await weapp.shows('帮 TA 砍一刀');
  });

  it('lets all of it be seen to fall where two cuts come at once', async () => {
    const bargainId = await bargainOf(owner);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    await weapp.shows('请朋友帮砍');
    await weapp.idle();
    weapp.outage = true;
    for (const person of others.slice(0, 2)) await helped(person, bargainId);
    weapp.outage = false;
    const { cuts } = await readBargain(world, bargainId);
    await weapp.shows(`−${yuan((cuts[1] ?? 0) + (cuts[2] ?? 0))}`);
  });

  it('asks no more once the bargain is over', async () => {
    const gone = await bargainOf(owner);
    granted(await owner.call('bargain.cancel', { bargainId: gone }));
    const over = phone({ who: owner, enter: { path: pathOf(gone) } });
    await over.shows('你取消了这次砍价');
    await over.idle();
    const asked = requestsTo(over, 'bargain.get').length;
    // Meanwhile another page asks again, and again.
    const running = await bargainOf(owner);
    const weapp = phone({ who: owner, enter: { path: pathOf(running) } });
    await weapp.shows('再请 3 位朋友');
    for (const [index, person] of others.slice(0, 2).entries()) {
      await helped(person, running);
      await weapp.shows(`再请 ${2 - index} 位朋友`);
    }
    expect(requestsTo(over, 'bargain.get')).toHaveLength(asked);
  });

  it('in Moments’ preview signs nobody in and lets nobody help', async () => {
    const bargainId = await bargainOf(owner);
    const path = pathOf(bargainId, await shareOf(owner, bargainId));
    const weapp = phone({ who: friend, enter: { path, scene: 1154 } });
    const page = await weapp.shows('前往小程序');
    await weapp.idle();
    expect(callsOf(weapp, 'login')).toEqual([]);
    expect(page.attributes('help')).toBeUndefined();
  });

  it('of many cuts shows the newest, and all when asked', async () => {
    await offerBargain(world, { helpers: 10 });
    const bargainId = await bargainOf(owner);
    for (let n = 0; n < 9; n++) await helped(await world.person(`邻居${n}`), bargainId);
    const weapp = phone({ who: owner, enter: { path: pathOf(bargainId) } });
    const page = await weapp.shows('看全部 10 刀');
    expect(page.text()).toContain('第 10 刀');
    expect(page.text()).not.toContain('第 1 刀');
    page.tap('allCuts');
    await weapp.shows('第 1 刀');
  });
});
