/** What its SKU costs alone now: a price that was lowered since may be less than what the bargain stands at. */
import type { Fen } from '../../../../shared/money';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import type { Bargain } from '../words';
import { hasDeadline } from './viewer';

/** @returns that price where it is less than the bargain's, for an owner who could order; undefined where it is not, or not known */
export function useCheaperAlone(bargain: Bargain | undefined): Fen | undefined {
  const productId = bargain?.mine && hasDeadline(bargain) ? bargain.product.id : undefined;
  const { asked } = useAsk(productId, () => call('product.get', { productId: productId ?? '' }));
  if (!bargain || productId === undefined || asked.status !== 'ready') return undefined;
  const alone = asked.value.skus.find(({ id }) => id === bargain.sku.id)?.price;
  return alone !== undefined && alone < bargain.price ? alone : undefined;
}
