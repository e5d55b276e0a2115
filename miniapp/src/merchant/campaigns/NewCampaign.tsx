import { View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { open } from '../../platform/nav';
import { useWide } from '../hooks/useWide';

/** The way to a new campaign of any kind, for whoever decides. */
export function NewCampaign({ merchantId }: { merchantId: string }) {
  const wide = useWide();
  const button = (
    <Btn
      id="newCampaign"
      kind={wide ? 'solid' : 'line'}
      size={wide ? 'l' : 'm'}
      block={!wide}
      onClick={() => open('merchant/campaignForm', { merchant: merchantId })}
    >
      新建活动
    </Btn>
  );
  return wide ? button : <View className="campaigns-new">{button}</View>;
}
