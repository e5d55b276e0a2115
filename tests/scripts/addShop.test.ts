/** A merchant from a file, with keys, goods and campaigns. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { collectionsOf } from '../../functions/store/collections';
import { unseal } from '../../functions/store/sealed';
import { runCommand } from '../../scripts/runCommand';
import { TERMS, USUAL_TERMS } from '../../shared/domain/bargain';
import type { GroupBuyTerms } from '../../shared/domain/groupBuy';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';

const root = resolve(__dirname, '../..');
const database = useDatabase();
const folder = temporaryFolder();
const DATA_SECRET = 'ab'.repeat(32);
const example = JSON.parse(readFileSync(join(root, 'docs/shop.example.json'), 'utf8'));
const shop = { ...example, members: [] };
const file = join(folder.path, 'shop.json');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

beforeAll(() => {
  writeFileSync(join(folder.path, shop.paymentAccount.privateKeyFile), privateKey);
  writeFileSync(join(folder.path, shop.paymentAccount.publicKeyFile), publicKey);
  writeFileSync(join(folder.path, shop.paymentAccount.apiV3KeyFile), '0123456789abcdefghijklmnopqrstuv\n');
  writeFileSync(join(folder.path, 'other.key'), 'vutsrqponmlkjihgfedcba9876543210');
});
afterAll(() => folder.remove());

async function add(content: object) {
  writeFileSync(file, JSON.stringify(content));
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  return runCommand(process.execPath, [tsx, join(root, 'scripts/addShop.ts'), file], {
    env: { MONGODB_URI: database.uri, MONGODB_DATABASE: database.name, DATA_SECRET },
  });
}

async function dump(): Promise<Record<string, unknown[]>> {
  const names = (await database.db.listCollections().toArray()).map(({ name }) => name).sort();
  const found: Record<string, unknown[]> = {};
  for (const name of names) found[name] = await database.db.collection(name).find().sort({ _id: 1 }).toArray();
  return found;
}

it('adds the shop of the example, keys encrypted, and changes nothing the second time', async () => {
  expect(await add(shop)).toMatchObject({ code: 0 });
  const store = collectionsOf(database.client, database.db);
  const account = await store.paymentAccounts.findOne({ _id: 'pac_mountain' });
  expect(account?.privateKey).not.toContain('PRIVATE KEY');
  expect(unseal(account?.privateKey ?? '', DATA_SECRET, 'pac_mountain/privateKey')).toBe(privateKey.trim());
  expect(await store.merchants.findOne({ _id: 'mer_mountain' })).toMatchObject({ paymentAccountId: 'pac_mountain' });
  expect(await store.products.findOne({ _id: 'prd_plum' })).toMatchObject({
    status: 'onSale',
    campaignId: 'cmp_plum',
    bargainCampaignId: 'cmp_plumBargain',
    skus: [{ id: 'sku_plumFive', price: 4580 }],
  });
  // Every term of the file, and the usual ones where it names none.
  expect(await store.campaigns.findOne({ _id: 'cmp_plum' })).toMatchObject({
    status: 'live',
    edition: 1,
    productId: 'prd_plum',
    terms: {
      size: 10,
      least: 3,
      prices: { sku_plumFive: 3680 },
      ladder: [
        { members: 5, prices: { sku_plumFive: 3480 } },
        { members: 10, prices: { sku_plumFive: 3280 } },
      ],
      life: 24 * HOUR,
      hold: 15 * MINUTE,
      leaderDiscount: 200,
      audience: 'everyone',
      overflow: 'lead',
      perOrder: 3,
      perPerson: 5,
      quota: 200,
      mayLeave: false,
      chatOnly: false,
    },
  });
  expect(await store.campaigns.findOne({ _id: 'cmp_plumBargain' })).toMatchObject({
    kind: 'bargain',
    status: 'live',
    edition: 1,
    productId: 'prd_plum',
    terms: {
      prices: { sku_plumFive: { list: 4580, floor: 1990 } },
      helpers: 10,
      ownCut: true,
      shape: 'frontLoaded',
      life: 24 * HOUR,
      buyAt: 'anyPrice',
      payWithin: 12 * HOUR,
      perPerson: 2,
      helpsPerDay: 3,
      helpsPerCampaign: 10,
      quota: 50,
    },
  });
  expect(await store.counters.findOne({ _id: 'quota/cmp_plumBargain' })).toMatchObject({ max: 50, taken: 0 });
  const kiwi = await store.campaigns.findOne({ _id: 'cmp_kiwi' });
  expect(kiwi?.terms).toMatchObject({ audience: 'newcomers', mayLeave: true, ladder: [], leaderDiscount: 0 });
  expect(kiwi?.terms).not.toHaveProperty('least');
  expect(await store.counters.findOne({ _id: 'quota/cmp_kiwi' })).toMatchObject({ max: 100, taken: 0 });
  expect(await store.counters.findOne({ _id: 'stock/sku_plumFive' })).toMatchObject({ max: 300, taken: 0 });

  const before = await dump();
  expect(await add(shop)).toMatchObject({ code: 0 });
  expect(await dump()).toEqual(before);
});

it('makes changed terms a new edition, and never takes away what is taken', async () => {
  const store = collectionsOf(database.client, database.db);
  await store.counters.updateOne({ _id: 'stock/sku_plumFive' }, { $set: { taken: 40, sold: 40 } });
  await store.campaigns.updateOne({ _id: 'cmp_plum' }, { $set: { status: 'paused' } });
  const [plum, kiwi] = shop.products;
  const [sku] = plum.skus;
  // One product without a bargain any more, and one with a new one whose terms are the usual ones.
  const { bargain, ...alone } = plum;
  const { id, title, startsAt, endsAt } = { ...bargain, id: 'cmp_kiwiBargain' };
  const usual = { id, title, startsAt, endsAt, floors: { sku_kiwiTwelve: 990 }, quota: 5 };
  const changed = {
    ...shop,
    products: [
      { ...alone, skus: [{ ...sku, stock: 10 }], groupBuy: { ...plum.groupBuy, least: 4 } },
      { ...kiwi, bargain: usual },
    ],
  };
  expect(await add(changed)).toMatchObject({ code: 0 });
  expect(await store.campaigns.findOne({ _id: 'cmp_plum' })).toMatchObject({
    edition: 2,
    status: 'paused',
    terms: { least: 4 },
  });
  const editions = await store.campaignVersions.find({ campaignId: 'cmp_plum' }).sort({ edition: 1 }).toArray();
  expect(editions.map(({ edition, terms }) => [edition, (terms as GroupBuyTerms).least])).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect((await store.campaigns.findOne({ _id: 'cmp_kiwi' }))?.edition).toBe(1);
  // The shop's people publish bargains too: what the file does not name stays.
  expect(await store.products.findOne({ _id: 'prd_plum' })).toMatchObject({ bargainCampaignId: 'cmp_plumBargain' });
  expect((await store.campaigns.findOne({ _id: id }))?.terms).toEqual({
    ...USUAL_TERMS,
    prices: { sku_kiwiTwelve: { list: 3990, floor: 990 } },
    quota: 5,
  });
  expect(await store.counters.findOne({ _id: 'stock/sku_plumFive' })).toMatchObject({ max: 40, taken: 40 });
});

it('leaves the commission as the owner has set it since', async () => {
  const store = collectionsOf(database.client, database.db);
  const _id = shop.merchant.id;
  const commission = { ...shop.merchant.commission, version: 2, rates: [500] };
  await store.merchants.updateOne({ _id }, { $set: { commission } });
  expect(await add(shop)).toMatchObject({ code: 0 });
  expect((await store.merchants.findOne({ _id }))?.commission).toEqual(commission);
});

it('leaves what the owner has set in the room since: a section of the settings, and the keys', async () => {
  const store = collectionsOf(database.client, database.db);
  await add(shop);
  const own = { name: '山里人家', 'settings.face': 1, paymentAccountId: 'pac_ofTheOwner' };
  await store.merchants.updateOne({ _id: 'mer_mountain' }, { $set: own });
  const account = await store.paymentAccounts.findOne({ _id: 'pac_mountain' });
  if (!account) throw new Error('the account is not there');
  await store.paymentAccounts.insertOne({ ...account, _id: 'pac_ofTheOwner', mchid: '1999999999', version: 1 });
  const afterSaleDays = shop.merchant.afterSaleDays + 1;
  expect(await add({ ...shop, merchant: { ...shop.merchant, afterSaleDays } })).toMatchObject({ code: 0 });
  expect(await store.merchants.findOne({ _id: 'mer_mountain' })).toMatchObject({
    name: '山里人家',
    paymentAccountId: 'pac_ofTheOwner',
    afterSaleDays,
  });
  await store.merchants.updateOne(
    { _id: 'mer_mountain' },
    { $set: { paymentAccountId: 'pac_mountain' }, $unset: { settings: '' } },
  );
  await store.paymentAccounts.deleteOne({ _id: 'pac_ofTheOwner' });
});

it('leaves a product, its stock and its place off sale as members have set them in the room since', async () => {
  const store = collectionsOf(database.client, database.db);
  await add(shop);
  const saved = { by: 'usr_owner', at: 1, requestId: 'saved-in-the-room', digest: 'of-the-wish' };
  await store.products.updateOne({ _id: 'prd_plum' }, { $set: { title: '改过的名字', version: 1, saved } });
  await store.products.updateOne({ _id: 'prd_kiwi' }, { $set: { status: 'archived' } });
  await store.counters.updateOne({ _id: 'stock/sku_plumFive' }, { $set: { max: 77, setBy: 'set-in-the-room' } });
  expect(await add(shop)).toMatchObject({ code: 0 });
  expect(await store.products.findOne({ _id: 'prd_plum' })).toMatchObject({ title: '改过的名字', version: 1 });
  expect((await store.products.findOne({ _id: 'prd_kiwi' }))?.status).toBe('archived');
  expect((await store.counters.findOne({ _id: 'stock/sku_plumFive' }))?.max).toBe(77);
  await store.products.updateOne({ _id: 'prd_plum' }, { $unset: { saved: '', version: '' } });
  await store.products.updateOne({ _id: 'prd_kiwi' }, { $set: { status: 'onSale' } });
  await store.counters.updateOne({ _id: 'stock/sku_plumFive' }, { $unset: { setBy: '' } });
});

it('leaves campaigns as members have published them in the room since', async () => {
  const store = collectionsOf(database.client, database.db);
  await add(shop);
  const { campaignId = '' } = (await store.products.findOne({ _id: 'prd_plum' })) ?? {};
  const edition = await store.campaignVersions.findOne({ campaignId });
  if (edition?.kind !== 'groupBuy') throw new Error('the example has a group buy');
  const theirs = { ...edition, by: 'usr_owner', terms: { ...edition.terms, quota: 7 } };
  // The next edition of one of the file's, and another campaign of the same product.
  await store.campaignVersions.insertOne({ ...theirs, _id: `${campaignId}/99`, edition: 99 });
  await store.campaignVersions.insertOne({ ...theirs, _id: 'cmp_own/1', campaignId: 'cmp_own', edition: 1 });
  await store.products.updateOne({ _id: 'prd_plum' }, { $set: { campaignId: 'cmp_own' } });
  // Named as it was when a member published another beside it.
  await store.products.updateOne({ _id: 'prd_kiwi' }, { $set: { laterCampaignIds: ['cmp_kiwi', 'cmp_own'] } });
  const without = shop.products.map(({ groupBuy: _, ...product }: { groupBuy?: object }) => product);
  for (const products of [shop.products, without]) {
    expect(await add({ ...shop, products })).toMatchObject({ code: 0 });
    expect(await store.products.findOne({ _id: 'prd_plum' })).toMatchObject({ campaignId: 'cmp_own' });
    expect(await store.campaignVersions.countDocuments({ campaignId, edition: { $gt: 99 } })).toBe(0);
  }
  const kiwi = await store.products.findOne({ _id: 'prd_kiwi' });
  expect([kiwi?.campaignId, kiwi?.laterCampaignIds]).toEqual([undefined, ['cmp_own']]);
  await store.campaignVersions.deleteMany({ by: { $exists: true } });
  await store.products.updateOne({ _id: 'prd_plum' }, { $set: { campaignId } });
  await store.products.updateOne({ _id: 'prd_kiwi' }, { $unset: { laterCampaignIds: '' } });
});

it('an account may have certificates instead of a public key, or both while it changes', async () => {
  const store = collectionsOf(database.client, database.db);
  const { publicKeyId: _, publicKeyFile: __, ...account } = shop.paymentAccount;
  const old = { ...account, id: 'pac_old', mchid: '1900000002', platformCertificates: true };
  const merchant = { ...shop.merchant, id: 'mer_old' };
  const of = (paymentAccount: object) => ({ ...shop, merchant, paymentAccount, products: [] });
  expect(await add(of(old))).toMatchObject({ code: 0 });
  const added = await store.paymentAccounts.findOne({ _id: 'pac_old' });
  expect(added).toMatchObject({ platformCertificates: {}, certificatesDueAt: expect.any(Number) });
  expect(added).not.toHaveProperty('publicKeyId');
  const certificates = { SERIAL: { certificate: 'fetched since', from: 1, until: 2 } };
  await store.paymentAccounts.updateOne({ _id: 'pac_old' }, { $set: { platformCertificates: certificates } });
  expect(await add(of({ ...shop.paymentAccount, ...old }))).toMatchObject({ code: 0 });
  expect(await store.paymentAccounts.findOne({ _id: 'pac_old' })).toMatchObject({
    publicKeyId: shop.paymentAccount.publicKeyId,
    platformCertificates: certificates,
    certificatesDueAt: added?.certificatesDueAt,
  });
});

it('names what is wrong and writes nothing', async () => {
  const before = await dump();
  const [plum, kiwi] = shop.products;
  // Whatever else of it is new and right.
  const withTerms = (own: object) => ({
    ...shop,
    merchant: { ...shop.merchant, name: '山里' },
    products: [{ ...plum, groupBuy: { ...plum.groupBuy, ...own } }, kiwi],
  });
  const bargaining = (own: object) => ({
    ...shop,
    merchant: { ...shop.merchant, name: '山里' },
    products: [{ ...plum, bargain: { ...plum.bargain, ...own } }, kiwi],
  });
  for (const [wrong, words] of [
    [{ ...shop, merchant: { ...shop.merchant, id: 'mountain' } }, 'merchant.id:'],
    [
      { ...shop, merchant: { ...shop.merchant, commission: { ...shop.merchant.commission, rates: [500, 500, 500] } } },
      'merchant.commission: does not stand: tooManyLevels',
    ],
    [{ ...shop, products: [{ ...plum, categoryId: 'nuts' }] }, 'a category that the merchant does not have'],
    [{ ...shop, products: [{ ...plum, skus: [{ ...plum.skus[0], price: 45.8 }] }] }, 'products.0.skus.0.price:'],
    [withTerms({ prices: { sku_other: 1 } }), '团价: 团价里有这件商品没有的规格'],
    [withTerms({ size: 101 }), '成团人数: 成团人数要在 2 到 100 人之间'],
    [withTerms({ mayLeave: true }), '能不能退团: 有阶梯价就不能允许退团'],
    [withTerms({ endsAt: plum.groupBuy.startsAt }), '团的有效期: 活动的结束时间要在开始之后'],
    [withTerms({ overflow: 'keep' }), 'products.0.groupBuy.overflow:'],
    [withTerms({ newcomers: true }), 'newcomers'],
    [bargaining({ floors: { sku_other: 1 } }), '底价里有这件商品没有的规格'],
    [bargaining({ floors: { sku_plumFive: 4570 } }), '要砍 11 刀'],
    [bargaining({ shape: 'random' }), 'products.0.bargain.shape:'],
    [{ ...shop, paymentAccount: { ...shop.paymentAccount, privateKeyFile: 'none.pem' } }, 'none.pem'],
    [{ ...shop, paymentAccount: { ...shop.paymentAccount, publicKeyFile: undefined } }, 'go together'],
    [
      { ...shop, paymentAccount: { ...shop.paymentAccount, publicKeyFile: undefined, publicKeyId: undefined } },
      'needs a public key, or platformCertificates',
    ],
    [{ ...shop, paymentAccount: { ...shop.paymentAccount, apiV3KeyFile: 'other.key' } }, 'npm run rotate-key'],
  ] as const) {
    const { code, output } = await add(wrong);
    expect([code, output]).toEqual([1, expect.stringContaining(words)]);
  }
  // Every fault at once, each by the name of its term.
  const all = { helpers: 101, lifeHours: 8760, payWithinHours: 0, helpsPerDay: 11, quota: 0 };
  const { output } = await add(bargaining(all));
  for (const line of [
    `${TERMS.helpers.name}: 要 1 到 100 位朋友帮`,
    `${TERMS.life.name}: 砍价的有效期要在 1 到 168 小时之间`,
    `${TERMS.payWithin.name}: 砍到底后要留 1 到 72 小时下单`,
    `${TERMS.helpsPerDay.name}: 每天帮砍的次数比整场还多`,
    `${TERMS.quota.name}: 活动名额至少 1 件`,
  ]) {
    expect(output).toContain(line);
  }
  expect(await dump()).toEqual(before);
});
