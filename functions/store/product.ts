/** Products as a shop writes them: of two who edit one, the second finds another version there. */
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import type { CampaignDoc, Collections, ProductDoc } from './collections';

type Products = Pick<Collections, 'products'>;

export interface ProductFilter {
  readonly merchantId: string;
  readonly status: ProductDoc['status'];
  readonly categoryId?: string | undefined;
  /** Each of them is in its text. */
  readonly grams?: readonly string[] | undefined;
}

/** A shop's products after this rank, in the order of the shop. */
export const productsOf = (
  { products }: Products,
  { merchantId, status, categoryId, grams = [] }: ProductFilter,
  after: number,
  limit: number,
): Promise<ProductDoc[]> =>
  products
    .find({
      merchantId,
      status,
      ...(categoryId === undefined ? {} : { categoryId }),
      ...(grams.length === 0 ? {} : { grams: { $all: [...grams] } }),
      rank: { $gt: after },
    })
    .sort({ rank: 1 })
    .limit(limit)
    .toArray();

/** How many products a shop has; counts no further than `most`. */
export const countProducts = ({ products }: Products, merchantId: string, most: number): Promise<number> =>
  products.countDocuments({ merchantId }, { limit: most });

/** Whether a shop has a product in one of these categories, on sale or not. */
export async function categoriesUsed(
  { products }: Products,
  merchantId: string,
  categoryIds: readonly string[],
): Promise<boolean> {
  const found = await products.findOne({
    merchantId,
    status: { $in: ['onSale', 'archived'] },
    categoryId: { $in: [...categoryIds] },
  });
  return found !== null;
}

/** A place behind all others of the shop; no two who ask at once get the same. */
export async function nextRank(
  { merchants, products }: Pick<Collections, 'merchants' | 'products'>,
  merchantId: string,
): Promise<number> {
  const statuses: readonly ProductDoc['status'][] = ['onSale', 'archived'];
  const highest = await Promise.all(
    statuses.map((status) => products.find({ merchantId, status }).sort({ rank: -1 }).limit(1).toArray()),
  );
  const last = Math.max(-1, ...highest.flat().map(({ rank }) => rank));
  const merchant = await merchants.findOneAndUpdate(
    { _id: merchantId },
    [{ $set: { lastRank: { $add: [{ $max: [last, { $ifNull: ['$lastRank', -1] }] }, 1] } } }],
    { returnDocument: 'after', projection: { lastRank: 1 } },
  );
  if (merchant?.lastRank === undefined) throw new Error(`${merchantId} has members, but is not there`);
  return merchant.lastRank;
}

/** Writes a product that is new; the same one again is there already. @returns it as it stands */
export async function beginProduct({ products }: Products, { _id, ...fresh }: ProductDoc): Promise<ProductDoc> {
  await products.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
  const written = await products.findOne({ _id });
  if (!written) throw new Error(`${_id} was written and is not there`);
  return written;
}

/** What a form says of a product; what is left out is taken off it. */
export type ProductPart = Pick<
  ProductDoc,
  | 'categoryId'
  | 'title'
  | 'caption'
  | 'description'
  | 'pictures'
  | 'promises'
  | 'skus'
  | 'grams'
  | 'freightId'
  | 'afterSaleDays'
>;

/**
 * Writes a product over the version that was seen; of several who saw the same, one.
 * @returns it as it stands; `conflict` where another request has written over that version, `notFound` where there is none
 */
export async function saveProduct(
  { products }: Products,
  { _id, merchantId }: Pick<ProductDoc, '_id' | 'merchantId'>,
  seen: number,
  { freightId, afterSaleDays, ...part }: ProductPart,
  saved: NonNullable<ProductDoc['saved']>,
): Promise<Result<ProductDoc, 'conflict' | 'notFound'>> {
  const set = {
    ...part,
    version: seen + 1,
    saved,
    ...(freightId === undefined ? {} : { freightId }),
    ...(afterSaleDays === undefined ? {} : { afterSaleDays }),
  };
  const unset = {
    ...(freightId === undefined ? { freightId: '' as const } : {}),
    ...(afterSaleDays === undefined ? { afterSaleDays: '' as const } : {}),
  };
  await products.updateOne(
    { _id, merchantId, version: seen === 0 ? { $exists: false } : seen },
    { $set: set, ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }) },
  );
  const written = await products.findOne({ _id, merchantId });
  if (!written) return no('notFound');
  return written.version === seen + 1 && written.saved?.requestId === saved.requestId ? ok(written) : no('conflict');
}

/** Puts a product on sale or takes it off. @returns it as it stands, or null where there is none */
export const placeProduct = (
  { products }: Products,
  { _id, merchantId }: Pick<ProductDoc, '_id' | 'merchantId'>,
  status: ProductDoc['status'],
): Promise<ProductDoc | null> =>
  products.findOneAndUpdate({ _id, merchantId }, { $set: { status } }, { returnDocument: 'after' });

/** Campaigns that sell a product and are not over. */
export const campaignsSelling = (
  { campaigns }: Pick<Collections, 'campaigns'>,
  { _id, merchantId }: Pick<ProductDoc, '_id' | 'merchantId'>,
  now: Ms,
): Promise<CampaignDoc[]> =>
  campaigns
    .find({
      merchantId,
      kind: { $in: ['groupBuy', 'bargain'] },
      endsAt: { $gt: now },
      productId: _id,
      status: { $ne: 'ended' },
    })
    .toArray();

/** A campaign with the SKUs that it, or what has begun in it, still sells. */
export interface Selling {
  readonly campaign: CampaignDoc;
  /** Nothing begins in it any more. */
  readonly over: boolean;
  readonly skuIds: readonly string[];
}

/**
 * Campaigns that still need a product on sale: those that are not over, and those with groups or bargains that are not,
 * each under the edition that it began with.
 */
export async function stillSelling(
  store: Pick<Collections, 'campaigns' | 'groups' | 'bargains'>,
  { _id, merchantId }: Pick<ProductDoc, '_id' | 'merchantId'>,
  now: Ms,
): Promise<Selling[]> {
  const campaigns = await store.campaigns
    .find({ merchantId, kind: { $in: ['groupBuy', 'bargain'] }, productId: _id })
    .toArray();
  const all = await Promise.all(
    campaigns.map(async (campaign) => {
      const over = campaign.status === 'ended' || campaign.endsAt <= now;
      const offered = over ? [] : Object.keys(campaign.terms.prices);
      return { campaign, over, skuIds: [...new Set([...offered, ...(await skusBegun(store, campaign._id))])] };
    }),
  );
  return all.filter(({ over, skuIds }) => !over || skuIds.length > 0);
}

/** What is sold by a campaign's groups and bargains that are not at their end. */
async function skusBegun(
  { groups, bargains }: Pick<Collections, 'groups' | 'bargains'>,
  campaignId: string,
): Promise<string[]> {
  const [open, standing] = await Promise.all([
    groups.find({ campaignId, status: { $in: ['pending', 'open'] } }, { projection: { 'skus.id': 1 } }).toArray(),
    // An order by one may go unpaid: it stands again then.
    bargains
      .find({ campaignId, status: { $in: ['open', 'floor', 'ordered'] } }, { projection: { 'sku.id': 1 } })
      .toArray(),
  ]);
  return [...open.flatMap(({ skus }) => skus), ...standing.map(({ sku }) => sku)].map(({ id }) => id);
}
