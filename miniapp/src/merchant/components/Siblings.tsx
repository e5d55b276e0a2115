import { View } from '@tarojs/components';
import { replaceBy } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import { useWaiting } from '../hooks/useWaiting';
import { type Place, siblingsOf } from './doors';
import { Segments } from './Filters';

/** The parts that lie beside this one behind one door at the bottom of a phone; nothing where it stands alone. */
export function Siblings({ here, member }: { here: Place | undefined; member: Membership }) {
  const { merchantId } = member;
  const waiting = useWaiting(merchantId);
  const doors = siblingsOf(here, member);
  if (here === undefined || doors.length < 2) return null;
  const go = (place: Place) => {
    const door = doors.find((one) => one.place === place);
    if (door !== undefined && place !== here) replaceBy(door.page, { merchant: merchantId });
  };
  return (
    <View className="siblings">
      <Segments<Place>
        id="part"
        label="这一组"
        options={doors.map(({ place, short, waiting: of }) => {
          const count = waiting === undefined ? 0 : (of?.(waiting) ?? 0);
          return count === 0 ? { value: place, label: short } : { value: place, label: short, count };
        })}
        chosen={here}
        onChoose={go}
      />
    </View>
  );
}
