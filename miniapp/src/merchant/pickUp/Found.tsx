import { Text, View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { OrderLines } from '../../components/OrderLines';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { goodsWords, type OrderRow, piecesOf } from '../words/order';
import type { PickUp } from './usePickUp';

/** What is handed over to whom; one tap, and it is. */
export function Found({ order, pickUp, merchantId }: { order: OrderRow; pickUp: PickUp; merchantId: string }) {
  const { id, buyer, lines, receiver, createdAt, openAfterSale, remark } = order;
  return (
    <View id="found" className="card hand-found">
      <View className="row g12">
        <Avatar avatar={buyer.avatar} name={buyer.name} size={42} />
        <View className="grow">
          <View className="f16 bold cut">
            {buyer.name}，{piecesOf(lines)} 件
          </View>
          <View className="f12 c3 cut">
            {formatWhen(createdAt, serverNow())} 下单 · {receiver.place}
          </View>
        </View>
      </View>
      <View className="hr hand-line" />
      <OrderLines lines={lines} />
      {remark !== undefined && <View className="room-word m8">买家留言：{remark}</View>}
      {pickUp.problem && (
        <View id="pickUpProblem" className="cd f13 m12">
          {pickUp.problem.message}
        </View>
      )}
      <View className="room-acts m16">
        {openAfterSale === undefined ? (
          <Btn id="another" kind="line" onClick={pickUp.again}>
            换一个码
          </Btn>
        ) : (
          <Btn id="toOrder" kind="line" onClick={() => open('merchant/order', { merchant: merchantId, id })}>
            看订单
          </Btn>
        )}
        <Btn id="handOver" busy={pickUp.busy} onClick={() => void pickUp.handOver()}>
          货交给 TA 了
        </Btn>
      </View>
    </View>
  );
}

/** What was handed over just now. */
export function Done({ order }: { order: OrderRow }) {
  return (
    <View id="done" className="card row g12" role="status">
      <View className="dab dab-money">
        <Icon name="check" size={20} />
      </View>
      <View className="grow">
        <View className="f14 bold cm">交好了，可以接着核销下一个</View>
        <View className="f12 c2 cut">
          {order.buyer.name} · <Text>{goodsWords(order.lines)}</Text>
        </View>
      </View>
    </View>
  );
}
