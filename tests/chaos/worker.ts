/**
 * A function process for the crash tests: the whole site, as a plain Node host runs it, which its parent kills.
 * Settings come in the environment; the clock stands where the parent puts it. Bundled before it is started, since it
 * is started for every case.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { parseConfig } from '../../functions/config';
import { compose } from '../../functions/http/compose';
import { connect } from '../../functions/store/mongo';
import { createSite } from '../../scripts/site';
import type { KeepRequest } from './boot';
import { kindOf } from './proxy';

/** What the parent may ask. */
export interface WorkerRequest {
  readonly now: number;
}

/** ready: it listens there. set: the clock stands there, and the command monitor has named these commands until then. */
export type WorkerAnswer = { readonly ready: string } | { readonly set: number; readonly commands: readonly string[] };

const say = (answer: WorkerAnswer) => process.send?.(answer);

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const client = connect(config.MONGODB_URI, { monitorCommands: true });
  const commands: string[] = [];
  client.on('commandStarted', ({ commandName, command }) => {
    const kind = kindOf(commandName, command);
    if (kind !== null) commands.push(kind);
  });
  let now = 0;
  const log = {
    info() {},
    warn() {},
    error: (detail: { error?: unknown }, message: string) => console.error(message, detail.error ?? detail),
  };
  const { app } = compose(config, { client, now: () => now, log });
  // So that a few commissions are several batches.
  Object.assign(app, { releaseBatch: 2 });
  const server = createAdaptorServer({ fetch: createSite(app, { rateLimit: async () => true }).fetch });
  process.on('message', (request: WorkerRequest | KeepRequest) => {
    if (!('now' in request)) return;
    now = request.now;
    say({ set: now, commands });
  });
  process.on('disconnect', () => process.exit());
  await client.db().command({ ping: 1 });
  server.listen(0, '127.0.0.1', () => say({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
}

void main();
