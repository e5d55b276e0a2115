/**
 * A small shop on real parts: the run's database, WeChat's stand-in as a process of its own, and our HTTP server, which
 * the stand-in notifies. One clock for all, standing still until a test moves it.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { parseConfig } from '../../functions/config';
import { compose } from '../../functions/http/compose';
import { syncIndexes } from '../../functions/store/collections';
import { seal } from '../../functions/store/sealed';
import { quotaOf, stockOf } from '../../functions/store/stock';
import type { App, Log } from '../../functions/usecases/app';
import { type CronReport, runCron } from '../../functions/usecases/cron';
import { compareBooks } from '../../scripts/compareBooks';
import { createSite, type SiteOptions } from '../../scripts/site';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import type { MerchantCredentials } from '../../scripts/wechatStandIn/types';
import type { EndpointName, Input, Output } from '../../shared/contracts/contracts';
import { POLICY_EDITION } from '../../shared/domain/consent';
import { type GroupBuyTerms, USUAL_TERMS, unitPriceOf } from '../../shared/domain/groupBuy';
import { FIRST_POLICY } from '../../shared/domain/referral';
import { productGrams } from '../../shared/domain/search';
import type { RefusalCode } from '../../shared/refusals';
import { DAY, MINUTE, type Ms } from '../../shared/time';
import type { TestDatabase } from './database';
import { temporaryFolder } from './standIn';

/** The shop that the app is built for. */
export const MERCHANT = 'mer_shanyeji';
export const ACCOUNT = 'pac_test';
export const PRODUCT = 'prd_peach';
export const SKU = 'sku_peach';
export const CAMPAIGN = 'cmp_peach';

/** What a reset empties. */
const EMPTIED = [
  'orders',
  'afterSales',
  'carts',
  'groups',
  'refunds',
  'commissions',
  'withdrawals',
  'settlements',
  'financeDays',
  'audits',
  'journals',
  'accounts',
  'intents',
  'tokens',
  'reconciliations',
  'alarms',
  'visitors',
  'shares',
  'visits',
  'shareCodes',
  'cardActivities',
  'figureDays',
  'figureTrees',
  'figures',
  'counters',
  'campaigns',
  'campaignVersions',
  'drafts',
  'bargains',
  'bargainDays',
  'campaignDays',
  'shopDays',
  'helpers',
] as const;

export const TERMS: GroupBuyTerms = { ...USUAL_TERMS, size: 3, prices: { [SKU]: 2990 }, quota: 1000 };

/** Noon in Shanghai, years ahead: the database forgets ended sessions by its own clock, once a minute. */
export const START: Ms = Date.parse('2036-03-01T12:00:00+08:00');

export type Answer<K extends EndpointName> =
  | { ok: true; status: number; value: Output<K> }
  | { ok: false; status: number; refusal: { code: RefusalCode; message: string; field?: string; requestId: string } };

export interface Person {
  /** Theirs at the stand-in. */
  readonly id: string;
  readonly userId: string;
  readonly openid: string;
  readonly token: string;
  /** Calls an endpoint as this person, over HTTP. */
  call<K extends EndpointName>(name: K, input: Input<K>): Promise<Answer<K>>;
}

export interface World {
  readonly app: App;
  readonly standIn: StandIn;
  readonly credentials: MerchantCredentials;
  readonly url: string;
  /** Lines of the log at level error: bugs, or consequences that failed. */
  readonly errors: string[];
  now(): Ms;
  /** Moves both clocks, ours and WeChat's. */
  advance(by: Ms): Promise<void>;
  /** A new person as WeChat knows them: named, never signed in on a device, without an address. `id` is theirs at the stand-in. */
  newcomer(name: string): Promise<{ id: string; openid: string; userId: string }>;
  /** A new person with an address, signed in. */
  person(name: string): Promise<Person>;
  call<K extends EndpointName>(name: K, input: Input<K>, token?: string): Promise<Answer<K>>;
  /** Makes the campaign new with these terms, and its counters. */
  offer(terms?: Partial<GroupBuyTerms>, extras?: { stock?: number; quota?: number }): Promise<void>;
  /** Places an order for one piece at the group price and returns it; throws if it is refused. */
  place(
    person: Person,
    wanted?: { groupId?: string; quantity?: number; shareToken?: string; requestId?: string },
  ): Promise<Output<'order.place'>>;
  /** Pays at WeChat, as the person does; the notification is delivered by `settle` or at once by the stand-in. */
  pay(person: Person, orderId: string): Promise<void>;
  /** One cron run, as the host makes it. */
  cron(): Promise<CronReport>;
  /** Delivers what WeChat has to say and runs cron until neither has anything left, moving the clock over back-offs. */
  settle(): Promise<void>;
  /** Differences between our books, WeChat's, and themselves; empty when all is right. */
  differences(settled?: boolean): Promise<string[]>;
  /** Empties the shop for the next test: people and payment account stay. */
  reset(): Promise<void>;
  /** Remembers all that a reset empties, WeChat's books and the clock too. @returns what brings it all back, any number of times */
  remember(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Opens a world for a test file in `beforeAll`; close it in `afterAll`. @param options e.g. the H5 build to serve */
export async function openWorld(database: TestDatabase, options: SiteOptions = {}): Promise<World> {
  const folder = temporaryFolder();
  const standIn = await spawnStandIn({ dataDir: folder.path });
  const credentials = await standIn.control.merchant({ name: '山野集' });
  let time = START;
  const errors: string[] = [];
  const log: Log = {
    info() {},
    warn() {},
    error: (detail, message) =>
      errors.push(`${message} ${JSON.stringify(detail, (_, value) => (value instanceof Error ? value.stack : value))}`),
  };
  const hono = new Hono();
  const server = createAdaptorServer({ fetch: hono.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dataSecret = '00'.repeat(32);
  const config = parseConfig({
    NODE_ENV: 'test',
    MONGODB_URI: database.uri,
    MONGODB_DATABASE: database.name,
    JWT_SECRET: 'jwt-secret-of-the-tests-0123456789abcdef',
    SHARE_SECRET: 'share-secret-of-the-tests-0123456789abcd',
    CRON_SECRET: 'cron-secret-of-the-tests-0123456789abcde',
    DATA_SECRET: dataSecret,
    PUBLIC_BASE_URL: url,
    WECHAT_API_BASE: standIn.url,
    WECHATPAY_API_BASE: standIn.url,
    WECHAT_APPID: credentials.appid,
    WECHAT_SECRET: credentials.secret,
    WECHAT_PUSH_TOKEN: 'pushtokenofthetests',
  });
  const { app } = compose(config, { client: database.client, now: () => time, log });
  const site = createSite(app, { standIn: standIn.url, rateLimit: async () => true, ...options });
  hono.all('*', (context) => site.fetch(context.req.raw, context.env));
  await syncIndexes(app.store);
  await standIn.control.clock({ now: time, frozen: true });
  await standIn.control.pushTo({ url: `${url}/wechat/push`, token: 'pushtokenofthetests' });

  /** Somebody whom WeChat and the shop know by name; the first sign-in makes the person. */
  async function introduce(name: string) {
    const id = `${name}-${randomBytes(4).toString('hex')}`;
    const avatar = '/pictures/1f9d1-1f3fb.webp';
    const [registered] = await standIn.control.registerPeople([{ id, name, avatar }]);
    if (!registered) throw new Error('the stand-in registered nobody');
    const { openid } = registered;
    const session = await world.call('session.create', { code: await standIn.control.loginCode(id) });
    if (!session.ok) throw new Error(`${name} cannot sign in: ${session.refusal.code}`);
    const consents = [{ edition: POLICY_EDITION, answer: 'agree' as const, at: time }];
    const known = { 'identities.openid': openid };
    const user = await app.store.users.findOneAndUpdate(known, { $set: { name, avatar, consents } });
    if (!user) throw new Error(`${name} was not kept`);
    return { id, openid, userId: user._id, session: session.value };
  }

  const world: World = {
    app,
    standIn,
    credentials,
    url,
    errors,
    now: () => time,
    async advance(by) {
      time += by;
      await standIn.control.clock({ now: time, frozen: true });
    },
    async newcomer(name) {
      const { id, openid, userId } = await introduce(name);
      return { id, openid, userId };
    },
    async person(name) {
      const introduced = await introduce(name);
      let { token, expiresAt, renewal } = introduced.session;
      const fresh = async () => {
        if (expiresAt > time) return token;
        const renewed = await world.call('session.renew', { renewal });
        if (!renewed.ok) throw new Error(`${name} cannot renew the session: ${renewed.refusal.code}`);
        ({ token, expiresAt, renewal } = renewed.value);
        return token;
      };
      const person: Person = {
        id: introduced.id,
        userId: introduced.userId,
        openid: introduced.openid,
        token,
        call: async (endpoint, input) => world.call(endpoint, input, await fresh()),
      };
      const address = {
        name,
        phone: '13800001111',
        region: ['江苏省', '无锡市', '滨湖区'],
        detail: '阳山镇桃源路 1 号',
      };
      const saved = await person.call('address.save', { requestId: 'first-address', address });
      if (!saved.ok) throw new Error(`${name} has no address: ${saved.refusal.code}`);
      return person;
    },
    async call(name, input, token) {
      const response = await fetch(`${url}/api/${name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(input),
      });
      const body = await response.json();
      const { status } = response;
      return response.ok ? { ok: true, status, value: body } : { ok: false, status, refusal: body };
    },
    async offer(terms = {}, { stock = 1000, quota = 1000 } = {}) {
      await offer(app, { ...TERMS, ...terms }, stock, quota);
    },
    async place(person, { groupId, quantity = 1, shareToken, requestId } = {}) {
      const [campaign, group] = await Promise.all([
        app.store.campaigns.findOne({ _id: CAMPAIGN }),
        groupId === undefined ? null : app.store.groups.findOne({ _id: groupId }),
      ]);
      const terms = group?.terms ?? (campaign?.kind === 'groupBuy' ? campaign.terms : TERMS);
      const unit = unitPriceOf(terms, SKU, { step: group?.step ?? 0, starts: groupId === undefined }) ?? 0;
      const placed = await person.call('order.place', {
        requestId: requestId ?? randomBytes(8).toString('hex'),
        lines: [{ skuId: SKU, quantity }],
        campaignId: CAMPAIGN,
        groupId,
        seenTotal: unit * quantity,
        shareToken,
      });
      if (!placed.ok) throw new Error(`the order is refused: ${placed.refusal.code}`);
      return placed.value;
    },
    async pay(person, orderId) {
      const order = await app.store.orders.findOne({ _id: orderId });
      const outTradeNo = order?.payments[0]?.outTradeNo;
      if (!outTradeNo) throw new Error(`${orderId} has no payment`);
      await standIn.control.pay({ outTradeNo, mchid: credentials.mchid, openid: person.openid });
    },
    async cron() {
      const response = await fetch(`${url}/cron`, { headers: { authorization: `Bearer ${config.CRON_SECRET}` } });
      if (!response.ok) throw new Error(`cron answers ${response.status}`);
      return (await response.json()) as CronReport;
    },
    async settle() {
      for (let round = 0; round < 40; round++) {
        const delivered = await standIn.control.flush({ everything: true });
        const report = await runCron(app);
        const idle = delivered.length === 0 && Object.values(report).every((count) => count === 0);
        if (idle && (await waiting(app)) === 0) return;
        await world.advance(11 * MINUTE);
      }
      throw new Error(`the shop does not come to rest: ${errors.join('\n')}`);
    },
    async differences(settled = true) {
      const books = await standIn.control.books(credentials.mchid);
      return compareBooks(app.store, MERCHANT, books, { settled });
    },
    async reset() {
      await standIn.control.reset();
      time = START;
      errors.length = 0;
      await standIn.control.clock({ now: time, frozen: true });
      await Promise.all(EMPTIED.map((name) => app.store.db.collection(name).deleteMany({})));
      await world.offer();
    },
    async remember() {
      const { db } = app.store;
      const [then, memory] = [time, await standIn.control.memory()];
      // Of a shop too: cron keeps there how far it has come.
      const names = [...EMPTIED, 'merchants'];
      const documents = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
      return async () => {
        time = then;
        errors.length = 0;
        await Promise.all([
          standIn.control.recall(memory).then(() => standIn.control.clock({ now: then, frozen: true })),
          ...names.map(async (name, index) => {
            await db.collection(name).deleteMany({});
            const kept = documents[index] ?? [];
            if (kept.length > 0) await db.collection(name).insertMany(kept);
          }),
        ]);
      };
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await standIn.stop();
      folder.remove();
    },
  };
  await furnish(app, credentials, dataSecret);
  await world.offer();
  return world;
}

/** Work that is not due yet: calls that are tried again later, events that back off. */
async function waiting({ store }: App): Promise<number> {
  const [intents, events] = await Promise.all([
    store.intents.countDocuments({ dueAt: { $exists: true } }),
    store.orders.countDocuments({
      $or: [{ drainAt: { $exists: true } }, { dueAt: { $exists: true }, status: { $ne: 'awaitingPayment' } }],
    }),
  ]);
  return intents + events;
}

/** What stays for the whole file: merchant, payment account, product. */
async function furnish({ store }: App, credentials: MerchantCredentials, dataSecret: string): Promise<void> {
  const { mchid, appid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey } = credentials;
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
    // Days pass in tests of all kinds: those of the reconciliation begin it themselves.
    reconciledTo: '2099-12-31',
  });
  await store.merchants.insertOne({
    _id: MERCHANT,
    name: '山野集',
    caption: '产地直发',
    logo: '/pictures/1f33f.webp',
    paymentAccountId: ACCOUNT,
    categories: [{ id: 'fruit', name: '水果' }],
    afterSaleDays: 7,
    receiptDays: 10,
    freight: [],
    pickupPoints: [],
    commission: { version: 1, rates: [800], cap: 3000, holdDays: 7 },
    referral: FIRST_POLICY,
    // Tests plant what no audit would pass: those of the audit begin it themselves.
    auditedSince: START,
  });
  const product = {
    _id: PRODUCT,
    merchantId: MERCHANT,
    categoryId: 'fruit',
    title: '阳山水蜜桃',
    caption: '现摘现发',
    description: '无锡阳山。',
    pictures: ['/pictures/1f351.webp'],
    promises: ['坏果包赔'],
    skus: [{ id: SKU, name: '5 斤装', price: 3990 }],
    status: 'onSale' as const,
    rank: 1,
    campaignId: CAMPAIGN,
  };
  await store.products.insertOne({ ...product, grams: productGrams(product) });
}

async function offer({ store, now }: App, terms: GroupBuyTerms, stock: number, quota: number): Promise<void> {
  const campaign = {
    merchantId: MERCHANT,
    kind: 'groupBuy' as const,
    productId: PRODUCT,
    title: '阳山水蜜桃 3 人团',
    status: 'live' as const,
    startsAt: START - DAY,
    endsAt: START + 365 * DAY,
    edition: 1,
    terms,
    version: 0,
    outbox: [],
    createdAt: now(),
  };
  await store.campaigns.replaceOne({ _id: CAMPAIGN }, campaign, { upsert: true });
  const edition = { campaignId: CAMPAIGN, edition: 1, kind: 'groupBuy' as const, terms, publishedAt: now() };
  await store.campaignVersions.replaceOne({ _id: `${CAMPAIGN}/1` }, edition, { upsert: true });
  for (const [_id, max] of [
    [stockOf(SKU), stock],
    [quotaOf(CAMPAIGN), quota],
  ] as const) {
    await store.counters.replaceOne({ _id }, { max, taken: 0, sold: 0, holds: [] }, { upsert: true });
  }
}
