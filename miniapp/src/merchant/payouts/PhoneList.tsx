import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { ShopSwitch } from '../components/ShopSwitch';
import { type Payout, payoutWord, riskWords, standWords } from '../words/payout';
import { emptyWords, type ListProps, questionOf, stateOf, stateOptions } from './list';
import { Stopped } from './Stopped';

function Card({ payout, merchantId, now }: { payout: Payout; merchantId: string; now: Ms }) {
  const { id, promoter, amount, net, risks, createdAt } = payout;
  const word = payoutWord(payout);
  return (
    <View
      id={`payout-${id}`}
      className="card payouts-card"
      {...asButton}
      onClick={() => open('merchant/payout', { merchant: merchantId, id })}
    >
      <View className="row spread g8">
        <Text className="f16 bold cut">{promoter.name}</Text>
        <Tag tone={word.tone}>{word.label}</Tag>
      </View>
      <View className="row spread m4">
        <Text className="f12 c3">{formatWhen(createdAt, now)} 申请</Text>
        <Price fen={amount} size="s" tone="ink" />
      </View>
      {net !== amount && <View className="f12 c3">到账 {formatFen(net)}</View>}
      <View className="f12 c2 m4">
        {payout.status === 'review'
          ? `留下的原因：${risks.map((risk) => riskWords[risk].title).join('、')}`
          : standWords(payout)}
      </View>
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const [toReview, setToReview] = useState<number>();
  const { asked, items, again } = usePages(`${merchantId} ${state}`, async (cursor) => {
    const answer = await call('payout.list', questionOf(merchantId, state, cursor));
    if (!answer.ok) return answer;
    setToReview(answer.value.toReview);
    return ok({ ...answer.value, items: answer.value.payouts });
  });
  const now = serverNow();
  return (
    <Frame title="提现" here="payouts" member={member} part>
      <View className="row g8 payouts-tools">
        <ShopSwitch member={member} memberships={memberships} />
        <View className="grow" />
        <View
          id="toRules"
          className="link"
          {...asButton}
          onClick={() => open('merchant/payoutRules', { merchant: merchantId })}
        >
          提现规则 <Icon name="right" size={14} />
        </View>
      </View>
      <Stopped member={member} />
      <View className="payouts-tools">
        <Segments
          id="state"
          label="状态"
          options={stateOptions(toReview)}
          chosen={state}
          onChoose={(value) => change({ state: value })}
        />
      </View>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="wallet" {...emptyWords(address)} />}
      {items.map((payout) => (
        <Card key={payout.id} payout={payout} merchantId={merchantId} now={now} />
      ))}
    </Frame>
  );
}
