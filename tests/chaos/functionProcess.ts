/** Starts and kills function processes (`worker.ts`), and stands between them and WeChat's notifications. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runCommand } from '../../scripts/runCommand';
import type { KeepRequest } from './boot';
import type { WorkerAnswer, WorkerRequest } from './worker';

const root = join(__dirname, '../..');

/** The driver's optional parts, which are not installed. */
const OPTIONAL = [
  'kerberos',
  '@mongodb-js/zstd',
  'snappy',
  'gcp-metadata',
  'socks',
  'aws4',
  'mongodb-client-encryption',
  '@aws-sdk/credential-providers',
];

/** Bundles the worker, and what starts it. @returns the arguments that Node is given */
export async function bundleWorker(folder: string): Promise<readonly string[]> {
  const { code, output } = await runCommand(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, 'worker.ts'),
    join(__dirname, 'boot.ts'),
    `--outdir=${folder}`,
    '--bundle',
    '--platform=node',
    '--target=node20',
    '--log-level=warning',
    ...OPTIONAL.map((name) => `--external:${name}`),
  ]);
  if (code !== 0) throw new Error(`the worker cannot be bundled:\n${output}`);
  return [join(folder, 'boot.js'), join(folder, 'worker.js')];
}

export interface FunctionProcess {
  readonly url: string;
  /** What it complained about. */
  readonly complaints: () => string;
  /** Puts its clock there. @returns the commands that the driver's own monitor has seen so far */
  setClock(now: number): Promise<readonly string[]>;
  /** Keeps what it has compiled so far, for those that are started later. */
  keepCompiled(): void;
  /** SIGKILL, sent before this returns. */
  kill(): void;
  readonly gone: Promise<unknown>;
}

export async function startFunction(
  program: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<FunctionProcess> {
  const child: ChildProcess = spawn(process.execPath, program, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.on('data', (text) => {
    complaints += text;
  });
  const gone = once(child, 'exit');
  const answer = async (): Promise<WorkerAnswer> => {
    const said = await Promise.race([once(child, 'message'), gone.then(() => undefined)]);
    if (!said) throw new Error(`the function process ended by itself:\n${complaints}`);
    return said[0] as WorkerAnswer;
  };
  const first = await answer();
  if (!('ready' in first)) throw new Error('the function process speaks out of turn');
  return {
    url: first.ready,
    complaints: () => complaints,
    async setClock(now) {
      const heard = answer();
      child.send({ now } satisfies WorkerRequest);
      const said = await heard;
      return 'commands' in said ? said.commands : [];
    },
    keepCompiled: () => void child.send({ keep: true } satisfies KeepRequest),
    kill: () => void child.kill('SIGKILL'),
    gone,
  };
}

/** The address that WeChat knows. What arrives there goes to whichever process runs now, or gets no answer. */
export interface Relay {
  readonly url: string;
  /** null: nobody is there. */
  to(target: string | null): void;
  close(): Promise<void>;
}

export async function openRelay(): Promise<Relay> {
  let target: string | null = null;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (target === null) return request.socket.destroy();
    const { host: _, connection: __, 'transfer-encoding': ___, 'content-length': ____, ...headers } = request.headers;
    try {
      const answer = await fetch(`${target}${request.url}`, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      response.writeHead(answer.status).end(await answer.text());
    } catch {
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to(next) {
      target = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
