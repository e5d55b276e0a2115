import { View } from '@tarojs/components';
import { Panel } from '../components/Panel';
import { MEANINGS } from '../words/bargainFigures';

/** What each figure counts. */
export const Meanings = () => (
  <Panel id="meanings" title="这些数怎么算">
    {MEANINGS.map(([word, meaning]) => (
      <View key={word} className="board-meaning">
        <View className="f13 medium">{word}</View>
        <View className="f12 c2">{meaning}</View>
      </View>
    ))}
  </Panel>
);
