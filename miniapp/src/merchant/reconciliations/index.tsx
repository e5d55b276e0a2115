import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** The merchant's days against WeChat's bills. */
export default function ReconciliationsPage() {
  const [address] = useAddress('merchant/reconciliations', ['merchant']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="对账" here="reconciliations" merchantId={address.merchant}>
      {(member, memberships) => <List member={member} memberships={memberships} />}
    </Room>
  );
}
