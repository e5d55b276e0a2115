/** One timer for everything on screen that counts down; it runs only while something listens. */
import { useEffect, useState } from 'react';
import { type Ms, SECOND } from '../../../shared/time';
import { serverNow } from '../platform/clock';

const listeners = new Set<(now: Ms) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: (now: Ms) => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const now = serverNow();
    for (const each of listeners) each(now);
  }, SECOND);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, anew every second until `until`. */
export function useTick(until: Ms): Ms {
  const [now, setNow] = useState(serverNow);
  const over = now >= until;
  useEffect(() => (over ? undefined : listen(setNow)), [over]);
  return now;
}
