/** THE FIGURES AS A FILE: one row a day, and what they come to. Money is in it for whoever may see it. */
import { formatCsv } from '../../../../shared/csv';
import { downloadCsv } from '../../platform/file';
import {
  type CampaignBoard,
  type CampaignMeasures,
  type CampaignMoney,
  dealWords,
  moneyWords,
} from '../words/campaignFigures';
import { plainYuan } from '../words/typed';

const MONEY = [
  'sales',
  'returned',
  'cost',
  'fee',
  'commission',
  'margin',
] as const satisfies readonly (keyof typeof moneyWords)[];

const NOTHING = { sales: 0, returned: 0, cost: 0, fee: 0, commission: 0, margin: 0, uncosted: 0 };

/** The table of the file, its head first. */
export function tableOf(
  { kind, days, total }: Pick<CampaignBoard, 'kind' | 'days' | 'total'>,
  money: Pick<CampaignMoney, 'days' | 'total'> | undefined,
): string[][] {
  const words = dealWords[kind];
  const counts = ({ visits, begun, succeeded, failed, orders, paid, sold, kept, pieces }: CampaignMeasures) =>
    [visits, begun, succeeded, failed, orders, paid, sold, kept, pieces].map(String);
  const sums = (of: CampaignMoney['total']) => [...MONEY.map((name) => plainYuan(of[name])), String(of.uncosted)];
  const moneyOn = (day: string) => (money ? sums(money.days.find((one) => one.day === day)?.money ?? NOTHING) : []);
  return [
    [
      ...['日期', '打开', words.begun, words.succeeded, words.failed, '下单', '付款', '卖出 单', '留住 单', '卖出 件'],
      ...(money ? [...MONEY.map((name) => `${moneyWords[name]} 元`), '没填成本 单'] : []),
    ],
    ...days.map(({ day, measures }) => [day, ...counts(measures), ...moneyOn(day)]),
    ['合计', ...counts(total), ...(money ? sums(money.total) : [])],
  ];
}

/** Whether all has come that this person may see: a file without its money would look whole. */
export const isWhole = (
  board: CampaignBoard | undefined,
  money: CampaignMoney | undefined,
  seesMoney: boolean,
): boolean => board !== undefined && (money !== undefined || !seesMoney);

export function exportBoard(board: CampaignBoard, money: CampaignMoney | undefined): void {
  downloadCsv(`活动成绩 ${board.title}.csv`, formatCsv(tableOf(board, money)));
}
