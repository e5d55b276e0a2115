import { Text, View } from '@tarojs/components';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Icon } from '../../components/Icon';
import { piecesWord } from '../../components/orderWords';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { copy, toast } from '../../platform/notice';

/** The parcels, each with its number and what is in it. */
export function Parcels({ order, now }: { order: Pick<OrderDetail, 'parcels' | 'lines'>; now: Ms }) {
  const { parcels, lines } = order;
  return parcels.map(({ id, company, trackingNumber, lines: pieces, at }, index) => (
    <View key={id} id={`parcel-${index + 1}`} className="card row row-top g12">
      <View className="dab">
        <Icon name="truck" size={20} />
      </View>
      <View className="grow">
        <View className="f14">
          {parcels.length > 1 && (
            <Text className="bold">
              包裹 {index + 1}/{parcels.length}{' '}
            </Text>
          )}
          {company}
        </View>
        <View className="f14 parcel-number">
          <Text className="num" userSelect>
            {trackingNumber}
          </Text>
        </View>
        <View className="f12 c3">
          {formatWhen(at, now)} 寄出{parcels.length > 1 && ` · ${piecesWord(lines, pieces)}`}
        </View>
      </View>
      <View
        id={`copyParcel-${index + 1}`}
        className="link order-copy"
        role="button"
        onClick={() => void copy(trackingNumber).then(() => toast('单号已复制'))}
      >
        复制
      </View>
    </View>
  ));
}
