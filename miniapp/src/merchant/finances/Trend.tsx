import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { FinanceFigure } from '../../../../shared/domain/finance';
import { formatFen } from '../../../../shared/money';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { ChartPanel } from '../components/ChartPanel';
import { ColumnChart } from '../components/ColumnChart';
import { FigureTable } from '../components/FigureTable';
import { Segments } from '../components/Filters';
import type { Column } from '../components/Table';
import {
  type FinanceBoard,
  type FinanceRow,
  figureMeaning,
  figureWord,
  periodWords,
  scaleWords,
  shortPeriod,
} from '../words/finance';
import { inYuan } from '../words/payment';

/** Figures that people set against the sales of the same days. */
const COMPARED = ['net', 'commissions', 'refunds', 'payouts', 'wechatFees', 'tax'] as const satisfies FinanceFigure[];
type Compared = (typeof COMPARED)[number];

interface Props {
  board: FinanceBoard;
  merchantId: string;
}

/** Sales beside another figure, period by period; each period opens to the journals behind it. */
export function Trend({ board: { rows, total }, merchantId }: Props) {
  const [against, setAgainst] = useState<Compared>('net');
  const now = serverNow();
  const word = figureWord[against];
  const columns: readonly Column<FinanceRow>[] = [
    { key: 'period', head: '时间', cell: ({ period }) => periodWords(period, now) },
    { key: 'sales', head: '销售 元', figures: true, cell: ({ sales }) => inYuan(sales) },
    { key: against, head: `${word} 元`, figures: true, cell: (row) => inYuan(row[against]) },
  ];
  return (
    <ChartPanel
      id="trend"
      title={`销售和${word}`}
      aside={
        <View className="row g8 f12 c2 finances-legend">
          <View className="column-chart-dot column-chart-dot-plain" aria-hidden="true" />
          <Text>销售</Text>
          <View className="column-chart-dot column-chart-dot-action" aria-hidden="true" />
          <Text>{word}</Text>
        </View>
      }
      chart={
        <ColumnChart
          id="trendAt"
          label={`这些天销售共 ${formatFen(total.sales)}，${word}共 ${formatFen(total[against])}`}
          newestLast
          tones={['plain', 'action']}
          scale={scaleWords}
          columns={rows.map((row) => ({
            key: row.period,
            short: shortPeriod(row.period),
            values: [row.sales, row[against]],
            words: `${periodWords(row.period, now)}：销售 ${formatFen(row.sales)}，${word} ${formatFen(row[against])}`,
          }))}
        />
      }
      table={
        <View className="finances-table">
          <FigureTable
            label={`销售和${word}`}
            columns={columns}
            rows={[...rows].reverse()}
            keyOf={({ period }) => `trend-${period}`}
            onOpen={({ period }) => open('merchant/journals', { merchant: merchantId, figure: against, period })}
          />
        </View>
      }
    >
      <View className="m12">
        <Segments
          id="against"
          label="和销售比什么"
          options={COMPARED.map((value) => ({ value, label: figureWord[value] }))}
          chosen={against}
          onChoose={setAgainst}
        />
      </View>
      <View className="room-note m8">
        {word}：{figureMeaning[against]}。
      </View>
    </ChartPanel>
  );
}
