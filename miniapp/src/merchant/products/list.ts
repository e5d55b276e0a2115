/** What both layouts of the list share: what it shows, what it is asked with, and what stands where there is nothing. */
import type { Input, Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import type { Membership } from '../hooks/useRoom';

export type Product = Output<'product.listShop'>['products'][number];
type Show = Input<'product.listShop'>['show'];

interface Address {
  merchant?: string | undefined;
  show?: string | undefined;
  words?: string | undefined;
}

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

export const SHOWS = [
  { value: 'onSale', label: '在卖' },
  { value: 'soldOut', label: '有规格卖完' },
  { value: 'archived', label: '已下架' },
] as const satisfies readonly { value: Show; label: string }[];

export const showOf = ({ show }: Address): Show => SHOWS.find(({ value }) => value === show)?.value ?? 'onSale';

export const questionOf = ({ merchantId }: Membership, address: Address): Input<'product.listShop'> => ({
  merchantId,
  show: showOf(address),
  ...(address.words ? { text: address.words } : {}),
});

export const keyOf = ({ merchantId }: Membership, address: Address): string =>
  `${merchantId} ${showOf(address)} ${address.words ?? ''}`;

/** `¥29.90`, or from the lowest to the highest. */
export const priceWords = ({ lowest, highest }: Product): string =>
  lowest === highest ? formatFen(lowest) : `${formatFen(lowest)} – ${formatFen(highest)}`;

/** Why there is nothing to see. */
export function emptyWords(address: Address): { title: string; text: string } {
  if (address.words) return { title: `没有叫「${address.words}」的商品`, text: '换个词，或者看别的状态' };
  switch (showOf(address)) {
    case 'soldOut':
      return { title: '没有卖完的规格', text: '每个规格都还有货' };
    case 'archived':
      return { title: '没有下架的商品', text: '下架的商品会列在这里，随时可以再上架' };
    default:
      return { title: '还没有商品', text: '有了商品，才能卖、拼团和砍价' };
  }
}
