/** A cart: what somebody means to buy in one shop, with the prices and stock of now. */

import { putInCart } from '../../functions/store/cart';
import { stockOf } from '../../functions/store/stock';
import { CART_LINES } from '../../shared/contracts/cart';
import { useDatabase } from '../support/database';
import { putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let person: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  person = await world.person('林姐');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [
    { key: 'plum', title: '李子', price: 1000, stock: 5 },
    { key: 'tea', title: '春茶', price: 999 },
  ]);
});
afterEach(() => expect(world.errors).toEqual([]));

const put = (skuId: string, quantity: number) => person.call('cart.put', { merchantId: MERCHANT, skuId, quantity });
const cart = async () => {
  const answer = await person.call('cart.get', { merchantId: MERCHANT });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value.lines;
};

it('holds what was put in, the last first; a line that is there keeps its place; 0 takes it out', async () => {
  await put('sku_plum', 1);
  await put('sku_tea', 2);
  await put('sku_plum', 3);
  expect(await cart()).toMatchObject([
    { skuId: 'sku_tea', quantity: 2, price: 999, state: 'ok' },
    { skuId: 'sku_plum', quantity: 3, price: 1000, left: 5, state: 'ok' },
  ]);
  expect(await person.call('cart.count', { merchantId: MERCHANT })).toMatchObject({ value: { pieces: 5 } });
  await put('sku_tea', 0);
  await put('sku_tea', 0);
  expect((await cart()).map(({ skuId }) => skuId)).toEqual(['sku_plum']);
});

it('the same tap many times at once is one line', async () => {
  const tap = (quantity: number) => ({ skuId: 'sku_plum', quantity, price: 1000, at: world.now() });
  const taps = Array.from({ length: 20 }, (_, at) => tap(1 + (at % 3)));
  await Promise.all(taps.map((line) => putInCart(world.app.store, MERCHANT, person.userId, line, CART_LINES)));
  const lines = await cart();
  expect(lines).toHaveLength(1);
  expect([1, 2, 3]).toContain(lines[0]?.quantity);
});

it('fifty different things fit, whoever is first', async () => {
  const { store } = world.app;
  const line = (at: number) => ({ skuId: `sku_number${at}`, quantity: 1, price: 1, at });
  const puts = Array.from({ length: CART_LINES + 10 }, (_, at) =>
    putInCart(store, MERCHANT, person.userId, line(at), CART_LINES),
  );
  expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(CART_LINES);
  const [kept] = await store.carts.find().toArray();
  expect(new Set(kept?.lines.map(({ skuId }) => skuId)).size).toBe(CART_LINES);
  expect(await put('sku_tea', 1)).toMatchObject({ refusal: { code: 'cartFull' } });
  // What is in it may still be changed.
  const known = kept?.lines[0]?.skuId ?? '';
  expect(await putInCart(store, MERCHANT, person.userId, { ...line(0), skuId: known, quantity: 7 }, CART_LINES)).toBe(
    true,
  );
});

it('says what has become of a line since: the price, the stock, the product', async () => {
  await put('sku_plum', 4);
  await put('sku_tea', 1);
  await world.app.store.products.updateOne({ _id: 'prd_plum' }, { $set: { 'skus.0.price': 1200 } });
  const left = (max: number) => world.app.store.counters.updateOne({ _id: stockOf('sku_plum') }, { $set: { max } });
  const plum = async () => (await cart()).find(({ skuId }) => skuId === 'sku_plum');
  expect(await plum()).toMatchObject({ price: 1200, priceBefore: 1000, state: 'ok' });
  await left(3);
  expect(await plum()).toMatchObject({ left: 3, state: 'short' });
  await left(0);
  expect(await plum()).toMatchObject({ left: 0, state: 'soldOut' });
  await world.app.store.products.updateOne({ _id: 'prd_plum' }, { $set: { 'skus.0.archived': true } });
  expect(await plum()).toMatchObject({ state: 'gone' });
  expect(await put('sku_plum', 1)).toMatchObject({ refusal: { code: 'productGone' } });
  expect(await put('sku_plum', 0)).toMatchObject({ ok: true });
});

it('is one shop’s', async () => {
  expect(await person.call('cart.put', { merchantId: 'mer_other', skuId: 'sku_tea', quantity: 1 })).toMatchObject({
    refusal: { code: 'otherShop' },
  });
  expect(await person.call('cart.get', { merchantId: 'mer_nowhere' })).toMatchObject({ refusal: { code: 'notFound' } });
  expect(await world.app.store.carts.countDocuments()).toBe(0);
});

it('reserves nothing', async () => {
  await put('sku_plum', 5);
  expect(await world.app.store.counters.findOne({ _id: stockOf('sku_plum') })).toMatchObject({ taken: 0, holds: [] });
});
