/** THE FIGURES AS A FILE: one row a day or month, and what they come to. */
import { formatCsv } from '../../../../shared/csv';
import { FINANCE_FIGURES } from '../../../../shared/domain/finance';
import { downloadCsv } from '../../platform/file';
import { type FinanceBoard, figureWord } from '../words/finance';
import { plainYuan } from '../words/typed';
import type { Question } from './board';

/** The table of the file, its head first. */
export const tableOf = ({ rows, total }: Pick<FinanceBoard, 'rows' | 'total'>): string[][] => [
  ['时间', ...FINANCE_FIGURES.map((figure) => `${figureWord[figure]} 元`)],
  ...rows.map((row) => [row.period, ...FINANCE_FIGURES.map((figure) => plainYuan(row[figure]))]),
  ['合计', ...FINANCE_FIGURES.map((figure) => plainYuan(total[figure]))],
];

export function exportBoard(board: FinanceBoard, { from, until }: Question): void {
  downloadCsv(`财务 ${from} 到 ${until}.csv`, formatCsv(tableOf(board)));
}
