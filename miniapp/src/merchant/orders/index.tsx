import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** A merchant's orders: found, and sent, one or many. */
export default function OrdersPage() {
  const [address, change] = useAddress('merchant/orders', ['merchant', 'state', 'words', 'delivery', 'from', 'until']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="订单" here="orders" merchantId={address.merchant}>
      {(member, memberships) => <List member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
