import { View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Icon } from '../../components/Icon';
import { serverNow } from '../../platform/clock';
import { FigureTable } from '../components/FigureTable';
import { Panel } from '../components/Panel';
import type { Column } from '../components/Table';
import { type CampaignBoard, type CampaignMoney, dealWords, moneyWords } from '../words/campaignFigures';
import { inCount } from '../words/fission';
import { inYuan } from '../words/payment';

type Forecast = NonNullable<CampaignMoney['forecast']>;

interface Row {
  readonly key: keyof Forecast['measures'];
  readonly label: string;
  /** Nothing where there is nothing to tell it by. */
  readonly value: number | undefined;
  readonly words: (value: number) => string;
}

const ratio = (hundredths: number): string => (hundredths / 100).toFixed(2);

function rowsOf({ kind, total }: CampaignBoard, { total: sums, k }: CampaignMoney): Row[] {
  const fen = (key: Row['key'], of: keyof typeof moneyWords): Row => ({
    key,
    label: `${moneyWords[of]} 元`,
    value: sums[of],
    words: inYuan,
  });
  return [
    { key: 'deals', label: dealWords[kind].succeeded, value: total.succeeded, words: inCount },
    { key: 'pieces', label: '卖出 件', value: total.pieces, words: inCount },
    fen('sales', 'sales'),
    fen('refunds', 'returned'),
    fen('cost', 'cost'),
    fen('fee', 'fee'),
    fen('commission', 'commission'),
    fen('margin', 'margin'),
    { key: 'k', label: 'K', value: k, words: ratio },
  ];
}

/** Where the money has come from and gone to, beside what the simulator had said. */
export function Money({ board, money }: { board: CampaignBoard; money: CampaignMoney }) {
  const { forecast, total } = money;
  const told = ({ key, words }: Row, bound: 'expected' | 'low' | 'high') => {
    const value = forecast?.measures[key]?.[bound];
    return value === undefined ? '–' : words(value);
  };
  const columns: readonly Column<Row>[] = [
    { key: 'name', head: '', cell: ({ label }) => label },
    {
      key: 'value',
      head: '到现在',
      figures: true,
      cell: ({ value, words }) => (value === undefined ? '–' : words(value)),
    },
    ...(forecast
      ? [
          { key: 'expected', head: '测算', figures: true, cell: (row: Row) => told(row, 'expected') },
          {
            key: 'band',
            head: '100 场里 95 场',
            figures: true,
            roomy: true,
            cell: (row: Row) => (forecast.measures[row.key] ? `${told(row, 'low')} – ${told(row, 'high')}` : '–'),
          },
        ]
      : []),
  ];
  return (
    <Panel id="money" title="钱从哪来到哪去">
      <FigureTable
        label="钱从哪来到哪去"
        columns={columns}
        rows={rowsOf(board, money)}
        keyOf={({ key }) => `money-${key}`}
      />
      <View id="forecast" className="f12 c3 campaign-board-say">
        {forecast
          ? `测算是 ${formatWhen(forecast.publishedAt, serverNow())} 发布第 ${forecast.edition} 版时留下的，说的是整场。`
          : '发布时没有留下测算。下次发布前可以先去「活动测算」算一算。'}
      </View>
      {total.uncosted > 0 && (
        <View id="uncosted" className="room-notice m8">
          <Icon name="alert" size={16} />
          <View className="grow">{inCount(total.uncosted)} 单下单时没填成本，没有算进成本和毛利。</View>
        </View>
      )}
    </Panel>
  );
}
