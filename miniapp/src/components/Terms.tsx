import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Icon } from './Icon';
import './Terms.scss';

export interface Term {
  icon: 'refund' | 'clock' | 'truck' | 'shield' | 'swap' | 'link' | 'lock' | 'people' | 'chat' | 'tag' | 'check';
  text: ReactNode;
}

/** Promises and conditions, each with its icon. */
export function Terms({ terms, small = false }: { terms: Term[]; small?: boolean }) {
  return (
    <View className={`terms ${small ? 'terms-small' : ''}`}>
      {terms.map(({ icon, text }) => (
        <View key={icon} className="terms-one">
          <Icon name={icon} size={18} className="terms-icon" />
          <View className="grow">{text}</View>
        </View>
      ))}
    </View>
  );
}
