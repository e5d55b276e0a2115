/** `npm run serve`: the plain Node host of a deployment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';

const root = resolve(__dirname, '../..');
const database = useDatabase();
const folder = temporaryFolder();
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  folder.remove();
});

const CRON_SECRET = 'cron-secret-of-a-deployment-0123456789ab';

const production = (): Record<string, string> => ({
  NODE_ENV: 'production',
  MONGODB_URI: database.uri,
  MONGODB_DATABASE: database.name,
  JWT_SECRET: 'jwt-secret-of-a-deployment-0123456789abc',
  SHARE_SECRET: 'share-secret-of-a-deployment-0123456789a',
  CRON_SECRET,
  DATA_SECRET: '0'.repeat(64),
  PUBLIC_BASE_URL: 'https://shop.example.com',
  WECHAT_APPID: 'wx0123456789abcdef',
  WECHAT_SECRET: 'secret',
  HOST: '127.0.0.1',
  PORT: '0',
  H5_FOLDER: page('real', ''),
});

/** A folder that looks like an H5 build. */
function page(name: string, script: string): string {
  const path = join(folder.path, name);
  mkdirSync(join(path, 'js'), { recursive: true });
  writeFileSync(join(path, 'index.html'), '<title>山野集</title>');
  writeFileSync(join(path, 'js/app.js'), script);
  return path;
}

/** Starts it with this environment and nothing else. `line` is the first it says. */
async function serve(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/serve.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...environment } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), ended.then(() => [''])]);
  return { child, line: String(line), ended, complaint: () => complaint };
}

it('serves page, API and cron, has none of the addresses for development, and ends when it is told to', async () => {
  const { child, line, ended } = await serve(production());
  expect(line).toMatch(
    /^Pinkan listens on 127\.0\.0\.1:\d+ for https:\/\/shop\.example\.com: .*the H5 page; cron every/,
  );
  const url = `http://${line.match(/127\.0\.0\.1:\d+/)?.[0]}`;
  expect(await (await fetch(url)).text()).toContain('山野集');
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
  expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
  expect((await fetch(`${url}/cron`)).status).toBe(401);
  expect((await fetch(`${url}/cron`, { headers: { authorization: `Bearer ${CRON_SECRET}` } })).status).toBe(200);
  for (const path of ['/dev/clock', '/dev/cron', '/standin/login', '/standin/people', '/__control/clock']) {
    for (const method of ['GET', 'POST']) {
      expect([path, method, (await fetch(`${url}${path}`, { method })).status]).toEqual([path, method, 404]);
    }
  }
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('names everything that is missing', async () => {
  const { ended, complaint } = await serve({ PORT: '0' });
  expect(await ended).toBe(1);
  for (const name of ['MONGODB_URI', 'JWT_SECRET', 'DATA_SECRET', 'PUBLIC_BASE_URL', 'WECHAT_APPID']) {
    expect(complaint()).toContain(`${name}: is missing`);
  }
});

it.each([
  ['a stand-in for WeChat', { WECHATPAY_API_BASE: 'http://127.0.0.1:4100' }, 'in production only https://api.mch'],
  ['an H5 page for the stand-in', { H5_FOLDER: 'standIn' }, "was built against WeChat's stand-in"],
  ['a folder without a page', { H5_FOLDER: 'none' }, 'there is no index.html'],
  ['a port that is none', { PORT: '80a' }, 'PORT=80a is no port.'],
])('refuses %s', async (_, changes: Record<string, string>, words) => {
  page('standIn', 'fetch("/standin/login")');
  const named: Record<string, string> = changes.H5_FOLDER ? { H5_FOLDER: join(folder.path, changes.H5_FOLDER) } : {};
  const { ended, complaint } = await serve({ ...production(), ...changes, ...named });
  expect(await ended).toBe(1);
  expect(complaint()).toContain(words);
});
