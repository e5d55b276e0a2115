import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { open } from '../../platform/nav';
import type { CampaignDetail } from '../words/campaign';
import { pauseLabel } from './PauseCampaign';

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
  /** Whether this person may write another campaign like it. */
  copies: boolean;
  /** Leads to pausing or resuming it, where there is no button for that. */
  onPause: (() => void) | undefined;
}

/** Where else this campaign is told of: what it comes to, who shared it, and what promoters get of it. */
export function Ways({ campaign, merchantId, copies, onPause }: Props) {
  const { id, kind, status } = campaign;
  const ways = [
    ...(status === 'draft'
      ? []
      : [
          {
            id: 'toResults',
            icon: 'chart' as const,
            label: '活动成绩',
            go: () => open('merchant/campaignBoard', { merchant: merchantId, id }),
          },
        ]),
    ...(kind === 'bargain'
      ? [
          {
            id: 'toBoard',
            icon: 'people' as const,
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
    ...(copies
      ? [
          {
            id: 'copy',
            icon: 'orders' as const,
            label: '复制活动',
            go: () => open('merchant/campaignForm', { merchant: merchantId, copy: id }),
          },
        ]
      : []),
    ...(onPause ? [{ id: 'pause', icon: 'clock' as const, label: pauseLabel(campaign), go: onPause }] : []),
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
