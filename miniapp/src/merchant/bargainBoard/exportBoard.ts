/** THE FIGURES AS A FILE: one row a day, and what they come to. */
import { formatCsv } from '../../../../shared/csv';
import { costPerOrder } from '../../../../shared/domain/bargainFigures';
import { downloadCsv } from '../../platform/file';
import type { BargainBoard, BargainMeasures } from '../words/bargainFigures';
import { plainYuan } from '../words/typed';
import type { Question } from './board';

const HEAD = [
  '发起日期',
  '打开',
  '拉来新客',
  '发起',
  '有人帮',
  '帮砍',
  '砍到底',
  '买下',
  '过期',
  '取消',
  '订单',
  '订单标价 元',
  '成交 元',
  '每单让利 元',
];

function cellsOf(name: string, measures: BargainMeasures): string[] {
  const { visits, newcomers, launches, helped, helps, floors, bought, expired, cancelled } = measures;
  const { orders, listed, sales } = measures;
  const cost = costPerOrder(measures);
  const counts = [visits, newcomers, launches, helped, helps, floors, bought, expired, cancelled, orders];
  return [name, ...counts.map(String), plainYuan(listed), plainYuan(sales), cost === null ? '' : plainYuan(cost)];
}

/** The table of the file, its head first. */
export const tableOf = ({ days, total }: Pick<BargainBoard, 'days' | 'total'>): string[][] => [
  HEAD,
  ...days.map(({ day, measures }) => cellsOf(day, measures)),
  cellsOf('合计', total),
];

export function exportBoard(board: BargainBoard, { from, until }: Question): void {
  downloadCsv(`砍价 ${from} 到 ${until}.csv`, formatCsv(tableOf(board)));
}
