/** `GET /cron` with `Authorization: Bearer $CRON_SECRET`, every minute, by the host's scheduler or any outside pinger. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { App } from '../usecases/app';
import { runCron } from '../usecases/cron';
import { refusalResponse } from './errors';
import { type Framed, framed } from './frame';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createCron(app: App): Hono<Framed> {
  const hono = framed(app, '/cron', refusalResponse);
  hono.get('/cron', async (context) => {
    const given = context.req.header('authorization') ?? '';
    if (!timingSafeEqual(digest(given), digest(`Bearer ${app.settings.cronSecret}`))) {
      return refusalResponse('unauthenticated', context.get('requestId'));
    }
    return context.json(await runCron(app));
  });
  return hono;
}
