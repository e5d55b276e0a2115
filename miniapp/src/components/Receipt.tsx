import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import './Receipt.scss';

interface Props {
  children: ReactNode;
  /** With the torn edge of a till receipt. */
  torn?: boolean;
  className?: string;
}

/** How an amount came to be: lines with dotted leaders, one total. */
export function Receipt({ children, torn = false, className = '' }: Props) {
  return <View className={`receipt ${torn ? 'receipt-torn' : ''} ${className}`}>{children}</View>;
}

interface LineProps {
  label: string;
  value: string;
  total?: boolean;
  tone?: 'ink' | 'money';
  /** The value is words, not figures. */
  words?: boolean;
}

export function ReceiptLine({ label, value, total = false, tone = 'ink', words = false }: LineProps) {
  return (
    <View className={`receipt-line ${total ? 'receipt-total' : ''}`}>
      <Text className="receipt-label">{label}</Text>
      <View className="receipt-leader" />
      <Text className={`receipt-value ${tone === 'money' ? 'cm' : ''} ${words ? 'receipt-words' : 'num'}`}>
        {value}
      </Text>
    </View>
  );
}
