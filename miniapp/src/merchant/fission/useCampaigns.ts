/** The campaigns that the board can be limited to, newest first. */
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import type { Campaign } from '../words/campaign';

/** Those of the first page: what is older is reached from its own page. Empty while they are not known. */
export function useCampaigns(merchantId: string): readonly Pick<Campaign, 'id' | 'title'>[] {
  const { asked } = useAsk(merchantId, () => call('campaign.list', { merchantId }));
  return asked.status === 'ready' ? asked.value.campaigns.filter(({ status }) => status !== 'draft') : [];
}

/** The name of the scope; a campaign that is not among those is one all the same. */
export const scopeWords = (campaigns: readonly Pick<Campaign, 'id' | 'title'>[], id: string | undefined): string =>
  id === undefined ? '全店' : (campaigns.find((one) => one.id === id)?.title ?? '一场活动');
