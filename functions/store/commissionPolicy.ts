/**
 * What a shop, a product or a campaign pays promoters. Each edition is put in the place of the one that was seen, in one
 * guarded update: of two at once, one finds another edition there.
 */
import type { Filter, UpdateFilter } from 'mongodb';
import type { CampaignDoc, Collections, CommissionEdition, OwnCommission, ProductDoc } from './collections';
import { olderThan, type Position } from './page';

/** @returns false where another edition than the one before stands there by now */
export async function replacePolicy(
  { merchants }: Pick<Collections, 'merchants'>,
  merchantId: string,
  before: CommissionEdition,
  next: CommissionEdition,
): Promise<boolean> {
  const { matchedCount } = await merchants.updateOne(
    { _id: merchantId, 'commission.version': before.version },
    { $set: { commission: next }, $push: { commissionHistory: before } },
  );
  return matchedCount === 1;
}

/** A product or a campaign: what may have a policy of its own. */
export type OwnTarget = { readonly productId: string } | { readonly campaignId: string };

type Owner = Pick<ProductDoc | CampaignDoc, '_id' | 'merchantId' | 'commission' | 'commissionHistory'>;

/** Another merchant's is not found, as if there were none. */
export const ownerOf = (
  { products, campaigns }: Pick<Collections, 'products' | 'campaigns'>,
  merchantId: string,
  of: OwnTarget,
): Promise<Owner | null> =>
  'productId' in of
    ? products.findOne({ _id: of.productId, merchantId })
    : campaigns.findOne({ _id: of.campaignId, merchantId });

/** @returns false where another edition than the one before stands there by now */
export async function replaceOwn(
  { products, campaigns }: Pick<Collections, 'products' | 'campaigns'>,
  { _id, commission: before }: Owner,
  next: OwnCommission,
  of: OwnTarget,
): Promise<boolean> {
  const filter = before ? { _id, 'commission.version': before.version } : { _id, commission: { $exists: false } };
  const update = { $set: { commission: next }, ...(before ? { $push: { commissionHistory: before } } : {}) };
  const { matchedCount } =
    'productId' in of
      ? await products.updateOne(filter as Filter<ProductDoc>, update as UpdateFilter<ProductDoc>)
      : await campaigns.updateOne(filter as Filter<CampaignDoc>, update as UpdateFilter<CampaignDoc>);
  return matchedCount === 1;
}

/** What is on sale, as the shop shows it. A place in it is a rank. */
export const productsOnSale = (
  { products }: Pick<Collections, 'products'>,
  merchantId: string,
  after: Position | undefined,
  limit: number,
): Promise<ProductDoc[]> =>
  products
    .find({ merchantId, status: 'onSale', rank: { $gt: after?.createdAt ?? -1 } })
    .sort({ rank: 1 })
    .limit(limit)
    .toArray();

/** Campaigns that can still start something, the newest first. */
export const campaignsAhead = (
  { campaigns }: Pick<Collections, 'campaigns'>,
  merchantId: string,
  now: number,
  after: Position | undefined,
  limit: number,
): Promise<CampaignDoc[]> =>
  campaigns
    .find({ merchantId, status: { $ne: 'ended' }, endsAt: { $gt: now }, ...olderThan(after) })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
