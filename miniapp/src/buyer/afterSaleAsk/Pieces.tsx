import { Text, View } from '@tarojs/components';
import { Cover } from '../../components/Cover';
import { Stepper } from '../../components/Stepper';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { CheckRound } from '../components/CheckRound';

type Line = OrderDetail['lines'][number];

/** How many pieces of each line; a line that is not named is not asked for. */
export type Chosen = Readonly<Record<string, number>>;

interface Props {
  lines: readonly Line[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

/** Which lines, and how many pieces of each. What has been refunded or asked for is said, and cannot be chosen. */
export function Pieces({ lines, chosen, onChange }: Props) {
  return (
    <View>
      {lines.map(({ id, productId, cover, title, skuName, quantity, askable }) => {
        const wanted = chosen[id] ?? 0;
        const isOff = askable === 0;
        return (
          <View key={id} className={`ask-line ${isOff ? 'ask-line-off' : ''}`}>
            <View
              id={`choose-${id}`}
              className="row g12"
              role="checkbox"
              aria-checked={wanted > 0}
              aria-disabled={isOff}
              onClick={isOff ? undefined : () => onChange({ ...chosen, [id]: wanted > 0 ? 0 : askable })}
            >
              <CheckRound on={wanted > 0} off={isOff} />
              <Cover id={productId} picture={cover} shape="t52" />
              <View className="grow">
                <View className="f14 medium cut">{title}</View>
                <View className="f12 c3 cut">
                  {skuName} · 买了 {quantity} 件
                </View>
                {isOff && <View className="f12 cw">已退款，或者售后在处理</View>}
              </View>
            </View>
            {wanted > 0 && askable > 1 && (
              <View className="row row-end g8">
                <Text className="f13 c2">退几件</Text>
                <Stepper
                  id={id}
                  value={wanted}
                  most={askable}
                  onChange={(value) => onChange({ ...chosen, [id]: value })}
                />
              </View>
            )}
          </View>
        );
      })}
    </View>
  );
}
