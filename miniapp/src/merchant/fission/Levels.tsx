import { View } from '@tarojs/components';
import { Bars } from '../components/Bars';
import { Panel } from '../components/Panel';
import { type Board, inCount, levelWords, percent } from '../words/fission';

/** Openings by how many shares lie before them. */
export function Levels({ depths }: { depths: Board['depths'] }) {
  const visits = depths.reduce((sum, { measures }) => sum + measures.visits, 0);
  return (
    <Panel id="depth" title="传到第几层" sub="每一层的打开">
      {visits === 0 ? (
        <View className="f13 c3">这些天没有人打开分享。</View>
      ) : (
        <Bars
          slim
          label="每一层的打开"
          bars={depths.map(({ key, measures }) => ({
            key: `depth-${key}`,
            label: levelWords(Number(key)),
            value: measures.visits,
            words: inCount(measures.visits),
            aside: percent(measures.visits, visits),
          }))}
        />
      )}
    </Panel>
  );
}
