import { Empty } from '../../components/State';
import type { Asked } from '../../hooks/useAsk';
import { openTab } from '../../platform/nav';

/** There is none of this id, or no id at all: asking again brings nothing. */
export function isGone(id: string | undefined, asked: Asked<unknown>): boolean {
  if (id === undefined || id === '') return true;
  if (asked.status !== 'failed' || asked.problem.kind !== 'refused') return false;
  return asked.problem.code === 'notFound' || asked.problem.code === 'badRequest';
}

export const Gone = ({ title }: { title: string }) => (
  <Empty
    icon="people"
    title={title}
    text="链接可能不完整，或者砍价已经移除"
    action={{ id: 'goHome', label: '去店里看看', onClick: () => openTab('home') }}
  />
);
