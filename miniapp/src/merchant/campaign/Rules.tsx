import { Text, View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { serverNow } from '../../platform/clock';
import type { CampaignDetail } from '../words/campaign';
import type { KindParts } from './kinds';

interface Props {
  campaign: CampaignDetail;
  kind: KindParts;
}

/** The terms of the edition that is on: each with its value and what it means. */
export function Rules({ campaign: { editions, edition }, kind: { rules, prices, pinned } }: Props) {
  const now = serverNow();
  return (
    <View id="rules" className="card rules">
      {rules.map(({ id, name, value, meaning }) => (
        <View key={id} className="rules-one">
          <Text className="rules-name">{name}</Text>
          <View className="rules-value">
            {value}
            {id === 'prices' && prices}
          </View>
          <Text className="rules-meaning">{meaning}</Text>
        </View>
      ))}
      {editions.length > 0 && (
        <View className="rules-editions">
          这是第 {edition} 版，{pinned}。
          {editions.map((one) => `第 ${one.edition} 版 ${formatWhen(one.publishedAt, now)} 发布`).join('，')}。
        </View>
      )}
    </View>
  );
}
