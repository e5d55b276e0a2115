import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { formatWhen } from '../../../../shared/time';
import { AddressCard } from '../../components/AddressCard';
import { ContactBtn } from '../../components/ContactBtn';
import { Countdown } from '../../components/Countdown';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { orderSteps } from '../../components/orderSteps';
import { closeWords, refundWords, stateWord, waitingWords } from '../../components/orderWords';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Steps } from '../../components/Steps';
import { useAsk } from '../../hooks/useAsk';
import { type OrderDetail, useOrderActs } from '../../hooks/useOrderActs';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { back, open } from '../../platform/nav';
import { Bar } from './Bar';
import { Facts } from './Facts';
import { Goods } from './Goods';
import { MoneyBack } from './MoneyBack';
import { Parcels } from './Parcels';
import { PickUp } from './PickUp';
import './index.scss';

/** The one sentence under the state. */
function sayOf(order: OrderDetail): string {
  switch (order.status) {
    case 'awaitingPayment':
      return order.group
        ? '付款后才算坐下，席位先给你留着'
        : order.bargain
          ? '付款后商家就备货，砍下来的价先给你留着'
          : '付款后商家就备货';
    case 'confirming':
      return order.group ? '付款收到了，正在给你安排座位' : '付款收到了，正在确认';
    case 'paid':
      return waitingWords(order) ?? '商家在备货';
    case 'toShip':
      if (order.delivery === 'pickUp') return '货备好了，到自提点出示取货码';
      return order.parcels.length > 0 ? '发了一部分，其余的商家在备货' : '商家在备货，发货后这里有单号';
    case 'shipped':
      return order.parcels.length > 1
        ? `${order.parcels.length} 个包裹在路上了，收齐后确认一下`
        : '包裹在路上了，收到后确认一下';
    case 'received':
      return order.delivery === 'pickUp' ? '货取走了，谢谢你' : '收到了，谢谢你';
    case 'completed':
      return '售后期过了，这一单完成了';
    case 'closed':
      return refundWords(order) ?? closeWords(order);
  }
}

export default function OrderPage() {
  const { params } = useRouter();
  const orderId = params.id ?? '';
  const { asked, again, put } = useAsk(orderId, () => call('order.get', { orderId }));
  const order = asked.status === 'ready' ? asked.value : undefined;
  const acts = useOrderActs((changed) => (changed ? put(changed) : void again()));
  const visible = useVisible();
  const moving =
    order?.status === 'confirming' ||
    order?.status === 'paid' ||
    order?.pickUp?.code !== undefined ||
    order?.openAfterSale !== undefined ||
    order?.refunds.some(({ status }) => status === 'promised');
  usePolling(again, 4000, visible && moving === true);

  if (order === undefined) {
    const gone = asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound';
    return (
      <Screen title="订单详情">
        {asked.status === 'loading' && <Skeleton bones={['wallet', 'order', 'line']} />}
        {gone && (
          <Empty icon="orders" title="没有找到这笔订单" action={{ id: 'goBack', label: '返回', onClick: back }} />
        )}
        {asked.status === 'failed' && !gone && <Failed problem={asked.problem} onRetry={again} />}
      </Screen>
    );
  }

  const { status, payBy, openAfterSale, pickUp } = order;
  const now = serverNow();
  const word = stateWord(order);
  return (
    <Screen title="订单详情" bar={<Bar order={order} acts={acts} now={now} />}>
      <View id="state" className="order-top">
        <View className={`f22 bold ${word.tone}`}>{word.label}</View>
        <View className="f13 c2 m4">{sayOf(order)}</View>
        {status === 'awaitingPayment' && payBy !== undefined && (
          <View className="m4 f13">
            <Countdown endsAt={payBy} onEnd={again} />
            <Text className="c3"> · 留到 {formatWhen(payBy, now)}</Text>
          </View>
        )}
      </View>
      {openAfterSale !== undefined && (
        <View
          id="openAfterSale"
          className="card row g12 order-note-card"
          role="button"
          onClick={() => open('buyer/afterSale', { id: openAfterSale })}
        >
          <View className="dab dab-warning">
            <Icon name="shield" size={18} />
          </View>
          <Text className="grow f14">售后在处理</Text>
          <Text className="link">看进度</Text>
          <Icon name="right" size={16} className="c3" />
        </View>
      )}
      {pickUp && <PickUp orderId={orderId} point={pickUp} />}
      <Goods order={order} />
      <MoneyBack order={order} now={now} />
      <Parcels order={order} now={now} />
      <View className="card">
        <View className="f16 bold">进度</View>
        <View className="m16">
          <Steps steps={orderSteps(order, now)} />
        </View>
      </View>
      {!pickUp && <AddressCard order={order} />}
      <Facts order={order} now={now} />
      <View className="tc m16">
        <ContactBtn />
      </View>
      <Hosts />
    </Screen>
  );
}
