/** A shop's money in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { FINANCE_FIGURES, type FinanceFigure } from '../../../../shared/domain/finance';
import { formatFen } from '../../../../shared/money';
import { type Ms, startOfDay } from '../../../../shared/time';
import { inCount } from './fission';
import { dateWords } from './reconciliation';

export type FinanceBoard = Output<'finance.board'>;
export type FinanceRow = FinanceBoard['rows'][number];
export type JournalView = Output<'finance.journals'>['journals'][number];

export const figureWord: Readonly<Record<FinanceFigure, string>> = {
  sales: '销售',
  refunds: '退款',
  commissions: '佣金',
  wechatFees: '微信手续费',
  payouts: '提现到账',
  tax: '代扣税',
  withdrawalFees: '提现手续费',
  net: '净收入',
};

/** What each figure counts. */
export const figureMeaning: Readonly<Record<FinanceFigure, string>> = {
  sales: '买家付款成功的钱，按到账那天算',
  refunds: '答应退给买家的钱，按答应那天算，不等微信退到',
  commissions: '付款时记给推广人的佣金，减去退款冲回的',
  wechatFees: '微信支付收的手续费，按对账单',
  payouts: '真正到推广人微信零钱的钱',
  tax: '从提现里代扣的税，还欠税务局',
  withdrawalFees: '从提现里收的手续费，归店里',
  net: '销售 − 退款 − 佣金 − 微信手续费 + 提现手续费',
};

export const isFigure = (text: string | undefined): text is FinanceFigure =>
  FINANCE_FIGURES.some((figure) => figure === text);

/** `1 月 17 日` of a day, `2026 年 1 月` of a month. */
export const periodWords = (period: string, now: Ms): string =>
  period.length === 7 ? `${period.slice(0, 4)} 年 ${Number(period.slice(5))} 月` : dateWords(period, now);

/** Under a chart: `1/17`, `1 月`. */
export const shortPeriod = (period: string): string =>
  period.length === 7 ? `${Number(period.slice(5))} 月` : period.slice(5).split('-').map(Number).join('/');

/** A day or month that may be asked about: written as one, and there. */
export const isPeriod = (text: string | undefined): text is string =>
  text !== undefined &&
  /^20\d\d-\d\d(-\d\d)?$/.test(text) &&
  !Number.isNaN(startOfDay(text.length === 7 ? `${text}-01` : text));

const kinds: Readonly<Record<string, string>> = {
  paymentCaptured: '买家付款',
  refundPromised: '答应退款',
  refundArrived: '退款到账',
  commissionHeld: '记下佣金',
  commissionReleased: '佣金放款',
  commissionReversed: '佣金冲回',
  withdrawalAsked: '申请提现',
  withdrawalPaid: '提现到账',
  withdrawalReturned: '提现退回',
  wechatFees: '微信手续费',
};

export const journalWord = ({ kind }: Pick<JournalView, 'kind'>): string => kinds[kind] ?? '记账';

const accounts: Readonly<Record<string, string>> = {
  wechat: '微信支付',
  sales: '销售',
  refundsPayable: '待退款',
  taxPayable: '待缴税',
  withdrawalFees: '提现手续费',
  wechatFees: '微信手续费',
  held: '推广人冻结',
  available: '推广人可提现',
  withdrawing: '推广人提现中',
  debt: '推广人欠款',
};

/** Of `wallet/<person>/held` the pot alone counts here. */
const accountWord = (key: string): string => accounts[key.slice(key.lastIndexOf('/') + 1)] ?? '其他';

/** `销售 → 推广人冻结 ¥4.38`. */
export const postingWords = ({ from, to, amount }: JournalView['postings'][number]): string =>
  `${accountWord(from)} → ${accountWord(to)} ${formatFen(amount)}`;

/** Beside a line of a chart: `1,200`, `−160`, `12 万`; the fen stand where its columns are told. */
export function scaleWords(fen: number): string {
  const yuan = Math.abs(fen) / 100;
  const words = yuan >= 100_000 ? `${yuan / 10_000} 万` : yuan >= 1 ? inCount(Math.round(yuan)) : String(yuan);
  return fen < 0 ? `−${words}` : words;
}
