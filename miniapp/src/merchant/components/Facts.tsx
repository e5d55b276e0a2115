import { View } from '@tarojs/components';
import './Facts.scss';

/** Names and what stands for each, one below the other. */
export function Facts({ facts }: { facts: ReadonlyArray<readonly [name: string, words: string]> }) {
  return (
    <>
      {facts.map(([name, words]) => (
        <View key={name} className="fact">
          <View className="fact-name">{name}</View>
          <View className="fact-words">{words}</View>
        </View>
      ))}
    </>
  );
}
