import { View } from '@tarojs/components';
import { type Measures, meanCycle, medianCycle } from '../../../../shared/domain/fission';
import { Bars } from '../components/Bars';
import { Panel } from '../components/Panel';
import { CYCLE_WORDS, inCount, spanWords, withinWords } from '../words/fission';

/** How long it takes from one share to the next. */
export function Cycle({ total }: { total: Measures }) {
  const [median, mean] = [medianCycle(total), meanCycle(total)];
  return (
    <Panel id="cycle" title="一代的周期" sub="从一个分享到下一个">
      {median === null || mean === null ? (
        <View className="f13 c3">这些天还没有人又分享。</View>
      ) : (
        <>
          <View className="f13 c2 fission-say">
            一半在 {withinWords(median)}，平均 {spanWords(mean)}。
          </View>
          <Bars
            slim
            label="一代的周期，各有几次"
            bars={total.cycles.map((count, index) => ({
              key: `cycle-${index}`,
              label: CYCLE_WORDS[index] ?? '',
              value: count,
              words: inCount(count),
            }))}
          />
        </>
      )}
    </Panel>
  );
}
