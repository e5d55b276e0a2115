import type { Output } from '../../../../shared/contracts/contracts';

export type Product = Output<'product.get'>;
type Sku = Product['skus'][number];

/** The SKU whose price the page shows: the chosen one, else the cheapest that is left in the group buy, or alone. */
export function shownSku(product: Product, chosen?: string): Sku | undefined {
  const own = product.skus.find(({ id }) => id === chosen);
  if (own !== undefined) return own;
  const price = (sku: Sku) => sku.groupPrice ?? sku.price;
  const offered = product.skus.filter((sku) => product.groupBuy === undefined || sku.groupPrice !== undefined);
  const left = offered.filter(({ inStock }) => inStock);
  return (left.length > 0 ? left : offered).reduce<Sku | undefined>(
    (best, sku) => (best === undefined || price(sku) < price(best) ? sku : best),
    undefined,
  );
}
