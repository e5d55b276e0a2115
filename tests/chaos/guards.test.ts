/** Guards of the money path that stand behind another one: no whole story reaches them, so they are tried alone. */

import { collectionsOf, type IntentDoc, type OrderDoc, type RefundDoc } from '../../functions/store/collections';
import { acknowledge, outboxOf } from '../../functions/store/outbox';
import { reserve } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { capturePayment, closeUnpaid, watchPayments } from '../../functions/usecases/payment';
import { refundNotified } from '../../functions/usecases/refund';
import { freeReservations } from '../../functions/usecases/reservation';
import {
  decideOrder,
  evolveOrder,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
} from '../../shared/domain/order';
import { useDatabase } from '../support/database';

const database = useDatabase();
const NOW = 1_772_337_600_000;

/** What an order has none of yet. */
const NONE = { refunds: [], parcels: [], afterSales: [], turnedAwayBy: [], history: [], outbox: [], keys: [] };

beforeEach(() => database.db.collection('orders').deleteMany({}));

const captured: OrderState = {
  id: 'ord_1',
  status: 'awaitingPayment',
  groupId: 'grp_1',
  turnedAwayBy: [],
  payments: [
    {
      outTradeNo: 'n1',
      amount: 2990,
      status: 'captured',
      captured: { transactionId: 't1', amount: 2990, at: NOW },
    },
  ],
  refunds: [],
  lines: [{ id: '1', quantity: 1, paid: 2990, freight: 0 }],
  delivery: 'express',
  afterSaleDays: 7,
  receiptDays: 10,
  parcels: [],
  afterSales: [],
};

function after(state: OrderState, ...commands: OrderCommand[]): OrderState {
  return commands.reduce((before, command) => {
    const decision = decideOrder(before, command);
    if (!decision.ok) throw new Error(decision.refusal);
    return decision.value.reduce<OrderState>(evolveOrder, before);
  }, state);
}

it('a settlement does not count once the order has turned to another group', () => {
  const turned = after(captured, { type: 'retarget', from: 'grp_1', to: 'grp_2' });
  const settle = { type: 'settle', outTradeNo: 'n1', outcome: 'refund', cause: 'noSeat', now: NOW } as const;
  expect(decideOrder(turned, { ...settle, groupId: 'grp_1' })).toEqual({ ok: true, value: [] });
  expect(after(turned, { ...settle, groupId: 'grp_2' }).refunds).toHaveLength(1);
});

it('a payment is promised back once, even if its order were paid again', () => {
  const failed: OrderCommand = { type: 'groupFailed', cause: 'groupFailed', now: NOW };
  const seated = after(captured, { type: 'settle', outTradeNo: 'n1', outcome: 'seat', now: NOW });
  const refunded = after(seated, failed);
  expect(refunded.refunds).toMatchObject([{ amount: 2990, cause: 'groupFailed' }]);
  expect(after({ ...refunded, status: 'paid' }, failed).refunds).toHaveLength(1);
});

it('the drain claim is given up with the last event, not before', async () => {
  const store = collectionsOf(database.client, database.db);
  const orders = outboxOf(store, 'orders');
  const waits = (id: string) => ({ id, event: { type: 'orderClosed' } });
  await orders.insertOne({ _id: 'ord_1', outbox: [waits('1.0'), waits('1.1')], drainAt: NOW });
  expect(await acknowledge(orders, 'ord_1', '1.0', NOW)).toMatchObject({
    outbox: [waits('1.1')],
    drainAt: NOW + 10_000,
  });
  expect(await acknowledge(orders, 'ord_1', '1.1', NOW)).not.toHaveProperty('drainAt');
});

it('a reservation that is sent again takes nothing, although there is enough', async () => {
  const { counters } = collectionsOf(database.client, database.db);
  await counters.insertOne({ _id: 'stock/sku', max: 10, taken: 0, sold: 0, holds: [] });
  const hold = { id: 'ord_1', orderId: 'ord_1', n: 2, until: NOW };
  expect([await reserve(counters, 'stock/sku', hold), await reserve(counters, 'stock/sku', hold)]).toEqual([
    true,
    true,
  ]);
  expect(await counters.findOne({ _id: 'stock/sku' })).toMatchObject({ taken: 2, holds: [hold] });
});

it('a payment that is told to another payment account is not taken, although the number is known', async () => {
  const store = collectionsOf(database.client, database.db);
  const payment = { outTradeNo: 'n2', amount: 2990, status: 'open' };
  const prepay = { out_trade_no: 'n2', amount: { total: 2990, currency: 'CNY' }, payer: { openid: 'o1' } };
  const order = { _id: 'ord_2', id: 'ord_2', version: 1, status: 'awaitingPayment', paymentAccountId: 'pac_1' };
  const lists = { ...NONE, payments: [payment], prepayRequests: [prepay] };
  await store.orders.insertOne({ ...order, ...lists } as unknown as OrderDoc);
  const app = { store, now: () => NOW, drain: async () => {} } as unknown as App;
  const paid = { outTradeNo: 'n2', transactionId: 't2', appid: 'wx1', openid: 'o1', total: 2990, at: NOW };
  const told = (id: string) => capturePayment(app, { id, merchantId: 'mer_1', appid: 'wx1' }, paid);
  expect(await told('pac_2')).toEqual({ ok: false, refusal: 'notifyForeign' });
  expect(await store.orders.findOne({ _id: 'ord_2' })).toMatchObject({ version: 1, payments: [payment] });
  expect(await told('pac_1')).toMatchObject({ ok: true, value: { payments: [{ status: 'captured' }] } });
});

/** An unpaid order whose time is over, at a WeChat that answers as told. */
async function overdue(id: string, pay: { query: () => Promise<object>; close: () => Promise<string> }) {
  const store = collectionsOf(database.client, database.db);
  const payment = { outTradeNo: id, amount: 2990, status: 'open' };
  const prepay = { out_trade_no: id, amount: { total: 2990, currency: 'CNY' }, payer: { openid: 'o1' } };
  const order = {
    _id: id,
    id,
    version: 1,
    status: 'awaitingPayment',
    paymentAccountId: 'pac_1',
    payBy: NOW,
    dueAt: NOW,
  };
  const lists = { ...NONE, payments: [payment], prepayRequests: [prepay] };
  const doc = { ...order, ...lists } as unknown as OrderDoc;
  await store.orders.insertOne(doc);
  const app = {
    store,
    now: () => NOW,
    drain: async () => {},
    log: { warn() {} },
    payOf: async () => ({ account: { id: 'pac_1', appid: 'wx1' }, pay }),
  } as unknown as App;
  return { app, doc, read: () => store.orders.findOne({ _id: id }) };
}

const transaction = (outTradeNo: string, state: string) => ({
  state,
  outTradeNo,
  appid: 'wx1',
  mchid: '1',
  ...(state === 'SUCCESS' ? { transactionId: 't', openid: 'o1', total: 2990 } : {}),
});

it('an order that WeChat calls paid when it is to be closed is recorded as paid', async () => {
  let asked = 0;
  const pay = {
    query: async () => transaction('n3', ++asked === 1 ? 'NOTPAY' : 'SUCCESS'),
    close: async () => 'paid',
  };
  const { app, doc, read } = await overdue('n3', pay);
  expect(await closeUnpaid(app, doc, 'timeout')).toBe('captured');
  expect(await read()).toMatchObject({ status: 'awaitingPayment', payments: [{ status: 'captured' }] });
});

it('WeChat is asked before an order is closed there', async () => {
  const close = jest.fn(async () => 'closed');
  const { app, doc } = await overdue('n4', { query: async () => transaction('n4', 'SUCCESS'), close });
  expect(await closeUnpaid(app, doc, 'timeout')).toBe('captured');
  expect(close).not.toHaveBeenCalled();
});

it('one of many crons looks at an unpaid order', async () => {
  const query = jest.fn(async (): Promise<object> => {
    throw new Error('WeChat is out');
  });
  const { app } = await overdue('n5', { query, close: async () => 'closed' });
  const bounds = { limit: 200, over: () => false };
  const looked = await Promise.all(Array.from({ length: 10 }, () => watchPayments(app, bounds)));
  expect(looked.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  expect(query).toHaveBeenCalledTimes(1);
});

describe('what an order holds', () => {
  const held = (id: string) => ({ id, orderId: 'ord_6', n: 1, until: NOW });
  const order = (status: string) =>
    ({ _id: 'ord_6', status, userId: 'usr_1', lines: [{ skuId: 's6', quantity: 1 }] }) as unknown as OrderDoc;
  const closed = { type: 'orderClosed', reason: 'timeout', at: NOW } as const;

  async function holdsAfter(doc: OrderDoc, event: OrderEvent): Promise<string[]> {
    const store = collectionsOf(database.client, database.db);
    const holds = [held('ord_6'), held('ord_6/late')];
    await store.counters.replaceOne({ _id: 'stock/s6' }, { max: 9, taken: 2, sold: 0, holds }, { upsert: true });
    await freeReservations({ store, now: () => NOW } as unknown as App, doc, event);
    return ((await store.counters.findOne({ _id: 'stock/s6' }))?.holds ?? []).map(({ id }) => id);
  }

  it('is given back by a closed order only: a late payment may have revived it', async () => {
    expect(await holdsAfter(order('paid'), closed)).toEqual(['ord_6', 'ord_6/late']);
  });

  it('an unpaid close gives back its own, a way back of the money both', async () => {
    expect(await holdsAfter(order('closed'), closed)).toEqual(['ord_6/late']);
    expect(await holdsAfter(order('closed'), { ...closed, reason: 'paymentRefunded' })).toEqual([]);
  });
});

it('a refund that another payment account tells of is not taken', async () => {
  const store = collectionsOf(database.client, database.db);
  const refund = { _id: 'rfd_7', id: 'rfd_7', version: 1, outbox: [], status: 'processing', attempt: 1, amount: 5 };
  await store.refunds.insertOne({ ...refund, paymentAccountId: 'pac_1' } as unknown as RefundDoc);
  await store.intents.insertOne({ _id: '7R1', kind: 'refund', about: 'rfd_7', attempt: 1 } as unknown as IntentDoc);
  const app = { store, now: () => NOW, drain: async () => {} } as unknown as App;
  const told = (account: string) => refundNotified(app, account, { outRefundNo: '7R1', status: 'SUCCESS', refund: 5 });
  expect(await told('pac_2')).toEqual({ ok: false, refusal: 'notifyForeign' });
  expect(await store.refunds.findOne({ _id: 'rfd_7' })).toMatchObject({ status: 'processing' });
  expect(await told('pac_1')).toMatchObject({ ok: true });
  expect(await store.refunds.findOne({ _id: 'rfd_7' })).toMatchObject({ status: 'arrived' });
});
