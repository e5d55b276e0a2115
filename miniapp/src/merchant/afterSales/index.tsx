import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** A merchant's after-sales: those first that wait for an answer. */
export default function AfterSalesPage() {
  const [address, change] = useAddress('merchant/afterSales', ['merchant', 'state']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="售后" here="afterSales" merchantId={address.merchant}>
      {(member, memberships) => <List member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
