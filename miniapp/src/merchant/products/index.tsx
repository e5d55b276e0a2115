import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** What a shop sells, has sold out, and sells no longer. */
export default function ProductsPage() {
  const [address, change] = useAddress('merchant/products', ['merchant', 'show', 'words']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="商品" here="products" merchantId={address.merchant}>
      {(member, memberships) => <List member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
