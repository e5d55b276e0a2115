/** An order and its after-sale in a browser: two pieces arrive, one comes back as money. */
import sharp from 'sharp';
import { buy } from '../support/bought';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;
let shop: Person;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
  shop = await member(world, '店长', 'owner');
  await bringFor800(world);
});
afterAll(async () => {
  await people?.close();
  await world?.close();
});
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [{ key: 'tea', title: '红茶', price: 6800, freightId: 'parcel' }]);
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

/** A browser in which `person` is signed in. */
async function at(person: Person, path: string, size = PHONE): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.shows('选一个人');
  await tab.tap(`person-${person.id}`);
  await tab.shows('阳山水蜜桃');
  await tab.open(path);
  return tab;
}

const ship = async (orderId: string, trackingNumber: string, lines?: { lineId: string; quantity: number }[]) => {
  const company = '中通快递';
  const sent = await shop.call('shopOrder.ship', { merchantId: MERCHANT, orderId, company, trackingNumber, lines });
  if (!sent.ok) throw new Error(sent.refusal.code);
};

it('bought, shipped, received; money for one of two pieces asked for with a picture, agreed to, and back', async () => {
  const buyer = await world.person('周小满');
  const tab = await at(buyer, `/pages/product/index?id=${PRODUCT}`);
  await tab.shows('单独买');
  await tab.tap('buyAlone');
  await tab.tap('more');
  await tab.tap('next');
  await tab.shows('单买价 × 2 ¥79.80');
  await tab.tap('pay');
  await tab.shows('付给 山野集');
  await tab.tap('payConfirm');
  await tab.shows('付款成功');
  await tab.tap('seeOrder');
  await tab.shows('商家在备货，发货后这里有单号');
  const orderId = /ord_\w+/.exec(tab.page.url())?.[0] ?? '';

  await ship(orderId, 'ZT0001');
  await tab.open('/pages/orders/index');
  await tab.tap('tab-shipped');
  await tab.tap(`see-${orderId}`);
  await tab.shows('包裹在路上了，收到后确认一下');
  await tab.tap('receive');
  await tab.shows('确认以后钱会结算给商家');
  await tab.page.locator('.taro-modal__foot').getByText('确认收货').click();
  await tab.shows('收到了，谢谢你');

  await tab.tap('askAfterSale');
  await tab.shows('退给你 ¥79.80');
  await tab.tap('less1');
  await tab.shows('退给你 ¥39.90');
  await tab.tap('reason-spoiled');
  await tab.type('text', '一箱烂了一半。');
  const photo = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#c43d14' } })
    .png()
    .toBuffer();
  const chooser = tab.page.waitForEvent('filechooser');
  await tab.tap('addPicture');
  await (await chooser).setFiles({ name: 'rot.png', mimeType: 'image/png', buffer: photo });
  await tab.shows('1 / 6');
  await tab.shows('提交申请，退 ¥39.90');
  await tab.tap('ask');
  await tab.shows('等商家答复');
  await tab.shows('一箱烂了一半。');
  expect(await tab.at('asked-1').locator('img[src]').getAttribute('src')).toMatch(/^\/media\/[0-9a-f]{64}\.webp$/);

  const afterSaleId = /aft_\w+/.exec(tab.page.url())?.[0] ?? '';
  const agreed = await shop.call('afterSale.agree', { merchantId: MERCHANT, afterSaleId });
  expect(agreed).toMatchObject({ ok: true, value: { status: 'refunding' } });
  await tab.shows('¥39.90 正在原路退回');
  await world.settle();
  await tab.shows('已到账，原路退回');
  await tab.tap('toOrder');
  await tab.shows('已退款 1 件');
  await tab.shows('阳山水蜜桃 × 1 已到账，原路退回 售后退款');
  await tab.shows('申请售后');
  await tab.open('/pages/orders/index');
  await tab.tap('tab-refund');
  await tab.shows('售后退款，¥39.90 已退回微信零钱');
  expect(await world.differences()).toEqual([]);
});

it('a pick-up code is read by a camera, and the page turns when the goods are handed over', async () => {
  const buyer = await world.person('周小满');
  const orderId = await buy(world, buyer, { skus: { [SKU]: 1 }, pickupPointId: 'pup_one' });
  const tab = await at(buyer, `/pages/order/index?id=${orderId}`);
  await tab.shows('货备好了，到自提点出示取货码');
  await tab.tap('showCode');
  await tab.shows('到店给店员扫一下');
  const code = await tab.scan('qrCode');
  expect(code).toMatch(/^\d{8}$/);
  const handed = await shop.call('shopOrder.pickUp', { merchantId: MERCHANT, code });
  expect(handed.ok).toBe(true);
  await tab.shows('货取走了');
});

it.each([
  ['a phone', PHONE],
  ['a small phone', SMALL_PHONE],
  ['a desk', DESK],
])('orders and after-sales fit %s and show only words', async (_name, size) => {
  const buyer = await world.person('周小满');
  const longest = '阳山水蜜桃湖景蜜露七分熟现摘现发坏果包赔';
  await world.app.store.products.updateOne({ _id: 'prd_tea' }, { $set: { title: longest } });
  const parcels = await buy(world, buyer, { skus: { [SKU]: 2, sku_tea: 99 }, remark: '请放在门口的柜子里，谢谢' });
  await ship(parcels, 'ZT00010002000300040005', [{ lineId: '1', quantity: 1 }]);
  const pickUp = await buy(world, buyer, { skus: { sku_tea: 1 }, pickupPointId: 'pup_one' });
  const received = await buy(world, buyer, { skus: { [SKU]: 3 } });
  await ship(received, 'ZT0006');
  await buyer.call('order.receive', { orderId: received });
  const ask = async (kind: 'refundOnly' | 'returnAndRefund') => {
    const lines = [{ lineId: '1', quantity: 1 }];
    const words = { reason: 'notAsDescribed' as const, text: '和图上差太多。'.repeat(20) };
    const asked = await buyer.call('afterSale.ask', {
      requestId: `ask-${kind}`,
      orderId: received,
      kind,
      lines,
      ...words,
    });
    if (!asked.ok) throw new Error(asked.refusal.code);
    return asked.value.id;
  };
  const [refused, back] = [await ask('refundOnly'), await ask('returnAndRefund')];
  const reason = '照片里看不出来。'.repeat(20);
  await shop.call('afterSale.refuse', { merchantId: MERCHANT, afterSaleId: refused, reason });
  await shop.call('afterSale.agree', { merchantId: MERCHANT, afterSaleId: back });

  const tab = await at(buyer, '/pages/orders/index', size);
  for (const scene of [
    { path: '/pages/orders/index', shows: '取货码' },
    { path: `/pages/order/index?id=${parcels}`, shows: '发了一部分' },
    { path: `/pages/order/index?id=${pickUp}`, shows: '出示取货码' },
    { path: `/pages/order/index?id=${received}`, shows: '售后在处理' },
    { path: `/buyer/pickUp/index?order=${pickUp}`, shows: '到店给店员扫一下' },
    { path: `/buyer/afterSaleAsk/index?order=${parcels}`, shows: '先选要退的商品' },
    { path: `/buyer/afterSale/index?id=${refused}`, shows: '商家没同意' },
    { path: `/buyer/afterSale/index?id=${back}`, shows: '等你寄回' },
    { path: '/buyer/afterSales/index', shows: '退货退款' },
  ])
    await looksRight(tab, scene);
});
