/** What a buyer is told of an order by subscribe message, where they have consented: sent, ready, paid back, answered. */
import type { AfterSaleEvent } from '../../shared/domain/afterSale';
import type { OrderEvent } from '../../shared/domain/order';
import type { Pieces } from '../../shared/domain/orderLines';
import type { AfterSaleDoc, OrderDoc } from '../store/collections';
import type { App, Touched } from './app';
import { intendMessages } from './message';

type Event<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

/** `阳山水蜜桃`, or `阳山水蜜桃等 3 件`; the pieces of an order, or all of it. */
function titleOf(
  { lines }: { readonly lines: readonly { readonly id: string; readonly title: string; readonly quantity: number }[] },
  pieces?: readonly Pieces[],
): string {
  const named = pieces ? lines.filter(({ id }) => pieces.some(({ lineId }) => lineId === id)) : lines;
  const count = (pieces ?? lines).reduce((sum, { quantity }) => sum + quantity, 0);
  const title = named[0]?.title ?? '';
  if (named.length < 2) return title;
  const more = `等 ${count} 件`;
  // A field takes 20 characters, and how many there are is worth more than the end of a long name.
  return `${title.slice(0, 20 - more.length)}${more}`;
}

const about = (order: OrderDoc, id: string) => ({ id, opens: order._id, merchantId: order.merchantId });

export async function tellShipped(app: App, order: OrderDoc, { parcel }: Event<'parcelSent'>): Promise<Touched[]> {
  const { id, company, trackingNumber, lines } = parcel;
  const values = { title: titleOf(order, lines), company, trackingNumber };
  await intendMessages(app, 'orderShipped', about(order, id), [{ userId: order.userId }], values);
  return [];
}

/** Goods that are fetched are ready when others would be sent. */
export async function tellPickUp(app: App, order: OrderDoc): Promise<Touched[]> {
  if (!order.pickUp) return [];
  const { code, name: place } = order.pickUp;
  await intendMessages(app, 'pickUpReady', about(order, order._id), [{ userId: order.userId }], {
    title: titleOf(order),
    code,
    place,
  });
  return [];
}

export async function tellRefund(app: App, order: OrderDoc, event: Event<'refundMoved'>): Promise<Touched[]> {
  if (event.status !== 'arrived' || !app.settings.templates.refundArrived) return [];
  const promised = order.refunds.find(({ id }) => id === event.refundId);
  const refund = await app.store.refunds.findOne({ _id: event.refundId });
  if (!promised || !refund) return [];
  await intendMessages(app, 'refundArrived', about(order, event.refundId), [{ userId: order.userId }], {
    title: titleOf(order, promised.lines),
    amount: promised.amount,
    account: refund.account ?? '原支付方式',
  });
  return [];
}

type Answer = Extract<AfterSaleEvent, { type: 'afterSaleAgreed' | 'afterSaleRefused' }>;

export async function tellAfterSale(app: App, doc: AfterSaleDoc, event: Answer): Promise<Touched[]> {
  const { _id, orderId, merchantId, userId, lines } = doc;
  // Goods that came back may be refused after the return was agreed to: that is another answer.
  const what = { id: `${_id}/${event.type}`, opens: orderId, merchantId };
  await intendMessages(app, 'afterSaleAnswered', what, [{ userId }], {
    title: titleOf({ lines }),
    note: noteOf(doc, event),
  });
  return [];
}

function noteOf({ kind }: AfterSaleDoc, event: Answer): string {
  if (event.type === 'afterSaleRefused') return `没有同意：${event.reason}`;
  return kind === 'refundOnly' ? '已同意，款项原路退回' : '已同意，请寄回商品';
}
