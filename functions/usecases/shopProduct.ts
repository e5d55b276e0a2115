/** A shop's products as its members see and write them. Orders, groups and campaigns keep what they began with. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { USUAL_LIMITS } from '../../shared/domain/platform';
import { faultsOfProduct, PRODUCTS_MOST, SKUS_EVER } from '../../shared/domain/product';
import { gramsAsked, productGrams } from '../../shared/domain/search';
import { forbiddenOfGoods } from '../../shared/domain/wording';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { CounterDoc, MerchantDoc, ProductDoc, Sku } from '../store/collections';
import {
  beginProduct,
  categoriesUsed,
  countProducts,
  nextRank,
  type ProductFilter,
  type ProductPart,
  placeProduct,
  productsOf,
  saveProduct,
  stillSelling,
} from '../store/product';
import { digestOf } from '../store/secret';
import { replaceSettings } from '../store/shopSettings';
import { changeMax, leftOf, limitTo, stockOf } from '../store/stock';
import type { App } from './app';
import { shopHas } from './media';
import { onSale, soldOf } from './shop';

/** Products of one page. */
const PAGE = 20;
/** Of one page of an export. */
const EXPORTED = 100;

type Wish = Parsed<'product.save'>['product'];
type View = Output<'product.inspect'>;
type Row = Output<'product.listShop'>['products'][number];
type Form = Output<'product.export'>['products'][number];
type Saved = NonNullable<ProductDoc['saved']>;

async function merchantOf({ store }: App, merchantId: string): Promise<MerchantDoc> {
  const merchant = await store.merchants.findOne({ _id: merchantId });
  if (!merchant) throw new Error(`${merchantId} has members, but is not there`);
  return merchant;
}

/** The counters of all SKUs of these products: one find. */
async function stockOfAll({ store }: App, products: readonly ProductDoc[]): Promise<Map<string, CounterDoc>> {
  const ids = products.flatMap(({ skus }) => skus.map(({ id }) => stockOf(id)));
  const counters = await store.counters.find({ _id: { $in: ids } }).toArray();
  return new Map(counters.map((counter) => [counter._id, counter]));
}

/* ── what a member sees ─────────────────────────────────────────────────────────────────────────────────────────── */

export async function listShopProducts(
  app: App,
  { merchantId, show, text = '', categoryId, cursor }: Parsed<'product.listShop'>,
): Promise<Result<Output<'product.listShop'>, RefusalCode>> {
  const grams = gramsAsked(text);
  if (text !== '' && grams.length === 0) return ok({ products: [] });
  const filter = { merchantId, status: show === 'archived' ? show : 'onSale', categoryId, grams } as const;
  const found = await rowsAfter(app, filter, cursor === undefined ? -1 : Number(cursor), show === 'soldOut');
  const page = found.slice(0, PAGE);
  return ok({
    products: page.map(({ row }) => row),
    nextCursor: found.length > PAGE ? String(page.at(-1)?.rank) : undefined,
  });
}

/** One more than a page, where there are so many. What is sold out is known to the counters alone, so all are looked at. */
async function rowsAfter(app: App, filter: ProductFilter, after: number, soldOut: boolean) {
  const found = await productsOf(app.store, filter, after, soldOut ? PRODUCTS_MOST : PAGE + 1);
  const stock = await stockOfAll(app, found);
  const rows = found.map((product) => ({ rank: product.rank, row: rowOf(product, stock) }));
  return soldOut ? rows.filter(({ row }) => row.soldOut > 0).slice(0, PAGE + 1) : rows;
}

function rowOf(product: ProductDoc, stock: ReadonlyMap<string, CounterDoc>): Row {
  const sold = onSale(product);
  const prices = sold.map(({ price }) => price);
  const left = sold.map(({ id }) => leftOf(stock.get(stockOf(id))));
  return {
    id: product._id,
    title: product.title,
    cover: product.pictures[0] ?? '',
    categoryId: product.categoryId,
    status: product.status,
    version: product.version ?? 0,
    lowest: Math.min(...prices),
    highest: Math.max(...prices),
    skus: sold.length,
    left: left.reduce((sum, one) => sum + one, 0),
    sold: soldOf(product, stock),
    soldOut: left.filter((one) => one === 0).length,
  };
}

export async function inspectProduct(
  app: App,
  { merchantId, productId }: Parsed<'product.inspect'>,
): Promise<Result<View, RefusalCode>> {
  const product = await app.store.products.findOne({ _id: productId, merchantId });
  if (!product) return no('notFound');
  const { saved } = product;
  const [stock, campaigns, user] = await Promise.all([
    stockOfAll(app, [product]),
    stillSelling(app.store, product, app.now()),
    saved && app.store.users.findOne({ _id: saved.by }),
  ]);
  return ok({
    ...formOf(product, stock),
    campaigns: campaigns.map(({ campaign: { _id: id, kind, title, endsAt }, over, skuIds }) => ({
      id,
      kind,
      title,
      endsAt,
      over,
      skuIds: [...skuIds],
    })),
    ...(saved ? { saved: { by: user?.name ?? '', at: saved.at } } : {}),
  });
}

function formOf(product: ProductDoc, stock: ReadonlyMap<string, CounterDoc>): Form {
  const { version = 0, status, title, caption, description, categoryId, freightId, afterSaleDays } = product;
  return {
    id: product._id,
    version,
    status,
    title,
    caption,
    description,
    categoryId,
    promises: [...product.promises],
    pictures: [...product.pictures],
    freightId,
    afterSaleDays,
    skus: [...onSale(product), ...product.skus.filter(({ archived }) => archived)].map((sku) => ({
      ...sku,
      archived: sku.archived ?? false,
      ...stockView(stock.get(stockOf(sku.id))),
    })),
  };
}

const stockView = (counter: CounterDoc | undefined): Output<'product.setStock'> => ({
  max: counter?.max ?? 0,
  left: leftOf(counter),
  held: (counter?.taken ?? 0) - (counter?.sold ?? 0),
  sold: counter?.sold ?? 0,
});

export async function exportProducts(
  app: App,
  { merchantId, status, cursor }: Parsed<'product.export'>,
): Promise<Result<Output<'product.export'>, RefusalCode>> {
  const found = await productsOf(
    app.store,
    { merchantId, status },
    cursor === undefined ? -1 : Number(cursor),
    EXPORTED + 1,
  );
  const page = found.slice(0, EXPORTED);
  const stock = await stockOfAll(app, page);
  return ok({
    products: page.map((product) => formOf(product, stock)),
    nextCursor: found.length > EXPORTED ? String(page.at(-1)?.rank) : undefined,
  });
}

export async function getChoices(
  app: App,
  { merchantId }: Parsed<'product.choices'>,
): Promise<Result<Output<'product.choices'>, RefusalCode>> {
  return ok(choicesOf(await merchantOf(app, merchantId)));
}

const choicesOf = ({ categories, settings, freight, afterSaleDays }: MerchantDoc): Output<'product.choices'> => ({
  categories: categories.map(({ id, name }) => ({ id, name })),
  version: settings?.categories ?? 0,
  templates: freight.map(({ id, name }) => ({ id, name })),
  afterSaleDays,
});

/* ── what a member writes ───────────────────────────────────────────────────────────────────────────────────────── */

/** Of two who edit one version at once, one is told that there is a newer one. Another product under the same request is not saved. */
export async function keepProduct(
  app: App,
  userId: string,
  { merchantId, requestId, productId, seenVersion: seen = 0, product: wish }: Parsed<'product.save'>,
): Promise<Result<Output<'product.save'>, RefusalCode>> {
  const { store } = app;
  const _id = productId ?? deriveId('prd', merchantId, userId, 'product.save', requestId);
  const before = await store.products.findOne({ _id, merchantId });
  if (productId !== undefined && !before) return no('notFound');
  const saved = { by: userId, at: app.now(), requestId, digest: digestOf(JSON.stringify(wish)) };
  if (before?.saved?.requestId === requestId) return answerTo(saved, before);
  if ((before?.version ?? 0) !== seen) return no('conflict');
  const fault = await faultOf(app, merchantId, wish, before);
  if (fault) return no(fault);
  const part = partOf(_id, requestId, wish, before);
  if (!part.ok) return part;
  // Before the product names its SKUs, so that none is ever on sale without its counter.
  await Promise.all(
    wish.skus.map(({ id, stock = 0 }, index) =>
      id === undefined ? limitTo(store, stockOf(newSku(_id, requestId, index)), stock) : null,
    ),
  );
  if (before) {
    const written = await saveProduct(store, before, seen, part.value, saved);
    return written.ok ? answerTo(saved, written.value) : written;
  }
  const { products: most } = (await merchantOf(app, merchantId)).limits ?? USUAL_LIMITS;
  if ((await countProducts(store, merchantId, most)) >= most) return no('productsFull');
  const rank = await nextRank(store, merchantId);
  const fresh = { _id, merchantId, ...part.value, status: 'onSale', rank, version: 1, saved } as const;
  return answerTo(saved, await beginProduct(store, fresh));
}

/** Of two products that came under one request, the first one stands. */
const answerTo = ({ digest }: Saved, product: ProductDoc): Result<Output<'product.save'>, 'requestIdReused'> =>
  product.saved?.digest === digest ? ok(answerOf(product)) : no('requestIdReused');

const answerOf = ({ _id: productId, version = 0, status }: ProductDoc): Output<'product.save'> => ({
  productId,
  version,
  status,
});

/** A repetition gives a new SKU the same id. */
const newSku = (productId: string, requestId: string, index: number): string =>
  deriveId('sku', productId, requestId, index);

/** Why it cannot stand in this shop. */
async function faultOf(
  app: App,
  merchantId: string,
  wish: Wish,
  before: ProductDoc | null,
): Promise<RefusalCode | undefined> {
  if (faultsOfProduct(wish).length > 0) return 'productUnfit';
  const { categories, freight } = await merchantOf(app, merchantId);
  if (!categories.some(({ id }) => id === wish.categoryId)) return 'categoryGone';
  if (wish.freightId !== undefined && !freight.some(({ id }) => id === wish.freightId)) return 'freightGone';
  const fresh = wish.pictures.filter((picture) => !before?.pictures.includes(picture));
  if (!(await shopHas(app, merchantId, fresh))) return 'pictureUnknown';
  const gone = before ? onSale(before).filter(({ id }) => !wish.skus.some((sku) => sku.id === id)) : [];
  const forbidden = forbiddenOfGoods(wish).length > 0;
  if (!before || (gone.length === 0 && !forbidden)) return undefined;
  const campaigns = await stillSelling(app.store, before, app.now());
  const sold = new Set(campaigns.flatMap(({ skuIds }) => skuIds));
  if (gone.some(({ id }) => sold.has(id))) return 'skuInCampaign';
  return forbidden && campaigns.length > 0 ? 'wordingInCampaign' : undefined;
}

/** The product as the form says; SKUs that it names no longer stay, archived, behind the others. */
function partOf(
  productId: string,
  requestId: string,
  { skus: wanted, ...texts }: Wish,
  before: ProductDoc | null,
): Result<ProductPart, 'notFound' | 'skusFull'> {
  const known = before?.skus ?? [];
  const ids = wanted.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length || ids.some((id) => !known.some((sku) => sku.id === id))) return no('notFound');
  const named = wanted.map(
    ({ id, name, price, cost, weight }, index): Sku => ({
      id: id ?? newSku(productId, requestId, index),
      name,
      price,
      ...(cost === undefined ? {} : { cost }),
      ...(weight === undefined ? {} : { weight }),
    }),
  );
  const archived = known.filter(({ id }) => !ids.includes(id)).map((sku) => ({ ...sku, archived: true }));
  const skus = [...named, ...archived];
  if (skus.length > SKUS_EVER) return no('skusFull');
  return ok({ ...texts, skus, grams: productGrams({ ...texts, skus: named }) });
}

/** Takes it off sale; what is ordered goes on. */
export async function archiveProduct(
  app: App,
  { merchantId, productId }: Parsed<'product.archive'>,
): Promise<Result<Output<'product.archive'>, RefusalCode>> {
  const of = { _id: productId, merchantId };
  if ((await stillSelling(app.store, of, app.now())).length > 0) return no('productInCampaign');
  const product = await placeProduct(app.store, of, 'archived');
  return product ? ok(answerOf(product)) : no('notFound');
}

export async function restoreProduct(
  app: App,
  { merchantId, productId }: Parsed<'product.restore'>,
): Promise<Result<Output<'product.restore'>, RefusalCode>> {
  const product = await placeProduct(app.store, { _id: productId, merchantId }, 'onSale');
  return product ? ok(answerOf(product)) : no('notFound');
}

/** The change counts from what was seen, so that whatever was bought meanwhile stays bought. */
export async function setStock(
  app: App,
  { merchantId, productId, skuId, seen, seenLeft, left, requestId }: Parsed<'product.setStock'>,
): Promise<Result<Output<'product.setStock'>, RefusalCode>> {
  const { store } = app;
  const product = await store.products.findOne({ _id: productId, merchantId });
  if (!product?.skus.some(({ id }) => id === skuId)) return no('notFound');
  const counter = await changeMax(store.counters, stockOf(skuId), { seen, change: left - seenLeft, requestId });
  return counter ? ok(stockView(counter)) : no('stockChanged');
}

/** Of two at once, one is told that there is a newer edition. The same one again is answered as before. */
export async function setCategories(
  app: App,
  { merchantId, version: seen, categories: wanted }: Parsed<'product.setCategories'>,
): Promise<Result<Output<'product.setCategories'>, RefusalCode>> {
  const merchant = await merchantOf(app, merchantId);
  const categories = wanted.map(({ id, name }, at) => ({ id: id ?? deriveId('cat', merchantId, seen, at), name }));
  const edition = merchant.settings?.categories ?? 0;
  if (edition === seen + 1 && same(merchant.categories, categories)) return ok(choicesOf(merchant));
  if (edition !== seen) return no('conflict');
  const [ids, names] = [categories.map(({ id }) => id), categories.map(({ name }) => name)];
  const known = wanted.every(({ id }) => id === undefined || merchant.categories.some((one) => one.id === id));
  if (!known || new Set(ids).size < ids.length || new Set(names).size < names.length) return no('categoryUnfit');
  const gone = merchant.categories.flatMap(({ id }) => (ids.includes(id) ? [] : id));
  if (gone.length > 0 && (await categoriesUsed(app.store, merchantId, gone))) return no('categoryInUse');
  const after = await replaceSettings(app.store, merchantId, 'categories', seen, { categories });
  return after ? ok(choicesOf(after)) : no('conflict');
}

const same = (one: MerchantDoc['categories'], other: MerchantDoc['categories']): boolean =>
  one.length === other.length && one.every(({ id, name }, at) => id === other[at]?.id && name === other[at]?.name);
