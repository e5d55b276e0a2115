/** The product page. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { cappedRates } from '../../shared/domain/commission';
import { share } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { CampaignDoc } from '../store/collections';
import { joinableGroups } from '../store/groupBuy';
import { stockOf } from '../store/stock';
import type { App } from './app';
import { chatOf } from './chat';
import { barredFrom, joinableView, termsView } from './groupBuy';
import { liveCampaign, shelf, soldOf } from './shop';

type Product = Output<'product.get'>;

/** Groups that are shown to join. */
const SHOWN_GROUPS = 6;

export async function getProduct(
  app: App,
  userId: string | undefined,
  { productId, chat }: Parsed<'product.get'>,
): Promise<Result<Product, RefusalCode>> {
  const product = await app.store.products.findOne({ _id: productId });
  if (product?.status !== 'onSale') return no('notFound');
  const [merchant, { campaigns, stock }] = await Promise.all([
    app.store.merchants.findOne({ _id: product.merchantId }),
    shelf(app, [product]),
  ]);
  if (!merchant) return no('notFound');
  const campaign = liveCampaign(product, campaigns, app.now());
  const groupBuy =
    campaign && (await groupBuyOf(app, campaign, userId, userId === undefined ? undefined : chatOf(app, userId, chat)));
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

async function groupBuyOf(
  app: App,
  campaign: CampaignDoc,
  userId: string | undefined,
  chat: string | undefined,
): Promise<NonNullable<Product['groupBuy']>> {
  const { _id: campaignId, merchantId, terms, edition, endsAt } = campaign;
  const of = { campaignId };
  const mine = userId === undefined ? {} : { notFor: userId };
  const now = app.now();
  const [here, anywhere, barred] = await Promise.all([
    chat === undefined ? [] : joinableGroups(app.store.groups, { of, chat, inChat: true, ...mine }, now, SHOWN_GROUPS),
    joinableGroups(app.store.groups, { of, chat, ...mine }, now, SHOWN_GROUPS),
    barredFrom(app, terms, { merchantId, userId, chat }),
  ]);
  const others = anywhere.filter(({ _id }) => !here.some((group) => group._id === _id));
  return {
    campaignId,
    version: edition,
    ...termsView(terms),
    endsAt,
    groups: [...here, ...others].slice(0, SHOWN_GROUPS).map((group) => joinableView(group, chat)),
    barred,
  };
}
