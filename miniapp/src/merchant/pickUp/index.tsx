import { Empty } from '../../components/State';
import { goTo } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useKeys } from '../hooks/useKeys';
import { type Membership, mayShip } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { CodeField, Keypad } from './Entry';
import { Done, Found } from './Found';
import { usePickUp } from './usePickUp';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

function HandOver({ member, memberships }: Props) {
  const { merchantId } = member;
  const pickUp = usePickUp(merchantId);
  const { found, done } = pickUp;
  const wide = useWide();
  const may = mayShip(member);
  // At a desk Enter goes on from the code to the handing over, and Esc back to another code.
  const handOver = () => void pickUp.handOver();
  useKeys(found && !pickUp.busy ? { Enter: handOver, Escape: pickUp.again } : {});
  return (
    <Frame title="取货核销" here="pickUp" member={member} memberships={memberships} part>
      {!may && (
        <Empty
          icon="people"
          title="你只能看，不能核销"
          text="请店主给你发货的权限"
          action={{
            id: 'toOrders',
            label: '看订单',
            onClick: () => goTo('merchant/orders', { merchant: merchantId, state: 'toPickUp' }),
          }}
        />
      )}
      {done && <Done order={done} />}
      {may &&
        (found ? (
          <Found order={found} pickUp={pickUp} merchantId={merchantId} />
        ) : wide ? (
          <CodeField pickUp={pickUp} />
        ) : (
          <Keypad pickUp={pickUp} />
        ))}
    </Frame>
  );
}

/** Goods are handed over against the code that their buyer shows. */
export default function PickUpPage() {
  const [address] = useAddress('merchant/pickUp', ['merchant']);
  return (
    <Room title="取货核销" here="pickUp" merchantId={address.merchant}>
      {(member, memberships) => <HandOver member={member} memberships={memberships} />}
    </Room>
  );
}
