import { View } from '@tarojs/components';
import { ChartPanel } from '../components/ChartPanel';
import { ColumnChart } from '../components/ColumnChart';
import { FigureTable } from '../components/FigureTable';
import type { Column } from '../components/Table';
import { type BargainMeasures, scaleWords } from '../words/bargainFigures';
import { inCount, percent } from '../words/fission';

interface Row {
  readonly friends: number;
  readonly bargains: number;
}

/** How many bargains were helped by nobody, by one friend, by two … */
export function Friends({ total: { friends, launches } }: { total: BargainMeasures }) {
  const rows: Row[] = friends.map((bargains, count) => ({ friends: count, bargains }));
  const columns: readonly Column<Row>[] = [
    { key: 'friends', head: '帮砍的朋友', cell: (row) => `${row.friends} 位` },
    { key: 'bargains', head: '砍价', figures: true, cell: ({ bargains }) => inCount(bargains) },
    { key: 'share', head: '占发起', figures: true, cell: ({ bargains }) => percent(bargains, launches) },
  ];
  return (
    <ChartPanel
      id="friends"
      title="来了几位朋友帮"
      sub="每个砍价"
      chart={
        <ColumnChart
          id="friendsAt"
          label={`${inCount(launches)} 个砍价各有几位朋友帮砍`}
          tones={['action']}
          scale={scaleWords}
          columns={rows.map(({ friends: count, bargains }) => ({
            key: String(count),
            short: `${count} 位`,
            values: [bargains],
            words: `${count} 位朋友帮砍的有 ${inCount(bargains)} 个，占 ${percent(bargains, launches)}`,
          }))}
        />
      }
      table={
        <View className="board-table">
          <FigureTable
            label="来了几位朋友帮"
            columns={columns}
            rows={rows}
            keyOf={({ friends: count }) => `friends-${count}`}
          />
        </View>
      }
    />
  );
}
