import { Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { formatFen } from '../../../shared/money';
import { formatWhen } from '../../../shared/time';
import { serverNow } from '../platform/clock';
import { open } from '../platform/nav';
import { Btn } from './Btn';
import { offerWords } from './bargainWords';
import { Cover } from './Cover';
import { Price } from './Price';
import './BargainCard.scss';

interface Props {
  offer: Output<'bargain.listOffers'>['offers'][number];
  /** Also what it costs alone, what is left, and until when. */
  full?: boolean;
}

/** Something that can be bargained for: how many friends bring it to which price. All of it can be tapped: a tap on its button is one on the card. */
export function BargainCard({ offer, full = false }: Props) {
  const { campaignId, product, list, floor, left, endsAt } = offer;
  const go = () => open('bargain/offer', { id: campaignId });
  return (
    <View id={`offer-${campaignId}`} className="card bargain-card" onClick={go}>
      <View className="row g12">
        <Cover id={product.id} picture={product.cover} shape="t72" />
        <View className="grow">
          <View className="f14 bold cut">{product.title}</View>
          <View className="f12 c3 cut">{offerWords(offer)}</View>
          <View className="row spread wrap g6 m4">
            <View className="row row-base g6">
              <Text className="f12 c2">砍到</Text>
              <Price fen={floor} />
            </View>
            <Btn kind="line" size="s">
              {left > 0 ? '发起砍价' : '名额用完了'}
            </Btn>
          </View>
        </View>
      </View>
      {full && (
        <View className="row wrap spread bargain-card-foot f12 c3">
          <Text>
            标价 <Text className="num">{formatFen(list)}</Text>
            {left > 0 && ` · 名额剩 ${left} 件`}
          </Text>
          <Text>{formatWhen(endsAt, serverNow())} 截止</Text>
        </View>
      )}
    </View>
  );
}
