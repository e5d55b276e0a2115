import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Icon } from '../../components/Icon';
import { causeWord, moneyPlace, piecesWord } from '../../components/orderWords';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';

const AFTER_SALE = { open: '处理中', refunded: '已同意退款', ended: '已结束' } as const;

/** After-sales, and each refund with where its money is. The ladder's differences stand in the receipt. */
export function MoneyBack({ order, now }: { order: OrderDetail; now: Ms }) {
  const refunds = order.refunds.filter(({ cause }) => cause !== 'ladder');
  if (refunds.length === 0 && order.afterSales.length === 0) return null;
  return (
    <View id="moneyBack" className="card">
      <View className="f16 bold">{order.afterSales.length > 0 ? '售后与退款' : '退款'}</View>
      {refunds.map(({ id, amount, cause, status, at, lines }) => {
        const place = moneyPlace(status);
        return (
          <View key={id} className="row row-top g12 m12">
            <View className={`dab ${status === 'arrived' ? 'dab-money' : 'dab-warning'}`}>
              <Icon name="refund" size={20} />
            </View>
            <View className="grow">
              <View className="f14 cut">{lines ? piecesWord(order.lines, lines) : causeWord(cause)}</View>
              <View className={`f12 ${place.tone}`}>{place.label}</View>
              <View className="f12 c3">
                {lines && `${causeWord(cause)} · `}
                {formatWhen(at, now)}
                {place.hint && ` · ${place.hint}`}
              </View>
            </View>
            <Text className="num bold f16 still">{formatFen(amount)}</Text>
          </View>
        );
      })}
      {order.afterSales.map(({ id, status }, index) => (
        <View
          key={id}
          id={`afterSale-${id}`}
          className="row g8 m12 order-after-sale"
          role="button"
          onClick={() => open('buyer/afterSale', { id })}
        >
          <Text className="grow f14">
            售后申请{order.afterSales.length > 1 ? ` ${index + 1}` : ''}
            <Text className={`f12 ${status === 'open' ? 'cw' : 'c3'}`}> · {AFTER_SALE[status]}</Text>
          </Text>
          <Text className="link">看进度</Text>
          <Icon name="right" size={16} className="c3" />
        </View>
      ))}
    </View>
  );
}
