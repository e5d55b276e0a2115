/** A question to the server as a screen needs it: loading, failed with a way to try again, or ready. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Result } from '../../../shared/result';
import type { Problem } from '../platform/api';

export type Asked<T> =
  | { status: 'loading' }
  | { status: 'failed'; problem: Problem }
  | {
      status: 'ready';
      value: T /** The last renewal brought no answer; what is shown is the older one. */;
      stale: boolean;
    };

export interface Ask<T> {
  asked: Asked<T>;
  /** Asks again. What is shown stays until the answer is there. */
  again: () => Promise<void>;
  /** Puts in what another answer has already brought. */
  put: (value: T) => void;
}

/** Asks when `key` changes; `undefined` asks nothing yet. Only the newest answer counts. */
export function useAsk<T>(key: string | undefined, question: () => Promise<Result<T, Problem>>): Ask<T> {
  const [asked, setAsked] = useState<Asked<T>>({ status: 'loading' });
  const turn = useRef(0);
  const latest = useRef(question);
  latest.current = question;

  const ask = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const answer = await latest.current();
    if (mine !== turn.current) return;
    setAsked((before) => {
      if (answer.ok) return { status: 'ready', value: answer.value, stale: false };
      const kept = before.status === 'ready' && answer.refusal.kind === 'unreachable';
      return kept ? { ...before, stale: true } : { status: 'failed', problem: answer.refusal };
    });
  }, []);

  useEffect(() => {
    if (key === undefined) return;
    setAsked({ status: 'loading' });
    void ask();
  }, [key, ask]);

  // An answer that comes after the page has gone is nobody's.
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  const again = useCallback(async () => {
    setAsked((before) => (before.status === 'failed' ? { status: 'loading' } : before));
    await ask();
  }, [ask]);

  const put = useCallback((value: T) => {
    turn.current += 1;
    setAsked({ status: 'ready', value, stale: false });
  }, []);

  return { asked, again, put };
}
