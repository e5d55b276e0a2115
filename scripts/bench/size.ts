/** How much is sent and how long a start takes: the mini-program's main package, and the functions as Vercel gets them. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../functions/store/mongo';
import { build, testBuilds } from '../build';
import { type BuiltFunction, vercelBundle } from '../vercelBundle';
import { figure, median, ratios, type Say, spread } from './report';
import { ACCOUNT, environment, openStore, unknownMerchant } from './shop';

const kilobytes = (bytes: number, digits = 0): string => `${(bytes / 1024).toFixed(digits)} kB`;

interface Pages {
  readonly subPackages?: readonly { readonly root: string }[];
  readonly subpackages?: readonly { readonly root: string }[];
}

/** The production build's packages in bytes: the main one under the empty name, each subpackage under its own. */
async function packages(say: Say): Promise<Map<string, number>> {
  say('building the mini-program for production, unless the last build still stands');
  const { folder } = await build('weapp', testBuilds.productionWeapp);
  const { subPackages, subpackages } = JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8')) as Pages;
  const roots = [...(subPackages ?? []), ...(subpackages ?? [])].map(({ root }) => `${root.replace(/\/+$/, '')}/`);
  const sizes = new Map(['', ...roots].map((root) => [root, 0]));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stat = statSync(join(folder, name));
    if (!stat.isFile() || name.endsWith('.map')) continue;
    const root = roots.find((one) => name.startsWith(one)) ?? '';
    sizes.set(root, (sizes.get(root) ?? 0) + stat.size);
  }
  return sizes;
}

/** The production build's main package: every file that is in no subpackage. */
export async function weappFigure(say: Say): Promise<string> {
  const sizes = await packages(say);
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return figure(
    'mini-program, main package',
    kilobytes(sizes.get('') ?? 0),
    `aim ≤ 600; all packages ${kilobytes(whole)}`,
  );
}

/** Every package of the production build. */
export async function packageFigures(say: Say): Promise<string[]> {
  return [...(await packages(say))].map(([root, size]) =>
    root === ''
      ? figure('main package', kilobytes(size), 'aim ≤ 600')
      : figure(`subpackage ${root.slice(0, -1)}`, kilobytes(size), 'aim ≤ 1,000'),
  );
}

/** Serves what a handler file exports, as Vercel does: one export for each method. */
const SERVER = `
  const handlers = require(process.argv[1]);
  const server = require('node:http').createServer(async (incoming, response) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const url = 'http://' + incoming.headers.host + incoming.url;
    const request = new Request(url, { method: incoming.method, headers: incoming.headers, body });
    const answer = await handlers[incoming.method](request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

interface Cold {
  readonly name: string;
  readonly handler: string;
  readonly path: string;
  readonly request: RequestInit;
  readonly status: number;
}

/** From the start of a new process to its first answered request, ms. */
async function coldStart({ handler, path, request, status }: Cold, env: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['-e', SERVER, handler], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(String(chunk).trim()));
      child.once('exit', () => reject(new Error(`${handler} does not start`)));
    });
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, request);
    await answer.arrayBuffer();
    const took = performance.now() - begun;
    if (answer.status !== status) throw new Error(`${path} answers ${answer.status}, not ${status}`);
    return took;
  } finally {
    child.kill('SIGKILL');
  }
}

/** Size and cold start of each function, beside an empty handler; the starts take turns. */
export async function functionFigures(uri: string, rounds: number, say: Say): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pinkan-bench-'));
  const client = await connect(uri).connect();
  const database = 'bench_cold';
  try {
    const credentials = unknownMerchant();
    await openStore(client, database, { credentials, teams: 1, now: Date.now() });
    say('building the functions as Vercel does');
    const built = await vercelBundle(folder);
    const json = { 'content-type': 'application/json' };
    // Each first request goes to the database: that is what a first request is for.
    const requests: Record<string, Omit<Cold, 'name' | 'handler'>> = {
      'functions/api.ts': {
        path: '/api/group.get',
        request: { method: 'POST', headers: json, body: '{"groupId":"grp_00000000000000000000"}' },
        status: 404,
      },
      'functions/payNotify.ts': {
        path: `/pay/notify/${ACCOUNT}/payment`,
        request: { method: 'POST', headers: json, body: '{}' },
        status: 401,
      },
      'functions/cron.ts': {
        path: '/cron',
        request: { headers: { authorization: `Bearer ${environment({ uri, database, credentials }).CRON_SECRET}` } },
        status: 200,
      },
    };
    const colds = built.map(({ source, handler }: BuiltFunction): Cold => {
      const first = requests[source];
      if (!first) throw new Error(`the bench has no first request for ${source}`);
      return { name: source, handler, ...first };
    });
    const emptyFolder = join(folder, 'empty');
    mkdirSync(emptyFolder);
    const handler = join(emptyFolder, 'empty.js');
    // What @vercel/node makes of a file that only exports GET.
    writeFileSync(
      handler,
      `"use strict";\nexports.GET = void 0;\nconst GET = () => new Response('ok');\nexports.GET = GET;\n`,
    );
    const empty: Cold = { name: 'an empty handler', handler, path: '/', request: {}, status: 200 };

    const env = environment({ uri, database, credentials });
    const times = new Map<string, number[]>();
    for (let round = 0; round <= rounds; round++) {
      for (const cold of [empty, ...colds]) {
        const took = await coldStart(cold, env);
        // The first round fills the system's file cache.
        if (round > 0) times.set(cold.name, [...(times.get(cold.name) ?? []), took]);
      }
    }
    const emptyTimes = times.get(empty.name) ?? [];
    return [
      figure('cold start, an empty handler', spread(emptyTimes, 0), `ms, ${kilobytes(statSync(handler).size, 1)}`),
      ...built.flatMap(({ source, bytes, files }) => {
        const took = times.get(source) ?? [];
        const [size, mine] = [kilobytes(bytes), `${median(took).toFixed(0)} ms`];
        return [
          figure(`bundle of ${source}`, size, `${files} files`),
          figure('… cold start ÷ an empty handler', spread(ratios(took, emptyTimes)), `${mine}; aim ≤ 2`),
        ];
      }),
    ];
  } finally {
    await client.db(database).dropDatabase();
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
