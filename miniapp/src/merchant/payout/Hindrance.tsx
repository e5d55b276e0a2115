import { View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Icon } from '../../components/Icon';
import { mayApprove, type PayoutDetail } from '../words/payout';

/** Why 放行 is missing while it waits for the shop. Nothing, where it is there. */
export function Hindrance({ payout }: { payout: PayoutDetail }) {
  const { status, own, wallet } = payout;
  if (status !== 'review' || mayApprove(payout)) return null;
  return (
    <View id="hindrance" className="room-notice">
      <Icon name="alert" size={16} />
      <View className="grow">
        {own
          ? '这是你自己的提现，请另一位店主或运营来放行。你可以退回。'
          : `TA 有退款欠的 ${formatFen(wallet.debt)}，欠着不能放行。退回这笔，钱先抵欠款，剩下的回到 TA 的可提现。`}
      </View>
    </View>
  );
}
