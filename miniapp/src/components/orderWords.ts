/** What an order's state is called, and what there is to say about it. Server states → the words on the screens. */
import type { Output } from '../../../shared/contracts/contracts';
import { formatFen } from '../../../shared/money';
import { neededOf } from './groupWords';

export type Order = Output<'order.list'>['orders'][number];

export interface StateWord {
  label: string;
  tone: 'cw' | 'ca' | 'cm' | 'c3' | 'cd' | '';
}

/** The state at the right of an order's head. */
export function stateWord({ status, delivery, refund }: Pick<Order, 'status' | 'delivery' | 'refund'>): StateWord {
  switch (status) {
    case 'awaitingPayment':
      return { label: '待付款', tone: 'cw' };
    case 'confirming':
      return { label: '确认付款中', tone: 'ca' };
    case 'paid':
      return { label: '待成团', tone: 'ca' };
    case 'toShip':
      return { label: delivery === 'pickUp' ? '待自提' : '待发货', tone: '' };
    case 'shipped':
      return { label: '待收货', tone: '' };
    case 'received':
      return { label: delivery === 'pickUp' ? '已取货' : '已收货', tone: 'cm' };
    case 'completed':
      return { label: '已完成', tone: 'c3' };
    case 'closed':
      if (refund === undefined) return { label: '已关闭', tone: 'c3' };
      return refund.status === 'arrived' ? { label: '已退款', tone: 'cm' } : { label: '退款中', tone: 'cw' };
  }
}

/** While it waits for its group. Whoever got a difference back sits with enough others: such a group is formed. */
export function waitingWords({ group, priceBack }: Pick<Order, 'group' | 'priceBack'>): string | undefined {
  if (group === undefined) return undefined;
  return priceBack ? '人够了，到点就成团' : `等朋友来，满 ${neededOf(group)} 人成团`;
}

const causes = {
  groupFailed: '到点没拼成',
  endedEarly: '商家提前结束了活动',
  left: '你退团了',
  ladder: '团价降了',
  noSeat: '付款到账时座位已满',
  late: '付款到账时订单已关闭',
  mismatch: '付款和订单对不上',
  twice: '这笔订单付了两次',
  afterSale: '售后退款',
  merchant: '商家退款给你',
} as const satisfies Record<NonNullable<Order['refund']>['cause'], string>;

export const causeWord = (cause: keyof typeof causes): string => causes[cause];

/** Where the money went: 没满 3 人，¥29.90 已退回微信零钱. */
export function refundWords({ refund, group }: Pick<Order, 'refund' | 'group'>): string | undefined {
  if (refund === undefined) return undefined;
  const why =
    refund.cause === 'groupFailed' && group !== undefined ? `没满 ${neededOf(group)} 人` : causes[refund.cause];
  const amount = formatFen(refund.amount);
  switch (refund.status) {
    case 'arrived':
      return `${why}，${amount} 已退回微信零钱`;
    case 'promised':
      return `${why}，${amount} 正在原路退回`;
    case 'abnormal':
      return `${why}，${amount} 退款没到账，商家在处理`;
  }
}

const closings = {
  refused: '下单没成，没有收钱',
  timeout: '超时没付款，订单已关闭',
  cancelled: '你取消了这笔订单',
  groupFailed: '没有拼成',
  left: '你退团了',
  paymentRefunded: '付款退回了，订单已关闭',
  refunded: '货款都退了，订单已关闭',
} as const satisfies Record<NonNullable<Order['closeReason']>, string>;

/** A bargain of an order that closed unpaid is had again, while it lives. */
const givenBack = '；砍价还给你了，没到时间就还能按这个价下单';

export function closeWords({ closeReason, bargain }: Pick<Order, 'closeReason' | 'bargain'>): string {
  const words = closeReason === undefined ? '订单已关闭' : closings[closeReason];
  const unpaid = closeReason === 'timeout' || closeReason === 'cancelled';
  return bargain !== undefined && unpaid ? words + givenBack : words;
}

const backs = { arrived: '已退', promised: '在退', abnormal: '没退到，商家在处理' } as const;

/** What the ladder gave back: 差价 ¥2.00 已退. */
export function priceBackWords({ priceBack }: Pick<Order, 'priceBack'>): string | undefined {
  return priceBack && `差价 ${formatFen(priceBack.amount)} ${backs[priceBack.status]}`;
}

/** The word beside the amount. */
export function amountWord({ status, refund }: Pick<Order, 'status' | 'refund'>): string {
  if (status === 'awaitingPayment') return '应付';
  if (status === 'closed') return refund === undefined ? '未付' : refund.status === 'arrived' ? '已退' : '退款中';
  return '已付';
}

/** `12345678` → `1234 5678`, as it is read aloud over a counter. */
export const spacedCode = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');

/** Where the money of a refund is. WeChat names no day: balance takes minutes, a bank up to three working days. */
export function moneyPlace(status: NonNullable<Order['refund']>['status']): StateWord & { hint?: string } {
  switch (status) {
    case 'promised':
      return { label: '退回中', tone: 'cw', hint: '零钱几分钟到，银行卡 1–3 个工作日' };
    case 'arrived':
      return { label: '已到账，原路退回', tone: 'cm' };
    case 'abnormal':
      return { label: '原账户收不了，商家在处理', tone: 'cd', hint: '钱还在，会换个方式退给你' };
  }
}

/** Some pieces of an order by name: `阳山水蜜桃 × 1、鸡蛋 × 2`. */
export function piecesWord(
  lines: readonly Pick<Order['lines'][number], 'id' | 'title'>[],
  pieces: readonly { lineId: string; quantity: number }[],
): string {
  const titleOf = (lineId: string) => lines.find(({ id }) => id === lineId)?.title ?? '';
  return pieces.map(({ lineId, quantity }) => `${titleOf(lineId)} × ${quantity}`).join('、');
}

/** Whether money back can be asked for now: in time, and for something that nobody has asked for yet. */
export const mayAsk = ({ afterSaleKinds, lines }: Pick<Output<'order.get'>, 'afterSaleKinds' | 'lines'>): boolean =>
  afterSaleKinds.length > 0 && lines.some(({ askable }) => askable > 0);
