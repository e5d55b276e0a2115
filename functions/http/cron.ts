/** `GET /cron` with `Authorization: Bearer $CRON_SECRET`, every minute, by the host's scheduler or any outside pinger. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { App } from '../usecases/app';
import { runCron } from '../usecases/cron';
import { newRequestId } from './api';
import { errorResponse, refusalResponse } from './errors';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createCron(app: App): Hono {
  const hono = new Hono();
  hono.get('/cron', async (context) => {
    const given = context.req.header('authorization') ?? '';
    if (!timingSafeEqual(digest(given), digest(`Bearer ${app.settings.cronSecret}`))) {
      return refusalResponse('unauthenticated', newRequestId());
    }
    return context.json(await runCron(app));
  });
  hono.onError((error) => errorResponse(error, newRequestId(), app.log));
  return hono;
}
