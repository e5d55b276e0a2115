import { Text, View } from '@tarojs/components';
import { serverNow } from '../../platform/clock';
import { ChartPanel } from '../components/ChartPanel';
import { ColumnChart } from '../components/ColumnChart';
import { FigureTable } from '../components/FigureTable';
import type { Column } from '../components/Table';
import { type BargainBoard, type BargainDay, costWords, scaleWords } from '../words/bargainFigures';
import { inCount, shortDay } from '../words/fission';
import { inYuan } from '../words/payment';
import { dateWords } from '../words/reconciliation';

/** Launches of each day, beside those of them that were bought. */
export function Days({ board: { days, total } }: { board: BargainBoard }) {
  const now = serverNow();
  const columns: readonly Column<BargainDay>[] = [
    { key: 'day', head: '发起日期', cell: ({ day }) => dateWords(day, now) },
    { key: 'launches', head: '发起', figures: true, cell: ({ measures }) => inCount(measures.launches) },
    { key: 'helps', head: '帮砍', figures: true, roomy: true, cell: ({ measures }) => inCount(measures.helps) },
    { key: 'floors', head: '砍到底', figures: true, cell: ({ measures }) => inCount(measures.floors) },
    { key: 'bought', head: '买下', figures: true, cell: ({ measures }) => inCount(measures.bought) },
    { key: 'sales', head: '成交 元', figures: true, roomy: true, cell: ({ measures }) => inYuan(measures.sales) },
    { key: 'cost', head: '每单让利 元', figures: true, roomy: true, cell: ({ measures }) => costWords(measures) },
  ];
  return (
    <ChartPanel
      id="byDay"
      title="一天一天看"
      aside={
        <View className="row g8 f12 c2 board-legend">
          <View className="column-chart-dot column-chart-dot-plain" aria-hidden="true" />
          <Text>发起</Text>
          <View className="column-chart-dot column-chart-dot-action" aria-hidden="true" />
          <Text>买下</Text>
        </View>
      }
      chart={
        <ColumnChart
          id="byDayAt"
          label={`这些天发起 ${inCount(total.launches)} 次，其中买下 ${inCount(total.bought)} 次`}
          newestLast
          tones={['plain', 'action']}
          scale={scaleWords}
          columns={days.map(({ day, measures: { launches, floors, bought } }) => ({
            key: day,
            short: shortDay(day),
            values: [launches, bought],
            words: `${dateWords(day, now)}：发起 ${inCount(launches)}，砍到底 ${inCount(floors)}，买下 ${inCount(bought)}`,
          }))}
        />
      }
      table={
        <View className="board-table">
          <FigureTable
            label="一天一天看"
            columns={columns}
            rows={[...days].reverse()}
            keyOf={({ day }) => `day-${day}`}
          />
        </View>
      }
    />
  );
}
