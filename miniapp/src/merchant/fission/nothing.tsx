import { Empty } from '../../components/State';
import { open } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import { type Address, rangeOf } from './board';

/** Nobody has shared in these days: why there is nothing to see, and what to do. */
export const nothing = (address: Address, { merchantId }: Membership) => (
  <Empty
    icon="people"
    title={rangeOf(address) === '14' && address.campaign === undefined ? '还没有人分享过' : '这些天没有分享'}
    text="有人把商品或团分享出去、被别人打开，这里就有数。先把进行中的活动发到群里试试"
    action={{
      id: 'toCampaigns',
      label: '去看活动',
      onClick: () => open('merchant/campaigns', { merchant: merchantId, state: 'live' }),
    }}
  />
);
