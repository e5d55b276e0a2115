import { View } from '@tarojs/components';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { type CampaignBoard, type CampaignMoney, dealWords } from '../words/campaignFigures';
import { inCount, percent } from '../words/fission';
import { inYuan } from '../words/payment';

interface Props {
  board: CampaignBoard;
  money: CampaignMoney | undefined;
  wide: boolean;
}

/** All of it in a few figures. */
export function Overview({ board: { title, kind, total }, money, wide }: Props) {
  const words = dealWords[kind];
  const { visits, begun, succeeded, orders, paid, sold, kept, pieces } = total;
  const all = [
    { label: '打开', value: inCount(visits), note: '分享带来的' },
    { label: words.begun, value: inCount(begun), note: `${words.succeeded} ${inCount(succeeded)}` },
    { label: '下单', value: inCount(orders), note: `付款 ${inCount(paid)}` },
    { label: '卖出 件', value: inCount(pieces), note: `${inCount(sold)} 单，留住 ${percent(kept, sold)}` },
    ...(money
      ? [
          { label: '成交 元', value: inYuan(money.total.sales), note: `退回 ${inYuan(money.total.returned)} 元` },
          {
            label: '毛利 元',
            value: inYuan(money.total.margin),
            note:
              money.total.uncosted > 0 ? `${inCount(money.total.uncosted)} 单没填成本，没算` : '扣掉成本、手续费和佣金',
          },
        ]
      : []),
  ];
  const row = wide ? all.length : 2;
  return (
    <Panel id="overview" title={title}>
      {Array.from({ length: all.length / row }, (_, index) => index * row).map((from) => (
        <View key={from} className="campaign-board-row">
          <Figures figures={all.slice(from, from + row)} />
        </View>
      ))}
    </Panel>
  );
}
