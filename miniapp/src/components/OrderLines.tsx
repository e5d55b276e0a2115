import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Output } from '../../../shared/contracts/contracts';
import { Cover } from './Cover';
import { Price } from './Price';
import './OrderLines.scss';

type Line = Output<'order.list'>['orders'][number]['lines'][number];

interface Props<L extends Line> {
  lines: readonly L[];
  /** What is to be said of a line, under it. */
  note?: (line: L) => ReactNode;
  onTap?: (line: L) => void;
}

/** What an order is of, or some pieces of it, one under the other. */
export function OrderLines<L extends Line>({ lines, note, onTap }: Props<L>) {
  return (
    <View className="order-lines">
      {lines.map((line) => (
        <View
          key={line.id}
          id={`line-${line.id}`}
          className="row row-top g12 order-line"
          role={onTap && 'button'}
          onClick={onTap && (() => onTap(line))}
        >
          <Cover id={line.productId} picture={line.cover} shape="t64" />
          <View className="grow">
            <View className="f14 medium cut">{line.title}</View>
            <View className="f12 c3 cut">
              {line.skuName} <Text className="num">× {line.quantity}</Text>
            </View>
            {note?.(line)}
          </View>
          <Price fen={line.unitPrice} size="s" tone="ink" className="still" />
        </View>
      ))}
    </View>
  );
}
