/** More goods for the small shop: sold alone, each with one specification. */
import { stockOf } from '../../functions/store/stock';
import { productGrams } from '../../shared/domain/search';
import { MERCHANT, type World } from './world';

export interface Goods {
  /** `prd_` and `sku_` come before it. */
  readonly key: string;
  readonly title: string;
  /** Fen. */
  readonly price: number;
  /** 100 pieces unless told otherwise. */
  readonly stock?: number;
  /** The freight template; free of charge without one. */
  readonly freightId?: string;
}

/** Puts them on the shelf, or changes what is there under the same key. */
export async function putOnShelf({ app: { store } }: World, goods: readonly Goods[]): Promise<void> {
  for (const [rank, { key, title, price, stock = 100, freightId }] of goods.entries()) {
    const product = {
      merchantId: MERCHANT,
      categoryId: 'fruit',
      title,
      caption: '现摘现发',
      description: '',
      pictures: ['/pictures/1f351.webp'],
      promises: [],
      skus: [{ id: `sku_${key}`, name: '一份', price }],
      status: 'onSale' as const,
      rank: 10 + rank,
      ...(freightId === undefined ? {} : { freightId }),
    };
    const whole = { ...product, grams: productGrams(product) };
    await store.products.replaceOne({ _id: `prd_${key}` }, whole, { upsert: true });
    const counter = { max: stock, taken: 0, sold: 0, holds: [] };
    await store.counters.replaceOne({ _id: stockOf(`sku_${key}`) }, counter, { upsert: true });
  }
}

/** Everything costs ¥8.00 to bring, 新疆 is not delivered to, and there is a point to pick up at. */
export async function bringFor800({ app: { store } }: World): Promise<void> {
  const rule = { regions: [], first: 10, firstFee: 800, more: 10, moreFee: 100 };
  const freight = [{ id: 'parcel', name: '包裹', by: 'piece' as const, rules: [rule], notTo: ['新疆维吾尔自治区'] }];
  const pickupPoints = [
    { id: 'pup_one', name: '梅园自提点', address: '梅园路 66 号', hours: '每天 9:00–20:00', phone: '0510-85510066' },
  ];
  await store.merchants.updateOne({ _id: MERCHANT }, { $set: { freight, pickupPoints } });
}
