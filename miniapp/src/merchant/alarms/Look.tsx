import { View } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { Facts } from '../components/Facts';
import { Reason } from '../components/Reason';
import { isReason } from '../components/reasons';
import { type Alarm, alarmTitle, alarmWords } from '../words/alarm';

/** As the server takes it: who closes an alarm says what it was. */
const LEAST = 4;

interface Props {
  alarm: Alarm;
  onNarrow: (part: { kind?: string; shop?: string }) => void;
  onClosed: () => void;
  onClose: () => void;
}

/** One alarm: what has happened, what to do, and the word that somebody has looked. Mounted while it is open. */
export function Look({ alarm, onNarrow, onClosed, onClose }: Props) {
  const { id: alarmId, kind, about, merchant, task, detail, count, firstAt, lastAt, closed } = alarm;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const now = serverNow();
  const may = closed === undefined && !task;

  async function close(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('platform.closeAlarm', { alarmId, count, reason: reason.trim() });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    toast('记下了');
    onClosed();
  }

  const facts: (readonly [string, string])[] = [
    ...(merchant ? [['店铺', merchant.name] as const] : []),
    ['对象', about],
    ['次数', `${count} 次，第一次 ${formatWhen(firstAt, now)}，最近 ${formatWhen(lastAt, now)}`],
    ['细节', detail],
    ...(closed
      ? [
          [
            '结论',
            closed.reason === undefined
              ? `${formatWhen(closed.at, now)} 自己关上`
              : `${formatWhen(closed.at, now)} ${closed.by ?? ''}：${closed.reason}`,
          ] as const,
        ]
      : []),
  ];
  return (
    <Decision
      open
      title={alarmTitle(kind)}
      onClose={onClose}
      acts={[
        { id: 'lookNot', label: may ? '先放着' : '关上', kind: 'line', onClick: onClose },
        ...(may
          ? [
              {
                id: 'lookYes',
                label: isReason(reason, LEAST) ? '看过了' : '先写结论',
                disabled: !isReason(reason, LEAST),
                busy,
                onClick: () => void close(),
              },
            ]
          : []),
      ]}
    >
      <View>{alarmWords[kind]?.todo}</View>
      <View className="m8">
        <Facts facts={facts} />
      </View>
      <View className="alarms-narrow">
        <Btn id="sameKind" kind="line" size="s" onClick={() => onNarrow({ kind })}>
          只看这一种
        </Btn>
        {merchant && (
          <Btn id="sameShop" kind="line" size="s" onClick={() => onNarrow({ shop: merchant.id })}>
            只看这家店
          </Btn>
        )}
      </View>
      {may && (
        <Reason
          reason={reason}
          usual={['查过了，是误会', '已经补正，核对过了', '转给店里处理了']}
          label={merchant ? '结论，店里的操作记录也看得到' : '结论，留在记录里'}
          onChange={setReason}
        />
      )}
      {problem && (
        <View id="lookProblem" className="cd f13 m12">
          {problem.kind === 'refused' && problem.code === 'conflict'
            ? '它刚刚又出现了，看过新的再关。'
            : problem.message}
        </View>
      )}
    </Decision>
  );
}
