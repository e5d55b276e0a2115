/** 我的推广 in the mini-program: the code, the figures, each share with its tree, the people, how an order was attributed. */
import { DAY, dayOf } from '../../shared/time';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { promoted, shareOf } from '../support/sharing';
import { MERCHANT, openWorld, type World } from '../support/world';

const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, production);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const at = (who: { id: string }, page: string): Weapp => phone({ who, enter: { path: `/promoter/${page}` } });

const pages: Record<string, string> = {
  center: '我的推广码',
  shares: '还没有人打开你的分享',
  people: '还没有带来的人',
  earnings: '还没有收益',
  share: '没有找到',
  order: '没有找到',
};

it.each(Object.entries(pages))('%s says so where there is nothing', async (page, words) => {
  const weapp = at(await world.newcomer('陆一'), `${page}/index?id=ord_none`);
  await weapp.shows(words, `promoter/${page}/index`);
  await weapp.idle();
});

it.each(Object.keys(pages))('%s says so where the network is down, and comes when it is back', async (page) => {
  const { promoter, share, earned } = await promoted(world);
  const weapp = phone({ who: promoter, enter: { path: '/pages/me/index' } });
  await weapp.shows('我的推广');
  await weapp.idle();
  weapp.outage = true;
  weapp.open(`/promoter/${page}/index?id=${page === 'order' ? earned : share}`);
  const shown = await weapp.shows('没加载出来', `promoter/${page}/index`);
  weapp.outage = false;
  shown.tap('retry');
  const words = {
    center: '近 7 天',
    shares: '又分享',
    people: '长期有效',
    earnings: '可提现',
    share: '你',
    order: '逐件算',
  };
  await weapp.shows(words[page as keyof typeof words]);
  await weapp.idle();
});

it('my code is my card’s token: it is copied, and goes out with the page', async () => {
  const { promoter } = await promoted(world);
  const weapp = phone({ who: promoter, enter: { path: '/pages/me/index' } });
  (await weapp.shows('我的推广')).tap('toCenter');
  const code = await shareOf(promoter, { kind: 'promoter', id: MERCHANT });
  const center = await weapp.shows(code, 'promoter/center/index');
  center.tap('copyCode');
  await weapp.idle();
  expect(callsOf(weapp, 'setClipboardData').at(-1)?.options).toMatchObject({ data: code });
  expect(center.shareAppMessage()).toMatchObject({ path: `/promoter/card/index?s=${code}` });
  center.tap('toPoster');
  await weapp.idle();
  expect(weapp.page()).toMatchObject({ route: 'promoter/poster/index', query: { kind: 'promoter', id: MERCHANT } });
});

it('sums, a column a day and a table of 7 or 30 days; what is paid for is said, and nothing for a share', async () => {
  const { promoter } = await promoted(world);
  const weapp = at(promoter, 'center/index');
  const center = await weapp.shows('访问 2 锁客 1 订单 2 佣金 ¥2.39');
  expect(center.text()).toContain('分享本身没有奖励。朋友买下并收货，你得实付的 8%。');
  expect(center.text()).toContain('1 人');
  expect(center.text()).toContain('访问最多的一天是 3/1：2');
  center.tap('sum-commission');
  await weapp.idle();
  expect(center.text()).toContain('佣金最多的一天是 3/1：¥2.39');
  center.tap('asTable');
  await weapp.shows('日期 访问 锁客 订单 佣金 3/1 2 1 2 ¥2.39');
  center.tap('days-30');
  await weapp.idle();
  const asked = requestsTo(weapp, 'promoter.summary').map(({ body }) => body);
  expect(asked.at(-1)).toEqual({
    merchantId: MERCHANT,
    from: dayOf(world.now() - 29 * DAY),
    until: dayOf(world.now()),
  });
});

it('a suspended promoter is told so', async () => {
  const { promoter } = await promoted(world);
  await world.app.store.visitors.updateOne(
    { _id: `${MERCHANT}/${promoter.userId}` },
    { $set: { suspended: true } },
    { upsert: true },
  );
  const weapp = at(promoter, 'center/index');
  await weapp.shows('商家暂停了你的推广');
  await weapp.shows('以前赚到的不受影响');
});

it('a share leads to its tree, where others are masked', async () => {
  const { promoter, share } = await promoted(world);
  const weapp = at(promoter, 'shares/index');
  const list = await weapp.shows('访问 2 锁客 1 订单 2 又分享 1');
  list.tap(`share-${share}`);
  const tree = await weapp.shows('接着分享的人', 'promoter/share/index');
  expect(tree.text()).toContain('整支访问 3');
  expect(tree.text()).toContain('阿*');
  expect(tree.text()).not.toContain('阿杰');
  expect(tree.text()).not.toMatch(/下级|团队/);
});

it('further shares come at the end of the list', async () => {
  const { promoter, share } = await promoted(world);
  const { shares } = world.app.store;
  const known = await shares.findOne({ _id: share });
  if (!known) throw new Error('the share is gone');
  const more = Array.from({ length: 25 }, (_, index) => {
    const token = `older${String(index).padStart(5, '0')}`;
    const when = { createdAt: known.createdAt - index - 1, sharedAt: (known.sharedAt ?? 0) - index - 1 };
    return { ...known, _id: token, root: token, ...when };
  });
  await shares.insertMany(more);
  const weapp = at(promoter, 'shares/index');
  const list = await weapp.shows('又分享');
  await weapp.idle();
  expect(list.attributes('share-older00024')).toBeUndefined();
  list.reachBottom();
  await weapp.idle();
  expect(list.attributes('share-older00024')).toBeDefined();
  expect(requestsTo(weapp, 'promoter.shares')).toHaveLength(2);
});

it('the people are masked, with how and since when; who is another’s by now is told apart', async () => {
  const { promoter } = await promoted(world);
  const weapp = at(promoter, 'people/index');
  const list = await weapp.shows('长期有效');
  expect(list.text()).toContain('阿*');
  expect(list.text()).toContain('消息卡片「阳山水蜜桃」');
  await world.app.store.visitors.updateMany({ referrerId: promoter.userId }, { $set: { until: world.now() - 1 } });
  await at(promoter, 'people/index').shows('已结束');
});

it('a line of my earnings leads to how its order came to be mine', async () => {
  const { promoter, earned } = await promoted(world);
  const weapp = at(promoter, 'earnings/index');
  const earnings = await weapp.shows('+2.39');
  const { _id } = (await world.app.store.commissions.findOne({ orderId: earned })) ?? { _id: '' };
  const { _id: other } = (await world.app.store.commissions.findOne({ elsewhere: true })) ?? { _id: '' };
  expect(earnings.attributes(`earning-${other}`)).toBeDefined();
  expect(earnings.text()).toContain('已归属其他推荐人');
  earnings.tap(`line-${_id}`);
  await weapp.shows('为什么是 ¥2.39');
  earnings.tap(`toOrder-${_id}`);
  const order = await weapp.shows('逐件算', 'promoter/order/index');
  for (const words of ['¥29.90 × 8%', '打开你的消息卡片「阳山水蜜桃」', '绑定你为推荐人，长期有效', '佣金规则第 1 版'])
    expect(order.text().replace(/\s+/g, '')).toContain(words.replace(/\s+/g, ''));
});

it('of an order that another earns from it is said plainly', async () => {
  const { promoter, missed } = await promoted(world);
  const order = await at(promoter, `order/index?id=${missed}`).shows('已归属其他推荐人');
  expect(order.text()).toContain('已有别的推荐人，佣金归 TA');
  expect(order.text()).not.toContain('逐件算');
  expect(order.text()).not.toContain('大伟');
});
