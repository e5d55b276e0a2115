import { View } from '@tarojs/components';
import { Tabs } from '../../components/Tabs';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { useWide } from '../hooks/useWide';
import type { CampaignDetail } from '../words/campaign';
import { groupWord } from '../words/groupBuy';
import { DeskGroups, PhoneGroups } from './Groups';
import { DeskPayments, PhonePayments } from './Payments';
import { type Address, groupStates, outcomes } from './part';
import { Rules } from './Rules';

const tabs = [
  { value: 'groups', title: '团' },
  { value: 'payments', title: '付款' },
  { value: 'rules', title: '规则' },
] as const;

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
  address: Address;
  change: (part: Address) => void;
}

/** What a campaign is made of, one part at a time: groups, payments, rules. */
export function Parts({ campaign, merchantId, address, change }: Props) {
  const wide = useWide();
  const tab = tabs.find(({ value }) => value === address.tab)?.value ?? 'groups';
  const groupState = groupStates.find((state) => state === address.state) ?? 'all';
  const outcome = outcomes.find(({ value }) => value === address.state)?.value ?? 'all';
  const part = { campaignId: campaign.id, merchantId };
  const choose = (state: string) => change({ state: state === 'all' ? undefined : state });

  const filter =
    tab === 'groups' ? (
      <Segments
        id="state"
        label="团的状态"
        options={groupStates.map((value) => ({ value, label: value === 'all' ? '全部' : groupWord[value].label }))}
        chosen={groupState}
        onChoose={choose}
      />
    ) : tab === 'payments' ? (
      <Segments id="state" label="付款的结果" options={outcomes} chosen={outcome} onChoose={choose} />
    ) : undefined;
  const head = <Tabs tabs={tabs} chosen={tab} onChoose={(value) => change({ tab: value, state: undefined })} />;

  if (wide) {
    return (
      <Panel id="parts">
        <div className="panel-tools">
          {head}
          {filter}
        </div>
        {tab === 'groups' && <DeskGroups {...part} state={groupState} />}
        {tab === 'payments' && <DeskPayments {...part} state={outcome} />}
        {tab === 'rules' && <Rules campaign={campaign} />}
      </Panel>
    );
  }
  return (
    <View id="parts" className="campaign-parts">
      {head}
      {filter && <View className="campaign-filter">{filter}</View>}
      {tab === 'groups' && <PhoneGroups {...part} state={groupState} />}
      {tab === 'payments' && <PhonePayments {...part} state={outcome} />}
      {tab === 'rules' && <Rules campaign={campaign} />}
    </View>
  );
}
