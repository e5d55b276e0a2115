import { Text } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { hasBills } from '../../../../shared/domain/reconciliation';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Tag } from '../../components/Tag';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { up } from '../../platform/nav';
import { endPullDown, toast } from '../../platform/notice';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { type DayDetail, dateWords, dayWord } from '../words/reconciliation';
import { Body } from './Body';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  accountId: string;
  date: string;
}

/** What a comparison that was asked for has come to. */
const cameTo = ({ comparing, failure, status, differences }: DayDetail): string => {
  if (comparing) return '正在核对，过一会儿再看';
  if (failure !== undefined) return '这次没对成，原因写在上面';
  return status === 'ok' ? '核对过了，逐笔一致' : `核对过了，有 ${differences} 处差异`;
};

function Day({ member, memberships, accountId, date }: Props) {
  const { merchantId, role } = member;
  const which = { merchantId, accountId, date };
  const { asked, again, put } = useAsk(`${accountId} ${date}`, () => call('reconciliation.get', which));
  const day = asked.status === 'ready' ? asked.value : undefined;
  const [busy, setBusy] = useState(false);
  const wide = useWide();
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const toList = () => up('merchant/reconciliations', { merchant: merchantId });

  async function compare(): Promise<void> {
    setBusy(true);
    const answer = await call('reconciliation.run', which);
    setBusy(false);
    if (!answer.ok) return toast(answer.refusal.message);
    put(answer.value);
    toast(cameTo(answer.value));
  }

  const now = serverNow();
  const title = dateWords(date, now);
  return (
    <Frame
      title={day ? title : '一天的账'}
      here="reconciliations"
      member={member}
      memberships={memberships}
      up={{ label: '对账', go: toList }}
      head={
        wide && day ? (
          <div className="row g8">
            <h1 className="desk-title">{title}</h1>
            <Tag tone={dayWord[day.status].tone}>{dayWord[day.status].label}</Tag>
          </div>
        ) : undefined
      }
      acts={
        day &&
        role === 'owner' &&
        hasBills(date, now) && (
          <Btn id="compare" kind="line" busy={busy} onClick={() => void compare()}>
            <Text>{busy ? '正在核对' : '重新核对'}</Text>
          </Btn>
        )
      }
    >
      {day ? (
        <Body day={day} merchant={merchantId} />
      ) : (
        <Lost asked={asked} again={again} what="这一天的账" list="对账" toList={toList} />
      )}
      <Hosts />
    </Frame>
  );
}

/** One day: both sides' sums, and every difference. */
export default function ReconciliationPage() {
  const [{ merchant, account = '', date = '' }] = useAddress('merchant/reconciliation', [
    'merchant',
    'account',
    'date',
  ]);
  return (
    <Room title="一天的账" here="reconciliations" merchantId={merchant}>
      {(member, memberships) => <Day member={member} memberships={memberships} accountId={account} date={date} />}
    </Room>
  );
}
