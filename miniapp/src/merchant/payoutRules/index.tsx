import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { AuditPanel } from '../components/AuditPanel';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useDraft } from '../hooks/useDraft';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import type { PayoutSettings } from '../words/payout';
import { type Draft, draftOf, faultsOf, isSame, rulesOf } from './draft';
import { Example } from './Example';
import { Form } from './Form';
import { Rules } from './Rules';
import { Stops } from './Stops';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

/** What promoters may withdraw and when the shop looks first: read by whoever decides, changed by the owner. */
function PayoutRules({ member, memberships }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(merchantId, () => call('payout.settings', { merchantId }));
  usePullDownRefresh(() => void again().finally(endPullDown));
  const { draft, over, busy, problem, begin, change, drop, save } = useDraft<Draft>(again);
  const wide = useWide();
  const owner = member.role === 'owner';
  const toList = () => up('merchant/payouts', { merchant: merchantId });
  const frame = {
    title: '提现规则',
    here: 'payouts',
    member,
    memberships,
    up: { label: '提现', go: toList },
  } as const;
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
  const settings = asked.value;
  const { version, stops, audit } = settings;
  const faults = draft === undefined ? {} : faultsOf(draft);
  const stands = Object.keys(faults).length === 0;
  const rules = draft === undefined ? settings : rulesOf(draft);

  const edit = owner && draft === undefined && (
    <Btn id="edit" block={!wide} kind={wide ? 'solid' : 'tint'} onClick={() => begin(draftOf(settings), version)}>
      改规则
    </Btn>
  );
  const acts = draft !== undefined && [
    <Btn key="not" id="editNot" kind="line" className="bar-lesser" onClick={drop}>
      先不改
    </Btn>,
    <Btn
      key="yes"
      id="save"
      busy={busy}
      disabled={!busy && (!stands || isSame(draft, settings))}
      onClick={() =>
        void save(
          () => call('payout.setSettings', { merchantId, version, ...rulesOf(draft) }),
          '新规则存好了，从下一笔提现起',
        )
      }
    >
      {stands ? (isSame(draft, settings) ? '和现在一样' : '存为新规则') : `${Object.keys(faults).length} 处要改`}
    </Btn>,
  ];
  return (
    <Frame {...frame} acts={acts || (wide && edit) || undefined}>
      <Columns
        main={
          draft === undefined ? (
            <Rules rules={settings} version={version}>
              {owner ? (
                !wide && <View className="m12">{edit}</View>
              ) : (
                <View className="room-note m4">规则由店主来改。</View>
              )}
            </Rules>
          ) : (
            <>
              {version !== over && <Overtaken settings={settings} />}
              {problem && (
                <View id="saveProblem" className="room-notice">
                  <Icon name="alert" size={16} />
                  <View className="grow">没有存：{problem.message}</View>
                </View>
              )}
              <Form draft={draft} faults={faults} onChange={change} />
            </>
          )
        }
        side={
          <>
            <Example rules={stands ? rules : undefined} />
            {draft === undefined && <Stops stops={stops} />}
            {draft === undefined && audit && <AuditPanel audit={audit} />}
          </>
        }
      />
    </Frame>
  );
}

/** Somebody else has saved since: what is written here goes over theirs. */
function Overtaken({ settings: { version } }: { settings: PayoutSettings }) {
  return (
    <View id="overtaken" className="room-notice">
      <Icon name="alert" size={16} />
      <View className="grow">刚刚有人存了第 {version} 版。你写的还在下面；点「先不改」看新的，或者看过再存。</View>
    </View>
  );
}

/** The rules of payouts and of their review: in sentences, by example, and how payouts were stopped before. */
export default function PayoutRulesPage() {
  const [address] = useAddress('merchant/payoutRules', ['merchant']);
  return (
    <Room title="提现规则" here="payouts" merchantId={address.merchant}>
      {(member, memberships) => <PayoutRules member={member} memberships={memberships} />}
    </Room>
  );
}
