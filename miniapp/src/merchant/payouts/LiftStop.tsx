import { View } from '@tarojs/components';
import { useState } from 'react';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { Reason } from '../components/Reason';
import { isReason } from '../components/reasons';
import { type PayoutSettings, stopWords } from '../words/payout';

/** As the server takes it: who lifts a stop says more than yes. */
const LEAST = 4;

interface Props {
  merchantId: string;
  stop: NonNullable<PayoutSettings['stop']>;
  /** Shows what holds now. */
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** 恢复提现, with a reason. Mounted while it is open. */
export function LiftStop({ merchantId, stop, onDone, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function lift(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('payout.liftStop', { merchantId, since: stop.since, reason: reason.trim() });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    toast('提现恢复了');
    await onDone();
    onClose();
  }

  return (
    <Decision
      open
      title="恢复提现"
      onClose={onClose}
      acts={[
        { id: 'liftNot', label: '先停着', kind: 'line', onClick: onClose },
        {
          id: 'liftYes',
          label: isReason(reason, LEAST) ? '恢复提现' : '先写原因',
          disabled: !isReason(reason, LEAST),
          busy,
          onClick: () => void lift(),
        },
      ]}
    >
      <View>
        因为{stopWords(stop, serverNow())}而停。恢复后，等着的提现会自动转出去，转出去的钱收不回来。先查清楚差在哪里。
      </View>
      <Reason
        reason={reason}
        usual={['查过了，是在商户平台手工退的款', '差异已经补记，逐笔对过', '微信账单有误，已和微信核实']}
        onChange={setReason}
      />
      {problem && (
        <View id="liftProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
