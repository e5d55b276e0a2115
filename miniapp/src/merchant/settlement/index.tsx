import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { endPullDown } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { ShopSwitch } from '../components/ShopSwitch';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { Due } from './Due';
import { Owed } from './Owed';
import { Past } from './Past';
import { Run } from './Run';
import './index.scss';

/** Often enough to see a settlement go on that somebody else, or cron, has begun. */
const POLL = 15_000;

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

function Settlement({ member, memberships }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(merchantId, () => call('settlement.owed', { merchantId }));
  /** The list of past ones begins anew with each that has ended. */
  const [ended, setEnded] = useState(0);
  const wide = useWide();
  const visible = useVisible();
  usePolling(again, POLL, visible && asked.status === 'ready');
  const renew = async () => {
    setEnded((before) => before + 1);
    await again();
  };
  usePullDownRefresh(() => void renew().finally(endPullDown));
  const owed = asked.status === 'ready' ? asked.value : undefined;
  const run = owed && <Run owed={owed} merchantId={merchantId} onEnded={renew} />;
  const past = <Past merchantId={merchantId} turn={ended} />;
  return (
    <Frame title="结算" here="settlement" member={member} memberships={memberships} part>
      {!wide && memberships.length > 1 && (
        <View className="row settlement-switch">
          <ShopSwitch member={member} memberships={memberships} />
        </View>
      )}
      {asked.status === 'loading' && <Skeleton bones={['wallet', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {owed && (
        <>
          <Owed owed={owed} />
          {wide ? (
            <Columns
              main={
                <>
                  <Due owed={owed} />
                  {past}
                </>
              }
              side={run}
            />
          ) : (
            <>
              {run}
              <Due owed={owed} />
              {past}
            </>
          )}
        </>
      )}
    </Frame>
  );
}

/** What the shop owes its promoters, when it falls due, and the settlements that release it. */
export default function SettlementPage() {
  const [address] = useAddress('merchant/settlement', ['merchant']);
  return (
    <Room title="结算" here="settlement" merchantId={address.merchant}>
      {(member, memberships) => <Settlement member={member} memberships={memberships} />}
    </Room>
  );
}
