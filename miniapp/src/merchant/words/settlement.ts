/** Settlements in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import type { Word } from './word';

export type Owed = Output<'settlement.owed'>;
export type Settlement = Output<'settlement.get'>;

export const settlementWord = ({ finishedAt }: Settlement): Word =>
  finishedAt === undefined ? { label: '进行中', tone: 'info' } : { label: '已完成', tone: 'money' };

/** How far it is: `已处理 120 / 300 笔`. */
export const progressWords = ({ done, total }: Settlement): string => `已处理 ${done} / ${total} 笔`;

/** What has come of it, as a sentence. */
export function reportWords({ report }: Settlement): string {
  if (report === undefined) return '还没做完';
  const { released, fen, promoters, postponed } = report;
  const later = postponed === 0 ? '' : `；${postponed} 笔还有售后没完，先留着`;
  return released === 0
    ? `没有可以放款的${later}`
    : `放款 ${released} 笔共 ${formatFen(fen)}，给 ${promoters} 人${later}`;
}
