import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tabs } from '../../components/Tabs';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Drafts } from '../components/Drafts';
import { Figures } from '../components/Figures';
import { Search } from '../components/Filters';
import { Frame } from '../components/Frame';
import { ShopSwitch } from '../components/ShopSwitch';
import { useDrafts } from '../hooks/useDrafts';
import { mayDecide } from '../hooks/useRoom';
import { type Campaign, campaignWord, kindWord, offerWords, periodWords, progressOf } from '../words/campaign';
import { emptyWords, type ListProps, questionOf, stateOf, stateOptions } from './list';
import { NewCampaign } from './NewCampaign';

function Card({ campaign, merchantId, now }: { campaign: Campaign; merchantId: string; now: Ms }) {
  const { id, kind, title, product, status, edition, sold, quota, ended } = campaign;
  const word = campaignWord[status];
  const { underWay, done } = progressOf(campaign);
  return (
    <View
      id={`campaign-${id}`}
      className="card campaign"
      role="button"
      onClick={() => open('merchant/campaign', { merchant: merchantId, id })}
    >
      <View className="row row-top g12">
        <Cover id={product.id} picture={product.cover} shape="t52" />
        <View className="grow">
          <View className="row row-top g8">
            <View className="f16 bold two grow">
              <Tag tone={kindWord[kind].tone} className="campaign-kind">
                {kindWord[kind].label}
              </Tag>
              <Text>{title}</Text>
            </View>
            <Tag tone={word.tone} className="campaign-state">
              {word.label}
            </Tag>
          </View>
          <View className="f12 c3 m4">
            {edition > 0 ? `第 ${edition} 版 · ` : ''}
            {periodWords(campaign, now)}
          </View>
          <View className="f12 c2">{offerWords(campaign)}</View>
        </View>
      </View>
      <View className="hr campaign-line" />
      <Figures
        figures={[
          underWay,
          done,
          {
            label: '已售 / 名额',
            value: (
              <>
                {sold}
                <Text className="figures-of"> / {quota}</Text>
              </>
            ),
          },
        ]}
      />
      {ended && (
        <View className="room-note m12">
          {ended.by} {formatWhen(ended.at, now)} 提前结束
        </View>
      )}
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const key = `${merchantId} ${state} ${address.words ?? ''}`;
  const [counts, setCounts] = useState<Output<'campaign.list'>['counts']>();
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('campaign.list', { ...questionOf(member, address), cursor });
    if (!answer.ok) return answer;
    setCounts(answer.value.counts);
    return ok({ ...answer.value, items: answer.value.campaigns });
  });
  const drafts = useDrafts(member);
  const isDrafts = state === 'draft';
  const [searching, setSearching] = useState(address.words !== undefined);
  const now = serverNow();
  return (
    <Frame title="活动" here="campaigns" member={member} part className="room-tabbed">
      <Tabs
        tabs={stateOptions(member, counts, drafts).map(({ value, label, count }) => ({ value, title: label, count }))}
        chosen={state}
        onChoose={(value) => change({ state: value })}
      />
      <View className="row g8 campaigns-tools">
        <ShopSwitch member={member} memberships={memberships} />
        {searching ? (
          <Search
            id="search"
            placeholder="搜活动名称"
            words={address.words ?? ''}
            onSearch={(words) => change({ words: words === '' ? undefined : words })}
          />
        ) : (
          <View id="toSearch" className="campaigns-search" role="button" onClick={() => setSearching(true)}>
            <Icon name="search" size={16} />
            <Text>搜活动</Text>
          </View>
        )}
      </View>
      {mayDecide(member) && <NewCampaign merchantId={merchantId} />}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {asked.status === 'ready' && items.length === 0 && !isDrafts && <Empty icon="bag" {...emptyWords(address)} />}
      {isDrafts && (
        <Drafts merchantId={merchantId} drafts={drafts} empty={<Empty icon="bag" {...emptyWords(address)} />} />
      )}
      {items.map((campaign) => (
        <Card key={campaign.id} campaign={campaign} merchantId={merchantId} now={now} />
      ))}
    </Frame>
  );
}
