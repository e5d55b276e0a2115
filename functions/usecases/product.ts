/** The product page. */
import type { Output } from '../../shared/contracts/contracts';
import { cappedRates } from '../../shared/domain/commission';
import { share } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { CampaignDoc } from '../store/collections';
import { joinableGroups } from '../store/groupBuy';
import { stockOf } from '../store/stock';
import type { App } from './app';
import { facesOf, liveCampaign, shelf, soldOf } from './shop';

type Product = Output<'product.get'>;

/** Groups that are shown to join. */
const SHOWN_GROUPS = 6;

export async function getProduct(app: App, productId: string): Promise<Result<Product, RefusalCode>> {
  const product = await app.store.products.findOne({ _id: productId });
  if (product?.status !== 'onSale') return no('notFound');
  const [merchant, { campaigns, stock }] = await Promise.all([
    app.store.merchants.findOne({ _id: product.merchantId }),
    shelf(app, [product]),
  ]);
  if (!merchant) return no('notFound');
  const campaign = liveCampaign(product, campaigns, app.now());
  const groupBuy = campaign && (await groupBuyOf(app, campaign));
  const skus = product.skus.map(({ id, name, price }) => {
    const counter = stock.get(stockOf(id));
    const inStock = counter !== undefined && counter.taken < counter.max;
    return { id, name, price, groupPrice: campaign?.terms.prices[id], inStock };
  });
  const rate = cappedRates(merchant.commission)[0] ?? 0;
  const shownPrice = skus[0]?.groupPrice ?? skus[0]?.price ?? 0;
  return ok({
    id: product._id,
    merchant: { id: merchant._id, name: merchant.name, logo: merchant.logo },
    title: product.title,
    caption: product.caption,
    description: product.description,
    pictures: [...product.pictures],
    promises: [...product.promises],
    sold: soldOf(product, stock),
    skus,
    groupBuy,
    ...(rate > 0 ? { commission: { rate, example: share(shownPrice, rate) } } : {}),
  });
}

async function groupBuyOf(app: App, campaign: CampaignDoc): Promise<NonNullable<Product['groupBuy']>> {
  const { size, life, hold, perOrder, perPerson, overflow } = campaign.terms;
  const groups = await joinableGroups(app.store.groups, campaign._id, app.now(), SHOWN_GROUPS);
  return {
    campaignId: campaign._id,
    version: campaign.version,
    size,
    life,
    hold,
    perOrder,
    perPerson,
    overflow,
    endsAt: campaign.endsAt,
    groups: groups.map((group) => ({
      id: group._id,
      leaderName: group.seats.find(({ userId }) => userId === group.leaderId)?.name ?? '',
      members: facesOf(group),
      size: group.terms.size,
      missing: group.terms.size - group.taken,
      expiresAt: group.expiresAt ?? 0,
    })),
  };
}
