/** Why money goes back, and where it is. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';

export type Refund = Pick<Output<'shopOrder.get'>['refunds'][number], 'cause' | 'amount' | 'status'>;

export const causeWord: Readonly<Record<Refund['cause'], string>> = {
  groupFailed: '没拼成',
  endedEarly: '活动提前结束',
  left: '买家退团',
  ladder: '满人降价',
  noSeat: '付款到账时没有座位',
  late: '付款到账时订单已关闭',
  mismatch: '付款和订单对不上',
  twice: '多付了一次',
  afterSale: '售后',
  merchant: '商家退款',
};

/** `没拼成，¥29.90 已退回微信零钱`. */
export function refundWords({ cause, amount, status }: Refund): string {
  const what = `${causeWord[cause]}，${formatFen(amount)}`;
  switch (status) {
    case 'arrived':
      return `${what} 已退回微信零钱`;
    case 'promised':
      return `${what} 正在原路退回`;
    case 'abnormal':
      return `${what} 没退成，微信那边有异常`;
  }
}
