/** Products in a browser: made with pictures and SKUs, seen by a buyer, edited by two, and taken in from a table. */
import { readFileSync } from 'node:fs';
import type { Route } from 'playwright-core';
import sharp from 'sharp';
import { stockOf } from '../../functions/store/stock';
import { barriers } from '../support/accessible';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
});
afterAll(async () => {
  await people.close();
  await world.close();
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const LIST = `/merchant/products/index?merchant=${MERCHANT}`;
const SNOW_PEAR = { id: 'sku_pear', name: '5 斤装', price: 1990 };
const FORM = `/merchant/productForm/index?merchant=${MERCHANT}`;

async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

/** A photograph of one colour. */
const photo = (red: number) =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: red, g: 120, b: 60 } } })
    .jpeg()
    .toBuffer();

async function addPictures(tab: Tab, ...reds: readonly number[]): Promise<void> {
  const chooser = tab.page.waitForEvent('filechooser');
  await tab.tap('addPicture');
  const files = await Promise.all(
    reds.map(async (red) => ({ name: `${red}.jpg`, mimeType: 'image/jpeg', buffer: await photo(red) })),
  );
  await (await chooser).setFiles(files);
}

it('a product is made with pictures in order and two SKUs, and a buyer sees it', async () => {
  const operator = await member(world, '小周', 'operator');
  const desk = await comeAs(operator, DESK);
  await desk.open(LIST);
  await desk.tap('newProduct');
  await desk.shows('还有');
  await desk.type('title', '赣南脐橙');
  desk.tolerated = /ERR_FAILED|422/;
  const lose = async (what: string, before: (route: Route) => Promise<unknown>) =>
    desk.page.route(
      what,
      async (route) => {
        await before(route);
        await route.abort();
      },
      { times: 1 },
    );
  // The first one does not arrive, and comes behind the other.
  await lose('**/media?**', () => desk.shows('图片还在传'));
  await addPictures(desk, 40, 200);
  await desk.shows('1 / 9');
  await desk.tap('pictureAgain-1');
  await desk.shows('2 / 9');
  await desk.page.dragAndDrop('[id="picture-1"]', '[id="picture-0"]');
  await desk.type('name-0', '5 斤装');
  await desk.type('price-0', '29.9');
  await desk.type('cost-0', '15');
  await desk.type('stock-0', '8');
  await desk.tap('skuAdd');
  await desk.type('name-1', '5 斤装');
  await desk.shows('规格名称不能重复');
  await desk.type('name-1', '10 斤装');
  await desk.type('price-1', '55');
  await desk.type('stock-1', '3');
  // It is saved, and the answer is lost; saved again with more in it, it is not made twice.
  await lose('**/product.save', (route) => route.fetch());
  await desk.tap('save');
  await desk.shows('没有存：');
  await desk.page.reload();
  await desk.shows('上次写到一半的');
  await desk.type('caption', '现摘');
  await desk.tap('save');
  await desk.shows('前一次已经存好了');
  expect(await world.app.store.products.countDocuments({ title: '赣南脐橙' })).toBe(1);
  await desk.open(LIST);
  await desk.shows('赣南脐橙');

  const product = await world.app.store.products.findOne({ title: '赣南脐橙' });
  expect(product?.skus).toMatchObject([{ price: 2990, cost: 1500 }, { price: 5500 }]);
  const [cover] = product?.pictures ?? [];
  const { dominant } = await sharp(Buffer.from(await (await fetch(`${world.url}${cover}`)).arrayBuffer())).stats();
  expect(dominant.r).toBeLessThan(100);

  const buyer = await comeAs(await world.person('林姐'), PHONE);
  await buyer.open(`/pages/product/index?id=${product?._id}`);
  await buyer.shows('赣南脐橙');
  await buyer.shows('10 斤装');
});

it('what was typed outlives the page; of two who edit, the second is shown the difference and loses nothing', async () => {
  const [owner, other] = [await member(world, '吴掌柜', 'owner'), await member(world, '老陈', 'operator')];
  const desk = await comeAs(owner, DESK);
  await desk.open(`${FORM}&id=${PRODUCT}`);
  await desk.shows('和现在一样');
  await desk.type('caption', '树上熟');
  await desk.shows('保存');
  await desk.page.reload();
  await desk.shows('上次写到一半的');

  const product = await other.call('product.inspect', { merchantId: MERCHANT, productId: PRODUCT });
  if (!product.ok) throw new Error(product.refusal.code);
  const { version, title, description, categoryId, promises, pictures, skus } = product.value;
  const saved = await other.call('product.save', {
    merchantId: MERCHANT,
    requestId: 'saved-by-another',
    productId: PRODUCT,
    seenVersion: version,
    product: {
      ...{ title: `${title}礼盒`, caption: '别人写的', description, categoryId, promises, pictures },
      skus: skus.map(({ id, name, price }) => ({ id, name, price })),
    },
  });
  expect(saved.ok).toBe(true);

  // The browser says in its console what it was refused.
  desk.tolerated = /409/;
  await desk.tap('save');
  await desk.shows('现在是「别人写的」，你写的是「树上熟」');
  await desk.tap('seen');
  await desk.tap('save');
  await desk.shows('新商品');
  expect(await world.app.store.products.findOne({ _id: PRODUCT })).toMatchObject({ title, caption: '树上熟' });
});

it('stock is set by two, one of whom is told; a table changes what it says, and nothing when it comes again', async () => {
  const other = await member(world, '老陈', 'operator');
  const desk = await comeAs(await member(world, '吴掌柜', 'owner'), DESK);
  await desk.open(`${FORM}&id=${PRODUCT}`);
  await desk.tap('stock-0');
  const counter = await world.app.store.counters.findOne({ _id: stockOf(SKU) });
  const { max: seen = 0 } = counter ?? {};
  const seenLeft = seen - (counter?.taken ?? 0);
  const about = { merchantId: MERCHANT, requestId: 'stock-by-another', productId: PRODUCT, skuId: SKU };
  await other.call('product.setStock', { ...about, seen, seenLeft, left: seenLeft + 5 });
  desk.tolerated = /409/;
  await desk.type('left', '77');
  await desk.tap('stockYes');
  await desk.shows('刚刚有人改过这个规格的库存');
  await desk.tap('stockNot');
  await desk.tap('stock-0');
  await desk.type('left', '77');
  await desk.tap('stockYes');
  await desk.shows('还剩 77 件');

  await desk.open(LIST);
  const download = desk.page.waitForEvent('download');
  await desk.tap('exportProducts');
  const text = readFileSync((await (await download).path())!, 'utf8');
  expect(text).toContain(',77,77,');
  const table = Buffer.from(text.replace('39.90', '36.66').replace(',77,77,', ',80,77,'));
  const buyer = await world.person('林姐');
  const lines = [{ skuId: SKU, quantity: 2 }];
  const bought = await buyer.call('order.place', { requestId: 'since-the-export', lines, seenTotal: 7980 });
  expect(bought.ok).toBe(true);
  for (const shown of ['存 1 件', '看商品']) {
    await desk.open(`/merchant/productSheet/index?merchant=${MERCHANT}`);
    await desk.shows('选一个表格');
    await desk.page.setInputFiles('[id="file"]', { name: '商品.csv', mimeType: 'text/csv', buffer: table });
    await desk.shows('下载每行的结果');
    await desk.shows(shown);
    if (shown === '看商品') continue;
    await desk.shows('价格 39.90→36.66，库存 75→78');
    await desk.tap('saveSheet');
    await desk.shows('存好了');
    await desk.open(LIST);
  }
  const product = await world.app.store.products.findOne({ _id: PRODUCT });
  expect(product?.skus[0]?.price).toBe(3666);
  const { max = 0, taken = 0 } = (await world.app.store.counters.findOne({ _id: stockOf(SKU) })) ?? {};
  expect(max - taken).toBe(78);
});

it('a product is taken off sale and put back; one that a campaign sells says first why it stays, and what it may not say', async () => {
  const phone = await comeAs(await member(world, '吴掌柜', 'owner'), PHONE);
  await phone.open(`${FORM}&id=${PRODUCT}`);
  await phone.tap('place');
  await phone.shows('现在还不能下架');
  await phone.tap('placeNot');
  await phone.type('caption', '砍价免费 拿');
  await phone.shows('一句话介绍里的“免费拿”不能用');
  await phone.shows('还有 1 处要改');

  const { _id, ...peach } = (await world.app.store.products.findOne({ _id: PRODUCT }))!;
  await world.app.store.products.insertOne({ ...peach, _id: 'prd_pear', title: '雪梨', rank: 9, skus: [SNOW_PEAR] });
  await phone.open(LIST);
  await phone.tap('product-prd_pear');
  for (const [word, told, status] of [
    ['下架', '下架了', 'archived'],
    ['重新上架', '上架了', 'onSale'],
  ] as const) {
    await phone.shows(word);
    await phone.tap('place');
    await phone.tap('placeYes');
    await phone.shows(told);
    expect(await world.app.store.products.findOne({ _id: 'prd_pear' })).toMatchObject({ status });
  }
});

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a desk', DESK],
])('the pages fit %s, and nothing bars the way', async (_name, size) => {
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
  for (const scene of [
    { path: LIST, shows: '有规格卖完' },
    { path: FORM, shows: '第一张是封面' },
    { path: `${FORM}&id=${PRODUCT}`, shows: '改库存' },
    {
      path: `/merchant/productSheet/index?merchant=${MERCHANT}`,
      shows: size === DESK ? '选一个表格' : '请在电脑上打开',
    },
  ]) {
    await looksRight(tab, scene);
    expect(await barriers(tab)).toEqual([]);
  }
});

it('who only looks sees the list, and no way to change it', async () => {
  const desk = await comeAs(await member(world, '看的人', 'viewer'), DESK);
  await desk.open(LIST);
  await desk.shows('阳山水蜜桃');
  expect(await desk.text()).not.toContain('新商品');
  await desk.open(`${FORM}&id=${PRODUCT}`);
  await desk.shows('你只能看，不能改商品');
});
