import { Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import { refundWords } from '../../components/orderWords';
import { open } from '../../platform/nav';
import type { Order } from './viewer';

/** What has become of the viewer's money, where they sit in this group no more. */
export function RefundNote({ order }: { order: Order }) {
  const words = refundWords(order);
  if (words === undefined) return null;
  const arrived = order.refund?.status === 'arrived';
  return (
    <View
      id="refund"
      className={`card row g8 group-refund ${arrived ? 'group-refund-arrived' : ''}`}
      role="button"
      onClick={() => open('order', { id: order.id })}
    >
      <Icon name="refund" size={20} />
      <Text className="grow f14">{words}</Text>
      <Icon name="right" size={16} />
    </View>
  );
}
