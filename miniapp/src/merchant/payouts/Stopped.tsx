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
import { stopWords } from '../words/payout';
import { LiftStop } from './LiftStop';

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
            {stopWords(stop, now)}，{formatWhen(stop.since, now)} 起暂停往外转账。卖货、退款照常，推广人的钱都还在。
          </View>
          {stop.reason === 'reconciliation' && (
            <View
              id="toReconciliation"
              className="payouts-look"
              {...asButton}
              onClick={() =>
                stop.accountId === undefined
                  ? open('merchant/reconciliations', { merchant: merchantId })
                  : open('merchant/reconciliation', { merchant: merchantId, account: stop.accountId, date: stop.date })
              }
            >
              <Text>去看那天的对账</Text>
              <Icon name="right" size={14} />
            </View>
          )}
          {role !== 'owner' && <View className="f12 m4">查清楚后，由店主恢复。</View>}
        </View>
        {role === 'owner' && (
          <Btn id="lift" kind="line" size="s" onClick={() => setLifting(true)}>
            恢复提现
          </Btn>
        )}
      </View>
      {stop.reason === 'audit' && audit && <AuditPanel audit={audit} />}
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
