/** A list that goes by page, as its screen needs it: the first page, further ones at the end of the screen, anew on return. */
import { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import type { Result } from '../../../shared/result';
import type { Problem } from '../platform/api';
import { endPullDown } from '../platform/notice';
import { type Ask, type Asked, useAsk } from './useAsk';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | undefined;
}

interface Pages<T> {
  asked: Asked<Page<T>>;
  /** All that has come so far. */
  items: readonly T[];
  again: Ask<Page<T>>['again'];
}

/**
 * Asks when `key` changes; `undefined` asks nothing yet. `question` gets the cursor of a further page. `anew: false` keeps
 * what has come, with its further pages, when somebody returns to it.
 */
export function usePages<T>(
  key: string | undefined,
  question: (cursor?: string) => Promise<Result<Page<T>, Problem>>,
  { anew = true }: { anew?: boolean } = {},
): Pages<T> {
  const { asked, again } = useAsk(key, () => question());
  const first = asked.status === 'ready' ? asked.value : undefined;
  const [more, setMore] = useState<Page<T>>();
  const loading = useRef(false);
  const newest = useRef(first);
  newest.current = first;

  // The first time the question is under way; a list that came in later than its page is not told of that time.
  useDidShow(() => {
    if (anew && key !== undefined && asked.status !== 'loading') void again();
  });
  usePullDownRefresh(() => void again().finally(endPullDown));
  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages belong to the first one
  useEffect(() => setMore(undefined), [first]);

  useReachBottom(async () => {
    const cursor = (more ?? first)?.nextCursor;
    if (cursor === undefined || loading.current) return;
    loading.current = true;
    const answer = await question(cursor);
    loading.current = false;
    // Another list is on screen by now.
    if (!answer.ok || newest.current !== first) return;
    const { items, nextCursor } = answer.value;
    setMore((before) => ({ items: [...(before?.items ?? []), ...items], nextCursor }));
  });

  return { asked, again, items: [...(first?.items ?? []), ...(more?.items ?? [])] };
}
