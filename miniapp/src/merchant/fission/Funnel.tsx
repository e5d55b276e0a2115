import { View } from '@tarojs/components';
import { type Measures, meanCycle, medianCycle } from '../../../../shared/domain/fission';
import { Bars } from '../components/Bars';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { inCount, percent, spanWords, withinWords } from '../words/fission';

/** From an opening to the next share. Every step is told against the openings: who is bound already orders too. */
export function Funnel({ total, depth }: { total: Measures; depth: number }) {
  const { visits, binds, orders, reshares } = total;
  const [median, mean] = [medianCycle(total), meanCycle(total)];
  const step = (key: string, label: string, value: number, tone: 'light' | 'warm' | 'money') => ({
    key,
    label,
    value,
    words: inCount(value),
    aside: percent(value, visits),
    tone,
  });
  return (
    <Panel id="funnel" title="从打开到再分享" sub="右边是占打开的比例">
      <Bars
        label="从打开到再分享"
        most={visits}
        bars={[
          { key: 'visits', label: '打开', value: visits, words: inCount(visits), aside: '', tone: 'pale' },
          step('binds', '锁客', binds, 'light'),
          step('orders', '下单付款', orders, 'warm'),
          step('reshares', '又分享', reshares, 'money'),
        ]}
      />
      <View className="fission-foot">
        <Figures
          figures={[
            { label: '周期，中位', value: median === null ? '–' : withinWords(median) },
            { label: '周期，平均', value: mean === null ? '–' : spanWords(mean) },
            { label: '最深', value: depth === 0 ? '–' : `${depth} 层` },
          ]}
        />
      </View>
    </Panel>
  );
}
