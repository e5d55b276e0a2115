/** SAVING A FILE OF PRODUCTS, one product after the other, each of them whole. After a stop it goes on with the rest. */
import { useRef, useState } from 'react';
import type { SheetProduct } from '../../../../shared/domain/productSheet';
import type { Result } from '../../../../shared/result';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import type { Outcome } from './rows';

export interface Saving {
  /** By the place of the product in the file. */
  outcomes: ReadonlyMap<number, Outcome>;
  busy: boolean;
  /** Why it stopped. */
  problem: Problem | undefined;
  start: () => Promise<void>;
}

/** Whether a file has something to save of it. */
export const isToSave = ({ outcome }: SheetProduct): boolean => outcome === 'new' || outcome === 'changed';

export function useSaving(merchantId: string, products: readonly SheetProduct[]): Saving {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Outcome>>(new Map());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** Each product's, and each stock's, so that going on saves nothing twice. */
  const requestIds = useRef(new Map<string, string>());

  const requestIdOf = (what: string): string => {
    const id = requestIds.current.get(what) ?? newRequestId();
    requestIds.current.set(what, id);
    return id;
  };

  /** The product first, whole or not at all; then the stock of its SKUs, each by itself. */
  async function save(product: SheetProduct, place: number): Promise<Result<Outcome, Problem>> {
    const { productId, version, wish, stock } = product;
    if (wish) {
      const answer = await call('product.save', {
        merchantId,
        requestId: requestIdOf(`${place}`),
        ...(productId === undefined ? {} : { productId, seenVersion: version }),
        product: {
          ...wish,
          promises: [...wish.promises],
          pictures: [...wish.pictures],
          skus: wish.skus.map((sku) => ({ ...sku })),
        },
      });
      if (!answer.ok) {
        if (mayRetry(answer.refusal)) return answer;
        return { ok: true, value: { saved: false, reasons: [{ sentence: answer.refusal.message }] } };
      }
    }
    const reasons: { row: number; sentence: string }[] = [];
    for (const { row, skuId, seen, seenLeft, left } of productId === undefined ? [] : stock) {
      const requestId = requestIdOf(`${place} ${skuId}`);
      const answer = await call('product.setStock', {
        merchantId,
        productId: productId ?? '',
        skuId,
        seen,
        seenLeft,
        left,
        requestId,
      });
      if (answer.ok) continue;
      if (mayRetry(answer.refusal)) return answer;
      reasons.push({ row, sentence: `库存没改：${answer.refusal.message}` });
    }
    return { ok: true, value: { saved: true, reasons } };
  }

  async function start(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const told = new Map(outcomes);
    for (const [place, product] of products.entries()) {
      if (!isToSave(product) || told.has(place)) continue;
      const answer = await save(product, place);
      if (!answer.ok) {
        setProblem(answer.refusal);
        break;
      }
      told.set(place, answer.value);
      setOutcomes(new Map(told));
    }
    setBusy(false);
  }

  return { outcomes, busy, problem, start };
}
