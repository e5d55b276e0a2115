import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskTree } from './DeskTree';
import { PhoneTree } from './PhoneTree';
import './index.scss';

/** The share tree: who brought whom, and what was sold. */
export default function TreePage() {
  const [address, change] = useAddress('merchant/tree', ['merchant', 'campaign', 'share']);
  const wide = useWide();
  const Tree = wide ? DeskTree : PhoneTree;
  return (
    <Room title="分享树" here="fission" merchantId={address.merchant}>
      {(member, memberships) => <Tree member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
