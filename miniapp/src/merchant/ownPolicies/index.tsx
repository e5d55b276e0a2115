import { useState } from 'react';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { toast } from '../../platform/notice';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import type { OwnItem, OwnKind } from '../words/commissionPolicy';
import { Change } from './Change';
import { DeskList } from './DeskList';
import { PhoneList } from './PhoneList';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  of: OwnKind;
  onKind: (of: OwnKind) => void;
}

/** Seen by all who work here, changed by the owner. */
function OwnPolicies(props: Props) {
  const { merchantId, role } = props.member;
  const { asked } = useAsk(merchantId, () => call('commissionPolicy.get', { merchantId }));
  const [changing, setChanging] = useState<OwnItem>();
  const [round, setRound] = useState(0);
  const wide = useWide();
  const List = wide ? DeskList : PhoneList;
  const shop = asked.status === 'ready' ? asked.value : undefined;
  return (
    <List {...props} round={round} onChange={role === 'owner' && shop ? setChanging : undefined}>
      {changing && shop && (
        <Change
          merchantId={merchantId}
          of={props.of}
          item={changing}
          shop={shop}
          onClose={() => setChanging(undefined)}
          onDone={() => {
            setChanging(undefined);
            setRound(round + 1);
            toast('存好了，新订单按它算');
          }}
        />
      )}
    </List>
  );
}

/** What products and campaigns pay of their own. */
export default function OwnPoliciesPage() {
  const [address, change] = useAddress('merchant/ownPolicies', ['merchant', 'of']);
  return (
    <Room title="单独的佣金规则" here="commissionPolicy" merchantId={address.merchant}>
      {(member, memberships) => (
        <OwnPolicies
          member={member}
          memberships={memberships}
          of={address.of === 'campaign' ? 'campaign' : 'product'}
          onKind={(of) => change({ of })}
        />
      )}
    </Room>
  );
}
