/** What a campaign has come to, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { FILL_CLASSES } from '../../../../shared/domain/campaignFigures';
import { DAY, HOUR, MINUTE, type Ms } from '../../../../shared/time';
import type { CampaignKind } from './campaign';
import { spanWords } from './fission';

export type CampaignBoard = Output<'campaignFigures.board'>;
export type CampaignMoney = Output<'campaignFigures.money'>;
export type CampaignMeasures = CampaignBoard['total'];

/** What a deal of each kind is called as it is begun, ends well, or does not. */
export const dealWords: Readonly<
  Record<CampaignKind, { readonly begun: string; readonly succeeded: string; readonly failed: string }>
> = {
  groupBuy: { begun: '开团', succeeded: '成团', failed: '没成团' },
  bargain: { begun: '发起', succeeded: '买下', failed: '没买下' },
};

/** Each class by its end: `5 分`, `1 时`, `2 天`, and what took longer. */
export const FILL_WORDS: readonly string[] = [
  ...FILL_CLASSES.map((end) =>
    end < HOUR ? `${end / MINUTE} 分` : end < DAY ? `${end / HOUR} 时` : `${end / DAY} 天`,
  ),
  '更久',
];

/** `4 小时内`, of a time that is known by its class. */
export const filledWords = (end: Ms): string =>
  Number.isFinite(end) ? `${spanWords(end)}内` : `${spanWords(FILL_CLASSES[FILL_CLASSES.length - 1] ?? 0)}以上`;

export const moneyWords = {
  sales: '成交',
  returned: '退回',
  cost: '成本',
  fee: '手续费',
  commission: '佣金',
  margin: '毛利',
} as const satisfies Readonly<Record<Exclude<keyof CampaignMoney['total'], 'uncosted'>, string>>;

/** What the board counts, in plain words. */
export const meaningsOf = (kind: CampaignKind, money: boolean): ReadonlyArray<readonly [string, string]> => [
  ['打开', '这场活动的分享被打开了几次，一个人一天打开同一个分享算 1 次。自己找来的人不在里面。'],
  kind === 'groupBuy'
    ? ['开团、成团', '团长付了款才算开团，算在开团那一天。多久成团，从开团算到满员。']
    : ['发起、买下', '算在发起那一天。多久砍到底，从发起算到最后一刀。'],
  ['下单', '付了款，或者没付就关掉的；还在等付款的先不算。算在下单那一天。'],
  ['付款', '钱到过账的，后来退了也算。'],
  ['卖出、留住', kind === 'groupBuy' ? '卖出是成了团的；留住是没有全退的。' : '卖出是买下的；留住是没有全退的。'],
  ...(money
    ? ([
        ['成交、退回', '卖出的货款，不含运费，阶梯价退的差额已经扣掉；退回是其中后来退了的货款。'],
        ['成本', '下单那一刻规格里填的成本。没发出就退的不算。没填成本的单，不算进成本和毛利。'],
        ['手续费', '按实付的 0.6% 估，不满 1 分算 1 分；后来退款也不还。实际扣多少看财务。'],
        ['佣金', '给出去的，退款收回的已经扣掉。'],
        ['毛利', '成交 − 退回 − 成本 − 手续费 − 佣金。'],
      ] as const)
    : []),
];
