import { Empty } from '../../components/State';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { mayDecide } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

/** Who changed what in the shop, and what came of it. */
export default function ChangeLogPage() {
  const [address, change] = useAddress('merchant/changeLog', ['merchant', 'noun', 'by']);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  return (
    <Room title="操作记录" here="changeLog" merchantId={address.merchant}>
      {(member, memberships) =>
        mayDecide(member) ? (
          <List member={member} memberships={memberships} address={address} change={change} />
        ) : (
          <Frame title="操作记录" here="changeLog" member={member} memberships={memberships} part>
            <Empty icon="orders" title="操作记录给店主和运营看" />
          </Frame>
        )
      }
    </Room>
  );
}
