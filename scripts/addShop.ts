/**
 * `npm run add-shop -- shop.json`: adds a merchant with its payment account, goods, campaigns and people to the
 * database of the environment (MONGODB_URI, MONGODB_DATABASE, DATA_SECRET), or brings them up to date.
 * `docs/shop.example.json` shows the file; the names of key files are relative to it. Prices in fen.
 * Nothing is deleted: goods that the file no longer names stay as they are. Again, it changes nothing.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import {
  type Collections,
  collectionsOf,
  type MerchantDoc,
  type SettingsSection,
  syncIndexes,
} from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { openAccount, sealApiV3Key, sealPrivateKey } from '../functions/store/paymentAccount';
import { limitTo, stockOf } from '../functions/store/stock';
import { type CampaignPlan, faultsOfPlan, type PlanFault, publishCampaign } from '../functions/usecases/campaign';
import { campaignId, fen, merchantId, pickupPointId, picture, productId, skuId } from '../shared/contracts/common';
import {
  TERMS as BARGAIN_TERMS,
  type BargainTerms,
  USUAL_TERMS as USUAL_BARGAIN_TERMS,
} from '../shared/domain/bargain';
import { policyFault } from '../shared/domain/commission';
import { freightFault } from '../shared/domain/freight';
import { type GroupBuyTerms, TERMS, USUAL_TERMS } from '../shared/domain/groupBuy';
import { FIRST_POLICY } from '../shared/domain/referral';
import { productGrams } from '../shared/domain/search';
import { FEN_MAX, type Fen } from '../shared/money';
import { HOUR, MINUTE, type Ms } from '../shared/time';

const text = (most: number) => z.string().trim().min(1).max(most);
/** WeChat Pay takes at least 1 fen. */
const price = z.int().min(1).max(FEN_MAX);
const pieces = z.int().min(0);
const when = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** Their shape; `shared/domain/groupBuy.ts` says which terms cannot stand. */
const groupBuy = z.strictObject({
  id: campaignId,
  title: text(60),
  startsAt: when,
  endsAt: when,
  size: pieces,
  prices: z.record(skuId, price),
  ladder: z.array(z.strictObject({ members: pieces, prices: z.record(skuId, price) })).default([...USUAL_TERMS.ladder]),
  least: pieces.optional(),
  lifeHours: z.number(),
  holdMinutes: z.number(),
  leaderDiscount: pieces.default(USUAL_TERMS.leaderDiscount),
  audience: z.enum(['everyone', 'newcomers']).default(USUAL_TERMS.audience),
  overflow: z.enum(['refund', 'anotherGroup', 'lead']),
  perOrder: pieces,
  perPerson: pieces,
  quota: pieces,
  mayLeave: z.boolean().default(USUAL_TERMS.mayLeave),
  chatOnly: z.boolean().default(USUAL_TERMS.chatOnly),
});

/** The same of a bargain (`shared/domain/bargain.ts`). It is cut from what each SKU costs alone. */
const bargain = z.strictObject({
  id: campaignId,
  title: text(60),
  startsAt: when,
  endsAt: when,
  floors: z.record(skuId, price),
  helpers: pieces.default(USUAL_BARGAIN_TERMS.helpers),
  ownCut: z.boolean().default(USUAL_BARGAIN_TERMS.ownCut),
  shape: z.enum(['even', 'frontLoaded']).default(USUAL_BARGAIN_TERMS.shape),
  lifeHours: z.number().default(USUAL_BARGAIN_TERMS.life / HOUR),
  buyAt: z.enum(['floor', 'anyPrice']).default(USUAL_BARGAIN_TERMS.buyAt),
  payWithinHours: z.number().default(USUAL_BARGAIN_TERMS.payWithin / HOUR),
  perPerson: pieces.default(USUAL_BARGAIN_TERMS.perPerson),
  helpsPerDay: pieces.default(USUAL_BARGAIN_TERMS.helpsPerDay),
  helpsPerCampaign: pieces.default(USUAL_BARGAIN_TERMS.helpsPerCampaign),
  quota: pieces,
});

const freightTemplate = z.strictObject({
  id: text(40),
  name: text(30),
  by: z.enum(['piece', 'weight']),
  rules: z.array(
    z.strictObject({
      regions: z.array(text(40)),
      first: pieces,
      firstFee: pieces,
      more: pieces,
      moreFee: pieces,
      freeFrom: pieces.optional(),
    }),
  ),
  notTo: z.array(text(40)).default([]),
});

const pickupPoint = z.strictObject({
  id: pickupPointId,
  name: text(30),
  address: text(120),
  hours: text(40),
  phone: text(20),
});

const product = z.strictObject({
  id: productId,
  categoryId: text(40),
  title: text(60),
  caption: z.string().max(60),
  description: z.string().max(2000),
  pictures: z.array(picture).min(1),
  promises: z.array(text(20)).max(6),
  skus: z
    .array(
      z.strictObject({
        id: skuId,
        name: text(30),
        price,
        cost: fen.optional(),
        stock: pieces,
        weight: pieces.optional(),
      }),
    )
    .min(1),
  freightId: text(40).optional(),
  afterSaleDays: z.int().min(0).max(90).optional(),
  groupBuy: groupBuy.optional(),
  bargain: bargain.optional(),
});

/** WeChat signs for it with a public key, with platform certificates, which are fetched, or with either. */
const paymentAccount = z
  .strictObject({
    id: z.string().regex(/^pac_[0-9A-Za-z]{1,40}$/),
    mchid: z.string().regex(/^\d{8,32}$/),
    appid: text(32),
    serialNo: z.string().regex(/^[0-9A-F]{20,64}$/),
    privateKeyFile: text(300),
    apiV3KeyFile: text(300),
    publicKeyId: z
      .string()
      .regex(/^PUB_KEY_ID_\w+$/)
      .optional(),
    publicKeyFile: text(300).optional(),
    platformCertificates: z.boolean().default(false),
  })
  .refine(({ publicKeyId, publicKeyFile }) => (publicKeyId === undefined) === (publicKeyFile === undefined), {
    message: 'publicKeyId and publicKeyFile go together',
  })
  .refine(({ publicKeyId, platformCertificates }) => publicKeyId !== undefined || platformCertificates, {
    message: 'needs a public key, or platformCertificates',
  });

const shop = z
  .strictObject({
    merchant: z.strictObject({
      id: merchantId,
      name: text(30),
      caption: z.string().max(60),
      logo: picture,
      categories: z.array(z.strictObject({ id: text(40), name: text(20) })),
      servicePhone: z
        .string()
        .regex(/^\d[\d -]{4,18}\d$/)
        .optional(),
      afterSaleDays: z.int().min(0).max(90),
      receiptDays: z.int().min(1).max(90).default(10),
      freight: z.array(freightTemplate).max(50).default([]),
      pickupPoints: z.array(pickupPoint).max(200).default([]),
      returnTo: z.strictObject({ name: text(30), phone: text(20), address: text(120) }).optional(),
      commission: z.strictObject({
        version: z.int().min(1),
        // A deployment pays one level unless it decides on two.
        rates: z.array(z.int()).max(5),
        cap: z.int(),
        holdDays: z.int(),
        grades: z
          .array(z.strictObject({ name: text(8), merit: fen, bonus: z.int() }))
          .max(6)
          .default([]),
      }),
    }),
    paymentAccount,
    products: z.array(product),
    members: z
      .array(z.strictObject({ userId: text(60), role: z.enum(['owner', 'operator', 'shipper', 'viewer']) }))
      .default([]),
  })
  .refine(
    ({ merchant, products }) => products.every((one) => merchant.categories.some(({ id }) => id === one.categoryId)),
    {
      message: 'a product names a category that the merchant does not have',
    },
  )
  .refine(
    ({ merchant, products }) =>
      products.every(({ freightId }) => freightId === undefined || merchant.freight.some(({ id }) => id === freightId)),
    { message: 'a product names a freight template that the merchant does not have' },
  )
  .superRefine(({ merchant }, context) => {
    for (const template of merchant.freight) {
      const fault = freightFault(template);
      if (fault !== null) context.addIssue({ code: 'custom', path: ['freight', template.id], message: fault });
    }
    const fault = policyFault(merchant.commission, 2);
    if (fault !== null)
      context.addIssue({ code: 'custom', path: ['merchant', 'commission'], message: `does not stand: ${fault}` });
  });

type Shop = z.infer<typeof shop>;

/** What is wrong with the file, one line each. */
function read(file: string): Shop {
  const parsed = shop.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'shop'}: ${message}`);
  throw new Error(`${file} cannot be used:\n${faults.join('\n')}`);
}

/** Adds the shop or brings it up to date. @param folder where the key files are */
export async function addShop(
  store: Collections,
  wanted: Shop,
  given: { folder: string; dataSecret: string; now: Ms },
): Promise<void> {
  const { id, commission, ...merchant } = wanted.merchant;
  const keys = keysOf(wanted, given.folder);
  for (const { plan, skus } of plansOf(wanted)) refuseFaults(plan, faultsOfPlan(plan, skus));
  const before = await store.merchants.findOne({ _id: id });
  const account =
    before && (await store.paymentAccounts.findOne({ _id: before.paymentAccountId ?? '', merchantId: id }));
  // What the owner has set in the merchant's room since stays: keys, and each section of the settings.
  const ownKeys = account?.version !== undefined;
  if (!ownKeys) await addAccount(store, wanted, keys, given);
  await store.merchants.updateOne(
    { _id: id },
    {
      $set: {
        ...withoutSections(merchant, before?.settings),
        ...(ownKeys ? {} : { paymentAccountId: wanted.paymentAccount.id }),
      },
      // Later editions are the owner's.
      $setOnInsert: { referral: FIRST_POLICY, commission },
    },
    { upsert: true },
  );
  // Changed terms are a new edition, which is kept for good; what has begun goes on under the one it began with.
  for (const { plan, skus } of plansOf(wanted)) {
    if (await isMembers(store, plan._id)) continue;
    const published = await publishCampaign({ store }, plan, skus, given.now);
    if (!published.ok) refuseFaults(plan, published.refusal);
  }
  for (const [rank, one] of wanted.products.entries()) await addProduct(store, id, one, rank);
  for (const { userId, role } of wanted.members) {
    if (!(await store.users.findOne({ _id: userId }))) throw new Error(`${userId} has never signed in`);
    await store.memberships.updateOne(
      { _id: `${id}/${userId}` },
      { $set: { merchantId: id, userId, role } },
      { upsert: true },
    );
  }
}

/** A member has published it, or an edition of it, in the merchant's room: it is theirs from then on. */
const isMembers = async ({ campaignVersions }: Collections, campaignId: string | undefined): Promise<boolean> =>
  campaignId !== undefined && (await campaignVersions.countDocuments({ campaignId, by: { $exists: true } })) > 0;

/** What members have set in the merchant's room since stays: the product, its campaigns, its stock, and whether it is sold. */
async function addProduct(
  store: Collections,
  merchantId: string,
  one: Shop['products'][number],
  rank: number,
): Promise<void> {
  const { id: _id, skus, groupBuy, bargain, ...fields } = one;
  const ids = skus.map((sku) => stockOf(sku.id));
  const own = await store.counters.distinct('_id', { _id: { $in: ids }, setBy: { $exists: true } });
  for (const sku of skus) if (!own.includes(stockOf(sku.id))) await limitTo(store, stockOf(sku.id), sku.stock);
  const before = await store.products.findOne({ _id });
  const saved = before?.saved !== undefined;
  const ownGroupBuy = await isMembers(store, before?.campaignId);
  const ownBargain = await isMembers(store, before?.bargainCampaignId);
  const gone = groupBuy || ownGroupBuy ? undefined : before?.campaignId;
  await store.products.updateOne(
    { _id },
    {
      $set: {
        merchantId,
        ...(saved ? {} : { ...fields, skus: skus.map(({ stock: _, ...sku }) => sku), grams: productGrams(one), rank }),
        ...(groupBuy && !ownGroupBuy ? { campaignId: groupBuy.id } : {}),
        ...(bargain && !ownBargain ? { bargainCampaignId: bargain.id } : {}),
      },
      $setOnInsert: { status: 'onSale' },
      $unset: {
        ...(gone === undefined ? {} : { campaignId: '' as const }),
        ...(!saved && one.freightId === undefined ? { freightId: '' as const } : {}),
        ...(!saved && one.afterSaleDays === undefined ? { afterSaleDays: '' as const } : {}),
      },
      ...(gone === undefined ? {} : { $pull: { laterCampaignIds: gone } }),
    },
    { upsert: true },
  );
}

type Fields = Omit<Shop['merchant'], 'id' | 'commission'>;

const SECTIONS: { readonly [S in SettingsSection]: readonly (keyof Fields)[] } = {
  face: ['name', 'caption', 'logo', 'servicePhone'],
  policies: ['afterSaleDays', 'receiptDays', 'returnTo'],
  freight: ['freight'],
  pickUp: ['pickupPoints'],
  categories: ['categories'],
};

/** The fields of the file, but for those of sections that the owner has set since. */
function withoutSections(fields: Fields, settings: MerchantDoc['settings'] = {}): Partial<Fields> {
  const own = (Object.keys(SECTIONS) as SettingsSection[]).filter((section) => settings[section] !== undefined);
  const kept = own.flatMap((section) => SECTIONS[section]);
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !kept.includes(field as keyof Fields)));
}

/** The keys themselves, looked at before anything is written. */
function keysOf({ paymentAccount }: Shop, folder: string) {
  const content = (name: string) => readFileSync(resolve(folder, name), 'utf8').trim();
  const privateKey = content(paymentAccount.privateKeyFile);
  const publicKey = paymentAccount.publicKeyFile === undefined ? undefined : content(paymentAccount.publicKeyFile);
  const apiV3Key = content(paymentAccount.apiV3KeyFile);
  if (createPrivateKey(privateKey).asymmetricKeyType !== 'rsa') throw new Error('the private key is not RSA');
  if (publicKey !== undefined && createPublicKey(publicKey).asymmetricKeyType !== 'rsa')
    throw new Error("WeChat Pay's public key is not RSA");
  if (!/^[\x21-\x7e]{32}$/.test(apiV3Key)) throw new Error('the API v3 key is not 32 characters');
  return { privateKey, publicKey, apiV3Key };
}

async function addAccount(
  { paymentAccounts }: Collections,
  { merchant, paymentAccount }: Shop,
  { privateKey, publicKey, apiV3Key }: ReturnType<typeof keysOf>,
  { dataSecret, now }: { dataSecret: string; now: Ms },
): Promise<void> {
  const { id, mchid, appid, serialNo, publicKeyId, platformCertificates } = paymentAccount;
  const known = await paymentAccounts.findOne({ _id: id });
  if (known && (known.mchid !== mchid || known.merchantId !== merchant.id)) {
    throw new Error(`${id} is the account of ${known.merchantId} at ${known.mchid}; another one needs another id`);
  }
  const before = known && openAccount(known, dataSecret);
  if (before && before.apiV3Key !== apiV3Key && before.nextApiV3Key !== apiV3Key) {
    throw new Error(`${id} has another API v3 key: give it the new one with npm run rotate-key`);
  }
  const doc = {
    merchantId: merchant.id,
    mchid,
    appid,
    serialNo,
    // Sealing draws a new nonce each time: what is there already stays, if it is the same.
    privateKey:
      before?.privateKey === privateKey && known ? known.privateKey : sealPrivateKey(id, privateKey, dataSecret),
    apiV3Key: known?.apiV3Key ?? sealApiV3Key(id, apiV3Key, dataSecret),
    ...(publicKey !== undefined && { publicKeyId, publicKey }),
    // Cron fetches them, and an answer under an unknown serial does.
    ...(platformCertificates && {
      platformCertificates: known?.platformCertificates ?? {},
      certificatesDueAt: known?.certificatesDueAt ?? now,
    }),
  };
  await paymentAccounts.updateOne({ _id: id }, { $set: doc }, { upsert: true });
}

type Skus = Shop['products'][number]['skus'];

/** The campaigns of the file. */
function plansOf({ merchant, products }: Shop): { plan: CampaignPlan; skus: Skus }[] {
  return products.flatMap(({ id: productId, skus, groupBuy, bargain }) => {
    const of = { merchantId: merchant.id, productId };
    const plans: CampaignPlan[] = [
      ...(groupBuy ? [{ ...of, ...groupBuyPlan(groupBuy) }] : []),
      ...(bargain ? [{ ...of, ...bargainPlan(bargain, skus) }] : []),
    ];
    return plans.map((plan) => ({ plan, skus }));
  });
}

function groupBuyPlan({ id, title, startsAt, endsAt, lifeHours, holdMinutes, ...rest }: z.infer<typeof groupBuy>) {
  const terms: GroupBuyTerms = { ...rest, life: lifeHours * HOUR, hold: holdMinutes * MINUTE };
  return { _id: id, kind: 'groupBuy' as const, title, startsAt, endsAt, terms };
}

function bargainPlan(
  { id, title, startsAt, endsAt, floors, lifeHours, payWithinHours, ...rest }: z.infer<typeof bargain>,
  skus: Skus,
) {
  const listOf = (skuId: string): Fen => skus.find((sku) => sku.id === skuId)?.price ?? 0;
  const prices = Object.fromEntries(
    Object.entries(floors).map(([skuId, floor]) => [skuId, { list: listOf(skuId), floor }]),
  );
  const terms: BargainTerms = { ...rest, prices, life: lifeHours * HOUR, payWithin: payWithinHours * HOUR };
  return { _id: id, kind: 'bargain' as const, title, startsAt, endsAt, terms };
}

function refuseFaults({ _id, kind }: CampaignPlan, faults: readonly PlanFault[]): void {
  if (faults.length === 0) return;
  const terms: Readonly<Record<string, { name: string }>> = kind === 'groupBuy' ? TERMS : BARGAIN_TERMS;
  const lines = faults.map(({ term, sentence }) => `  ${terms[term]?.name}: ${sentence}`);
  throw new Error(`${_id} cannot be published:\n${lines.join('\n')}`);
}

async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('Name the file: npm run add-shop -- shop.json');
  const { MONGODB_URI: uri, MONGODB_DATABASE: name = 'pinkan', DATA_SECRET: dataSecret = '' } = process.env;
  if (!uri) throw new Error('MONGODB_URI is missing (see .env.example).');
  if (!/^[0-9a-f]{64}$/.test(dataSecret))
    throw new Error('DATA_SECRET needs 64 hexadecimal digits (see .env.example).');
  const wanted = read(file);
  const client = await connect(uri).connect();
  try {
    const store = collectionsOf(client, client.db(name));
    await syncIndexes(store);
    await addShop(store, wanted, { folder: dirname(resolve(file)), dataSecret, now: Date.now() });
    console.log(`${wanted.merchant.name} is in ${name}, with ${wanted.products.length} products.`);
  } finally {
    await client.close();
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
