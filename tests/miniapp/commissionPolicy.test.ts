/** What the shop, its products and its campaigns pay, on a phone: the built weapp on a real server. */
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, PRODUCT, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  const { merchants, products } = world.app.store;
  const commission = { version: 1, rates: [800], cap: 3000, holdDays: 7 };
  await merchants.updateOne({ _id: MERCHANT }, { $set: { commission }, $unset: { commissionHistory: '' } });
  await products.updateMany({}, { $unset: { commission: '', commissionHistory: '' } });
});

const rulesPath = `/merchant/commissionPolicy/index?merchant=${MERCHANT}`;
const ownPath = `/merchant/ownPolicies/index?merchant=${MERCHANT}`;

it('the owner changes the policy, sees what it comes to, and is told that orders keep what they have', async () => {
  const weapp = phone({ who: await member(world, '吴掌柜', 'owner'), enter: { path: rulesPath } });
  const page = await weapp.shows('开店时的规则');
  await weapp.shows('¥6.38');
  page.tap('edit');
  await weapp.shows('和现在一样');
  page.type('rate-0', '31');
  await weapp.shows('超过了封顶');
  await weapp.shows('规则还有要改的，改好就能算');
  expect(page.attributes('save')).toMatchObject({ disabled: true });
  page.type('rate-0', '10');
  await weapp.shows('¥7.98');
  page.tap('gradeAdd');
  await weapp.shows('给等级起个名字');
  page.type('gradeName-0', '银牌');
  page.type('gradeMerit-0', '1000');
  page.type('gradeBonus-0', '2.5');
  await weapp.shows('林姐到了「银牌」');
  await weapp.shows('¥9.97');
  page.tap('save');
  await weapp.shows('已经下的订单不变');
  expect(requestsTo(weapp, 'commissionPolicy.set')).toEqual([]);
  page.tap('saveYes');
  await weapp.shows('第 2 版 · 今天 12:00 · 吴掌柜');
  await weapp.shows('8% · 封顶 30% · 冻结 7 天');
  const grades = [{ name: '银牌', merit: 100_000, bonus: 250 }];
  expect(requestsTo(weapp, 'commissionPolicy.set').map(({ body }) => body)).toEqual([
    { merchantId: MERCHANT, version: 1, rates: [1000], cap: 3000, holdDays: 7, grades },
  ]);
});

it('a product gets a rate of its own, then none, and goes back to the shop’s; a campaign counts before it', async () => {
  const weapp = phone({ who: await member(world, '吴掌柜', 'owner'), enter: { path: ownPath } });
  const page = await weapp.shows('店铺规则');
  // The list may be there before the shop's policy, which changing needs.
  await weapp.idle();
  page.tap(`change-${PRODUCT}`);
  await weapp.shows('和现在一样');
  page.tap('own-own');
  await weapp.shows('存下来');
  page.type('ownRate-0', '31');
  await weapp.shows('有一处要改');
  page.type('ownRate-0', '12');
  await weapp.shows('存下来');
  page.tap('ownSave');
  await weapp.shows('商品规则');
  expect(await world.app.store.products.findOne({ _id: PRODUCT })).toMatchObject({ commission: { rates: [1200] } });

  page.tap('kind-campaign');
  await weapp.shows('阳山水蜜桃 3 人团');
  page.tap(`change-${CAMPAIGN}`);
  await weapp.shows('商品有单独的规则就按商品的');
  page.tap('own-none');
  await weapp.shows('存下来');
  page.tap('ownSave');
  await weapp.shows('活动规则');
  expect(await world.app.store.campaigns.findOne({ _id: CAMPAIGN })).toMatchObject({ commission: { rates: [] } });

  page.tap('kind-product');
  await weapp.shows('商品规则');
  page.tap(`change-${PRODUCT}`);
  await weapp.shows('恢复店铺规则');
  page.tap('own-shop');
  await weapp.shows('存下来');
  page.tap('ownSave');
  await weapp.idle();
  expect(page.text()).not.toContain('恢复店铺规则');
  expect(await world.app.store.products.findOne({ _id: PRODUCT })).toMatchObject({
    commission: { rates: null, version: 2 },
  });
});

it('others read it', async () => {
  const weapp = phone({ who: await member(world, '顾晴', 'viewer'), enter: { path: rulesPath } });
  const page = await weapp.shows('规则由店主来改');
  expect(page.attributes('edit')).toBeUndefined();
  page.tap('toOwn');
  const own = await weapp.shows('店铺规则', 'merchant/ownPolicies/index');
  expect(own.attributes(`change-${PRODUCT}`)).toBeUndefined();
});
