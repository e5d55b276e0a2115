/**
 * Around every request: its number, which the log, the answer's head and every refusal carry; the server's time; and a
 * way out for what was thrown, once. It is the outermost part of each function.
 */
import { randomBytes } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { base62 } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import type { App } from '../usecases/app';
import { refusalOf } from './errors';

const BODY_LIMIT = 64 * 1024;

export interface Framed {
  Variables: { requestId: string };
}

/** How a function words a no of the frame itself. */
export type Wording = (code: RefusalCode, requestId: string) => Response;

/**
 * An empty Hono app in its frame.
 * @param under the addresses that are this function's, since several functions may be served on one address
 * @param maxSize bytes of a body
 */
export function framed(
  app: Pick<App, 'now' | 'log'>,
  under: string,
  say: Wording,
  maxSize: number = BODY_LIMIT,
): Hono<Framed> {
  const hono = new Hono<Framed>();
  const frame: MiddlewareHandler<Framed> = async (context, next) => {
    const requestId = base62(randomBytes(12), 12);
    context.set('requestId', requestId);
    try {
      await next();
    } catch (error) {
      // Only what is not an Error comes this far.
      context.res = say(refusalOf(error, requestId, app.log), requestId);
    }
    context.res.headers.set('x-request-id', requestId);
    context.res.headers.set('x-server-time', String(app.now()));
    // A picture says by itself that it may be kept.
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store');
  };
  hono.onError((error, context) => {
    const requestId = context.get('requestId');
    return say(refusalOf(error, requestId, app.log), requestId);
  });
  hono.use(under, frame);
  hono.use(under, bodyLimit({ maxSize, onError: (context) => say('bodyTooLarge', context.get('requestId')) }));
  hono.notFound((context) => say('notFound', context.get('requestId') ?? ''));
  return hono;
}
