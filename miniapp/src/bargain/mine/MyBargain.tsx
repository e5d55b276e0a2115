import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { Price } from '../../components/Price';
import { SeatRow } from '../../components/Seats';
import { Tag } from '../../components/Tag';
import { open } from '../../platform/nav';

type Mine = Output<'bargain.listMine'>['bargains'][number];

interface Props {
  bargain: Mine;
  now: Ms;
  onEnd: () => void;
}

const states = {
  open: { label: '砍价中', tone: 'ca' },
  floor: { label: '到底价了', tone: 'cw' },
  ordered: { label: '等你付款', tone: 'cw' },
  bought: { label: '砍成买下', tone: 'cm' },
  expired: { label: '没砍成', tone: 'c3' },
  cancelled: { label: '已取消', tone: 'c3' },
} as const satisfies Record<Mine['status'], { label: string; tone: string }>;

function wordsOf({ status, missing, friends }: Mine): string {
  switch (status) {
    case 'open':
      return `再请 ${missing} 位朋友，就到底价`;
    case 'floor':
      return '到点没下单就作废';
    case 'ordered':
      return '下了单，付款就成了';
    case 'bought':
      return '谢谢帮忙的朋友';
    case 'expired':
    case 'cancelled':
      return friends.length === 0 ? '没花一分钱' : '没花一分钱，也谢谢帮过的朋友';
  }
}

/** The likely next tap. */
function Act({ id, status, sku, product, orderId }: Mine) {
  switch (status) {
    case 'open':
      return (
        <Btn id={`invite-${id}`} kind="tint" size="s" onClick={() => open('bargain/bargain', { id })}>
          请朋友帮砍
        </Btn>
      );
    case 'floor':
      return (
        <Btn
          id={`buy-${id}`}
          size="s"
          onClick={() => open('buyer/confirm', { sku: sku.id, quantity: '1', bargain: id })}
        >
          按底价买
        </Btn>
      );
    case 'ordered':
    case 'bought':
      if (orderId === undefined) return null;
      return (
        <Btn
          id={`order-${id}`}
          kind={status === 'ordered' ? 'solid' : 'line'}
          size="s"
          onClick={() => open('order', { id: orderId })}
        >
          {status === 'ordered' ? '去付款' : '看订单'}
        </Btn>
      );
    case 'expired':
    case 'cancelled':
      return (
        <Btn id={`product-${id}`} kind="line" size="s" onClick={() => open('product', { id: product.id })}>
          看看商品
        </Btn>
      );
  }
}

/** A bargain of mine: what it stands at, who helped, how long there is, and the likely next tap. */
export function MyBargain({ bargain, now, onEnd }: Props) {
  const { id, status, product, sku, list, floor, price, missing, friends, expiresAt, createdAt } = bargain;
  const state = states[status];
  const runs = status === 'open' || status === 'floor';
  return (
    <View id={`bargain-${id}`} className="card my-bargain">
      <View role="button" onClick={() => open('bargain/bargain', { id })}>
        <View className="row spread my-bargain-head">
          <Tag tone="warning">砍价</Tag>
          <View className="row g8">
            {runs && <Countdown endsAt={expiresAt} onEnd={onEnd} className="f12" />}
            <Text className={`f13 bold still ${state.tone}`}>{state.label}</Text>
          </View>
        </View>
        <View className="row row-top g12">
          <Cover id={product.id} picture={product.cover} shape="t64" />
          <View className="grow">
            <View className="f14 medium cut">{product.title}</View>
            <View className="f12 c3 two">
              {sku.name} · {formatWhen(createdAt, now)} 发起
            </View>
            <View className="row row-base wrap g6 m4">
              <Text className="f12 c2">{status === 'bought' ? '买下' : runs ? '现价' : '砍到'}</Text>
              <Price fen={price} size="s" tone={runs ? 'action' : 'ink'} />
              <Text className="f12 c3">
                标价 <Text className="num">{formatFen(list)}</Text>，底价{' '}
                <Text className="num">{formatFen(floor)}</Text>
              </Text>
            </View>
          </View>
        </View>
        <View className="row g8 my-bargain-friends">
          {(friends.length > 0 || status === 'open') && (
            <SeatRow members={friends} missing={status === 'open' ? missing : 0} size={24} ground="sunken" />
          )}
          <Text className="grow f12 c2">{wordsOf(bargain)}</Text>
        </View>
      </View>
      <View className="row row-end g8 m12">
        <Act {...bargain} />
      </View>
    </View>
  );
}
