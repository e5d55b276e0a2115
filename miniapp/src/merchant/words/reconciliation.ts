/** A day against WeChat's bills, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatDay, formatWhen, type Ms, startOfDay } from '../../../../shared/time';
import { inYuan } from './payment';
import type { Word } from './word';

export type Day = Output<'reconciliation.list'>['days'][number];
export type DayDetail = Output<'reconciliation.get'>;
export type Difference = DayDetail['found'][number];

export const dayWord: Readonly<Record<Day['status'], Word>> = {
  waiting: { label: '待核对', tone: 'info' },
  ok: { label: '已对平', tone: 'money' },
  different: { label: '有差异', tone: 'danger' },
  failed: { label: '没对成', tone: 'warning' },
};

/** `1 月 17 日` of a day that is written `2026-01-17`. */
export const dateWords = (date: string, now: Ms): string => formatDay(startOfDay(date), now);

const failures: Readonly<Record<NonNullable<Day['failure']>['why'], string>> = {
  notReady: '微信的账单还没出来',
  noStatement: '店里有这一天的记录，微信还没有这一天的账单',
  broken: '拿到的账单不完整，没有采用',
  rejected: '微信支付拒绝了请求，多半是商户号没开通下载账单的权限',
  unavailable: '微信支付没有回应',
};

/** Why the last try came to nothing, and what comes next. */
export function failureWords({ failure, nextTryAt, comparedAt }: Day, now: Ms): string | undefined {
  if (failure === undefined) return undefined;
  const next = nextTryAt === undefined ? '不再自动重试' : `${formatWhen(nextTryAt, now)} 再试`;
  const kept = comparedAt === undefined ? '' : `；下面是 ${formatWhen(comparedAt, now)} 的结果`;
  return `${formatWhen(failure.at, now)} 没对成：${failures[failure.why]}，${next}${kept}`;
}

export const kindWords: Readonly<Record<Difference['kind'], { title: string; meaning: string }>> = {
  paymentMissingHere: { title: '微信收了款，店里没有', meaning: '钱在商户号里，店里没有对应的已付订单' },
  paymentMissingAtWechat: { title: '店里收了款，微信没有', meaning: '订单记着已付款，微信的账单里没有这一笔' },
  paymentAmountDiffers: { title: '收款金额不一样', meaning: '同一个单号，两边记的金额不同' },
  paymentTwice: { title: '一笔收款记了多次', meaning: '同一个单号，微信的账单里出现了多次' },
  refundMissingHere: { title: '微信退了款，店里没有', meaning: '多半是在微信商户平台上手工退的' },
  refundMissingAtWechat: { title: '店里退了款，微信没有', meaning: '退款发出去了，微信的账单里没有这一笔' },
  refundAmountDiffers: { title: '退款金额不一样', meaning: '同一个退款单号，两边记的金额不同' },
  refundTwice: { title: '一笔退款记了多次', meaning: '同一个退款单号，微信的账单里出现了多次' },
  transferMissingHere: { title: '微信转了账，店里没有', meaning: '钱从商户号转出去了，店里没有对应的提现' },
  transferMissingAtWechat: { title: '店里转了账，微信没有', meaning: '提现交给微信了，微信的账单里没有这一笔' },
  transferAmountDiffers: { title: '转账金额不一样', meaning: '同一个转账单号，两边记的金额不同' },
  transferTwice: { title: '一笔转账记了多次', meaning: '同一个转账单号，微信的账单里出现了多次' },
  transferBackMissingHere: { title: '微信退回了转账，店里没有', meaning: '钱回到商户号了，店里还当它转成了或在路上' },
  transferBackMissingAtWechat: {
    title: '店里当转账退回了，微信没有',
    meaning: '钱已经还给推广人，微信的账单里没有退回',
  },
  transferBackAmountDiffers: { title: '退回的转账金额不一样', meaning: '同一个转账单号，两边记的退回金额不同' },
  transferBackTwice: { title: '一笔转账退回了多次', meaning: '同一个转账单号，微信的账单里退回了多次' },
  fundFlowDiffers: { title: '微信的两份账单不一样', meaning: '微信自己的交易账单和资金账单，合计不同' },
};

/** Whose two amounts stand side by side. */
export const sidesOf = (kind: Difference['kind']): readonly [string, string] =>
  kind === 'fundFlowDiffers' ? ['交易账单', '资金账单'] : ['店里', '微信'];

const sums: Readonly<Record<string, string>> = {
  payments: '收款合计',
  refunds: '退款合计',
  transfers: '转账合计',
  transfersBack: '退回的转账合计',
  fees: '手续费合计',
};

/** What a difference is about: a number to look up at WeChat, or one of its sums. */
export const numberWords = ({ kind, number }: Difference): string =>
  kind === 'fundFlowDiffers' ? (sums[number] ?? number) : number;

/** Differences of one kind, in the order in which they come. */
export function byKind(found: readonly Difference[]): { kind: Difference['kind']; found: Difference[] }[] {
  const groups: { kind: Difference['kind']; found: Difference[] }[] = [];
  for (const one of found) {
    const group = groups.find(({ kind }) => kind === one.kind);
    if (group) group.found.push(one);
    else groups.push({ kind: one.kind, found: [one] });
  }
  return groups;
}

/** `+1.00`, `−1.00`, `0.00`: for a column that is headed 元. */
export const inSignedYuan = (fen: number): string => `${fen > 0 ? '+' : ''}${inYuan(fen)}`;

/** `+¥1.00`. */
export const formatGap = (fen: number): string => `${fen > 0 ? '+' : ''}${formatFen(fen)}`;

/** Of two sums that may hide each other: 差额 of the day, as a sentence. */
export function gapWords({ status, gap, differences }: Day): string {
  if (gap === undefined) return '还没有结果';
  if (status === 'ok') return '逐笔一致';
  const which = gap === 0 ? '两边合计一样，但逐笔不同' : gap > 0 ? '微信那边多' : '微信那边少';
  return `${differences} 处差异，${which}`;
}
