import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import './Ticket.scss';

/** Goods above the tear, people and terms below. */
export function Ticket({ above, children }: { above: ReactNode; children: ReactNode }) {
  return (
    <View className="ticket">
      {above}
      <View className="ticket-tear">
        <View className="ticket-notch ticket-notch-left" />
        <View className="ticket-dashes" />
        <View className="ticket-notch ticket-notch-right" />
      </View>
      <View className="ticket-below">{children}</View>
    </View>
  );
}
