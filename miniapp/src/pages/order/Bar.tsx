import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { mayAsk } from '../../components/orderWords';
import { StickyBar } from '../../components/StickyBar';
import type { OrderActs, OrderDetail } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';

/** What can be done with an order now: the one thing that makes sense, and the way to money back while there is one. */
export function Bar({ order, acts, now }: { order: OrderDetail; acts: OrderActs; now: Ms }) {
  const { id, status, group, pickUp, afterSaleUntil, receiptDue, openAfterSale } = order;
  const busy = acts.busy !== undefined;
  const ask = mayAsk(order) && (
    <Btn id="askAfterSale" kind="line" onClick={() => open('buyer/afterSaleAsk', { order: id })}>
      {status === 'toShip' ? '申请退款' : '申请售后'}
    </Btn>
  );
  switch (status) {
    case 'awaitingPayment':
      return (
        <StickyBar>
          <Btn id="cancel" kind="line" className="bar-lesser" disabled={busy} onClick={() => void acts.cancel(order)}>
            取消订单
          </Btn>
          <Btn id="pay" busy={busy} onClick={() => void acts.pay(order)}>
            去付款 {formatFen(order.total)}
          </Btn>
        </StickyBar>
      );
    case 'paid':
      if (group === undefined) return null;
      return (
        <StickyBar>
          <Btn id="invite" onClick={() => open('group', { id: group.id })}>
            邀请好友
          </Btn>
        </StickyBar>
      );
    case 'toShip':
      if (pickUp?.code === undefined) return ask && <StickyBar>{ask}</StickyBar>;
      return (
        <StickyBar>
          {ask}
          <Btn id="showCode" onClick={() => open('buyer/pickUp', { order: id })}>
            出示取货码
          </Btn>
        </StickyBar>
      );
    case 'shipped':
      return (
        <StickyBar
          note={
            receiptDue === undefined || openAfterSale !== undefined
              ? undefined
              : `到 ${formatWhen(receiptDue, now)} 还没点，就自动算收到了`
          }
        >
          {ask}
          <Btn id="receive" busy={busy} onClick={() => void acts.receive(id)}>
            确认收货
          </Btn>
        </StickyBar>
      );
    case 'received':
    case 'completed':
    case 'closed':
      return (
        <StickyBar
          note={ask && afterSaleUntil !== undefined ? `${formatWhen(afterSaleUntil, now)} 前可以申请售后` : undefined}
        >
          {ask}
          <Btn id="buyAgain" kind="tint" busy={busy} onClick={() => void acts.buyAgain(order)}>
            再次购买
          </Btn>
        </StickyBar>
      );
    case 'confirming':
      return null;
  }
}
