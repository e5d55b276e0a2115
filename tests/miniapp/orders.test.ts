/** My orders in the mini-program: what makes sense now, parcels, the pick-up code, receipt. */
import { DAY } from '../../shared/time';
import { buy, codeOf } from '../support/bought';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, production);

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [{ key: 'tea', title: '红茶', price: 6800, freightId: 'parcel' }]);
});

async function ship(
  shop: Person,
  orderId: string,
  trackingNumber: string,
  lines?: { lineId: string; quantity: number }[],
) {
  const company = '中通快递';
  const sent = await shop.call('shopOrder.ship', { merchantId: MERCHANT, orderId, company, trackingNumber, lines });
  if (!sent.ok) throw new Error(sent.refusal.code);
}

const at = (who: Person, path: string): Weapp => phone({ who, enter: { path } });

it('two parcels are two cards, each with what is in it; receipt is confirmed after a question', async () => {
  const [shop, who] = [await member(world, '店长', 'owner'), await world.person('周小满')];
  const orderId = await buy(world, who, { skus: { [SKU]: 2, sku_tea: 1 } });
  const weapp = at(who, `/pages/order/index?id=${orderId}`);
  const page = await weapp.shows('商家在备货，发货后这里有单号');
  expect(page.text()).toContain('商品 3 件');
  expect(page.text()).toContain('¥8.00');
  expect(page.attributes('receive')).toBeUndefined();

  await ship(shop, orderId, 'ZT0001', [{ lineId: '1', quantity: 2 }]);
  const partly = at(who, `/pages/order/index?id=${orderId}`);
  await partly.shows('发了一部分，其余的商家在备货');
  expect(partly.page().text()).toContain('已发 2 件');

  await ship(shop, orderId, 'ZT0002');
  const sent = at(who, '/pages/orders/index');
  (await sent.shows('查看物流')).tap(`see-${orderId}`);
  const order = await sent.shows('2 个包裹在路上了', 'pages/order/index');
  for (const words of [
    '包裹 1 / 2',
    'ZT0001',
    '阳山水蜜桃 × 2',
    '包裹 2 / 2',
    'ZT0002',
    '红茶 × 1',
    '3 月 11 日 12:00 自动确认',
  ])
    expect(order.text().replace(/\s+/g, '')).toContain(words.replace(/\s+/g, ''));
  order.tap('copyParcel-2');
  await sent.idle();
  expect(callsOf(sent, 'setClipboardData').at(-1)?.options).toMatchObject({ data: 'ZT0002' });
  order.tap('receive');
  await sent.shows('收到了，谢谢你');
  expect(callsOf(sent, 'showModal').at(-1)?.options).toMatchObject({ confirmText: '确认收货' });
  await sent.shows('3 月 8 日 12:00 前可以申请售后');
  expect(order.attributes('askAfterSale')).toBeDefined();

  await world.advance(8 * DAY);
  await world.settle();
  const later = at(who, `/pages/order/index?id=${orderId}`);
  await later.shows('售后期过了，这一单完成了');
  expect(later.page().attributes('askAfterSale')).toBeUndefined();
});

it('a pick-up order shows its code large, with a picture for the scanner, until the goods are handed over', async () => {
  const [shop, who] = [await member(world, '店长', 'owner'), await world.person('周小满')];
  const orderId = await buy(world, who, { skus: { [SKU]: 1 }, pickupPointId: 'pup_one' });
  const code = await codeOf(who, orderId);
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  const weapp = at(who, '/pages/orders/index');
  (await weapp.shows('货备好了，到自提点出示取货码')).tap(`code-${orderId}`);
  const page = await weapp.shows(spaced, 'buyer/pickUp/index');
  expect(String(page.attributes('qrCode')?.style)).toMatch(/background-image: ?url\("data:image\/svg\+xml,%3Csvg/);
  for (const words of ['梅园自提点', '梅园路 66 号', '每天 9:00–20:00']) expect(page.text()).toContain(words);

  const order = at(who, `/pages/order/index?id=${orderId}`);
  await order.shows(spaced);
  const taken = await shop.call('shopOrder.pickUp', { merchantId: MERCHANT, code });
  expect(taken.ok).toBe(true);
  // The page asks again by itself.
  await weapp.shows('货取走了');
  await order.shows('货取走了，谢谢你');
  expect(order.page().text()).not.toContain(spaced);
});

it('buying again opens the product of one line, and puts several into the cart', async () => {
  const who = await world.person('周小满');
  const one = await buy(world, who, { skus: { [SKU]: 1 } });
  const several = await buy(world, who, { skus: { [SKU]: 1, sku_tea: 2 } });
  const shop = await member(world, '店长', 'owner');
  for (const [orderId, number] of [
    [one, 'ZT0001'],
    [several, 'ZT0002'],
  ] as const) {
    await ship(shop, orderId, number);
    const received = await who.call('order.receive', { orderId });
    expect(received.ok).toBe(true);
  }
  const weapp = at(who, '/pages/orders/index');
  const list = await weapp.shows('再次购买');
  list.tap(`again-${one}`);
  await weapp.shows('我来开团', 'pages/product/index');
  expect(weapp.page().query.id).toBe(PRODUCT);

  const other = at(who, '/pages/orders/index');
  (await other.shows('再次购买')).tap(`again-${several}`);
  await other.shows('结算 3 件', 'buyer/cart/index');
  expect(requestsTo(other, 'cart.put')).toHaveLength(2);
});

it('an empty state of the list says what would be there', async () => {
  const who = await world.person('周小满');
  const weapp = at(who, '/pages/orders/index');
  const list = await weapp.shows('还没有订单');
  for (const [tab, words] of [
    ['shipped', '寄出了、还没确认收货的在这里'],
    ['refund', '退了款和申请过售后的在这里'],
  ] as const) {
    list.tap(`tab-${tab}`);
    await weapp.shows(words);
  }
  list.tap('toAfterSales');
  await weapp.shows('还没有申请过售后', 'buyer/afterSales/index');
});
