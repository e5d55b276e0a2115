/** The shop behind HTTP, in a process of its own: processor time per request beside a bare handler's, and latencies. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { parseConfig } from '../../functions/config';
import { compose } from '../../functions/http/compose';
import { withToken } from '../../functions/http/token';
import { connect } from '../../functions/store/mongo';
import type { App } from '../../functions/usecases/app';
import type { Fen } from '../../shared/money';
import { notificationMessage } from '../wechatStandIn/forge';
import { platformKeys } from '../wechatStandIn/keys';
import { beijingTime } from '../wechatStandIn/signing';
import { spawnStandIn } from '../wechatStandIn/spawn';
import type { MerchantCredentials } from '../wechatStandIn/types';
import { assertJoined, placing, race } from './joins';
import { figure, percentile, ratios, type Say, spread } from './report';
import type { Usage } from './server';
import { ACCOUNT, environment, type Join, openStore, PRICE, type Team, teamsOf } from './shop';

export interface HttpSize {
  readonly rounds: number;
  readonly clients: number;
  /** Groups of three that are filled in each round. */
  readonly teams: number;
  /** Requests for a group's page in each round. */
  readonly reads: number;
}

export interface Server {
  readonly url: string;
  /** Processor time that it has used so far, ms. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

export async function startServer(env: Record<string, string>): Promise<Server> {
  const child = fork(require.resolve('./server'), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  const exited = once(child, 'exit');
  const [started] = await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('a server of the bench did not start'))),
  ]);
  return {
    url: (started as { url: string }).url,
    async cpu() {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return (usage as Usage).cpu;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}

export interface Message {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends by plain node:http over connections that stay open. @returns how long it took, ms */
export function sender(clients: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const send = (url: string, { path, headers, body }: Message): Promise<number> =>
    new Promise((resolve, reject) => {
      const begun = performance.now();
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = httpRequest(`${url}${path}`, { agent, method: 'POST', headers: { ...headers, ...length } });
      outgoing.on('error', reject).on('response', (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            const took = performance.now() - begun;
            if (answer.statusCode === 200 || answer.statusCode === 204) resolve(took);
            else reject(new Error(`${path} answers ${answer.statusCode}: ${Buffer.concat(chunks)}`));
          });
      });
      outgoing.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** The session that every caller of the bench is signed in with; only members of a shop need it to be there. */
export const SESSION = 'ses_bench';

export function apiMessage(app: App, name: string, input: object, userId: string): Message {
  const session = { userId, sessionId: SESSION, renewal: '', person: { name: '', avatar: '' } };
  const { token } = withToken(app, session as Parameters<typeof withToken>[1]);
  return {
    path: `/api/${name}`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
  };
}

/** WeChat's word that a join is paid, signed before anything is measured. */
export function paidMessage(
  keys: ReturnType<typeof platformKeys>,
  merchant: MerchantCredentials,
  join: Join,
  total: Fen = PRICE,
): Message {
  const now = Date.now();
  const { mchid, appid } = merchant;
  const { outTradeNo, transactionId, openid } = join;
  const resource = {
    mchid,
    appid,
    out_trade_no: outTradeNo,
    transaction_id: transactionId,
    trade_type: 'JSAPI',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    success_time: beijingTime(now),
    payer: { openid },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  };
  const path = `/pay/notify/${ACCOUNT}/payment`;
  const notification = {
    id: `bench-${outTradeNo}`,
    kind: 'payment',
    mchid,
    outTradeNo,
    url: path,
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource,
    createdAt: now,
    state: 'due',
    attempts: 0,
    nextAt: now,
  } as unknown as Parameters<typeof notificationMessage>[0]['notification'];
  const signer = { serial: keys.publicKeyId, privateKey: keys.privateKey };
  const { headers, body } = notificationMessage({ notification, merchant, signer, now });
  return { path, headers: { ...headers, 'content-type': 'application/json' }, body };
}

/** Times of one round. */
interface Round {
  readonly took: number[];
  readonly cpu: number;
}

export async function httpFigures(uri: string, size: HttpSize, say: Say): Promise<string[]> {
  const folder = mkdtempSync(joinPath(tmpdir(), 'pinkan-bench-'));
  const database = 'bench_http';
  const client = await connect(uri).connect();
  const standIn = await spawnStandIn({ dataDir: folder });
  const servers: Server[] = [];
  const { send, close } = sender(size.clients);
  try {
    const credentials = await standIn.control.merchant({ name: '山野集' });
    const keys = platformKeys(folder);
    const env = environment({ uri, database, credentials, wechat: standIn.url });
    const { app } = compose(parseConfig(env), { client });
    const teams = teamsOf((size.rounds + 1) * size.teams);
    await openStore(client, database, { credentials, teams: teams.length, now: Date.now() });
    const ours = await startServer(env);
    const bare = await startServer({ BENCH_BARE: '1' });
    servers.push(ours, bare);

    const joinRound = async (ofRound: readonly Team[]) => {
      const messages = new Map(
        ofRound.flat().map((join) => {
          const place = apiMessage(app, 'order.place', placing(join), join.userId);
          return [join.orderId, { place, paid: paidMessage(keys, credentials, join) }];
        }),
      );
      const placed: number[] = [];
      const paid: number[] = [];
      const before = await ours.cpu();
      const speed = await race(ofRound, size.clients, async ({ orderId }) => {
        const message = messages.get(orderId);
        if (!message) return;
        placed.push(await send(ours.url, message.place));
        paid.push(await send(ours.url, message.paid));
      });
      const cpu = ((await ours.cpu()) - before) / (placed.length + paid.length);
      return { speed, cpu, placed, paid };
    };
    const readRound = async (server: Server, messages: readonly Message[]): Promise<Round> => {
      const before = await server.cpu();
      const took: number[] = [];
      let next = 0;
      const work = async () => {
        while (next < size.reads) {
          const message = messages[next++ % messages.length];
          if (message) took.push(await send(server.url, message));
        }
      };
      await Promise.all(Array.from({ length: size.clients }, work));
      return { took, cpu: ((await server.cpu()) - before) / took.length };
    };

    // Warm: code compiled, connections open, keys parsed.
    const warm = teams.slice(0, size.teams);
    await joinRound(warm);
    const groupIds = warm.map(([, second]) => second?.groupId ?? '');
    // So many people look that nobody looks too often.
    const reads = Array.from({ length: Math.min(size.reads, 500) }, (_, index) =>
      apiMessage(app, 'group.get', { groupId: groupIds[index % groupIds.length] }, `usr_reader${index}`),
    );
    await readRound(ours, reads);
    await readRound(bare, reads);

    const joins: Awaited<ReturnType<typeof joinRound>>[] = [];
    const read: Round[] = [];
    const empty: Round[] = [];
    for (let round = 1; round <= size.rounds; round++) {
      empty.push(await readRound(bare, reads));
      read.push(await readRound(ours, reads));
      const joined = await joinRound(teams.slice(round * size.teams, (round + 1) * size.teams));
      joins.push(joined);
      say(`round ${round} of ${size.rounds}: ${joined.speed.toFixed(1)} paid joins/s over HTTP`);
    }
    // What three seconds did not suffice for is cron's.
    const secret = { headers: { authorization: `Bearer ${env.CRON_SECRET}` } };
    for (let run = 0; run < 10 && (await app.store.orders.countDocuments({ drainAt: { $exists: true } })) > 0; run++) {
      await new Promise((resolve) => setTimeout(resolve, 11_000)); // Until the claims have lapsed.
      await fetch(`${ours.url}/cron`, secret);
    }
    await assertJoined(app.store.db, teams);

    const perRequest = (rounds: readonly { cpu: number }[]) => rounds.map(({ cpu }) => cpu);
    const tail = (rounds: readonly (readonly number[])[]) =>
      rounds.map((took) => percentile(took, 0.99) / percentile(took, 0.5));
    const at = `${size.clients} clients`;
    const middle = (rounds: readonly (readonly number[])[]) => `p50 ${percentile(rounds.flat(), 0.5).toFixed(0)} ms`;
    const latency = (name: string, rounds: readonly (readonly number[])[]) =>
      figure(name, spread(tail(rounds)), `${at}, ${middle(rounds)}`);
    return [
      figure(
        'paid joins per second over HTTP',
        spread(
          joins.map(({ speed }) => speed),
          1,
        ),
        `${at}, RSA as with WeChat`,
      ),
      figure('CPU per request, a bare handler', spread(perRequest(empty)), 'ms'),
      figure('… group.get', spread(perRequest(read)), 'ms'),
      figure(
        '… order.place and notification',
        spread(perRequest(joins)),
        'ms, the mean of the two; four RSA operations',
      ),
      figure('group.get ÷ a bare handler', spread(ratios(perRequest(read), perRequest(empty)), 1)),
      figure('order.place and notification ÷ a bare handler', spread(ratios(perRequest(joins), perRequest(empty)), 1)),
      latency(
        'p99 ÷ p50, group.get',
        read.map(({ took }) => took),
      ),
      latency(
        'p99 ÷ p50, order.place',
        joins.map(({ placed }) => placed),
      ),
      latency(
        'p99 ÷ p50, notification',
        joins.map(({ paid }) => paid),
      ),
    ];
  } finally {
    close();
    await Promise.all(servers.map((server) => server.stop()));
    await standIn.stop();
    await client.db(database).dropDatabase();
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
