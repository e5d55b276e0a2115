import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** A shop's withdrawals: those first that wait for its review. */
export default function PayoutsPage() {
  const [address, change] = useAddress('merchant/payouts', ['merchant', 'state']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="提现" here="payouts" merchantId={address.merchant}>
      {(member, memberships) => <List member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
