/** What a plain Node host has around the functions: an address, and a loop for what time brings about. */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import type { App } from '../functions/usecases/app';
import { type CronReport, runCron } from '../functions/usecases/cron';
import { MINUTE, type Ms, SECOND } from '../shared/time';

/** How long a call may still take once its server is told to end. */
const LAST_WORDS: Ms = 5 * SECOND;

/** What a Hono app is, whatever its variables. */
interface Site {
  fetch(request: Request, env: object): Response | Promise<Response>;
}

export interface Door {
  readonly port: number;
  /** Serves this from now on; until then every call is answered 503. */
  open(site: Site): void;
  close(): Promise<void>;
}

/** Listens before there is anything to serve: who serves must know the address. Throws what `listen` throws. */
export async function openDoor(port: number, host = '127.0.0.1'): Promise<Door> {
  let site: Site | undefined;
  const hono = new Hono();
  hono.all('*', (context) =>
    site ? site.fetch(context.req.raw, context.env as object) : context.text('starting', 503, { 'retry-after': '1' }),
  );
  const server: ServerType = createAdaptorServer({ fetch: hono.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    open: (next) => {
      site = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Calls that are being answered end; connections that only wait for the next one are cut.
        if (!('closeIdleConnections' in server)) return;
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), LAST_WORDS).unref();
      }),
  };
}

/** The wanted port, or the next one that nobody listens on. */
export async function openNextDoor(wanted: number, tries = 20): Promise<Door> {
  for (let port = wanted; port < wanted + tries; port++) {
    try {
      return await openDoor(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`Ports ${wanted} to ${wanted + tries - 1} are all in use. Name a free one: PORT=5000 npm start`);
}

export interface CronLoop {
  /** One run now, after the one that may be under way. */
  run(): Promise<CronReport>;
  /** No run begins after this; resolves when the last one has ended. */
  stop(): Promise<void>;
}

/** Runs what time brings about, every minute, one run at a time. A run that fails is logged; the next one goes on. */
export function startCron(app: App, every: Ms = MINUTE): CronLoop {
  let last: Promise<unknown> = Promise.resolve();
  const run = () => {
    const next = last.then(() => runCron(app));
    last = next.catch(() => {});
    return next;
  };
  const timer = setInterval(() => {
    run().catch((error: unknown) => app.log.error({ error }, 'a cron run failed'));
  }, every);
  return {
    run,
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
