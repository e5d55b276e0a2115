/** The schema's indexes are there as they are declared, and the queries that cron and the pages make use them. */
import {
  type CollectionName,
  type Collections,
  collectionsOf,
  indexes,
  syncIndexes,
} from '../../functions/store/collections';
import { useDatabase } from '../support/database';

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});

const names = Object.keys(indexes) as CollectionName[];

it('creates every index with its options, and does so twice without harm', async () => {
  expect(await syncIndexes(store)).toEqual([]);
  expect(await syncIndexes(store)).toEqual([]);
  for (const name of names) {
    if (indexes[name].length === 0) continue;
    const existing = await store.db.collection(name).indexes();
    for (const { key, ...options } of indexes[name]) {
      const found = existing.find((one) => JSON.stringify(one.key) === JSON.stringify(key));
      expect([name, key, found]).toEqual([name, key, expect.objectContaining(options)]);
    }
    expect(existing).toHaveLength(indexes[name].length + 1);
  }
});

it('reports what the schema does not know, and drops nothing', async () => {
  await syncIndexes(store);
  await store.db.collection('orders').createIndex({ total: 1 }, { name: 'by_total' });
  expect(await syncIndexes(store)).toEqual(['orders.by_total']);
  expect((await store.db.collection('orders').indexes()).map(({ name }) => name)).toContain('by_total');
  await store.db.collection('orders').dropIndex('by_total');
});

it('lets one payment number belong to one order, and orders without a payment be many', async () => {
  await syncIndexes(store);
  const orders = store.db.collection<{ _id: string; payments: { outTradeNo: string }[] }>('orders');
  await orders.insertMany([
    { _id: 'ord_1', payments: [] },
    { _id: 'ord_2', payments: [] },
    { _id: 'ord_3', payments: [{ outTradeNo: 'P1' }] },
  ]);
  await expect(orders.insertOne({ _id: 'ord_4', payments: [{ outTradeNo: 'P1' }] })).rejects.toThrow(
    /E11000|duplicate/,
  );
  await orders.deleteMany({});
});

it('lets one identity belong to one person', async () => {
  await syncIndexes(store);
  const users = store.db.collection<{ _id: string; identities: { appid: string; openid: string }[] }>('users');
  await users.insertOne({ _id: 'usr_1', identities: [{ appid: 'wx1', openid: 'o1' }] });
  await expect(users.insertOne({ _id: 'usr_2', identities: [{ appid: 'wx1', openid: 'o1' }] })).rejects.toThrow(
    /E11000|duplicate/,
  );
  await users.insertOne({ _id: 'usr_3', identities: [{ appid: 'wx2', openid: 'o1' }] });
  await users.deleteMany({});
});

/** The queries that are made by anything but `_id`, and the fields that their index begins with. */
const queries: [CollectionName, object, object, string[]][] = [
  ['paymentAccounts', { mchid: '1', appid: 'wx1' }, {}, ['mchid', 'appid']],
  ['products', { merchantId: 'm', status: 'onSale', rank: { $gt: -1 } }, { rank: 1 }, ['merchantId', 'status']],
  ['products', { 'skus.id': 's' }, {}, ['skus.id']],
  ['counters', { 'holds.until': { $lte: 1 } }, {}, ['holds.until']],
  ['users', { identities: { $elemMatch: { appid: 'wx1', openid: 'o1' } } }, {}, ['identities.appid']],
  ['memberships', { userId: 'u' }, {}, ['userId']],
  ['sessions', { renewals: 'x', expireAt: { $gt: new Date(0) } }, {}, ['renewals']],
  ['sessions', { userId: 'u' }, { startedAt: -1 }, ['userId', 'startedAt']],
  ['loginCodes', { code: 'x' }, {}, ['code']],
  ['groups', { campaignId: 'c', status: 'open', expiresAt: { $gt: 1 } }, { taken: -1, expiresAt: 1 }, ['campaignId']],
  ['groups', { status: 'open', expiresAt: { $lte: 1 } }, { expiresAt: 1 }, ['status', 'expiresAt']],
  ['groups', { drainAt: { $lte: 1 } }, { drainAt: 1 }, ['drainAt']],
  ['orders', { userId: 'u', status: 'paid' }, { createdAt: -1, _id: -1 }, ['userId', 'status', 'createdAt']],
  ['orders', { 'payments.outTradeNo': 'P1' }, {}, ['payments.outTradeNo']],
  ['orders', { dueAt: { $lte: 1 } }, { dueAt: 1 }, ['dueAt']],
  ['orders', { drainAt: { $lte: 1 } }, { drainAt: 1 }, ['drainAt']],
  ['refunds', { drainAt: { $lte: 1 } }, { drainAt: 1 }, ['drainAt']],
  ['commissions', { orderId: 'o' }, {}, ['orderId']],
  ['commissions', { userId: 'u', merchantId: 'm' }, { createdAt: -1, _id: -1 }, ['userId', 'merchantId', 'createdAt']],
  ['commissions', { status: 'held', dueAt: { $lte: 1 } }, { dueAt: 1 }, ['status', 'dueAt']],
  ['commissions', { drainAt: { $lte: 1 } }, { drainAt: 1 }, ['drainAt']],
  ['journals', { merchantId: 'm' }, {}, ['merchantId']],
  ['accounts', { merchantId: 'm' }, {}, ['merchantId']],
  ['intents', { dueAt: { $lte: 1 } }, { dueAt: 1 }, ['dueAt']],
];

/** The planner of the small engine passes over partial indexes, $elemMatch and long sorts; mongod does not. */
const plannedBySmallEngine = (name: CollectionName, query: object) =>
  !['users', 'sessions'].includes(name) && !/payments|campaignId|"held"/.test(JSON.stringify(query));

it.each(queries)('serves a query of %s %j with an index', async (name, query, sort, lead) => {
  const begins = indexes[name].some(({ key }) => lead.every((field, at) => Object.keys(key)[at] === field));
  expect(begins).toBe(true);
  if (!plannedBySmallEngine(name, query)) return;
  await syncIndexes(store);
  const plan = await store.db
    .collection(name)
    .find(query)
    .sort({ ...sort })
    .explain('queryPlanner');
  expect(JSON.stringify(plan)).toContain('IXSCAN');
});
