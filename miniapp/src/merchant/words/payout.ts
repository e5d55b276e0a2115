/** Withdrawals as the shop decides on them, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { dateWords } from './reconciliation';
import type { Word } from './word';

export type Payout = Output<'payout.list'>['payouts'][number];
export type PayoutDetail = Output<'payout.get'>;
export type PayoutSettings = Output<'payout.settings'>;
export type Risk = Payout['risks'][number];

const statusWord: Readonly<Record<Payout['status'], Word>> = {
  asked: { label: '处理中', tone: 'info' },
  turnedDown: { label: '没提成', tone: 'plain' },
  review: { label: '待审核', tone: 'warning' },
  sending: { label: '转账中', tone: 'info' },
  lapsed: { label: '过期没确认', tone: 'warning' },
  paid: { label: '已到账', tone: 'money' },
  returned: { label: '已退回', tone: 'plain' },
};

/** Where it stands. WeChat sends nothing before the promoter has confirmed. */
export const payoutWord = ({ status, toConfirm }: Pick<Payout, 'status' | 'toConfirm'>): Word =>
  toConfirm ? { label: '等 TA 确认', tone: 'info' } : statusWord[status];

/** Nobody approves their own while another may, nor anything to somebody who owes. */
export const mayApprove = ({ own, wallet }: Pick<PayoutDetail, 'own' | 'wallet'>): boolean => !own && wallet.debt === 0;

/** What a rule has noticed, what that may mean, and what to look at. */
export const riskWords: Readonly<Record<Risk, { title: string; meaning: string; look: string }>> = {
  newAccount: {
    title: '新账号',
    meaning: '账号建立没几天就来提现。',
    look: '看看 TA 带来的订单：是不是刚注册就有一批人下单。',
  },
  mutual: {
    title: '互相推荐',
    meaning: '买 TA 货的人里，有人反过来从 TA 自己的订单拿佣金，或者隔一个人绕回来。',
    look: '看两边的推荐关系：是真朋友互相介绍，还是几个号轮流下单。',
  },
  refundSpike: {
    title: '退款偏多',
    meaning: '近 90 天，TA 带来的订单退掉的比例高。',
    look: '看这些订单的售后原因：是货的问题，还是买了再退。',
  },
  sameAddress: {
    title: '同一地址',
    meaning: '几个买家，或买家和 TA 自己，用同一个收货地址。',
    look: '看订单的收货人：一家人、同宿舍很常见，人名各不相同的要问一声。',
  },
  sameDevice: {
    title: '同一设备',
    meaning: '几个买家，或买家和 TA 自己，30 天里从同一条网络、同一种设备登录过。',
    look: '一家人、一间办公室也会这样。和收货地址、推荐关系一起看，单凭这一条说明不了什么。',
  },
  largeAmount: {
    title: '金额大',
    meaning: '超过了店里定的放行金额。',
    look: '对一对 TA 带来的订单，够不够这个数。',
  },
};

const turnedDown: Readonly<Record<NonNullable<Payout['refusal']>, string>> = {
  withdrawalTooLittle: '没到最低提现额',
  withdrawalTooMuch: '超过了单笔最高额',
  withdrawalNotEnough: '可提现的钱不够',
  withdrawalDayLimit: '当天的次数或金额用完了',
  withdrawalDebt: '还有欠款没补上',
  withdrawalChanged: '手续费或税在提交前变了',
};

const causes: Readonly<Record<NonNullable<Payout['returned']>, string>> = {
  refused: '店里没有放行，钱回到 TA 的可提现',
  cancelled: 'TA 自己取消了，钱回到可提现',
  ended: '在微信那边被撤销了，不是 TA 取消的，钱回到 TA 的可提现',
  failed: '微信没转成，钱回到 TA 的可提现',
  lapsed: '7 天没有确认，钱自动回到 TA 的可提现',
  debt: 'TA 有退款欠的钱，没有再转：先抵欠款，剩下的回到 TA 的可提现',
};

/** How it stands, as a sentence. */
export function standWords({ status, toConfirm, net, refusal, returned }: Payout): string {
  switch (status) {
    case 'asked':
      return '正在从 TA 的可提现里划出来';
    case 'turnedDown':
      return refusal === undefined ? '没有提成' : `没有提成：${turnedDown[refusal]}`;
    case 'review':
      return '等店里看过再转，放行之前钱不会动';
    case 'sending':
      return toConfirm ? '微信在等 TA 点确认收款，一天内有效' : '已经交给微信，等它说转成没有';
    case 'lapsed':
      return 'TA 一天没有确认，微信关了这笔。TA 可以再发起一次，7 天后自动退回';
    case 'paid':
      return `${formatFen(net)} 到了 TA 的微信零钱`;
    case 'returned':
      return returned === undefined ? '钱回到 TA 的可提现' : causes[returned];
  }
}

export const stepWord: Readonly<Record<Payout['steps'][number]['step'], string>> = {
  asked: '申请提现',
  heldBack: '留下等审核',
  approved: '店里放行',
  sent: '交给微信转账',
  toConfirm: '等 TA 确认收款',
  lapsed: '一天没确认，微信关了这笔',
  paid: '到账',
  turnedDown: '没提成',
  returned: '钱退回可提现',
};

type Stop = NonNullable<PayoutSettings['stop']>;
export type StopCause = Stop['causes'][number];

const causeOf = ({ reason, date }: StopCause, now: Ms): string => {
  if (reason === 'reconciliation') return `${dateWords(date, now)}的账和微信的账单对不上`;
  return reason === 'audit' ? '账本自查，有对不上的地方' : '有一笔提现，钱退回或重发之后微信又说转成了';
};

/** Why nothing is paid out: each cause once. */
export const stopWords = ({ causes }: Pick<Stop, 'causes'>, now: Ms): string =>
  [...new Set(causes.map((cause) => causeOf(cause, now)))].join('；');

/** Since when nothing is paid out: its `since` moves with every further cause. */
export const stoppedSince = ({ since, causes }: Stop): Ms => causes[0]?.since ?? since;

/** A stop that was lifted: from when to when. */
export const stoppedWords = ({ lifted, ...stop }: PayoutSettings['stops'][number], now: Ms): string =>
  `${formatWhen(stoppedSince(stop), now)} 停，${formatWhen(lifted.at, now)} 恢复`;
