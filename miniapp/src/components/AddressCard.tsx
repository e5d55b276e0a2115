import { Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { Icon } from './Icon';
import './AddressCard.scss';

/**
 * Where an order goes, or where it is picked up. The middle of the phone number stays hidden: screens are looked at over
 * shoulders.
 */
export function AddressCard({ order }: { order: Pick<Output<'order.get'>, 'address' | 'pickUp'> }) {
  const { address, pickUp } = order;
  if (address === undefined && pickUp === undefined) return null;
  return (
    <View className="card row g12 address-card">
      <View className="dab">{address ? <Icon name="pin" size={20} /> : <Icon name="shop" size={20} />}</View>
      <View className="grow">
        <View className="f14 cut">
          {address ? (
            <>
              {address.name}{' '}
              <Text className="num">
                {address.phone.slice(0, 3)}****{address.phone.slice(-4)}
              </Text>
            </>
          ) : (
            `${pickUp?.name} · 自提`
          )}
        </View>
        <View className="f12 c3 address-where">
          {address ? `${address.region.join('')}${address.detail}` : pickUp?.address}
        </View>
      </View>
    </View>
  );
}
