import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Cover } from '../../components/Cover';
import { Price } from '../../components/Price';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tabs } from '../../components/Tabs';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { ShopSwitch } from '../components/ShopSwitch';
import { type AfterSaleRow, afterSaleWord, dueWords, kindWord, reasonWord } from '../words/afterSale';
import { goodsWords } from '../words/order';
import { emptyWords, type ListProps, stateOf, stateOptions } from './list';

function Card({ row, merchantId, now }: { row: AfterSaleRow; merchantId: string; now: Ms }) {
  const { id, buyer, lines, kind, reason, amount, status, askedAt } = row;
  const word = afterSaleWord[status];
  const due = dueWords(row, now);
  const [first] = lines;
  return (
    <View
      id={`afterSale-${id}`}
      className="card after-sales-card"
      role="button"
      onClick={() => open('merchant/afterSale', { merchant: merchantId, id })}
    >
      <View className="row g8">
        <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
        <Text className="f14 bold cut grow">{buyer.name}</Text>
        <Tag tone={word.tone}>{word.label}</Tag>
      </View>
      <View className="row row-top g12 m8">
        {first && <Cover id={first.productId} picture={first.cover} shape="t52" />}
        <View className="grow">
          <View className="f14 cut">{goodsWords(lines)}</View>
          <View className="f12 c2">
            {kindWord[kind]} · {reasonWord[reason]}
          </View>
          <View className="row spread m4">
            <Text className="f12 c3">{formatWhen(askedAt, now)} 申请</Text>
            <Price fen={amount} size="s" tone="ink" />
          </View>
        </View>
      </View>
      {due !== undefined && <View className="after-sales-due m8">{due}</View>}
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const [waiting, setWaiting] = useState<Output<'afterSale.list'>['waiting']>();
  const { asked, items, again } = usePages(`${merchantId} ${state}`, async (cursor) => {
    const answer = await call('afterSale.list', { merchantId, filter: state, cursor });
    if (!answer.ok) return answer;
    setWaiting(answer.value.waiting);
    return ok({ ...answer.value, items: answer.value.afterSales });
  });
  const now = serverNow();
  return (
    <Frame title="售后" here="afterSales" member={member} part className="room-tabbed">
      <Tabs
        tabs={stateOptions(waiting).map(({ label, ...option }) => ({ ...option, title: label }))}
        chosen={state}
        onChoose={(value) => change({ state: value })}
      />
      {memberships.length > 1 && (
        <View className="row after-sales-tools">
          <ShopSwitch member={member} memberships={memberships} />
        </View>
      )}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="orders" {...emptyWords(address)} />}
      {items.map((row) => (
        <Card key={row.id} row={row} merchantId={merchantId} now={now} />
      ))}
    </Frame>
  );
}
