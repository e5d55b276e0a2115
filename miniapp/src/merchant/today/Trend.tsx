import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { serverNow } from '../../platform/clock';
import { ChartPanel } from '../components/ChartPanel';
import { ColumnChart } from '../components/ColumnChart';
import { FigureTable } from '../components/FigureTable';
import { Segments } from '../components/Filters';
import type { Column } from '../components/Table';
import { scaleWords } from '../words/finance';
import { inCount } from '../words/fission';
import { type Measure, measured, measureMeaning, measureWord, type TodayBoard } from '../words/today';
import { measuresOf, type Point, pointsOf, type Span, spans } from './series';

const beforeWord: Readonly<Record<Span, string | undefined>> = { hours: '昨天', '7': '上一周', '30': undefined };

/** One measure over the hours of today, or over some days. */
export function Trend({ board }: { board: TodayBoard }) {
  const [span, setSpan] = useState<Span>('7');
  const [wished, setWished] = useState<Measure>();
  const now = serverNow();
  const measures = measuresOf(board, span);
  const measure = measures.find((one) => one === wished) ?? measures[0] ?? 'orders';
  const points = pointsOf(board, measure, span, now);
  const before = beforeWord[span];
  const say = (value: number) => measured(measure, value);
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0);
  const words = ({ name, value, before: then }: Point) =>
    `${name} ${say(value)}${then === undefined ? '' : `，${then.name} ${say(then.value)}`}`;
  const columns: readonly Column<Point>[] = [
    { key: 'name', head: '时间', cell: ({ name }) => name },
    { key: 'value', head: measureWord[measure], figures: true, cell: ({ value }) => say(value) },
    ...(before === undefined
      ? []
      : [
          {
            key: 'before',
            head: before,
            figures: true,
            cell: ({ before: then }: Point) => say(then?.value ?? 0),
          },
        ]),
  ];
  const back = board.days.slice(-(span === 'hours' ? 1 : Number(span))).reduce((all, day) => all + (day.back ?? 0), 0);
  return (
    <ChartPanel
      id="trend"
      title={span === 'hours' ? `每小时${measureWord[measure]}` : `每天${measureWord[measure]}`}
      aside={
        before !== undefined && (
          <View className="row g8 f12 c2 today-legend">
            <View className="column-chart-dot column-chart-dot-plain" aria-hidden="true" />
            <Text>{before}</Text>
            <View className="column-chart-dot column-chart-dot-action" aria-hidden="true" />
            <Text>{span === 'hours' ? '今天' : '这一周'}</Text>
          </View>
        )
      }
      chart={
        <ColumnChart
          id="trendAt"
          label={`${measureWord[measure]}共 ${say(sum(({ value }) => value))}${
            before === undefined ? '' : `，${before}共 ${say(sum(({ before: then }) => then?.value ?? 0))}`
          }`}
          newestLast={span !== 'hours'}
          tones={before === undefined ? ['action'] : ['plain', 'action']}
          scale={measure === 'sales' ? scaleWords : inCount}
          columns={points.map((point) => ({
            key: point.key,
            short: point.short,
            values: [...(point.before === undefined ? [] : [point.before.value]), point.value],
            words: words(point),
          }))}
        />
      }
      table={
        <View className="today-table">
          <FigureTable
            label={measureWord[measure]}
            columns={columns}
            rows={[...points].reverse()}
            keyOf={({ key }) => `trend-${key}`}
          />
        </View>
      }
    >
      <View className="today-choices">
        <Segments<Span> id="span" label="看多久" options={spans} chosen={span} onChoose={setSpan} />
        <Segments<Measure>
          id="measure"
          label="看什么"
          options={measures.map((value) => ({ value, label: measureWord[value] }))}
          chosen={measure}
          onChoose={setWished}
        />
      </View>
      <View className="room-note m8">
        {measureMeaning[measure]}。{measure === 'sales' && back > 0 && `这些钱里已答应退 ${measured('sales', back)}。`}
      </View>
    </ChartPanel>
  );
}
