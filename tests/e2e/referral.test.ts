/** The policy of binding and wrong referrers in a browser, at a desk and on a phone: the H5 build on a real server. */
import { FIRST_POLICY } from '../../shared/domain/referral';
import { buy } from '../support/bought';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, TABLET, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight, type Scene } from '../support/looks';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;
let buyer: Person;
let wrong: Person;
let right: Person;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
  await bringFor800(world);
});
afterAll(async () => {
  await people.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  await world.app.store.merchants.updateOne(
    { _id: MERCHANT },
    { $set: { referral: FIRST_POLICY }, $unset: { referralHistory: '' } },
  );
  await putOnShelf(world, [{ key: 'plum', title: '李子', price: 1000, freightId: 'parcel' }]);
  buyer = await world.person('周小满');
  wrong = await world.person('阿杰');
  right = await world.person('林姐');
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const RULES = '/merchant/referral/index';
const orderPath = (id: string) => `/merchant/order/index?merchant=${MERCHANT}&id=${id}`;
const customerPath = (of: string) => `/merchant/customer/index?merchant=${MERCHANT}&${of}`;

/** Signed in as a test person. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

/** The code of somebody's card of the peaches. */
async function codeOf(sharer: Person): Promise<string> {
  const shared = await sharer.call('share.create', { target: { kind: 'product', id: PRODUCT } });
  if (!shared.ok) throw new Error(`nothing is shared: ${shared.refusal.code}`);
  return shared.value.token;
}

/** An order whose buyer was brought by the wrong one. */
async function boughtByMistake(): Promise<string> {
  const token = await codeOf(wrong);
  expect(await buyer.call('share.open', { token })).toMatchObject({ value: { binding: 'bound' } });
  return await buy(world, buyer, { skus: { sku_plum: 2 } });
}

const earnersOf = async (orderId: string) =>
  (await world.app.store.commissions.find({ orderId }).toArray()).map(({ userId, amount }) => ({ userId, amount }));

const policyOf = async () => (await world.app.store.merchants.findOne({ _id: MERCHANT }))?.referral;

describe.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
] as const)('%s', (_name, size) => {
  it('an owner sets another policy and sees the example follow; what somebody else saved first is seen first', async () => {
    const [owner, other] = [await member(world, '吴掌柜', 'owner'), await member(world, '顾晴', 'owner')];
    const tab = await comeAs(owner, size);
    await tab.open(RULES);
    await tab.shows('第 1 版 · 开店时的规则');
    await tab.shows('第 8 天 下单 佣金归林姐');
    await tab.tap('edit');
    await tab.tap('when-firstOrder');
    await tab.shows('第 8 天 下单 这一单锁给阿杰，佣金归 TA');
    await tab.tap('replaced-afterExpiry');
    await tab.shows('终身锁客不会到期，不能选「到期后可以换」');
    await tab.tap('forDays');
    await tab.type('days', '0');
    await tab.shows('锁客天数要在 1 到 3650 天之间');
    await tab.shows('有一处要改');
    await tab.type('days', '30');
    await tab.shows('第 40 天 打开阿杰的分享 先不锁，下单时再看');

    const terms = { whom: 'newcomers', when: 'firstOpen', replaced: 'never' } as const;
    const saved = await other.call('referral.setPolicy', { merchantId: MERCHANT, seenVersion: 1, terms });
    expect(saved).toMatchObject({ ok: true });
    tab.tolerated = /409/;
    await tab.tap('save');
    await tab.shows('已经锁定的顾客不变');
    await tab.tap('saveYes');
    await tab.shows('刚刚有人存了第 2 版（今天 12:00 · 顾晴）：只锁新客');
    expect(await policyOf()).toMatchObject(terms);
    await tab.tap('save');
    await tab.tap('saveYes');
    await tab.shows('第 3 版 · 今天 12:00 · 吴掌柜');
    await tab.shows('以前的规则 2 版 只锁新客 · 打开分享就锁 · 终身 · 一直不换');
    expect(await policyOf()).toMatchObject({ version: 3, when: 'firstOrder', days: 30, replaced: 'afterExpiry' });
  });

  it('an operator corrects a wrong referrer from an order; the next order’s commission goes to the right one', async () => {
    const first = await boughtByMistake();
    const operator = await member(world, '顾晴', 'operator');
    const tab = await comeAs(operator, size);
    await tab.open(orderPath(first));
    await tab.shows('推荐和佣金');
    const [wrongly] = await earnersOf(first);
    expect(wrongly).toMatchObject({ userId: wrong.userId });
    await tab.shows('¥20.00 ×');
    await tab.shows('今天 12:00 成为买家的推荐人，通过消息卡片「阳山水蜜桃」，终身，按第 1 版锁客规则');
    await tab.tap('toCustomer');
    await tab.shows('现在的推荐人 以后的订单，佣金归 TA');
    await tab.tap('correct');
    await tab.type('rightCode', await codeOf(right));
    await tab.shows('先选推荐人');
    await tab.tap('findRight');
    await tab.shows('林姐 这个推广码是 TA 的');
    await tab.tap('reason-0');
    await tab.shows('更正只管以后的订单');
    await tab.tap('correctYes');
    await tab.shows('更正推荐人为林姐 原因：顾客说是 TA 介绍来的，终身，按第 1 版规则 今天 12:00 · 顾晴');

    const second = await buy(world, buyer, { skus: { sku_plum: 2 } });
    expect(await earnersOf(second)).toEqual([{ ...wrongly, userId: right.userId }]);
    expect(await earnersOf(first)).toEqual([wrongly]);
    const beside = await tab.beside();
    await beside.open(orderPath(second));
    await beside.shows('推荐和佣金 推荐关系 林姐');
  });
});

describe('who only looks', () => {
  it('sees the policy, an order’s commission and a person’s referrer, and can touch none of them', async () => {
    const order = await boughtByMistake();
    const tab = await comeAs(await member(world, '许伯', 'viewer'), DESK);
    await tab.open(RULES);
    await tab.shows('规则由店主来改');
    expect(await tab.at('edit').count()).toBe(0);
    await tab.type('code', await codeOf(buyer));
    await tab.tap('find');
    await tab.shows('打开了「阳山水蜜桃」的分享');
    for (const act of ['correct', 'suspend']) expect([act, await tab.at(act).count()]).toEqual([act, 0]);
    await tab.open(orderPath(order));
    await tab.shows('推荐关系');
    await tab.tap('toCustomer');
    await tab.shows('现在的推荐人');
    await tab.tap('toReferrer');
    await tab.shows('带来了 1 人');
  });

  it.each([
    ['a small phone', SMALL_PHONE],
    ['a phone', PHONE],
    ['a tablet', TABLET],
    ['a small desk', SMALL_DESK],
    ['a desk', DESK],
  ])('every page fits %s and shows only words', async (_name, size) => {
    const order = await boughtByMistake();
    const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
    const scenes: Scene[] = [
      { path: `${RULES}?merchant=${MERCHANT}`, shows: '现在的规则' },
      { path: customerPath(`order=${order}`), shows: '现在的推荐人' },
      { path: customerPath(`code=${await codeOf(right)}`), shows: '没有推荐人' },
      { path: orderPath(order), shows: '成为买家的推荐人' },
    ];
    for (const scene of scenes) await looksRight(tab, scene);
    tab.tolerated = /404/;
    await looksRight(tab, { path: customerPath('code=nobodyHasIt'), shows: '没有找到这个人' });
  });
});
