/** All products of a shop as a table is compared with them, and what they can choose from. */
import type { Output } from '../../../../shared/contracts/contracts';
import { ok, type Result } from '../../../../shared/result';
import { call, type Problem } from '../../platform/api';

export interface Goods {
  readonly forms: Output<'product.export'>['products'];
  readonly choices: Output<'product.choices'>;
}

/** Those on sale first. Asks page by page. */
export async function goodsOf(merchantId: string): Promise<Result<Goods, Problem>> {
  const choices = await call('product.choices', { merchantId });
  if (!choices.ok) return choices;
  const forms: Goods['forms'] = [];
  for (const status of ['onSale', 'archived'] as const) {
    let cursor: string | undefined;
    do {
      const page = await call('product.export', { merchantId, status, cursor });
      if (!page.ok) return page;
      forms.push(...page.value.products);
      cursor = page.value.nextCursor;
    } while (cursor !== undefined);
  }
  return ok({ forms, choices: choices.value });
}
