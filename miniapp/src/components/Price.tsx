import { Text, View } from '@tarojs/components';
import { type Fen, splitFen } from '../../../shared/money';
import './Price.scss';

interface Props {
  fen: Fen;
  /** s: list · m: card · l: featured · xl: the page's own price or balance. */
  size?: 's' | 'm' | 'l' | 'xl';
  /** action: asked for · ink: past · money: yours · inherit: on a button. */
  tone?: 'action' | 'ink' | 'money' | 'inherit';
  className?: string;
}

/** `2990` → `29 元 9 角`, as it is read aloud. */
export function spokenFen(fen: Fen): string {
  const { yuan, rest } = splitFen(fen);
  const [tens = '0', ones = '0'] = rest;
  return `${yuan} 元${tens === '0' && ones !== '0' ? '零' : ''}${tens === '0' ? '' : ` ${tens} 角`}${ones === '0' ? '' : ` ${ones} 分`}`;
}

/** An amount, cut from the integer. Both fen digits always show. */
export function Price({ fen, size = 'm', tone = 'action', className = '' }: Props) {
  const { yuan, rest } = splitFen(fen);
  return (
    <View className={`price price-${size} price-${tone} ${className}`} role="img" aria-label={spokenFen(fen)}>
      <Text className="price-small">¥</Text>
      <Text>{yuan}</Text>
      <Text className="price-small">.{rest}</Text>
    </View>
  );
}
