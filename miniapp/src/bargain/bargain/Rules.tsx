import { View } from '@tarojs/components';
import { type Bargain, ruleLines } from '../words';

/** What a friend reads before the tap: the tap is the consent. */
export function Rules({ bargain }: { bargain: Bargain }) {
  return (
    <View id="rules" className="card">
      {ruleLines(bargain).map((line, index) => (
        <View key={line} className="row row-top g8 bargain-rule">
          <View className="bargain-number num">{index + 1}</View>
          <View className="grow f14">{line}</View>
        </View>
      ))}
    </View>
  );
}
