import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Input } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { OrderCard } from '../../components/OrderCard';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tabs } from '../../components/Tabs';
import { useOrderActs } from '../../hooks/useOrderActs';
import { usePages } from '../../hooks/usePages';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, openTab } from '../../platform/nav';
import { isH5 } from '../../platform/target';
import './index.scss';

type Filter = NonNullable<Input<'order.list'>['filter']>;

const filters: ReadonlyArray<{ value: Filter; title: string }> = [
  { value: 'all', title: '全部' },
  { value: 'awaitingPayment', title: '待付款' },
  { value: 'paid', title: '待成团' },
  { value: 'toShip', title: '待发货' },
  { value: 'shipped', title: '待收货' },
  { value: 'refund', title: '退款/售后' },
];

/** Why there is nothing. */
const empties: Readonly<Record<Filter, { title: string; text: string }>> = {
  all: { title: '还没有订单', text: '开一个团，或者加入邻居的团' },
  awaitingPayment: { title: '没有等你付款的', text: '下了单没付款的在这里' },
  paid: { title: '没有在等成团的', text: '付了款、还差人的团在这里' },
  toShip: { title: '没有在备货的', text: '等发货、等你去取的在这里' },
  shipped: { title: '没有在路上的', text: '寄出了、还没确认收货的在这里' },
  refund: { title: '没有退款的订单', text: '退了款和申请过售后的在这里' },
};

export default function OrdersPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const viewer = useViewer();
  // On H5 nobody is signed in before the choice; the mini-program signs in with the first call.
  const key = isH5 && viewer === '' ? undefined : `${filter} ${viewer}`;
  const {
    asked,
    items: orders,
    again,
  } = usePages(key, async (cursor) => {
    const answer = await call('order.list', { filter, cursor });
    return answer.ok ? ok({ items: answer.value.orders, nextCursor: answer.value.nextCursor }) : answer;
  });
  const acts = useOrderActs(() => void again());

  const now = serverNow();
  return (
    <Screen title="我的订单" tab className="tabs-body">
      <Tabs tabs={filters} chosen={filter} onChoose={setFilter} />
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
          {filter === 'refund' && (
            <View
              id="toAfterSales"
              className="card row g12 orders-after-sales"
              role="button"
              onClick={() => open('buyer/afterSales', {})}
            >
              <View className="dab">
                <Icon name="refund" size={20} />
              </View>
              <Text className="grow f14">售后申请的进度</Text>
              <Icon name="right" size={16} className="c3" />
            </View>
          )}
          {asked.status === 'ready' && orders.length === 0 && (
            <Empty
              icon="orders"
              title={empties[filter].title}
              text={empties[filter].text}
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
