import { Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { formatFen } from '../../../shared/money';
import { open } from '../platform/nav';
import { Icon } from './Icon';

/** On a product that can be bargained for: to which price, with how many friends. */
export function BargainDoor({ bargain }: { bargain: NonNullable<Output<'product.get'>['bargain']> }) {
  const { campaignId, floor, helpers } = bargain;
  return (
    <View
      id="toBargain"
      className="card row g8"
      role="button"
      onClick={() => open('bargain/offer', { id: campaignId })}
    >
      <Icon name="knife" size={20} className="cw" />
      <Text className="grow f14">
        砍价到 <Text className="num bold">{formatFen(floor)}</Text>，请 {helpers} 位朋友帮
      </Text>
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}
