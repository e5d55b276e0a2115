/** WHAT THE TERMS OF A BARGAIN COME TO: how many cuts from where to where, and how they may fall. */
import { type BargainTerms, cutCount } from '../../../../shared/domain/bargain';
import { cutsOf } from '../../../../shared/domain/fairness';
import type { Fen } from '../../../../shared/money';
import type { Goods } from './draft';

/** One SKU as it can be cut. */
export interface Cutting {
  readonly skuId: string;
  readonly name: string;
  readonly list: Fen;
  readonly floor: Fen;
  readonly count: number;
}

export const cuttingsOf = (terms: BargainTerms, { skus }: Goods): Cutting[] =>
  skus.flatMap(({ id, name }) => {
    const price = terms.prices[id];
    return price ? [{ skuId: id, name, ...price, count: cutCount(terms) }] : [];
  });

/** 32 bytes for an example: chance enough to look at, of no use for a bargain. */
export const exampleSeed = (): string =>
  Array.from({ length: 64 }, () => Math.floor(Math.random() * 16).toString(16)).join('');

/** How the cuts may fall, by the same draw as a bargain's. */
export const exampleCuts = (seed: string, { list, floor, count }: Cutting, { shape }: BargainTerms): readonly Fen[] =>
  cutsOf(seed, { bargainId: '', campaignId: '', edition: 0, list, floor, count, shape });
