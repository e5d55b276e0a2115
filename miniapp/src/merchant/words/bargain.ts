/** A bargain of a campaign in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import type { Word } from './word';

export type BargainRow = Output<'campaign.listBargains'>['bargains'][number];

export const bargainWord: Readonly<Record<BargainRow['status'], Word>> = {
  open: { label: '在砍', tone: 'warning' },
  floor: { label: '到底价', tone: 'group' },
  ordered: { label: '待付款', tone: 'warning' },
  bought: { label: '已买下', tone: 'money' },
  expired: { label: '过期了', tone: 'plain' },
  cancelled: { label: '取消了', tone: 'plain' },
};

/** How far it has come: `5 / 8 刀，再请 3 位朋友`. */
export function cutWords({ status, cuts, made, list, price }: BargainRow): string {
  const missing = cuts - made;
  const far = `砍了 ${formatFen(list - price)}`;
  return status === 'open' && missing > 0 ? `${far}，还差 ${missing} 刀` : far;
}
