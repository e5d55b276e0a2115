/** What somebody has typed and not saved yet, kept on this device until it is. */
import { forget, read, write } from '../../platform/storage';
import type { Draft } from './draft';

export interface Kept {
  readonly draft: Draft;
  /** The version that it was begun over; 0 for a product that is new. */
  readonly version: number;
  /** What it was last sent under, so that what has arrived unheard is not made twice. */
  readonly requestId: string;
}

const keyOf = (merchantId: string, productId: string | undefined): string =>
  `pinkan.product.${merchantId}.${productId ?? 'new'}`;

export const keptOf = (merchantId: string, productId: string | undefined): Kept | undefined =>
  read<Kept>(keyOf(merchantId, productId));

export const keep = (merchantId: string, productId: string | undefined, kept: Kept): void =>
  write(keyOf(merchantId, productId), kept);

export const drop = (merchantId: string, productId: string | undefined): void => forget(keyOf(merchantId, productId));
