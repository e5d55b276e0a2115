import { Picker, View } from '@tarojs/components';
import { serverNow } from '../../platform/clock';
import { useWide } from '../hooks/useWide';
import { dateWords } from '../words/reconciliation';
import type { RangeAddress } from './range';

interface Props {
  address: RangeAddress;
  change: (part: RangeAddress) => void;
}

/** From which day, to which. */
export function OwnDays({ address, change }: Props) {
  const wide = useWide();
  const ends = ['from', 'until'] as const;
  if (wide) {
    return (
      <div className="own-days">
        {ends.map((name) => (
          <span key={name}>
            {name === 'until' && '到 '}
            <input
              id={name}
              className="desk-date num"
              type="date"
              aria-label={name === 'from' ? '从哪天' : '到哪天'}
              value={address[name] ?? ''}
              onChange={(event) => event.target.value !== '' && change({ [name]: event.target.value })}
            />
          </span>
        ))}
      </div>
    );
  }
  const now = serverNow();
  return (
    <View className="row g8 own-days">
      {ends.map((name) => (
        <Picker
          key={name}
          id={name}
          mode="date"
          value={address[name] ?? ''}
          onChange={(event) => change({ [name]: event.detail.value })}
        >
          <View className="own-day">
            {name === 'from' ? '从' : '到'} {dateWords(address[name] ?? '', now)}
          </View>
        </Picker>
      ))}
    </View>
  );
}
