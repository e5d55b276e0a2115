/** A group's state and seats in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { OUTCOMES } from '../../../../shared/domain/groupBuy';
import type { Word } from './word';

export type GroupRow = Output<'campaign.listGroups'>['groups'][number];
export type GroupDetail = Output<'campaign.inspectGroup'>;

export const groupWord: Readonly<Record<GroupRow['status'], Word>> = {
  pending: { label: '待开团', tone: 'warning' },
  open: { label: '拼团中', tone: 'group' },
  formed: { label: '已成团', tone: 'money' },
  failed: { label: '没拼成', tone: 'plain' },
};

type Seated = Pick<GroupRow, 'status' | 'taken' | 'missing' | 'size' | 'least'>;

/** How full it is: 还差 1 人, or what came of it. */
export function seatsWords({ status, taken, missing, size, least }: Seated): string {
  if (status === 'formed') return taken >= size ? `${size} 人到齐` : `${taken} 人成团`;
  if (status === 'failed') return `付款 ${taken} 人`;
  if (least === undefined) return `还差 ${missing} 人`;
  return taken < least ? `还差 ${least - taken} 人` : `到点成团，再来 ${missing} 人满员`;
}

/** Why somebody was turned away, as the outcome table tells it. */
export const turnedAwayWords = (why: string): string =>
  (OUTCOMES as Readonly<Partial<Record<string, { when: string }>>>)[why]?.when ?? '没有座位了';
