import { Text, View } from '@tarojs/components';
import { useRef } from 'react';
import { type Fen, formatFen } from '../../../../shared/money';
import { spokenFen } from '../../components/Price';
import './Cuts.scss';

interface Props {
  /** Those that are made, in order. */
  made: readonly Fen[];
  missing: number;
  list: Fen;
  floor: Fen;
  price: Fen;
}

/** From so many on there is no room for a dashed outline each. */
const MANY = 24;

/** One segment a cut, so that their number is seen: those made as wide as their amounts, open ones dashed and alike. */
export function Cuts({ made, missing, list, floor, price }: Props) {
  const count = made.length + missing;
  // Only a cut that is made while the page is open grows into place.
  const atFirst = useRef(made.length);
  const segments = Array.from({ length: count }, (_, place) => ({
    place,
    // What an open one will be is nobody's to know: the rest in equal parts.
    width: made[place] ?? (price - floor) / missing,
    look: place >= made.length ? 'cuts-open' : place >= atFirst.current ? 'cuts-new' : '',
  }));
  return (
    <View>
      <View
        className={`cuts ${count > MANY ? 'cuts-many' : ''}`}
        role="img"
        aria-label={`${count} 刀已砍 ${made.length} 刀，现价 ${spokenFen(price)}`}
      >
        {segments.map(({ place, width, look }) => (
          <View key={`${place} ${look}`} className={`cuts-one ${look}`} style={{ flexGrow: width }} />
        ))}
      </View>
      <View className="row spread f12 c3 m8">
        <Text>
          标价 <Text className="num">{formatFen(list)}</Text>
        </Text>
        <Text>
          底价 <Text className="num">{formatFen(floor)}</Text>
        </Text>
      </View>
    </View>
  );
}
