/** Asks again and again while `active`, each time `pause` ms after the last answer; at once when it becomes active again. */
import { useEffect, useRef } from 'react';
import type { Ms } from '../../../shared/time';

export function usePolling(ask: () => Promise<unknown>, pause: Ms, active: boolean): void {
  const latest = useRef(ask);
  latest.current = ask;
  const begun = useRef(false);
  useEffect(() => {
    if (!active) return;
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const round = async () => {
      await latest.current();
      if (!stopped) timer = setTimeout(round, pause);
    };
    timer = setTimeout(round, begun.current ? 0 : pause);
    begun.current = true;
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [pause, active]);
}
