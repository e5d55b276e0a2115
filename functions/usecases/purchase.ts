/** What somebody wants to buy, looked up and priced: alone, as the leader of a new group, or in a group. */
import { isLive } from '../../shared/domain/campaign';
import { type GroupBuyTerms, mayMeet, unitPriceOf } from '../../shared/domain/groupBuy';
import { type Price, priceOrder } from '../../shared/domain/pricing';
import { isFen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { CampaignDoc, GroupDoc, MerchantDoc, ProductDoc, Sku } from '../store/collections';
import type { App } from './app';

export interface Purchase {
  readonly merchant: MerchantDoc;
  readonly product: ProductDoc;
  readonly sku: Sku;
  readonly quantity: number;
  readonly price: Price;
  readonly unitPrice: number;
  readonly campaign?: CampaignDoc;
  /** The group's own terms where it began under an earlier edition. */
  readonly terms?: GroupBuyTerms;
  readonly group?: GroupDoc;
}

interface Wanted {
  readonly skuId: string;
  readonly quantity: number;
  readonly campaignId?: string | undefined;
  readonly groupId?: string | undefined;
  /** The WeChat group chat (opengid) that the buyer has come from. */
  readonly chat?: string | undefined;
}

/** WeChat Pay takes at least 1 fen; our amounts end at FEN_MAX. */
const payable = (total: number): boolean => total > 0 && isFen(total);

/** Loads and prices it, or says why it cannot be bought. Reserves nothing. */
export async function loadPurchase(app: App, wanted: Wanted): Promise<Result<Purchase, RefusalCode>> {
  const { products, campaigns, groups, merchants } = app.store;
  const [product, campaign, group] = await Promise.all([
    products.findOne({ 'skus.id': wanted.skuId }),
    wanted.campaignId === undefined ? null : campaigns.findOne({ _id: wanted.campaignId }),
    wanted.groupId === undefined ? null : groups.findOne({ _id: wanted.groupId }),
  ]);
  const sku = product?.skus.find(({ id }) => id === wanted.skuId);
  if (!product || !sku || product.status !== 'onSale') return no('productGone');
  const merchant = await merchants.findOne({ _id: product.merchantId });
  if (!merchant) return no('productGone');
  const { quantity } = wanted;
  if (wanted.campaignId === undefined) {
    if (wanted.groupId !== undefined) return no('badRequest');
    const price = priceOrder([{ unitPrice: sku.price, quantity }]);
    if (!payable(price.total)) return no('quantityLimit');
    return ok({ merchant, product, sku, quantity, price, unitPrice: sku.price });
  }

  if (!campaign || campaign.productId !== product._id) return no('campaignNotLive');
  const now = app.now();
  if (wanted.groupId !== undefined && group?.campaignId !== campaign._id) return no('notFound');
  // A group that has begun lives to its own deadline under its own terms; only a new one needs the campaign.
  if (!group && !isLive(campaign, now)) return no('campaignNotLive');
  const terms = group?.terms ?? campaign.terms;
  const meeting = mayMeet(terms, { mine: wanted.chat, ofGroup: group?.chat, starts: !group });
  if (!meeting.ok) return meeting;
  const unitPrice = unitPriceOf(terms, sku.id, { step: group?.step ?? 0, starts: !group });
  if (unitPrice === undefined) return no('productGone');
  if (quantity > terms.perOrder) return no('quantityLimit');
  const price = priceOrder([{ unitPrice, quantity }]);
  if (!payable(price.total)) return no('quantityLimit');
  return ok({ merchant, product, sku, quantity, price, unitPrice, campaign, terms, ...(group ? { group } : {}) });
}
