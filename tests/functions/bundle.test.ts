/** What Vercel would run: the functions as `@vercel/node` builds them, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { pushSignature } from '../../functions/wechat/messagePush';
import { type BuiltFunction, vercelBundle } from '../../scripts/vercelBundle';
import type { MediaAnswer } from '../../shared/contracts/media';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';
import { CAMPAIGN, MERCHANT, openWorld, type World } from '../support/world';

const root = resolve(__dirname, '../..');
const vercel = JSON.parse(readFileSync(join(root, 'vercel.json'), 'utf8')) as {
  builds: { src: string; use: string }[];
  routes: { src?: string; dest?: string; handle?: string }[];
  crons: { path: string }[];
  functions?: unknown;
};
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const sources = readdirSync(join(root, 'functions')).filter((name) => name.endsWith('.ts'));
/** Files of functions/ that are deployed; the others are shared by them. */
const deployed = sources.filter((name) => name !== 'config.ts').map((name) => `functions/${name}`);

describe('vercel.json', () => {
  it('names exactly the functions, without a pattern', () => {
    const built = vercel.builds.filter(({ use }) => use === '@vercel/node').map(({ src }) => src);
    expect(built.sort()).toEqual(deployed.sort());
    // Builds together with `functions` is an error at Vercel.
    expect(vercel).not.toHaveProperty('functions');
  });

  it.each([
    ['/api/order.place', 'functions/api.ts'],
    ['/api/openapi.json', 'functions/api.ts'],
    ['/pay/notify/pac_1/payment', 'functions/payNotify.ts'],
    ['/cron', 'functions/cron.ts'],
    ['/media', 'functions/media.ts'],
    ['/media/0123.webp', 'functions/media.ts'],
    ['/wechat/push', 'functions/messagePush.ts'],
  ])('%s goes to %s', (path, source) => {
    const route = vercel.routes.find(({ src }) => src !== undefined && new RegExp(`^${src}$`).test(path));
    expect(route?.dest).toBe(`/${source}`);
  });

  it('everything else is the H5 app, which @vercel/static-build makes by the script `build`', () => {
    const others = vercel.builds.filter(({ use }) => use !== '@vercel/node');
    expect(others).toEqual([{ src: 'package.json', use: '@vercel/static-build', config: { distDir: 'dist/h5' } }]);
    expect(scripts.build).toBe('npm run build:h5');
    // @vercel/node would run this one too, once for each function.
    expect(scripts).not.toHaveProperty('vercel-build');
    expect(scripts['build:h5']).toMatch(/scripts\/build\.ts h5$/);
    expect(vercel.routes.at(-1)).toEqual({ handle: 'filesystem' });
  });

  it('every function has its addresses, and cron is called', () => {
    for (const source of deployed) expect(vercel.routes.map(({ dest }) => dest)).toContain(`/${source}`);
    expect(vercel.crons.map(({ path }) => path)).toEqual(['/cron']);
  });
});

/** Serves what the handler file exports, as Vercel does: one export for each method, the body as raw bytes. */
const SERVER = `
  const handlers = require(process.argv[1]);
  const server = require('node:http').createServer(async (incoming, response) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const handle = handlers[incoming.method];
    if (!handle) return response.writeHead(405).end();
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const url = 'http://' + incoming.headers.host + incoming.url;
    const answer = await handle(new Request(url, { method: incoming.method, headers: incoming.headers, body }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
`;

const folder = temporaryFolder();
const database = useDatabase();
const running: ChildProcess[] = [];
let world: World;
let built: BuiltFunction[];
let environment: Record<string, string>;

/** Starts a function as a process; where it listens, or what it said when it ended. */
async function run(source: string, env: Record<string, string>): Promise<{ url: string; said: string }> {
  const { handler } = built.find((one) => one.source === source)!;
  // Nothing of this process's environment but what Node itself needs, and nowhere near this project's packages.
  const child = spawn(process.execPath, ['-e', SERVER, handler], { cwd: folder.path, env });
  running.push(child);
  let said = '';
  const port = await new Promise<string | undefined>((settle) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      const heard = /listening (\d+)/.exec(said)?.[1];
      if (heard) settle(heard);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('close', () => settle(undefined));
  });
  return { url: port === undefined ? '' : `http://127.0.0.1:${port}`, said };
}

beforeAll(async () => {
  built = await vercelBundle(folder.path);
  world = await openWorld(database);
  // A function has the real clock; the world's stands still at the same time.
  await world.advance(Date.now() - world.now());
  await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { startsAt: 0 } });
  const { settings } = world.app;
  environment = {
    NODE_ENV: 'test',
    MONGODB_URI: database.uri,
    MONGODB_DATABASE: database.name,
    JWT_SECRET: settings.jwtSecret,
    SHARE_SECRET: settings.shareSecret,
    CRON_SECRET: settings.cronSecret,
    DATA_SECRET: settings.dataSecret,
    PUBLIC_BASE_URL: settings.publicBaseUrl,
    WECHAT_API_BASE: settings.wechatApiBase,
    WECHATPAY_API_BASE: settings.wechatPayApiBase,
    WECHAT_APPID: settings.appid,
    WECHAT_SECRET: settings.appSecret,
  };
}, 600_000);
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await world?.close();
  folder.remove();
});

describe('what is built', () => {
  it('is every function, each with its time limit', () => {
    const limits = Object.fromEntries(built.map(({ source, maxDuration }) => [source, maxDuration]));
    expect(limits).toEqual({
      'functions/api.ts': 30,
      'functions/payNotify.ts': 30,
      'functions/cron.ts': 60,
      'functions/media.ts': 30,
      'functions/messagePush.ts': 30,
    });
  });

  it('carries nothing of the app, the tools or the stand-in', () => {
    for (const { handler } of built) {
      const home = dirname(dirname(handler));
      const packages = readdirSync(join(home, 'node_modules'));
      expect(packages).toContain('mongodb');
      for (const tool of ['react', '@tarojs', 'typescript', 'esbuild', 'tsx', 'jest', 'webpack']) {
        expect(packages).not.toContain(tool);
      }
      expect(existsSync(join(home, 'scripts'))).toBe(false);
      const own = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(
        (name) => !name.startsWith('node_modules') && name.endsWith('.js'),
      );
      expect(own.length).toBeGreaterThan(20);
      for (const name of own)
        expect(readFileSync(join(home, name), 'utf8')).not.toMatch(/standin\/|__control|127\.0\.0\.1/i);
    }
  });
});

describe('api', () => {
  it('answers as the local server does', async () => {
    const { url } = await run('functions/api.ts', environment);
    const home = await fetch(`${url}/api/shop.home`, {
      method: 'POST',
      body: JSON.stringify({ merchantId: MERCHANT }),
    });
    expect(home.status).toBe(200);
    expect(home.headers.get('x-request-id')).toMatch(/^[0-9A-Za-z]{12}$/);
    const same = await world.call('shop.home', { merchantId: MERCHANT });
    expect(await home.json()).toEqual(same.ok && same.value);

    const [person] = await world.standIn.control.registerPeople([{ id: 'bundle', name: '林姐' }]);
    const code = await world.standIn.control.loginCode(person!.id);
    const session = await fetch(`${url}/api/session.create`, { method: 'POST', body: JSON.stringify({ code }) });
    const { token } = (await session.json()) as { token: string };
    expect(await world.call('person.me', {}, token)).toMatchObject({ ok: true });

    const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as { openapi: string };
    expect(document.openapi).toBe('3.1.0');
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    expect((await fetch(`${url}/api/shop.home`, { method: 'PUT', body: '{}' })).status).toBe(405);
  });

  it('says in one error what it misses', async () => {
    const { JWT_SECRET: _, WECHAT_APPID: __, ...rest } = environment;
    const { url, said } = await run('functions/api.ts', rest);
    expect(url).toBe('');
    expect(said).toContain('  JWT_SECRET: is missing\n  WECHAT_APPID: is missing\n');
    expect(said).not.toContain(rest.CRON_SECRET);
  });

  it('does not run against the stand-in in production', async () => {
    const { url, said } = await run('functions/api.ts', { ...environment, NODE_ENV: 'production' });
    expect(url).toBe('');
    expect(said).toContain('WECHAT_API_BASE: in production only https://api.weixin.qq.com');
  });
});

describe('payNotify', () => {
  it('verifies the bytes that WeChat sent, and takes the payment', async () => {
    const { url } = await run('functions/payNotify.ts', environment);
    Object.assign(world.app.settings, { publicBaseUrl: url });
    const leader = await world.person('周小满');
    const { orderId } = await world.place(leader);
    await world.pay(leader, orderId);
    const outTradeNo = (await world.app.store.orders.findOne({ _id: orderId }))!.payments[0]!.outTradeNo;
    for (const variant of ['body', 'ciphertext', 'signature', 'stale'] as const) {
      expect(await world.standIn.control.forge({ outTradeNo, variant })).toMatchObject({ status: 401 });
    }
    await world.standIn.control.flush();
    expect(await world.standIn.control.notifications()).toMatchObject([{ outTradeNo, lastStatus: 204 }]);
    expect(await leader.call('order.get', { orderId })).toMatchObject({ ok: true, value: { status: 'paid' } });
    expect((await fetch(`${url}/pay/notify/pac_test/payment`)).status).toBe(405);
    expect(await world.differences()).toEqual([]);
  });
});

describe('media', () => {
  it('draws a picture anew with what was bundled for it, and gives it back', async () => {
    const { url } = await run('functions/media.ts', environment);
    const person = await world.person('林姐');
    const create = { width: 2000, height: 1000, channels: 3 as const, background: '#c43d14' };
    const sent = await fetch(`${url}/media?purpose=avatar`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'image/png' },
      body: new Uint8Array(await sharp({ create }).png().toBuffer()),
    });
    const { picture, width } = (await sent.json()) as MediaAnswer;
    expect({ status: sent.status, width }).toEqual({ status: 200, width: 1280 });
    const given = await fetch(`${url}${picture}`);
    expect(given.headers.get('content-type')).toBe('image/webp');
    expect(await sharp(Buffer.from(await given.arrayBuffer())).metadata()).toMatchObject({ width: 1280, height: 640 });
  });

  it('alone carries what decodes pictures', () => {
    const carrying = built.filter(({ handler }) => existsSync(join(dirname(dirname(handler)), 'node_modules/sharp')));
    expect(carrying.map(({ source }) => source)).toEqual(['functions/media.ts']);
  });
});

describe('messagePush', () => {
  it('answers WeChat’s question whether it is us', async () => {
    const token = 'tokenofthetests';
    const { url } = await run('functions/messagePush.ts', { ...environment, WECHAT_PUSH_TOKEN: token });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = pushSignature(token, timestamp, '42');
    const query = new URLSearchParams({ signature, timestamp, nonce: '42', echostr: '8251' });
    expect(await (await fetch(`${url}/wechat/push?${query}`)).text()).toBe('8251');
    expect((await fetch(`${url}/wechat/push?echostr=8251`)).status).toBe(401);
  });
});

describe('cron', () => {
  it('runs for whoever holds the secret', async () => {
    const { url } = await run('functions/cron.ts', environment);
    expect((await fetch(`${url}/cron`)).status).toBe(401);
    const authorization = `Bearer ${environment.CRON_SECRET}`;
    const report = await fetch(`${url}/cron`, { headers: { authorization } });
    expect(report.status).toBe(200);
    expect(Object.keys((await report.json()) as object)).toContain('payments');
  });
});

it('the names of functions and builds agree', () => {
  expect(built.map(({ source }) => basename(source)).sort()).toEqual(deployed.map((name) => basename(name)).sort());
});
