/**
 * `npm run serve`: the functions and the built H5 page as one plain Node server, for a host of one's own (a domain with
 * an ICP filing needs one). The environment is that of `.env.example`, and besides it:
 *   PORT, HOST     where it listens; 8080 on all addresses if left out
 *   H5_FOLDER      the H5 build to serve; dist/h5 if left out and there (`npm run build:h5`)
 *   TRUST_PROXY=1  behind a proxy that overwrites x-forwarded-for: the caller's address is taken from it
 *   CRON=off       somebody else calls GET /cron every minute; otherwise this server does the same by itself
 * SIGTERM lets calls that are being answered end. Several of these may run side by side.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseConfig } from '../functions/config';
import { compose } from '../functions/http/compose';
import { openDoor, startCron } from './host';
import { createSite } from './site';

const root = resolve(__dirname, '..');

/** The folder of the H5 build, or undefined where there is none. Throws if it is one for the stand-in. */
function h5Folder(environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment.H5_FOLDER;
  const folder = resolve(root, named ?? 'dist/h5');
  if (!existsSync(join(folder, 'index.html'))) {
    if (named !== undefined) throw new Error(`H5_FOLDER=${named}: there is no index.html.`);
    return undefined;
  }
  const scripts = readdirSync(join(folder, 'js')).filter((file) => file.endsWith('.js'));
  const standIn = scripts.some((file) => readFileSync(join(folder, 'js', file), 'utf8').includes('/standin/'));
  if (standIn && environment.NODE_ENV !== 'development') {
    throw new Error(`${folder} was built against WeChat's stand-in. Make the real one: npm run build:h5`);
  }
  return folder;
}

/** In digits, and one that can be listened on. */
function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`PORT=${text} is no port.`);
  return port;
}

async function main(): Promise<void> {
  const environment = process.env;
  const config = parseConfig(environment);
  const h5 = h5Folder(environment);
  const port = portOf(environment.PORT ?? '8080');
  const host = environment.HOST ?? '0.0.0.0';
  const { app, client } = compose(config);
  const door = await openDoor(port, host).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use. Name another one in PORT.`) : error;
  });
  door.open(createSite(app, { h5, trustProxy: environment.TRUST_PROXY === '1' }));
  const cron = environment.CRON === 'off' ? undefined : startCron(app);
  console.log(
    `Pinkan listens on ${host}:${door.port} for ${config.PUBLIC_BASE_URL}: API, notifications, ` +
      `${h5 === undefined ? 'no H5 page' : 'the H5 page'}; cron ${cron ? 'every minute' : 'is called from outside'}.`,
  );

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([door.close(), cron?.stop()]);
    await client.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
