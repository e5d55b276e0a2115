import { View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { open } from '../../platform/nav';
import { useWide } from '../hooks/useWide';

/** The way to a new bargain campaign, for whoever decides. */
export function NewBargain({ merchantId }: { merchantId: string }) {
  const wide = useWide();
  const button = (
    <Btn
      id="newBargain"
      kind={wide ? 'solid' : 'line'}
      size={wide ? 'l' : 'm'}
      block={!wide}
      onClick={() => open('merchant/bargainForm', { merchant: merchantId })}
    >
      发布砍价
    </Btn>
  );
  return wide ? button : <View className="campaigns-new">{button}</View>;
}
