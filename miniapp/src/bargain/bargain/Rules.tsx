import { View } from '@tarojs/components';
import { type Bargain, ruleLines } from '../words';

/** What a friend reads before the tap: the tap is the consent. */
export function Rules({ bargain }: { bargain: Bargain }) {
  return (
    <View id="rules" className="card">
      <View className="f14 bold">点之前，两句话说清楚</View>
      {ruleLines(bargain).map((line, index) => (
        <View key={line} className="row row-top g8 m12">
          <View className="bargain-number num">{index + 1}</View>
          <View className="grow f14">{line}</View>
        </View>
      ))}
    </View>
  );
}
