import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { AddressCard } from '../../components/AddressCard';
import { Btn } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { OrderGoods } from '../../components/OrderCard';
import { orderSteps } from '../../components/orderSteps';
import { amountWord, closeWords, refundWords, stateWord, waitingWords } from '../../components/orderWords';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Steps } from '../../components/Steps';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { type OrderDetail, useOrderActs } from '../../hooks/useOrderActs';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { back, open } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';
import './index.scss';

/** The one sentence under the state. */
function sayOf(order: OrderDetail): string {
  switch (order.status) {
    case 'awaitingPayment':
      return order.group ? '付款后才算坐下，席位先给你留着' : '付款后商家就备货';
    case 'confirming':
      return '付款收到了，正在给你安排座位';
    case 'paid':
      return waitingWords(order) ?? '商家在备货';
    case 'toShip':
      return '商家在备货，发货后这里有单号';
    case 'shipped':
      return '包裹在路上了，收到后确认一下';
    case 'received':
    case 'completed':
      return '收到了，谢谢你';
    case 'closed':
      return refundWords(order) ?? closeWords(order);
  }
}

const PRICE_BACK = { promised: '差价在退', arrived: '差价已退', abnormal: '差价没退到，我们正在处理' } as const;

const REFUND_STEP = {
  promised: '正在原路退回',
  arrived: '已退回微信零钱',
  abnormal: '退款没到账，我们正在处理',
} as const;

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
    order?.refund?.status === 'promised' ||
    order?.priceBack?.status === 'promised';
  usePolling(again, 4000, visible && moving);

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

  const { group, status, priceBack } = order;
  const now = serverNow();
  const word = stateWord(order);
  const busy = acts.busy !== undefined;
  function bar() {
    if (status === 'awaitingPayment') {
      return (
        <StickyBar>
          <Btn id="cancel" kind="line" className="bar-lesser" disabled={busy} onClick={() => void acts.cancel(orderId)}>
            取消订单
          </Btn>
          <Btn id="pay" busy={busy} onClick={() => void acts.pay(order ?? { id: orderId })}>
            去付款 {formatFen(order?.total ?? 0)}
          </Btn>
        </StickyBar>
      );
    }
    if (status === 'shipped') {
      return (
        <StickyBar>
          <Btn id="receive" busy={busy} onClick={() => void acts.receive(orderId)}>
            确认收货
          </Btn>
        </StickyBar>
      );
    }
    if (group === undefined) return undefined;
    return (
      <StickyBar>
        <Btn id="seeGroup" kind={status === 'paid' ? 'solid' : 'line'} onClick={() => open('group', { id: group.id })}>
          {status === 'paid' ? '邀请好友' : '看这个团'}
        </Btn>
      </StickyBar>
    );
  }

  return (
    <Screen title="订单详情" bar={bar()}>
      <View id="state" className="order-top">
        <View className={`f22 bold ${word.tone}`}>{word.label}</View>
        <View className="f13 c2 m4">{sayOf(order)}</View>
        {status === 'awaitingPayment' && order.payBy !== undefined && (
          <View className="m4 f13">
            <Countdown endsAt={order.payBy} onEnd={again} />
            <Text className="c3"> · 留到 {formatWhen(order.payBy, now)}</Text>
          </View>
        )}
      </View>
      <View className="card">
        <View role="button" onClick={() => open('product', { id: order.line.productId })}>
          <OrderGoods order={order} />
        </View>
        <Receipt className="m16">
          <ReceiptLine label={`${group ? '团价' : '单买价'} × ${order.line.quantity}`} value={formatFen(order.goods)} />
          {order.discount > 0 && <ReceiptLine label="优惠" value={formatFen(-order.discount)} />}
          <ReceiptLine label="运费" value={formatFen(order.freight)} />
          {priceBack && <ReceiptLine label={PRICE_BACK[priceBack.status]} value={formatFen(-priceBack.amount)} />}
          <ReceiptLine
            label={amountWord(order) === '应付' ? '应付' : '实付'}
            value={formatFen(order.total - (priceBack?.amount ?? 0))}
            total
          />
        </Receipt>
        {priceBack && (
          <View className="row row-top g6 m12 f12 c2">
            <Icon name="refund" size={16} className="cm" />
            <Text className="grow">
              人多价降：付了 {formatFen(order.total)}，退差价 {formatFen(priceBack.amount)}
            </Text>
          </View>
        )}
      </View>
      {status !== 'closed' && (
        <View className="card">
          <View className="f16 bold">进度</View>
          <View className="m16">
            <Steps steps={orderSteps(order, now)} />
          </View>
        </View>
      )}
      {order.refund && (
        <View className="card">
          <View className="f16 bold">退款</View>
          <View className="m16">
            <Steps
              steps={[
                {
                  state: 'done',
                  what: '已付款',
                  when: order.paidAt === undefined ? undefined : formatWhen(order.paidAt, now),
                },
                {
                  state: order.refund.status === 'arrived' ? 'done' : 'now',
                  what: REFUND_STEP[order.refund.status],
                  when: `${formatFen(order.refund.amount)} · ${formatWhen(order.refund.at, now)}`,
                },
              ]}
            />
          </View>
        </View>
      )}
      <AddressCard order={order} />
      <View className="card order-facts">
        {order.parcel && (
          <View
            className="row g8 order-fact"
            role="button"
            onClick={() => void copy(order.parcel?.trackingNumber ?? '').then(() => toast('单号已复制'))}
          >
            <Icon name="truck" size={20} className="c2" />
            <Text className="grow f13">
              {order.parcel.company} <Text className="num">{order.parcel.trackingNumber}</Text>
            </Text>
            <Text className="link">复制</Text>
          </View>
        )}
        <View className="row spread f12 c3 order-fact">
          <Text>订单编号</Text>
          <Text className="num" userSelect>
            {order.id}
          </Text>
        </View>
        <View className="row spread f12 c3 order-fact">
          <Text>下单时间</Text>
          <Text>{formatWhen(order.createdAt, now)}</Text>
        </View>
        <View className="row spread f12 c3 order-fact">
          <Text>商家</Text>
          <Text>{order.merchant.name}</Text>
        </View>
      </View>
      <Hosts />
    </Screen>
  );
}
