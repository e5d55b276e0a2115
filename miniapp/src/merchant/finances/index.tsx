import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { DeskBoard } from './DeskBoard';
import { PhoneBoard } from './PhoneBoard';
import './index.scss';

/** A shop's money by day and by month. */
export default function FinancesPage() {
  const [address, change] = useAddress('merchant/finances', ['merchant', 'by', 'days', 'from', 'until']);
  const wide = useWide();
  const Board = wide ? DeskBoard : PhoneBoard;
  return (
    <Room title="财务" here="finances" merchantId={address.merchant}>
      {(member, memberships) => <Board member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
