import { View } from '@tarojs/components';
import { Cover } from '../../components/Cover';
import { Stepper } from '../../components/Stepper';
import { lineName, type OrderRow } from '../words/order';

/** How many pieces of each line. */
export type Chosen = Readonly<Record<string, number>>;

export interface Some {
  lineId: string;
  quantity: number;
}

export const allOf = (most: readonly Some[]): Chosen =>
  Object.fromEntries(most.map(({ lineId, quantity }) => [lineId, quantity]));

/** As the server is asked: lines of which nothing is chosen are left out. */
export const someOf = (chosen: Chosen): Some[] =>
  Object.entries(chosen).flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []));

export const countOf = (some: readonly Some[]): number => some.reduce((sum, { quantity }) => sum + quantity, 0);

interface Props {
  lines: OrderRow['lines'];
  /** What there is to choose from; other lines are not shown. */
  most: readonly Some[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

/** Some pieces of an order: each line with how many of it. */
export function Pieces({ lines, most, chosen, onChange }: Props) {
  return (
    <View className="pieces">
      {most.map(({ lineId, quantity }) => {
        const line = lines.find(({ id }) => id === lineId);
        if (line === undefined) return null;
        return (
          <View key={lineId} className="row g12 pieces-one">
            <Cover id={line.productId} picture={line.cover} shape="t48" />
            <View className="grow">
              <View className="f14 medium two pieces-name">{lineName(line)}</View>
              <View className="f12 c3">最多 {quantity} 件</View>
            </View>
            <Stepper
              id={lineId}
              value={chosen[lineId] ?? 0}
              least={0}
              most={quantity}
              onChange={(value) => onChange({ ...chosen, [lineId]: value })}
            />
          </View>
        );
      })}
    </View>
  );
}
