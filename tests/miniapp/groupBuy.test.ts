/** Every term of a group buy as a buyer meets it in the mini-program: the built weapp on a real server. */
import { endCampaign } from '../../functions/usecases/campaign';
import { MESSAGE_KINDS } from '../../shared/domain/message';
import { DAY, HOUR } from '../../shared/time';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const LADDER = {
  size: 4,
  least: 2,
  ladder: [
    { members: 3, prices: { [SKU]: 2790 } },
    { members: 4, prices: { [SKU]: 2490 } },
  ],
};

const groupPath = (groupId: string) => `/pages/group/index?id=${groupId}`;
const productPath = `/pages/product/index?id=${PRODUCT}`;

/** Starts a group, or sits in one, and pays. */
async function sit(person: Person, groupId?: string): Promise<{ groupId: string; orderId: string }> {
  const placed = await world.place(person, groupId === undefined ? {} : { groupId });
  await world.pay(person, placed.orderId);
  await world.standIn.control.flush();
  return { orderId: placed.orderId, groupId: placed.groupId ?? '' };
}

/** From the sheet on screen to the payment; the buyer's address is known. */
async function confirm(weapp: Weapp, price: string): Promise<void> {
  (await weapp.shows('去确认')).tap('next');
  await weapp.shows(`微信支付 ¥${price}`, 'buyer/confirm/index');
  await weapp.idle();
  weapp.page().tap('pay');
}

describe('the leader’s price', () => {
  it('is shown as such before the tap, in the sheet and in the receipt, and is what is paid', async () => {
    await world.offer({ leaderDiscount: 200 });
    const who = await world.person('周小满');
    const weapp = phone({ who, enter: { path: productPath } });
    const product = await weapp.shows('团长价 ¥27.90 · 每件省 ¥2.00');
    expect(product.text()).toContain('3 人团价 ¥29.90');
    product.tap('buy');
    await weapp.shows('团长价 · 每件省 ¥2.00');
    (await weapp.shows('去确认')).tap('next');
    const page = await weapp.shows('团长价 × 1 ¥27.90', 'buyer/confirm/index');
    expect(page.text()).toContain('开团后 24 小时内没满 3 人，¥27.90 自动原路退回');
    await weapp.idle();
    page.tap('pay');
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    expect(await world.app.store.orders.findOne({})).toMatchObject({ total: 2790, status: 'paid' });
    // Who joins pays the group's price.
    const friend = phone({ who: await world.person('阿杰'), enter: { path: weappPath(weapp) } });
    await friend.shows('参团 ¥29.90');
  });
});

/** The path of the page on screen, as a card would carry it. */
const weappPath = (weapp: Weapp): string => `/${weapp.page().route}?id=${weapp.page().query.id}`;

describe('a ladder', () => {
  it('is told before the tap; what is reached is shown in the group, and what comes next', async () => {
    await world.offer(LADDER);
    const [leader, second] = [await world.person('周小满'), await world.person('林姐')];
    const who = await world.person('阿杰');
    const weapp = phone({ who, enter: { path: productPath } });
    const product = await weapp.shows('2–4 人团价');
    expect(product.text()).toContain('¥29.90 满 2 人 ¥27.90 满 3 人 ¥24.90 满 4 人');
    expect(product.text()).toContain('到点满 2 人也成团，不到 2 人原路退回');

    const { groupId } = await sit(leader);
    weapp.open(groupPath(groupId));
    await weapp.shows('还差 1 人，到点就成团', 'pages/group/index');
    await weapp.shows('再来 2 人，每人降到 ¥27.90，差价自动退');
    await sit(second, groupId);
    await weapp.shows('够 2 人了，到点就成团');
    const group = await weapp.shows('再来 1 人，每人降到 ¥27.90，差价自动退');
    await weapp.idle();
    expect(group.shareAppMessage()?.title).toBe('再来 1 人降到 ¥27.90 · ¥29.90 阳山水蜜桃 2–4 人团');
    group.tap('join');
    await weapp.shows('再来 1 人还会降，差价自动退');
    (await weapp.shows('去确认')).tap('next');
    const page = await weapp.shows('没满 4 人，但满 2 人也成团；不到 2 人，¥29.90 自动原路退回', 'buyer/confirm/index');
    expect(page.text()).toContain('人到下一档价就降，你付的差价自动原路退回');
    await weapp.idle();
    page.tap('pay');
    await weapp.shows('再来 1 人，每人降到 ¥24.90', 'pages/group/index');
    await weapp.shows('邀请好友，还有 1 席');
  });

  it('gives the difference back: my orders and the order say how much, and where it is', async () => {
    await world.offer(LADDER);
    const leader = await world.person('周小满');
    const { groupId, orderId } = await sit(leader);
    for (const name of ['林姐', '阿杰']) await sit(await world.person(name), groupId);
    const weapp = phone({ who: leader, enter: { path: '/pages/orders/index' } });
    const orders = await weapp.shows('差价 ¥2.00 在退');
    expect(orders.text()).toContain('待成团');
    await world.settle();
    weapp.open(`/pages/order/index?id=${orderId}`);
    const order = await weapp.shows('差价已退 −¥2.00 实付 ¥27.90', 'pages/order/index');
    expect(order.text()).toContain('人多价降：付了 ¥29.90，退差价 ¥2.00');

    await sit(await world.person('苏梅'), groupId);
    await world.settle();
    weapp.open(groupPath(groupId));
    await weapp.shows('4 人到齐', 'pages/group/index');
    await weapp.shows('比单买省 ¥15.00');
    await weapp.shows('差价 ¥5.00 已退');
    expect(await world.differences()).toEqual([]);
  });
});

describe('a group that is formed with fewer than all', () => {
  it('says how many there were at its deadline, never that all came', async () => {
    await world.offer({ size: 3, least: 2 });
    const [leader, second] = [await world.person('周小满'), await world.person('林姐')];
    const { groupId } = await sit(leader);
    await sit(second, groupId);
    await world.advance(DAY);
    await world.settle();
    const weapp = phone({ who: leader, enter: { path: groupPath(groupId) } });
    const formed = await weapp.shows('到点 2 人');
    await weapp.shows('成团了');
    expect(formed.text()).not.toContain('到齐');
    const visitor = phone({ enter: { path: groupPath(groupId) } });
    await visitor.shows('到点 2 人，已成团');
    expect(visitor.page().text()).not.toContain('空位');
  });

  it('or that the merchant has ended it before', async () => {
    await world.offer({ size: 3, least: 2 });
    const [leader, second, third] = [
      await world.person('周小满'),
      await world.person('林姐'),
      await world.person('阿杰'),
    ];
    const { groupId } = await sit(leader);
    await sit(second, groupId);
    const lonely = await sit(third);
    await endCampaign(world.app, leader.userId, { merchantId: MERCHANT, campaignId: CAMPAIGN, groups: 'endNow' });
    await world.settle();
    const weapp = phone({ who: leader, enter: { path: groupPath(groupId) } });
    await weapp.shows('商家提前截止时 2 人');
    const other = phone({ who: third, enter: { path: groupPath(lonely.groupId) } });
    await other.shows('商家提前结束了活动，没有拼成');
    await other.shows('商家提前结束了活动，¥29.90 已退回微信零钱');
  });
});

describe('a group for newcomers', () => {
  it('says who may join before the tap; somebody who has bought here can lead one', async () => {
    await world.offer({ audience: 'newcomers' });
    const [leader, regular, newcomer] = [
      await world.person('周小满'),
      await world.person('林姐'),
      await world.person('阿杰'),
    ];
    const { groupId } = await sit(leader);
    await sit(regular);
    const weapp = phone({ who: regular, enter: { path: groupPath(groupId) } });
    const group = await weapp.shows('这个团只邀新客：你买过或正在买，可以自己开团');
    expect(group.attributes('join')).toMatchObject({ disabled: true });
    expect(group.text()).toContain('老带新 · 只限新客');
    expect(group.text()).not.toContain('留给你');
    await weapp.idle();
    expect(group.shareAppMessage()?.title).toBe('还差 2 人 · 老带新 · ¥29.90 阳山水蜜桃 3 人团');
    group.tap('lead');
    const product = await weapp.shows('只限新客参团，你可以开团', 'pages/product/index');
    expect(product.attributes(`join-${groupId}`)).toMatchObject({ disabled: true });
    expect(product.attributes('buy')).toMatchObject({ disabled: false });

    const invited = phone({ who: newcomer, enter: { path: groupPath(groupId) } });
    await invited.shows('留给你');
    expect(invited.page().attributes('join')).toMatchObject({ disabled: false });
  });

  it('that is refused on the way is refused in words, with a way on', async () => {
    await world.offer({ audience: 'newcomers' });
    const [leader, who] = [await world.person('周小满'), await world.person('阿杰')];
    const { groupId } = await sit(leader);
    const weapp = phone({ who, enter: { path: groupPath(groupId) } });
    (await weapp.shows('留给你')).tap('join');
    (await weapp.shows('去确认')).tap('next');
    await weapp.shows('微信支付', 'buyer/confirm/index');
    await weapp.idle();
    // The same person buys on another device meanwhile.
    await sit(who);
    weapp.page().tap('pay');
    await weapp.shows('这个团只邀新客');
    weapp.page().tap('leadInstead');
    await weapp.shows('我来开团', 'pages/product/index');
  });
});

describe('leaving', () => {
  it('is said in full, pays everything back, and hands the group to whoever paid first', async () => {
    await world.offer({ mayLeave: true, size: 4 });
    const [leader, second, third] = [
      await world.person('周小满'),
      await world.person('阿杰'),
      await world.person('林姐'),
    ];
    const { groupId } = await sit(leader);
    // 林姐 holds her seat first, and 阿杰 pays first.
    const waiting = await world.place(third, { groupId });
    await world.advance(60_000);
    await sit(second, groupId);
    await world.pay(third, waiting.orderId);
    await world.standIn.control.flush();

    const heir = phone({ who: second, enter: { path: groupPath(groupId) } });
    await heir.shows('你在 周小满 的团里');
    const weapp = phone({ who: leader, enter: { path: groupPath(groupId) } });
    (await weapp.shows('退团')).tap('leave');
    await weapp.shows('你退团了，¥29.90 正在原路退回');
    expect(callsOf(weapp, 'showModal').map(({ options }) => options)).toMatchObject([
      {
        content: '¥29.90 原路退回，座位让给别人。最早付款的阿杰接任团长，团继续。',
        confirmText: '退团',
        cancelText: '先留着',
      },
    ]);
    expect(weapp.page().text()).toContain('还差 2 人成团');
    expect(weapp.page().attributes('leave')).toBeUndefined();
    expect(weapp.page().attributes('join')).toMatchObject({ disabled: false });
    await heir.shows('你是团长');

    weapp.page().tap('refund');
    await weapp.shows('退款中', 'pages/order/index');
    await world.standIn.control.flush({ everything: true });
    await world.settle();
    weapp.open('/pages/orders/index');
    await weapp.shows('你退团了，¥29.90 已退回微信零钱', 'pages/orders/index');
    expect(await world.differences(false)).toEqual([]);
  });

  it('ends a group that nobody else has paid for', async () => {
    await world.offer({ mayLeave: true });
    const leader = await world.person('周小满');
    const { groupId } = await sit(leader);
    const weapp = phone({ who: leader, enter: { path: groupPath(groupId) } });
    (await weapp.shows('退团')).tap('leave');
    await weapp.shows('团里的人都退出了，没有拼成');
    expect(callsOf(weapp, 'showModal')[0]?.options).toMatchObject({
      content: '¥29.90 原路退回，座位让给别人。团里没有别人付款，这个团就结束了。',
    });
    await weapp.shows('你退团了，¥29.90 正在原路退回');
  });

  it('is not offered where it is not allowed, and the terms say so', async () => {
    const leader = await world.person('周小满');
    const { groupId } = await sit(leader);
    const weapp = phone({ who: leader, enter: { path: groupPath(groupId) } });
    const group = await weapp.shows('付款后等成团或截止，中途不退团');
    expect(group.attributes('leave')).toBeUndefined();
  });
});

describe('my groups', () => {
  it('are listed by state, with what there is to do', async () => {
    await world.offer({ size: 2 });
    const [me, friend] = [await world.person('周小满'), await world.person('阿杰')];
    const failed = await sit(me);
    await world.advance(DAY + HOUR);
    await world.settle();
    const formed = await sit(me);
    await sit(friend, formed.groupId);
    const open = await sit(friend);
    await world.place(me, { groupId: open.groupId });

    const weapp = phone({ who: me, enter: { path: '/pages/me/index' } });
    (await weapp.shows('我的拼团')).tap('toGroups');
    const list = await weapp.shows('等你付款', 'buyer/groups/index');
    for (const words of ['已成团', '没拼成', '团长', '参团', '还差 1 人', '2 人成团']) await weapp.shows(words);
    for (const [state, here, gone] of [
      ['formed', formed.groupId, failed.groupId],
      ['failed', failed.groupId, formed.groupId],
      ['open', open.groupId, formed.groupId],
    ] as const) {
      list.tap(`tab-${state}`);
      await weapp.idle();
      expect(list.attributes(`group-${here}`)).toBeDefined();
      expect(list.attributes(`group-${gone}`)).toBeUndefined();
    }
    list.tap(`pay-${open.groupId}`);
    await weapp.shows('成团了', 'pages/group/index');
  });

  it('go on where the page ends, and are said to be none where there are none', async () => {
    await world.offer({ size: 2 }, { stock: 1000, quota: 1000 });
    const me = await world.person('周小满');
    for (let started = 0; started < 12; started++) {
      await world.advance(1000);
      await world.place(me);
    }
    const weapp = phone({ who: me, enter: { path: '/buyer/groups/index' } });
    const list = await weapp.shows('等你付款');
    const shown = () => list.text().split('等你付款').length - 1;
    expect(shown()).toBe(10);
    list.reachBottom();
    await weapp.idle();
    expect(shown()).toBe(12);
    list.reachBottom();
    await weapp.idle();
    expect(requestsTo(weapp, 'group.listMine')).toHaveLength(2);

    const nobody = phone({ who: await world.person('林姐'), enter: { path: '/buyer/groups/index' } });
    await nobody.shows('还没有拼过团');
  });
});

describe('a group chat', () => {
  const inChat = (person: Person, chat: string) => ({
    who: person,
    chat: () => world.standIn.control.enterChat(person.id, chat),
  });

  it('is proven once for this entrance, kept on the phone, and sent wherever it matters', async () => {
    await world.offer({ chatOnly: true });
    const [leader, neighbour] = [await world.person('周小满'), await world.person('阿杰')];
    const weapp = phone({ ...inChat(leader, '阳山邻里群'), enter: { path: productPath, scene: 1008 } });
    const product = await weapp.shows('从群里打开');
    await weapp.idle();
    expect(requestsTo(weapp, 'chat.enter').map(({ status }) => status)).toEqual([200]);
    const { chat } = JSON.parse(String(weapp.storage.get('pinkan.chat'))) as { chat: string };
    expect(requestsTo(weapp, 'product.get').at(-1)?.body).toMatchObject({ chat });
    expect(product.attributes('buy')).toMatchObject({ disabled: false });
    product.tap('buy');
    await confirm(weapp, '29.90');
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    for (const endpoint of ['order.quote', 'order.place', 'group.get'])
      expect(requestsTo(weapp, endpoint).at(-1)?.body).toMatchObject({ chat });
    const groupId = weapp.page().query.id ?? '';

    const friend = phone({ ...inChat(neighbour, '阳山邻里群'), enter: { path: productPath, scene: 1044 } });
    const shop = await friend.shows('本群的团');
    shop.tap(`join-${groupId}`);
    (await friend.shows('留给你', 'pages/group/index')).tap('join');
    await confirm(friend, '29.90');
    await friend.shows('还差 1 人成团', 'pages/group/index');
  });

  it('keeps those out who come from elsewhere, before the tap', async () => {
    await world.offer({ chatOnly: true });
    const [leader, stranger] = [await world.person('周小满'), await world.person('林姐')];
    const weapp = phone({ ...inChat(leader, '阳山邻里群'), enter: { path: productPath } });
    await weapp.shows('从群里打开');
    await weapp.idle();
    weapp.page().tap('buy');
    await confirm(weapp, '29.90');
    await weapp.shows('还差 2 人成团', 'pages/group/index');
    const groupId = weapp.page().query.id ?? '';

    for (const outside of [{ who: stranger }, inChat(stranger, '另一个群')]) {
      const other = phone({ ...outside, enter: { path: groupPath(groupId) } });
      const group = await other.shows('只有从开团的那个微信群里打开，才能参加');
      expect(group.attributes('join')).toMatchObject({ disabled: true });
      expect(group.text()).not.toContain('留给你');
      group.tap('seeProduct');
      await other.shows('单独买', 'pages/product/index');
    }
    const nowhere = phone({ who: stranger, enter: { path: productPath } });
    const product = await nowhere.shows('要从微信群里打开这件商品，才能开团');
    expect(product.attributes('buy')).toMatchObject({ disabled: true });
    expect(product.text()).not.toContain('从群里打开 ');
  });

  it('that WeChat encrypted for a later sign-in is read after signing in anew', async () => {
    const who = await world.person('周小满');
    const storage = new Map<string, unknown>();
    const before = phone({ who, storage, enter: { path: '/pages/me/index' } });
    await before.shows('周小满');
    await before.idle();
    // The same person signs in on another phone: that key is WeChat's newest.
    await world.call('session.create', { code: await world.standIn.control.loginCode(who.id) });
    const weapp = phone({ ...inChat(who, '阳山邻里群'), storage, enter: { path: productPath } });
    await weapp.shows('从群里打开');
    await weapp.idle();
    expect(requestsTo(weapp, 'chat.enter').map(({ status }) => status)).toEqual([409, 200]);
    expect(callsOf(weapp, 'login')).toHaveLength(1);
  });

  it('that cannot be told keeps no page from being shown', async () => {
    const who = await world.person('周小满');
    const garbled = { encryptedData: 'A'.repeat(24), iv: `${'A'.repeat(22)}==` };
    for (const chat of [async () => garbled, undefined]) {
      const weapp = phone({ who, ...(chat ? { chat } : {}), enter: { path: productPath, scene: 1008 } });
      const product = await weapp.shows('我来开团');
      await weapp.idle();
      expect(product.text()).not.toContain('从群里打开');
      expect(callsOf(weapp, 'showToast')).toEqual([]);
    }
  });
});

describe('reminders', () => {
  const TEMPLATES = MESSAGE_KINDS.map((kind) => ({ kind, id: `tpl-${kind}` }));
  const configure = (templates: typeof TEMPLATES) =>
    Object.assign(world.app.settings, {
      templates: Object.fromEntries(templates.map(({ kind, id }) => [kind, { id, fields: { thing1: 'title' } }])),
    });
  beforeEach(() => configure(TEMPLATES));
  afterAll(() => configure([]));

  const asked = (weapp: Weapp) =>
    callsOf(weapp, 'requestSubscribeMessage').map(({ options }) => (options as { tmplIds: string[] }).tmplIds);
  /** What concerns a group: three, the most that WeChat takes. */
  const ids = ['tpl-groupFormed', 'tpl-groupFailed', 'tpl-groupExpiring'];

  it('are asked for in the payment’s callback, and the group’s page remembers that they were accepted', async () => {
    const weapp = phone({ who: await world.person('周小满'), enter: { path: productPath } });
    (await weapp.shows('我来开团')).tap('buy');
    await confirm(weapp, '29.90');
    const group = await weapp.shows('已订阅提醒', 'pages/group/index');
    expect(asked(weapp)).toEqual([ids]);
    const names = weapp.calls.map(({ name }) => name);
    expect(names.indexOf('requestSubscribeMessage')).toBeGreaterThan(names.indexOf('requestPayment'));
    expect(requestsTo(weapp, 'message.templates')).toHaveLength(1);
    expect(() => group.tap('remind')).toThrow('nothing');
  });

  it('of what is bought alone are of its parcel and its refund', async () => {
    const weapp = phone({ who: await world.person('周小满'), enter: { path: productPath } });
    (await weapp.shows('单独买')).tap('buyAlone');
    await confirm(weapp, '39.90');
    await weapp.shows('付款成功', 'pages/result/index');
    expect(asked(weapp)).toEqual([['tpl-orderShipped', 'tpl-refundArrived']]);
  });

  it('that were declined are asked for again by a tap, and nothing waits for them', async () => {
    let answer: 'accept' | 'reject' = 'reject';
    const weapp = phone({
      who: await world.person('周小满'),
      remind: () => answer,
      enter: { path: productPath },
    });
    (await weapp.shows('我来开团')).tap('buy');
    await confirm(weapp, '29.90');
    const group = await weapp.shows('到点提醒我', 'pages/group/index');
    expect(group.text()).toContain('还差 2 人成团');
    answer = 'accept';
    group.tap('remind');
    await weapp.shows('已订阅提醒');
    expect(asked(weapp)).toEqual([ids, ids]);
  });

  it('are neither offered nor asked for where there are no templates, or where the payment was cancelled', async () => {
    const who = await world.person('周小满');
    const cancelled = phone({ who, pay: async () => 'cancel', enter: { path: productPath } });
    (await cancelled.shows('我来开团')).tap('buy');
    await confirm(cancelled, '29.90');
    await cancelled.shows('还没收到付款', 'pages/result/index');
    expect(asked(cancelled)).toEqual([]);

    configure([]);
    const { groupId } = await sit(await world.person('林姐'));
    const weapp = phone({ who, enter: { path: groupPath(groupId) } });
    (await weapp.shows('留给你')).tap('join');
    await confirm(weapp, '29.90');
    const group = await weapp.shows('还差 1 人成团', 'pages/group/index');
    await weapp.idle();
    expect(asked(weapp)).toEqual([]);
    expect(group.attributes('remind')).toBeUndefined();
  });
});

it('a group of a hundred shows who leads it, who looks, and that a seat is free', async () => {
  await world.offer({ size: 100 });
  const leader = await world.person('周小满');
  const { groupId } = await sit(leader);
  for (let joined = 0; joined < 8; joined++) await sit(await world.person(`邻居${joined}`), groupId);
  const me = await world.person('阿杰');
  await sit(me, groupId);
  const weapp = phone({ who: me, enter: { path: groupPath(groupId) } });
  const mine = await weapp.shows('还差 90 人成团');
  for (const words of ['团长 周小满', ' 你 ', '+93', '已坐 10 人，共 100 席']) expect(mine.text()).toContain(words);
  const visitor = phone({ who: await world.person('林姐'), enter: { path: groupPath(groupId) } });
  await visitor.shows('留给你');
});

it('the front page shows groups to join, what they cost now, and who may', async () => {
  await world.offer({ audience: 'newcomers', size: 2, perPerson: 2 });
  const { groupId } = await sit(await world.person('周小满'));
  const weapp = phone({ who: await world.person('阿杰'), enter: { path: '/pages/home/index' } });
  const home = await weapp.shows('能参加的团');
  for (const words of ['只限新客', '还差 1 人', '剩']) expect(home.text()).toContain(words);
  home.tap(`group-${groupId}`);
  await weapp.shows('周小满 的团', 'pages/group/index');

  await world.reset();
  const empty = phone({ who: await world.person('林姐'), enter: { path: '/pages/home/index' } });
  await empty.shows('一起拼');
  expect(empty.page().text()).not.toContain('能参加的团');
});
