/** What each rule does, one sentence each, with its number in it. */
import { formatBps, formatFen } from '../../../../shared/money';
import { riskWords } from '../words/payout';
import type { Rules } from './draft';

export interface Sentence {
  readonly name: string;
  readonly words: string;
}

export const payoutSentences = ({ min, max, perDay, perDayFen, fee }: Rules['rules']): readonly Sentence[] => [
  { name: '单笔', words: `最少 ${formatFen(min)}，最多 ${formatFen(max)}` },
  { name: '每天', words: `每人最多 ${perDay} 次，合计不超过 ${formatFen(perDayFen)}，第二天零点重新算` },
  {
    name: '手续费',
    words: fee === 0 ? '不收，提多少转多少（有代扣税的先扣税）' : `每笔收 ${formatBps(fee)}，不足 1 分的归推广人`,
  },
];

const off = '不用这条';

export const riskSentences = (risk: Rules['risk']): readonly Sentence[] => [
  {
    name: riskWords.newAccount.title,
    words: risk.newAccountDays === undefined ? off : `账号建立不到 ${risk.newAccountDays} 天，留下审核`,
  },
  { name: riskWords.mutual.title, words: risk.mutual ? '买家里有人反过来从 TA 的订单拿佣金，留下审核' : off },
  {
    name: riskWords.refundSpike.title,
    words:
      risk.refundSpike === undefined
        ? off
        : `满 ${risk.refundSpikeOrders} 单，退款到了卖出的 ${formatBps(risk.refundSpike)}，留下审核`,
  },
  {
    name: riskWords.sameAddress.title,
    words: risk.sameAddress === undefined ? off : `${risk.sameAddress} 个人用同一个地址，留下审核`,
  },
  {
    name: riskWords.sameDevice.title,
    words: risk.sameDevice === undefined ? off : `${risk.sameDevice} 个人用同一台设备，留下审核`,
  },
  {
    name: riskWords.largeAmount.title,
    words: risk.largeAmount === undefined ? off : `单笔超过 ${formatFen(risk.largeAmount)}，留下审核`,
  },
];
