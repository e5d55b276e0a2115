import { View } from '@tarojs/components';
import { kFactor } from '../../../../shared/domain/fission';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { type Board, changeWords, inCount, kChangeWords, kWords } from '../words/fission';
import { inYuan } from '../words/payment';

/** The range in a few figures, each against the days before. `short`: those that fit a phone's row. */
export function Overview({ board: { total, before, days }, short = false }: { board: Board; short?: boolean }) {
  const length = days.length;
  const [k, kBefore] = [kFactor(total), kFactor(before)];
  const count = (label: string, of: 'visits' | 'fresh' | 'binds' | 'orders') => ({
    label,
    value: inCount(total[of]),
    note: changeWords(total[of], before[of], length),
  });
  const all = [
    count('打开', 'visits'),
    count('新访客', 'fresh'),
    count('锁客', 'binds'),
    count('下单付款', 'orders'),
    { label: '成交 元', value: inYuan(total.sales), note: changeWords(total.sales, before.sales, length) },
    { label: 'K 系数', value: kWords(k), note: kChangeWords(k, kBefore, length) },
  ];
  return (
    <Panel id="overview">
      {short ? (
        [0, 2, 4].map((from) => (
          <View key={from} className="fission-pair">
            <Figures figures={all.slice(from, from + 2)} />
          </View>
        ))
      ) : (
        <View className="fission-overview">
          <Figures figures={all} />
        </View>
      )}
    </Panel>
  );
}
