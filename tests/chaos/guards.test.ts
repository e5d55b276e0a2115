/** Guards of the money path that stand behind another one: no whole story reaches them, so they are tried alone. */

import { collectionsOf } from '../../functions/store/collections';
import { acknowledge, outboxOf } from '../../functions/store/outbox';
import { reserve } from '../../functions/store/stock';
import { decideOrder, evolveOrder, type OrderCommand, type OrderState } from '../../shared/domain/order';
import { useDatabase } from '../support/database';

const database = useDatabase();
const NOW = 1_772_337_600_000;

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
  const failed: OrderCommand = { type: 'groupFailed', now: NOW };
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
