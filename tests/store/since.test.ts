/** What happens at the very moment at which a day begins is of that day, with the indexes that there are. */
import { ordersPlacedOn } from '../../functions/store/campaignFigures';
import {
  type Collections,
  type CommissionDoc,
  collectionsOf,
  type OrderDoc,
  syncIndexes,
} from '../../functions/store/collections';
import { earnedByDay } from '../../functions/store/commission';
import { DAY, startOfDay } from '../../shared/time';
import { useDatabase } from '../support/database';

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const DATE = '2026-03-02';
const MIDNIGHT = startOfDay(DATE);
const TIMES = { before: MIDNIGHT - 1, first: MIDNIGHT, last: MIDNIGHT + DAY - 1, after: MIDNIGHT + DAY };

const database = useDatabase();
let store: Collections;
beforeAll(async () => {
  store = collectionsOf(database.client, database.db);
  await syncIndexes(store);
  for (const [_id, createdAt] of Object.entries(TIMES)) {
    const order = { _id, merchantId: 'mer_1', groupBuy: {}, createdAt };
    await store.orders.insertOne({ ...order, payments: [{ outTradeNo: _id }] } as unknown as OrderDoc);
    const commission = { _id, merchantId: 'mer_1', userId: 'usr_1', amount: 100, reversed: 0, createdAt };
    await store.commissions.insertOne(commission as unknown as CommissionDoc);
  }
});

it('the orders of campaigns that were placed on a day', async () => {
  const found: string[] = [];
  for await (const batch of ordersPlacedOn(store, { merchantId: 'mer_1', day: DATE })) {
    found.push(...batch.map(({ _id }) => _id));
  }
  expect(found.sort()).toEqual(['first', 'last']);
});

it('what a promoter has earned', async () => {
  const earned = await earnedByDay(store, {
    merchantId: 'mer_1',
    userId: 'usr_1',
    from: MIDNIGHT,
    before: MIDNIGHT + DAY,
  });
  expect([...earned]).toEqual([[DATE, 200]]);
});
