/** What a buyer can do with an order: pay, cancel, confirm receipt, buy the same again. The server says what became of it. */
import { useEffect, useState } from 'react';
import type { Output } from '../../../shared/contracts/contracts';
import { call } from '../platform/api';
import { open, replaceBy } from '../platform/nav';
import { confirmed, toast } from '../platform/notice';
import { requestPayment } from '../platform/pay';
import { askForReminders, paidOccasion, prepareReminders } from '../platform/reminders';
import { personIsHere } from './usePerson';

export type OrderDetail = Output<'order.get'>;

export interface OrderActs {
  /** The order that something is being done with. */
  busy: string | undefined;
  /** Pays, then shows the result in place of this page or on top of it. */
  pay: (
    order: Pick<OrderDetail, 'id' | 'group'> & Partial<Pick<OrderDetail, 'delivery'>>,
    then?: 'replace' | 'open',
  ) => Promise<void>;
  cancel: (order: Pick<OrderDetail, 'id' | 'bargain'>) => Promise<void>;
  receive: (orderId: string) => Promise<void>;
  /** One thing is chosen anew on its page; several go into the cart. */
  buyAgain: (order: Pick<Output<'order.list'>['orders'][number], 'id' | 'merchant' | 'lines'>) => Promise<void>;
}

/** `changed` gets the order after something was done, or nothing where it has to be asked for again. */
export function useOrderActs(changed: (order?: OrderDetail) => void): OrderActs {
  const [busy, setBusy] = useState<string>();
  useEffect(() => void prepareReminders(), []);

  async function during(orderId: string, work: () => Promise<void>): Promise<void> {
    if (busy !== undefined) return;
    setBusy(orderId);
    await work();
    setBusy(undefined);
  }

  const pay: OrderActs['pay'] = (order, then = 'open') => {
    const orderId = order.id;
    return during(orderId, async () => {
      // A merchant's desk shows the orders of whoever is signed in, and has no WeChat to pay them with.
      if (!(await personIsHere())) return;
      const answer = await call('order.pay', { orderId });
      if (!answer.ok) {
        toast(answer.refusal.message);
        changed();
        return;
      }
      const outcome = await requestPayment(answer.value.payment);
      if (outcome === 'cancelled') return changed();
      if (outcome === 'done') await askForReminders(orderId, paidOccasion(order));
      if (then === 'replace') replaceBy('result', { order: orderId });
      else open('result', { order: orderId });
    });
  };

  const cancel: OrderActs['cancel'] = ({ id: orderId, bargain }) =>
    during(orderId, async () => {
      const sure = await confirmed({
        title: '取消这笔订单',
        content: bargain
          ? '砍价会还给你，没到时间就还能下单。没有付款，不用退钱。'
          : '座位和库存会让给别人，没有付款，不用退钱。',
        yes: '取消订单',
        no: '先留着',
      });
      if (!sure) return;
      const answer = await call('order.cancel', { orderId });
      if (!answer.ok) toast(answer.refusal.message);
      changed(answer.ok ? answer.value : undefined);
    });

  const receive: OrderActs['receive'] = (orderId) =>
    during(orderId, async () => {
      const sure = await confirmed({
        title: '确认收到货了',
        content: '确认以后钱会结算给商家，售后期从现在算起。',
        yes: '确认收货',
        no: '还没收到',
      });
      if (!sure) return;
      const answer = await call('order.receive', { orderId });
      if (!answer.ok) toast(answer.refusal.message);
      changed(answer.ok ? answer.value : undefined);
    });

  const buyAgain: OrderActs['buyAgain'] = ({ id, merchant, lines }) =>
    during(id, async () => {
      const [line] = lines;
      if (line && lines.length === 1) return open('product', { id: line.productId });
      let gone = 0;
      for (const { skuId, quantity } of lines) {
        const put = await call('cart.put', { merchantId: merchant.id, skuId, quantity });
        if (!put.ok && put.refusal.kind === 'unreachable') return toast(put.refusal.message);
        if (!put.ok) gone += 1;
      }
      if (gone > 0) toast(`有 ${gone} 种现在买不了`);
      if (gone < lines.length) open('buyer/cart', {});
    });

  return { busy, pay, cancel, receive, buyAgain };
}
