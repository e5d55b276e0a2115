import { Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { RETURN_TIME } from '../../../../shared/domain/afterSale';
import { formatFen } from '../../../../shared/money';
import { DAY } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { call, type Problem } from '../../platform/api';
import { Choice } from '../components/Choice';
import { Decision } from '../components/Decision';
import type { AfterSaleDetail } from '../words/afterSale';

export type Answering = 'yes' | 'no';

interface Props {
  afterSale: AfterSaleDetail;
  merchantId: string;
  /** Shows it as it is now. */
  onAnswered: () => Promise<void>;
  onClose: () => void;
}

/** Whether money goes back with this yes, or only when the goods have come. */
const paysAtOnce = ({ kind, status }: Pick<AfterSaleDetail, 'kind' | 'status'>): boolean =>
  kind === 'refundOnly' || status === 'returning';

/** What the yes is called. */
export const yesLabel = ({ kind, status }: Pick<AfterSaleDetail, 'kind' | 'status'>): string =>
  status === 'returning' ? '收到退货，退款' : kind === 'refundOnly' ? '同意退款' : '同意退货';

function useAnswer({ onAnswered, onClose }: Props, ask: () => Promise<{ ok: true } | { ok: false; refusal: Problem }>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const answer = async () => {
    setBusy(true);
    setProblem(undefined);
    const told = await ask();
    await onAnswered();
    setBusy(false);
    if (told.ok) onClose();
    else setProblem(told.refusal);
  };
  return { busy, problem, answer };
}

/** The yes, after it was said what follows from it. Mounted while it is open. */
export function Yes(props: Props) {
  const { afterSale, merchantId, onClose } = props;
  const { id: afterSaleId, status, amount, withFreight: whole = amount } = afterSale;
  const [withFreight, setWithFreight] = useState(false);
  const decision = { merchantId, afterSaleId, withFreight };
  const { busy, problem, answer } = useAnswer(props, () =>
    status === 'returning' ? call('afterSale.confirmReturn', decision) : call('afterSale.agree', decision),
  );
  const pays = paysAtOnce(afterSale);
  const money = formatFen(withFreight ? whole : amount);
  return (
    <Decision
      open
      title={yesLabel(afterSale)}
      onClose={onClose}
      acts={[
        { id: 'yesNot', label: '先不同意', kind: 'line', onClick: onClose },
        { id: 'yesNow', label: pays ? `退 ${money}` : '同意退货', busy, onClick: () => void answer() },
      ]}
    >
      {pays ? (
        <View>
          {money} 马上原路退回买家，退了不能收回。这几件的佣金一起冲回
          {status === 'asked' ? '，还没发的就不用发了。' : '。'}
        </View>
      ) : (
        <View>
          买家有 {RETURN_TIME / DAY} 天把货寄回来，没寄就结束，不退款。你收到货、确认以后，{formatFen(amount)} 才退。
        </View>
      )}
      {pays && whole > amount && (
        <View className="choices" role="radiogroup" aria-label="运费">
          <Choice
            id="freight-no"
            chosen={!withFreight}
            title={`不退运费，退 ${formatFen(amount)}`}
            words={['买家不想要了，一般不退运费']}
            onChoose={() => setWithFreight(false)}
          />
          <Choice
            id="freight-yes"
            chosen={withFreight}
            title={`运费也退，退 ${formatFen(whole)}`}
            words={['货有问题，发货的运费也该退']}
            onChoose={() => setWithFreight(true)}
          />
        </View>
      )}
      {problem && (
        <View id="answerProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}

const usual = {
  asked: ['和买家说好了，不用退', '照片看不出问题，请再拍一张清楚的', '已经过了能退的情况'],
  returning: ['退回来的货少了', '退回来的货用过了，没法再卖'],
} as const;

/** The no, with a reason that the buyer reads. Mounted while it is open. */
export function No(props: Props) {
  const { afterSale, merchantId, onClose } = props;
  const [reason, setReason] = useState('');
  const { busy, problem, answer } = useAnswer(props, () =>
    call('afterSale.refuse', { merchantId, afterSaleId: afterSale.id, reason: reason.trim() }),
  );
  const short = reason.trim().length < 2;
  return (
    <Decision
      open
      title="拒绝这笔售后"
      onClose={onClose}
      acts={[
        { id: 'noNot', label: '先不拒绝', kind: 'line', onClick: onClose },
        {
          id: 'noNow',
          label: short ? '先写原因' : '拒绝',
          disabled: short,
          busy,
          onClick: () => void answer(),
        },
      ]}
    >
      <View>买家会看到这个原因。拒绝后这几件可以再申请一次，钱还在店里。</View>
      <Textarea
        id="reason"
        className="room-area m12"
        value={reason}
        maxlength={200}
        autoHeight
        placeholder="为什么不能退"
        onInput={(event) => setReason(event.detail.value)}
      />
      <View className="room-chips">
        {usual[afterSale.status === 'returning' ? 'returning' : 'asked'].map((one, place) => (
          <View key={one} id={`reason-${place}`} className="chip" {...asButton} onClick={() => setReason(one)}>
            {one}
          </View>
        ))}
      </View>
      {problem && (
        <View id="answerProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
