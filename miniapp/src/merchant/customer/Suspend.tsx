import { View } from '@tarojs/components';
import { useState } from 'react';
import { call, type Problem } from '../../platform/api';
import { Decision } from '../components/Decision';
import { Reason } from '../components/Reason';
import { isReason } from '../components/reasons';
import type { Referral } from '../words/referral';

interface Props {
  referral: Referral;
  merchantId: string;
  /** Shows the person as it is now. */
  onDone: () => Promise<void>;
  onClose: () => void;
}

const usual = {
  suspend: ['自己下单又退，套取佣金', '分享里写了店里没有的承诺', 'TA 自己要求停用'],
  restore: ['查清楚了，是误会', 'TA 已经改正'],
} as const;

/** 停用推广, or 恢复推广, with a reason. Mounted while it is open. */
export function Suspend({ referral, merchantId, onDone, onClose }: Props) {
  const { person } = referral;
  const [restores] = useState(referral.suspended !== undefined);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const verb = restores ? '恢复推广' : '停用推广';

  async function decide(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('referral.suspend', {
      merchantId,
      userId: person.userId,
      suspended: !restores,
      reason: reason.trim(),
    });
    if (answer.ok) await onDone();
    setBusy(false);
    if (answer.ok) onClose();
    else setProblem(answer.refusal);
  }

  return (
    <Decision
      open
      title={`${verb}：${person.name}`}
      onClose={onClose}
      acts={[
        { id: 'suspendNot', label: '先不动', kind: 'line', onClick: onClose },
        {
          id: 'suspendYes',
          label: isReason(reason) ? verb : '先写原因',
          disabled: !isReason(reason),
          busy,
          onClick: () => void decide(),
        },
      ]}
    >
      <View>
        {restores
          ? 'TA 的分享又能锁定顾客，TA 带来的人以后下单，佣金又归 TA。停用期间的订单不补。'
          : 'TA 的分享打得开，但不再锁定顾客；TA 带来的人以后下单，这份佣金留给店里。已经有的佣金不受影响。'}
      </View>
      <Reason reason={reason} usual={restores ? usual.restore : usual.suspend} onChange={setReason} />
      {problem && (
        <View id="suspendProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
