import { collectionsOf } from '../../functions/store/collections';
import { upgrade } from '../../scripts/upgrade';
import * as ledger from '../../shared/domain/ledger';
import { FIRST_POLICY } from '../../shared/domain/referral';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';

const database = useDatabase();
const store = () => collectionsOf(database.client, database.client.db(database.name));
const at = Date.parse('2026-01-17T12:00:00+08:00');

/** As 0.2.0 wrote them. */
const address = { name: '林姐', phone: '13800001111', region: ['江苏省', '无锡市', '滨湖区'], detail: '桃源路 1 号' };
const old = {
  merchants: {
    _id: 'mer_a',
    name: '山野集',
    afterSaleDays: 7,
    payoutStop: { since: at, reason: 'reconciliation', date: '2026-01-16' },
    payoutStopHistory: [
      { since: 1, reason: 'reconciliation', date: '2026-01-02', lifted: { by: 'usr_a', at, reason: '查过了' } },
    ],
  },
  products: {
    _id: 'prd_a',
    title: '阳山水蜜桃',
    caption: '现摘',
    skus: [{ id: 'sku_a', name: '5 斤装', price: 3990 }],
  },
  // As every version before there were bargains wrote it.
  campaignVersions: { _id: 'cmp_a/1', campaignId: 'cmp_a', edition: 1, terms: { size: 3 }, publishedAt: at },
  users: { _id: 'usr_a', name: '林姐', address },
  orders: {
    _id: 'ord_a',
    userId: 'usr_a',
    version: 4,
    status: 'shipped',
    lines: [{ id: '1', quantity: 2 }],
    address,
    afterSaleDays: 7,
    shippedAt: at,
    parcel: { company: '顺丰', trackingNumber: 'SF1' },
  },
  commissions: { _id: 'com_a', orderId: 'ord_a', userId: 'usr_b', status: 'available', reversed: 0, refunds: [] },
  journals: {
    _id: 'commissionReleased/com_a',
    kind: 'commissionReleased',
    merchantId: 'mer_a',
    about: 'com_a',
    at,
    postings: ledger.commissionReleased('usr_b', 100, ledger.EMPTY_WALLET),
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
    expect(await upgrade(store())).toBe(9);
    expect(await store().shares.findOne({})).toMatchObject({ channel: 'message' });
    expect(await store().merchants.findOne({})).toMatchObject({
      receiptDays: 10,
      freight: [],
      pickupPoints: [],
      referral: FIRST_POLICY,
      payoutStop: { since: at, causes: [{ since: at, reason: 'reconciliation', date: '2026-01-16' }] },
      payoutStopHistory: [
        {
          since: 1,
          causes: [{ since: 1, reason: 'reconciliation', date: '2026-01-02' }],
          lifted: { by: 'usr_a', at, reason: '查过了' },
        },
      ],
    });
    expect(await store().campaignVersions.findOne({})).toEqual({ ...old.campaignVersions, kind: 'groupBuy' });
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
    expect(await store().commissions.findOne({})).toMatchObject({ buyerId: 'usr_a', userId: 'usr_b' });
    expect(await store().journals.findOne({})).toEqual({ ...old.journals, wallet: 'usr_b' });
  });

  it('are left alone the second time', async () => {
    await upgrade(store());
    const before = await store().orders.findOne({});
    const bargain = { ...old.campaignVersions, _id: 'cmp_b/1', campaignId: 'cmp_b', kind: 'bargain' };
    await store().campaignVersions.insertOne(bargain as never);
    expect(await upgrade(store())).toBe(0);
    expect(await store().orders.findOne({})).toEqual(before);
    expect(await store().campaignVersions.findOne({ _id: 'cmp_b/1' })).toEqual(bargain);
  });

  it.each([
    ['held', ledger.commissionHeld('usr_b', 5)],
    ['taken back from what is held', ledger.commissionReversed('usr_b', 5, ledger.EMPTY_WALLET, false)],
    ['taken back as a debt', ledger.commissionReversed('usr_b', 5, ledger.EMPTY_WALLET, true)],
  ])('find the wallet of what was %s', async (_, postings) => {
    await store().journals.updateOne({}, { $set: { postings } });
    await upgrade(store());
    expect(await store().journals.findOne({})).toMatchObject({ wallet: 'usr_b' });
  });
});
