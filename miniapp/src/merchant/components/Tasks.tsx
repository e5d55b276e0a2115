import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { useAsk } from '../../hooks/useAsk';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { type Task, taskWords } from '../words/task';
import { Decision } from './Decision';
import { Panel } from './Panel';
import './Tasks.scss';

interface OneProps {
  task: Task;
  merchantId: string;
  onAct: (task: Task) => void;
}

function One({ task, merchantId, onAct }: OneProps) {
  const { title, text } = taskWords(task);
  const { id, kind, orderId, withdrawalId, since } = task;
  return (
    <View id={`task-${id}`} className="task">
      <View className="f14 bold">{title}</View>
      <View className="f13 c2 m4">{text}</View>
      <View className="row spread m8">
        <Text className="f12 c3">{formatWhen(since, serverNow())} 起</Text>
        <View className="row g8">
          {orderId !== undefined && (
            <Btn
              id={`taskOrder-${id}`}
              kind="line"
              size="s"
              onClick={() => open('merchant/order', { merchant: merchantId, id: orderId })}
            >
              看订单
            </Btn>
          )}
          {withdrawalId !== undefined && (
            <Btn
              id={`taskPayout-${id}`}
              kind={kind === 'withdrawalReview' ? 'solid' : 'line'}
              size="s"
              onClick={() => open('merchant/payout', { merchant: merchantId, id: withdrawalId })}
            >
              {kind === 'withdrawalReview' ? '去审核' : '看这笔提现'}
            </Btn>
          )}
          {(kind === 'apiV3KeyWrong' || kind === 'prepayRejected') && (
            <Btn
              id={`taskAccount-${id}`}
              kind="line"
              size="s"
              onClick={() => open('merchant/paymentAccount', { merchant: merchantId })}
            >
              看收款账户
            </Btn>
          )}
          {kind === 'refundAbnormal' && (
            <Btn id={`taskPay-${id}`} size="s" onClick={() => onAct(task)}>
              转到商户账户
            </Btn>
          )}
          {kind === 'shippingRejected' && (
            <Btn id={`taskClose-${id}`} size="s" onClick={() => onAct(task)}>
              补好了
            </Btn>
          )}
        </View>
      </View>
    </View>
  );
}

/** What only a person can put right or decide: money that does not arrive, what WeChat refuses, payouts to review. Nothing, where there is none. */
export function Tasks({ member }: { member: Membership }) {
  const { merchantId } = member;
  const may = mayDecide(member);
  const { asked, again } = useAsk(may ? `tasks ${merchantId}` : undefined, () => call('task.list', { merchantId }));
  const [chosen, setChosen] = useState<Task>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  if (!may || asked.status !== 'ready' || asked.value.tasks.length === 0) return null;

  const act = async ({ kind, orderId, refundId }: Task) => {
    setBusy(true);
    const answer =
      kind === 'shippingRejected'
        ? await call('task.close', { merchantId, kind, orderId: orderId ?? '' })
        : await call('refund.payByHand', { merchantId, refundId: refundId ?? '' });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    setChosen(undefined);
    await again();
  };
  const close = () => {
    setChosen(undefined);
    setProblem(undefined);
  };
  const byHand = chosen?.kind === 'refundAbnormal';
  return (
    <View className="tasks">
      <Panel id="tasks" title={`要你处理 · ${asked.value.tasks.length}`}>
        {asked.value.tasks.map((task) => (
          <One key={task.id} task={task} merchantId={merchantId} onAct={setChosen} />
        ))}
      </Panel>
      <Decision
        open={chosen !== undefined}
        title={byHand ? '把这笔钱转到商户账户？' : '已经在微信那边补好了？'}
        onClose={close}
        acts={[
          { id: 'taskNo', kind: 'line', label: '先不', onClick: close },
          {
            id: 'taskYes',
            label: byHand ? '转到商户账户' : '补好了',
            busy,
            onClick: () => chosen && void act(chosen),
          },
        ]}
      >
        {byHand
          ? `微信会把 ${formatFen(chosen?.amount ?? 0)} 转到商户账户，不能再原路退给买家。请另外付给买家。`
          : '勾掉后不会再提醒。微信没收到发货信息的话，这笔货款会一直冻结。'}
        {problem !== undefined && <View className="f13 cd m8">{problem.message}</View>}
      </Decision>
    </View>
  );
}
