/**
 * The stand-in for WeChat and WeChat Pay, as a process of its own on loopback:
 *   tsx scripts/wechatStandIn/main.ts --port 4100 --data .data/wechat [--any-code] [--with-parent]
 * It says one line of JSON, {"url", "pid"}, once it listens.
 */
import { parseArgs } from 'node:util';
import { startStandIn } from './server';

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      'any-code': { type: 'boolean', default: false },
      // Ends when standard input ends: a parent that dies takes it along.
      'with-parent': { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new Error('--data DIR is missing: where keys and books are kept');
  const standIn = await startStandIn({
    port: Number(values.port),
    dataDir: values.data,
    anyCode: values['any-code'],
  });
  const stop = () => void standIn.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (values['with-parent']) process.stdin.on('end', stop).resume();
  console.log(JSON.stringify({ url: standIn.url, pid: process.pid }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
