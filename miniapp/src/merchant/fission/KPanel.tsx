import { Text, View } from '@tarojs/components';
import { kFactor } from '../../../../shared/domain/fission';
import type { Ms } from '../../../../shared/time';
import { ChartPanel } from '../components/ChartPanel';
import { FigureTable } from '../components/FigureTable';
import type { Column } from '../components/Table';
import { useWide } from '../hooks/useWide';
import { type Board, bandWords, growthWords, inCount, kWords, shortDay, sumWords } from '../words/fission';
import { KChart } from './KChart';
import { KColumns } from './KColumns';
import { type Point, pointsOf } from './points';

const columns: readonly Column<Point>[] = [
  { key: 'day', head: '日期', cell: ({ day, unfinished }) => `${shortDay(day)}${unfinished ? ' 还在变' : ''}` },
  { key: 'visits', head: '打开', figures: true, cell: ({ visits }) => inCount(visits) },
  { key: 'k', head: 'K', figures: true, cell: ({ factor }) => kWords(factor) },
  { key: 'band', head: '95% 区间', figures: true, cell: ({ factor }) => (factor === null ? '–' : bandWords(factor)) },
];

/** The chart in words, for whoever does not see it. */
function labelOf(points: readonly Point[]): string {
  const told = points.filter(({ factor }) => factor !== null);
  const [first, last] = [told[0], told[told.length - 1]];
  if (first === undefined || last === undefined) return '这些天没有人打开分享，没有 K 系数';
  return `每天的 K 系数：${shortDay(first.day)} 是 ${kWords(first.factor)}，${shortDay(last.day)} 是 ${kWords(last.factor)}`;
}

/** K of the whole range, day by day with its band, and how it comes about. */
export function KPanel({ board, now }: { board: Board; now: Ms }) {
  const wide = useWide();
  const factor = kFactor(board.total);
  const points = pointsOf(board.days, now);
  const Chart = wide ? KChart : KColumns;
  return (
    <ChartPanel
      id="k"
      title="K 系数"
      sub={wide ? '阴影是 95% 区间' : undefined}
      aside={
        factor && (
          <Text className="f12 c2 k-now">
            <Text className="num k-now-value">{kWords(factor)}</Text> <Text className="num">{bandWords(factor)}</Text>
          </Text>
        )
      }
      chart={<Chart points={points} label={labelOf(points)} />}
      table={
        <View className="k-table">
          <FigureTable
            label="每天的 K 系数"
            columns={columns}
            rows={[...points].reverse()}
            keyOf={({ day }) => `k-${day}`}
          />
        </View>
      }
    >
      {factor && (
        <View id="kSum" className="k-sum">
          <Text>{sumWords(factor)}</Text>
          <Text className="c2">{growthWords(factor)}</Text>
        </View>
      )}
      {points.some(({ unfinished, visits }) => unfinished && visits > 0) && (
        <View className="room-note m8">今天和昨天的分享还在被人打开，这两天的 K 还会变。</View>
      )}
    </ChartPanel>
  );
}
