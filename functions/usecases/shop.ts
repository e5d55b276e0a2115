/** The shop's front page. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { accentStyle } from '../../shared/domain/accent';
import { isLive } from '../../shared/domain/campaign';
import { pricesAt } from '../../shared/domain/groupBuy';
import { notSelling } from '../../shared/domain/platform';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type {
  BargainCampaignDoc,
  CampaignDoc,
  CounterDoc,
  GroupBuyCampaignDoc,
  MerchantDoc,
  ProductDoc,
  Sku,
} from '../store/collections';
import { joinableGroups } from '../store/groupBuy';
import { stockOf } from '../store/stock';
import type { App } from './app';
import { chatOf } from './chat';
import { facesOf, joinableView } from './groupBuy';

/** Products of one page. */
export const PAGE = 12;

/** Groups that are shown to join. */
const SHOWN_GROUPS = 6;

type Home = Output<'shop.home'>;

export async function shopHome(
  app: App,
  userId: string | undefined,
  { merchantId, categoryId, cursor, chat: ticket }: Parsed<'shop.home'>,
): Promise<Result<Home, RefusalCode>> {
  const { merchants, products } = app.store;
  const after = cursor === undefined ? -1 : Number(cursor);
  if (!Number.isSafeInteger(after)) return no('badRequest');
  const chat = userId === undefined ? undefined : chatOf(app, userId, ticket);
  const [merchant, found, group, groups] = await Promise.all([
    merchants.findOne({ _id: merchantId }),
    products
      .find({ merchantId, status: 'onSale', ...(categoryId === undefined ? {} : { categoryId }), rank: { $gt: after } })
      .sort({ rank: 1 })
      .limit(PAGE + 1)
      .toArray(),
    userId === undefined ? null : myGroup(app, merchantId, userId),
    cursor === undefined ? openGroups(app, merchantId, userId, chat) : [],
  ]);
  if (!merchant) return no('notFound');
  const page = found.slice(0, PAGE);
  return ok({
    merchant: {
      id: merchant._id,
      name: merchant.name,
      caption: merchant.caption,
      logo: merchant.logo,
      servicePhone: merchant.servicePhone,
      notice: merchant.notice,
      closed: closedWords(merchant),
      ...(merchant.accent === undefined ? {} : { style: accentStyle(merchant.accent) }),
    },
    categories: merchant.categories.map(({ id, name }) => ({ id, name })),
    products: await cardsOf(app, page),
    groups,
    ...(group ? { myGroup: group } : {}),
    nextCursor: found.length > PAGE ? String(page.at(-1)?.rank) : undefined,
  });
}

/** Why nothing can be bought there just now; undefined while it sells. */
export function closedWords(merchant: MerchantDoc): string | undefined {
  const closed = notSelling(merchant);
  return closed === null ? undefined : refusals[closed].message;
}

/** These products as cards. */
export async function cardsOf(app: App, products: readonly ProductDoc[]): Promise<Home['products']> {
  const { campaigns, stock } = await shelf(app, products);
  return products.map((product) => cardOf(product, liveCampaign(product, campaigns, app.now()), stock));
}

/** The SKUs that are sold; a product on sale has one at least. */
export const onSale = ({ skus }: Pick<ProductDoc, 'skus'>): Sku[] => skus.filter(({ archived }) => !archived);

/** The campaigns and counters of these products: two finds for any number of them. */
export async function shelf(
  app: App,
  products: readonly ProductDoc[],
): Promise<{ campaigns: Map<string, CampaignDoc>; stock: Map<string, CounterDoc> }> {
  const campaignIds = products.flatMap(({ campaignId, bargainCampaignId, laterCampaignIds = [] }) =>
    [campaignId, bargainCampaignId, ...laterCampaignIds].filter((id) => id !== undefined),
  );
  const stockIds = products.flatMap(({ skus }) => skus.map(({ id }) => stockOf(id)));
  const [campaigns, counters] = await Promise.all([
    app.store.campaigns.find({ _id: { $in: campaignIds } }).toArray(),
    app.store.counters.find({ _id: { $in: stockIds } }).toArray(),
  ]);
  return {
    campaigns: new Map(campaigns.map((campaign) => [campaign._id, campaign])),
    stock: new Map(counters.map((counter) => [counter._id, counter])),
  };
}

/** The newest of these campaigns of a product that has begun and can be joined now; of those that are as new the last. */
function liveOf<K extends CampaignDoc['kind']>(
  kind: K,
  ids: readonly (string | undefined)[],
  campaigns: ReadonlyMap<string, CampaignDoc>,
  now: number,
): Extract<CampaignDoc, { kind: K }> | undefined {
  return ids
    .map((id) => campaigns.get(id ?? ''))
    .filter((one): one is Extract<CampaignDoc, { kind: K }> => one?.kind === kind && isLive(one, now))
    .sort((one, other) => one.createdAt - other.createdAt)
    .at(-1);
}

/** The product's group buy if it can be joined now. */
export const liveCampaign = (
  { campaignId, laterCampaignIds = [] }: ProductDoc,
  campaigns: ReadonlyMap<string, CampaignDoc>,
  now: number,
): GroupBuyCampaignDoc | undefined => liveOf('groupBuy', [campaignId, ...laterCampaignIds], campaigns, now);

/** The product's bargain if it can be started now. */
export const liveBargain = (
  { bargainCampaignId, laterCampaignIds = [] }: ProductDoc,
  campaigns: ReadonlyMap<string, CampaignDoc>,
  now: number,
): BargainCampaignDoc | undefined => liveOf('bargain', [bargainCampaignId, ...laterCampaignIds], campaigns, now);

/** Pieces sold, counted from orders. */
export function soldOf(product: ProductDoc, stock: ReadonlyMap<string, CounterDoc>): number {
  return product.skus.reduce((sum, { id }) => sum + (stock.get(stockOf(id))?.sold ?? 0), 0);
}

function cardOf(
  product: ProductDoc,
  campaign: GroupBuyCampaignDoc | undefined,
  stock: ReadonlyMap<string, CounterDoc>,
): Home['products'][number] {
  const groupPrices = Object.values(campaign?.terms.prices ?? {});
  return {
    id: product._id,
    title: product.title,
    caption: product.caption,
    cover: product.pictures[0] ?? '',
    categoryId: product.categoryId,
    price: Math.min(...onSale(product).map(({ price }) => price)),
    sold: soldOf(product, stock),
    ...(campaign && groupPrices.length > 0
      ? {
          groupBuy: {
            campaignId: campaign._id,
            size: campaign.terms.size,
            least: campaign.terms.least,
            price: Math.min(...groupPrices),
            endsAt: campaign.endsAt,
          },
        }
      : {}),
  };
}

/** The caller's own open group that ends first. */
async function myGroup(app: App, merchantId: string, userId: string): Promise<Home['myGroup'] | null> {
  const [group] = await app.store.groups
    .find({
      seats: { $elemMatch: { userId, state: 'taken' } },
      status: 'open',
      expiresAt: { $gt: app.now() },
      merchantId,
    })
    .sort({ expiresAt: 1 })
    .limit(1)
    .toArray();
  if (!group) return null;
  return {
    id: group._id,
    title: group.product.title,
    size: group.terms.size,
    least: group.terms.least,
    missing: group.missing,
    expiresAt: group.expiresAt ?? 0,
    members: facesOf(group),
  };
}

/** Open groups of the whole shop that the caller does not sit in, nearly full first. */
async function openGroups(
  app: App,
  merchantId: string,
  userId: string | undefined,
  chat: string | undefined,
): Promise<Home['groups']> {
  const wanted = { of: { merchantId }, chat, ...(userId === undefined ? {} : { notFor: userId }) };
  const groups = await joinableGroups(app.store.groups, wanted, app.now(), SHOWN_GROUPS);
  return groups.map((group) => ({
    ...joinableView(group, chat),
    product: { id: group.product.id, title: group.product.title, cover: group.product.cover },
    price: Math.min(...Object.values(pricesAt(group.terms, group.step))),
    audience: group.terms.audience,
  }));
}
