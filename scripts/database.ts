/**
 * WHERE THE DATABASE COMES FROM ON ONE MACHINE. Start, test, seed and bench all ask here. In order:
 *  1. MONGODB_URI, a replica set or sharded cluster that somebody else runs;
 *  2. `mongod` (MONGOD_BINARY, or on PATH), started as a one-node replica set;
 *  3. the official mongod, downloaded once by mongodb-memory-server (MONGOMS_DOWNLOAD_MIRROR is honoured);
 *  4. SecantusDB from PyPI, in a Python environment under .cache/ (GPL-2.0; a process of its own, never deployed).
 * If none serves, one error names each step, why it failed, and what to do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { withLock } from './lock';
import { runCommand } from './runCommand';

const secantusVersion = '0.7.0b3';
const root = resolve(__dirname, '..');
const cacheFolder = join(root, '.cache');
const startLimitMs = 60_000;

export interface DatabaseOptions {
  /** Keeps the data there (in a subfolder per engine: one cannot read another's files). Default: a temporary folder. */
  readonly dataDir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Told exactly one line: what the database runs on. */
  readonly log: (line: string) => void;
}

export interface Database {
  readonly uri: string;
  /** What it runs on, with its version, for figures that name their engine: `SecantusDB 0.7.0b3`, `MongoDB 8.2.6`. */
  readonly engine: string;
  /** Ends the server and removes a temporary data folder. A server given by MONGODB_URI is left alone. */
  stop(): Promise<void>;
  /** SIGKILL, and waits until it is gone: what is not durable by now is lost. For crash tests. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  restart(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** How to start one engine. */
interface Engine {
  readonly kind: 'mongod' | 'secantusdb';
  readonly command: string;
  readonly args: (dataDir: string, port: number) => string[];
  readonly env?: Environment;
  /** What it prints once it takes connections. */
  readonly ready: RegExp;
  readonly uri: (port: number) => string;
  /** What a running server still needs before the first write. */
  readonly prepare?: (port: number) => Promise<void>;
}

/** A step of the resolver that does not serve here: why, and what would make it. */
class Unavailable extends Error {
  readonly step: string;
  readonly remedy: string;

  constructor(step: string, reason: string, remedy: string) {
    super(reason);
    this.step = step;
    this.remedy = remedy;
  }
}

/** Finds or starts a database that has transactions. Throws one error that names every step when there is none. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const given = process.env.MONGODB_URI;
  if (given) return givenServer(given, options.log);

  const failures: Unavailable[] = [];
  for (const find of [installedMongod, downloadedMongod, secantusdb]) {
    try {
      return await startServer(await find(), options);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      failures.push(error);
    }
  }
  const steps = [
    'MONGODB_URI: not set. Set it to a replica set you have.',
    ...failures.map((failure) => `${failure.step}: ${failure.message}. ${failure.remedy}`),
  ];
  throw new Error(
    `No database could be started.\n${steps.map((line, index) => `  ${index + 1}. ${line}`).join('\n')}\nOne of these is enough.`,
  );
}

// ---------------------------------------------------------------------------------------------------------------------
// The four sources

async function givenServer(uri: string, log: DatabaseOptions['log']): Promise<Database> {
  const client = new MongoClient(
    uri,
    uri.includes('serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: 10_000 },
  );
  let engine: string;
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new Error('it is a single server; transactions need a replica set (mongod --replSet) or a sharded cluster');
    }
    engine = `MongoDB ${(await admin.command({ buildInfo: 1 })).version}`;
  } catch (error) {
    throw new Error(`MONGODB_URI is set but does not serve: ${messageOf(error)}`);
  } finally {
    await client.close();
  }
  log(`Database: ${engine}, given by MONGODB_URI (${uri.replace(/\/\/[^@/]*@/, '//…@')})`);
  const refuse = () => Promise.reject(new Error('a server given by MONGODB_URI is not ours to end'));
  return { uri, engine, stop: async () => {}, kill: refuse, restart: refuse };
}

async function installedMongod(): Promise<Engine> {
  const step = 'An installed mongod';
  const named = process.env.MONGOD_BINARY;
  if (named) {
    if (!existsSync(named)) throw new Unavailable(step, `MONGOD_BINARY=${named} does not exist`, 'Correct it.');
    return await mongod(named, step);
  }
  const found = onPath('mongod');
  if (!found) throw new Unavailable(step, 'not on PATH', 'Install MongoDB, or set MONGOD_BINARY.');
  return await mongod(found, step);
}

async function downloadedMongod(): Promise<Engine> {
  const step = 'The official mongod by download';
  const remedy = 'Give the machine a network, or set MONGOMS_DOWNLOAD_MIRROR.';
  const memory = join(cacheFolder, 'mongodDownloadFailed.json');
  const mirror = process.env.MONGOMS_DOWNLOAD_MIRROR ?? '';
  // A failed download is remembered for a day, so that later starts do not wait for it again.
  const failed: Record<string, { at: number; reason: string }> = existsSync(memory)
    ? JSON.parse(readFileSync(memory, 'utf8'))
    : {};
  const last = failed[mirror];
  if (last && Date.now() - last.at < 86_400_000) {
    throw new Unavailable(step, `failed before (${last.reason})`, `${remedy} Delete ${memory} to try again.`);
  }
  process.env.MONGOMS_MAX_RETRIES ??= '1'; // One attempt in all: no name server means no network, not bad luck.
  const { MongoBinary } = await import('mongodb-memory-server-core');
  let binary: string;
  try {
    binary = await MongoBinary.getPath();
  } catch (error) {
    const reason = messageOf(error).replace(/\s+/g, ' ').slice(0, 240);
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(memory, JSON.stringify({ ...failed, [mirror]: { at: Date.now(), reason } }));
    throw new Unavailable(step, reason, remedy);
  }
  return await mongod(binary, step);
}

async function secantusdb(): Promise<Engine> {
  const { python, env } = await installSecantus();
  return {
    kind: 'secantusdb',
    command: python,
    args: (dataDir, port) => [
      '-c',
      // Each write looks through all it remembers of retryable writes, twice, and sorts them where they are too many: with
      // the 10 000 that it would keep, a write costs six times as much. A driver repeats a write at once or not at all.
      'from secantus import transactions; transactions._RETRYABLE_RECORD_MAX = 256; ' +
        'import sys; from secantus.cli import main; sys.exit(main())',
      '--host=127.0.0.1',
      `--port=${port}`,
      `--storage-path=${dataDir}`,
      '--sync-on-commit', // Without it, writes that were acknowledged are lost when the process is killed.
      '--enable-test-commands', // configureFailPoint: the tests cut connections with it.
    ],
    env,
    ready: /listening/i,
    uri: (port) => `mongodb://127.0.0.1:${port}/`,
  };
}

// ---------------------------------------------------------------------------------------------------------------------
// mongod as a one-node replica set

/** Throws `Unavailable` where the binary does not run at all (another system's, a missing library). */
async function mongod(binary: string, step: string): Promise<Engine> {
  const { code, output } = await runCommand(binary, ['--version']);
  if (code !== 0) throw new Unavailable(step, `${binary} does not run: ${lastLine(output)}`, 'Install what it lacks.');
  return {
    kind: 'mongod',
    command: binary,
    args: (dataDir, port) => [
      '--replSet=pinkan',
      `--dbpath=${dataDir}`,
      `--port=${port}`,
      '--bind_ip=127.0.0.1',
      '--wiredTigerCacheSizeGB=0.5',
      '--setParameter=enableTestCommands=1', // configureFailPoint: the tests cut connections with it.
    ],
    ready: /waiting for connections/i,
    uri: (port) => `mongodb://127.0.0.1:${port}/?replicaSet=pinkan`,
    prepare: becomePrimary,
  };
}

/** Makes a started mongod the primary of its own replica set, also where its data remembers another port. */
async function becomePrimary(port: number): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`);
  try {
    const admin = client.db('admin');
    try {
      await admin.command({ replSetInitiate: { _id: 'pinkan', members: [{ _id: 0, host }] } });
    } catch (error) {
      const alreadyInitialized = 23;
      if (!(error instanceof MongoServerError) || error.code !== alreadyInitialized) throw error;
      const { config } = await admin.command({ replSetGetConfig: 1 });
      if (config.members[0].host !== host) {
        const members = [{ ...config.members[0], host }];
        const moved = { ...config, members, version: config.version + 1 };
        await admin.command({ replSetReconfig: moved, force: true });
      }
    }
    const until = Date.now() + startLimitMs;
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > until) throw new Error('mongod did not become primary within a minute');
      await pause(50);
    }
  } finally {
    await client.close();
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// SecantusDB in a Python environment of its own

/** Installs SecantusDB once (15 s, 145 MB) and tells how to run it. Safe when several processes start at once. */
async function installSecantus(): Promise<{ python: string; env?: Environment }> {
  const step = `SecantusDB ${secantusVersion} from PyPI`;
  const remedy = 'It needs Python 3.10 or newer with pip, and PyPI (or a mirror in PIP_INDEX_URL).';
  const base = process.env.PYTHON ?? ['python3', 'python'].map(onPath).find((found) => found !== undefined);
  if (!base) throw new Unavailable(step, 'no python3 on PATH', remedy);

  const folder = join(cacheFolder, 'secantusdb', secantusVersion);
  const installed = join(folder, 'installed.json');
  const read = () => JSON.parse(readFileSync(installed, 'utf8')) as { python: string; env?: Environment };
  if (existsSync(installed)) return read();

  return await withLock(`${folder}.lock`, async () => {
    if (existsSync(installed)) return read();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });

    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    const wanted = `secantusdb==${secantusVersion}`;
    const venv = await runCommand(base, ['-m', 'venv', folder]);
    const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    // Debian's python3 comes without venv; pip alone can install beside it.
    const library = join(folder, 'library');
    const found = venv.code === 0 ? { python } : { python: base, env: { PYTHONPATH: library } };
    const result =
      venv.code === 0
        ? await runCommand(python, [...pip, wanted])
        : await runCommand(base, [...pip, '--target', library, wanted]);
    if (result.code !== 0) {
      const said = [venv.code === 0 ? '' : `venv: ${lastLine(venv.output)}; `, `pip: ${lastLine(result.output)}`];
      rmSync(folder, { recursive: true, force: true });
      throw new Unavailable(step, said.join(''), remedy);
    }
    writeFileSync(installed, JSON.stringify(found));
    return found;
  });
}

// ---------------------------------------------------------------------------------------------------------------------
// Starting, ending, watching

async function startServer(engine: Engine, options: DatabaseOptions): Promise<Database> {
  const temporary = options.dataDir === undefined;
  const dataDir = temporary
    ? mkdtempSync(join(tmpdir(), 'pinkan-database-'))
    : join(resolve(options.dataDir!), engine.kind);
  mkdirSync(dataDir, { recursive: true });
  const port = options.port ?? (await freePort());
  const remove = () => temporary && rmSync(dataDir, { recursive: true, force: true });

  let server: ChildProcess | undefined;
  const start = async () => {
    server = await startProcess(engine, dataDir, port, temporary);
    await engine.prepare?.(port);
  };
  const end = async (signal: NodeJS.Signals) => {
    const running = server;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((done) => running.once('exit', done));
    const late = setTimeout(() => running.kill('SIGKILL'), 10_000);
    running.kill(signal);
    await gone;
    clearTimeout(late);
  };

  try {
    await start();
  } catch (error) {
    await end('SIGKILL');
    remove();
    throw error;
  }
  const uri = engine.uri(port);
  const version = engine.kind === 'secantusdb' ? `SecantusDB ${secantusVersion}` : await mongodVersion(uri);
  options.log(`Database: ${version} on 127.0.0.1:${port}, data in ${temporary ? 'a temporary folder' : dataDir}`);
  return {
    uri,
    engine: version,
    stop: async () => {
      await end(temporary ? 'SIGKILL' : 'SIGTERM'); // Nothing to close in order, where the data goes too.
      remove();
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await start();
    },
  };
}

/** Starts the process and waits for its own word that it takes connections. It ends with this process, however that ends. */
async function startProcess(engine: Engine, dataDir: string, port: number, temporary: boolean): Promise<ChildProcess> {
  const server = spawn(engine.command, engine.args(dataDir, port), {
    cwd: dataDir,
    env: { ...process.env, ...engine.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches the whole foreground group: the database must outlive those that still write to it.
    detached: true,
  });
  let said = '';
  await new Promise<void>((ready, failed) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      server.kill('SIGKILL');
      failed(new Error(`${engine.command} on port ${port}: ${reason}\n${said.trim()}`));
    };
    const timer = setTimeout(() => fail('said nothing of being ready within a minute'), startLimitMs);
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-4000); // Kept short, and read on for ever: a full pipe would stop the server.
      if (!engine.ready.test(said)) return;
      clearTimeout(timer);
      ready();
    };
    server.stdout!.on('data', hear);
    server.stderr!.on('data', hear);
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code, signal) => fail(`ended (${signal ?? code}); is the port or the folder in use?`));
  });
  server.stdout!.removeAllListeners('data').resume();
  server.stderr!.removeAllListeners('data').resume();
  endWithThisProcess(server, temporary ? dataDir : undefined);
  server.unref();
  (server.stdout as unknown as { unref(): void }).unref();
  (server.stderr as unknown as { unref(): void }).unref();
  return server;
}

/**
 * Leaves nothing running even if this process is killed: a shell waits on a pipe that only this process holds open, and
 * ends the server (and removes its temporary folder) when the pipe closes.
 */
function endWithThisProcess(server: ChildProcess, folder?: string): void {
  if (process.platform === 'win32') return;
  const script = 'read _; kill -9 "$0"; [ -z "$1" ] || { sleep 1; rm -rf "$1"; }';
  const watcher = spawn('sh', ['-c', script, String(server.pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  watcher.stdin!.on('error', () => {});
  server.once('exit', () => watcher.kill('SIGKILL'));
}

async function mongodVersion(uri: string): Promise<string> {
  const client = new MongoClient(uri);
  try {
    return `MongoDB ${(await client.db('admin').command({ buildInfo: 1 })).version}`;
  } finally {
    await client.close();
  }
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The full path of a command, or undefined. */
export function onPath(command: string): string | undefined {
  const names = process.platform === 'win32' ? [`${command}.exe`] : [command];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
