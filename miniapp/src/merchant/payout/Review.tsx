import { View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { call, type Problem } from '../../platform/api';
import { Decision } from '../components/Decision';
import { Reason } from '../components/Reason';
import { isReason } from '../components/reasons';
import type { PayoutDetail } from '../words/payout';

const words = {
  approve: {
    verb: '放行',
    label: '原因，留在记录里',
    usual: ['看过订单，没有问题', '认识 TA，是老顾客', '问过买家，是一家人'],
  },
  refuse: {
    verb: '退回',
    label: '原因，TA 会看到',
    usual: ['订单看着不像真的买家，请联系店里', '退款太多，等售后期过了再提', '请先联系店里核对身份'],
  },
} as const;

interface Props {
  act: 'approve' | 'refuse';
  payout: PayoutDetail;
  merchantId: string;
  /** Shows it as it is now. */
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** 放行 or 退回, with a reason. Mounted while it is open. */
export function Review({ act, payout, merchantId, onDone, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const { verb, label, usual } = words[act];

  async function decide(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call(`payout.${act}`, { merchantId, withdrawalId: payout.id, reason: reason.trim() });
    // Also after a no: it may have been decided, or called off, meanwhile.
    await onDone();
    setBusy(false);
    if (answer.ok) onClose();
    else setProblem(answer.refusal);
  }

  return (
    <Decision
      open
      title={`${verb}：${payout.promoter.name} 的 ${formatFen(payout.amount)}`}
      onClose={onClose}
      acts={[
        { id: 'reviewNot', label: '再看看', kind: 'line', onClick: onClose },
        {
          id: 'reviewYes',
          label: isReason(reason) ? verb : '先写原因',
          disabled: !isReason(reason),
          busy,
          onClick: () => void decide(),
        },
      ]}
    >
      <View>
        {act === 'approve'
          ? `马上转 ${formatFen(payout.net)} 到 TA 的微信，TA 确认收款后就收不回来了。`
          : payout.wallet.debt > 0
            ? '钱先抵 TA 的欠款，剩下的回到 TA 的可提现。'
            : '钱回到 TA 的可提现，TA 可以再申请。佣金不会少。'}
      </View>
      <Reason reason={reason} usual={usual} label={label} most={100} onChange={setReason} />
      {problem && (
        <View id="reviewProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
