import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import './Bars.scss';

export interface Bar {
  key: string;
  label: string;
  value: number;
  /** The value as it is read. */
  words: string;
  /** At the end: its part of something. */
  aside?: ReactNode;
  tone?: 'plain' | 'pale' | 'light' | 'warm' | 'action' | 'money';
}

interface Props {
  /** What the bars are of. */
  label: string;
  bars: readonly Bar[];
  /** The value of a whole bar; the longest one where it is left out. */
  most?: number;
  /** Lower bars, for many of them. */
  slim?: boolean;
}

/** Lying bars from zero, each with its word and its value: they are read as a list, without the picture too. */
export function Bars({ label, bars, most = Math.max(1, ...bars.map(({ value }) => value)), slim = false }: Props) {
  return (
    <View className={`bars ${slim ? 'bars-slim' : ''}`} role="list" aria-label={label}>
      {bars.map(({ key, label: word, value, words, aside, tone = 'action' }) => (
        <View key={key} id={`bar-${key}`} className="bars-one" role="listitem">
          <Text className="bars-label">{word}</Text>
          <View className="bars-way" aria-hidden="true">
            {value > 0 && (
              <View
                className={`bars-bar bars-${tone}`}
                style={{ width: `${Math.min(100, (value / Math.max(1, most)) * 100)}%` }}
              />
            )}
          </View>
          <Text className="bars-value num">{words}</Text>
          {aside !== undefined && <Text className="bars-aside num">{aside}</Text>}
        </View>
      ))}
    </View>
  );
}
