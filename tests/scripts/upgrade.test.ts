import { collectionsOf } from '../../functions/store/collections';
import { upgrade } from '../../scripts/upgrade';
import { FIRST_POLICY } from '../../shared/domain/referral';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';

const database = useDatabase();
const store = () => collectionsOf(database.client, database.client.db(database.name));
const at = Date.parse('2026-01-17T12:00:00+08:00');

/** As 0.2.0 wrote them. */
const address = { name: '林姐', phone: '13800001111', region: ['江苏省', '无锡市', '滨湖区'], detail: '桃源路 1 号' };
const old = {
  merchants: { _id: 'mer_a', name: '山野集', afterSaleDays: 7 },
  products: {
    _id: 'prd_a',
    title: '阳山水蜜桃',
    caption: '现摘',
    skus: [{ id: 'sku_a', name: '5 斤装', price: 3990 }],
  },
  users: { _id: 'usr_a', name: '林姐', address },
  orders: {
    _id: 'ord_a',
    version: 4,
    status: 'shipped',
    lines: [{ id: '1', quantity: 2 }],
    address,
    afterSaleDays: 7,
    shippedAt: at,
    parcel: { company: '顺丰', trackingNumber: 'SF1' },
  },
  shares: { _id: 'aCardOfOld', merchantId: 'mer_a', userId: 'usr_a', target: { kind: 'shop', id: 'mer_a' } },
};

beforeEach(async () => {
  for (const [name, doc] of Object.entries(old)) {
    await database.client.db(database.name).collection(name).deleteMany({});
    await database.client.db(database.name).collection<{ _id: string }>(name).insertOne(doc);
  }
});

describe('documents of the version before', () => {
  it('have this version’s shape afterwards', async () => {
    expect(await upgrade(store())).toBe(5);
    expect(await store().shares.findOne({})).toMatchObject({ channel: 'message' });
    expect(await store().merchants.findOne({})).toMatchObject({
      receiptDays: 10,
      freight: [],
      pickupPoints: [],
      referral: FIRST_POLICY,
    });
    expect((await store().products.findOne({}))?.grams).toEqual(expect.arrayContaining(['水蜜', '蜜桃', '5']));
    const user = await store().users.findOne({});
    expect(user).toMatchObject({ addresses: [{ id: 'adr_home', ...address }] });
    expect(user).not.toHaveProperty('address');
    const order = await store().orders.findOne({});
    expect(order).toMatchObject({
      delivery: 'express',
      keys: ['13800001111', '林姐'],
      afterSales: [],
      parcels: [{ company: '顺丰', trackingNumber: 'SF1', lines: [{ lineId: '1', quantity: 2 }], at }],
      moveAt: at + 10 * DAY,
    });
    expect(order).not.toHaveProperty('parcel');
  });

  it('are left alone the second time', async () => {
    await upgrade(store());
    const before = await store().orders.findOne({});
    expect(await upgrade(store())).toBe(0);
    expect(await store().orders.findOne({})).toEqual(before);
  });
});
