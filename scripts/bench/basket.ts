/** An order of three lines, bought alone: what the shop needs for it, how our use cases place it, and the same documents raw. */
import type { Document } from 'mongodb';
import type { Collections } from '../../functions/store/collections';
import { firstOf, stockOf } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { productGrams } from '../../shared/domain/search';
import type { Fen } from '../../shared/money';
import { type Join, MERCHANT, SKU } from './shop';

const MORE = [
  { productId: 'prd_tea', title: '明前龙井', skuId: 'sku_tea', price: 6800 },
  { productId: 'prd_honey', title: '洋槐蜜', skuId: 'sku_honey', price: 4500 },
] as const;

export const LINES = [
  { skuId: SKU, quantity: 1 },
  { skuId: 'sku_tea', quantity: 2 },
  { skuId: 'sku_honey', quantity: 1 },
] as const;

/** The peaches alone are carried for nothing; the other three pieces share a template. */
export const PEACHES: Fen = 3990;
export const TOTAL: Fen = PEACHES + 2 * 6800 + 4500 + 800 + 2 * 200;

/** Adds the other two products and their freight to the bench's shop. */
export async function furnishBasket(store: Collections): Promise<void> {
  const rule = { regions: [], first: 1, firstFee: 800, more: 1, moreFee: 200 };
  const freight = [{ id: 'frt_bench', name: '按件', by: 'piece' as const, rules: [rule], notTo: [] }];
  await store.merchants.updateOne({ _id: MERCHANT }, { $set: { freight } });
  const products = MORE.map(({ productId, title, skuId, price }) => ({
    _id: productId,
    merchantId: MERCHANT,
    categoryId: 'fruit',
    title,
    caption: '产地直发',
    description: '当季。',
    pictures: ['/pictures/1f375.webp'],
    promises: [],
    skus: [{ id: skuId, name: '一份', price }],
    freightId: 'frt_bench',
    status: 'onSale' as const,
    rank: 2,
  }));
  await store.products.insertMany(products.map((product) => ({ ...product, grams: productGrams(product) })));
  await store.counters.insertMany(
    MORE.map(({ skuId }) => ({ _id: stockOf(skuId), max: 1_000_000, taken: 0, sold: 0, holds: [] })),
  );
}

/** What a buyer sends with `order.place`. */
export const basket = ({ requestId, shareToken }: Join) => ({
  requestId,
  lines: [...LINES],
  seenTotal: TOTAL,
  shareToken,
});

export async function placeByUseCases(app: App, join: Join): Promise<void> {
  const placed = await placeOrder(app, join.userId, basket(join));
  if (!placed.ok) throw new Error(`${join.orderId} is refused: ${placed.refusal}`);
}

/** Two commands: the order as it ends up, and what it takes from its counters. Nothing is read or checked. */
export async function placeRaw({ orders, counters }: Collections, { userId }: Join, order: Document): Promise<void> {
  const hold = (n: number) => ({ id: order._id, orderId: order._id, n, until: order.payBy });
  const take = (_id: string, n: number) => ({
    updateOne: { filter: { _id }, update: { $inc: { taken: n }, $push: { holds: hold(n) } }, upsert: true },
  });
  await orders.insertOne(order as Parameters<typeof orders.insertOne>[0]);
  await counters.bulkWrite([
    ...LINES.map(({ skuId, quantity }) => take(stockOf(skuId), quantity)),
    take(firstOf(MERCHANT, userId), 1),
  ]);
}

/** Proves that the way orders were placed did place them. */
export async function assertPlaced({ orders, counters }: Collections, placed: number): Promise<void> {
  const waiting = await orders.countDocuments({ status: 'awaitingPayment' });
  const held = await Promise.all(LINES.map(({ skuId }) => counters.findOne({ _id: stockOf(skuId) })));
  const taken = held.map((counter) => counter?.taken);
  if (waiting !== placed || LINES.some(({ quantity }, line) => taken[line] !== quantity * placed)) {
    throw new Error(`${placed} orders left ${waiting} that wait, and ${taken.join(', ')} pieces taken`);
  }
}
