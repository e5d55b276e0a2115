import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import type { Ms } from '../../../../shared/time';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Figures } from '../components/Figures';
import { Frame } from '../components/Frame';
import { ShopSwitch } from '../components/ShopSwitch';
import { inYuan } from '../words/payment';
import { type Day, dateWords, dayWord, failureWords, gapWords, inSignedYuan } from '../words/reconciliation';
import { HOW, type ListProps, nothing, PayoutStop } from './list';

function Card({ day, merchantId, now }: { day: Day; merchantId: string; now: Ms }) {
  const { accountId, date, status, comparing, sums, gap } = day;
  const word = comparing ? ({ label: '正在核对', tone: 'info' } as const) : dayWord[status];
  const failed = failureWords(day, now);
  return (
    <View
      id={`day-${date}`}
      className="card reconciliation-card"
      role="button"
      onClick={() => open('merchant/reconciliation', { merchant: merchantId, account: accountId, date })}
    >
      <View className="row spread">
        <Text className="f16 bold">{dateWords(date, now)}</Text>
        <Tag tone={word.tone}>{word.label}</Tag>
      </View>
      {sums !== undefined && gap !== undefined && (
        <>
          <View className="m12">
            <Figures
              figures={[
                { label: '收款 元', value: inYuan(sums.payments.ours.fen) },
                { label: '退款 元', value: inYuan(sums.refunds.ours.fen) },
                { label: '差额 元', value: <Text className={gap === 0 ? '' : 'cd'}>{inSignedYuan(gap)}</Text> },
              ]}
            />
          </View>
          <View className={`f12 m8 ${status === 'different' ? 'cd' : 'c3'}`}>{gapWords(day)}</View>
        </>
      )}
      {failed !== undefined && <View className="room-note m8">{failed}</View>}
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ member, memberships }: ListProps) {
  const { merchantId } = member;
  const [stop, setStop] = useState<Output<'reconciliation.list'>['payoutStop']>();
  const { asked, items, again } = usePages(merchantId, async (cursor) => {
    const answer = await call('reconciliation.list', { merchantId, cursor });
    if (!answer.ok) return answer;
    setStop(answer.value.payoutStop);
    return ok({ ...answer.value, items: answer.value.days });
  });
  const now = serverNow();
  return (
    <Frame title="对账" here="reconciliations" member={member} part>
      {memberships.length > 1 && (
        <View className="row reconciliation-switch">
          <ShopSwitch member={member} memberships={memberships} />
        </View>
      )}
      <PayoutStop stop={stop} merchantId={merchantId} now={now} />
      <View className="f12 c3 reconciliation-how">{HOW}</View>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {asked.status === 'ready' && items.length === 0 && nothing}
      {items.map((day) => (
        <Card key={`${day.accountId} ${day.date}`} day={day} merchantId={merchantId} now={now} />
      ))}
    </Frame>
  );
}
