import { Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { HOUR, MINUTE, type Ms } from '../../../../shared/time';
import { AddressCard } from '../../components/AddressCard';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { BuySheet, type Offer } from '../../components/BuySheet';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { OrderGoods } from '../../components/OrderCard';
import { orderSteps } from '../../components/orderSteps';
import { refundWords } from '../../components/orderWords';
import { Price } from '../../components/Price';
import { Screen } from '../../components/Screen';
import { Seats } from '../../components/Seats';
import { ShareBtn } from '../../components/ShareBtn';
import { ShareSheet } from '../../components/ShareSheet';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Steps } from '../../components/Steps';
import { StickyBar } from '../../components/StickyBar';
import { Terms } from '../../components/Terms';
import { Ticket } from '../../components/Ticket';
import { useAsk } from '../../hooks/useAsk';
import { useOrderActs } from '../../hooks/useOrderActs';
import { personIsHere } from '../../hooks/usePerson';
import { usePolling } from '../../hooks/usePolling';
import { useShares } from '../../hooks/useShares';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { arrivedInSinglePage } from '../../platform/launch';
import { open, openTab } from '../../platform/nav';
import { useSession } from '../../platform/session';
import { type Card, groupCard, momentsCard } from '../../platform/share';
import { canBuy } from '../../platform/target';
import './index.scss';

type Group = Output<'group.get'>;
type Order = Output<'order.get'>;

const POLL: Ms = 2500;

/** What the viewer is to this group. */
function roleOf(group: Group): 'seated' | 'paying' | 'visitor' {
  const mine = group.seats.find((seat) => seat.mine);
  return mine === undefined ? 'visitor' : mine.state === 'taken' ? 'seated' : 'paying';
}

/** Who stands above the ticket. */
function headOf(
  group: Group,
  sharer: Output<'share.open'>['sharer'] | undefined,
): { name: string; avatar: string; line: string } {
  const leader = group.seats.find((seat) => seat.leader);
  const face = { name: leader?.name ?? group.merchant.name, avatar: leader?.avatar ?? '' };
  if (leader?.mine) return { ...face, line: '你开的团' };
  if (roleOf(group) === 'seated') return { ...face, line: `你在 ${face.name} 的团里` };
  if (sharer !== undefined) return { ...sharer, line: `${sharer.name} 邀你一起拼` };
  return { ...face, line: `${face.name} 的团` };
}

function lastedWords(from: Ms, to: Ms): string {
  const minutes = Math.max(1, Math.round((to - from) / MINUTE));
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
}

/** The SKU whose price stands on the ticket. */
const shownSku = (group: Group) =>
  group.skus.reduce<Group['skus'][number] | undefined>(
    (best, sku) => (best === undefined || sku.groupPrice < best.groupPrice ? sku : best),
    undefined,
  );

function Sentence({ group }: { group: Group }) {
  const paying = group.missing - group.free;
  if (group.status === 'pending') {
    const mine = group.seats.some((seat) => seat.leader && seat.mine);
    return <View className="f16 bold tc group-sentence">{mine ? '你付款后就开团' : '等团长付款后开团'}</View>;
  }
  if (group.status === 'failed') {
    return (
      <View className="f16 bold tc group-sentence">
        到点差 <Text className="num">{group.missing}</Text> 人，没有拼成
      </View>
    );
  }
  if (group.status === 'formed') return <View className="f16 bold tc group-sentence">{group.size} 人到齐，已成团</View>;
  return (
    <View className="f16 bold tc group-sentence">
      还差 <Text className="num ca group-missing">{group.missing}</Text> 人成团
      {paying > 0 && <Text className="f12 c3"> · {paying} 人付款中</Text>}
    </View>
  );
}

function GoodsTicket({ group, inviting, onEnd }: { group: Group; inviting: boolean; onEnd: () => void }) {
  const sku = shownSku(group);
  const { product } = group;
  return (
    <Ticket
      above={
        <View role="button" onClick={() => open('product', { id: product.id })}>
          <Cover id={product.id} picture={product.cover} shape="ticket" />
          <View className="group-goods">
            <View className="f18 bold cut">{product.title}</View>
            <View className="f12 c3 cut">
              {group.merchant.name} · {product.caption}
            </View>
            {sku && (
              <View className="row row-base g8 m8">
                <Price fen={sku.groupPrice} size="l" />
                <Text className="f12 c2">{group.size} 人团</Text>
                <Text className="f12 c3 push">
                  单买价 <Text className="num">{formatFen(sku.price)}</Text>
                </Text>
              </View>
            )}
          </View>
        </View>
      }
    >
      <Sentence group={group} />
      <Seats seats={group.seats} size={group.size} inviting={inviting} formed={group.status === 'formed'} />
      {group.status === 'open' && group.expiresAt !== undefined && (
        <View className="tc m12">
          <Countdown endsAt={group.expiresAt} absolute onEnd={onEnd} className="f13" />
        </View>
      )}
    </Ticket>
  );
}

/** 成团了, for somebody who is in: who came, what was saved, what comes next. */
function Formed({ group, order }: { group: Group; order: Order | undefined }) {
  const now = serverNow();
  const openedAt = group.expiresAt === undefined ? undefined : group.expiresAt - group.life;
  const sku = order && group.skus.find(({ name }) => name === order.line.skuName);
  const saved = order && sku ? (sku.price - order.line.unitPrice) * order.line.quantity : 0;
  const last = group.seats.at(-1);
  return (
    <View id="formed">
      <View className="group-formed tc">
        <Seats seats={group.seats} size={group.size} formed />
        <View className="row row-middle g8 m16">
          <View className="group-tick">
            <Icon name="check" size={16} />
          </View>
          <Text className="f22 bold">成团了</Text>
        </View>
        <View className="f13 c2 m4">
          {group.size} 人到齐
          {group.formedAt !== undefined && openedAt !== undefined && `，用时 ${lastedWords(openedAt, group.formedAt)}`}
          {saved > 0 && (
            <Text>
              {' '}
              · 比单买省 <Text className="num">{formatFen(saved)}</Text>
            </Text>
          )}
        </View>
      </View>
      {order ? (
        <>
          <View className="card">
            <OrderGoods order={order} />
          </View>
          <View className="card">
            <View className="f16 bold">接下来</View>
            <View className="m16">
              <Steps
                steps={orderSteps(order, now, {
                  at: group.formedAt,
                  who: last && `${last.mine ? '你' : last.name}是第 ${group.size} 位`,
                })}
              />
            </View>
          </View>
          <AddressCard order={order} />
        </>
      ) : (
        <Skeleton bones={['order']} />
      )}
    </View>
  );
}

/** What a failed group meant for the viewer's money. */
function FailedNote({ order }: { order: Order }) {
  const words = refundWords(order);
  if (words === undefined) return null;
  const arrived = order.refund?.status === 'arrived';
  return (
    <View id="refund" className={`card row g8 group-refund ${arrived ? 'group-refund-arrived' : ''}`}>
      <Icon name="refund" size={20} />
      <Text className="grow f14">{words}</Text>
    </View>
  );
}

export default function GroupPage() {
  const { params } = useRouter();
  const { id, opened, lost, shareToken, ready } = useShares('group', params);
  const person = useSession((session) => session.person);
  const key = id === undefined ? undefined : `${id} ${person?.name ?? ''}`;
  const { asked, again } = useAsk(key, () => call('group.get', { groupId: id ?? '' }));
  const group = asked.status === 'ready' ? asked.value : undefined;
  const visible = useVisible();
  usePolling(again, POLL, visible && (group?.status === 'open' || group?.status === 'pending'));

  const over = group?.status === 'formed' || group?.status === 'failed';
  const mine = useAsk(over && group.myOrderId !== undefined ? `${group.myOrderId} ${group.status}` : undefined, () =>
    call('order.get', { orderId: group?.myOrderId ?? '' }),
  );
  const order = mine.asked.status === 'ready' ? mine.asked.value : undefined;
  // A refund arrives after the group has failed: looked at until it has.
  usePolling(mine.again, 2 * POLL, visible && group?.status === 'failed' && order?.refund?.status === 'promised');

  const acts = useOrderActs(() => void again());
  const [offer, setOffer] = useState<Offer>();
  const [sharing, setSharing] = useState(false);

  const sku = group && shownSku(group);
  const card: Card | undefined =
    group &&
    sku &&
    groupCard({
      id: group.id,
      title: group.product.title,
      cover: group.product.cover,
      size: group.size,
      missing: group.missing,
      open: group.status === 'open',
      price: sku.groupPrice,
      shareToken,
    });
  useShareAppMessage(() => card ?? { title: '拼砍', path: '/pages/home/index' });
  useShareTimeline(() => (card ? momentsCard(card) : { title: '拼砍' }));

  async function join(): Promise<void> {
    if (group === undefined || !(await personIsHere())) return;
    setOffer({
      title: '确认参团',
      product: group.product,
      caption: `${group.seats.find((seat) => seat.leader)?.name ?? ''}的团 · 还差 ${group.missing} 人`,
      skus: group.skus.map(({ id: skuId, name, groupPrice }) => ({
        id: skuId,
        name,
        price: groupPrice,
        inStock: true,
      })),
      most: group.perOrder,
      campaignId: group.campaignId,
      groupId: group.id,
    });
  }

  function bar() {
    if (group === undefined || sku === undefined || arrivedInSinglePage()) return undefined;
    const lead = () => open('product', { id: group.product.id });
    const me = roleOf(group);
    const { myOrderId } = group;
    const seeOrder = () => myOrderId !== undefined && open('order', { id: myOrderId });
    if (over) {
      return myOrderId === undefined ? (
        <StickyBar>
          <Btn id="joinOver" disabled>
            {group.status === 'formed' ? '已成团' : '没有拼成'}
          </Btn>
          <Btn id="lead" onClick={lead}>
            自己开团
          </Btn>
        </StickyBar>
      ) : (
        <StickyBar>
          <Btn id="lead" kind="line" onClick={lead}>
            再开一团
          </Btn>
          <Btn id="seeOrder" onClick={seeOrder}>
            看订单
          </Btn>
        </StickyBar>
      );
    }
    if (me === 'paying' && myOrderId !== undefined) {
      return (
        <StickyBar note={`席位为你留着，付款后才算坐下`}>
          <Btn id="seeOrder" kind="line" className="bar-lesser" onClick={seeOrder}>
            看订单
          </Btn>
          <Btn id="payAgain" busy={acts.busy !== undefined} onClick={() => void acts.pay(myOrderId)}>
            去付款
          </Btn>
        </StickyBar>
      );
    }
    if (me === 'seated') {
      return (
        <StickyBar>
          <Btn id="seeOrder" kind="line" className="bar-lesser" onClick={seeOrder}>
            看订单
          </Btn>
          <ShareBtn onLink={() => setSharing(true)}>邀请好友，还差 {group.missing} 人</ShareBtn>
        </StickyBar>
      );
    }
    if (!canBuy) {
      return (
        <StickyBar>
          <Btn id="join" onClick={() => void personIsHere()}>
            打开小程序参团
          </Btn>
        </StickyBar>
      );
    }
    const ended = group.expiresAt !== undefined && serverNow() >= group.expiresAt;
    const blocked =
      group.status === 'pending'
        ? '等团长付款'
        : ended
          ? '已截止'
          : group.free === 0
            ? `满员，等 ${group.missing} 人付款`
            : undefined;
    return (
      <StickyBar note={`付款即同意《拼团规则》第 ${group.version} 版 · 席位留 ${Math.round(group.hold / MINUTE)} 分钟`}>
        <Btn id="lead" kind="line" className="bar-lesser" onClick={lead}>
          自己开团
        </Btn>
        <Btn id="join" disabled={blocked !== undefined} onClick={() => void join()}>
          {blocked ?? (
            <>
              <Text>参团</Text>
              <Price fen={sku.groupPrice} tone="inherit" />
            </>
          )}
        </Btn>
      </StickyBar>
    );
  }

  const head = group && headOf(group, opened?.binding === 'own' ? undefined : opened?.sharer);
  const seated = group !== undefined && roleOf(group) === 'seated';
  const missing = asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound';
  const gone = lost || missing;
  return (
    <Screen title="拼团" bar={bar()}>
      {asked.status === 'loading' && !lost && <Skeleton bones={['ticket', 'line']} />}
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
                {group.merchant.name} · {group.size} 人团，{Math.round(group.life / HOUR)} 小时内成团
              </View>
            </View>
          </View>
          <GoodsTicket group={group} inviting={group.status === 'open' && roleOf(group) === 'visitor'} onEnd={again} />
          {order && group.status === 'failed' && (
            <View className="m12">
              <FailedNote order={order} />
            </View>
          )}
          <View className="group-terms">
            <Terms
              terms={[
                {
                  icon: 'refund',
                  text: (
                    <Text>
                      <Text className="strong">未成团自动退款</Text>，到点没满 {group.size} 人，原路退回
                    </Text>
                  ),
                },
                { icon: 'truck', text: '成团后才发货，没成团不发货' },
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
      <ShareSheet card={sharing ? card : undefined} ready={ready} onClose={() => setSharing(false)} />
      <Hosts />
    </Screen>
  );
}
