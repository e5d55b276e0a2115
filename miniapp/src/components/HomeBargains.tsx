import { Text, View } from '@tarojs/components';
import { useDidShow } from '@tarojs/taro';
import { useRef } from 'react';
import { useAsk } from '../hooks/useAsk';
import { call } from '../platform/api';
import { open } from '../platform/nav';
import { shopId } from '../platform/target';
import { BargainCard } from './BargainCard';
import { Icon } from './Icon';

/** The bargain that ends first, and the way to all of them; nothing where there is none, or none has come. */
export function HomeBargains() {
  const { asked, again } = useAsk('bargains', () => call('bargain.listOffers', { merchantId: shopId }));
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current) void again();
    shown.current = true;
  });
  const [first] = asked.status === 'ready' ? asked.value.offers : [];
  if (first === undefined) return null;
  return (
    <View id="bargains">
      <View id="toBargains" className="section" role="button" onClick={() => open('bargain/list', {})}>
        <Text className="section-title">请朋友砍一刀</Text>
        <View className="section-more">
          刀数和总额都写明
          <Icon name="right" size={14} />
        </View>
      </View>
      <BargainCard offer={first} />
    </View>
  );
}
