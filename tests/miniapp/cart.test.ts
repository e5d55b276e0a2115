/** A cart in the mini-program: filled, changed by what happens in the shop, bought. */
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { callsOf, requestsTo, usePhones } from '../support/phones';
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
  await putOnShelf(world, [
    { key: 'tea', title: '红茶', price: 6800, freightId: 'parcel' },
    { key: 'cherry', title: '樱桃', price: 12_800, stock: 5 },
  ]);
});

/** Puts this into the cart of `person`, elsewhere. */
async function put(person: Person, skuId: string, quantity: number): Promise<void> {
  const answer = await person.call('cart.put', { merchantId: MERCHANT, skuId, quantity });
  if (!answer.ok) throw new Error(answer.refusal.code);
}

it('two products from two pages are one order, and leave the cart with it', async () => {
  const who = await world.person('周小满');
  const weapp = phone({ who, enter: { path: '/pages/product/index?id=prd_tea' } });
  const tea = await weapp.shows('加入购物车', 'pages/product/index');
  expect(tea.text()).toContain('¥68.00');
  tea.tap('intoCart');
  await weapp.shows('每单最多 99 件');
  tea.tap('more');
  await weapp.idle();
  tea.tap('putInCart');
  await weapp.idle();
  expect(tea.text()).toContain('2 购物车');

  weapp.open('/pages/product/index?id=prd_cherry');
  const cherry = await weapp.shows('仅剩 5 件');
  cherry.tap('intoCart');
  await weapp.idle();
  cherry.tap('putInCart');
  await weapp.idle();
  cherry.tap('toCart');
  const cart = await weapp.shows('结算 3 件', 'buyer/cart/index');
  expect(cart.text()).toContain('¥264.00');
  cart.tap('checkOut');
  const confirm = await weapp.shows('微信支付 ¥272.00', 'buyer/confirm/index');
  for (const words of ['红茶', '一份 × 2', '樱桃', '商品 3 件', '运费 ¥8.00']) expect(confirm.text()).toContain(words);
  confirm.type('remark', '请放门口');
  await weapp.idle();
  confirm.tap('pay');
  await weapp.shows('付款成功', 'pages/result/index');
  const order = await world.app.store.orders.findOne({ userId: who.userId });
  expect(order).toMatchObject({ remark: '请放门口', total: 27_200, freight: 800 });
  expect(order?.lines.map(({ skuId, quantity }) => [skuId, quantity])).toEqual([
    ['sku_cherry', 1],
    ['sku_tea', 2],
  ]);
  expect(await who.call('cart.count', { merchantId: MERCHANT })).toMatchObject({ ok: true, value: { pieces: 0 } });
  expect(callsOf(weapp, 'requestPayment')).toHaveLength(1);
});

it('what has become dearer, scarce, sold out or gone says so, and has its way out', async () => {
  const who = await world.person('周小满');
  await putOnShelf(world, [
    { key: 'rice', title: '大米', price: 5000 },
    { key: 'honey', title: '蜂蜜', price: 9000 },
  ]);
  for (const [sku, quantity] of [
    ['sku_tea', 1],
    ['sku_cherry', 4],
    ['sku_rice', 1],
    ['sku_honey', 1],
  ] as const) {
    await put(who, sku, quantity);
  }
  const { products, counters } = world.app.store;
  await products.updateOne({ _id: 'prd_tea' }, { $set: { 'skus.0.price': 7000 } });
  await counters.updateOne({ _id: 'stock/sku_cherry' }, { $set: { max: 3 } });
  await counters.updateOne({ _id: 'stock/sku_rice' }, { $set: { max: 0 } });
  await products.updateOne({ _id: 'prd_honey' }, { $set: { status: 'archived' } });

  const weapp = phone({ who, enter: { path: '/buyer/cart/index' } });
  const cart = await weapp.shows('比加入时涨 ¥2.00');
  for (const words of ['只剩 3 件，你要 4 件', '已售罄', '已经下架了', '结算 1 件'])
    expect(cart.text()).toContain(words);
  cart.tap('lessen-sku_cherry');
  await weapp.shows('结算 4 件');
  await weapp.idle();
  cart.tap('choose-sku_tea');
  await weapp.shows('结算 3 件');
  cart.tap('chooseAll');
  await weapp.shows('结算 4 件');
  cart.tap('clearGone');
  await weapp.idle();
  expect(cart.text()).not.toContain('现在买不了的');
  const kept = await who.call('cart.get', { merchantId: MERCHANT });
  expect(kept.ok && kept.value.lines.map(({ skuId, quantity }) => [skuId, quantity])).toEqual([
    ['sku_cherry', 3],
    ['sku_tea', 1],
  ]);
  for (const key of ['cherry', 'tea']) cart.tap(`remove-sku_${key}`);
  await weapp.shows('购物车还是空的');
});

it('taps in a row end at the number that was tapped last', async () => {
  const who = await world.person('周小满');
  await put(who, 'sku_tea', 1);
  const weapp = phone({ who, enter: { path: '/buyer/cart/index' } });
  const cart = await weapp.shows('结算 1 件');
  for (const pieces of [2, 3, 4, 5]) {
    cart.tap('more-sku_tea');
    await weapp.shows(`结算 ${pieces} 件`);
  }
  await weapp.idle();
  expect(cart.text()).toContain('结算 5 件');
  expect(requestsTo(weapp, 'cart.put').map(({ body }) => (body as { quantity: number }).quantity)).toEqual([
    2, 3, 4, 5,
  ]);
});

it('a line that is not delivered there is marked; left out, or picked up, the rest is ordered', async () => {
  const who = await world.person('周小满');
  const address = {
    name: '周小满',
    phone: '13800001111',
    region: ['新疆维吾尔自治区', '乌鲁木齐市', '天山区'],
    detail: '人民路 1 号',
  };
  const kept = await who.call('address.save', { requestId: 'far-away', address, usual: true });
  expect(kept.ok).toBe(true);
  await put(who, 'sku_tea', 1);
  await put(who, 'sku_cherry', 1);
  const path = '/buyer/confirm/index?sku=sku_tea.sku_cherry&quantity=1.1&cart=1';
  const weapp = phone({ who, enter: { path } });
  const confirm = await weapp.shows('不发往这个地区');
  expect(confirm.text()).toContain('运费 这里不送');
  expect(confirm.text()).toContain('有商品不发往这个地区');
  expect(confirm.attributes('pay')?.disabled).toBe(true);

  confirm.tap('byPickUp');
  await weapp.shows('微信支付 ¥196.00');
  for (const words of ['梅园自提点', '每天 9:00–20:00', '免运费']) expect(confirm.text()).toContain(words);
  confirm.tap('byExpress');
  await weapp.shows('不发往这个地区');
  await weapp.idle();
  confirm.tap('leaveOut');
  await weapp.shows('微信支付 ¥128.00');
  await weapp.idle();
  confirm.tap('pay');
  await weapp.shows('付款成功', 'pages/result/index');
  // What was left out is still in the cart.
  const cart = await who.call('cart.get', { merchantId: MERCHANT });
  expect(cart.ok && cart.value.lines.map(({ skuId }) => skuId)).toEqual(['sku_tea']);
});

it('a price that changes between page and payment is told, and nothing is charged', async () => {
  const who = await world.person('周小满');
  const weapp = phone({ who, enter: { path: '/buyer/confirm/index?sku=sku_cherry&quantity=1' } });
  const confirm = await weapp.shows('微信支付 ¥128.00');
  await world.app.store.products.updateOne({ _id: 'prd_cherry' }, { $set: { 'skus.0.price': 13_000 } });
  confirm.tap('pay');
  await weapp.shows('应付从 ¥128.00 变成 ¥130.00，还没有扣款');
  await weapp.shows('微信支付 ¥130.00');
  expect(callsOf(weapp, 'requestPayment')).toEqual([]);
  expect(await world.app.store.orders.countDocuments({ status: { $ne: 'closed' } })).toBe(0);
  await weapp.idle();
  confirm.tap('pay');
  await weapp.shows('付款成功', 'pages/result/index');
});

it('a specification that is sold out cannot be chosen, and few say how many', async () => {
  await world.app.store.products.updateOne(
    { _id: PRODUCT },
    { $push: { skus: { id: 'sku_big', name: '10 斤装', price: 6990 } } },
  );
  try {
    await world.app.store.counters.replaceOne(
      { _id: 'stock/sku_big' },
      { max: 0, taken: 0, sold: 0, holds: [] },
      { upsert: true },
    );
    await world.app.store.counters.updateOne({ _id: `stock/${SKU}` }, { $set: { max: 3 } });
    const who = await world.person('周小满');
    const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    const product = await weapp.shows('10 斤装');
    for (const words of ['仅剩 3 件', '已售罄', '¥69.90', '团价 ¥29.90']) expect(product.text()).toContain(words);
    product.tap('buyAlone');
    await weapp.shows('10 斤装 · 已售罄');
    for (let pieces = 1; pieces < 3; pieces += 1) {
      product.tap('more');
      await weapp.idle();
    }
    product.tap('next');
    await weapp.shows('单买价 × 3', 'buyer/confirm/index');
  } finally {
    await world.app.store.products.updateOne({ _id: PRODUCT }, { $pull: { skus: { id: 'sku_big' } } });
  }
});
