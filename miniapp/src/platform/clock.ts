/** The server's clock. Its offset is learned from every answer; nothing on a screen trusts the phone's own time. */
import type { Ms } from '../../../shared/time';

let offset: Ms = 0;

/** `header` is `x-server-time` of an answer, in ms; anything else is ignored. */
export function learnServerTime(header: unknown): void {
  const server = Number(header);
  if (Number.isFinite(server) && server > 0) offset = server - Date.now();
}

export function serverNow(): Ms {
  return Date.now() + offset;
}
