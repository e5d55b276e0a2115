/** What somebody wants to buy, looked up and priced: alone, as the leader of a new group, or in a group. */
import { mayOrder } from '../../shared/domain/bargain';
import { notStarting } from '../../shared/domain/campaign';
import { freightOf } from '../../shared/domain/freight';
import { type GroupBuyTerms, mayMeet, unitPriceOf } from '../../shared/domain/groupBuy';
import { notSelling } from '../../shared/domain/platform';
import { type Price, priceOrder } from '../../shared/domain/pricing';
import { type Fen, isFen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type {
  AddressDoc,
  BargainDoc,
  CampaignDoc,
  GroupDoc,
  MerchantDoc,
  PickupPoint,
  ProductDoc,
  Sku,
} from '../store/collections';
import type { App } from './app';

export interface PurchaseLine {
  readonly product: ProductDoc;
  readonly sku: Sku;
  readonly quantity: number;
  readonly unitPrice: Fen;
}

/** Where it goes: nowhere yet, where the buyer has no address. */
export type Destination = { readonly address: AddressDoc } | { readonly pickupPoint: PickupPoint } | null;

export interface Purchase {
  readonly merchant: MerchantDoc;
  readonly lines: readonly PurchaseLine[];
  readonly price: Price;
  /** Places in `lines` of what is not delivered to that address. */
  readonly notDelivered: readonly number[];
  readonly to: Destination;
  /** The campaign that it belongs to, of any kind. */
  readonly campaign?: CampaignDoc;
  /** The group's own terms where it began under an earlier edition. */
  readonly terms?: GroupBuyTerms;
  readonly group?: GroupDoc;
  readonly bargain?: BargainDoc;
}

export interface Wanted {
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
  readonly campaignId?: string | undefined;
  readonly groupId?: string | undefined;
  /** Who buys, and by which bargain of theirs. */
  readonly userId: string;
  readonly bargainId?: string | undefined;
  /** The order that has the bargain already, where it is asked again. */
  readonly orderId?: string | undefined;
  /** The WeChat group chat (opengid) that the buyer has come from. */
  readonly chat?: string | undefined;
  readonly address?: AddressDoc | undefined;
  readonly pickupPointId?: string | undefined;
}

/** WeChat Pay takes at least 1 fen; our amounts end at FEN_MAX. */
const payable = (total: number): boolean => total > 0 && isFen(total);

/** Loads and prices it, or says why it cannot be bought. Reserves nothing. */
export async function loadPurchase(app: App, wanted: Wanted): Promise<Result<Purchase, RefusalCode>> {
  const { bargains, campaigns, groups, merchants } = app.store;
  const [found, campaign, group, bargain] = await Promise.all([
    findLines(app, wanted.lines),
    wanted.campaignId === undefined ? null : campaigns.findOne({ _id: wanted.campaignId }),
    wanted.groupId === undefined ? null : groups.findOne({ _id: wanted.groupId }),
    wanted.bargainId === undefined ? null : bargains.findOne({ _id: wanted.bargainId }),
  ]);
  if (!found.ok) return found;
  const lines = found.value;
  const merchant = await merchants.findOne({ _id: lines[0]?.product.merchantId ?? '' });
  if (!merchant) return no('productGone');
  const closed = notSelling(merchant);
  if (closed) return no(closed);
  if (wanted.bargainId !== undefined) return byBargain(app, { merchant, lines, bargain, wanted });
  if (wanted.campaignId === undefined) {
    if (wanted.groupId !== undefined) return no('badRequest');
    return priced(
      merchant,
      lines.map((line) => ({ ...line, unitPrice: line.sku.price })),
      wanted,
    );
  }

  const [line] = lines;
  if (!line || campaign?.kind !== 'groupBuy' || campaign.productId !== line.product._id) return no('campaignNotLive');
  const now = app.now();
  if (wanted.groupId !== undefined && group?.campaignId !== campaign._id) return no('notFound');
  // A group that has begun lives to its own deadline under its own terms; only a new one needs the campaign.
  const hindrance = group ? null : notStarting(campaign, now);
  if (hindrance) return no(hindrance);
  const terms = group?.terms ?? campaign.terms;
  const meeting = mayMeet(terms, { mine: wanted.chat, ofGroup: group?.chat, starts: !group });
  if (!meeting.ok) return meeting;
  const unitPrice = unitPriceOf(terms, line.sku.id, { step: group?.step ?? 0, starts: !group });
  if (unitPrice === undefined) return no('productGone');
  if (line.quantity > terms.perOrder) return no('quantityLimit');
  const purchase = priced(merchant, [{ ...line, unitPrice }], wanted);
  return purchase.ok ? ok({ ...purchase.value, campaign, terms, ...(group ? { group } : {}) }) : purchase;
}

/** One piece at what the bargain stands at. It lives to its own deadline under its own terms, whatever its campaign does. */
async function byBargain(
  app: App,
  given: { merchant: MerchantDoc; lines: readonly Line[]; bargain: BargainDoc | null; wanted: Wanted },
): Promise<Result<Purchase, RefusalCode>> {
  const { merchant, lines, bargain, wanted } = given;
  const [line] = lines;
  if (!bargain || !line) return no('notFound');
  const ordering = { orderId: wanted.orderId ?? '', userId: wanted.userId, helps: bargain.helps.length };
  const may = mayOrder(bargain, ordering, app.now());
  if (!may.ok) return may;
  if (bargain.sku.id !== line.sku.id) return no('productGone');
  if (line.quantity !== 1) return no('quantityLimit');
  // The product has become cheaper since: nobody pays more for having been helped.
  if (line.sku.price < bargain.price) return no('bargainDearer');
  const campaign = await app.store.campaigns.findOne({ _id: bargain.campaignId });
  if (!campaign) throw new Error(`${bargain._id} is of a campaign that is not there`);
  const purchase = priced(merchant, [{ ...line, unitPrice: bargain.price }], wanted);
  return purchase.ok ? ok({ ...purchase.value, campaign, bargain }) : purchase;
}

type Line = Omit<PurchaseLine, 'unitPrice'>;

/** The products of these SKUs: on sale, and of one shop. */
async function findLines(app: App, lines: Wanted['lines']): Promise<Result<Line[], 'productGone' | 'otherShop'>> {
  const products = await app.store.products.find({ 'skus.id': { $in: lines.map(({ skuId }) => skuId) } }).toArray();
  const found = lines.map(({ skuId, quantity }): Line | null => {
    const product = products.find(({ skus }) => skus.some(({ id }) => id === skuId));
    const sku = product?.skus.find(({ id }) => id === skuId);
    return product?.status === 'onSale' && sku && !sku.archived ? { product, sku, quantity } : null;
  });
  const there = found.filter((line) => line !== null);
  if (there.length < lines.length) return no('productGone');
  return new Set(there.map(({ product }) => product.merchantId)).size === 1 ? ok(there) : no('otherShop');
}

/** With the freight to where it goes; picked up, there is none. */
function priced(
  merchant: MerchantDoc,
  lines: readonly PurchaseLine[],
  { address, pickupPointId }: Wanted,
): Result<Purchase, RefusalCode> {
  const pickupPoint = merchant.pickupPoints.find(({ id }) => id === pickupPointId);
  if (pickupPointId !== undefined && !pickupPoint) return no('notFound');
  const to: Destination = pickupPoint ? { pickupPoint } : address ? { address } : null;
  const goods = priceOrder(lines);
  const freights = address
    ? freightOf(
        lines.map(({ product, sku, quantity }, index) => ({
          freightId: product.freightId,
          quantity,
          weight: sku.weight ?? 0,
          paid: goods.lines[index]?.paid ?? 0,
        })),
        merchant.freight,
        address.region,
      )
    : ok([]);
  const price = priceOrder(lines, { freights: freights.ok ? freights.value : [] });
  if (!payable(price.total)) return no('quantityLimit');
  return ok({ merchant, lines, price, notDelivered: freights.ok ? [] : freights.refusal, to });
}
