/** What became of a captured payment, in words: its outcome, and where money is that went back. */
import type { Output } from '../../../../shared/contracts/contracts';
import { type Fen, splitFen } from '../../../../shared/money';
import type { CampaignKind } from './campaign';
import { refundWords } from './refund';
import type { Word } from './word';

export type Payment = Output<'campaign.listPayments'>['payments'][number];
type Refund = Payment['refunds'][number];

const faults: Readonly<Record<NonNullable<Payment['fault']>, string>> = {
  amount: '金额和订单不一样',
  appid: '不是从这个小程序付的',
  openid: '付款的不是下单的人',
};

const stages: Readonly<Record<string, string>> = {
  confirming: '正在确认付款',
  paid: '等成团',
  toShip: '等发货',
  shipped: '已发货',
  received: '已收货',
  completed: '已完成',
};

/** The refund that decides how a payment that went back stands: one that is stuck before one under way. */
const slowest = ({ refunds }: Payment): Refund['status'] =>
  refunds.some(({ status }) => status === 'abnormal')
    ? 'abnormal'
    : refunds.length === 0 || refunds.some(({ status }) => status === 'promised')
      ? 'promised'
      : 'arrived';

/** What a payment that stands has brought, by the kind of its campaign. */
export const standsWord: Readonly<Record<CampaignKind, string>> = { groupBuy: '有座位', bargain: '买下了' };

export function paymentWord(payment: Payment, kind: CampaignKind): Word {
  switch (payment.outcome) {
    case 'settling':
      return { label: '处理中', tone: 'warning' };
    case 'seat':
      return { label: standsWord.groupBuy, tone: 'money' };
    case 'order':
      return kind === 'groupBuy' ? { label: '单独买', tone: 'plain' } : { label: standsWord[kind], tone: 'money' };
    case 'refund':
      switch (slowest(payment)) {
        case 'arrived':
          return { label: '已退款', tone: 'money' };
        case 'promised':
          return { label: '退款中', tone: 'warning' };
        case 'abnormal':
          return { label: '退款卡住', tone: 'danger' };
      }
  }
}

/** Refunds of the same cause that stand alike are one sum: a ladder gives back step by step. */
function together(refunds: readonly Refund[]): Refund[] {
  const sums: Refund[] = [];
  for (const refund of refunds) {
    const same = sums.findIndex(({ cause, status }) => cause === refund.cause && status === refund.status);
    if (same === -1) sums.push(refund);
    else sums[same] = { ...refund, amount: refund.amount + (sums[same]?.amount ?? 0) };
  }
  return sums;
}

const settling: Readonly<Record<CampaignKind, string>> = {
  groupBuy: '钱到了，座位正在定',
  bargain: '钱到了，正在确认',
};

/** Everything there is to say about it, one sentence each. */
export function paymentWords(payment: Payment, kind: CampaignKind): string[] {
  const { outcome, fault, refunds, orderStatus } = payment;
  const back = together(refunds).map(refundWords);
  if (fault !== undefined) back.unshift(faults[fault]);
  if (outcome === 'settling') return [settling[kind], ...back];
  if (outcome === 'refund') return back.length === 0 ? ['退款马上发出'] : back;
  return [stages[orderStatus] ?? '订单有效', ...back];
}

/** An amount in a column that is headed 元: both digits, no ¥. */
export function inYuan(fen: Fen): string {
  const { yuan, rest } = splitFen(fen);
  return `${fen < 0 ? '−' : ''}${yuan}.${rest}`;
}
