/**
 * `npm start`: the whole shop on this machine, on one address: database, WeChat's stand-in, functions, the H5 app, and
 * a shop with goods and people in it. Says what it is doing, then one screen. Ctrl-C leaves nothing running; the next
 * start finds the data of this one (in .data/, or PINKAN_DATA).
 *
 * For development it has two addresses that no deployment has: `POST /dev/clock {"advance": 86400000}` lets time pass
 * here and at WeChat, `POST /dev/cron` does what is due now instead of at the next minute.
 */
import { join, relative, resolve } from 'node:path';
import { Hono } from 'hono';
import { compose } from '../functions/http/compose';
import { connect } from '../functions/store/mongo';
import type { Log } from '../functions/usecases/app';
import type { CronReport } from '../functions/usecases/cron';
import { DAY, HOUR, type Ms } from '../shared/time';
import { build } from './build';
import { openDatabase } from './database';
import { type CronLoop, openNextDoor, startCron } from './host';
import {
  claimFolder,
  keptSecrets,
  type LocalClock,
  localClock,
  localConfig,
  localDatabase,
  localFolder,
  refuseProduction,
  registerTemplates,
  takePushes,
  terminalLog,
} from './local';
import { people } from './seed/people';
import { seed } from './seed/seed';
import { createSite } from './site';
import { type StandIn, spawnStandIn } from './wechatStandIn/spawn';

const DEFAULT_PORT = 4000;
/** Longest leap of the clock in one call. */
const LEAP = 90 * DAY;
const root = resolve(__dirname, '..');

/** What was started, ended in the opposite order. */
const ends: (() => Promise<unknown>)[] = [];
let stopping = false;
const begun = Date.now();

/** Thrown through a start that was told to stop. */
class Stopped extends Error {}

/** Does one step and says so when it is done, with the time it took; what it opened is closed at the end. */
async function step<T>(name: string, work: () => Promise<{ value: T; said: string; end?: () => Promise<unknown> }>) {
  if (stopping) throw new Stopped();
  const from = Date.now();
  if (process.stdout.isTTY) process.stdout.write(`… ${name}`);
  try {
    const { value, said, end } = await work();
    if (end) ends.push(end);
    if (stopping) throw new Stopped();
    const seconds = ((Date.now() - from) / 1000).toFixed(1).padStart(5);
    process.stdout.write(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${seconds} s  ${name}: ${said}\n`);
    return value;
  } catch (error) {
    if (process.stdout.isTTY && !stopping) process.stdout.write('\n');
    throw error;
  }
}

/** A leap of the clock makes more due than one bounded run takes on: runs until a run finds nothing. @returns the first report */
async function runOut(cron: CronLoop): Promise<CronReport> {
  const first = await cron.run();
  for (let report = first, runs = 1; runs < 30 && Object.values(report).some((done) => done > 0); runs++) {
    report = await cron.run();
  }
  return first;
}

/** The routes for development alone. */
function devRoutes(clock: LocalClock, cron: CronLoop): Hono {
  const dev = new Hono();
  dev.post('/dev/cron', async (context) => context.json(await cron.run()));
  dev.post('/dev/clock', async (context) => {
    const { advance } = await context.req.json<{ advance?: unknown }>().catch(() => ({ advance: undefined }));
    if (!Number.isSafeInteger(advance) || Number(advance) < 0 || Number(advance) > LEAP) {
      return context.json({ code: 'badRequest', message: `advance: whole milliseconds, 0 to ${LEAP}` }, 400);
    }
    const now = await clock.advance(Number(advance));
    return context.json({ now, cron: await runOut(cron) });
  });
  return dev;
}

async function start(): Promise<void> {
  refuseProduction('npm start');
  const folder = localFolder();
  console.log(`Pinkan 拼砍 starts. Everything is kept in ${relative(root, resolve(folder)) || '.'}/`);

  const wanted = Number(process.env.PORT ?? DEFAULT_PORT);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
    throw new Error(`PORT=${process.env.PORT} is no port.`);
  const release = await claimFolder(folder);
  ends.push(release);
  const door = await step('Address', async () => {
    const value = await openNextDoor(wanted);
    const instead = value.port === wanted || wanted === 0 ? '' : `, since ${wanted} is in use`;
    return { value, said: `http://127.0.0.1:${value.port}${instead}`, end: () => value.close() };
  });
  const url = `http://127.0.0.1:${door.port}`;
  const log: Log = terminalLog((line) => stopping || console.error(line));

  // The compiler works while the shop is filled. The page is served where the functions are: an address that is meant
  // for the mini-program is not for it.
  delete process.env.TARO_APP_API_BASE;
  const building = build('h5', { standIn: true });
  const built = building.catch(() => {}); // Whether it failed is asked below.
  ends.push(() => built);

  const database = await step('Database', async () => {
    let said = '';
    const value = await openDatabase({
      dataDir: join(folder, 'database'),
      log: (line) => {
        said = line.replace(/^Database: /, '');
      },
    });
    return { value, said, end: () => value.stop() };
  });
  const client = await connect(database.uri, { maxPoolSize: 20 }).connect();
  ends.push(() => client.close());
  const standIn = await step('WeChat', async () => {
    const value: StandIn = await spawnStandIn({ dataDir: join(folder, 'wechat'), anyCode: true });
    return { value, said: `the stand-in, on ${value.url}`, end: () => value.stop() };
  });
  const clock = await localClock(folder, standIn);
  const secrets = keptSecrets(folder);
  const config = localConfig({ uri: database.uri, database: localDatabase(), secrets, standIn, url });
  const templates = await registerTemplates(standIn);
  await takePushes(standIn, url);
  // What the seeding lets happen was long ago: nobody is reminded of it.
  const { app } = compose({ ...config, WECHAT_TEMPLATES: templates }, { client, now: clock.now, log });
  await step('Shop', async () => {
    const told: string[] = [];
    await seed({ config, client, standIn, now: clock.now, log }, (line) => told.push(line));
    return {
      value: undefined,
      said: told.length > 0 ? `山野集, filled with ${told.join(' and ')}` : '山野集, as it was',
    };
  });

  const h5 = await step('H5 app', async () => {
    const { folder: value, made } = await building;
    return { value, said: `${relative(root, value)}, ${made ? 'built meanwhile' : 'unchanged'}` };
  });
  const cron = startCron(app);
  ends.push(() => cron.stop());
  const site = new Hono();
  site.route('/', devRoutes(clock, cron));
  const pictures = join(__dirname, 'seed/pictures');
  const shop = createSite(app, { h5, pictures, standIn: standIn.url });
  site.all('*', (context) => shop.fetch(context.req.raw, context.env as object));
  door.open(site);
  // What fell due while the shop was closed.
  cron.run().catch((error: unknown) => log.error({ error }, 'a cron run failed'));
  screen(url, folder, clock.now() - Date.now());
}

function screen(url: string, folder: string, ahead: Ms): void {
  const hours = Math.round(ahead / HOUR);
  const time = hours === 0 ? 'now' : `${Math.floor(hours / 24)} days and ${hours % 24} hours ahead`;
  const names = people.map(({ name }) => name);
  const lines = [
    '',
    `  The shop        ${url}`,
    `  Who can sign in ${names.slice(0, 7).join(' ')}`,
    `                  ${names.slice(7).join(' ')}   (我的 › 去登录; 吴掌柜 owns the shop)`,
    `  Payments        a sheet of the stand-in asks 支付 or 取消; no real money`,
    `  API             ${url}/api/openapi.json`,
    `  Time            it is ${time}. A day on:`,
    `                  curl -X POST ${url}/dev/clock -H 'content-type: application/json' -d '{"advance":86400000}'`,
    `  Mini-program    TARO_APP_API_BASE=${url} npm run build:weapp -- --stand-in`,
    '                  goes to dist/weapp. In WeChat DevTools import this folder with a test appid (测试号);',
    '                  project.config.json names dist/weapp, and 不校验合法域名 is set. You are 周小满 there.',
    `  Begin anew      stop it and delete ${folder}/`,
    '',
    `Ready after ${((Date.now() - begun) / 1000).toFixed(1)} s. Ctrl-C ends everything.`,
  ];
  console.log(lines.join('\n'));
}

async function end(): Promise<void> {
  for (let next = ends.pop(); next; next = ends.pop()) {
    await next().catch((error: Error) => console.error(`While ending: ${error.message}`));
  }
}

let started: Promise<void> = Promise.resolve();

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  console.log('\nEnding …');
  // A compiler or an installer that runs for the current step ends with it (runCommand passes SIGTERM on).
  process.emit('SIGTERM');
  await started.catch(() => {});
  await end();
  process.exit(process.exitCode ?? 0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

started = start();
started.catch(async (error: Error) => {
  if (stopping) return;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
  stopping = true;
  await end();
  process.exit(1);
});
