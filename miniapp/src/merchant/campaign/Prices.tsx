import { Text, View } from '@tarojs/components';
import { type Fen, formatFen } from '../../../../shared/money';
import type { CampaignOf } from '../words/campaign';

const Amount = ({ fen }: { fen: Fen }) => <Text className="num prices-price">{formatFen(fen)}</Text>;

/** What one piece costs in a group, by SKU and by step of the ladder. */
export function GroupPrices({ campaign: { terms, skus } }: { campaign: CampaignOf<'groupBuy'> }) {
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
              {members} 人 {prices[id] === undefined ? '不参加' : <Amount fen={prices[id]} />}
            </Text>
          ))}
        </View>
      ))}
    </View>
  );
}

/** From what each SKU is cut, and down to what; and what it costs alone by now, where that is no longer the same. */
export function BargainPrices({ campaign: { terms, skus } }: { campaign: CampaignOf<'bargain'> }) {
  return (
    <View className="prices">
      {skus.map(({ id, name, price }) => {
        const cut = terms.prices[id];
        return (
          <View key={id} className="prices-sku">
            <Text className="prices-name cut">{name}</Text>
            {cut === undefined ? (
              <Text className="c3">不参加</Text>
            ) : (
              <>
                <Text className="c3">
                  标价 <Text className="num">{formatFen(cut.list)}</Text>
                </Text>
                <Text className="c2">
                  底价 <Amount fen={cut.floor} />
                </Text>
                {price !== cut.list && (
                  <Text className="cw">
                    现在单买 <Text className="num">{formatFen(price)}</Text>
                    {price < cut.list ? '，不能再发起' : ''}
                  </Text>
                )}
              </>
            )}
          </View>
        );
      })}
    </View>
  );
}
