import { Text, View } from '@tarojs/components';
import { TERMS } from '../../../../shared/domain/groupBuy';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { serverNow } from '../../platform/clock';
import type { CampaignDetail } from '../words/campaign';

/** What one piece costs, by SKU and by step of the ladder. */
function Prices({ campaign }: { campaign: CampaignDetail }) {
  const { terms, skus } = campaign;
  const steps = [
    { members: terms.ladder.length === 0 ? terms.size : (terms.least ?? terms.size), prices: terms.prices },
    ...terms.ladder,
  ];
  return (
    <View className="prices">
      {skus.map(({ id, name, price }) => (
        <View key={id} className="prices-sku">
          <Text className="prices-name cut">{name}</Text>
          <Text className="c3">
            单买 <Text className="num">{formatFen(price)}</Text>
          </Text>
          {steps.map(({ members, prices }) => (
            <Text key={members} className="c2">
              {members} 人{' '}
              {prices[id] === undefined ? '不参加' : <Text className="num prices-price">{formatFen(prices[id])}</Text>}
            </Text>
          ))}
        </View>
      ))}
    </View>
  );
}

/** The terms of the edition that is on: each with its value and what it means. */
export function Rules({ campaign }: { campaign: CampaignDetail }) {
  const { terms, editions, edition } = campaign;
  const now = serverNow();
  return (
    <View id="rules" className="card rules">
      {(Object.keys(TERMS) as (keyof typeof TERMS)[]).map((name) => {
        const term = TERMS[name];
        return (
          <View key={name} className="rules-one">
            <Text className="rules-name">{term.name}</Text>
            <View className="rules-value">
              {term.says(terms)}
              {name === 'prices' && <Prices campaign={campaign} />}
            </View>
            <Text className="rules-meaning">{term.meaning}</Text>
          </View>
        );
      })}
      {editions.length > 0 && (
        <View className="rules-editions">
          这是第 {edition} 版，开着的团按各自开团时的那一版。
          {editions.map((one) => `第 ${one.edition} 版 ${formatWhen(one.publishedAt, now)} 发布`).join('，')}。
        </View>
      )}
    </View>
  );
}
