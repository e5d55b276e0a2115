import { View } from '@tarojs/components';
import { useMemo, useState } from 'react';
import { SEED } from '../../../../shared/domain/forecast';
import { type Chances, simulate } from '../../../../shared/domain/simulator';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { replaceBy, up } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { type Begun, begin, keepForecast } from './begun';
import { Dials } from './Dials';
import { chancesOf, type Draft, dialsOf, faultsOf, type Past, scenarioOf } from './draft';
import { Form } from './Form';
import { Results } from './Results';
import './index.scss';

/** What it is begun with, by the address. */
interface About {
  readonly id?: string | undefined;
  readonly draft?: string | undefined;
}

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  about: About;
}

interface BoardProps {
  begun: Begun;
  about: About;
  merchantId: string;
}

/** Compared with what the shop has met before, by kind, as it is chosen. */
function Board({ begun, about, merchantId }: BoardProps) {
  const [draft, setDraft] = useState(begun.draft);
  const { asked, again } = useAsk(draft.kind, () => call('simulator.past', { merchantId, kind: draft.kind }));
  // Dials begin where the shop's own campaigns do, and stay where somebody has put them: not before these are known.
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line', 'line']} />;
  const before = asked.status === 'ready' ? asked.value : undefined;
  return (
    <Dialled
      key={draft.kind}
      begun={begun}
      about={about}
      merchantId={merchantId}
      draft={draft}
      past={before !== undefined && before.campaigns > 0 ? before : undefined}
      unread={before === undefined ? again : undefined}
      onChange={(part) => setDraft({ ...draft, ...part })}
    />
  );
}

interface DialledProps extends BoardProps {
  draft: Draft;
  past: Past | undefined;
  /** Where what was before could not be had: asks again. */
  unread: (() => Promise<void>) | undefined;
  onChange: (part: Partial<Draft>) => void;
}

/** What is typed and dialled at one side, what it comes to at the other. */
function Dialled({ begun: { paying, expected }, about, merchantId, draft, past, unread, onChange }: DialledProps) {
  const [dials, setDials] = useState(() => dialsOf(past, expected));
  const faults = faultsOf(draft);
  const stands = Object.keys(faults).length === 0;
  const key = stands ? JSON.stringify(scenarioOf(draft, dials, paying)) : undefined;
  const settled = about.id !== undefined || about.draft !== undefined;
  // Some ms on a desk, some tens on a phone: only when a number has moved.
  const result = useMemo(() => {
    if (key === undefined) return undefined;
    const scenario: ReturnType<typeof scenarioOf> = JSON.parse(key);
    return { scenario, simulation: simulate(scenario, { seed: SEED }) };
  }, [key]);
  return (
    <Columns
      main={
        <>
          <Form draft={draft} faults={faults} settled={settled} onChange={onChange} />
          <Dials dials={dials} past={past} onChange={(part) => setDials({ ...dials, ...part })} />
        </>
      }
      side={
        <>
          {result ? (
            <Results {...result} past={past} />
          ) : (
            <Panel id="margin" title="能赚多少">
              <View className="f13 c2">左边的数填好，这里才算得出来</View>
            </Panel>
          )}
          {about.draft !== undefined && (
            <Keep merchantId={merchantId} draftId={about.draft} chances={chancesOf(dials)} />
          )}
          {unread && (
            <View id="unread" className="room-notice m12">
              <Icon name="alert" size={16} />
              <View className="grow">没读到店里以前的活动，滑块先用常见的数。</View>
              <Btn id="readPast" kind="line" size="s" onClick={() => void unread()}>
                再试一次
              </Btn>
            </View>
          )}
          <View className="f12 c3 m12">
            {!unread && beginWords(past)}
            这是按你填的数推出来的，不是保证。退回来的成本和手续费算亏，佣金按每件都付算。
          </View>
        </>
      }
    />
  );
}

const beginWords = (past: Past | undefined): string =>
  past === undefined
    ? '店里还没有结束的同类活动，先用常见的数。'
    : `滑块从最近 ${past.campaigns} 场结束的同类活动开始；打开只数从分享来的。`;

interface KeepProps {
  merchantId: string;
  draftId: string;
  chances: Chances;
}

/** Puts what is dialled into the draft: it is published with it, by the prices that the draft has then. */
function Keep({ merchantId, draftId, chances }: KeepProps) {
  const [busy, setBusy] = useState(false);
  async function keep(): Promise<void> {
    setBusy(true);
    const kept = await keepForecast(merchantId, draftId, chances);
    setBusy(false);
    if (kept.ok) return toDraft(merchantId, draftId);
    toast(kept.refusal.message);
  }
  return (
    <Panel id="keep">
      <Btn id="useForecast" busy={busy} onClick={() => void keep()}>
        用这个预估
      </Btn>
      <View className="room-note m8">把六个滑块放进草稿，发布时按草稿里的价再算一遍，和那一版一起留下。</View>
    </Panel>
  );
}

const toDraft = (merchant: string, draft: string): void => replaceBy('merchant/campaignForm', { merchant, draft });

function Simulator({ member, memberships, about }: Props) {
  const { merchantId } = member;
  const { id, draft } = about;
  const { asked, again } = useAsk(draft ?? id ?? 'new', () => begin(merchantId, about));
  const back = (): void => {
    if (draft !== undefined) toDraft(merchantId, draft);
    else if (id !== undefined) up('merchant/campaign', { merchant: merchantId, id });
    else up('merchant/campaigns', { merchant: merchantId });
  };
  const isPart = id === undefined && draft === undefined;
  return (
    <Frame
      title="活动测算"
      here="simulator"
      member={member}
      memberships={memberships}
      part={isPart}
      {...(isPart ? {} : { up: { label: draft === undefined ? '活动' : '草稿', go: back } })}
    >
      {asked.status !== 'ready' ? (
        <Lost
          asked={asked}
          again={again}
          what={draft === undefined ? '这场活动' : '这份草稿'}
          toList={() => up('merchant/campaigns', { merchant: merchantId })}
        />
      ) : asked.value === null ? (
        <Empty
          icon="stop"
          title="草稿还没有填好"
          text="规则都能成立了，才测算得出来"
          action={{ id: 'toDraft', label: '接着写', onClick: back }}
        />
      ) : (
        <Board begun={asked.value} about={about} merchantId={merchantId} />
      )}
    </Frame>
  );
}

/** What a campaign may come to, before it is published. */
export default function SimulatorPage() {
  const [address] = useAddress('merchant/simulator', ['merchant', 'id', 'draft']);
  return (
    <Room title="活动测算" here="simulator" merchantId={address.merchant}>
      {(member, memberships) =>
        mayDecide(member) ? (
          <Simulator member={member} memberships={memberships} about={{ id: address.id, draft: address.draft }} />
        ) : (
          <Frame title="活动测算" here="simulator" member={member} memberships={memberships}>
            <Empty icon="people" title="测算由店主和运营来做" text="里面有成本，请他们来看" />
          </Frame>
        )
      }
    </Room>
  );
}
