import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { replaceBy } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import { useWaiting } from '../hooks/useWaiting';
import { countOf, type Place, phoneDoorsFor } from './doors';

/** From one part of the room to another, at the bottom of a phone. The way back leads out of the room. */
export function Doors({ here, member }: { here: Place | undefined; member: Membership }) {
  const { merchantId } = member;
  const waiting = useWaiting(merchantId);
  return (
    <View className="bar doors" aria-label="商家后台">
      {phoneDoorsFor(member).map((doors) => {
        const [{ place, page, icon, label, short }] = doors;
        const count = countOf(doors, waiting);
        const on = doors.some((door) => door.place === here);
        return (
          <View
            key={place}
            id={`go-${place}`}
            className={`doors-one ${on ? 'doors-on' : ''}`}
            {...asButton}
            aria-label={count === undefined ? label : `${label} ${count} 个在等`}
            onClick={place === here ? undefined : () => replaceBy(page, { merchant: merchantId })}
          >
            <Icon name={icon} size={20} />
            <Text className="doors-word">{short}</Text>
            {count !== undefined && <Text className="doors-count num">{count}</Text>}
          </View>
        );
      })}
    </View>
  );
}
