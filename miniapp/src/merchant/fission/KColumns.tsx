import { ScrollView, Text, View } from '@tarojs/components';
import { shortDay } from '../words/fission';
import { linesOf, type Point, topOf } from './points';

/** K by day with its band, of plain parts: a column a day, the band in it, and the value as a mark. */
export function KColumns({ points, label }: { points: readonly Point[]; label: string }) {
  const top = topOf(points);
  const height = (k: number): string => `${((Math.min(k, top) / top) * 100).toFixed(1)}%`;
  const [first, last] = [points[0], points[points.length - 1]];
  return (
    <View className="k-columns" role="img" aria-label={label}>
      <View className="k-columns-scale" aria-hidden="true">
        {linesOf(top).map((line) => (
          <Text key={line} className="k-columns-word num" style={{ bottom: height(line) }}>
            {line.toFixed(1)}
          </Text>
        ))}
      </View>
      <ScrollView scrollX enhanced showScrollbar={false} className="k-columns-way" scrollLeft={9999}>
        <View className="k-columns-field" style={{ minWidth: `${points.length * 8}px` }}>
          <View className="k-columns-one" style={{ bottom: height(1) }} />
          {points.map(({ day, factor, unfinished }) => (
            <View key={day} className="k-column">
              {factor !== null && (
                <>
                  <View
                    className="k-column-band"
                    style={{ bottom: height(factor.low), top: `${100 - Number.parseFloat(height(factor.high))}%` }}
                  />
                  <View
                    className={`k-column-mark ${unfinished ? 'k-column-open' : ''}`}
                    style={{ bottom: height(factor.k) }}
                  />
                </>
              )}
            </View>
          ))}
        </View>
        {first && last && (
          <View className="row spread f12 c3 num" style={{ minWidth: `${points.length * 8}px` }}>
            <Text>{shortDay(first.day)}</Text>
            <Text>{shortDay(last.day)}</Text>
          </View>
        )}
      </ScrollView>
    </View>
  );
}
