import { Text, View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { spacedCode } from '../../components/orderWords';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';
import { callPhone } from '../../platform/phone';

/** Where it is picked up, when, and the code, once there is one. Its picture for the scanner is a tap away. */
export function PickUp({ orderId, point }: { orderId: string; point: NonNullable<OrderDetail['pickUp']> }) {
  const { name, address, hours, phone, code } = point;
  return (
    <View className="card">
      {code !== undefined && (
        <View className="tc pick-up-code" role="button" onClick={() => open('buyer/pickUp', { order: orderId })}>
          <View className="f12 c3">取货码</View>
          <View className="pick-up-digits">
            <Text id="code" className="num bold" userSelect>
              {spacedCode(code)}
            </Text>
          </View>
          <View className="link">
            出示二维码 <Icon name="right" size={14} />
          </View>
        </View>
      )}
      <View className="row row-top g12">
        <View className="dab">
          <Icon name="shop" size={20} />
        </View>
        <View className="grow">
          <View className="f14 medium">{name} · 自提</View>
          <View className="f12 c2">{address}</View>
          <View className="f12 c3">
            取货时间 <Text className="pick-up-hours">{hours}</Text>
          </View>
        </View>
        <Btn id="callPoint" kind="line" size="s" onClick={() => void callPhone(phone)}>
          打电话
        </Btn>
      </View>
    </View>
  );
}
