/** A cart: what somebody means to buy in one shop. Prices and stock are those of now; nothing is reserved by it. */
import { CART_LINES } from '../../shared/contracts/cart';
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { linesOf, putInCart } from '../store/cart';
import type { CartDoc, CounterDoc, ProductDoc } from '../store/collections';
import { leftOf, stockOf } from '../store/stock';
import type { App } from './app';

type Cart = Output<'cart.get'>;

export async function getCart(
  app: App,
  userId: string,
  { merchantId }: Parsed<'cart.get'>,
): Promise<Result<Cart, RefusalCode>> {
  const [merchant, lines] = await Promise.all([
    app.store.merchants.findOne({ _id: merchantId }),
    linesOf(app.store, merchantId, userId),
  ]);
  if (!merchant) return no('notFound');
  const ids = lines.map(({ skuId }) => skuId);
  const [products, counters] = await Promise.all([
    app.store.products.find({ 'skus.id': { $in: ids } }).toArray(),
    app.store.counters.find({ _id: { $in: ids.map(stockOf) } }).toArray(),
  ]);
  const stock = new Map(counters.map((counter) => [counter._id, counter]));
  return ok({
    merchant: { id: merchant._id, name: merchant.name },
    lines: [...lines].reverse().flatMap((line) => lineView(line, products, stock)),
  });
}

function lineView(
  { skuId, quantity, price }: CartDoc['lines'][number],
  products: readonly ProductDoc[],
  stock: ReadonlyMap<string, CounterDoc>,
): Cart['lines'] {
  const product = products.find(({ skus }) => skus.some(({ id }) => id === skuId));
  const sku = product?.skus.find(({ id }) => id === skuId);
  if (!product || !sku) return [];
  const left = leftOf(stock.get(stockOf(skuId)));
  const gone = product.status !== 'onSale' || sku.archived === true;
  return [
    {
      skuId,
      quantity,
      product: { id: product._id, title: product.title, cover: product.pictures[0] ?? '' },
      skuName: sku.name,
      price: sku.price,
      ...(price === sku.price ? {} : { priceBefore: price }),
      left,
      state: gone ? 'gone' : left === 0 ? 'soldOut' : left < quantity ? 'short' : 'ok',
    },
  ];
}

export async function putCart(
  app: App,
  userId: string,
  { merchantId, skuId, quantity }: Parsed<'cart.put'>,
): Promise<Result<Cart, RefusalCode>> {
  const product = await app.store.products.findOne({ 'skus.id': skuId });
  const sku = product?.skus.find(({ id }) => id === skuId);
  if (quantity > 0) {
    if (!product || !sku || product.status !== 'onSale' || sku.archived) return no('productGone');
    if (product.merchantId !== merchantId) return no('otherShop');
  }
  const line = { skuId, quantity, price: sku?.price ?? 0, at: app.now() };
  const fits = await putInCart(app.store, merchantId, userId, line, CART_LINES);
  return fits ? getCart(app, userId, { merchantId }) : no('cartFull');
}

export async function countCart(
  app: App,
  userId: string,
  { merchantId }: Parsed<'cart.count'>,
): Promise<Result<Output<'cart.count'>, RefusalCode>> {
  const lines = await linesOf(app.store, merchantId, userId);
  return ok({ pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0) });
}
