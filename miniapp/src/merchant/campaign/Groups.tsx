import { Text, View } from '@tarojs/components';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Countdown } from '../../components/Countdown';
import { SeatRow } from '../../components/Seats';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { type GroupRow, groupWord, seatsWords } from '../words/groupBuy';
import type { GroupState, PartProps } from './part';

const POLL = 15_000;

/** When it ends, or when it ended. */
function Deadline({ group, now, onEnd }: { group: GroupRow; now: Ms; onEnd?: () => void }) {
  const { status, expiresAt, formedAt, failedAt } = group;
  if (status === 'open' && expiresAt !== undefined && expiresAt <= now)
    return <Text className="cw">已截止，等结果</Text>;
  if (status === 'open' && expiresAt !== undefined) return <Countdown endsAt={expiresAt} onEnd={onEnd} />;
  if (status === 'formed' && formedAt !== undefined)
    return <Text className="c2">{formatWhen(formedAt, now)} 成团</Text>;
  if (status === 'failed' && failedAt !== undefined) {
    return (
      <Text className="c2">
        {formatWhen(failedAt, now)} {group.endedEarly ? '提前截止' : '截止'}
      </Text>
    );
  }
  return <Text className="c3">付款后开始算</Text>;
}

/** The words of an empty list. */
const nothing = (state: GroupState) => ({
  title: state === 'all' ? '还没有人开团' : '这里没有团',
  text: state === 'all' ? '有人开团就会列在这里' : '换一个状态看看',
});

const columns: readonly Column<GroupRow>[] = [
  {
    key: 'leader',
    head: '团',
    cell: ({ status, leaderName, members, missing, inChat }) => (
      <span className="table-goods">
        <span className="campaign-faces">
          <SeatRow members={members} missing={status === 'open' ? missing : 0} size={24} />
        </span>
        <span className="cut">{leaderName === '' ? '没有人的团' : `${leaderName}的团`}</span>
        {inChat && <Tag>本群</Tag>}
      </span>
    ),
  },
  {
    key: 'status',
    head: '状态',
    cell: ({ status }) => <Tag tone={groupWord[status].tone}>{groupWord[status].label}</Tag>,
  },
  {
    key: 'paid',
    head: '付款 / 人数',
    figures: true,
    cell: ({ taken, size }) => (
      <>
        {taken}
        <span className="c3"> / {size}</span>
      </>
    ),
  },
  { key: 'held', head: '付款中', figures: true, roomy: true, cell: ({ held }) => held },
  { key: 'seats', head: '座位', cell: (group) => seatsWords(group) },
  {
    key: 'createdAt',
    head: '开团',
    roomy: true,
    cell: ({ createdAt }) => <span className="c2">{formatWhen(createdAt, serverNow())}</span>,
  },
  { key: 'deadline', head: '截止', cell: (group) => <Deadline group={group} now={serverNow()} /> },
  { key: 'edition', head: '版', figures: true, roomy: true, cell: ({ edition }) => edition },
];

const questionOf = ({ campaignId, merchantId, state }: PartProps<GroupState>, cursor: string | undefined) => ({
  merchantId,
  campaignId,
  state,
  cursor,
});

export function DeskGroups(part: PartProps<GroupState>) {
  const { campaignId, merchantId, state } = part;
  const pages = useDeskPages(`${campaignId} ${state}`, (cursor) =>
    call('campaign.listGroups', questionOf(part, cursor)),
  );
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  const placeOf = ({ id }: GroupRow) => ({ merchant: merchantId, id });
  return (
    <WorkList
      label="团"
      columns={columns}
      pages={pages}
      rowsOf={(page) => page.groups}
      keyOf={({ id }) => id}
      onOpen={(group) => open('merchant/group', placeOf(group))}
      hrefOf={(group) => `#${pathOf('merchant/group', placeOf(group))}`}
      empty={<Empty icon="people" {...nothing(state)} />}
    />
  );
}

export function PhoneGroups(part: PartProps<GroupState>) {
  const { campaignId, merchantId, state } = part;
  const { asked, items, again } = usePages(`${campaignId} ${state}`, async (cursor) => {
    const answer = await call('campaign.listGroups', questionOf(part, cursor));
    return answer.ok ? ok({ ...answer.value, items: answer.value.groups }) : answer;
  });
  const now = serverNow();
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line']} />;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={again} />;
  if (items.length === 0) return <Empty icon="people" {...nothing(state)} />;
  return (
    <>
      {items.map((group) => (
        <View
          key={group.id}
          id={`group-${group.id}`}
          className="card campaign-row"
          role="button"
          onClick={() => open('merchant/group', { merchant: merchantId, id: group.id })}
        >
          <View className="row g8">
            <Text className="f14 bold cut">{group.leaderName === '' ? '没有人的团' : `${group.leaderName}的团`}</Text>
            {group.inChat && <Tag>本群</Tag>}
            <View className="push">
              <Tag tone={groupWord[group.status].tone}>{groupWord[group.status].label}</Tag>
            </View>
          </View>
          <View className="row g8 m8">
            <SeatRow members={group.members} missing={group.status === 'open' ? group.missing : 0} />
            <View className="f13 c2 grow">
              {seatsWords(group)}
              {group.held > 0 && <Text className="c3"> · {group.held} 人付款中</Text>}
            </View>
            <View className="f12 still">
              <Deadline group={group} now={now} onEnd={again} />
            </View>
          </View>
        </View>
      ))}
    </>
  );
}
