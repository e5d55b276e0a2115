import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { serverNow } from '../../platform/clock';
import { auditLines } from '../words/audit';
import type { PayoutSettings } from '../words/payout';
import { Panel } from './Panel';

/** What the last look over the books has found; word for word behind a tap, for whoever looks into it. */
export function AuditPanel({ audit }: { audit: NonNullable<PayoutSettings['audit']> }) {
  const { at, journals, faults, faultCount } = audit;
  const [open, setOpen] = useState(false);
  return (
    <Panel id="audit" title="账本自查" sub={`${formatWhen(at, serverNow())}，查了 ${journals} 条账`}>
      {faultCount === 0 ? (
        <View className="f13 cm">全部对得上</View>
      ) : (
        <>
          <View className="f13 cd">{faultCount} 处对不上</View>
          {auditLines(faults).map((line) => (
            <View key={line} className="f13 m4">
              {line}
            </View>
          ))}
          {faultCount > faults.length && <View className="f12 c3 m4">只数了前 {faults.length} 处</View>}
          <View className="f12 c3 m8">查清楚再恢复提现。要找技术支持，把技术细节发过去。</View>
          <View id="auditDetail" className="link m8" {...asButton} aria-expanded={open} onClick={() => setOpen(!open)}>
            <Text>技术细节</Text>
            <Icon name={open ? 'up' : 'down'} size={16} />
          </View>
          {open &&
            faults.map((fault) => (
              <View key={fault} className="room-word m8 audit-fault">
                {fault}
              </View>
            ))}
        </>
      )}
    </Panel>
  );
}
