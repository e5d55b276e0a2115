import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { asButton, Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { AuditPanel } from '../components/AuditPanel';
import type { Membership } from '../hooks/useRoom';
import { type StopCause, stoppedSince, stopWords } from '../words/payout';
import { dateWords } from '../words/reconciliation';
import { LiftStop } from './LiftStop';

/** Where one looks into a cause; what the audit has found stands on the page itself. */
function Look({ cause: { reason, date, about }, merchantId: merchant }: { cause: StopCause; merchantId: string }) {
  if (reason === 'audit') return null;
  const ofDay = reason === 'reconciliation';
  const go = () => {
    if (!ofDay && about !== undefined) open('merchant/payout', { merchant, id: about });
    else if (ofDay && about !== undefined) open('merchant/reconciliation', { merchant, account: about, date });
    else open('merchant/reconciliations', { merchant });
  };
  return (
    <View
      id={ofDay ? `look-${date}` : `look-${about ?? 'transfer'}`}
      className="payouts-look"
      {...asButton}
      onClick={go}
    >
      <Text>{ofDay ? `去看 ${dateWords(date, serverNow())}的对账` : '去看那笔提现'}</Text>
      <Icon name="right" size={14} />
    </View>
  );
}

/** Payouts are stopped: why, where to look, and the way to let them go on. Nothing, where they are not. */
export function Stopped({ member }: { member: Membership }) {
  const { merchantId, role } = member;
  const { asked, again } = useAsk(merchantId, () => call('payout.settings', { merchantId }));
  const [lifting, setLifting] = useState(false);
  if (asked.status !== 'ready' || asked.value.stop === undefined) return null;
  const { stop, audit } = asked.value;
  const now = serverNow();
  return (
    <View className="payouts-stopped">
      <View id="payoutStop" className="room-notice payouts-stop">
        <Icon name="alert" size={16} />
        <View className="grow">
          <View>
            {stopWords(stop, now)}，{formatWhen(stoppedSince(stop), now)}{' '}
            起暂停往外转账。卖货、退款照常，推广人的钱都还在。
          </View>
          {stop.causes.map((cause) => (
            <Look key={`${cause.reason} ${cause.date} ${cause.about ?? ''}`} cause={cause} merchantId={merchantId} />
          ))}
          {role !== 'owner' && <View className="f12 m4">查清楚后，由店主恢复。</View>}
        </View>
        {role === 'owner' && (
          <Btn id="lift" kind="line" size="s" onClick={() => setLifting(true)}>
            恢复提现
          </Btn>
        )}
      </View>
      {stop.causes.some(({ reason }) => reason === 'audit') && audit && <AuditPanel audit={audit} />}
      {lifting && (
        <LiftStop
          merchantId={merchantId}
          stop={stop}
          onDone={again}
          onClose={() => {
            setLifting(false);
            // Somebody else may have lifted it, or it may be another one by now.
            void again();
          }}
        />
      )}
    </View>
  );
}
