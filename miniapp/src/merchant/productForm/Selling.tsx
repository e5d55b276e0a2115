import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { asButton, Btn } from '../../components/Btn';
import { Tag } from '../../components/Tag';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { Panel } from '../components/Panel';
import { kindWord } from '../words/campaign';
import type { Product } from './draft';

interface Props {
  merchantId: string;
  product: Product;
  /** It was put on sale, or taken off. */
  onPlaced: () => Promise<void>;
}

/** What of a campaign that is over goes on. */
const BEGUN = { groupBuy: '团还没完', bargain: '砍价还没完' } as const;

/** Whether it is sold, by which campaigns, and who saved it last. */
export function Selling({ merchantId, product, onPlaced }: Props) {
  const { id, status, campaigns, saved } = product;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const sold = status === 'onSale';
  const held = sold && campaigns.length > 0;
  const running = campaigns.filter(({ over }) => !over).length;
  const now = serverNow();

  async function place(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call(sold ? 'product.archive' : 'product.restore', { merchantId, productId: id });
    if (answer.ok) await onPlaced();
    setBusy(false);
    setAsking(false);
    if (!answer.ok) return setProblem(answer.refusal);
    toast(sold ? '下架了' : '上架了');
  }

  return (
    <Panel
      id="selling"
      title={sold ? '在卖' : '已下架'}
      aside={
        sold && (
          <View id="asBuyer" className="chart-way" {...asButton} onClick={() => open('product', { id })}>
            <Text>看买家看到的</Text>
          </View>
        )
      }
    >
      {campaigns.map(({ id: campaignId, kind, title, endsAt, over }) => (
        <View
          key={campaignId}
          id={`campaign-${campaignId}`}
          className="row g8 product-campaign"
          {...asButton}
          onClick={() => open('merchant/campaign', { merchant: merchantId, id: campaignId })}
        >
          <Tag tone={kindWord[kind].tone}>{kindWord[kind].label}</Tag>
          <Text className="grow f14 cut">{title}</Text>
          <Text className="f12 c3">{over ? `结束了，${BEGUN[kind]}` : `${formatWhen(endsAt, now)} 结束`}</Text>
        </View>
      ))}
      {campaigns.length > 0 && (
        <View className="room-note m8">活动按发布时的价格卖，不跟着这里改。要改活动价，发布新的一版。</View>
      )}
      {saved && (
        <View className="f12 c3 m8">
          {saved.by} {formatWhen(saved.at, now)} 存的
        </View>
      )}
      {problem && (
        <View id="placeProblem" className="cd f12 m8">
          {problem.message}
        </View>
      )}
      <View className="m12">
        <Btn id="place" kind="line" size="s" onClick={() => setAsking(true)}>
          {sold ? '下架' : '重新上架'}
        </Btn>
      </View>
      <Decision
        open={asking}
        title={held ? '现在还不能下架' : sold ? '下架这件商品？' : '重新上架？'}
        onClose={() => setAsking(false)}
        acts={[
          { id: 'placeNot', label: held ? '知道了' : '再想想', kind: 'line', onClick: () => setAsking(false) },
          ...(held ? [] : [{ id: 'placeYes', label: sold ? '下架' : '上架', busy, onClick: () => void place() }]),
        ]}
      >
        {held
          ? running > 0
            ? `有 ${running} 个没结束的活动在卖它。先结束活动：开着的团和砍价怎么收尾，结束时会先告诉你。都收尾了再来下架。`
            : '活动结束了，还有开着的团或砍价在卖它。现在下架，里面的人就买不成了。等它们都有了结果再来下架。'
          : sold
            ? '买家看不到它，也买不了了。已经下的单照常发货和售后，随时可以再上架。'
            : '买家马上又能看到它，按现在的价格和库存卖。'}
      </Decision>
    </Panel>
  );
}
