import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { OrderLines } from '../../components/OrderLines';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';
import { Panel } from '../components/Panel';
import { closeWord, deliveryWord, type OrderDetail, orderWord, someWords } from '../words/order';
import { refundWords } from '../words/refund';

interface Props {
  order: OrderDetail;
  merchantId: string;
}

async function copied(text: string): Promise<void> {
  await copy(text);
  toast('复制好了');
}

/** What it waits for, or what came of it. */
function nextWords(order: OrderDetail): string {
  const { status, delivery, closeReason, parcels, toSend, payBy, receiptDue, afterSaleUntil, group } = order;
  const now = serverNow();
  const left = toSend.reduce((sum, { quantity }) => sum + quantity, 0);
  switch (status) {
    case 'awaitingPayment':
      return payBy === undefined ? '等买家付款' : `等买家付款，${formatWhen(payBy, now)} 关闭`;
    case 'confirming':
      return '付款收到了，正在确认';
    case 'paid':
      return group === undefined ? '已付款' : '等成团，成团后才能发';
    case 'toShip':
      if (delivery === 'pickUp') return '等买家来取，报取货码核销';
      if (left === 0) return '剩下的都在售后里，先处理售后';
      return parcels.length === 0 ? `${left} 件等发货` : `发了 ${parcels.length} 个包裹，还有 ${left} 件没发`;
    case 'shipped':
      return receiptDue === undefined ? '在路上' : `在路上，最晚 ${formatWhen(receiptDue, now)} 自动确认收货`;
    case 'received':
      return afterSaleUntil === undefined ? '已收货' : `已收货，售后到 ${formatWhen(afterSaleUntil, now)}`;
    case 'completed':
      return '已完成，售后期过了';
    case 'closed':
      return closeReason === undefined ? '已关闭' : `已关闭：${closeWord(closeReason)}`;
  }
}

/** Which order, in which state, what it waits for. */
export function Head({ order }: { order: OrderDetail }) {
  const word = orderWord(order);
  return (
    <View className="sold-head">
      <View className="row wrap g8">
        <Text className="sold-title">{nextWords(order)}</Text>
        <Tag tone={word.tone}>{word.label}</Tag>
        {order.openAfterSale !== undefined && <Tag tone="danger">售后中</Tag>}
      </View>
      <View className="row g4 f12 c3">
        <Text className="cut">订单编号 {order.id}</Text>
        <Text id="copyId" className="sold-copy" {...asButton} onClick={() => void copied(order.id)}>
          复制
        </Text>
      </View>
    </View>
  );
}

/** What was bought, where each piece is, and how the sum came to be. */
export function Goods({ order, merchantId }: Props) {
  const { lines, goods, discount, freight, total, refunds, priceBack, group, remark, buyer } = order;
  const back = refunds.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <Panel
      id="goods"
      title="商品"
      aside={
        group && (
          <View
            id="toGroup"
            className="link"
            {...asButton}
            onClick={() => open('merchant/group', { merchant: merchantId, id: group.id })}
          >
            {group.size} 人团 <Icon name="right" size={14} />
          </View>
        )
      }
    >
      <OrderLines
        lines={lines}
        note={({ sent, refunded }) =>
          (sent > 0 || refunded > 0) && (
            <View className="f12 c2">
              {[sent > 0 && `已发 ${sent} 件`, refunded > 0 && `已退 ${refunded} 件`].filter(Boolean).join('，')}
            </View>
          )
        }
      />
      <Receipt className="m12">
        <ReceiptLine label="货款" value={formatFen(goods)} />
        {discount > 0 && <ReceiptLine label="优惠" value={formatFen(-discount)} />}
        <ReceiptLine label="运费" value={formatFen(freight)} />
        <ReceiptLine label={order.paidAt === undefined ? '应付' : '实付'} value={formatFen(total)} total />
        {priceBack && <ReceiptLine label="其中降价退回" value={formatFen(-priceBack.amount)} />}
        {back > 0 && <ReceiptLine label="已退和在退" value={formatFen(-back)} />}
      </Receipt>
      <View className="row g8 m12">
        <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
        <Text className="f13 cut">{buyer.name}</Text>
        <Text className="f12 c3 still">{formatWhen(order.createdAt, serverNow())} 下单</Text>
      </View>
      {remark !== undefined && <View className="room-word m8">买家留言：{remark}</View>}
    </Panel>
  );
}

/** Where it goes, or where it is picked up. */
export function Where({ order }: { order: OrderDetail }) {
  const { address, pickUp, delivery } = order;
  if (delivery === 'pickUp') {
    return (
      <Panel id="where" title={deliveryWord.pickUp}>
        <View className="f14 medium">{pickUp?.name}</View>
        <View className="f13 c2">{pickUp?.address}</View>
        <View className="f12 c3">{[pickUp?.hours, pickUp?.phone].filter(Boolean).join(' · ')}</View>
      </Panel>
    );
  }
  const whole = address && `${address.name} ${address.phone} ${address.region.join('')}${address.detail}`;
  return (
    <Panel
      id="where"
      title="寄到"
      aside={
        whole !== undefined && (
          <Text id="copyAddress" className="link" {...asButton} onClick={() => void copied(whole)}>
            复制
          </Text>
        )
      }
    >
      {address === undefined ? (
        <View className="f13 c3">买家注销了，地址已经删除</View>
      ) : (
        <>
          <View className="f14 medium">
            {address.name} <Text className="num c2">{address.phone}</Text>
          </View>
          <View className="f13 c2">
            {address.region.join('')}
            {address.detail}
          </View>
        </>
      )}
    </Panel>
  );
}

export function Parcels({ order }: { order: OrderDetail }) {
  const { parcels, lines } = order;
  if (parcels.length === 0) return null;
  return (
    <Panel id="parcels" title="包裹" sub={`${parcels.length} 个`}>
      {parcels.map(({ id, company, trackingNumber, lines: some, at }) => (
        <View key={id} className="sold-row">
          <View className="row spread g8">
            <View className="f14 medium grow sold-parcel">
              {company} <Text className="num">{trackingNumber}</Text>
            </View>
            <Text
              id={`copy-${trackingNumber}`}
              className="link still"
              {...asButton}
              onClick={() => void copied(trackingNumber)}
            >
              复制
            </Text>
          </View>
          <View className="f12 c3">
            {formatWhen(at, serverNow())} · {someWords(some, lines)}
          </View>
        </View>
      ))}
    </Panel>
  );
}

const afterSaleWords = { open: '处理中', refunded: '同意退款', ended: '结束了，没有退款' } as const;

/** Money that went back, and what the buyer has asked for. */
export function MoneyBack({ order, merchantId }: Props) {
  const { refunds, afterSales, lines } = order;
  if (refunds.length + afterSales.length === 0) return null;
  return (
    <Panel id="moneyBack" title="售后和退款">
      {afterSales.map(({ id, status }, place) => (
        <View
          key={id}
          id={`afterSale-${id}`}
          className="row spread sold-row sold-way"
          {...asButton}
          onClick={() => open('merchant/afterSale', { merchant: merchantId, id })}
        >
          <Text className="f14 medium">
            第 {place + 1} 次售后 · {afterSaleWords[status]}
          </Text>
          <Icon name="right" size={16} className="c3" />
        </View>
      ))}
      {refunds.map((refund) => (
        <View key={refund.id} className="sold-row">
          <View className={`f14 ${refund.status === 'abnormal' ? 'cd' : ''}`}>{refundWords(refund)}</View>
          <View className="f12 c3">
            {[formatWhen(refund.at, serverNow()), refund.lines && someWords(refund.lines, lines)]
              .filter(Boolean)
              .join(' · ')}
          </View>
        </View>
      ))}
    </Panel>
  );
}
