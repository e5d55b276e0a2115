import { View } from '@tarojs/components';
import type { IconSizes } from '../../config/icons';

type Props = {
  [Name in keyof IconSizes]: { name: Name; size: IconSizes[Name][number]; className?: string };
}[keyof IconSizes];

/** A line icon in the colour of the text around it. Which sizes there are: config/icons.ts. */
export function Icon({ name, size, className = '' }: Props) {
  return <View className={`icon icon-${name}-${size} ${className}`} aria-hidden="true" />;
}
