import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** A merchant's campaigns: what runs, what is to come, what is over. */
export default function CampaignsPage() {
  const [address, change] = useAddress('merchant/campaigns', ['merchant', 'state', 'words']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="活动" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => <List member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
