/** What somebody is to a merchant; `platform`: an operator of the platform, in the log of changes. */
import type { Membership } from '../hooks/useRoom';

export const roleWord: Readonly<Record<Membership['role'] | 'platform', string>> = {
  owner: '店主',
  operator: '运营',
  shipper: '发货',
  viewer: '只看',
  platform: '平台',
};
