/** An order, its pieces and its history in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { type RefusalCode, refusals } from '../../../../shared/refusals';
import { reasonWord } from './afterSale';
import { causeWord } from './refund';
import type { Word } from './word';

export type OrderRow = Output<'shopOrder.list'>['orders'][number];
export type OrderDetail = Output<'shopOrder.get'>;
export type Event = OrderDetail['history'][number];
type Line = OrderRow['lines'][number];

const words: Readonly<Record<OrderRow['status'], Word>> = {
  awaitingPayment: { label: '待付款', tone: 'plain' },
  confirming: { label: '确认付款中', tone: 'plain' },
  paid: { label: '待成团', tone: 'group' },
  toShip: { label: '待发货', tone: 'warning' },
  shipped: { label: '已发货', tone: 'info' },
  received: { label: '已收货', tone: 'money' },
  completed: { label: '已完成', tone: 'plain' },
  closed: { label: '已关闭', tone: 'plain' },
};

/** Its state; an order that is picked up waits for its buyer, not for a parcel. */
export function orderWord({ status, delivery }: Pick<OrderRow, 'status' | 'delivery'>): Word {
  return status === 'toShip' && delivery === 'pickUp' ? { label: '待取货', tone: 'warning' } : words[status];
}

export const deliveryWord: Readonly<Record<OrderRow['delivery'], string>> = { express: '快递', pickUp: '自提' };

/** `阳山水蜜桃 5 斤装`. */
export const lineName = ({ title, skuName }: Pick<Line, 'title' | 'skuName'>): string => `${title} ${skuName}`;

export const piecesOf = (lines: readonly Pick<Line, 'quantity'>[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** `阳山水蜜桃 5 斤装 × 2`, and how many other lines there are. */
export function goodsWords(lines: readonly Line[]): string {
  const [first] = lines;
  if (first === undefined) return '';
  return `${lineName(first)} × ${first.quantity}${lines.length > 1 ? ` 等 ${lines.length} 种` : ''}`;
}

/** What is in a parcel, an after-sale or a refund: `阳山水蜜桃 5 斤装 × 2，梅子酒 × 1`. */
export const someWords = (
  some: ReadonlyArray<{ lineId: string; quantity: number }>,
  lines: readonly Pick<Line, 'id' | 'title' | 'skuName'>[],
): string =>
  some
    .flatMap(({ lineId, quantity }) => {
      const line = lines.find(({ id }) => id === lineId);
      return line ? [`${lineName(line)} × ${quantity}`] : [];
    })
    .join('，');

const closings: Readonly<Record<NonNullable<OrderDetail['closeReason']>, string>> = {
  refused: '没有下成',
  timeout: '到时间没付款',
  cancelled: '买家取消了',
  groupFailed: '没拼成',
  left: '买家退团了',
  paymentRefunded: '付款已退回',
  refunded: '全部退款了',
};

/** Why it is closed. */
export const closeWord = (reason: NonNullable<OrderDetail['closeReason']>): string => closings[reason];

/** One line of the history. */
export interface EventWords {
  what: string;
  /** An amount, a parcel, a note, a reason. */
  more?: string | undefined;
  who: string;
}

const actors: Readonly<Record<Exclude<Event['by'], 'member'>, string>> = {
  buyer: '买家',
  group: '拼团',
  wechat: '微信支付',
  time: '自动',
};

/** Those who have left have no name any more. */
const whoOf = ({ by, member }: Event): string => (by === 'member' ? (member ?? '店里的人') : actors[by]);

const known = <T extends string>(table: Readonly<Record<T, string>>, key: string | undefined): string | undefined =>
  key !== undefined && key in table ? table[key as T] : undefined;

const amountOf = ({ amount }: Event): string | undefined => (amount === undefined ? undefined : formatFen(amount));

function whatOf(event: Event): Omit<EventWords, 'who'> {
  const { type, detail } = event;
  switch (type) {
    case 'orderPlaced':
      return { what: '下单' };
    case 'orderRefused':
      return { what: '没有下成', more: refusals[detail as RefusalCode]?.message };
    case 'paymentAwaited':
      return { what: '等付款', more: amountOf(event) };
    case 'prepaid':
      return { what: '打开了付款' };
    case 'paymentCaptured':
      return { what: '付款到账', more: amountOf(event) };
    case 'paymentSettled':
      return { what: detail === 'refund' ? '这笔付款要退回' : '付款已确认' };
    case 'retargeted':
      return { what: '换到另一个团' };
    case 'readyToShip':
      return { what: '可以发货了' };
    case 'refundPromised':
      return { what: '退款', more: [amountOf(event), known(causeWord, detail)].filter(Boolean).join(' · ') };
    case 'refundMoved':
      return { what: detail === 'arrived' ? '退款到账' : '退款没退成，微信那边有异常', more: amountOf(event) };
    case 'orderClosed':
      return { what: '订单关闭', more: known(closings, detail) };
    case 'parcelSent':
      return { what: '发货', more: detail };
    case 'orderShipped':
      return { what: '全部发出' };
    case 'orderPickedUp':
      return { what: '核销，货已交给买家' };
    case 'orderReceived':
      return { what: '确认收货' };
    case 'orderCompleted':
      return { what: '订单完成，售后期已过' };
    case 'afterSaleAsked':
      return { what: '申请售后', more: known(reasonWord, detail) };
    case 'afterSaleEnded':
      return { what: '售后结束，没有退款' };
    case 'afterSaleRefunded':
      return { what: '售后同意退款' };
    case 'noted':
      return { what: detail === '' ? '删了备注' : '写了备注', more: detail === '' ? undefined : detail };
    default:
      return { what: '有了变化' };
  }
}

/** An event of the history: what happened, and who did it. */
export const eventWords = (event: Event): EventWords => ({ ...whatOf(event), who: whoOf(event) });
