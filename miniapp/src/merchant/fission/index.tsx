import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskBoard } from './DeskBoard';
import { PhoneBoard } from './PhoneBoard';
import './index.scss';

/** The fission board: what sharing brings. */
export default function FissionPage() {
  const [address, change] = useAddress('merchant/fission', ['merchant', 'campaign', 'days', 'from', 'until']);
  const wide = useWide();
  const Board = wide ? DeskBoard : PhoneBoard;
  return (
    <Room title="裂变" here="fission" merchantId={address.merchant}>
      {(member, memberships) => <Board member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
