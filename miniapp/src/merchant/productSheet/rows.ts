/** What a file says, row by row, and what came of it. */
import type { SheetProduct } from '../../../../shared/domain/productSheet';

export interface Chosen {
  /** Of the file. */
  readonly name: string;
  /** Columns that mean nothing here. */
  readonly unknown: readonly string[];
  readonly products: readonly SheetProduct[];
}

export interface Outcome {
  readonly saved: boolean;
  /** What was refused, by row where one alone is meant. */
  readonly reasons: readonly { readonly row?: number; readonly sentence: string }[];
}

export type State = 'new' | 'changed' | 'same' | 'refused' | 'saved' | 'failed';

export interface ReportRow {
  readonly at: number;
  readonly title: string;
  readonly state: State;
  readonly why: string;
}

/** @param outcomes by the place of the product in the file */
export const rowsOf = (products: readonly SheetProduct[], outcomes: ReadonlyMap<number, Outcome>): ReportRow[] =>
  products
    .flatMap((product, place) => {
      const outcome = outcomes.get(place);
      return product.rows.map((at): ReportRow => {
        const faults = product.faults
          .filter(({ row }) => row === at)
          .map(({ column, sentence }) => (column === undefined ? sentence : `${column}：${sentence}`));
        const refused = (outcome?.reasons ?? []).filter(({ row }) => row === undefined || row === at);
        const state =
          outcome === undefined ? product.outcome : outcome.saved && refused.length === 0 ? 'saved' : 'failed';
        const others = product.outcome === 'refused' && faults.length === 0 ? ['同一件商品的别的行有问题'] : [];
        const why = [...faults, ...others, ...refused.map(({ sentence }) => sentence)].join('；');
        return { at, title: product.title, state, why };
      });
    })
    .sort((one, other) => one.at - other.at);
