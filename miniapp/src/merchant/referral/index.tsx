import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { endPullDown } from '../../platform/notice';
import { CodeEntry } from '../components/CodeEntry';
import { Columns } from '../components/Columns';
import { Decision } from '../components/Decision';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useDraft } from '../hooks/useDraft';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { type Edition, editionWords, policyWords } from '../words/referral';
import { type Draft, draftOf, faultOf, termsOf } from './draft';
import { Example } from './Example';
import { Form } from './Form';
import { Editions, Policy, Rules } from './Policy';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

/** Somebody else has saved since: what holds now, before one's own is saved over it. */
function Overtaken({ policy }: { policy: Edition }) {
  return (
    <View id="overtaken" className="room-notice">
      <Icon name="alert" size={16} />
      <View className="grow">
        刚刚有人存了第 {policy.version} 版（{editionWords(policy, serverNow())}）：{policyWords(policy)}
        。你选的还在下面，看过再存。
      </View>
    </View>
  );
}

/** 锁客规则: read by all who work here, changed by the owner. */
function Referral({ member, memberships }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(merchantId, () => call('referral.policy', { merchantId }));
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const { draft, over, busy, problem, begin, change, drop, save } = useDraft<Draft>(again);
  const [sure, setSure] = useState(false);
  const wide = useWide();
  const owner = member.role === 'owner';
  const frame = { title: '锁客规则', here: 'referral', member, memberships, part: true } as const;
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        {asked.status === 'loading' ? (
          <Skeleton bones={['line', 'line', 'line']} />
        ) : (
          <Failed problem={asked.problem} onRetry={() => void again()} />
        )}
      </Frame>
    );
  }
  const { policy, history } = asked.value;
  const fault = draft && faultOf(draft);
  const terms = draft === undefined ? policy : termsOf(draft);
  const same = policyWords(terms) === policyWords(policy);

  async function saveSure(): Promise<void> {
    if (
      await save(() => call('referral.setPolicy', { merchantId, seenVersion: policy.version, terms }), '新规则存好了')
    )
      setSure(false);
  }

  const edit = owner && draft === undefined && (
    <Btn id="edit" block={!wide} kind={wide ? 'solid' : 'tint'} onClick={() => begin(draftOf(policy), policy.version)}>
      改规则
    </Btn>
  );
  const acts = draft !== undefined && [
    <Btn key="not" id="editNot" kind="line" className="bar-lesser" onClick={drop}>
      先不改
    </Btn>,
    <Btn key="yes" id="save" disabled={fault !== undefined || same} onClick={() => setSure(true)}>
      {fault !== undefined ? '有一处要改' : same ? '和现在一样' : '存为新规则'}
    </Btn>,
  ];
  const more = draft === undefined && (
    <>
      <Editions history={history} />
      <CodeEntry merchantId={merchantId} />
    </>
  );
  const main =
    draft === undefined ? (
      <>
        <Policy policy={policy}>
          {owner ? (
            !wide && <View className="m12">{edit}</View>
          ) : (
            <View className="room-note m4">规则由店主来改。</View>
          )}
        </Policy>
        {wide && more}
      </>
    ) : (
      <>
        {policy.version !== over && <Overtaken policy={policy} />}
        <Form draft={draft} fault={fault} onChange={change} />
      </>
    );
  const side = (
    <>
      <Example terms={fault === undefined ? terms : undefined} />
      {!wide && more}
    </>
  );
  return (
    <Frame {...frame} acts={acts || (wide && edit) || undefined}>
      <Columns main={main} side={side} />
      {draft !== undefined && (
        <Decision
          open={sure}
          title={`存为第 ${policy.version + 1} 版规则`}
          onClose={() => setSure(false)}
          acts={[
            { id: 'saveNot', label: '再看看', kind: 'line', onClick: () => setSure(false) },
            { id: 'saveYes', label: '存为新规则', busy, onClick: () => void saveSure() },
          ]}
        >
          <Rules terms={terms} />
          <View id="bound" className="room-word m8">
            从现在起打开的分享按新规则。已经锁定的顾客不变：推荐人、到期的日子，都照锁的时候说好的。
          </View>
          {problem && (
            <View id="saveProblem" className="cd f13 m12">
              {problem.message}
            </View>
          )}
        </Decision>
      )}
    </Frame>
  );
}

/** The policy of binding: in words, by example, and how it was before. */
export default function ReferralPage() {
  const [address] = useAddress('merchant/referral', ['merchant']);
  return (
    <Room title="锁客规则" here="referral" merchantId={address.merchant}>
      {(member, memberships) => <Referral member={member} memberships={memberships} />}
    </Room>
  );
}
