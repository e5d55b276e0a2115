/** What both layouts of the list share: what it is looked through by, and what stands where there is nothing. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { PageParams } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';

type Address = PageParams['merchant/changeLog'];

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

/** The first half of an endpoint's name, and what it is called here. */
export const nouns: ReadonlyArray<{ value: string; label: string }> = [
  { value: 'all', label: '全部' },
  { value: 'campaign', label: '活动' },
  { value: 'draft', label: '草稿' },
  { value: 'product', label: '商品' },
  { value: 'shopOrder', label: '订单' },
  { value: 'afterSale', label: '售后' },
  { value: 'refund', label: '退款' },
  { value: 'task', label: '待办' },
  { value: 'payout', label: '提现' },
  { value: 'settlement', label: '结算' },
  { value: 'reconciliation', label: '对账' },
  { value: 'commissionPolicy', label: '佣金' },
  { value: 'referral', label: '锁客' },
  { value: 'shopSettings', label: '设置' },
  { value: 'paymentAccount', label: '收款账户' },
  { value: 'member', label: '成员' },
  { value: 'platform', label: '平台' },
];

export const nounOf = ({ noun }: Address): string => nouns.find(({ value }) => value === noun)?.value ?? 'all';

export const questionOf = (
  merchantId: string,
  address: Address,
  cursor: string | undefined,
): Input<'changeLog.list'> => {
  const noun = nounOf(address);
  return {
    merchantId,
    ...(noun === 'all' ? {} : { noun }),
    ...(address.by === undefined ? {} : { by: address.by }),
    cursor,
  };
};

export const keyOf = (merchantId: string, address: Address): string =>
  `${merchantId} ${nounOf(address)} ${address.by ?? ''}`;

export const emptyWords = { title: '没有记录', text: '谁改了店里的什么，都会记在这里' } as const;
