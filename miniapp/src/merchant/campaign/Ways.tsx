import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { open } from '../../platform/nav';
import type { CampaignDetail } from '../words/campaign';

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
}

/** Where else this campaign is told of: what it comes to, who shared it, and what promoters get of it. */
export function Ways({ campaign: { id, kind, status }, merchantId }: Props) {
  const ways = [
    ...(kind === 'bargain'
      ? [
          {
            id: 'toBoard',
            icon: 'chart' as const,
            label: '砍价数据',
            go: () => open('merchant/bargainBoard', { merchant: merchantId, id }),
          },
        ]
      : []),
    ...(status === 'draft'
      ? []
      : [
          {
            id: 'toFission',
            icon: 'tree' as const,
            label: '裂变数据',
            go: () => open('merchant/fission', { merchant: merchantId, campaign: id }),
          },
        ]),
    {
      id: 'toPolicy',
      icon: 'tag' as const,
      label: '佣金规则',
      go: () => open('merchant/ownPolicies', { merchant: merchantId, of: 'campaign' }),
    },
  ];
  return (
    <View className="campaign-ways">
      {ways.map(({ id: name, icon, label, go }) => (
        <View key={name} id={name} className="campaign-way" {...asButton} onClick={go}>
          <Icon name={icon} size={18} className="c2" />
          <Text>{label}</Text>
        </View>
      ))}
    </View>
  );
}
