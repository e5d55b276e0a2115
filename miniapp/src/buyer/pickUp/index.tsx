import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { SECOND } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { OrderLines } from '../../components/OrderLines';
import { spacedCode } from '../../components/orderWords';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Ticket } from '../../components/Ticket';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { back, replaceBy } from '../../platform/nav';
import { callPhone } from '../../platform/phone';
import { QrCode } from '../components/QrCode';
import './index.scss';

/** What is shown at the pick-up point. It turns by itself when the goods have been handed over. */
export default function PickUpPage() {
  const { params } = useRouter();
  const orderId = params.order ?? '';
  const { asked, again } = useAsk(orderId, () => call('order.get', { orderId }));
  const order = asked.status === 'ready' ? asked.value : undefined;
  const { code, ...point } = order?.pickUp ?? { code: undefined, name: '', address: '', hours: '', phone: '' };
  usePolling(again, 4 * SECOND, useVisible() && code !== undefined);

  if (order === undefined) {
    return (
      <Screen title="取货码">
        {asked.status === 'loading' && <Skeleton bones={['ticket', 'line']} />}
        {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      </Screen>
    );
  }
  if (code === undefined) {
    const handedOver = order.receivedAt !== undefined;
    return (
      <Screen title="取货码">
        <Empty
          icon="bag"
          title={handedOver ? '货取走了' : '现在没有取货码'}
          text={handedOver ? '谢谢你跑这一趟' : '备好货以后，取货码在这里和订单里'}
          action={
            handedOver
              ? { id: 'seeOrder', label: '看订单', onClick: () => replaceBy('order', { id: orderId }) }
              : { id: 'goBack', label: '返回', onClick: back }
          }
        />
      </Screen>
    );
  }
  return (
    <Screen title="取货码">
      <Ticket
        above={
          <View className="tc pick-code">
            <QrCode text={code} label={`取货码 ${code}`} />
            <View className="pick-digits">
              <Text id="code" className="num bold" userSelect>
                {spacedCode(code)}
              </Text>
            </View>
            <View className="f13 c2">到店给店员扫一下，或报这 8 位数字</View>
          </View>
        }
      >
        <View className="row row-top g12">
          <View className="dab">
            <Icon name="shop" size={20} />
          </View>
          <View className="grow">
            <View className="f14 medium">{point.name}</View>
            <View className="f12 c2 m4">{point.address}</View>
            <View className="f12 c2">
              取货时间 <Text className="pick-hours">{point.hours}</Text>
            </View>
          </View>
          <Btn id="callPoint" kind="line" size="s" onClick={() => void callPhone(point.phone)}>
            打电话
          </Btn>
        </View>
      </Ticket>
      <View className="card m12">
        <OrderLines lines={order.lines} />
      </View>
      <View className="f12 c3 tc m12">取货码只给店员看，交了货就用掉了</View>
    </Screen>
  );
}
