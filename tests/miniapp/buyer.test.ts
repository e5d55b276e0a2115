/** A buyer in the mini-program: the built weapp, driven as WeChat drives it, on a real server. */
import { MINUTE } from '../../shared/time';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { CAMPAIGN, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const development = useBuild('weapp');
const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, production);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** A group that its leader has paid for, and the token of the leader's share of it. */
async function openGroup(leader: Person): Promise<{ groupId: string; orderId: string; token: string }> {
  const { orderId, groupId = '' } = await world.place(leader);
  await world.pay(leader, orderId);
  await world.standIn.control.flush();
  const share = await leader.call('share.create', { target: { kind: 'group', id: groupId } });
  if (!share.ok) throw new Error(share.refusal.code);
  return { groupId, orderId, token: share.value.token };
}

describe('every page', () => {
  it.each(['development', 'production'] as const)(
    'of the %s build boots, shows data and shows no error',
    async (which) => {
      const { folder } = which === 'development' ? development : production;
      const leader = await world.person('周小满');
      const who = await world.newcomer('阿杰');
      const { groupId, token } = await openGroup(leader);
      const first = phone({ who, folder, enter: { path: `/pages/group/index?id=${groupId}&s=${token}` } });
      await first.shows('周小满 邀你一起拼');
      const placed = await world.call(
        'address.save',
        {
          requestId: 'first-address',
          address: {
            name: '阿杰',
            phone: '13900002222',
            region: ['江苏省', '无锡市', '滨湖区'],
            detail: '桃源路 2 号',
          },
        },
        tokenOf(first),
      );
      expect(placed.ok).toBe(true);
      const order = await world.call(
        'order.place',
        {
          requestId: 'aRequest1',
          lines: [{ skuId: SKU, quantity: 1 }],
          campaignId: CAMPAIGN,
          groupId,
          seenTotal: 2990,
          shareToken: token,
        },
        tokenOf(first),
      );
      if (!order.ok) throw new Error(order.refusal.code);
      const { orderId } = order.value;

      const shown: Record<string, { query?: string; words: string[] }> = {
        'pages/home/index': { words: ['山野集', '水果', '阳山水蜜桃', '3 人团', '29.90'] },
        'pages/orders/index': { words: ['待付款', '阳山水蜜桃', '去付款'] },
        'pages/me/index': { words: ['阿杰', '我的收益', '滨湖区桃源路 2 号'] },
        'pages/product/index': {
          query: `id=${PRODUCT}`,
          words: ['3 人团价', '¥29.90', '未成团自动退款', '我来开团'],
        },
        'pages/group/index': {
          query: `id=${groupId}`,
          words: ['还差 2 人成团', '1 人付款中', '去付款', '未成团自动退款'],
        },
        'buyer/groups/index': { words: ['等你付款', '阳山水蜜桃', '3 人团', '还差 2 人', '去付款'] },
        'buyer/confirm/index': {
          query: `sku=${SKU}&quantity=2&campaign=${CAMPAIGN}`,
          words: ['团价 × 2', '¥59.80', '桃源路 2 号', '24 小时内没满 3 人', '微信支付'],
        },
        'pages/result/index': { query: `order=${orderId}`, words: ['还没收到付款', '继续付款'] },
        'pages/order/index': { query: `id=${orderId}`, words: ['待付款', '取消订单', '去付款', '应付', '¥29.90'] },
        'pages/signIn/index': { words: ['测试登录', '周小满', '阿杰'] },
      };
      const pages = Object.keys(shown).filter((route) => which === 'development' || route !== 'pages/signIn/index');
      const routes = first.routes.filter((route) => /^(pages|buyer\/(confirm|groups))\//.test(route));
      expect(routes.sort()).toEqual(pages.sort());
      for (const route of routes) {
        const { query, words } = shown[route] ?? { words: [] };
        const weapp = phone({ who, folder, enter: { path: `/${route}${query ? `?${query}` : ''}` } });
        for (const word of words)
          if (route !== 'pages/signIn/index' || word !== '测试登录') await weapp.shows(word, route);
        await weapp.idle();
        expect(weapp.page().text()).not.toMatch(/undefined|NaN|null|\[object|再试一次/);
        expect(weapp.errors).toEqual([]);
      }
    },
  );
});

/** The bearer token that the app keeps on the phone. */
function tokenOf(weapp: Weapp): string {
  const session = JSON.parse(String(weapp.storage.get('pinkan.session'))) as { token: string };
  return session.token;
}

describe('sharing', () => {
  it('a group card carries the token of the one who shares it, the offer, and what is missing', async () => {
    const leader = await world.person('周小满');
    const who = await world.newcomer('阿杰');
    const { groupId, token } = await openGroup(leader);
    const weapp = phone({ who, enter: { path: `/pages/group/index?id=${groupId}&s=${token}`, scene: 1007 } });
    const page = await weapp.shows('还差 2 人成团');
    await weapp.idle();
    const card = page.shareAppMessage();
    expect(card?.title).toBe('还差 2 人 · ¥29.90 阳山水蜜桃 3 人团');
    const own = new RegExp(`^/pages/group/index\\?id=${groupId}&s=([0-9A-Za-z]{6,32})$`).exec(card?.path ?? '')?.[1];
    expect(own).toBeDefined();
    expect(own).not.toBe(token);
    // Moments have a token of their own.
    const moments = page.shareTimeline();
    expect(moments).toMatchObject({ title: card?.title, query: expect.stringMatching(/^id=grp_\w+&s=\w{10}$/) });
    expect(moments?.query).not.toContain(own);

    const third = await world.person('林姐');
    const opened = await third.call('share.open', { token: own ?? '', scene: 1007 });
    expect(opened).toMatchObject({ ok: true, value: { sharer: { name: '阿杰' }, target: { id: groupId } } });
  });

  it('a JPEG or PNG stands on the card; of another picture WeChat takes the page', async () => {
    const who = await world.newcomer('周小满');
    const pictured = async (picture: string) => {
      await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { pictures: [picture] } });
      const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
      const page = await weapp.shows('我来开团');
      return page.shareAppMessage()?.imageUrl;
    };
    expect(await pictured('/pictures/peach.png')).toBe('https://shop.example.com/pictures/peach.png');
    expect(await pictured('/pictures/1f351.webp')).toBeUndefined();
  });

  it.each([
    ['product', `/pages/product/index?id=${PRODUCT}`, '我来开团', `/pages/product/index?id=${PRODUCT}&s=`],
    ['shop', '/pages/home/index', '阳山水蜜桃', '/pages/home/index?s='],
  ])('the %s page shares itself with a token, to friends and in Moments', async (kind, path, words, begin) => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path } });
    const page = await weapp.shows(words);
    await weapp.idle();
    const card = page.shareAppMessage();
    expect(card?.title).toBeTruthy();
    expect(card?.path.startsWith(begin)).toBe(true);
    const token = card?.path.slice(begin.length) ?? '';
    expect(page.shareTimeline()?.query).toMatch(/(^|&)s=\w{10}$/);
    const share = await world.app.store.shares.findOne({ _id: token });
    expect(share?.target.kind).toBe(kind);
  });

  it.each([
    ['a card', (groupId: string, token: string) => `id=${groupId}&s=${token}`, 1007],
    ['a mini-program code, whose scene arrives encoded', (_: string, token: string) => `scene=${encoded(token)}`, 1047],
  ])('opening %s tells the server the token and the scene, and binds', async (_name, query, scene) => {
    const leader = await world.person('周小满');
    const who = await world.newcomer('阿杰');
    const { groupId, token } = await openGroup(leader);
    const weapp = phone({ who, enter: { path: `/pages/group/index?${query(groupId, token)}`, scene } });
    await weapp.shows('周小满 邀你一起拼');
    await weapp.shows('阳山水蜜桃');
    expect(requestsTo(weapp, 'share.open').map(({ body }) => body)).toEqual([{ token, scene }]);
    const visitor = await world.app.store.visitors.findOne({ userId: who.userId });
    expect(visitor).toMatchObject({ referrerId: leader.userId });
  });

  it('a visit that could not be told is remembered for the order, which binds then', async () => {
    const leader = await world.person('周小满');
    const who = await world.newcomer('阿杰');
    const { groupId, token } = await openGroup(leader);
    const weapp = phone({ who, enter: { path: `/pages/group/index?id=${groupId}&s=${token}`, scene: 1007 } });
    weapp.loseAnswerOf = '/api/share.open';
    await weapp.shows('还差 2 人成团');
    await weapp.idle();
    expect(weapp.loseAnswerOf).toBeUndefined();
    expect(JSON.parse(String(weapp.storage.get('pinkan.lastShare')))).toEqual({ token });
  });

  it('in Moments’ single-page mode nobody signs in, is bound, or is sold anything', async () => {
    const leader = await world.person('周小满');
    const who = await world.newcomer('阿杰');
    const { groupId, token } = await openGroup(leader);
    const weapp = phone({ who, enter: { path: `/pages/group/index?id=${groupId}&s=${token}`, scene: 1154 } });
    const page = await weapp.shows('前往小程序');
    await weapp.idle();
    expect(callsOf(weapp, 'login')).toEqual([]);
    // That somebody looked is told, by nobody.
    expect(weapp.requests.map(({ path }) => path).filter((path) => path !== '/api/group.get')).toEqual([
      '/api/share.open',
    ]);
    for (const id of ['join', 'buy', 'lead', 'pay']) expect(page.attributes(id)).toBeUndefined();
    expect(page.text()).not.toContain('参团 ¥');

    const product = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}&s=${token}`, scene: 1154 } });
    await product.shows('前往小程序');
    await product.idle();
    expect(callsOf(product, 'login')).toEqual([]);
    for (const id of ['join', 'buy', 'buyAlone']) expect(product.page().attributes(id)).toBeUndefined();

    const home = phone({ who, enter: { path: `/pages/home/index?s=${token}`, scene: 1154 } });
    (await home.shows('前往小程序')).tap(`product-${PRODUCT}`);
    await home.idle();
    expect(home.stack.map(({ route }) => route)).toEqual(['pages/home/index']);
    expect(callsOf(home, 'login')).toEqual([]);
  });
});

/** Every character as %XX: what a page must decode, whatever the token is made of. */
const encoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

describe('session', () => {
  it('is made of the code of wx.login, once, and kept on the phone', async () => {
    const who = await world.newcomer('周小满');
    const storage = new Map<string, unknown>();
    const weapp = phone({ who, storage, enter: { path: '/pages/me/index' } });
    await weapp.shows('周小满');
    await weapp.idle();
    expect(callsOf(weapp, 'login')).toHaveLength(1);
    expect(requestsTo(weapp, 'session.create')).toHaveLength(1);

    const later = phone({ who, storage, enter: { path: '/pages/me/index' } });
    await later.shows('周小满');
    await later.idle();
    expect(callsOf(later, 'login')).toEqual([]);
  });

  it('is renewed once, silently, when the server refuses it', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: '/pages/me/index' } });
    await weapp.shows('周小满');
    await weapp.idle();
    await world.advance(121 * MINUTE);
    const before = weapp.requests.length;
    weapp.open('/promoter/earnings/index');
    await weapp.shows('还没有收益', 'promoter/earnings/index');
    await weapp.idle();
    const since = weapp.requests.slice(before).map(({ path, status }) => `${path.slice(5)} ${status}`);
    expect(since.filter((one) => one.startsWith('session'))).toEqual(['session.renew 200']);
    expect(since.filter((one) => one === 'earnings.get 401')).toHaveLength(1);
    expect(since.at(-1)).toMatch(/^earnings\.(get|list) 200$/);
    expect(callsOf(weapp, 'showToast')).toEqual([]);
  });

  it('that has ended for good is made anew by wx.login', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: '/pages/me/index' } });
    await weapp.shows('周小满');
    await weapp.idle();
    await world.app.store.sessions.deleteMany({ userId: who.userId });
    await world.advance(121 * MINUTE);
    weapp.open('/promoter/earnings/index');
    await weapp.shows('还没有收益', 'promoter/earnings/index');
    expect(callsOf(weapp, 'login')).toHaveLength(2);
  });
});

describe('buying', () => {
  /** From the product to the payment, with an address given on the way. */
  async function buy(weapp: Weapp): Promise<void> {
    const product = await weapp.shows('我来开团', 'pages/product/index');
    product.tap('buy');
    (await weapp.shows('去确认')).tap('next');
    (await weapp.shows('填写收货地址', 'buyer/confirm/index')).tap('fillAddress');
    const form = await weapp.shows('保存并使用', 'buyer/address/index');
    // All at once, as a phone fills in what it knows.
    form.type('addressName', '周小满');
    form.type('addressPhone', '13800001111');
    form.pick('addressRegion', ['江苏省', '无锡市', '滨湖区']);
    form.type('addressDetail', '阳山镇桃源路 1 号');
    await weapp.idle();
    form.tap('save');
    const confirm = await weapp.shows('微信支付 ¥', 'buyer/confirm/index');
    await weapp.idle();
    confirm.tap('pay');
  }

  it('a button inside something that can be tapped opens its page once', async () => {
    const leader = await world.person('周小满');
    const { groupId } = await openGroup(leader);
    const weapp = phone({ who: await world.newcomer('阿杰'), enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    (await weapp.shows('周小满的团')).tap(`join-${groupId}`);
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    await weapp.idle();
    expect(weapp.stack.map(({ route }) => route)).toEqual(['pages/product/index', 'pages/group/index']);
  });

  it('starts a group: wx.requestPayment is asked with what the server signed, and the group page follows', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    await buy(weapp);
    const group = await weapp.shows('还差 2 人成团', 'pages/group/index');
    const [asked, ...more] = callsOf(weapp, 'requestPayment');
    expect(more).toEqual([]);
    expect(asked?.options).toMatchObject({
      timeStamp: expect.stringMatching(/^\d{10}$/),
      nonceStr: expect.stringMatching(/^\w{16,32}$/),
      package: expect.stringMatching(/^prepay_id=\w+$/),
      signType: 'RSA',
      paySign: expect.stringMatching(/^[\w+/]+=*$/),
    });
    expect(requestsTo(weapp, 'order.checkPayment').length).toBeGreaterThan(0);
    expect(group.text()).toContain('你开的团');
    expect(group.text()).toContain('邀请好友，还差 2 人');
    // The way back does not lead to the finished order.
    expect(weapp.stack.map(({ route }) => route)).toEqual(['pages/product/index', 'pages/group/index']);
    await weapp.idle();
    expect(group.attributes('share')).toMatchObject({ openType: 'share' });
    expect(group.shareAppMessage('button')?.path).toMatch(/&s=\w+$/);
    await world.settle();
    expect(await world.differences(false)).toEqual([]);
  });

  it('a cancelled payment leaves an order that can be paid', async () => {
    const who = await world.newcomer('周小满');
    let wish: 'ok' | 'cancel' = 'cancel';
    const weapp = phone({
      who,
      enter: { path: `/pages/product/index?id=${PRODUCT}` },
      pay: async (params) => {
        if (wish === 'ok') await world.standIn.control.payFromSheet(params);
        return wish;
      },
    });
    await buy(weapp);
    const result = await weapp.shows('还没收到付款', 'pages/result/index');
    wish = 'ok';
    result.tap('payAgain');
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    expect(callsOf(weapp, 'requestPayment')).toHaveLength(2);
    expect(await world.app.store.orders.countDocuments({})).toBe(1);
  });

  it('a page that does not load says so, and the retry loads it', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    weapp.outage = true;
    const failed = await weapp.shows('没加载出来');
    expect(failed.text()).toContain('网络断了一下');
    weapp.outage = false;
    failed.tap('retry');
    await weapp.shows('我来开团');
  });

  it('an order whose answer is lost is asked for again with the same requestId, and is one order', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    weapp.loseAnswerOf = '/api/order.place';
    await buy(weapp);
    const confirm = await weapp.shows('网络断了一下', 'buyer/confirm/index');
    await weapp.idle();
    confirm.tap('pay');
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    const ids = requestsTo(weapp, 'order.place').map(({ body }) => (body as { requestId: string }).requestId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await world.app.store.orders.countDocuments({})).toBe(1);
  });

  it('the development build asks the payment sheet, not WeChat', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, folder: development.folder, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    await buy(weapp);
    const sheet = await weapp.shows('替身支付', 'buyer/confirm/index');
    expect(sheet.text()).toContain('付给 山野集');
    sheet.tap('payConfirm');
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    expect(callsOf(weapp, 'requestPayment')).toEqual([]);
  });
});
