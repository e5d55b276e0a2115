/**
 * A server that is measured, as a process of its own: our handlers on the host's adaptor, or, with BENCH_BARE, one bare
 * handler on the same, which reads JSON and answers JSON. It tells its address, and, when asked, what processor time it has used.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { parseConfig } from '../../functions/config';
import { compose } from '../../functions/http/compose';
import { createSite } from '../site';

/** What a server answers to anything that its parent says. */
export interface Usage {
  /** Processor time of the process so far, ms. */
  readonly cpu: number;
}

function bare(): Hono {
  const hono = new Hono();
  hono.post('/api/:name', async (context) => context.json(await context.req.json()));
  return hono;
}

const site = process.env.BENCH_BARE ? bare() : createSite(compose(parseConfig(process.env)).app, {});
const server = createAdaptorServer({ fetch: site.fetch });
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1000 } satisfies Usage);
});
// Its parent is gone, however it went.
process.on('disconnect', () => process.exit(0));
