import { View } from '@tarojs/components';
import { useState } from 'react';
import { type Fen, formatFen } from '../../../../shared/money';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { useAsk } from '../../hooks/useAsk';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { Choice } from '../components/Choice';
import { Decision } from '../components/Decision';
import { type Chosen, countOf, Pieces, someOf } from '../components/Pieces';
import type { OrderDetail } from '../words/order';

interface Props {
  order: OrderDetail;
  merchantId: string;
  /** Shows the order as it is now. */
  onRefunded: () => Promise<void>;
  onClose: () => void;
}

/** Money back for some pieces, unasked: the receipt first, then the tap. Mounted while it is open. */
export function Refund({ order, merchantId, onRefunded, onClose }: Props) {
  const { id: orderId, lines, refundable, freight } = order;
  const [chosen, setChosen] = useState<Chosen>({});
  const [withFreight, setWithFreight] = useState(false);
  const [requestId, setRequestId] = useState(newRequestId);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState<Fen>();

  const some = someOf(chosen);
  const wanted = { merchantId, orderId, lines: some, withFreight };
  const { asked, again } = useAsk(some.length === 0 ? undefined : JSON.stringify(wanted), () =>
    call('shopOrder.quoteRefund', wanted),
  );
  const quote = some.length > 0 && asked.status === 'ready' ? asked.value : undefined;
  const quoteProblem = some.length > 0 && asked.status === 'failed' ? asked.problem : undefined;

  /** Another refund than the one that was tried is another request. */
  function change(part: () => void): void {
    part();
    setProblem(undefined);
    setRequestId(newRequestId());
  }

  async function refund(seenAmount: Fen): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('shopOrder.refund', { ...wanted, requestId, seenAmount });
    setBusy(false);
    if (answer.ok) {
      setDone(answer.value.amount);
      return onRefunded();
    }
    setProblem(answer.refusal);
    if (mayRetry(answer.refusal)) return;
    setRequestId(newRequestId());
    await Promise.all([again(), onRefunded()]);
  }

  if (done !== undefined) {
    return (
      <Decision
        open
        title={`${formatFen(done)} 在退了`}
        onClose={onClose}
        acts={[{ id: 'refundDone', label: '知道了', onClick: onClose }]}
      >
        原路退回，一般几分钟到微信零钱，银行卡要 1 到 3 个工作日。到账会记在这笔订单里。
      </Decision>
    );
  }
  return (
    <Decision
      open
      title="退款"
      onClose={onClose}
      acts={[
        { id: 'refundNot', label: '先不退', kind: 'line', onClick: onClose },
        {
          id: 'refundYes',
          label: some.length === 0 ? '先选几件' : quote === undefined ? '正在算' : `退 ${formatFen(quote.amount)}`,
          disabled: quote === undefined || quote.amount === 0,
          busy,
          onClick: () => quote !== undefined && void refund(quote.amount),
        },
      ]}
    >
      <View className="f13 c2">退哪几件</View>
      <Pieces lines={lines} most={refundable} chosen={chosen} onChange={(next) => change(() => setChosen(next))} />
      {freight > 0 && lines.some(({ sent }) => sent > 0) && (
        <View className="choices" role="radiogroup" aria-label="运费">
          <Choice
            id="freight-no"
            chosen={!withFreight}
            title="发过的不退运费"
            words={['还没发的那几件，运费一起退']}
            onChoose={() => change(() => setWithFreight(false))}
          />
          <Choice
            id="freight-yes"
            chosen={withFreight}
            title="运费也退"
            words={['发过的那几件，连运费一起退']}
            onChoose={() => change(() => setWithFreight(true))}
          />
        </View>
      )}
      {quote && (
        <Receipt className="m16">
          <ReceiptLine label={`货款，${countOf(some)} 件实付`} value={formatFen(quote.goods)} />
          <ReceiptLine label="运费" value={formatFen(quote.freight)} />
          <ReceiptLine label="退给买家" value={formatFen(quote.amount)} total />
        </Receipt>
      )}
      {quote && (
        <View className="room-note m8">原路退回买家的微信零钱或银行卡，退了不能收回。这几件的佣金一起冲回。</View>
      )}
      {(problem ?? quoteProblem) && (
        <View id="refundProblem" className="cd f13 m12">
          {(problem ?? quoteProblem)?.message}
        </View>
      )}
    </Decision>
  );
}
