/**
 * The shop that the bench sells in: one product, one campaign of groups of three, and as many teams of people as are
 * needed. A team is four: a sharer who buys nothing, the leader that the sharer has brought, and two friends that the
 * leader has brought; so every payment of a team owes somebody a commission, and no two teams share a wallet.
 * Every id is derived, so that what one database did can be done again, command for command, on another.
 */
import type { MongoClient } from 'mongodb';
import { parseConfig } from '../../functions/config';
import { compose } from '../../functions/http/compose';
import { type Collections, collectionsOf, syncIndexes } from '../../functions/store/collections';
import { connect } from '../../functions/store/mongo';
import { seal } from '../../functions/store/sealed';
import { quotaOf, stockOf } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { drain } from '../../functions/usecases/drain';
import type { PayClient } from '../../functions/wechat/pay';
import { POLICY_EDITION } from '../../shared/domain/consent';
import { type GroupBuyTerms, USUAL_TERMS } from '../../shared/domain/groupBuy';
import { deriveId, numberOf } from '../../shared/domain/ids';
import { FIRST_POLICY } from '../../shared/domain/referral';
import { productGrams } from '../../shared/domain/search';
import { DAY, HOUR, type Ms } from '../../shared/time';
import { rsaPair } from '../wechatStandIn/keys';
import type { MerchantCredentials } from '../wechatStandIn/types';

export const MERCHANT = 'mer_bench';
export const ACCOUNT = 'pac_bench';
export const SKU = 'sku_peach';
export const CAMPAIGN = 'cmp_peach';
export const PRICE = 2990;

export const PRODUCT = 'prd_peach';
const TERMS: GroupBuyTerms = {
  ...USUAL_TERMS,
  size: 3,
  prices: { [SKU]: PRICE },
  quota: 1_000_000,
};

/** One paid join, all of it known before it happens. */
export interface Join {
  readonly userId: string;
  readonly openid: string;
  readonly requestId: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  /** Absent for the leader, whose order starts the group. */
  readonly groupId?: string | undefined;
  readonly shareToken: string;
}

/** The three joins that make one group, in order. */
export type Team = readonly Join[];

const userOf = (team: number, member: number): string => `usr_bench${team}x${member}`;
const shareOf = (userId: string): string => `shr${userId.slice(4)}`;

/** A join under derived ids; `transaction` makes WeChat's number of it. */
function joinOf(
  userId: string,
  requestId: string,
  given: { transaction: string; groupId: string | undefined; sharedBy: string },
): Join {
  const orderId = deriveId('ord', userId, 'order.place', requestId);
  return {
    userId,
    openid: `o-${userId}`,
    requestId,
    orderId,
    outTradeNo: numberOf(orderId, 'P', 1),
    transactionId: given.transaction,
    groupId: given.groupId,
    shareToken: shareOf(given.sharedBy),
  };
}

function teamOf(team: number): Team {
  const joins: Join[] = [];
  for (const member of [1, 2, 3]) {
    const [leader] = joins;
    joins.push(
      joinOf(userOf(team, member), `bench-${team}-${member}`, {
        transaction: `42000${team}${member}`,
        groupId: leader && deriveId('grp', leader.orderId),
        sharedBy: userOf(team, Math.min(member - 1, 1)),
      }),
    );
  }
  return joins;
}

/** So many joins of one group, the leader's first. There are four people to a team, and each can join once. */
export function crowdOf(count: number): Team {
  const joins: Join[] = [];
  for (let index = 0; index < count; index++) {
    const [leader] = joins;
    joins.push(
      joinOf(userOf(Math.floor(index / 4), index % 4), `bench-crowd-${index}`, {
        transaction: `42001${index}`,
        groupId: leader && deriveId('grp', leader.orderId),
        sharedBy: userOf(0, 0),
      }),
    );
  }
  return joins;
}

export const teamsOf = (count: number): Team[] => Array.from({ length: count }, (_, index) => teamOf(index));

/** Keys of a merchant that no stand-in knows, where nothing is signed. */
export function unknownMerchant(): MerchantCredentials {
  const { privateKey, publicKey } = rsaPair();
  return {
    mchid: '1900000001',
    name: '山野集',
    appid: 'wxbench',
    secret: 'secret',
    serialNo: '00',
    privateKey,
    apiV3Key: '0'.repeat(32),
    publicKeyId: 'PUB_KEY_ID_00',
    publicKey,
  };
}

const DATA_SECRET = '00'.repeat(32);

/** The environment of a server that is measured. */
export function environment(given: {
  uri: string;
  database: string;
  credentials: MerchantCredentials;
  wechat?: string;
}): Record<string, string> {
  const { uri, database, credentials, wechat = 'http://127.0.0.1:9' } = given;
  return {
    NODE_ENV: 'test',
    MONGODB_URI: uri,
    MONGODB_DATABASE: database,
    JWT_SECRET: 'jwt-secret-of-the-bench-0123456789abcdef',
    SHARE_SECRET: 'share-secret-of-the-bench-0123456789abcd',
    CRON_SECRET: 'cron-secret-of-the-bench-0123456789abcde',
    DATA_SECRET,
    PUBLIC_BASE_URL: 'http://127.0.0.1:9',
    WECHAT_API_BASE: wechat,
    WECHATPAY_API_BASE: wechat,
    WECHAT_APPID: credentials.appid,
    WECHAT_SECRET: credentials.secret,
  };
}

interface Furnishing {
  readonly credentials: MerchantCredentials;
  readonly teams: number;
  readonly now: Ms;
  readonly terms?: GroupBuyTerms | undefined;
}

/** Fills an empty database with the shop and its teams, indexes included. */
async function furnish(store: Collections, { credentials, teams, now, terms = TERMS }: Furnishing): Promise<void> {
  await syncIndexes(store);
  const { mchid, appid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey } = credentials;
  await store.paymentAccounts.insertOne({
    _id: ACCOUNT,
    merchantId: MERCHANT,
    mchid,
    appid,
    serialNo,
    privateKey: seal(privateKey, DATA_SECRET, `${ACCOUNT}/privateKey`),
    apiV3Key: seal(apiV3Key, DATA_SECRET, `${ACCOUNT}/apiV3Key`),
    publicKeyId,
    publicKey,
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
  await store.campaigns.insertOne({
    _id: CAMPAIGN,
    merchantId: MERCHANT,
    kind: 'groupBuy',
    productId: PRODUCT,
    title: '阳山水蜜桃 3 人团',
    status: 'live',
    startsAt: now - DAY,
    endsAt: now + DAY,
    edition: 1,
    terms,
    version: 0,
    outbox: [],
    createdAt: now,
  });
  await store.counters.insertMany(
    [stockOf(SKU), quotaOf(CAMPAIGN)].map((_id) => ({ _id, max: 1_000_000, taken: 0, sold: 0, holds: [] })),
  );
  const members = Array.from({ length: teams }, (_, team) => [0, 1, 2, 3].map((member) => ({ team, member }))).flat();
  await store.users.insertMany(
    members.map(({ team, member }) => ({
      _id: userOf(team, member),
      identities: [{ appid, openid: `o-${userOf(team, member)}` }],
      name: '周小满',
      avatar: '/pictures/1f9d1-1f3fb.webp',
      addresses: [
        {
          id: 'adr_home',
          name: '周小满',
          phone: '13800001111',
          region: ['江苏省', '无锡市', '滨湖区'],
          detail: '桃源路 1 号',
        },
      ],
      consents: [{ edition: POLICY_EDITION, answer: 'agree' as const, at: now }],
      createdAt: now,
    })),
  );
  await store.shares.insertMany(
    members
      .filter(({ member }) => member < 2)
      .map(({ team, member }) => ({
        _id: shareOf(userOf(team, member)),
        merchantId: MERCHANT,
        userId: userOf(team, member),
        target: { kind: 'product' as const, id: PRODUCT },
        channel: 'message' as const,
        title: '阳山水蜜桃',
        depth: 0,
        root: shareOf(userOf(team, member)),
        createdAt: now,
      })),
  );
  await store.visitors.insertMany(
    members.map(({ team, member }) => {
      const userId = userOf(team, member);
      const common = { _id: `${MERCHANT}/${userId}`, merchantId: MERCHANT, userId };
      if (member === 0) return { ...common, hasReferees: true, history: [] };
      const referrerId = userOf(team, Math.min(member - 1, 1));
      const shareId = shareOf(referrerId);
      const bound = { referrerId, bindingId: `bnd_${userId}`, boundAt: now, shareId };
      return { ...common, ...bound, hasReferees: member === 1, history: [{ referrerId, shareId, at: now }] };
    }),
  );
}

/** A new database with the shop and its teams. */
export async function openStore(client: MongoClient, database: string, given: Furnishing): Promise<void> {
  await client.db(database).dropDatabase();
  await furnish(collectionsOf(client, client.db(database)), given);
}

/** WeChat Pay without HTTP and RSA: every prepay is taken, nothing else is asked. */
function silentPay(): PayClient {
  const never = () => Promise.reject(new Error('the bench asks WeChat for prepays only'));
  return {
    prepay: async ({ out_trade_no }) => ({ ok: true, value: { prepayId: `wx${out_trade_no}` } }),
    payParams: (prepayId) => ({
      appId: 'wxbench',
      timeStamp: '0',
      nonceStr: '0',
      package: `prepay_id=${prepayId}`,
      signType: 'RSA',
      paySign: '',
    }),
    query: never,
    prove: never,
    close: never,
    refund: never,
    queryRefund: never,
    abnormalRefund: never,
    transfer: never,
    queryTransfer: never,
    cancelTransfer: never,
    tradeBill: never,
    fundFlowBill: never,
    transferBill: never,
    certificates: never,
  };
}

export interface Shop {
  readonly app: App;
  close(): Promise<void>;
}

/** A shop on a new database, its use cases in this process, and WeChat silent. Closing it drops the database. */
export async function openShop(given: {
  uri: string;
  database: string;
  teams: number;
  credentials: MerchantCredentials;
  /** A frozen time, or a clock. */
  now: Ms | (() => Ms);
  terms?: GroupBuyTerms;
  /** Lets the commands be counted, which costs the driver something. */
  monitored?: boolean;
}): Promise<Shop> {
  const { uri, database, teams, terms, credentials, monitored = false } = given;
  const clock = given.now;
  const now = typeof clock === 'number' ? () => clock : clock;
  // As deployed: five connections.
  const client = await connect(uri, { monitorCommands: monitored }).connect();
  const fail = (detail: object, message: string) => {
    throw new Error(`${message}: ${JSON.stringify(detail, (_, one) => (one instanceof Error ? one.stack : one))}`);
  };
  const log = { info() {}, warn: fail, error: fail };
  const config = parseConfig(environment({ uri, database, credentials }));
  const composed = compose(config, { client, now, log });
  await openStore(client, database, { credentials, teams, terms, now: now() });
  const opened = await composed.app.payOf(ACCOUNT);
  if (!opened) throw new Error('the shop has no payment account');
  const silent = { account: opened.account, pay: silentPay() };
  const app: App = {
    ...composed.app,
    payOf: async () => silent,
    // As long as it takes: a request leaves to cron what three seconds do not suffice for, and that must count too.
    drain: (touched) => drain(app, touched, HOUR),
  };
  return {
    app,
    async close() {
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
}
