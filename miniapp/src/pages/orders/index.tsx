import { ScrollView, View } from '@tarojs/components';
import { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import type { Input, Output } from '../../../../shared/contracts/contracts';
import { Hosts } from '../../components/Hosts';
import { OrderCard } from '../../components/OrderCard';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { useOrderActs } from '../../hooks/useOrderActs';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { openTab } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { useSession } from '../../platform/session';
import { isH5 } from '../../platform/target';
import './index.scss';

type Filter = NonNullable<Input<'order.list'>['filter']>;
type Order = Output<'order.list'>['orders'][number];

const filters: ReadonlyArray<{ value: Filter; title: string }> = [
  { value: 'all', title: '全部' },
  { value: 'awaitingPayment', title: '待付款' },
  { value: 'paid', title: '待成团' },
  { value: 'toShip', title: '待发货' },
  { value: 'shipped', title: '待收货' },
  { value: 'refund', title: '退款' },
];

export default function OrdersPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const person = useSession((session) => session.person);
  // On H5 nobody is signed in before the choice; the mini-program signs in with the first call.
  const key = isH5 && person === null ? undefined : `${filter} ${person?.name ?? ''}`;
  const { asked, again } = useAsk(key, () => call('order.list', { filter }));
  const [more, setMore] = useState<{ orders: Order[]; cursor?: string }>();
  const loadingMore = useRef(false);
  const first = asked.status === 'ready' ? asked.value : undefined;
  const acts = useOrderActs(() => void again());
  const shown = useRef(false);

  useDidShow(() => {
    if (shown.current && key !== undefined) void again();
    shown.current = true;
  });
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages belong to the first one
  useEffect(() => setMore(undefined), [first]);

  useReachBottom(async () => {
    const cursor = more === undefined ? first?.nextCursor : more.cursor;
    if (cursor === undefined || loadingMore.current) return;
    loadingMore.current = true;
    const answer = await call('order.list', { filter, cursor });
    loadingMore.current = false;
    if (!answer.ok) return;
    const { orders, nextCursor } = answer.value;
    setMore((before) => ({ orders: [...(before?.orders ?? []), ...orders], cursor: nextCursor }));
  });

  const orders = [...(first?.orders ?? []), ...(more?.orders ?? [])];
  const now = serverNow();
  return (
    <Screen title="我的订单" tab className="orders-body">
      <View className="orders-tabs">
        <ScrollView scrollX enhanced showScrollbar={false} className="orders-scroll">
          {filters.map(({ value, title }) => (
            <View
              key={value}
              id={`tab-${value}`}
              className={`orders-tab ${value === filter ? 'orders-tab-on' : ''}`}
              aria-role="tab"
              aria-selected={value === filter}
              onClick={() => setFilter(value)}
            >
              {title}
            </View>
          ))}
        </ScrollView>
      </View>
      {key === undefined ? (
        <Empty
          icon="orders"
          title="登录后看订单"
          text="拼团、付款、退款都在这里"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['order', 'order', 'order']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {first && orders.length === 0 && (
            <Empty
              icon="orders"
              title={filter === 'all' ? '还没有订单' : '这里没有订单'}
              text="开一个团，或者加入邻居的团"
              action={{ id: 'goHome', label: '看看大家在拼什么', onClick: () => openTab('home') }}
            />
          )}
          {orders.map((order) => (
            <OrderCard key={order.id} order={order} now={now} acts={acts} onEnd={() => void again()} />
          ))}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
