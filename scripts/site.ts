/**
 * The whole site on one address, as a plain Node host serves it: API, notifications, cron, the H5 build, pictures, and,
 * where there is one, the stand-in's pages for signing in and paying.
 */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { createApi } from '../functions/http/api';
import { createCron } from '../functions/http/cron';
import { createMedia } from '../functions/http/media';
import { createMessagePush } from '../functions/http/messagePush';
import { createPayNotify } from '../functions/http/payNotify';
import type { RateLimit } from '../functions/http/rateLimit';
import type { App } from '../functions/usecases/app';

export interface SiteOptions {
  /** Folder of the H5 build; without it only the API is served. */
  readonly h5?: string | undefined;
  /** Folder of the demo shop's pictures, served under /pictures/. */
  readonly pictures?: string | undefined;
  /** Where the stand-in listens; its /standin/ addresses are passed on. Never in production. */
  readonly standIn?: string | undefined;
  readonly rateLimit?: RateLimit;
  /** Behind one proxy that sets x-forwarded-for, or adds to it: the last address in it is the one that it saw. */
  readonly trustProxy?: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

export function createSite(app: App, options: SiteOptions): Hono {
  const { h5, pictures, standIn, rateLimit, trustProxy } = options;
  const site = new Hono();
  const addressOf = (context: Context) =>
    (trustProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined) ??
    getConnInfo(context).remote.address ??
    'unknown';
  site.route('/', createPayNotify(app));
  site.route('/', createCron(app));
  site.route('/', createMedia(app));
  site.route('/', createMessagePush(app));
  const api = createApi(app, { addressOf, ...(rateLimit ? { rateLimit } : {}) });
  site.all('/api/*', (context) => api.fetch(context.req.raw, context.env));
  if (standIn) site.all('/standin/*', (context) => passOn(context.req.raw, standIn));
  if (pictures) site.get('/pictures/:file', (context) => file(pictures, context.req.param('file'), 86_400));
  if (h5) {
    site.get('*', async (context) => {
      const path = decoded(new URL(context.req.url).pathname);
      // Names of built files carry a hash of their content; the page itself is asked for anew each time.
      const asset = path === '/' ? 'index.html' : path.slice(1);
      return file(h5, asset, asset === 'index.html' ? 0 : 31_536_000);
    });
  }
  return site;
}

/** The path as it was meant, or as it came where that means nothing. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A file below `folder`, and nothing else. */
async function file(folder: string, name: string, maxAge: number): Promise<Response> {
  const root = resolve(folder) + sep;
  const path = resolve(root, name);
  const type = TYPES[extname(path)];
  if (!path.startsWith(root) || !type) return new Response('not found', { status: 404 });
  try {
    const body = new Uint8Array(await readFile(path));
    const caching = maxAge === 0 ? 'no-cache' : `public, max-age=${maxAge}, immutable`;
    return new Response(body, { headers: { 'content-type': type, 'cache-control': caching } });
  } catch {
    return new Response('not found', { status: 404 });
  }
}

async function passOn(request: Request, base: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'GET' ? undefined : await request.text();
  const answer = await fetch(`${base}${pathname}${search}`, {
    method: request.method,
    headers: { 'content-type': request.headers.get('content-type') ?? 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  return new Response(await answer.text(), {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
  });
}
