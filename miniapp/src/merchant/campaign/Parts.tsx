import { View } from '@tarojs/components';
import { Tabs } from '../../components/Tabs';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { useWide } from '../hooks/useWide';
import type { CampaignDetail } from '../words/campaign';
import { standsWord } from '../words/payment';
import type { KindParts } from './kinds';
import { DeskPayments, PhonePayments } from './Payments';
import { type Address, type Outcome, outcomes } from './part';
import { Rules } from './Rules';
import { Versions } from './Versions';

interface Props {
  campaign: CampaignDetail;
  kind: KindParts;
  merchantId: string;
  address: Address;
  change: (part: Address) => void;
}

/** What a campaign is made of, one part at a time: what it has begun, payments, rules, editions. */
export function Parts({ campaign, kind, merchantId, address, change }: Props) {
  const wide = useWide();
  const { begun } = kind;
  const tabs = [
    { value: begun.tab, title: begun.title },
    { value: 'payments', title: '付款' },
    { value: 'rules', title: '规则' },
    { value: 'versions', title: '各版' },
  ];
  const tab = tabs.find(({ value }) => value === address.tab)?.value ?? begun.tab;
  const outcome = outcomes.find((one) => one === address.state) ?? 'all';
  const part = { campaignId: campaign.id, merchantId };
  const choose = (state: string) => change({ state: state === 'all' ? undefined : state });

  const filter =
    tab === begun.tab ? (
      <Segments
        id="state"
        label={begun.filter}
        options={begun.states}
        chosen={begun.states.find(({ value }) => value === address.state)?.value ?? 'all'}
        onChoose={choose}
      />
    ) : tab === 'payments' ? (
      <Segments<Outcome>
        id="state"
        label="付款的结果"
        options={outcomes.map((value) => ({
          value,
          label: { all: '全部', seat: standsWord[campaign.kind], refund: '退款', settling: '处理中' }[value],
        }))}
        chosen={outcome}
        onChoose={choose}
      />
    ) : undefined;
  const head = <Tabs tabs={tabs} chosen={tab} onChoose={(value) => change({ tab: value, state: undefined })} />;
  const Payments = wide ? DeskPayments : PhonePayments;
  const shown = (
    <>
      {tab === begun.tab && begun.list({ ...part, state: address.state }, wide)}
      {tab === 'payments' && <Payments {...part} kind={campaign.kind} state={outcome} />}
      {tab === 'rules' && <Rules campaign={campaign} kind={kind} />}
      {tab === 'versions' && <Versions campaign={campaign} merchantId={merchantId} />}
    </>
  );

  if (wide) {
    return (
      <Panel id="parts">
        <div className="panel-tools">
          {head}
          {filter}
        </div>
        {shown}
      </Panel>
    );
  }
  return (
    <View id="parts" className="campaign-parts">
      {head}
      {filter && <View className="campaign-filter">{filter}</View>}
      {shown}
    </View>
  );
}
