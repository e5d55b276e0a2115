/**
 * Fills the demo shop: what it sells, who lives around it, what has happened. Everything has a fixed or derived id and
 * is only ever added, so filling it again changes nothing, and what was changed in the shop since stays as it is.
 */
import { type Collections, collectionsOf, syncIndexes } from '../../functions/store/collections';
import { setOperator } from '../../functions/store/platform';
import { seal } from '../../functions/store/sealed';
import { quotaOf, stockOf } from '../../functions/store/stock';
import { POLICY_EDITION } from '../../shared/domain/consent';
import { productGrams } from '../../shared/domain/search';
import { type Bps, share } from '../../shared/money';
import { DAY, dayOf, type Ms } from '../../shared/time';
import { upgrade } from '../upgrade';
import type { MerchantCredentials } from '../wechatStandIn/types';
import { history, today } from './happenings';
import { owner, people, platformOperator } from './people';
import {
  ACCOUNT,
  bargainCampaignId,
  bargainTermsOf,
  campaignId,
  type DemoProduct,
  MCHID,
  MERCHANT,
  merchant,
  productId,
  products,
  skuId,
  termsOf,
} from './shop';
import { openStage, type SeedDeps, userIdOf } from './stage';

/** What was done when. `history`: the days before the shop was first opened. `day/2026-01-17`: that day's groups. */
interface SeedDoc {
  readonly _id: string;
  /** The moment that all its times refer to. */
  readonly at: Ms;
  readonly done?: boolean;
}

/** @param tell is told what is being done, where it takes longer */
export async function seed(deps: SeedDeps, tell: (line: string) => void = () => {}): Promise<void> {
  const { store, opening, openids } = await openShop(deps);
  const run = opening.at.toString(36);
  if (!opening.done) {
    tell('nine days of buying, paid at the stand-in');
    await happen(deps, openids, `${run}-history`, (stage) => history(stage, opening.at));
    await finish(store, 'history');
  }
  const day = dayOf(deps.now());
  const todays = await begin(store, `day/${day}`, deps.now());
  if (!todays.done) {
    tell("today's groups");
    await happen(deps, openids, `${run}-${day}`, (stage) => today(stage, todays.at));
    await finish(store, `day/${day}`);
  }
}

/** The shop with its goods and people, in which nothing has happened yet. */
export async function openShop(
  deps: SeedDeps,
): Promise<{ store: Collections; opening: SeedDoc; openids: Map<string, string> }> {
  const { client, config, standIn } = deps;
  const store = collectionsOf(client, client.db(config.MONGODB_DATABASE));
  await refuseRealShop(store);
  await upgrade(store);
  await syncIndexes(store);
  const credentials = await standIn.control.merchant({ mchid: MCHID, name: merchant.name });
  const opening = await begin(store, 'history', deps.now());
  await furnish(store, credentials, config.DATA_SECRET, opening.at);
  const openids = await populate(store, deps, opening.at);
  const by = userIdOf(standIn.credentials.app.appid, openids.get(owner) ?? '');
  for (const { key, commission, bargain } of products) {
    if (bargain !== undefined) {
      await store.products.updateOne(
        { _id: productId(key), bargainCampaignId: { $exists: false } },
        { $set: { bargainCampaignId: bargainCampaignId(key) } },
      );
    }
    if (commission === undefined) continue;
    const own = { rates: [commission], version: 1, at: opening.at, by };
    await store.products.updateOne(
      { _id: productId(key), commission: { $exists: false } },
      { $set: { commission: own } },
    );
  }
  return { store, opening, openids };
}

/** A database with merchants that no seeding brought is somebody's real shop, whatever the environment is called. */
async function refuseRealShop(store: Collections): Promise<void> {
  const [merchants, seeds] = await Promise.all([store.merchants.countDocuments(), seedsOf(store).countDocuments()]);
  if (merchants > 0 && seeds === 0) {
    throw new Error(`The database ${store.db.databaseName} holds a shop that is not the demo's: it is not seeded.`);
  }
}

async function happen(
  deps: SeedDeps,
  openids: ReadonlyMap<string, string>,
  run: string,
  what: (stage: Awaited<ReturnType<typeof openStage>>) => Promise<void>,
): Promise<void> {
  const stage = await openStage(deps, openids, run);
  try {
    await what(stage);
  } finally {
    await stage.close();
  }
}

const seedsOf = (store: Collections) => store.db.collection<SeedDoc>('seeds');

async function begin(store: Collections, _id: string, at: Ms): Promise<SeedDoc> {
  await seedsOf(store).updateOne({ _id }, { $setOnInsert: { at } }, { upsert: true });
  return (await seedsOf(store).findOne({ _id })) ?? { _id, at };
}

async function finish(store: Collections, _id: string): Promise<void> {
  await seedsOf(store).updateOne({ _id }, { $set: { done: true } });
}

/** What goods cost the demo shop, of their price. */
const COST: Bps = 5_500;

/** Merchant, payment account, products, campaigns, and what there is of everything. */
async function furnish(
  store: Collections,
  credentials: MerchantCredentials,
  dataSecret: string,
  opening: Ms,
): Promise<void> {
  const { mchid, appid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey } = credentials;
  const account = await store.paymentAccounts.findOne({ _id: ACCOUNT });
  if (account && (account.mchid !== mchid || account.publicKeyId !== publicKeyId)) {
    throw new Error(
      `The database ${store.db.databaseName} and the stand-in's books do not belong together: they were filled on ` +
        'different occasions. Drop that database, or name another one in MONGODB_DATABASE.',
    );
  }
  if (!account) {
    await store.paymentAccounts.insertOne({
      _id: ACCOUNT,
      merchantId: MERCHANT,
      mchid,
      appid,
      serialNo,
      privateKey: seal(privateKey, dataSecret, `${ACCOUNT}/privateKey`),
      apiV3Key: seal(apiV3Key, dataSecret, `${ACCOUNT}/apiV3Key`),
      publicKeyId,
      publicKey,
    });
  }
  await store.merchants.updateOne(
    { _id: MERCHANT },
    { $setOnInsert: { ...merchant, paymentAccountId: ACCOUNT } },
    { upsert: true },
  );
  const campaigns = products.flatMap((product, rank) => campaignsOf(product, rank));
  // Each collection is written in one call: the shop is there at once on every later start.
  await store.products.bulkWrite(
    products.map((product, rank) =>
      unlessThere(productId(product.key), {
        merchantId: MERCHANT,
        categoryId: product.category,
        title: product.title,
        caption: product.caption,
        description: product.description,
        pictures: [`/pictures/${product.picture}.webp`],
        promises: product.promises,
        skus: product.skus.map(({ key, name, price, weight }) => ({
          id: skuId(product.key, key),
          name,
          price,
          cost: share(price, COST),
          ...(weight === undefined ? {} : { weight }),
        })),
        ...(product.freight === undefined ? {} : { freightId: product.freight }),
        grams: productGrams(product),
        status: 'onSale' as const,
        rank,
        ...(product.groupBuy ? { campaignId: campaignId(product.key) } : {}),
      }),
    ),
  );
  const published = opening - 30 * DAY;
  await store.campaigns.bulkWrite(
    campaigns.map(({ _id, rank, title, productId, ...kindAndTerms }) =>
      unlessThere(_id, {
        merchantId: MERCHANT,
        productId,
        title,
        ...kindAndTerms,
        status: 'live' as const,
        startsAt: published,
        endsAt: opening + 3 * 365 * DAY,
        edition: 1,
        version: 0,
        outbox: [],
        createdAt: published + rank,
      }),
    ),
  );
  await store.campaignVersions.bulkWrite(
    campaigns.map(({ _id, rank, title, productId, ...kindAndTerms }) =>
      unlessThere(`${_id}/1`, { campaignId: _id, edition: 1, ...kindAndTerms, publishedAt: published }),
    ),
  );
  const counter = (_id: string, max: number) => unlessThere(_id, { max, taken: 0, sold: 0, holds: [] });
  await store.counters.bulkWrite([
    ...products.flatMap(({ key, skus }) => skus.map((sku) => counter(stockOf(skuId(key, sku.key)), sku.stock))),
    ...campaigns.map(({ _id, terms }) => counter(quotaOf(_id), terms.quota)),
  ]);
}

/** What a product is sold by, beside being sold alone. */
function campaignsOf(product: DemoProduct, rank: number) {
  const { key, title, groupBuy, bargain } = product;
  const about = { rank, productId: productId(key) };
  return [
    ...(groupBuy
      ? [
          {
            ...about,
            _id: campaignId(key),
            title: `${title} ${groupBuy.size} 人团`,
            kind: 'groupBuy' as const,
            terms: termsOf(product, groupBuy),
          },
        ]
      : []),
    ...(bargain
      ? [
          {
            ...about,
            _id: bargainCampaignId(key),
            title: `${title} 砍价`,
            kind: 'bargain' as const,
            terms: bargainTermsOf(product, bargain),
          },
        ]
      : []),
  ];
}

const unlessThere = <T extends object>(_id: string, fields: T) => ({
  updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true },
});

/** The people, at WeChat and here under the same openid, and the shop's owner. @returns openids by person */
async function populate(store: Collections, { standIn }: SeedDeps, opening: Ms): Promise<Map<string, string>> {
  const { appid } = standIn.credentials.app;
  const avatar = (face: string) => `/pictures/${face}.webp`;
  const known = await standIn.control.registerPeople(
    people.map(({ id, name, face }) => ({ id, name, avatar: avatar(face) })),
  );
  const openids = new Map(known.map(({ id, openid }) => [id, openid]));
  const idOf = (id: string) => userIdOf(appid, openids.get(id) ?? '');
  await store.users.bulkWrite(
    people.map(({ id, name, face, address }) =>
      unlessThere(idOf(id), {
        identities: [{ appid, openid: openids.get(id) ?? '' }],
        name,
        avatar: avatar(face),
        ...(address ? { addresses: [{ id: 'adr_home', name, ...address }] } : {}),
        // Whoever has an address has agreed to its being kept.
        ...(address
          ? { consents: [{ edition: POLICY_EDITION, answer: 'agree' as const, at: opening - 30 * DAY }] }
          : {}),
        createdAt: opening - 30 * DAY,
      }),
    ),
  );
  await store.memberships.updateOne(
    { _id: `${MERCHANT}/${idOf(owner)}` },
    { $setOnInsert: { merchantId: MERCHANT, userId: idOf(owner), role: 'owner' } },
    { upsert: true },
  );
  await setOperator(store, idOf(platformOperator), true);
  return openids;
}
