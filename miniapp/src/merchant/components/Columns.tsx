import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { useWide } from '../hooks/useWide';

interface Props {
  /** What it is; at a desk the frame has it, on a phone it comes first. Left out where the title says it. */
  head?: ReactNode;
  main: ReactNode;
  side: ReactNode;
}

/** One thing with all about it: beside each other at a desk, below each other on a phone. */
export function Columns({ head, main, side }: Props) {
  const wide = useWide();
  return wide ? (
    <div className="desk-columns">
      <div>{main}</div>
      <div>{side}</div>
    </div>
  ) : (
    <View>
      {head !== undefined && <View className="card">{head}</View>}
      {main}
      {side}
    </View>
  );
}
