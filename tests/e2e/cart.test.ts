/** From a search to a paid order with a cart, in a browser. */
import { openPeople, type People, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { giveAddress } from '../support/checkout';
import { useDatabase } from '../support/database';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
  await bringFor800(world);
});
afterAll(async () => {
  await people?.close();
  await world?.close();
});
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [
    { key: 'tea', title: '高山红茶', price: 6800, freightId: 'parcel' },
    { key: 'cherry', title: '美早樱桃', price: 12_800, stock: 5 },
  ]);
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

async function signInAs(tab: Tab, { openid }: { openid: string }): Promise<void> {
  await tab.open('/pages/me/index');
  await tab.tap('toSignIn');
  await tab.shows('选一个人');
  const known = await world.standIn.control.people();
  await tab.tap(`person-${known.find((person) => person.openid === openid)?.id}`);
  await tab.shows('退出登录');
}

/** Finds it by these words, and puts one into the cart. */
async function findAndPut(tab: Tab, words: string, title: string, key: string): Promise<void> {
  await tab.type('searchText', words);
  await tab.tap('search');
  await tab.shows(title);
  await tab.tap(`product-prd_${key}`);
  await tab.shows('运费按收货地址算');
  await tab.tap('intoCart');
  await tab.tap('putInCart');
  await tab.shows('放进购物车了');
  await tab.tap('back');
  await tab.shows('搜索');
}

it('search, two products into the cart, an address, its freight, payment, the order', async () => {
  const buyer = await world.newcomer('周小满');
  const tab = await people.come();
  await signInAs(tab, buyer);
  await tab.open();
  await tab.shows('搜商品');
  await tab.tap('toSearch');
  await findAndPut(tab, '红茶', '高山红茶', 'tea');
  await findAndPut(tab, '樱桃', '美早樱桃', 'cherry');
  await tab.tap('back');
  await tab.shows('一起拼');
  expect((await tab.at('toCart').textContent())?.trim()).toBe('2');
  await tab.tap('toCart');
  await tab.shows('结算 2 件');
  await tab.tap('more-sku_tea');
  await tab.shows('结算 3 件');
  await tab.shows('¥264.00');
  await tab.tap('checkOut');
  await tab.shows('填写地址后计算');
  await giveAddress(tab, '周小满');
  await tab.shows('商品 3 件 ¥264.00 运费 ¥8.00 应付 ¥272.00');
  await tab.type('remark', '请放门口');
  await tab.tap('pay');
  await tab.shows('付给 山野集');
  await tab.shows('¥272.00');
  await tab.tap('payConfirm');
  await tab.shows('付款成功');
  await tab.tap('seeOrder');
  for (const words of ['待发货', '高山红茶', '美早樱桃', '¥272.00']) await tab.shows(words);
  const order = await world.app.store.orders.findOne({ userId: buyer.userId });
  expect(order).toMatchObject({ total: 27_200, freight: 800, delivery: 'express', remark: '请放门口' });
  await tab.open('/buyer/cart/index');
  await tab.shows('购物车还是空的');
  await world.settle();
  expect(await world.differences()).toEqual([]);
});

it('an address that is not delivered to is told before paying; picked up it is paid without freight', async () => {
  const buyer = await world.newcomer('林姐');
  const tab = await people.come(SMALL_PHONE);
  await signInAs(tab, buyer);
  await tab.open('/buyer/confirm/index?sku=sku_tea&quantity=1');
  await tab.tap('fillAddress');
  await tab.shows('保存并使用');
  await tab.type('addressName', '林姐');
  await tab.type('addressPhone', '13800001111');
  await tab.tap('addressRegion');
  for (const code of [650000, 650100, 650102]) await tab.tap(`region-${code}`);
  await tab.type('addressDetail', '人民路 1 号');
  await tab.tap('save');
  await tab.shows('不发往这个地区');
  expect(await tab.at('pay').getAttribute('aria-disabled')).toBe('true');
  await tab.tap('byPickUp');
  await tab.shows('梅园自提点');
  await tab.shows('微信支付 ¥68.00');
  await tab.tap('pay');
  await tab.tap('payConfirm');
  await tab.shows('备好货就能凭取货码去取');
  const order = await world.app.store.orders.findOne({ userId: buyer.userId });
  expect(order).toMatchObject({ delivery: 'pickUp', total: 6800, freight: 0 });
});

it('what sells out while it lies in the cart is not in the order, and a price that rises is told first', async () => {
  const buyer = await world.person('阿杰');
  for (const skuId of ['sku_tea', 'sku_cherry']) {
    await buyer.call('cart.put', { merchantId: MERCHANT, skuId, quantity: 1 });
  }
  const tab = await people.come();
  await signInAs(tab, buyer);
  await tab.open('/buyer/cart/index');
  await tab.shows('结算 2 件');
  await world.app.store.counters.updateOne({ _id: 'stock/sku_cherry' }, { $set: { max: 0 } });
  await tab.open('/pages/home/index');
  await tab.shows('搜商品');
  await tab.tap('toCart');
  await tab.shows('已售罄');
  await tab.tap('checkOut');
  await tab.shows('微信支付 ¥76.00');
  await world.app.store.products.updateOne({ _id: 'prd_tea' }, { $set: { 'skus.0.price': 7000 } });
  tab.tolerated = /409.*order\.place/;
  await tab.tap('pay');
  await tab.shows('应付从 ¥76.00 变成 ¥78.00，还没有扣款');
  await tab.tap('pay');
  await tab.shows('¥78.00');
  await tab.tap('payConfirm');
  await tab.shows('付款成功');
});
