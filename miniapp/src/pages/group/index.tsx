import { Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { Avatar } from '../../components/Avatar';
import { BuySheet, type Offer } from '../../components/BuySheet';
import { audienceTerms, leaveTerm, refundTerm } from '../../components/groupTerms';
import { groupTitle, lifeWords, missingWords, nextPrice, sizeWord } from '../../components/groupWords';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { ShareSheet } from '../../components/ShareSheet';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import { useChatTicket } from '../../hooks/useChatTicket';
import { useOrderActs } from '../../hooks/useOrderActs';
import { personIsHere, useViewer } from '../../hooks/usePerson';
import { usePolling } from '../../hooks/usePolling';
import { useShares } from '../../hooks/useShares';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { chatTicket } from '../../platform/chat';
import { arrivedInSinglePage } from '../../platform/launch';
import { openTab } from '../../platform/nav';
import { messageCard, momentsCard, type Shareable } from '../../platform/share';
import { Formed } from './Formed';
import { GoodsTicket } from './GoodsTicket';
import { GroupBar } from './GroupBar';
import { QuietActs } from './QuietActs';
import { RefundNote } from './RefundNote';
import { useLeave } from './useLeave';
import { useUpdatableCard } from './useUpdatableCard';
import { type Group, leaderOf, roleOf, shownSku } from './viewer';
import './index.scss';

const POLL = 2500;

/** Who stands above the ticket. */
function headOf(
  group: Group,
  sharer: Output<'share.open'>['sharer'] | undefined,
): { name: string; avatar: string; line: string } {
  const leader = leaderOf(group);
  const face = { name: leader?.name ?? group.merchant.name, avatar: leader?.avatar ?? '' };
  // Where people may leave, whoever leads it may not be the one who started it.
  if (leader?.mine) return { ...face, line: group.mayLeave ? '你是团长' : '你开的团' };
  if (roleOf(group) === 'seated') return { ...face, line: `你在 ${face.name} 的团里` };
  if (sharer !== undefined) return { ...sharer, line: `${sharer.name} 邀你一起拼` };
  return { ...face, line: `${face.name} 的团` };
}

/** What there is to choose from on the way into this group. */
function offerOf(group: Group): Offer {
  const sku = shownSku(group);
  const next = sku && nextPrice(group, sku);
  return {
    title: '确认参团',
    product: group.product,
    caption: `${leaderOf(group)?.name ?? ''}的团 · ${missingWords(group)}`,
    priceWord: next && `再来 ${next.more} 人还会降，差价自动退`,
    skus: group.skus.map(({ id, name, groupPrice }) => ({ id, name, price: groupPrice, inStock: true })),
    most: group.perOrder,
    campaignId: group.campaignId,
    groupId: group.id,
  };
}

export default function GroupPage() {
  const { params } = useRouter();
  const { id, opened, lost, problem, again: openAgain, tokens, coming } = useShares('group', params);
  const viewer = useViewer();
  const key = id === undefined ? undefined : `${id} ${viewer}`;
  const { asked, again } = useAsk(key, () => call('group.get', { groupId: id ?? '', chat: chatTicket() }));
  useChatTicket(again);
  const group = asked.status === 'ready' ? asked.value : undefined;
  const visible = useVisible();
  usePolling(again, POLL, visible && (group?.status === 'open' || group?.status === 'pending'));

  const over = group?.status === 'formed' || group?.status === 'failed';
  const { leftOrderId, leave } = useLeave(again);
  const orderId = over ? (group.myOrderId ?? leftOrderId) : leftOrderId;
  const mine = useAsk(orderId === undefined ? undefined : `${orderId} ${group?.status}`, () =>
    call('order.get', { orderId: orderId ?? '' }),
  );
  const order = orderId !== undefined && mine.asked.status === 'ready' ? mine.asked.value : undefined;
  // Money goes back after the group has failed, was left or has reached a step: looked at until it has arrived.
  const underWay =
    order?.refund?.status === 'promised' || order?.priceBack?.status === 'promised' || order?.status === 'paid';
  usePolling(mine.again, 2 * POLL, visible && underWay);

  const acts = useOrderActs(() => void again());
  const [offer, setOffer] = useState<Offer>();
  const [sharing, setSharing] = useState(false);

  const sku = group && shownSku(group);
  const shared: Shareable | undefined = group &&
    sku && { kind: 'group', id: group.id, title: groupTitle(group, sku), picture: group.product.cover };
  useShareAppMessage(() => messageCard(shared, tokens, coming));
  useShareTimeline(() => momentsCard(shared, tokens));
  useUpdatableCard(group);

  async function join(): Promise<void> {
    if (group !== undefined && (await personIsHere())) setOffer(offerOf(group));
  }

  const head = group && headOf(group, opened?.binding === 'own' ? undefined : opened?.sharer);
  const seated = group !== undefined && roleOf(group) === 'seated';
  const missing = asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound';
  const gone = lost || missing;
  return (
    <Screen
      title="拼团"
      bar={
        group &&
        !arrivedInSinglePage() && (
          <GroupBar
            group={group}
            paying={acts.busy !== undefined}
            onPay={(myOrderId) => void acts.pay({ id: myOrderId, group })}
            onJoin={() => void join()}
            ready={tokens !== undefined}
            onSheet={() => setSharing(true)}
          />
        )
      }
    >
      {problem && <Failed problem={problem} onRetry={openAgain} />}
      {asked.status === 'loading' && !lost && !problem && <Skeleton bones={['ticket', 'line']} />}
      {gone && (
        <Empty
          icon="people"
          title="没有找到这个团"
          text="链接可能不完整，或者团已经移除"
          action={{ id: 'goHome', label: '看看大家在拼什么', onClick: () => openTab('home') }}
        />
      )}
      {asked.status === 'failed' && !gone && <Failed problem={asked.problem} onRetry={again} />}
      {group && head && group.status === 'formed' && seated && <Formed group={group} order={order} />}
      {group && head && !(group.status === 'formed' && seated) && (
        <>
          <View className="row g12 group-head">
            <Avatar avatar={head.avatar} name={head.name} size={48} />
            <View className="grow">
              <View className="f16 bold cut">{head.line}</View>
              <View className="f13 c2 cut">
                {group.merchant.name} · {sizeWord(group)}，{lifeWords(group.life)}
                {group.least === undefined ? '内成团' : '截止'}
              </View>
            </View>
          </View>
          <GoodsTicket group={group} onEnd={again} />
          {seated && group.status === 'open' && <QuietActs group={group} onLeave={() => void leave(group)} />}
          {order && (
            <View className="m12">
              <RefundNote order={order} />
            </View>
          )}
          <View className="group-terms">
            <Terms
              terms={[
                refundTerm(group),
                ...audienceTerms(group),
                { icon: 'truck', text: '成团后才发货，没成团不发货' },
                leaveTerm(group),
                {
                  icon: 'shield',
                  text: (
                    <Text>
                      座位上都是<Text className="strong">真的下了单的人</Text>，没有机器人
                    </Text>
                  ),
                },
              ]}
            />
          </View>
          {arrivedInSinglePage() && <SinglePageNote verb="参团" />}
        </>
      )}
      <BuySheet offer={offer} onClose={() => setOffer(undefined)} />
      <ShareSheet shared={sharing ? shared : undefined} tokens={tokens} onClose={() => setSharing(false)} />
      <Hosts />
    </Screen>
  );
}
