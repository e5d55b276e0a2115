/** Bargains as people see them: offers, one bargain, one's own, and what proves that its cuts were fair. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { type BargainTerms, cutsLeft, isRevealed, lowestOf, mayHelp, statusAt } from '../../shared/domain/bargain';
import { isLive, notStarting } from '../../shared/domain/campaign';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { bargainsOf, runningBargain } from '../store/bargain';
import { liveBargainCampaigns } from '../store/campaign';
import type { BargainCampaignDoc, BargainDoc, CounterDoc, ProductDoc } from '../store/collections';
import { leftOf, quotaOf, startsOf, stockOf } from '../store/stock';
import type { App } from './app';
import { pageAfter, pageBy, readCursor } from './page';

type View = Output<'bargain.get'>;
type Mine = Output<'bargain.listMine'>['bargains'][number];
type Offer = Output<'bargain.listOffers'>['offers'][number];

const PAGE = 10;

/** The terms as a buyer and a friend meet them. */
export function bargainTermsView(terms: BargainTerms) {
  const { helpers, ownCut, shape, life, buyAt, payWithin, perPerson, helpsPerDay, helpsPerCampaign } = terms;
  return { helpers, ownCut, shape, life, buyAt, payWithin, perPerson, helpsPerDay, helpsPerCampaign };
}

export const drawOf = ({ _id, campaignId, campaignVersion, list, floor, cuts, terms }: BargainDoc) => ({
  bargainId: _id,
  campaignId,
  edition: campaignVersion,
  list,
  floor,
  count: cuts.length,
  shape: terms.shape,
});

/** Field by field: the seed, and cuts that are not made yet, are nobody's to know. */
export function bargainView(bargain: BargainDoc, userId: string | undefined, now: Ms): View {
  const { terms, product, productId, list, floor, price, owner, ownerId, expiresAt, createdAt } = bargain;
  const may = mayHelp(bargain, userId ?? '', now);
  const mine = ownerId === userId;
  return {
    id: bargain._id,
    status: statusAt(bargain, now),
    merchant: { id: bargain.merchantId, name: bargain.merchantName },
    product: { id: productId, title: product.title, caption: product.caption, cover: product.cover },
    sku: { id: bargain.sku.id, name: bargain.sku.name },
    campaignId: bargain.campaignId,
    version: bargain.campaignVersion,
    ...bargainTermsView(terms),
    list,
    floor,
    price,
    cuts: bargain.cuts.length,
    missing: cutsLeft(bargain),
    owner: { name: owner.name, avatar: owner.avatar },
    mine,
    helps: bargain.helps.map(({ userId: by, name, avatar, cut, at }) => ({
      name,
      avatar,
      cut,
      at,
      own: by === ownerId,
      mine: by === userId,
    })),
    barred: may.ok ? undefined : may.refusal,
    expiresAt,
    createdAt,
    floorAt: bargain.floorAt,
    endedAt: bargain.endedAt,
    endedEarly: bargain.endedEarly === true,
    orderId: mine ? bargain.order?.id : undefined,
    commitment: bargain.commitment,
    revealed: isRevealed(bargain, now),
  };
}

/** One find, since each viewer asks every few seconds. */
export async function getBargain(
  app: App,
  userId: string | undefined,
  { bargainId }: Parsed<'bargain.get'>,
): Promise<Result<View, 'notFound'>> {
  const bargain = await app.store.bargains.findOne({ _id: bargainId });
  return bargain ? ok(bargainView(bargain, userId, app.now())) : no('notFound');
}

export async function getProof(
  app: App,
  { bargainId }: Parsed<'bargain.proof'>,
): Promise<Result<Output<'bargain.proof'>, RefusalCode>> {
  const bargain = await app.store.bargains.findOne({ _id: bargainId });
  if (!bargain) return no('notFound');
  if (!isRevealed(bargain, app.now())) return no('bargainNotOver');
  const { seed, commitment, helps } = bargain;
  return ok({ seed, commitment, draw: drawOf(bargain), cuts: helps.map(({ cut }) => cut) });
}

export async function listMyBargains(
  app: App,
  userId: string,
  { cursor }: Parsed<'bargain.listMine'>,
): Promise<Result<Output<'bargain.listMine'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await bargainsOf(app.store.bargains, userId, after, PAGE + 1);
  const { items, nextCursor } = pageAfter(found, PAGE);
  const now = app.now();
  return ok({ bargains: items.map((bargain) => mineOf(bargain, now)), nextCursor });
}

function mineOf(bargain: BargainDoc, now: Ms): Mine {
  const { _id: id, product, productId, sku, list, floor, price, expiresAt, createdAt, order } = bargain;
  return {
    id,
    status: statusAt(bargain, now),
    product: { id: productId, title: product.title, cover: product.cover },
    sku: { id: sku.id, name: sku.name },
    list,
    floor,
    price,
    missing: cutsLeft(bargain),
    friends: friendsOf(bargain),
    expiresAt,
    createdAt,
    orderId: order?.id,
  };
}

/** Faces of the first friends, as many as a list shows. */
export const friendsOf = ({ helps, ownerId }: BargainDoc): { name: string; avatar: string }[] =>
  helps
    .filter(({ userId }) => userId !== ownerId)
    .slice(0, 8)
    .map(({ name, avatar }) => ({ name, avatar }));

/* ── offers ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

export async function listOffers(
  app: App,
  { merchantId, cursor }: Parsed<'bargain.listOffers'>,
): Promise<Result<Output<'bargain.listOffers'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await liveBargainCampaigns(app.store, merchantId, app.now(), after, PAGE + 1);
  const { items, nextCursor } = pageBy(found, PAGE, ({ endsAt, _id }) => ({ createdAt: endsAt, id: _id }));
  const [products, quotas] = await Promise.all([
    app.store.products.find({ _id: { $in: items.map(({ productId }) => productId) } }).toArray(),
    app.store.counters.find({ _id: { $in: items.map(({ _id }) => quotaOf(_id)) } }).toArray(),
  ]);
  return ok({
    offers: items.flatMap((campaign) => {
      const product = products.find(({ _id }) => _id === campaign.productId);
      const quota = quotas.find(({ _id }) => _id === quotaOf(campaign._id));
      return product?.status === 'onSale' && !isAllStale(product, campaign.terms)
        ? [offerOf(campaign, product, quota)]
        : [];
    }),
    nextCursor,
  });
}

/** Whether a SKU costs less alone than the list price that a bargain would begin with. */
const isStale = ({ id, price }: ProductDoc['skus'][number], { prices }: Pick<BargainTerms, 'prices'>): boolean =>
  price < (prices[id]?.list ?? 0);

/** Nothing of the campaign can be started at its list price. */
const isAllStale = ({ skus }: Pick<ProductDoc, 'skus'>, terms: BargainTerms): boolean =>
  skus.every((sku) => sku.archived || terms.prices[sku.id] === undefined || isStale(sku, terms));

function offerOf(campaign: BargainCampaignDoc, product: ProductDoc, quota: CounterDoc | undefined): Offer {
  const { _id: campaignId, title, endsAt, terms } = campaign;
  return {
    campaignId,
    title,
    product: {
      id: product._id,
      title: product.title,
      caption: product.caption,
      cover: product.pictures[0] ?? '',
    },
    endsAt,
    helpers: terms.helpers,
    ...lowestOf(terms),
    left: leftOf(quota),
  };
}

export async function getOffer(
  app: App,
  userId: string | undefined,
  { campaignId }: Parsed<'bargain.offer'>,
): Promise<Result<Output<'bargain.offer'>, RefusalCode>> {
  const { store } = app;
  const campaign = await store.campaigns.findOne({ _id: campaignId });
  if (campaign?.kind !== 'bargain' || campaign.status === 'draft') return no('notFound');
  const { productId, merchantId, terms, edition } = campaign;
  const counterIds = [quotaOf(campaignId), ...Object.keys(terms.prices).map(stockOf)];
  const [product, merchant, counters, running] = await Promise.all([
    store.products.findOne({ _id: productId }),
    store.merchants.findOne({ _id: merchantId }),
    store.counters
      .find({ _id: { $in: userId === undefined ? counterIds : [...counterIds, startsOf(campaignId, userId)] } })
      .toArray(),
    userId === undefined ? null : runningBargain(store.bargains, { ownerId: userId, productId }),
  ]);
  if (!product || !merchant) return no('notFound');
  const now = app.now();
  const counter = (id: string) => counters.find(({ _id }) => _id === id);
  const starts = userId === undefined ? undefined : (counter(startsOf(campaignId, userId))?.taken ?? 0);
  return ok({
    ...offerOf(campaign, product, counter(quotaOf(campaignId))),
    merchant: { id: merchant._id, name: merchant.name },
    pictures: [...product.pictures],
    version: edition,
    ...bargainTermsView(terms),
    live: isLive(campaign, now) && product.status === 'onSale' && !isAllStale(product, terms),
    paused: notStarting(campaign, now) === 'campaignPaused',
    skus: product.skus.flatMap((sku) => {
      const { id, name, archived } = sku;
      const price = terms.prices[id];
      if (!price || archived) return [];
      return [{ id, name, ...price, inStock: leftOf(counter(stockOf(id))) > 0, stale: isStale(sku, terms) }];
    }),
    mine: running && statusAt(running, now) !== 'expired' ? running._id : undefined,
    startsLeft: starts === undefined ? undefined : Math.max(0, terms.perPerson - starts),
  });
}
