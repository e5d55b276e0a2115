import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { replaceBy } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import { useWaiting } from '../hooks/useWaiting';
import { countOf, doorsFor, type Place } from './doors';

/** From one part of the room to another, at the bottom of a phone. The way back leads out of the room. */
export function Doors({ here, member }: { here: Place | undefined; member: Membership }) {
  const { merchantId } = member;
  const waiting = useWaiting(merchantId);
  return (
    <View className="bar doors" aria-label="商家后台">
      {doorsFor(member).map((door) => {
        const count = countOf(door, waiting);
        const on = door.place === here;
        return (
          <View
            key={door.place}
            id={`go-${door.place}`}
            className={`doors-one ${on ? 'doors-on' : ''}`}
            {...asButton}
            aria-label={count === undefined ? door.label : `${door.label}，${count} 个在等`}
            onClick={on ? undefined : () => replaceBy(door.page, { merchant: merchantId })}
          >
            <View className="doors-icon">
              <Icon name={door.icon} size={20} />
              {count !== undefined && <Text className="doors-count num">{count}</Text>}
            </View>
            <Text className="doors-word">{door.short}</Text>
          </View>
        );
      })}
    </View>
  );
}
