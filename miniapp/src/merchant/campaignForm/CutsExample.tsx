import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { asButton } from '../../components/Btn';
import { Panel } from '../components/Panel';
import { cuttingsOf, exampleCuts, exampleSeed } from './example';
import type { Shown } from './faces';

/** How the cuts of a bargain may fall. */
export function CutsExample({ goods, plan: { terms } }: Shown<'bargain'>) {
  const [seed, setSeed] = useState(exampleSeed);
  const [first] = cuttingsOf(terms, goods);
  const cuts = first ? exampleCuts(seed, first, terms) : [];
  return (
    <Panel
      id="cuts"
      title="每一刀会怎么落"
      sub="示例"
      aside={
        <View id="another" className="chart-way" {...asButton} onClick={() => setSeed(exampleSeed())}>
          <Text>换一组</Text>
        </View>
      }
    >
      <View className="plan-bar" aria-hidden="true">
        {cuts.map((cut, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cut is its place
          <View key={index} className="plan-cut" style={{ flexGrow: cut }} />
        ))}
      </View>
      <View className="plan-cuts num">{cuts.map((cut) => formatFen(cut)).join('  ')}</View>
      <View className="room-note m8">
        最大一刀 <Text className="num">{formatFen(Math.max(0, ...cuts))}</Text>，最小一刀{' '}
        <Text className="num">{formatFen(Math.min(...cuts))}</Text>
        。这组是临时抽的，只给你看大概；真的每一刀在买家发起时才定，谁也改不了。
      </View>
    </Panel>
  );
}
