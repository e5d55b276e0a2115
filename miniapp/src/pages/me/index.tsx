import { Text, View } from '@tarojs/components';
import { useDidShow } from '@tarojs/taro';
import type { ReactNode } from 'react';
import { useRef } from 'react';
import { formatFen } from '../../../../shared/money';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { useAsk } from '../../hooks/useAsk';
import { useCartPieces } from '../../hooks/useCartPieces';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { deskCodeIn, open, openTab } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { scanned } from '../../platform/scan';
import { signOut, useSession } from '../../platform/session';
import { canBuy, isH5, isWeapp, shopId } from '../../platform/target';
import './index.scss';

interface RowProps {
  id: string;
  icon: 'orders' | 'basket' | 'people' | 'pin' | 'shop' | 'scan' | 'desk' | 'gear' | 'refund' | 'tag' | 'knife';
  label: string;
  children?: ReactNode;
  onClick?: () => void;
}

function Row({ id, icon, label, children, onClick }: RowProps) {
  return (
    <View id={id} className="row g12 me-row" role="button" onClick={onClick}>
      <Icon name={icon} size={20} className="c2" />
      <Text className="grow f14">{label}</Text>
      {children}
      {onClick && <Icon name="right" size={16} className="c3" />}
    </View>
  );
}

/** Scans the code of a desk, and goes on to say yes or no to it. */
async function scanDesk(): Promise<void> {
  const code = await scanned();
  if (code === undefined) return;
  const desk = deskCodeIn(code);
  if (desk === undefined) toast('这不是登录码，请扫电脑上的那个');
  else open('merchant/approve', { code: desk });
}

/** What is somebody's own: after signing in, where nobody is. */
async function here(page: 'buyer/cart' | 'buyer/addresses' | 'buyer/afterSales' | 'bargain/mine'): Promise<void> {
  if (await personIsHere()) open(page, {});
}

export default function MePage() {
  const person = useSession((session) => session.person);
  const nobody = isH5 && person === null;
  const key = nobody ? undefined : `me ${person?.name ?? ''}`;
  const me = useAsk(key, () => call('person.me', {}));
  const wallet = useAsk(key, () => call('earnings.get', { merchantId: shopId }));
  const rooms = useAsk(key, () => call('person.memberships', {}));
  const pieces = useCartPieces();
  // Whoever signs out leaves nothing on screen.
  const worksHere = !nobody && rooms.asked.status === 'ready' && rooms.asked.value.memberships.length > 0;
  const operates = !nobody && rooms.asked.status === 'ready' && rooms.asked.value.operatesPlatform === true;
  const known = !nobody && me.asked.status === 'ready' ? me.asked.value : undefined;
  const balance = !nobody && wallet.asked.status === 'ready' ? wallet.asked.value : undefined;
  const face = known ?? person;
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && key !== undefined) void Promise.all([me.again(), wallet.again(), rooms.again()]);
    shown.current = true;
  });

  return (
    <Screen title="我的" tab>
      <View className="row g12 me-head">
        <Avatar avatar={face?.avatar ?? ''} name={face?.name ?? '客'} size={56} />
        <View className="grow">
          <View id="myName" className="f18 bold cut">
            {face?.name ?? (canBuy ? '还没有登录' : '来逛逛的朋友')}
          </View>
          <View className="f13 c2">
            {face ? '今天也吃点好的' : canBuy ? '登录后可以拼团、看订单' : '在微信小程序里下单'}
          </View>
        </View>
        {key === undefined && (
          <Btn id="toSignIn" size="m" onClick={() => void personIsHere()}>
            {signInLabel}
          </Btn>
        )}
      </View>
      <View id="earnings" className="card me-wallet" role="button" onClick={() => open('promoter/earnings', {})}>
        <View className="row spread">
          <Text className="f16 bold">我的收益</Text>
          <Text className="link">明细</Text>
        </View>
        <View className="row m12 me-balances">
          <View className="grow">
            <View className="f12 c3">可提现</View>
            <View className="num bold f18 cm">{balance ? formatFen(balance.available) : '—'}</View>
          </View>
          <View className="grow">
            <View className="f12 c3">冻结中</View>
            <View className="num bold f18">{balance ? formatFen(balance.held) : '—'}</View>
          </View>
        </View>
      </View>
      <View className="card me-rows">
        <Row id="toCenter" icon="tag" label="我的推广" onClick={() => open('promoter/center', {})}>
          <Text className="f12 c3 cut">推广码、分享和带来的人</Text>
        </Row>
      </View>
      <View className="card me-rows">
        <Row id="toOrders" icon="orders" label="我的订单" onClick={() => openTab('orders')} />
        <Row id="toAfterSales" icon="refund" label="退款与售后" onClick={() => void here('buyer/afterSales')} />
        <Row id="toGroups" icon="people" label="我的拼团" onClick={() => open('buyer/groups', {})} />
        <Row id="toBargains" icon="knife" label="我的砍价" onClick={() => void here('bargain/mine')} />
        <Row id="toCart" icon="basket" label="购物车" onClick={() => void here('buyer/cart')}>
          {pieces > 0 && <Text className="f12 c3 num">{pieces} 件</Text>}
        </Row>
        <Row id="myAddress" icon="pin" label="收货地址" onClick={() => void here('buyer/addresses')}>
          <Text className="f12 c3 cut me-address">
            {known?.address ? `${known.address.region.join('')}${known.address.detail}` : '下单时填一次'}
          </Text>
        </Row>
      </View>
      <View className="card me-rows">
        {worksHere && <Row id="toRoom" icon="shop" label="商家后台" onClick={() => open('merchant/today', {})} />}
        {operates && <Row id="toPlatform" icon="shop" label="平台" onClick={() => open('merchant/shops', {})} />}
        {(worksHere || operates) && isWeapp && (
          <Row id="scanDesk" icon="scan" label="扫码登录电脑" onClick={() => void scanDesk()} />
        )}
        {key === undefined ? (
          <Row id="deskSignIn" icon="shop" label="商家登录" onClick={() => open('merchant/signIn', {})} />
        ) : (
          <Row id="toSessions" icon="desk" label="登录的设备" onClick={() => open('merchant/sessions', {})} />
        )}
        <Row id="toAccount" icon="gear" label="设置" onClick={() => open('buyer/account', {})} />
      </View>
      {isH5 && person !== null && (
        <View className="tc m24">
          <Btn id="signOut" kind="line" size="m" onClick={() => void signOut()}>
            退出登录
          </Btn>
        </View>
      )}
      <Hosts />
    </Screen>
  );
}
