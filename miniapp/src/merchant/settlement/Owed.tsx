import { View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { useWide } from '../hooks/useWide';
import { inYuan } from '../words/payment';
import type { Owed as OwedNow } from '../words/settlement';

/** What the shop owes now, by where it is. */
export function Owed({ owed }: { owed: OwedNow }) {
  const { held, undated, overdue, available, withdrawing, debt, promoters } = owed;
  const wide = useWide();
  const all = [
    {
      label: '冻结中 元',
      value: inYuan(held),
      note: undated === 0 ? '等售后期过' : `${formatFen(undated)} 等收货`,
    },
    { label: '可提现 元', value: inYuan(available), note: '推广人随时可提' },
    { label: '提现中 元', value: inYuan(withdrawing), note: '在路上' },
    {
      label: '逾期未放款 元',
      value: inYuan(overdue.fen),
      note: overdue.count === 0 ? '没有' : `${overdue.count} 笔到期了`,
    },
    { label: '推广人欠款 元', value: inYuan(debt), note: '以后的佣金先抵' },
  ];
  const rows = wide ? [all] : [all.slice(0, 2), all.slice(2, 4), all.slice(4)];
  return (
    <Panel id="owed" title="现在欠推广人的" sub={promoters === 0 ? undefined : `${promoters} 人`}>
      {rows.map((figures) => (
        <View key={figures[0]?.label} className="settlement-figures">
          <Figures figures={figures} />
        </View>
      ))}
    </Panel>
  );
}
