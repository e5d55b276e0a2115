import { View } from '@tarojs/components';
import { costPerOrder } from '../../../../shared/domain/bargainFigures';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { type BargainBoard, costWords } from '../words/bargainFigures';
import { changeWords, inCount } from '../words/fission';
import { inYuan } from '../words/payment';

/** The range in a few figures, each against the days before. */
export function Overview({ board: { total, before, days }, wide }: { board: BargainBoard; wide: boolean }) {
  const length = days.length;
  const count = (label: string, of: 'launches' | 'helps' | 'visits' | 'floors' | 'orders' | 'newcomers') => ({
    label,
    value: inCount(total[of]),
    note: changeWords(total[of], before[of], length),
  });
  const all = [
    count('发起', 'launches'),
    count('帮砍', 'helps'),
    count('打开', 'visits'),
    count('拉来新客', 'newcomers'),
    count('砍到底', 'floors'),
    count('订单', 'orders'),
    { label: '成交 元', value: inYuan(total.sales), note: changeWords(total.sales, before.sales, length) },
    {
      label: '每单让利 元',
      value: costWords(total),
      note: costPerOrder(total) === null ? '还没有订单' : `标价合计 ${inYuan(total.listed)} 元`,
    },
  ];
  const row = wide ? 4 : 2;
  return (
    <Panel id="overview">
      {Array.from({ length: all.length / row }, (_, index) => index * row).map((from) => (
        <View key={from} className="board-row">
          <Figures figures={all.slice(from, from + row)} />
        </View>
      ))}
    </Panel>
  );
}
