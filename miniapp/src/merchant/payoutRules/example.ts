/** THE RULES AS STORIES: what they say of one promoter's day, and of a few withdrawals. No outcome is written by hand. */
import { EMPTY_BOOKS, tallied, type WalletBooks } from '../../../../shared/domain/ledger';
import { type RiskFacts, risksOf } from '../../../../shared/domain/risk';
import { quoteWithdrawal, type WithdrawalRefusal } from '../../../../shared/domain/withdrawal';
import { type Fen, formatFen } from '../../../../shared/money';
import { DAY, type Ms } from '../../../../shared/time';
import { riskWords } from '../words/payout';
import type { Rules } from './draft';

export interface Told {
  readonly id: string;
  readonly what: string;
  readonly outcome: string;
  /** It goes through, unseen. */
  readonly passes: boolean;
}

const TODAY = '2026-01-17';

const noWords: Readonly<Record<WithdrawalRefusal, string>> = {
  withdrawalTooLittle: '没到最低额，提不了',
  withdrawalTooMuch: '超过单笔最高额，提不了',
  withdrawalNotEnough: '可提现的不够，提不了',
  withdrawalDayLimit: '今天的次数或金额用完了，明天再提',
  withdrawalDebt: '欠款没补上，提不了',
  withdrawalChanged: '金额变了，看过再提',
};

/** So many of the largest withdrawals a day are told of; what goes on for longer is clear by then. */
const TOLD = 4;

/** One promoter's day: too little, too much, and the most at a time until the day is used up. */
export function asksOf({ rules }: Rules): Told[] {
  const edition = { ...rules, version: 0 };
  let wallet: WalletBooks = { ...EMPTY_BOOKS, available: Math.max(rules.max, rules.perDayFen) * 2 };
  let turn = 0;
  const ask = (amount: Fen): Told => {
    turn += 1;
    const told = { id: `ask-${turn}`, what: `提 ${formatFen(amount)}` };
    const quote = quoteWithdrawal(wallet, amount, { rules: edition, withholding: 'none', day: TODAY });
    if (!quote.ok) return { ...told, outcome: noWords[quote.refusal], passes: false };
    const { fee, net } = quote.value;
    wallet = tallied(wallet, { userId: 'example', asked: { day: TODAY, fen: amount } });
    const taken = fee === 0 ? '不收手续费' : `手续费 ${formatFen(fee)}`;
    return { ...told, outcome: `${taken}，到账 ${formatFen(net)}`, passes: true };
  };
  const told = [ask(rules.min - 1), ask(rules.max + 1)];
  for (let most = 0; most < TOLD; most += 1) {
    const next = ask(rules.max);
    told.push(next);
    if (!next.passes) break;
  }
  return told;
}

const NOW: Ms = 400 * DAY;

const plain: RiskFacts = {
  accountSince: 0,
  mutual: false,
  orders: 12,
  sold: 120_000,
  returned: 0,
  atOneAddress: 1,
  onOneDevice: 1,
};

/** A few promoters who look conspicuous, each in one way. */
const cases: ReadonlyArray<{ who: string; facts: Partial<RiskFacts>; amount: Fen }> = [
  { who: '林姐，老账号，12 单没有退款', facts: {}, amount: 5_000 },
  { who: '小鹿，账号 2 天', facts: { accountSince: NOW - 2 * DAY }, amount: 5_000 },
  { who: '阿杰，12 单里退了四成五', facts: { returned: 54_000 }, amount: 5_000 },
  { who: '老陈，3 个买家同一个地址', facts: { atOneAddress: 3 }, amount: 5_000 },
  { who: '阿青，3 个买家同一台设备', facts: { onOneDevice: 3 }, amount: 5_000 },
  { who: '素梅，和买家互相推荐', facts: { mutual: true }, amount: 5_000 },
  { who: '大伟，一次提一大笔', facts: {}, amount: 30_000 },
];

/** What becomes of each of them under these rules. */
export const reviewsOf = ({ risk }: Rules): Told[] =>
  cases.map(({ who, facts, amount }) => {
    const risks = risksOf({ ...plain, ...facts }, risk, { amount, now: NOW });
    return {
      id: who,
      what: `${who}，提 ${formatFen(amount)}`,
      outcome: risks.length === 0 ? '直接转' : `留下审核：${risks.map((one) => riskWords[one].title).join('、')}`,
      passes: risks.length === 0,
    };
  });
