import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { type BargainTerms, TERMS } from '../../../../shared/domain/bargain';
import { formatFen } from '../../../../shared/money';
import { asButton } from '../../components/Btn';
import { Panel } from '../components/Panel';
import type { Goods } from './draft';
import { cuttingsOf, exampleCuts, exampleSeed, mostGiven } from './example';

interface Props {
  goods: Goods;
  terms: BargainTerms;
}

/** What a buyer sees before starting, how the cuts may fall, and what it may cost the shop. */
export function BargainExample({ goods, terms }: Props) {
  const [seed, setSeed] = useState(exampleSeed);
  const cuttings = cuttingsOf(terms, goods);
  const [first] = cuttings;
  const cuts = first ? exampleCuts(seed, first, terms) : [];
  return (
    <>
      <Panel id="example" title="买家看到的">
        {cuttings.map(({ skuId, name, list, floor, count }) => (
          <View key={skuId} className="plan-one">
            <View className="f12 c3 cut">{name}</View>
            <View className="f14">
              共 <Text className="num">{count}</Text> 刀，合计减 <Text className="num">{formatFen(list - floor)}</Text>
              ，到 <Text className="num plan-floor">{formatFen(floor)}</Text>
            </View>
          </View>
        ))}
        <View className="plan-terms">
          <View>
            {TERMS.helpers.says(terms)}朋友帮，{TERMS.ownCut.says(terms)}
          </View>
          <View>
            发起后 {TERMS.life.says(terms)}里砍，{TERMS.buyAt.says(terms)}
          </View>
          <View>砍到底价后 {TERMS.payWithin.says(terms)}里下单</View>
        </View>
      </Panel>
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
      <Panel id="most" title="店里最多让多少">
        <View className="plan-most num">{formatFen(mostGiven(cuttings, terms))}</View>
        <View className="room-note m4">名额全按底价卖完的时候：{terms.quota} 件，每件按让得最多的规格算。</View>
      </Panel>
    </>
  );
}
