import { View } from '@tarojs/components';
import { useState } from 'react';
import { asButton } from '../../components/Btn';
import { Columns } from './Columns';
import { MEASURES, type Measure, measureWords, type Summary, shortDay, toldWords, wordOf } from './measures';

interface Props {
  summary: Summary;
  /** How many days it is about. */
  span: number;
  onSpan: (days: number) => void;
}

const SPANS = [7, 30] as const;

/** Days as rows, newest first. */
function Table({ days }: Pick<Summary, 'days'>) {
  return (
    <View id="table" className="brought-table" role="table">
      <View className="brought-row f12 c3" role="row">
        <View className="brought-cell" role="columnheader">
          日期
        </View>
        {MEASURES.map(({ measure, word }) => (
          <View key={measure} className="brought-cell" role="columnheader">
            {word}
          </View>
        ))}
      </View>
      {[...days].reverse().map((day) => (
        <View key={day.day} className="brought-row f13 num" role="row">
          <View className="brought-cell" role="cell">
            {shortDay(day.day)}
          </View>
          {MEASURES.map(({ measure }) => (
            <View key={measure} className={day[measure] === 0 ? 'brought-cell c3' : 'brought-cell'} role="cell">
              {measureWords(measure, day[measure])}
            </View>
          ))}
        </View>
      ))}
    </View>
  );
}

/** What my shares have brought: sums, one of them by day, and all of them as a table one tap away. */
export function Brought({ summary: { total, days }, span, onSpan }: Props) {
  const [measure, setMeasure] = useState<Measure>('visits');
  const [table, setTable] = useState(false);
  return (
    <View className="card">
      <View className="row spread">
        <View className="row g8">
          {SPANS.map((days) => (
            <View
              key={days}
              id={`days-${days}`}
              className={`chip ${days === span ? 'chip-on' : ''}`}
              {...asButton}
              aria-pressed={days === span}
              onClick={() => onSpan(days)}
            >
              近 {days} 天
            </View>
          ))}
        </View>
        <View id="asTable" className="link brought-link" {...asButton} onClick={() => setTable(!table)}>
          {table ? '看图' : '看表格'}
        </View>
      </View>
      <View className="row brought-sums m16">
        {MEASURES.map((one) => (
          <View
            key={one.measure}
            id={`sum-${one.measure}`}
            className={`grow brought-sum ${one.measure === measure && !table ? 'brought-on' : ''}`}
            {...asButton}
            aria-pressed={one.measure === measure}
            onClick={() => {
              setMeasure(one.measure);
              setTable(false);
            }}
          >
            <View className="f12 c3">{one.word}</View>
            <View className={`num bold brought-value ${one.measure === 'commission' ? 'cm' : ''}`}>
              {measureWords(one.measure, total[one.measure])}
            </View>
          </View>
        ))}
      </View>
      {table ? <Table days={days} /> : <Columns days={days} measure={measure} word={wordOf(measure)} />}
      {!table && <View className="f12 c2 m8">{toldWords(days, measure)}</View>}
      <View className="f12 c3 m12">一个人一天打开同一个分享算 1 次访问；佣金是这些天付款的订单的，退掉的已减去。</View>
    </View>
  );
}
