import { Text, View } from '@tarojs/components';
import type { GroupBuyTerms } from '../../../../shared/domain/groupBuy';
import { formatFen } from '../../../../shared/money';
import { termsOf } from '../../components/groupTerms';
import { neededOf, priceSteps, sizeWord } from '../../components/groupWords';
import { Ladder } from '../../components/Ladder';
import { Price } from '../../components/Price';
import { Seats } from '../../components/Seats';
import { Terms } from '../../components/Terms';
import { Panel } from '../components/Panel';
import type { Goods } from './draft';

interface Props {
  goods: Goods;
  terms: GroupBuyTerms;
}

/** What a buyer meets on the page before joining, and what it may cost the shop. */
export function GroupBuyExample({ goods, terms }: Props) {
  const { size, prices, ladder, leaderDiscount, quota } = terms;
  const shown = { ...terms, ladder: ladder.map((step) => ({ ...step, prices: { ...step.prices } })) };
  const taking = goods.skus.filter(({ id }) => prices[id] !== undefined);
  const [first] = taking;
  const steps = first ? priceSteps(shown, { id: first.id, firstPrice: prices[first.id] ?? 0 }) : [];
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
              <Text className="f12 c2">{sizeWord(terms)}</Text>
              <Text className="f12 c3">
                单买价 <Text className="num">{formatFen(price)}</Text>
              </Text>
            </View>
          </View>
        ))}
        {steps.length > 0 && (
          <View className="m12">
            <Ladder steps={steps} />
          </View>
        )}
        <View className="f14 tc m12">
          还差 <Text className="num bold">{neededOf(terms)}</Text> 人成团
        </View>
        <View className="m8">
          <Seats seats={[]} size={size} inviting />
        </View>
        <View className="plan-terms">
          <Terms small terms={termsOf(shown)} />
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
