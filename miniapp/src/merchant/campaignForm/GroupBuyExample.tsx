import { Text, View } from '@tarojs/components';
import { type GroupBuyTerms, stepWords } from '../../../../shared/domain/groupBuy';
import { formatFen } from '../../../../shared/money';
import { termsOf } from '../../components/groupTerms';
import { Price } from '../../components/Price';
import { Terms } from '../../components/Terms';
import { Panel } from '../components/Panel';
import type { Goods } from './draft';

interface Props {
  goods: Goods;
  terms: GroupBuyTerms;
}

/** What a buyer reads on the card and on the page before joining, and what it may cost the shop. */
export function GroupBuyExample({ goods, terms }: Props) {
  const { size, least, prices, ladder, leaderDiscount, quota } = terms;
  const taking = goods.skus.filter(({ id }) => prices[id] !== undefined);
  const lowest = (id: string, price: number) => Math.min(price, ...ladder.map((step) => step.prices[id] ?? price));
  const mostOff = Math.max(0, ...taking.map(({ id, price }) => price - lowest(id, prices[id] ?? price)));
  return (
    <>
      <Panel id="example" title="买家看到的">
        {taking.map(({ id, name, price }) => (
          <View key={id} className="plan-one">
            <View className="f12 c3 cut">{name}</View>
            <View className="row row-base g6">
              <Price fen={prices[id] ?? 0} size="l" />
              <Text className="f12 c2">{ladder.length > 0 ? `满 ${least ?? size} 人` : `${size} 人团`}</Text>
              <Text className="f12 c3">
                单买价 <Text className="num">{formatFen(price)}</Text>
              </Text>
            </View>
          </View>
        ))}
        {ladder.length > 0 && <View className="f13 c2 m8">{ladder.map(stepWords).join(' · ')}</View>}
        <View className="plan-terms">
          <Terms
            small
            terms={termsOf({ ...terms, ladder: [...ladder].map((step) => ({ ...step, prices: { ...step.prices } })) })}
          />
        </View>
      </Panel>
      <Panel id="most" title="店里最多让多少">
        <View className="plan-most num">{formatFen(quota * (mostOff + leaderDiscount))}</View>
        <View className="room-note m4">
          名额全按最低一档卖完、每件都有团长优惠的时候：{quota} 件，每件按让得最多的规格算。
        </View>
      </Panel>
    </>
  );
}
