/** WHAT WAITS FOR SOMEBODY, and where it is seen to. First the customers' money, then their parcels, their questions, and us. */
import type { TodayBoard } from '../words/today';

type Waiting = TodayBoard['waiting'];

export interface Wait {
  readonly name: Exclude<keyof Waiting, 'expiring'>;
  readonly icon: 'alert' | 'truck' | 'box' | 'refund' | 'wechat';
  readonly title: (count: number) => string;
  readonly text: string;
  readonly act: string;
  /** The list with this filter. */
  readonly page: 'merchant/orders' | 'merchant/afterSales' | 'merchant/payouts';
  readonly state?: string;
}

const waits: readonly Wait[] = [
  {
    name: 'tasks',
    icon: 'alert',
    title: (count) => `${count} 件事卡住了`,
    text: '收款、退款、转账或发货没走通，要人来看',
    act: '看原因',
    page: 'merchant/orders',
  },
  {
    name: 'toShip',
    icon: 'truck',
    title: (count) => `${count} 单待发货`,
    text: '买家付了款，在等快递单号',
    act: '去发货',
    page: 'merchant/orders',
    state: 'toShip',
  },
  {
    name: 'toPickUp',
    icon: 'box',
    title: (count) => `${count} 单待取货`,
    text: '备好货，买家来了核对取货码',
    act: '看订单',
    page: 'merchant/orders',
    state: 'toPickUp',
  },
  {
    name: 'toAnswer',
    icon: 'refund',
    title: (count) => `${count} 个售后待处理`,
    text: '两天内没处理会自动同意',
    act: '去处理',
    page: 'merchant/afterSales',
    state: 'toAnswer',
  },
  {
    name: 'toReview',
    icon: 'wechat',
    title: (count) => `${count} 笔提现待审核`,
    text: '风险规则把它们留了下来',
    act: '去审核',
    page: 'merchant/payouts',
    state: 'review',
  },
];

/** Those that somebody waits for, with how many. */
export const waitsIn = (waiting: Waiting): ReadonlyArray<Wait & { readonly count: number }> =>
  waits.map((wait) => ({ ...wait, count: waiting[wait.name] ?? 0 })).filter(({ count }) => count > 0);
