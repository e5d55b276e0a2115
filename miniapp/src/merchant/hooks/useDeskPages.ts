/** A list by pages, as a desk reads it: one page at a time, forward and back. */
import { useState } from 'react';
import type { Result } from '../../../../shared/result';
import { type Asked, useAsk } from '../../hooks/useAsk';
import type { Problem } from '../../platform/api';

export interface DeskPages<T> {
  asked: Asked<T>;
  /** What was shown before, while another page is on its way. */
  before: T | undefined;
  /** 1 is the first. */
  number: number;
  /** Undefined on the last page. */
  next: (() => void) | undefined;
  /** Undefined on the first page. */
  previous: (() => void) | undefined;
  again: () => Promise<void>;
}

/** Asks when `key` changes, from the first page on; `undefined` asks nothing yet. */
export function useDeskPages<T extends { nextCursor?: string | undefined }>(
  key: string | undefined,
  question: (cursor: string | undefined) => Promise<Result<T, Problem>>,
): DeskPages<T> {
  /** Where each page behind the first one begins, and of which list. */
  const [way, setWay] = useState<{ key: string | undefined; cursors: readonly string[] }>({ key, cursors: [] });
  const cursors = way.key === key ? way.cursors : [];
  const cursor = cursors[cursors.length - 1];
  const { asked, again } = useAsk(key === undefined ? undefined : `${key} ${cursor ?? ''}`, () => question(cursor));
  const [before, setBefore] = useState<T>();
  if (asked.status === 'ready' && asked.value !== before) setBefore(asked.value);
  const nextCursor = asked.status === 'ready' ? asked.value.nextCursor : undefined;
  return {
    asked,
    before,
    number: cursors.length + 1,
    next: nextCursor === undefined ? undefined : () => setWay({ key, cursors: [...cursors, nextCursor] }),
    previous: cursors.length === 0 ? undefined : () => setWay({ key, cursors: cursors.slice(0, -1) }),
    again,
  };
}
