import { View } from '@tarojs/components';
import { useMemo, useState } from 'react';
import { simulate } from '../../../../shared/domain/simulator';
import { ok } from '../../../../shared/result';
import { Empty } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { Dials } from './Dials';
import { type Draft, dialsOf, draftOf, faultsOf, NEW_DRAFT, type Past, scenarioOf } from './draft';
import { Form } from './Form';
import { Results } from './Results';
import './index.scss';

/** The same seed for all: who dials the same sees the same. */
const SEED = 1;

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  /** The campaign that it is begun with. */
  campaignId: string | undefined;
}

/** What it begins with: a campaign as it is, or a usual deal. */
async function begin(merchantId: string, campaignId: string | undefined) {
  if (campaignId === undefined) return ok(NEW_DRAFT);
  const campaign = await call('campaign.get', { merchantId, campaignId });
  if (!campaign.ok) return campaign;
  const productId = campaign.value.product.id;
  const facts = await call('preflight.facts', { merchantId, productId, campaignId });
  return facts.ok ? ok(draftOf(campaign.value, facts.value)) : facts;
}

interface BoardProps {
  begun: Draft;
  settled: boolean;
  /** By kind, as it is chosen. */
  merchantId: string;
}

function Board({ begun, settled, merchantId }: BoardProps) {
  const [draft, setDraft] = useState(begun);
  const { asked } = useAsk(draft.kind, () => call('simulator.past', { merchantId, kind: draft.kind }));
  const past = asked.status === 'ready' && asked.value.campaigns > 0 ? asked.value : undefined;
  return (
    <Dialled
      key={`${draft.kind} ${past === undefined ? 'usual' : 'past'}`}
      draft={draft}
      settled={settled}
      past={past}
      onChange={(part) => setDraft({ ...draft, ...part })}
    />
  );
}

interface DialledProps {
  draft: Draft;
  settled: boolean;
  past: Past | undefined;
  onChange: (part: Partial<Draft>) => void;
}

/** What is typed and dialled at one side, what it comes to at the other. */
function Dialled({ draft, settled, past, onChange }: DialledProps) {
  const [dials, setDials] = useState(() => dialsOf(past));
  const faults = faultsOf(draft);
  const stands = Object.keys(faults).length === 0;
  const key = stands ? JSON.stringify(scenarioOf(draft, dials)) : undefined;
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
          <View className="f12 c3 m12">
            {past === undefined
              ? '店里还没有结束的同类活动，先用常见的数。'
              : `滑块从最近 ${past.campaigns} 场结束的同类活动开始；打开只数从分享来的。`}
            这是按你填的数推出来的，不是保证。退回来的成本和手续费算亏，佣金按每件都付算。
          </View>
        </>
      }
    />
  );
}

function Simulator({ member, memberships, campaignId }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(campaignId ?? 'new', () => begin(merchantId, campaignId));
  const toCampaigns = () =>
    campaignId === undefined
      ? up('merchant/campaigns', { merchant: merchantId })
      : up('merchant/campaign', { merchant: merchantId, id: campaignId });
  return (
    <Frame
      title="活动测算"
      here="simulator"
      member={member}
      memberships={memberships}
      part={campaignId === undefined}
      {...(campaignId === undefined ? {} : { up: { label: '活动', go: toCampaigns } })}
    >
      {asked.status === 'ready' ? (
        <Board begun={asked.value} settled={campaignId !== undefined} merchantId={merchantId} />
      ) : (
        <Lost asked={asked} again={again} what="这场活动" toList={toCampaigns} />
      )}
    </Frame>
  );
}

/** What a campaign may come to, before it is published. */
export default function SimulatorPage() {
  const [address] = useAddress('merchant/simulator', ['merchant', 'id']);
  return (
    <Room title="活动测算" here="simulator" merchantId={address.merchant}>
      {(member, memberships) =>
        mayDecide(member) ? (
          <Simulator member={member} memberships={memberships} campaignId={address.id} />
        ) : (
          <Frame title="活动测算" here="simulator" member={member} memberships={memberships}>
            <Empty icon="people" title="测算由店主和运营来做" text="里面有成本，请他们来看" />
          </Frame>
        )
      }
    </Room>
  );
}
