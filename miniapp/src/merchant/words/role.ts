/** What somebody is to a merchant. */
import type { Membership } from '../hooks/useRoom';

export const roleWord: Readonly<Record<Membership['role'], string>> = {
  owner: '店主',
  operator: '运营',
  shipper: '发货',
  viewer: '只看',
};
