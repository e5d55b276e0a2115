import { View } from '@tarojs/components';
import type { BargainIconSizes, IconSizes, MerchantIconSizes } from '../../config/icons';

type Sized<Sizes extends Record<string, readonly number[]>> = {
  [Name in keyof Sizes]: { name: Name; size: Sizes[Name][number]; className?: string };
}[keyof Sizes];

type Props = Sized<IconSizes> | Sized<MerchantIconSizes> | Sized<BargainIconSizes>;

/** A line icon in the colour of the text around it. Which sizes there are: config/icons.ts. */
export function Icon({ name, size, className = '' }: Props) {
  return <View className={`icon icon-${name}-${size} ${className}`} aria-hidden="true" />;
}
