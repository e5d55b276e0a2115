import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useEffect } from 'react';
import { formatFen } from '../../../../shared/money';
import { formatWhen, SECOND } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { OrderGoods } from '../../components/OrderCard';
import { closeWords, refundWords } from '../../components/orderWords';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { type OrderDetail, useOrderActs } from '../../hooks/useOrderActs';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { openTab, replaceBy } from '../../platform/nav';
import './index.scss';

interface Outcome {
  tone: 'money' | 'warning' | 'plain';
  title: string;
  text: string;
}

/** What became of the payment, by our server and WeChat's. */
function outcomeOf(order: OrderDetail): Outcome {
  switch (order.status) {
    case 'awaitingPayment':
      return {
        tone: 'warning',
        title: '还没收到付款',
        text: `刚付过就稍等几秒；没付的话，${order.group ? '座位' : order.bargain ? '这个价' : '货'}先给你留着`,
      };
    case 'confirming':
      return { tone: 'plain', title: '付款收到了', text: order.group ? '正在给你安排座位' : '正在确认这一单' };
    case 'closed':
      return {
        tone: 'plain',
        title: order.refund ? '钱会退给你' : '订单已关闭',
        text: refundWords(order) ?? closeWords(order),
      };
    default:
      return {
        tone: 'money',
        title: '付款成功',
        text: order.group ? '座位是你的了' : order.delivery === 'pickUp' ? '备好货就能凭取货码去取' : '商家会尽快发货',
      };
  }
}

export default function ResultPage() {
  const { params } = useRouter();
  const orderId = params.order ?? '';
  const { asked, again, put } = useAsk(orderId, () => call('order.checkPayment', { orderId }));
  const order = asked.status === 'ready' ? asked.value : undefined;
  const acts = useOrderActs((changed) => (changed ? put(changed) : void again()));
  const visible = useVisible();
  const waiting = order?.status === 'awaitingPayment' || order?.status === 'confirming';
  usePolling(again, 2 * SECOND, visible && waiting && acts.busy === undefined);

  const seated =
    order?.group !== undefined && ['paid', 'toShip', 'shipped', 'received', 'completed'].includes(order.status);
  const groupId = order?.group?.id;
  useEffect(() => {
    if (seated && groupId !== undefined) replaceBy('group', { id: groupId });
  }, [seated, groupId]);

  if (order === undefined) {
    return (
      <Screen title="付款结果">
        {asked.status === 'failed' ? (
          <Failed problem={asked.problem} onRetry={again} />
        ) : (
          <Skeleton bones={['order']} />
        )}
      </Screen>
    );
  }
  const outcome = outcomeOf(order);
  return (
    <Screen
      title="付款结果"
      bar={
        <StickyBar>
          {order.status === 'awaitingPayment' ? (
            <>
              <Btn id="seeOrder" kind="line" onClick={() => replaceBy('order', { id: orderId })}>
                看订单
              </Btn>
              <Btn id="payAgain" busy={acts.busy !== undefined} onClick={() => void acts.pay(order, 'replace')}>
                继续付款 {formatFen(order.total)}
              </Btn>
            </>
          ) : (
            <>
              <Btn id="goHome" kind="line" onClick={() => openTab('home')}>
                再逛逛
              </Btn>
              <Btn id="seeOrder" onClick={() => replaceBy('order', { id: orderId })}>
                看订单
              </Btn>
            </>
          )}
        </StickyBar>
      }
    >
      <View id="outcome" className="result-head">
        <View className={`result-mark result-${outcome.tone}`}>
          {outcome.tone === 'money' ? (
            <Icon name="check" size={20} />
          ) : (
            <Icon name={outcome.tone === 'warning' ? 'clock' : 'refund'} size={20} />
          )}
        </View>
        <View className="f22 bold m12">{outcome.title}</View>
        <View className="f13 c2 m4">{outcome.text}</View>
        {order.status === 'awaitingPayment' && order.payBy !== undefined && (
          <View className="m12">
            <Countdown endsAt={order.payBy} onEnd={again} className="f13" />
            <Text className="f13 c3"> · 留到 {formatWhen(order.payBy, serverNow())}</Text>
          </View>
        )}
      </View>
      <View className="card">
        <OrderGoods order={order} />
      </View>
      <Hosts />
    </Screen>
  );
}
