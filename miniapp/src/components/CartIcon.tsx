import { Text, View } from '@tarojs/components';
import { Icon } from './Icon';
import './CartIcon.scss';

/** The cart, and how many pieces are in it; 99+ from a hundred. */
export function CartIcon({ pieces }: { pieces: number }) {
  return (
    <View className="cart-icon">
      <Icon name="basket" size={24} />
      {pieces > 0 && <Text className="cart-icon-count num">{pieces > 99 ? '99+' : pieces}</Text>}
    </View>
  );
}
