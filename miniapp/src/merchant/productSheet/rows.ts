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
  /** What of it differs from what stands, or did before it was saved. */
  readonly what: string;
  readonly why: string;
}

const said = (cell: string): string => (cell.length > 24 ? `${cell.slice(0, 24)}…` : cell || '空');

/** @param outcomes by the place of the product in the file */
export const rowsOf = (products: readonly SheetProduct[], outcomes: ReadonlyMap<number, Outcome>): ReportRow[] =>
  products
    .flatMap((product, place) => {
      const outcome = outcomes.get(place);
      return product.rows.map((at): ReportRow => {
        const told = (all: SheetProduct['faults']) =>
          all
            .filter(({ row }) => row === at)
            .map(({ column, sentence }) => (column === undefined ? sentence : `${column}：${sentence}`));
        const faults = told(product.faults);
        const refused = (outcome?.reasons ?? []).filter(({ row }) => row === undefined || row === at);
        const state =
          outcome === undefined ? product.outcome : outcome.saved && refused.length === 0 ? 'saved' : 'failed';
        const others = product.outcome === 'refused' && faults.length === 0 ? ['同一件商品的别的行有问题'] : [];
        const what = product.changes
          .filter(({ row }) => row === at)
          .map(({ column, before, after }) => `${column} ${said(before)}→${said(after)}`)
          .join('，');
        const why = [...faults, ...others, ...told(product.notes), ...refused.map(({ sentence }) => sentence)].join(
          '；',
        );
        return { at, title: product.title, state, what, why };
      });
    })
    .sort((one, other) => one.at - other.at);
