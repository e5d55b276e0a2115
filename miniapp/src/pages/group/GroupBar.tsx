import { Text } from '@tarojs/components';
import { MINUTE } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { neededOf } from '../../components/groupWords';
import { Price } from '../../components/Price';
import { ShareBtn, ShareMini } from '../../components/ShareBtn';
import { StickyBar } from '../../components/StickyBar';
import { personIsHere } from '../../hooks/usePerson';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { canBuy, isWeapp } from '../../platform/target';
import { type Group, roleOf, shownSku } from './viewer';

interface Props {
  group: Group;
  /** A payment is under way. */
  paying: boolean;
  onPay: (orderId: string) => void;
  onJoin: () => void;
  /** A card that goes out now is the viewer's. */
  ready: boolean;
  /** The sheet with every way of sharing. */
  onSheet: () => void;
}

/** Why nobody can join now, whoever it is; the button says it. */
function blockedBy(group: Group): string | undefined {
  if (group.status === 'pending') return '等团长付款';
  if (group.endedEarly || (group.expiresAt !== undefined && serverNow() >= group.expiresAt)) return '已截止';
  if (group.free > 0) return undefined;
  return `满员，等 ${group.seats.filter((seat) => seat.state === 'held').length} 人付款`;
}

/** What a member may tell their friends. */
function inviteWords(group: Group): string {
  const short = neededOf(group) - group.taken;
  if (short > 0) return `邀请好友，还差 ${short} 人`;
  return group.missing > 0 ? `邀请好友，还有 ${group.free} 席` : '邀请好友';
}

/** What there is to do with the group, by what it is and who looks at it. */
export function GroupBar({ group, paying, onPay, onJoin, ready, onSheet }: Props) {
  const { status, myOrderId } = group;
  // Where the campaign has ended, the goods are sold alone.
  const leadWords = group.endedEarly ? '看看商品' : '自己开团';
  const lead = () => open('product', { id: group.product.id });
  const seeOrder = () => myOrderId !== undefined && open('order', { id: myOrderId });
  const role = roleOf(group);
  if (status === 'formed' || status === 'failed') {
    return myOrderId === undefined ? (
      <StickyBar>
        <Btn id="joinOver" disabled>
          {status === 'formed' ? '已成团' : '没有拼成'}
        </Btn>
        <Btn id="lead" onClick={lead}>
          {leadWords}
        </Btn>
      </StickyBar>
    ) : (
      <StickyBar>
        <Btn id="lead" kind="line" onClick={lead}>
          {group.endedEarly ? leadWords : '再开一团'}
        </Btn>
        <Btn id="seeOrder" onClick={seeOrder}>
          看订单
        </Btn>
      </StickyBar>
    );
  }
  if (role === 'paying' && myOrderId !== undefined) {
    return (
      <StickyBar note="席位为你留着，付款后才算坐下">
        <Btn id="seeOrder" kind="line" className="bar-lesser" onClick={seeOrder}>
          看订单
        </Btn>
        <Btn id="payAgain" busy={paying} onClick={() => onPay(myOrderId)}>
          去付款
        </Btn>
      </StickyBar>
    );
  }
  if (role === 'seated') {
    return (
      <StickyBar>
        {isWeapp && <ShareMini onSheet={onSheet} />}
        <Btn id="seeOrder" kind="line" className="bar-lesser" onClick={seeOrder}>
          看订单
        </Btn>
        <ShareBtn ready={ready} onSheet={onSheet}>
          {inviteWords(group)}
        </ShareBtn>
      </StickyBar>
    );
  }
  if (group.barred === 'newcomersOnly') {
    return (
      <StickyBar note="这个团只邀新客：你买过或正在买，可以自己开团">
        <Btn id="join" disabled>
          只限新客
        </Btn>
        <Btn id="lead" onClick={lead}>
          自己开团
        </Btn>
      </StickyBar>
    );
  }
  if (group.barred === 'chatOnly') {
    return (
      <StickyBar note="只有从开团的那个微信群里打开，才能参加">
        <Btn id="join" disabled>
          只限本群
        </Btn>
        <Btn id="seeProduct" kind="line" onClick={lead}>
          看看商品
        </Btn>
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
  const blocked = blockedBy(group);
  const sku = shownSku(group);
  return (
    <StickyBar note={`付款即同意《拼团规则》第 ${group.version} 版 · 席位留 ${Math.round(group.hold / MINUTE)} 分钟`}>
      <Btn id="lead" kind="line" className="bar-lesser" onClick={lead}>
        {leadWords}
      </Btn>
      <Btn id="join" disabled={blocked !== undefined} onClick={onJoin}>
        {blocked ?? (
          <>
            <Text>参团</Text>
            {sku && <Price fen={sku.groupPrice} tone="inherit" />}
          </>
        )}
      </Btn>
    </StickyBar>
  );
}
