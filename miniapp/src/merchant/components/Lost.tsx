import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import type { Asked } from '../../hooks/useAsk';

interface Props {
  asked: Asked<unknown>;
  again: () => Promise<void>;
  /** What is not there: 这场活动. */
  what: string;
  /** What the list is of: 活动. */
  list?: string;
  /** What the button says, where it leads to no list. */
  way?: string;
  toList: () => void;
}

/** In place of a page's content: on its way, not to be had, or not there at all. */
export function Lost({ asked, again, what, list = '活动', way = `看全部${list}`, toList }: Props) {
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line', 'line']} />;
  if (asked.status === 'ready') return null;
  const { problem } = asked;
  if (problem.kind === 'refused' && (problem.code === 'notFound' || problem.code === 'shareUnknown')) {
    return (
      <Empty
        icon="stop"
        title={`没有找到${what}`}
        text="链接可能不完整，或者它不是这家店的"
        action={{ id: 'toList', label: way, onClick: toList }}
      />
    );
  }
  return <Failed problem={problem} onRetry={() => void again()} />;
}
