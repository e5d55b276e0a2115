import { Text } from '@tarojs/components';
import type { ReactNode } from 'react';
import './Tag.scss';

interface Props {
  children: ReactNode;
  tone?: 'plain' | 'group' | 'warning' | 'money' | 'danger' | 'info' | 'glass';
  className?: string;
}

export function Tag({ children, tone = 'plain', className = '' }: Props) {
  return <Text className={`tag tag-${tone} ${className}`}>{children}</Text>;
}
