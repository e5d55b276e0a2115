import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { MINUTE, type Ms } from '../../../../shared/time';
import { AddressCard } from '../../components/AddressCard';
import { formedWords } from '../../components/groupWords';
import { Icon } from '../../components/Icon';
import { OrderGoods } from '../../components/OrderCard';
import { orderSteps } from '../../components/orderSteps';
import { Seats } from '../../components/Seats';
import { Skeleton } from '../../components/Skeleton';
import { Steps } from '../../components/Steps';
import { serverNow } from '../../platform/clock';
import type { Group, Order } from './viewer';

function lastedWords(from: Ms, to: Ms): string {
  const minutes = Math.max(1, Math.round((to - from) / MINUTE));
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
}

/** What this order cost less than the same goods bought alone. */
function savedBy(group: Group, order: Order): number {
  const [line] = order.lines;
  const sku = group.skus.find(({ id }) => id === line?.skuId);
  if (line === undefined || sku === undefined) return 0;
  return (sku.price - line.unitPrice) * line.quantity + (order.priceBack?.amount ?? 0);
}

/** 成团了, for somebody who is in: who came, what was saved, what comes next. */
export function Formed({ group, order }: { group: Group; order: Order | undefined }) {
  const { openedAt, formedAt, taken } = group;
  const full = taken >= group.size;
  const saved = order ? savedBy(group, order) : 0;
  const last = group.seats.at(-1);
  return (
    <View id="formed">
      <View className="group-formed tc">
        <Seats seats={group.seats} size={taken} formed />
        <View className="row row-middle g8 m16">
          <View className="group-tick">
            <Icon name="check" size={16} />
          </View>
          <Text className="f22 bold">成团了</Text>
        </View>
        <View className="f13 c2 m4">
          {formedWords(group)}
          {full && formedAt !== undefined && openedAt !== undefined && `，用时 ${lastedWords(openedAt, formedAt)}`}
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
                steps={orderSteps(order, serverNow(), {
                  at: formedAt,
                  who: full && last ? `${last.mine ? '你' : last.name}是第 ${taken} 位` : undefined,
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
