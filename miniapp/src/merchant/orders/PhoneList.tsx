import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Sheet } from '../../components/Sheet';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tabs } from '../../components/Tabs';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Search } from '../components/Filters';
import { Frame } from '../components/Frame';
import { ShopSwitch } from '../components/ShopSwitch';
import { Tasks } from '../components/Tasks';
import { useWaiting } from '../hooks/useWaiting';
import { goodsWords, type OrderRow, orderWord, piecesOf } from '../words/order';
import {
  type Address,
  deliveries,
  deliveryOf,
  emptyWords,
  type ListProps,
  lastDays,
  questionOf,
  SEARCH,
  stateOf,
  stateOptions,
} from './list';

function Card({ order, merchantId, now }: { order: OrderRow; merchantId: string; now: Ms }) {
  const { id, buyer, receiver, delivery, lines, total, toSend, openAfterSale, note, remark, createdAt } = order;
  const word = orderWord(order);
  const [first] = lines;
  return (
    <View
      id={`order-${id}`}
      className="card orders-card"
      role="button"
      onClick={() => open('merchant/order', { merchant: merchantId, id })}
    >
      <View className="row g8">
        <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
        <Text className="f14 bold cut grow">{receiver.name === '' ? buyer.name : receiver.name}</Text>
        {openAfterSale !== undefined && <Tag tone="danger">售后</Tag>}
        <Tag tone={word.tone}>{word.label}</Tag>
      </View>
      <View className="row row-top g12 m8">
        {first && <Cover id={first.productId} picture={first.cover} shape="t52" />}
        <View className="grow">
          <View className="f14 cut">{goodsWords(lines)}</View>
          <View className="f12 c3 cut">{receiver.place}</View>
          <View className="row spread m4">
            <Text className="f12 c3">
              {formatWhen(createdAt, now)} · 共 {piecesOf(lines)} 件
              {delivery === 'express' && toSend > 0 ? `，要发 ${toSend} 件` : ''}
            </Text>
            <Price fen={total} size="s" tone="ink" />
          </View>
        </View>
      </View>
      {remark !== undefined && <View className="room-word m8">买家留言：{remark}</View>}
      {note !== undefined && note !== '' && <View className="room-word m8">备注：{note}</View>}
    </View>
  );
}

const periods = [
  { id: 'any', label: '不限', days: undefined },
  { id: 'today', label: '今天', days: 1 },
  { id: 'week', label: '近 7 天', days: 7 },
  { id: 'month', label: '近 30 天', days: 30 },
] as const;

interface FilterProps {
  address: Address;
  change: (part: Address) => void;
}

/** Delivery and days, as chips: they filter at once. */
function FilterSheet({ address, change, open: shown, onClose }: FilterProps & { open: boolean; onClose: () => void }) {
  const delivery = deliveryOf(address);
  const now = serverNow();
  return (
    <Sheet open={shown} title="筛选订单" onClose={onClose}>
      {delivery !== undefined && (
        <>
          <View className="f13 c2">怎么拿货</View>
          <View className="row wrap g8 m8 orders-chips">
            {deliveries.map(({ value, label }) => (
              <View
                key={value}
                id={`delivery-${value}`}
                className={`chip ${value === delivery ? 'chip-on' : ''}`}
                role="button"
                onClick={() => change({ delivery: value === 'all' ? undefined : value })}
              >
                {label}
              </View>
            ))}
          </View>
        </>
      )}
      <View className="f13 c2">下单时间</View>
      <View className="row wrap g8 m8 orders-chips">
        {periods.map(({ id, label, days }) => {
          const period = days === undefined ? { from: undefined, until: undefined } : lastDays(days, now);
          const on = period.from === address.from && period.until === address.until;
          return (
            <View
              key={id}
              id={`period-${id}`}
              className={`chip ${on ? 'chip-on' : ''}`}
              role="button"
              onClick={() => change(period)}
            >
              {label}
            </View>
          );
        })}
      </View>
    </Sheet>
  );
}

const isFiltered = ({ delivery, from, until }: Address): boolean => (delivery ?? from ?? until) !== undefined;

/** The list on a phone. */
export function PhoneList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const question = questionOf(member, address);
  const { asked, items, again } = usePages(JSON.stringify(question), async (cursor) => {
    const answer = await call('shopOrder.list', { ...question, cursor });
    return answer.ok ? ok({ ...answer.value, items: answer.value.orders }) : answer;
  });
  const waiting = useWaiting(merchantId);
  const [filtering, setFiltering] = useState(false);
  const now = serverNow();
  return (
    <Frame title="订单" here="orders" member={member} part className="room-tabbed">
      <Tabs
        tabs={stateOptions(waiting).map(({ label, ...option }) => ({ ...option, title: label }))}
        chosen={state}
        onChoose={(value) => change({ state: value === 'all' ? undefined : value })}
      />
      <Tasks member={member} />
      <View className="row g8 orders-tools">
        <ShopSwitch member={member} memberships={memberships} />
        <Search
          id="search"
          placeholder={SEARCH}
          words={address.words ?? ''}
          onSearch={(words) => change({ words: words === '' ? undefined : words })}
        />
        <View
          id="filter"
          className={`orders-filter ${isFiltered(address) ? 'orders-filter-on' : ''}`}
          role="button"
          onClick={() => setFiltering(true)}
        >
          <Text>筛选</Text>
          <Icon name="down" size={16} />
        </View>
      </View>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="orders" {...emptyWords(address)} />}
      {items.map((order) => (
        <Card key={order.id} order={order} merchantId={merchantId} now={now} />
      ))}
      <FilterSheet open={filtering} address={address} change={change} onClose={() => setFiltering(false)} />
    </Frame>
  );
}
