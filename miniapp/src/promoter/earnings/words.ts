import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';

export type Wallet = Output<'earnings.get'>;

/** On the button, instead of what it does; undefined where there is something to withdraw. */
export function noWithdrawal({ available, debt, stopped }: Wallet): string | undefined {
  if (stopped) return '暂停提现';
  if (debt > 0) return '先抵欠款';
  return available === 0 ? '还不能提' : undefined;
}

/** What is out of the ordinary about a wallet: each in a sentence that says where the money is. */
export function walletNotes({ debt, stopped }: Wallet): string[] {
  return [
    ...(stopped
      ? ['商家正在核对账目，提现先停一停。你的钱还在，核对完就能提。已经在微信里等你确认的，可以照常确认。']
      : []),
    ...(debt > 0 ? [`有订单在提现以后退了款，欠 ${formatFen(debt)}。以后的佣金先抵它，不用你另外付。`] : []),
  ];
}
