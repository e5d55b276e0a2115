/** The platform, in a browser: its operator opens a shop, freezes one and lifts it; buyers are told before they tap. */
import { raiseAlarm, raiseTask } from '../../functions/store/alarm';
import { setOperator } from '../../functions/store/platform';
import { barriers } from '../support/accessible';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;
let operator: Person;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
  operator = await world.person('何姐');
  await setOperator(world.app.store, operator.userId, true);
});
afterAll(async () => {
  await people.close();
  await world.close();
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const SHOP = `/merchant/shop/index?id=${MERCHANT}`;

/** Signed in as a test person, without a code. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it('a shop is opened at a desk, and its owner comes by a link', async () => {
  const [desk, owner] = [await comeAs(operator, DESK), await world.person('新店主')];
  await desk.open('/pages/me/index');
  await desk.tap('toPlatform');
  await desk.shows('山野集');
  await desk.tap('newShop');
  await desk.shows('先写店名');
  await desk.type('shopName', '海边小铺');
  await desk.tap('newShopYes');
  await desk.shows('还没有店主');
  await desk.shows('没开通收款');
  await desk.tap('inviteOwner');
  const link = await desk.scan('code');
  await desk.tap('inviteDone');
  await desk.shows('一份邀请还没人用');

  const phone = await comeAs(owner, PHONE);
  const wanted = await world.app.store.invites.findOne({ role: 'owner' });
  await desk.tap('inviteOwner');
  await desk.scan('code');
  await desk.tap('inviteDone');
  const unwanted = await world.app.store.invites.findOne({ role: 'owner', _id: { $ne: wanted?._id ?? '' } });
  await desk.tap(`revoke-${unwanted?._id}`);
  await desk.shows('邀请已收回');
  expect(await world.app.store.invites.countDocuments({ role: 'owner', status: 'open' })).toBe(1);

  await phone.follow(link);
  await phone.shows('何姐 邀请你加入海边小铺');
  await phone.tap('accept');
  await phone.shows('你加入海边小铺了');

  await desk.tap('editLimits');
  await desk.type('products', '0');
  await desk.shows('写 1 到 2000 之间的数');
  await desk.type('products', '30');
  await desk.tap('saveLimits');
  await desk.shows('0 / 30');
  await desk.shows('新店主');
});

it('a frozen shop tells buyers before they tap; lifted, it sells again', async () => {
  const [desk, buyer] = [await comeAs(operator, DESK), await comeAs(await world.person('阿杰'), PHONE)];
  await desk.open(SHOP);
  await desk.tap('freeze');
  await desk.shows('已经下的单照常付款、发货、售后和退款');
  await desk.tap('reason-0');
  await desk.tap('freezeYes');
  await desk.shows('已冻结');
  await desk.shows('被多人投诉卖假货');

  await buyer.open(`/pages/product/index?id=${PRODUCT}`);
  await buyer.shows('这家店暂停营业');
  expect(await buyer.at('buy').textContent()).toBe('暂停营业');
  buyer.tolerated = /409/;
  await buyer.open(`/buyer/confirm/index?sku=${SKU}&quantity=1`);
  await buyer.shows('这一单下不了');
  await buyer.shows('这家店暂停营业');
  await buyer.open('/pages/home/index');
  await buyer.shows('暂停营业');

  await desk.tap('freeze');
  await desk.tap('reason-0');
  await desk.tap('freezeYes');
  await desk.shows('营业中');
  await desk.shows('冻结过');
  await buyer.open(`/pages/product/index?id=${PRODUCT}`);
  await buyer.shows('我来开团');
});

it('an alarm is closed with a word; whoever is no operator any more is told', async () => {
  await raiseAlarm(world.app.store, 'refundTwice', 'rfd_1', { merchantId: MERCHANT }, world.now());
  const tab = await comeAs(operator, PHONE);
  await tab.open(`/merchant/alarms/index?shop=${MERCHANT}`);
  await tab.shows('一笔退款可能退了两次');
  await tab.tap('alarm-refundTwice/rfd_1');
  await tab.shows('到微信商户平台查');
  await tab.tap('reason-0');
  await tab.tap('lookYes');
  await tab.shows('没有要看的');
  await setOperator(world.app.store, operator.userId, false);
  // The browser says in its console what it was refused.
  tab.tolerated = /403/;
  await tab.tap('state-closed');
  await tab.shows('你已经不是平台运营了');
  await setOperator(world.app.store, operator.userId, true);
});

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a desk', DESK],
])('the pages fit %s, and nothing bars the way', async (_name, size) => {
  const { store } = world.app;
  await raiseAlarm(
    store,
    'reconciliationDiffers',
    'pac_1/2036-02-28',
    { merchantId: MERCHANT, first: {} },
    world.now(),
  );
  await raiseTask(store, 'refundRefused', { _id: 'rfd_2', merchantId: MERCHANT }, {}, world.now());
  const tab = await comeAs(operator, size);
  for (const [path, shows] of [
    ['/merchant/shops/index', '山野集'],
    [SHOP, '佣金封顶'],
    ['/merchant/alarms/index', '和微信账单对不上'],
  ] as const) {
    await looksRight(tab, { path, shows });
    expect([path, await barriers(tab)]).toEqual([path, []]);
  }
  await tab.open(SHOP);
  await tab.tap('editLimits');
  await tab.shows('满了不能再邀请');
  expect(await barriers(tab)).toEqual([]);
});
