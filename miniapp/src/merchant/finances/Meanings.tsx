import { View } from '@tarojs/components';
import { FINANCE_FIGURES } from '../../../../shared/domain/finance';
import { Panel } from '../components/Panel';
import { figureMeaning, figureWord } from '../words/finance';

/** What each figure counts. */
export function Meanings() {
  return (
    <Panel id="meanings" title="这些数怎么算">
      {FINANCE_FIGURES.map((figure) => (
        <View key={figure} className="finances-meaning">
          <View className="f13 medium">{figureWord[figure]}</View>
          <View className="f12 c2">{figureMeaning[figure]}</View>
        </View>
      ))}
    </Panel>
  );
}
