import { Text, View } from '@tarojs/components';
import { serverNow } from '../../platform/clock';
import { ChartPanel } from '../components/ChartPanel';
import { ColumnChart } from '../components/ColumnChart';
import { FigureTable } from '../components/FigureTable';
import type { Column } from '../components/Table';
import { scaleWords } from '../words/bargainFigures';
import { type CampaignBoard, type CampaignMoney, dealWords } from '../words/campaignFigures';
import { inCount, shortDay } from '../words/fission';
import { inYuan } from '../words/payment';
import { dateWords } from '../words/reconciliation';

type Row = CampaignBoard['days'][number];

/** The paid orders of each day, beside those of them that were sold. */
export function Days({
  board: { kind, days, total },
  money,
}: {
  board: CampaignBoard;
  money: CampaignMoney | undefined;
}) {
  const now = serverNow();
  const words = dealWords[kind];
  const moneyOn = (day: string) => money?.days.find((one) => one.day === day)?.money;
  const count = (key: string, head: string, of: keyof Omit<Row['measures'], 'fills'>, roomy = false): Column<Row> => ({
    key,
    head,
    figures: true,
    roomy,
    cell: ({ measures }) => inCount(measures[of]),
  });
  const yuan = (head: string, of: 'sales' | 'margin'): Column<Row> => ({
    key: of,
    head,
    figures: true,
    roomy: true,
    cell: ({ day }) => inYuan(moneyOn(day)?.[of] ?? 0),
  });
  const columns: readonly Column<Row>[] = [
    { key: 'day', head: '日期', cell: ({ day }) => dateWords(day, now) },
    count('visits', '打开', 'visits', true),
    count('begun', words.begun, 'begun', true),
    count('orders', '下单', 'orders'),
    count('paid', '付款', 'paid'),
    count('sold', words.succeeded, 'sold'),
    count('kept', '留住', 'kept', true),
    ...(money ? [yuan('成交 元', 'sales'), yuan('毛利 元', 'margin')] : []),
  ];
  return (
    <ChartPanel
      id="byDay"
      title="一天一天看"
      aside={
        <View className="row g8 f12 c2 campaign-board-legend">
          <View className="column-chart-dot column-chart-dot-plain" aria-hidden="true" />
          <Text>付款</Text>
          <View className="column-chart-dot column-chart-dot-action" aria-hidden="true" />
          <Text>{words.succeeded}</Text>
        </View>
      }
      chart={
        <ColumnChart
          id="byDayAt"
          label={`付款 ${inCount(total.paid)} 单，其中${words.succeeded} ${inCount(total.sold)} 单`}
          newestLast
          tones={['plain', 'action']}
          scale={scaleWords}
          columns={days.map(({ day, measures: { orders, paid, sold } }) => ({
            key: day,
            short: shortDay(day),
            values: [paid, sold],
            words: `${dateWords(day, now)}：下单 ${inCount(orders)}，付款 ${inCount(paid)}，${words.succeeded} ${inCount(sold)}`,
          }))}
        />
      }
      table={
        <View className="campaign-board-table">
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
