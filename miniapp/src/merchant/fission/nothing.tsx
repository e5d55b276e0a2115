import { Empty } from '../../components/State';
import { open } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import type { Board } from '../words/fission';

/** Nobody has shared, ever or in these days: why there is nothing to see, and what to do. */
export const nothing = ({ countedAt }: Board, { merchantId }: Membership) => (
  <Empty
    icon="people"
    title={countedAt === undefined ? '还没有人分享过' : '这些天没有人打开分享'}
    text="有人把商品或团分享出去、被别人打开，这里就有数。先把进行中的活动发到群里试试"
    action={{
      id: 'toCampaigns',
      label: '去看活动',
      onClick: () => open('merchant/campaigns', { merchant: merchantId, state: 'live' }),
    }}
  />
);
