import { View } from '@tarojs/components';
import { useState } from 'react';
import { call, type Problem } from '../../platform/api';
import { toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { Reason } from '../components/Reason';
import { isReason } from '../components/reasons';
import type { ShopDetail } from '../words/platform';

/** As the server takes it: who freezes a shop, or lifts it, says more than yes. */
const LEAST = 4;

interface Props {
  shop: ShopDetail;
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** 冻结, or 解除冻结, with what follows from it and a reason. Mounted while it is open. */
export function Freeze({ shop: { id: merchantId, name, frozen }, onDone, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const verb = frozen ? '解除冻结' : '冻结';

  async function decide(): Promise<void> {
    const why = reason.trim();
    setBusy(true);
    setProblem(undefined);
    const answer = frozen
      ? await call('platform.unfreeze', { merchantId, since: frozen.at, reason: why })
      : await call('platform.freeze', { merchantId, reason: why });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    toast(frozen ? '解除了，现在能卖了' : '冻结了，现在不卖了');
    await onDone();
    onClose();
  }

  return (
    <Decision
      open
      title={`${verb}${name}`}
      onClose={onClose}
      acts={[
        { id: 'freezeNot', label: frozen ? '先冻着' : '先不冻结', kind: 'line', onClick: onClose },
        {
          id: 'freezeYes',
          label: isReason(reason, LEAST) ? verb : '先写原因',
          disabled: !isReason(reason, LEAST),
          busy,
          onClick: () => void decide(),
        },
      ]}
    >
      <View>
        {frozen
          ? '马上能下单、发起砍价、发布活动。'
          : '马上不能下单、参团、发起砍价、发布活动。已经下的单照常付款、发货、售后和退款，开着的团和砍价走到自己的截止，推广人照常提现。'}
      </View>
      <Reason
        reason={reason}
        usual={
          frozen
            ? ['查过了，是误会', '店主已经整改，核对过了', '投诉都处理完了']
            : ['被多人投诉卖假货', '活动违规，等店主整改', '资质过期，等店主补上']
        }
        label="原因，店里的操作记录也看得到"
        onChange={setReason}
      />
      {problem && (
        <View id="freezeProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
