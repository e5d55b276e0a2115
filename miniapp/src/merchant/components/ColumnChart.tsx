import { ScrollView, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { asButton } from '../../components/Btn';
import { linesOf, roofOf } from './roof';
import './ColumnChart.scss';

export interface Column {
  key: string;
  /** Under the chart. */
  short: string;
  /** One for each series, in their order; may be below zero. */
  values: readonly number[];
  /** All that there is to say of it, shown below when it is chosen. */
  words: string;
}

interface Props {
  id: string;
  /** The chart in words, for whoever does not see it. */
  label: string;
  columns: readonly Column[];
  /** Of each series: its tone. The word for it stands in the panel. */
  tones: ReadonlyArray<'action' | 'money' | 'plain'>;
  /** The value of a line, as it is read. */
  scale: (value: number) => string;
  /** Where there is no room for all of them, the last ones are in sight. */
  newestLast?: boolean;
}

/** Standing columns from zero, one or two a period: a tap tells what one says. Plain parts, so that both targets draw it. */
export function ColumnChart({ id, label, columns, tones, scale, newestLast = false }: Props) {
  const all = columns.flatMap(({ values }) => values);
  const top = roofOf(Math.max(0, ...all));
  const bottom = roofOf(-Math.min(0, ...all));
  const whole = Math.max(1, top + bottom);
  const percent = (value: number) => `${((value / whole) * 100).toFixed(2)}%`;
  const [chosen, setChosen] = useState<string>();
  const [first, last] = [columns[0], columns[columns.length - 1]];
  /** Wide enough to be told apart; what does not fit is scrolled to. */
  const width = { minWidth: `${columns.length * (tones.length > 1 ? 12 : 8)}px` };
  const told = columns.find(({ key }) => key === chosen);
  const lines = linesOf(top, bottom);
  return (
    <View id={id} className="column-chart">
      <View className="column-chart-row" role="group" aria-label={label}>
        <View className="column-chart-scale" aria-hidden="true">
          {lines.map((line) => (
            <Text key={line} className="column-chart-word num" style={{ bottom: percent(line + bottom) }}>
              {scale(line)}
            </Text>
          ))}
        </View>
        <ScrollView
          scrollX
          enhanced
          showScrollbar={false}
          scrollLeft={newestLast ? 9999 : 0}
          className="column-chart-way"
        >
          <View className="column-chart-field" style={width}>
            {lines.map((line) => (
              <View
                key={line}
                className={`column-chart-line ${line === 0 ? 'column-chart-zero' : ''}`}
                style={{ bottom: percent(line + bottom) }}
              />
            ))}
            {columns.map(({ key, values, words }) => (
              <View
                key={key}
                id={`${id}-${key}`}
                className={`column-chart-one ${key === chosen ? 'column-chart-on' : ''}`}
                {...asButton}
                aria-label={words}
                onClick={() => setChosen(key === chosen ? undefined : key)}
              >
                {values.map((value, at) => (
                  <View key={tones[at]} className="column-chart-slot">
                    {value !== 0 && (
                      <View
                        className={`column-chart-bar column-chart-${tones[at]}`}
                        style={{
                          height: percent(Math.abs(value)),
                          bottom: percent(value < 0 ? bottom + value : bottom),
                        }}
                      />
                    )}
                  </View>
                ))}
              </View>
            ))}
          </View>
          {first && last && (
            <View className="column-chart-foot num" style={width} aria-hidden="true">
              <Text>{first.short}</Text>
              <Text>{last.short}</Text>
            </View>
          )}
        </ScrollView>
      </View>
      <View className="column-chart-told">{told?.words ?? '点一根柱子，看这一段的数'}</View>
    </View>
  );
}
