/** All terms of a bargain as a buyer meets them before one is started. */
import { Text } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { TERMS } from '../../../../shared/domain/bargain';
import { formatWhen, type Ms } from '../../../../shared/time';
import { lifeWords } from '../../components/groupWords';
import type { Term } from '../../components/Terms';
import { buyTerm, payTerm } from '../words';

export type Offer = Output<'bargain.offer'>;

/** What the terms are told from: an offer, or one that is being written. */
type Told = Pick<
  Offer,
  | 'helpers'
  | 'ownCut'
  | 'shape'
  | 'life'
  | 'buyAt'
  | 'payWithin'
  | 'perPerson'
  | 'helpsPerDay'
  | 'helpsPerCampaign'
  | 'left'
  | 'endsAt'
>;

/** `先多后少`, in the merchant's own word for it. */
const shapeWord = (offer: Told): string => TERMS.shape.says({ ...offer, prices: {}, quota: offer.left });

export function termsOf(offer: Told, now: Ms): Term[] {
  const { helpers, ownCut, life, perPerson, helpsPerDay, helpsPerCampaign, left, endsAt } = offer;
  return [
    {
      icon: 'people',
      text: (
        <Text>
          正好请 <Text className="strong">{helpers} 位朋友</Text>，一人一刀，砍完就是底价
          {ownCut ? '；你自己先砍第一刀，不占朋友的名额' : ''}
        </Text>
      ),
    },
    {
      icon: 'lock',
      text: `每一刀的金额发起时就定好、封存（${shapeWord(offer)}），和谁来帮无关；结束后人人能验`,
    },
    {
      icon: 'clock',
      text: (
        <Text>
          发起后 <Text className="strong">{lifeWords(life)}</Text>内有效，过了就不能再帮砍；{payTerm(offer)}
        </Text>
      ),
    },
    { icon: 'tag', text: buyTerm(offer) },
    {
      icon: 'swap',
      text: `每人最多发起 ${perPerson} 次，没砍成的也算；同一件商品同时只能有一个在砍`,
    },
    {
      icon: 'chat',
      text: `一位朋友在这场活动里一天最多帮 ${helpsPerDay} 次，整场最多 ${helpsPerCampaign} 次`,
    },
    {
      icon: 'shield',
      text: `名额还剩 ${left} 件，下单时才占；活动 ${formatWhen(endsAt, now)} 截止，之前发起的照样砍完；商家提前结束活动时，可能一起结束`,
    },
  ];
}
