import { View } from '@tarojs/components';
import { FigureTable } from '../components/FigureTable';
import { Panel } from '../components/Panel';
import type { Column } from '../components/Table';
import type { CampaignBoard, CampaignMoney } from '../words/campaignFigures';
import { inCount } from '../words/fission';
import { inYuan } from '../words/payment';
import { causeWord } from '../words/refund';

type Row = CampaignBoard['refunds'][number];

/** What went back, and why. */
export function Refunds({ board: { refunds }, money }: { board: CampaignBoard; money: CampaignMoney | undefined }) {
  const fenOf = (cause: Row['cause']) => money?.refunds.find((one) => one.cause === cause)?.fen ?? 0;
  const columns: readonly Column<Row>[] = [
    { key: 'cause', head: '为什么退', cell: ({ cause }) => causeWord[cause] },
    { key: 'times', head: '笔', figures: true, cell: ({ times }) => inCount(times) },
    ...(money
      ? [{ key: 'fen', head: '元，含运费', figures: true, cell: ({ cause }: Row) => inYuan(fenOf(cause)) }]
      : []),
  ];
  return (
    <Panel id="refunds" title="退款">
      {refunds.length === 0 ? (
        <View className="f13 c3">还没有退过款。</View>
      ) : (
        <FigureTable label="退款" columns={columns} rows={refunds} keyOf={({ cause }) => `refund-${cause}`} />
      )}
    </Panel>
  );
}
