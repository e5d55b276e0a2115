/** What the shop pays, in a browser, at a desk and on a phone: changed there, paid by the next order. */
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

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  Object.assign(world.app, { stopwatch: () => 0 });
  people = await openPeople(() => world.url);
  await bringFor800(world);
});
afterAll(async () => {
  await people.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  const commission = { version: 1, rates: [800], cap: 3000, holdDays: 7 };
  await world.app.store.merchants.updateOne(
    { _id: MERCHANT },
    { $set: { commission }, $unset: { commissionHistory: '' } },
  );
  await putOnShelf(world, [{ key: 'plum', title: '李子', price: 1000 }]);
  buyer = await world.person('周小满');
  const sharer = await world.person('林姐');
  const shared = await sharer.call('share.create', { target: { kind: 'product', id: PRODUCT } });
  if (!shared.ok) throw new Error(shared.refusal.code);
  expect(await buyer.call('share.open', { token: shared.value.token })).toMatchObject({ value: { binding: 'bound' } });
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const RULES = '/merchant/commissionPolicy/index';
const OWN = `/merchant/ownPolicies/index?merchant=${MERCHANT}`;
const orderPath = (id: string) => `/merchant/order/index?merchant=${MERCHANT}&id=${id}`;

/** Signed in as a test person. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

const earned = async (orderId: string) =>
  (await world.app.store.commissions.find({ orderId }).toArray()).map(({ rate, amount }) => [rate, amount]);

const plums = () => buy(world, buyer, { skus: { sku_plum: 2 } });

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
] as const)(
  '%s an owner changes the rate: the next order pays it, the one before does not; a product has its own',
  async (_name, size) => {
    const owner = await member(world, '吴掌柜', 'owner');
    const tab = await comeAs(owner, size);
    const first = await plums();
    await tab.open(RULES);
    await tab.shows('第 1 版 · 开店时的规则');
    await tab.tap('edit');
    await tab.type('rate-0', '12');
    await tab.shows('林姐 · 一级 12% ¥9.57');
    await tab.tap('save');
    await tab.shows('已经下的订单不变');
    await tab.tap('saveYes');
    await tab.shows('第 2 版 · 今天 12:00 · 吴掌柜');
    const second = await plums();

    await tab.tap('toOwn');
    await tab.tap('change-prd_plum');
    await tab.tap('own-own');
    await tab.type('ownRate-0', '20');
    await tab.tap('ownSave');
    await tab.shows('商品规则');
    const third = await plums();
    expect([await earned(first), await earned(second), await earned(third)]).toEqual([
      [[800, 160]],
      [[1200, 240]],
      [[2000, 400]],
    ]);
    await tab.open(orderPath(third));
    await tab.shows('¥20.00 × 20% = ¥4.00 按商品规则第 1 版');
    const beside = await tab.beside();
    await beside.open(orderPath(first));
    await beside.shows('¥20.00 × 8% = ¥1.60 按店铺规则第 1 版');
  },
);

it('what somebody else saved first is seen first', async () => {
  const [owner, other] = [await member(world, '吴掌柜', 'owner'), await member(world, '顾晴', 'owner')];
  const tab = await comeAs(owner, DESK);
  await tab.open(RULES);
  await tab.tap('edit');
  await tab.type('holdDays', '15');
  await tab.shows('签收满 15 天、没有售后');
  const terms = { rates: [500], cap: 3000, holdDays: 7, grades: [] };
  expect(await other.call('commissionPolicy.set', { merchantId: MERCHANT, version: 1, ...terms })).toMatchObject({
    ok: true,
  });
  tab.tolerated = /409/;
  await tab.tap('save');
  await tab.tap('saveYes');
  await tab.shows('刚刚有人存了第 2 版（今天 12:00 · 顾晴）：5% · 封顶 30% · 冻结 7 天');
  await tab.tap('save');
  await tab.tap('saveYes');
  await tab.shows('第 3 版 · 今天 12:00 · 吴掌柜');
  await tab.shows('以前的规则 2 版');
});

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a tablet', TABLET],
  ['a small desk', SMALL_DESK],
  ['a desk', DESK],
])('every page fits %s and shows only words', async (_name, size) => {
  const grades = [
    { name: '一二三四五六七八', merit: 999_999_900, bonus: 1 },
    { name: '金牌', merit: 1_000_000_000, bonus: 250 },
  ];
  const commission = { version: 1, rates: [1234], cap: 3000, holdDays: 365, grades };
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { commission } });
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
  const scenes: Scene[] = [
    { path: `${RULES}?merchant=${MERCHANT}`, shows: '现在的规则' },
    { path: OWN, shows: '店铺规则' },
    { path: `${OWN}&of=campaign`, shows: '阳山水蜜桃 3 人团' },
  ];
  for (const scene of scenes) await looksRight(tab, scene);
});
