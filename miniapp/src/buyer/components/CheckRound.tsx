import { View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import './CheckRound.scss';

/** Chosen or not, as a round mark. What it stands in is what is tapped, and says what is chosen. */
export function CheckRound({ on, off = false }: { on: boolean; off?: boolean }) {
  return (
    <View className={`check-round ${on ? 'check-round-on' : ''} ${off ? 'check-round-off' : ''}`}>
      {on && <Icon name="check" size={14} />}
    </View>
  );
}
