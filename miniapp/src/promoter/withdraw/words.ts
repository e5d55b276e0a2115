import type { Output } from '../../../../shared/contracts/contracts';
import { type Fen, formatFen } from '../../../../shared/money';

export type Quoted = Output<'withdrawal.quote'>;

/** WeChat pays nobody less (商家转账: 0.10 元起). */
const LEAST_ARRIVING: Fen = 10;

/** The most that can be asked for now. */
export const mostOf = ({ available, limits }: Quoted): Fen =>
  limits.leftToday === 0 ? 0 : Math.min(available, limits.max, limits.leftTodayFen);

/** What holds before anything is typed. */
export function limitWords({ limits: { min, max, leftToday, leftTodayFen } }: Quoted): string {
  if (leftToday === 0) return '今天的次数提完了，明天再来';
  return `一次 ${formatFen(min)} 到 ${formatFen(max)} · 今天还能提 ${leftToday} 次，共 ${formatFen(leftTodayFen)}`;
}

/** Why there can be no withdrawal of so much. */
export function refusalWords({ refusal, limits, available }: Quoted, amount: Fen): string | undefined {
  switch (refusal) {
    case undefined:
      return undefined;
    case 'withdrawalTooLittle':
      return amount < limits.min
        ? `最少提 ${formatFen(limits.min)}`
        : `扣掉手续费和税，到账不到 ${formatFen(LEAST_ARRIVING)}，多提一点`;
    case 'withdrawalTooMuch':
      return `一次最多提 ${formatFen(limits.max)}，可以分几次`;
    case 'withdrawalNotEnough':
      return `可提现的只有 ${formatFen(available)}`;
    case 'withdrawalDayLimit':
      return limits.leftToday === 0
        ? '今天的次数提完了，明天再来'
        : `今天还能提 ${formatFen(limits.leftTodayFen)}，剩下的明天再提`;
    case 'withdrawalDebt':
      return '有退款欠的钱没抵完，以后的佣金先抵它，抵完就能提';
    case 'withdrawalChanged':
      return '手续费或税刚刚有变动，看过新的到账金额再提';
  }
}
