/** `npm start` as it is: started, used, interrupted, started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { campaignId, MERCHANT, skuId } from '../../scripts/seed/shop';
import { DAY } from '../../shared/time';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';

const root = resolve(__dirname, '../..');
// The shop is filled order by order, each paid at the stand-in: on a busy machine that takes its time.
jest.setTimeout(180_000);
const database = useDatabase();
useBuild('h5');
const folder = temporaryFolder();
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  folder.remove();
});

interface Shop {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that matches; rejects when the process ends without it. */
  says(what: RegExp): Promise<RegExpMatchArray>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

function start(environment: Record<string, string | undefined>): Shop {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: undefined, PORT: '0', ...environment } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const lines: string[] = [];
  const waiting: { what: RegExp; found: (match: RegExpMatchArray) => void }[] = [];
  const hear = (line: string) => {
    lines.push(line);
    for (const { what, found } of waiting) {
      const match = line.match(what);
      if (match) found(match);
    }
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return {
    child,
    lines,
    ended,
    says: (what) =>
      new Promise((found, failed) => {
        const match = lines.map((line) => line.match(what)).find((one) => one !== null);
        if (match) return found(match);
        waiting.push({ what, found });
        void ended.then((code) => failed(new Error(`ended with ${code} and never said ${what}:\n${lines.join('\n')}`)));
      }),
  };
}

const ours = (more: Record<string, string> = {}) => ({
  MONGODB_URI: database.uri,
  MONGODB_DATABASE: database.name,
  PINKAN_DATA: folder.path,
  ...more,
});

/** The parts of all answers that are read here. */
interface Answer {
  status: string;
  code: string;
  token: string;
  orderId: string;
  groupId: string;
  payment: { params: object };
}

async function post(url: string, path: string, body: unknown, token?: string) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    serverTime: Number(response.headers.get('x-server-time')),
    body: (await response.json()) as Answer,
  };
}

async function signIn(url: string, person: string): Promise<string> {
  const { body } = await post(url, '/standin/login', { person });
  return (await post(url, '/api/session.create', { code: body.code })).body.token;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

let orderId: string;

it('serves page, pictures, API and payment on one address, and leaves nothing running', async () => {
  const shop = start(ours());
  const [, url = ''] = await shop.says(/The shop\s+(http\S+)/);
  await shop.says(/^Ready after/);
  expect(shop.lines.join('\n')).toMatch(/Database: .*\n.*WeChat: .*\n.*Shop: 山野集, filled.*\n.*H5 app: dist\/h5, /);

  expect(await (await fetch(url)).text()).toContain('<div id="app"');
  expect((await fetch(`${url}/pictures/1f351.webp`)).headers.get('content-type')).toBe('image/webp');

  const token = await signIn(url, 'xiaoman');
  const placed = await post(
    url,
    '/api/order.place',
    {
      requestId: 'start-test-1',
      lines: [{ skuId: skuId('peach', 'half'), quantity: 1 }],
      campaignId: campaignId('peach'),
      seenTotal: 2990,
    },
    token,
  );
  expect(placed.status).toBe(200);
  orderId = placed.body.orderId;
  expect(await post(url, '/standin/pay', { ...placed.body.payment.params, person: 'xiaoman' })).toMatchObject({
    status: 200,
    body: { total: 2990 },
  });
  await post(url, '/api/order.checkPayment', { orderId }, token);
  // WeChat's notification may have come first: what follows from it is then still being done.
  const group = () => post(url, '/api/group.get', { groupId: placed.body.groupId }, token);
  let told = await group();
  for (let again = 0; told.body.status === 'pending' && again < 100; again += 1) {
    await once(shop.child, 'exit', { signal: AbortSignal.timeout(200) }).catch(() => {});
    told = await group();
  }
  expect(told).toMatchObject({ body: { status: 'open', missing: 2, myOrderId: orderId } });

  const [, standIn = ''] = await shop.says(/WeChat: the stand-in, on (http\S+)/);
  expect(await answers(`${standIn}/__control/health`)).toBe(true);
  shop.child.kill('SIGINT');
  expect(await shop.ended).toBe(0);
  expect(await answers(`${standIn}/__control/health`)).toBe(false);
  expect(await answers(url)).toBe(false);
});

it('finds what was there, takes the next port where one is busy, and lets time pass', async () => {
  const other = createServer((_, response) => response.end());
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  const shop = start(ours({ PORT: String(port) }));
  try {
    const [, url = ''] = await shop.says(new RegExp(`Address: (http\\S+), since ${port} is in use`));
    await shop.says(/^Ready after/);
    expect(shop.lines.join('\n')).toContain('Shop: 山野集, as it was');
    const token = await signIn(url, 'xiaoman');
    expect((await post(url, '/api/order.get', { orderId }, token)).body).toMatchObject({ id: orderId, status: 'paid' });

    const again = start(ours());
    expect(await again.ended).toBe(1);
    expect(again.lines.join('\n')).toContain('is in use by a shop that is running');

    expect((await post(url, '/dev/clock', { advance: -1 })).status).toBe(400);
    const before = (await post(url, '/api/shop.home', { merchantId: MERCHANT })).serverTime;
    expect((await post(url, '/dev/clock', { advance: 2 * DAY })).status).toBe(200);
    const after = (await post(url, '/api/shop.home', { merchantId: MERCHANT })).serverTime;
    expect(after - before).toBeGreaterThanOrEqual(2 * DAY);
    // The group that waited for two people has failed; its money is on its way back or has arrived.
    const later = await signIn(url, 'xiaoman');
    expect((await post(url, '/api/order.get', { orderId }, later)).body).toMatchObject({
      status: 'closed',
      closeReason: 'groupFailed',
      refund: { amount: 2990 },
    });
  } finally {
    other.close();
    shop.child.kill('SIGINT');
  }
  expect(await shop.ended).toBe(0);
});

it('ends at once and leaves nothing running when it is interrupted while it starts', async () => {
  const own = temporaryFolder();
  try {
    const shop = start({ PINKAN_DATA: own.path, MONGODB_URI: undefined, MONGODB_DATABASE: undefined });
    const [, url = ''] = await shop.says(/Address: (http\S+)/);
    const [, host = ''] = await shop.says(/Database: .* on (\S+),/);
    shop.child.kill('SIGINT');
    expect(await shop.ended).toBe(0);
    expect(shop.lines.join('\n')).not.toContain('Ready after');
    expect(await answers(url)).toBe(false);
    expect(await answers(`http://${host}`)).toBe(false);
  } finally {
    own.remove();
  }
});

it('is refused in production', async () => {
  const shop = start(ours({ NODE_ENV: 'production' }));
  expect(await shop.ended).toBe(1);
  expect(shop.lines.join('\n')).toContain('NODE_ENV is production: npm start is for development only.');
});
