import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Icon } from '../../components/Icon';
import { causeWord, moneyPlace, piecesWord } from '../../components/orderWords';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';

/**
 * Each refund with where its money is, and the after-sales that are over. The ladder's differences stand in the receipt,
 * an open after-sale at the top of the page.
 */
export function MoneyBack({ order, now }: { order: OrderDetail; now: Ms }) {
  const refunds = order.refunds.filter(({ cause }) => cause !== 'ladder');
  const over = order.afterSales.filter(({ status }) => status !== 'open');
  if (refunds.length === 0 && over.length === 0) return null;
  return (
    <View id="moneyBack" className="card">
      <View className="f16 bold">{over.length > 0 ? '售后与退款' : '退款'}</View>
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
      {over.map(({ id, status }, index) => (
        <View
          key={id}
          id={`afterSale-${id}`}
          className="row g8 m12 order-after-sale"
          role="button"
          onClick={() => open('buyer/afterSale', { id })}
        >
          <Text className="grow f14">
            售后申请{over.length > 1 ? ` ${index + 1}` : ''}
            <Text className="f12 c3"> · {status === 'refunded' ? '同意退款' : '没有退款'}</Text>
          </Text>
          <Text className="link">看进度</Text>
          <Icon name="right" size={16} className="c3" />
        </View>
      ))}
    </View>
  );
}
