import { Text, View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { formatWhen } from '../../../../shared/time';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { Seats } from '../../components/Seats';
import { Tag } from '../../components/Tag';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { goTo, up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { type GroupDetail, groupWord, seatsWords } from '../words/groupBuy';
import { DeskSeats, DeskTurnedAway, PhoneSeats, PhoneTurnedAway } from './Seats';
import './index.scss';

/** An open group changes with every payment; one that is over only until its money has arrived. */
const POLL = { open: 5_000, over: 15_000 };

const nameOf = ({ leaderName }: GroupDetail): string => (leaderName === '' ? '没有人的团' : `${leaderName}的团`);

function Head({ group }: { group: GroupDetail }) {
  const { product, status, edition, inChat } = group;
  const word = groupWord[status];
  return (
    <View className="campaign-head">
      <Cover id={product.id} picture={product.cover} shape="t48" />
      <View className="grow">
        <View className="campaign-name">
          <Text className="campaign-title two">{nameOf(group)}</Text>
          <Tag tone={word.tone}>{word.label}</Tag>
          {inChat && <Tag>本群</Tag>}
        </View>
        <View className="f12 c3 cut">
          {product.title} · {group.size} 人团 · 第 {edition} 版规则
        </View>
      </View>
    </View>
  );
}

/** What came of it, or what it waits for. */
function Outcome({ group, onEnd }: { group: GroupDetail; onEnd: () => void }) {
  const { status, expiresAt, openedAt, formedAt, failedAt, held, least, endedEarly } = group;
  const now = serverNow();
  return (
    <View className="group-outcome">
      <View className="f16 bold">
        {seatsWords(group)}
        {held > 0 && <Text className="f13 c3"> · {held} 人付款中</Text>}
      </View>
      {status === 'open' && expiresAt !== undefined && expiresAt > now && (
        <Countdown endsAt={expiresAt} absolute onEnd={onEnd} className="f13" />
      )}
      {status === 'open' && expiresAt !== undefined && expiresAt <= now && (
        <View className="f13 cw">{held > 0 ? `已截止，等 ${held} 人付完款` : '已截止，正在结算'}</View>
      )}
      <View className="f12 c3">
        {status === 'pending' && '团长付款后才算开团，截止时间从那时算起'}
        {openedAt !== undefined && `${formatWhen(openedAt, now)} 开团`}
        {formedAt !== undefined && ` · ${formatWhen(formedAt, now)} 成团`}
        {failedAt !== undefined && ` · ${formatWhen(failedAt, now)} 没拼成`}
        {endedEarly && ' · 活动提前结束'}
        {status === 'open' && least !== undefined && ` · 满 ${least} 人到点也成团`}
      </View>
    </View>
  );
}

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  groupId: string;
}

function Group({ member, memberships, groupId }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(`${merchantId} ${groupId}`, () =>
    call('campaign.inspectGroup', { merchantId, groupId }),
  );
  const group = asked.status === 'ready' ? asked.value : undefined;
  const wide = useWide();
  const visible = useVisible();
  const live = group?.status === 'open' || group?.status === 'pending';
  usePolling(again, live ? POLL.open : POLL.over, visible && group !== undefined);
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const toList = () => goTo('merchant/campaigns', { merchant: merchantId });
  const toCampaign = () =>
    group === undefined ? toList() : up('merchant/campaign', { merchant: merchantId, id: group.campaignId });
  return (
    <Frame
      title="团"
      here="campaigns"
      member={member}
      memberships={memberships}
      up={{ label: '活动', go: toCampaign }}
      head={wide && group ? <Head group={group} /> : undefined}
    >
      {group === undefined ? (
        <Lost asked={asked} again={again} what="这个团" toList={toList} />
      ) : (
        <>
          <Panel id="group">
            {!wide && <Head group={group} />}
            <View className="group-seats">
              <Seats
                seats={group.seats.map((seat) => ({ ...seat, mine: false }))}
                size={group.size}
                formed={group.status === 'formed'}
              />
            </View>
            <Outcome group={group} onEnd={() => void again()} />
          </Panel>
          <Panel id="seats" title="座位" sub={`${group.taken} 人已付款，共 ${group.size} 座`}>
            {wide ? <DeskSeats group={group} /> : <PhoneSeats group={group} />}
          </Panel>
          {group.turnedAway.length > 0 && (
            <Panel id="turnedAway" title="没坐下的" sub={`${group.turnedAway.length} 人`}>
              {wide ? <DeskTurnedAway group={group} /> : <PhoneTurnedAway group={group} />}
            </Panel>
          )}
        </>
      )}
    </Frame>
  );
}

/** One group: who sits in it, who was turned away and why, and what became of every payment. */
export default function MerchantGroupPage() {
  const [address] = useAddress('merchant/group', ['merchant', 'id']);
  return (
    <Room title="团" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => <Group member={member} memberships={memberships} groupId={address.id ?? ''} />}
    </Room>
  );
}
