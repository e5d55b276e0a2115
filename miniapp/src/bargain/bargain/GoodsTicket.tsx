import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { Price } from '../../components/Price';
import { Ticket } from '../../components/Ticket';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Cuts } from '../components/Cuts';
import { type Bargain, cutSoFar, outcomeOf } from '../words';
import { hasDeadline, isRunning } from './viewer';

/** What it stands at. What is cut while the page is open is seen to fall: all of it, where two friends cut at once. */
function FallingPrice({ bargain }: { bargain: Bargain }) {
  const { price } = bargain;
  const [seen, setSeen] = useState({ price, fell: 0 });
  if (seen.price !== price) setSeen({ price, fell: seen.price - price });
  const falls = seen.fell > 0;
  return (
    <View className="bargain-price">
      <View key={price} className={falls ? 'bargain-fall' : ''}>
        <Price fen={price} size="xl" tone={isRunning(bargain) ? 'action' : 'ink'} />
      </View>
      {falls && (
        <Text key={`cut ${price}`} className="bargain-off num cw" aria-hidden="true">
          −{formatFen(seen.fell)}
        </Text>
      )}
    </View>
  );
}

/** What matters now: who is missing, or what has become of it. Its owner's floor stands above the ticket. */
function Sentence({ bargain }: { bargain: Bargain }) {
  const { status, mine, missing, floor, expiresAt } = bargain;
  const outcome = outcomeOf(bargain, serverNow());
  if (status === 'floor' && mine) {
    return <View className="f16 bold tc">{formatWhen(expiresAt, serverNow())} 前下单，过了就作废</View>;
  }
  if (outcome) {
    return (
      <View id="outcome" className="tc">
        <View className="f16 bold">{outcome.title}</View>
        <View className="f13 c2 m4">{outcome.text}</View>
      </View>
    );
  }
  return (
    <View className="f16 bold tc">
      再请 <Text className="num ca bargain-missing">{missing}</Text> 位朋友，就到底价{' '}
      <Text className="num">{formatFen(floor)}</Text>
    </View>
  );
}

/** Goods above the tear; what they stand at, every cut and the deadline below. */
export function GoodsTicket({ bargain, onEnd }: { bargain: Bargain; onEnd: () => void }) {
  const { product, sku, merchant, helps, missing, cuts, list, floor, price, expiresAt, status } = bargain;
  return (
    <Ticket
      above={
        <View className="row g12 bargain-goods" role="button" onClick={() => open('product', { id: product.id })}>
          <Cover id={product.id} picture={product.cover} shape="t92" />
          <View className="grow">
            <View className="f16 bold two">{product.title}</View>
            <View className="f12 c3 cut m4">{sku.name}</View>
            <View className="f12 c3 cut">{[merchant.name, product.caption].filter(Boolean).join(' · ')}</View>
          </View>
        </View>
      }
    >
      <View className="row spread bargain-stand">
        <View>
          <View className="f12 c2">{status === 'bought' ? '买下的价格' : '现在的价格'}</View>
          <FallingPrice bargain={bargain} />
        </View>
        <View className="tr still">
          <View className="f13 c2">
            已砍 <Text className="num bold cw">{formatFen(cutSoFar(bargain))}</Text>
          </View>
          <View className="f12 c3">
            <Text className="num">{helps.length}</Text> / <Text className="num">{cuts}</Text> 刀
          </View>
        </View>
      </View>
      <View className="m12">
        <Cuts made={helps.map(({ cut }) => cut)} missing={missing} list={list} floor={floor} price={price} />
      </View>
      <View className="m16">
        <Sentence bargain={bargain} />
      </View>
      {hasDeadline(bargain) && (
        <View className="tc m8">
          <Countdown endsAt={expiresAt} absolute onEnd={onEnd} className="f13" />
        </View>
      )}
    </Ticket>
  );
}
