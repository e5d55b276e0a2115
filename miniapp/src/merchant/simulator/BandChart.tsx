import { Text, View } from '@tarojs/components';
import type { Band } from '../../../../shared/domain/simulator';

interface Row {
  readonly key: string;
  readonly label: string;
  readonly band: Band;
  readonly expected: number;
  readonly words: string;
  readonly tone: 'action' | 'money' | 'danger' | 'plain';
}

/** Lying bands on one scale with zero in it, each with a mark at the expectation. Plain parts, so that both targets draw it. */
export function BandChart({ id, label, rows }: { id: string; label: string; rows: readonly Row[] }) {
  const ends = rows.flatMap(({ band, expected }) => [band.low, band.high, expected]);
  const [bottom, top] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const percent = (value: number) => `${(((value - bottom) / Math.max(1, top - bottom)) * 100).toFixed(2)}%`;
  const width = ({ low, high }: Band) => `${(((high - low) / Math.max(1, top - bottom)) * 100).toFixed(2)}%`;
  return (
    <View id={id} className="band-chart" role="list" aria-label={label}>
      {rows.map(({ key, label: word, band, expected, words, tone }) => (
        <View key={key} className="band-chart-one" role="listitem">
          <View className="band-chart-head">
            <Text className="grow">{word}</Text>
            <Text className="num">{words}</Text>
          </View>
          <View className="band-chart-way" aria-hidden="true">
            <View className="band-chart-zero" style={{ left: percent(0) }} />
            <View
              className={`band-chart-band band-chart-${tone}`}
              style={{ left: percent(band.low), width: width(band) }}
            />
            <View className="band-chart-mark" style={{ left: percent(expected) }} />
          </View>
        </View>
      ))}
    </View>
  );
}
