import { Text } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Fen } from '../../../../shared/money';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { ShareBtn, ShareMini } from '../../components/ShareBtn';
import { StickyBar } from '../../components/StickyBar';
import { open, openTab } from '../../platform/nav';
import { canBuy, isWeapp } from '../../platform/target';
import type { Bargain } from '../words';
import { roleOf } from './viewer';

interface Props {
  bargain: Bargain;
  /** What the SKU costs alone, where that is less than the bargain's price. */
  alone: Fen | undefined;
  /** A help is under way. */
  helping: boolean;
  /** Why the last help made no cut. */
  said: string | undefined;
  onHelp: () => void;
  /** A card that goes out now is the viewer's. */
  ready: boolean;
  /** The sheet with every way of sharing. */
  onSheet: () => void;
}

const CHEAPER_ALONE = '商品降价了，现在单买更便宜，直接买就好';

/** Back to the shop, or to a bargain of one's own: the campaign's page says whether one can be started. */
function Onward({ bargain, solid }: { bargain: Bargain; solid: boolean }) {
  const { campaignId, endedEarly, mine } = bargain;
  return (
    <>
      <Btn id="toShop" kind="line" onClick={() => openTab('home')}>
        去店里看看
      </Btn>
      {!endedEarly && (
        <Btn id="startOwn" kind={solid ? 'solid' : 'tint'} onClick={() => open('bargain/offer', { id: campaignId })}>
          {mine ? '再砍一个' : '我也砍一个'}
        </Btn>
      )}
    </>
  );
}

/** Bought alone it costs less: an order by the bargain would be refused. */
function BuyAlone({ bargain, alone, stack }: { bargain: Bargain; alone: Fen; stack?: boolean }) {
  return (
    <Btn
      id="buyAlone"
      kind={stack ? 'tint' : 'solid'}
      stack={stack}
      onClick={() => open('product', { id: bargain.product.id })}
    >
      {!stack && <Text>去单买</Text>}
      <Price fen={alone} tone="inherit" />
      {stack && <Text className="f11">现在单买</Text>}
    </Btn>
  );
}

function OwnerBar({
  bargain,
  alone,
  note,
  ready,
  onSheet,
}: Pick<Props, 'bargain' | 'alone' | 'ready' | 'onSheet'> & { note: ReactNode }) {
  const { id, status, sku, price, buyAt, orderId } = bargain;
  const buy = () => open('buyer/confirm', { sku: sku.id, quantity: '1', bargain: id });
  const seeOrder = () => orderId !== undefined && open('order', { id: orderId });
  switch (status) {
    case 'open':
      return (
        <StickyBar note={note ?? (buyAt === 'anyPrice' && alone !== undefined ? CHEAPER_ALONE : undefined)}>
          {isWeapp && <ShareMini onSheet={onSheet} />}
          {buyAt === 'anyPrice' &&
            (alone === undefined ? (
              <Btn id="buyNow" kind="tint" stack onClick={buy}>
                <Price fen={price} tone="inherit" />
                <Text className="f11">按现价购买</Text>
              </Btn>
            ) : (
              <BuyAlone bargain={bargain} alone={alone} stack />
            ))}
          <ShareBtn ready={ready} onSheet={onSheet}>
            请朋友帮砍
          </ShareBtn>
        </StickyBar>
      );
    case 'floor':
      if (alone !== undefined) {
        return (
          <StickyBar note={CHEAPER_ALONE}>
            <BuyAlone bargain={bargain} alone={alone} />
          </StickyBar>
        );
      }
      return (
        <StickyBar>
          <Btn id="buyNow" onClick={buy}>
            <Text>到底价购买</Text>
            <Price fen={price} tone="inherit" />
          </Btn>
        </StickyBar>
      );
    case 'ordered':
      return (
        <StickyBar note="订单等你付款，这段时间不能帮砍">
          <Btn id="seeOrder" onClick={seeOrder}>
            <Text>去付款</Text>
            <Price fen={price} tone="inherit" />
          </Btn>
        </StickyBar>
      );
    case 'bought':
      return (
        <StickyBar>
          <Btn id="startOwn" kind="line" onClick={() => open('bargain/offer', { id: bargain.campaignId })}>
            再砍一个
          </Btn>
          <Btn id="seeOrder" onClick={seeOrder}>
            看订单
          </Btn>
        </StickyBar>
      );
    case 'expired':
    case 'cancelled':
      return (
        <StickyBar>
          <Onward bargain={bargain} solid />
        </StickyBar>
      );
  }
}

/** What there is to do with the bargain, by what it is and who looks at it. */
export function BargainBar({ bargain, alone, helping, said, onHelp, ready, onSheet }: Props) {
  const note = said === undefined ? undefined : <Text id="said">{said}</Text>;
  // Whoever tapped before signing in may turn out to be its owner.
  if (bargain.mine) return <OwnerBar bargain={bargain} alone={alone} note={note} ready={ready} onSheet={onSheet} />;
  if (roleOf(bargain) === 'helper' || bargain.barred !== undefined) {
    return (
      <StickyBar note={note}>
        <Onward bargain={bargain} solid />
      </StickyBar>
    );
  }
  return (
    <StickyBar note={note ?? '点了会以你的微信昵称和头像留名'}>
      {said !== undefined && (
        <Btn id="startOwn" kind="tint" onClick={() => open('bargain/offer', { id: bargain.campaignId })}>
          我也砍一个
        </Btn>
      )}
      <Btn id="help" busy={helping} onClick={onHelp}>
        <Icon name="knife" size={20} />
        <Text>{canBuy ? '帮 TA 砍一刀' : '打开小程序帮砍'}</Text>
      </Btn>
    </StickyBar>
  );
}
