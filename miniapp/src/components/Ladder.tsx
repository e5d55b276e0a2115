import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../shared/money';
import type { PriceStep } from './groupWords';
import { Icon } from './Icon';
import { spokenFen } from './Price';
import './Ladder.scss';

interface Props {
  steps: readonly PriceStep[];
  /** In a group: how many have paid. Steps that are reached are ticked, the last of them is the price now. */
  taken?: number;
}

/** More members, a lower price: the steps of a ladder side by side. */
export function Ladder({ steps, taken = 0 }: Props) {
  const now = steps.filter(({ members }) => members <= taken).length - 1;
  const spoken = steps.map(({ members, price }) => `满 ${members} 人 ${spokenFen(price)}`).join('，');
  return (
    <View className={`ladder ${steps.length > 4 ? 'ladder-many' : ''}`} role="img" aria-label={spoken}>
      {steps.map(({ members, price }, place) => (
        <View
          key={members}
          className={`ladder-step ${place <= now ? 'ladder-reached' : ''} ${place < now ? 'ladder-passed' : ''} ${
            place === Math.max(0, now) ? 'ladder-now' : ''
          }`}
        >
          <View className="ladder-price num">{formatFen(price)}</View>
          <View className="ladder-line">
            <View className="ladder-dot">{place <= now && <Icon name="check" size={14} />}</View>
          </View>
          <View className="f12 c2">
            满 <Text className="num">{members}</Text> 人
          </View>
        </View>
      ))}
    </View>
  );
}
