/** What the bargains of a campaign come to, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { costPerOrder } from '../../../../shared/domain/bargainFigures';
import { inCount } from './fission';
import { inYuan } from './payment';

export type BargainBoard = Output<'bargainFigures.board'>;
export type BargainMeasures = BargainBoard['total'];
export type BargainDay = BargainBoard['days'][number];

/** What the orders gave away of the list price, on average: `30.00`; a dash where there is none. */
export function costWords(measures: BargainMeasures): string {
  const cost = costPerOrder(measures);
  return cost === null ? '–' : inYuan(cost);
}

/** The value of a chart's line; between two counts there is none. */
export const scaleWords = (value: number): string => (Number.isInteger(value) ? inCount(value) : '');

/** What the board counts, in plain words. */
export const MEANINGS: ReadonlyArray<readonly [string, string]> = [
  ['发起', '这些天里发起的砍价。下面几项都算在发起的那一天；最近几天的还没结束，数会变。'],
  ['有人帮', '至少有一位朋友帮砍过的。'],
  ['帮砍', '朋友砍的刀数，自己先砍的那一刀不算。'],
  ['砍到底', '所有的刀都砍完的。'],
  ['买下', '按砍后的价付了款的，后来退了款也算在这里。'],
  ['订单、成交', '买下而且没有全退的：几单，以及留在店里的货款，不含运费。'],
  ['每单让利', '这些订单的标价合计减去成交，除以单数。'],
  ['打开', '这场活动的分享被打开了几次，一个人一天打开同一个分享算 1 次；按打开的那一天算。'],
  ['拉来新客', '第一次到店里来，就是从这场活动的分享来的人。'],
];
