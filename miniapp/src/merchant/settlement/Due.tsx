import { View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { serverNow } from '../../platform/clock';
import { ChartPanel } from '../components/ChartPanel';
import { ColumnChart } from '../components/ColumnChart';
import { FigureTable } from '../components/FigureTable';
import type { Column } from '../components/Table';
import { scaleWords, shortPeriod } from '../words/finance';
import { inYuan } from '../words/payment';
import { dateWords } from '../words/reconciliation';
import type { Owed } from '../words/settlement';

type Day = Owed['days'][number];

const columns: readonly Column<Day>[] = [
  { key: 'day', head: '日期', cell: ({ day }) => dateWords(day, serverNow()) },
  { key: 'count', head: '笔数', figures: true, cell: ({ count }) => count },
  { key: 'fen', head: '到期 元', figures: true, cell: ({ fen }) => inYuan(fen) },
];

/** What falls due on each of the next days. */
export function Due({ owed: { days, undated } }: { owed: Owed }) {
  const now = serverNow();
  const sum = days.reduce((all, { fen }) => all + fen, 0);
  const count = days.reduce((all, one) => all + one.count, 0);
  const due = days.filter((day) => day.count > 0);
  const label = `接下来 ${days.length} 天到期 ${count} 笔，共 ${formatFen(sum)}`;
  return (
    <ChartPanel
      id="due"
      title="哪天到期"
      sub={`接下来 ${days.length} 天`}
      chart={
        <ColumnChart
          id="dueDay"
          label={label}
          tones={['action']}
          scale={scaleWords}
          columns={days.map(({ day, count: orders, fen }) => ({
            key: day,
            short: shortPeriod(day),
            values: [fen],
            words: `${dateWords(day, now)}：到期 ${orders} 笔，${formatFen(fen)}`,
          }))}
        />
      }
      table={
        due.length === 0 ? (
          <View className="f13 c2">这些天没有到期的</View>
        ) : (
          <FigureTable label="每天到期的佣金" columns={columns} rows={due} keyOf={({ day }) => `due-${day}`} />
        )
      }
    >
      <View id="dueSum" className="f12 c2 m8">
        {label}
        {undated > 0 && `；另有 ${formatFen(undated)} 要等买家收货，才知道哪天到期`}
      </View>
    </ChartPanel>
  );
}
