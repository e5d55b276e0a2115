import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { failedWords, formedWords, neededOf, nextPrice, priceSteps, sizeWord } from '../../components/groupWords';
import { Ladder } from '../../components/Ladder';
import { Price } from '../../components/Price';
import { Seats } from '../../components/Seats';
import { Tag } from '../../components/Tag';
import { Ticket } from '../../components/Ticket';
import { open } from '../../platform/nav';
import { type Group, leaderOf, roleOf, shownSku } from './viewer';

/** What matters of an open group: who is missing, and what it needs them for. */
function OpenSentence({ group }: { group: Group }) {
  const short = neededOf(group) - group.taken;
  const paying = group.seats.filter((seat) => seat.state === 'held').length;
  if (group.endedEarly) return <Text>商家提前结束了活动，等 {paying} 人付款</Text>;
  return (
    <>
      {short > 0 ? (
        <Text>
          还差 <Text className="num ca group-missing">{short}</Text> 人
          {group.least === undefined ? '成团' : '，到点就成团'}
        </Text>
      ) : (
        <Text>
          够 <Text className="num">{neededOf(group)}</Text> 人了，到点就成团
        </Text>
      )}
      {paying > 0 && <Text className="f12 c3"> · {paying} 人付款中</Text>}
    </>
  );
}

/** What more members bring: the ladder's next step, or forming before the deadline. */
function More({ group }: { group: Group }) {
  const sku = shownSku(group);
  const next = sku && nextPrice(group, sku);
  if (group.endedEarly || group.least === undefined) return null;
  return (
    <View id="more" className="f13 c2 tc group-more">
      {next ? (
        <Text>
          再来 <Text className="num">{next.more}</Text> 人，每人降到{' '}
          <Text className="num bold ca">{formatFen(next.price)}</Text>，差价自动退
        </Text>
      ) : (
        <Text>
          再来 <Text className="num">{group.missing}</Text> 人，提前成团
        </Text>
      )}
    </View>
  );
}

function sentenceOf(group: Group) {
  switch (group.status) {
    case 'pending':
      return leaderOf(group)?.mine ? '你付款后就开团' : '等团长付款后开团';
    case 'failed':
      return failedWords(group);
    case 'formed':
      return `${formedWords(group)}，已成团`;
    case 'open':
      return <OpenSentence group={group} />;
  }
}

/** Goods and price above the tear; who sits, who is missing and until when below. */
export function GoodsTicket({ group, onEnd }: { group: Group; onEnd: () => void }) {
  const sku = shownSku(group);
  const { product, status } = group;
  const steps = sku ? priceSteps(group, sku) : [];
  const isOpen = status === 'open';
  const joinable = isOpen && !group.endedEarly && group.free > 0 && group.barred === undefined;
  const inviting = joinable && roleOf(group) === 'visitor';
  return (
    <Ticket
      above={
        <View role="button" onClick={() => open('product', { id: product.id })}>
          <Cover id={product.id} picture={product.cover} shape="ticket" />
          <View className="group-goods">
            <View className="f18 bold cut">{product.title}</View>
            <View className="f12 c3 cut">
              {group.merchant.name} · {product.caption}
            </View>
            {(group.audience === 'newcomers' || group.chatOnly) && (
              <View className="row wrap g6 m8">
                {group.audience === 'newcomers' && <Tag tone="group">老带新 · 只限新客</Tag>}
                {group.chatOnly && <Tag tone="group">只限本群</Tag>}
              </View>
            )}
            {sku && (
              <View className="row row-base g8 m8">
                <Price fen={sku.groupPrice} size="l" />
                <Text className="f12 c2">{sizeWord(group)}</Text>
                <Text className="f12 c3 push">
                  单买价 <Text className="num">{formatFen(sku.price)}</Text>
                </Text>
              </View>
            )}
            {steps.length > 0 && (
              <View className="m12">
                <Ladder steps={steps} taken={group.taken} />
              </View>
            )}
          </View>
        </View>
      }
    >
      <View className="group-sentence">
        <View className="f16 bold tc">{sentenceOf(group)}</View>
        {isOpen && <More group={group} />}
      </View>
      <Seats
        seats={group.seats}
        size={status === 'formed' ? group.taken : group.size}
        inviting={inviting}
        formed={status === 'formed'}
      />
      {isOpen && group.expiresAt !== undefined && !group.endedEarly && (
        <View className="tc m12">
          <Countdown endsAt={group.expiresAt} absolute onEnd={onEnd} className="f13" />
        </View>
      )}
    </Ticket>
  );
}
