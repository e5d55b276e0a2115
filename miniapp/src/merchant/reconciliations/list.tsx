/** What both layouts of the list share. */
import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen, type Ms } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Empty } from '../../components/State';
import { open } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import { dateWords } from '../words/reconciliation';

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
}

/** How it is done, in one sentence. */
export const HOW = '每天 10 点后，拿微信前一天的账单和店里的记录逐笔核对。';

interface StopProps {
  stop: Output<'reconciliation.list'>['payoutStop'];
  merchantId: string;
  now: Ms;
}

/** Nothing is paid out, and why; it leads to where that is lifted. */
export function PayoutStop({ stop, merchantId, now }: StopProps) {
  if (stop === undefined) return null;
  return (
    <View
      id="payoutStop"
      className="room-notice reconciliation-notice"
      {...asButton}
      onClick={() => open('merchant/payouts', { merchant: merchantId })}
    >
      <Icon name="alert" size={16} />
      <Text className="grow">
        {stop.dates.map((date) => dateWords(date, now)).join('、')}的账对不上，{formatWhen(stop.since, now)}{' '}
        起暂停佣金提现。卖货、退款照常。
      </Text>
      <Icon name="right" size={16} />
    </View>
  );
}

export const nothing = (
  <Empty icon="wallet" title="还没有对过账" text="微信每天 10 点后给出前一天的账单，第一天的结果会列在这里" />
);
