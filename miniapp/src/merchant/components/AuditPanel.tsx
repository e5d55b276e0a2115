import { View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { serverNow } from '../../platform/clock';
import type { PayoutSettings } from '../words/payout';
import { Panel } from './Panel';

/** What the last look over the books has found. */
export function AuditPanel({ audit }: { audit: NonNullable<PayoutSettings['audit']> }) {
  const { at, journals, faults, faultCount } = audit;
  return (
    <Panel id="audit" title="账本自查" sub={`${formatWhen(at, serverNow())}，查了 ${journals} 条账`}>
      {faultCount === 0 ? (
        <View className="f13 cm">全部对得上</View>
      ) : (
        <>
          <View className="f13 cd">{faultCount} 处对不上</View>
          {faults.map((fault) => (
            <View key={fault} className="room-word m8 audit-fault">
              {fault}
            </View>
          ))}
          {faultCount > faults.length && <View className="f12 c3 m8">只列出前 {faults.length} 处</View>}
          <View className="f12 c3 m8">把这些发给技术支持，查清楚再恢复提现。</View>
        </>
      )}
    </Panel>
  );
}
