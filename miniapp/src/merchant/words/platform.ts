/** Shops as operators of the platform see them, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import type { Word } from './word';

export type Shop = Output<'platform.listMerchants'>['merchants'][number];
export type ShopDetail = Output<'platform.getMerchant'>;

/** Whether it sells, and whether it pays promoters. */
export function stateWords({ closed, payoutsStopped }: Pick<Shop, 'closed' | 'payoutsStopped'>): Word[] {
  const sells: Word =
    closed === 'shopFrozen'
      ? { label: '已冻结', tone: 'danger' }
      : closed === 'shopUnready'
        ? { label: '没开通收款', tone: 'warning' }
        : { label: '营业中', tone: 'money' };
  return payoutsStopped ? [sells, { label: '提现停着', tone: 'warning' }] : [sells];
}
