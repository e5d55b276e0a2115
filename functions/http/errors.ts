/** How a "no" and a bug leave the server: a code, a status and a sentence, and nothing of the inside. */
import { type RefusalCode, refusals } from '../../shared/refusals';
import { Busy } from '../store/change';
import { isOutage } from '../store/mongo';
import type { Log } from '../usecases/app';
import { WechatUnavailable } from '../wechat/http';

export interface RefusalBody {
  readonly code: RefusalCode;
  readonly message: string;
  /** The input's field that is wrong, with `badRequest`. */
  readonly field?: string | undefined;
  /** To be quoted when asking for help. */
  readonly requestId: string;
}

export function refusalResponse(code: RefusalCode, requestId: string, field?: string): Response {
  const { status, message } = refusals[code];
  return Response.json({ code, message, field, requestId } satisfies RefusalBody, { status });
}

/** An outage is a 503 that can be repeated safely; everything else is a bug. Either is logged once with its request id. */
export function refusalOf(error: unknown, requestId: string, log: Log): RefusalCode {
  const outage = outageCode(error);
  if (outage) log.warn({ error, requestId }, 'an outage');
  else log.error({ error, requestId }, 'a bug');
  return outage ?? 'internal';
}

/** What a call that threw is answered with, without saying so in the log. */
export const codeOf = (error: unknown): RefusalCode => outageCode(error) ?? 'internal';

function outageCode(error: unknown): RefusalCode | null {
  if (error instanceof Busy) return 'busy';
  return error instanceof WechatUnavailable || isOutage(error) ? 'unavailable' : null;
}
