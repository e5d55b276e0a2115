import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../shared/money';
import { formatWhen, type Ms } from '../../../shared/time';
import type { OrderActs } from '../hooks/useOrderActs';
import { open } from '../platform/nav';
import { Btn } from './Btn';
import { Countdown } from './Countdown';
import { Cover } from './Cover';
import { sizeWord } from './groupWords';
import { Icon } from './Icon';
import { amountWord, type Order, priceBackWords, refundWords, stateWord, waitingWords } from './orderWords';
import { Price } from './Price';
import { Tag } from './Tag';
import './OrderCard.scss';

/** Covers that stand side by side. */
const COVERS = 3;

/** One thing by its name; several by their covers, and how many pieces they are. */
function Goods({ lines, group, bargain }: Pick<Order, 'lines' | 'group' | 'bargain'>) {
  const [line] = lines;
  if (line === undefined) return null;
  if (lines.length === 1) {
    return (
      <>
        <Cover id={line.productId} picture={line.cover} shape="t64" />
        <View className="grow">
          <View className="f14 medium cut">{line.title}</View>
          <View className="f12 c3 cut">
            {group ? `${sizeWord(group)} · ` : bargain ? `砍价，标价 ${formatFen(bargain.list)} · ` : ''}
            {line.skuName} × {line.quantity}
          </View>
        </View>
      </>
    );
  }
  const more = lines.length - COVERS;
  return (
    <View className="grow">
      <View className="row g6">
        {lines.slice(0, COVERS).map(({ id, productId, cover, title }) => (
          <Cover key={id} id={productId} picture={cover} alt={title} shape="t52" />
        ))}
        {more > 0 && <View className="order-more num f13 c2">+{more}</View>}
      </View>
      <View className="f12 c3 m4">共 {lines.reduce((sum, { quantity }) => sum + quantity, 0)} 件</View>
    </View>
  );
}

/** The goods of an order in one row. */
export function OrderGoods({
  order,
}: {
  order: Pick<Order, 'lines' | 'group' | 'bargain' | 'total' | 'status' | 'refund' | 'priceBack'>;
}) {
  const { lines, group, bargain, total, priceBack } = order;
  return (
    <View>
      <View className="row row-top g12">
        <Goods lines={lines} group={group} bargain={bargain} />
        <View className="tr still">
          <Price fen={total} size="s" tone="ink" />
          <View className="f12 c3">{amountWord(order)}</View>
        </View>
      </View>
      {priceBack && (
        <View className={`f12 m4 ${priceBack.status === 'arrived' ? 'cm' : 'cw'}`}>{priceBackWords(order)}</View>
      )}
    </View>
  );
}

interface Props {
  order: Order;
  now: Ms;
  acts: OrderActs;
  onEnd: () => void;
}

/** One inset note for what matters now. */
function Note({ order, now, onEnd }: Omit<Props, 'acts'>) {
  const words = refundWords(order);
  if (order.status === 'awaitingPayment' && order.payBy !== undefined) {
    return (
      <View className="order-note order-note-warning">
        <Text className="grow f12 cw">
          {order.group ? '席位' : order.bargain ? '这个价' : '库存'}留到 {formatWhen(order.payBy, now)}
        </Text>
        <Countdown endsAt={order.payBy} onEnd={onEnd} className="f12" />
      </View>
    );
  }
  if (order.status === 'paid' && order.group) {
    return (
      <View className="order-note">
        <Icon name="people" size={20} />
        <Text className="grow f12">{waitingWords(order)}</Text>
      </View>
    );
  }
  if (order.openAfterSale !== undefined) {
    return (
      <View className="order-note order-note-warning">
        <Icon name="refund" size={20} />
        <Text className="grow f12">售后在处理</Text>
      </View>
    );
  }
  if (order.status === 'toShip' && order.delivery === 'pickUp') {
    return (
      <View className="order-note">
        <Icon name="shop" size={20} />
        <Text className="grow f12">货备好了，到自提点出示取货码</Text>
      </View>
    );
  }
  if (order.status === 'shipped') {
    return (
      <View className="order-note">
        <Icon name="truck" size={20} />
        <Text className="grow f12">包裹在路上了</Text>
      </View>
    );
  }
  if (words !== undefined && order.refund) {
    const arrived = order.refund.status === 'arrived';
    return (
      <View className={`order-note ${arrived ? 'order-note-money' : 'order-note-warning'}`}>
        <Icon name="refund" size={20} />
        <Text className="grow f12">{words}</Text>
        {arrived && <Text className="num f12 still">{formatWhen(order.refund.at, now)}</Text>}
      </View>
    );
  }
  return null;
}

/** What makes sense now: at most two buttons, the likelier one last. */
function Acts({ order, acts }: Pick<Props, 'order' | 'acts'>) {
  const { id, status, group, delivery, refund, openAfterSale } = order;
  const busy = acts.busy === id;
  if (status === 'awaitingPayment') {
    return (
      <View className="row row-end g8 m12">
        <Btn id={`cancel-${id}`} kind="line" size="s" disabled={busy} onClick={() => void acts.cancel(order)}>
          取消
        </Btn>
        <Btn id={`pay-${id}`} size="s" busy={busy} onClick={() => void acts.pay(order)}>
          去付款
        </Btn>
      </View>
    );
  }
  if (status === 'paid' && group) {
    return (
      <View className="row g8 m12">
        <Text className="f12 c3 grow">
          {order.priceBack === undefined && (
            <>
              没成团，<Text className="num">{formatFen(order.total)}</Text> 自动退回
            </>
          )}
        </Text>
        <Btn id={`invite-${id}`} kind="tint" size="s" onClick={() => open('group', { id: group.id })}>
          邀请好友
        </Btn>
      </View>
    );
  }
  const isOver = status === 'received' || status === 'completed' || status === 'closed';
  const showsCode = status === 'toShip' && delivery === 'pickUp';
  const seesMoney = openAfterSale !== undefined || refund !== undefined;
  if (!isOver && !showsCode && !seesMoney && status !== 'shipped') return null;
  return (
    <View className="row row-end g8 m12">
      {openAfterSale !== undefined ? (
        <Btn id={`afterSale-${id}`} kind="line" size="s" onClick={() => open('buyer/afterSale', { id: openAfterSale })}>
          看售后
        </Btn>
      ) : (
        (seesMoney || status === 'shipped') && (
          <Btn id={`see-${id}`} kind="line" size="s" onClick={() => open('order', { id })}>
            {seesMoney ? '查看退款' : '查看物流'}
          </Btn>
        )
      )}
      {showsCode && (
        <Btn id={`code-${id}`} kind="tint" size="s" onClick={() => open('buyer/pickUp', { order: id })}>
          取货码
        </Btn>
      )}
      {status === 'shipped' && (
        <Btn id={`receive-${id}`} kind="line" size="s" busy={busy} onClick={() => void acts.receive(id)}>
          确认收货
        </Btn>
      )}
      {isOver && (
        <Btn id={`again-${id}`} kind="line" size="s" busy={busy} onClick={() => void acts.buyAgain(order)}>
          再次购买
        </Btn>
      )}
    </View>
  );
}

/** An order in the list: its state, its goods, what matters now, what to do. */
export function OrderCard({ order, now, acts, onEnd }: Props) {
  const { id, group, bargain, delivery } = order;
  const word = stateWord(order);
  return (
    <View id={`order-${id}`} className="card order">
      <View role="button" onClick={() => open('order', { id })}>
        <View className="row spread order-head">
          <View className="row g4">
            <Tag tone={group ? 'group' : bargain ? 'warning' : 'plain'}>
              {group ? '拼团' : bargain ? '砍价' : '单独买'}
            </Tag>
            {delivery === 'pickUp' && <Tag>自提</Tag>}
          </View>
          <Text className={`f13 bold ${word.tone}`}>{word.label}</Text>
        </View>
        <OrderGoods order={order} />
        <Note order={order} now={now} onEnd={onEnd} />
      </View>
      <Acts order={order} acts={acts} />
    </View>
  );
}
