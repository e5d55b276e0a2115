/** The product page. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { lowestOf } from '../../shared/domain/bargain';
import { notStarting } from '../../shared/domain/campaign';
import { ratesUnder } from '../../shared/domain/commission';
import { gramsAsked } from '../../shared/domain/search';
import { share } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { GroupBuyCampaignDoc } from '../store/collections';
import { joinableGroups } from '../store/groupBuy';
import { leftOf, stockOf } from '../store/stock';
import type { App } from './app';
import { gradeWith, ownPolicyFor, policyFor } from './attribution';
import { chatOf } from './chat';
import { barredFrom, joinableView, termsView } from './groupBuy';
import { cardsOf, closedWords, liveBargain, liveCampaign, onSale, PAGE, shelf, soldOf } from './shop';

type Product = Output<'product.get'>;

/** Groups that are shown to join. */
const SHOWN_GROUPS = 6;

/** A page of the products that have what was typed. What has no letter or digit in it finds nothing. */
export async function searchProducts(
  app: App,
  { merchantId, text, cursor }: Parsed<'product.search'>,
): Promise<Result<Output<'product.search'>, RefusalCode>> {
  const after = cursor === undefined ? -1 : Number(cursor);
  const grams = gramsAsked(text);
  if (!Number.isSafeInteger(after)) return no('badRequest');
  if (grams.length === 0) return ok({ products: [] });
  const found = await app.store.products
    .find({ merchantId, status: 'onSale', grams: { $all: grams }, rank: { $gt: after } })
    .sort({ rank: 1 })
    .limit(PAGE + 1)
    .toArray();
  const page = found.slice(0, PAGE);
  return ok({
    products: await cardsOf(app, page),
    nextCursor: found.length > PAGE ? String(page.at(-1)?.rank) : undefined,
  });
}

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
  const planned = campaigns.get(product.campaignId ?? '');
  const bargain = liveBargain(product, campaigns, app.now());
  const groupBuy =
    campaign && (await groupBuyOf(app, campaign, userId, userId === undefined ? undefined : chatOf(app, userId, chat)));
  const skus = onSale(product).map(({ id, name, price }) => {
    const left = leftOf(stock.get(stockOf(id)));
    return { id, name, price, groupPrice: campaign?.terms.prices[id], inStock: left > 0, left };
  });
  const grade = await gradeWith(app, merchant, userId);
  const [rate = 0] = ratesUnder(policyFor(app, merchant), ownPolicyFor(app, product, campaign), grade);
  const shownPrice = skus[0]?.groupPrice ?? skus[0]?.price ?? 0;
  return ok({
    id: product._id,
    merchant: { id: merchant._id, name: merchant.name, logo: merchant.logo, closed: closedWords(merchant) },
    title: product.title,
    caption: product.caption,
    description: product.description,
    pictures: [...product.pictures],
    promises: [...product.promises],
    sold: soldOf(product, stock),
    skus,
    groupBuy,
    groupBuyPaused: planned?.kind === 'groupBuy' && notStarting(planned, app.now()) === 'campaignPaused',
    ...(bargain
      ? {
          bargain: {
            campaignId: bargain._id,
            floor: lowestOf(bargain.terms).floor,
            helpers: bargain.terms.helpers,
          },
        }
      : {}),
    ...(rate > 0 ? { commission: { rate, example: share(shownPrice, rate) } } : {}),
  });
}

async function groupBuyOf(
  app: App,
  campaign: GroupBuyCampaignDoc,
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
