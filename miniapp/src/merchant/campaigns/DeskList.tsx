import { Cover } from '../../components/Cover';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { Drafts } from '../components/Drafts';
import { Search, Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { useDrafts } from '../hooks/useDrafts';
import { mayDecide } from '../hooks/useRoom';
import { type Campaign, campaignWord, kindWord, offerWords, periodWords, progressOf } from '../words/campaign';
import { emptyWords, type ListProps, questionOf, stateOf, stateOptions } from './list';
import { NewCampaign } from './NewCampaign';

/** Often enough to see groups and bargains come and end, and to notice that this desk was signed out. */
const POLL = 15_000;

const columns: readonly Column<Campaign>[] = [
  {
    key: 'title',
    head: '活动',
    cell: ({ kind, title, product, edition }) => (
      <span className="table-goods">
        <Cover id={product.id} picture={product.cover} shape="t28" />
        <Tag tone={kindWord[kind].tone}>{kindWord[kind].label}</Tag>
        <span className="cut">{title}</span>
        {edition > 0 && <span className="table-aside">第 {edition} 版</span>}
      </span>
    ),
  },
  {
    key: 'status',
    head: '状态',
    cell: ({ status }) => <Tag tone={campaignWord[status].tone}>{campaignWord[status].label}</Tag>,
  },
  {
    key: 'period',
    head: '时间',
    roomy: true,
    cell: (campaign) => <span className="c2">{periodWords(campaign, serverNow())}</span>,
  },
  { key: 'offer', head: '怎么卖', most: 260, cell: (campaign) => <span className="c2">{offerWords(campaign)}</span> },
  { key: 'underWay', head: '进行中', figures: true, cell: (campaign) => progressOf(campaign).underWay.value },
  { key: 'done', head: '成了', figures: true, cell: (campaign) => progressOf(campaign).done.value },
  { key: 'failed', head: '没成', figures: true, roomy: true, cell: (campaign) => progressOf(campaign).failed.value },
  {
    key: 'sold',
    head: '已售 / 名额',
    figures: true,
    cell: ({ sold, quota }) => (
      <>
        {sold}
        <span className="c3"> / {quota}</span>
      </>
    ),
  },
];

/** The list at a desk. */
export function DeskList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const pages = useDeskPages(`${merchantId} ${state} ${address.words ?? ''}`, (cursor) =>
    call('campaign.list', { ...questionOf(member, address), cursor }),
  );
  const drafts = useDrafts(member);
  const isDrafts = state === 'draft';
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  const placeOf = ({ id }: Campaign) => ({ merchant: merchantId, id });
  return (
    <Frame
      title="活动"
      here="campaigns"
      member={member}
      memberships={memberships}
      acts={mayDecide(member) && <NewCampaign merchantId={merchantId} />}
    >
      <Panel>
        <div className="panel-tools">
          <Segments
            id="state"
            label="状态"
            options={stateOptions(member, pages.before?.counts, drafts)}
            chosen={state}
            onChoose={(value) => change({ state: value })}
          />
          <Search
            id="search"
            placeholder="搜活动名称"
            words={address.words ?? ''}
            onSearch={(words) => change({ words: words === '' ? undefined : words })}
          />
        </div>
        {!isDrafts && (
          <WorkList
            label="活动"
            columns={columns}
            pages={pages}
            rowsOf={(page) => page.campaigns}
            keyOf={({ id }) => id}
            onOpen={(campaign) => open('merchant/campaign', placeOf(campaign))}
            hrefOf={(campaign) => `#${pathOf('merchant/campaign', placeOf(campaign))}`}
            empty={<Empty icon="bag" {...emptyWords(address)} />}
          />
        )}
      </Panel>
      {isDrafts && (
        <Drafts merchantId={merchantId} drafts={drafts} empty={<Empty icon="bag" {...emptyWords(address)} />} />
      )}
    </Frame>
  );
}
