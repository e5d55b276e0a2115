import { Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { Icon } from './Icon';
import './AddressCard.scss';

/** Where an order goes. The middle of the phone number stays hidden: screens are looked at over shoulders. */
export function AddressCard({ order }: { order: Pick<Output<'order.get'>, 'address'> }) {
  const { name, phone, region, detail } = order.address;
  return (
    <View className="card row g12 address-card">
      <View className="dab">
        <Icon name="pin" size={20} />
      </View>
      <View className="grow">
        <View className="f14 cut">
          {name}{' '}
          <Text className="num">
            {phone.slice(0, 3)}****{phone.slice(-4)}
          </Text>
        </View>
        <View className="f12 c3 cut">
          {region.join('')}
          {detail}
        </View>
      </View>
    </View>
  );
}
