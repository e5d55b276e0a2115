import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { asButton } from '../../components/Btn';
import { Decision } from '../components/Decision';
import { DEFINITIONS } from '../words/fission';

/** What each figure means, one tap away. */
export function Definitions() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <View
        id="meaning"
        className="fission-meaning"
        {...asButton}
        aria-label="这些数怎么算"
        onClick={() => setOpen(true)}
      >
        <Text>？</Text>
      </View>
      <Decision
        open={open}
        title="这些数怎么算"
        onClose={() => setOpen(false)}
        acts={[{ id: 'meaningSeen', label: '知道了', kind: 'line', onClick: () => setOpen(false) }]}
      >
        {DEFINITIONS.map(([word, meaning]) => (
          <View key={word} className="fission-definition">
            <View className="f14 bold c1">{word}</View>
            <View className="f13 c2">{meaning}</View>
          </View>
        ))}
      </Decision>
    </>
  );
}
