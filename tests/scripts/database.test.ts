/** The resolver of scripts/database.ts: a database from nothing, one that outlives a kill, and an error that helps. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort, openDatabase } from '../../scripts/database';
import { runCommand } from '../../scripts/runCommand';
import { countCommands, useDatabase } from '../support/database';

const given = process.env.MONGODB_URI;
const lines: string[] = [];
const log = (line: string) => lines.push(line);

/** Opens a database in a process of its own with this environment, and gives what it said. */
const openIn = (env: Record<string, string | undefined>, then = '') =>
  runCommand(
    process.execPath,
    [
      join(__dirname, '../../node_modules/tsx/dist/cli.mjs'),
      '-e',
      `require(${JSON.stringify(join(__dirname, '../../scripts/database.ts'))})
        .openDatabase({ log: console.log })
        .then(async (database) => { console.log('uri', database.uri); ${then} })
        .catch((error) => { console.log(error.message); process.exitCode = 1; });`,
    ],
    { env: { MONGODB_URI: undefined, ...env } },
  );

beforeEach(() => {
  lines.length = 0;
});

(given ? describe.skip : describe)('a server of our own', () => {
  test('what was acknowledged is there after SIGKILL and after another start, on another port', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pinkan-resolver-'));
    const first = await openDatabase({ dataDir, log });
    expect(lines).toEqual([expect.stringContaining(`Database: ${first.engine} on 127.0.0.1:`)]);
    const client = await new MongoClient(first.uri).connect();
    await client.db('shop').collection('orders').insertOne({ fen: 3990 });
    await first.kill();
    await first.restart();
    expect(await client.db('shop').collection('orders').countDocuments({ fen: 3990 })).toBe(1);
    await client.close();
    await first.stop();

    const second = await openDatabase({ dataDir, port: await freePort(), log });
    const again = await new MongoClient(second.uri).connect();
    expect(await again.db('shop').collection('orders').countDocuments({ fen: 3990 })).toBe(1);
    await again.close();
    await second.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('it ends with the process that opened it, even one that is killed', async () => {
    const { stdout } = await openIn({}, "process.kill(process.pid, 'SIGKILL');");
    const uri = stdout.match(/uri (\S+)/)?.[1];
    expect(uri).toBeDefined();
    await expect(gone(uri!)).resolves.toBe(true);
  });

  test('a taken port is said', async () => {
    const database = await openDatabase({ log });
    const port = Number(new URL(database.uri).port);
    await expect(openDatabase({ port, log })).rejects.toThrow(`on port ${port}: ended`);
    await database.stop();
  });

  test('it has transactions', async () => {
    const database = await openDatabase({ log });
    const client = await new MongoClient(database.uri).connect();
    const balances = client.db('shop').collection<{ _id: string; fen: number }>('balances');
    await balances.insertMany([
      { _id: 'a', fen: 5 },
      { _id: 'b', fen: 0 },
    ]);
    const transfer = client.withSession((session) =>
      session.withTransaction(async () => {
        await balances.updateOne({ _id: 'a' }, { $inc: { fen: -5 } }, { session });
        throw new Error('stopped half way');
      }),
    );
    await expect(transfer).rejects.toThrow('stopped half way');
    expect(await balances.findOne({ _id: 'a' })).toEqual({ _id: 'a', fen: 5 });
    await client.close();
    await database.stop();
  });
});

test('where nothing serves, one error names every step and what to do', async () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'pinkan-nowhere-'));
  const { code, stdout } = await openIn({
    PATH: nowhere,
    MONGOD_BINARY: '',
    PYTHON: '',
    MONGOMS_DOWNLOAD_MIRROR: 'https://127.0.0.1:9',
    MONGOMS_DOWNLOAD_DIR: nowhere,
    MONGOMS_PREFER_GLOBAL_PATH: 'false',
  });
  rmSync(nowhere, { recursive: true, force: true });
  expect(code).toBe(1);
  expect(stdout).toMatch(/1\. MONGODB_URI: not set/);
  expect(stdout).toMatch(/2\. An installed mongod: not on PATH\. Install MongoDB/);
  expect(stdout).toMatch(/3\. The official mongod by download: .*127\.0\.0\.1:9.*MONGOMS_DOWNLOAD_MIRROR/);
  expect(stdout).toMatch(/4\. SecantusDB .* from PyPI: no python3 on PATH\. It needs Python 3\.10/);
});

test('MONGODB_URI that does not answer is an error, never another database in its place', async () => {
  const { code, stdout } = await openIn({ MONGODB_URI: 'mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200' });
  expect(code).toBe(1);
  expect(stdout).toContain('MONGODB_URI is set but does not serve');
});

describe('the database of a test file', () => {
  const database = useDatabase();

  test('counts the commands that a piece of code sends', async () => {
    const { value, commands } = await countCommands(database.client, async () => {
      await database.db.collection('seats').insertOne({ free: 1 });
      return await database.db.collection('seats').findOneAndUpdate({ free: 1 }, { $inc: { free: -1 } });
    });
    expect(commands).toEqual(['insert', 'findAndModify']);
    expect(value).toMatchObject({ free: 1 });
    const after = await countCommands(database.client, async () => undefined);
    expect(after.commands).toEqual([]);
  });
});

/** Whether the server at `uri` goes away: waits for its connection to be closed or refused. */
async function gone(uri: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 100 });
    const alive = await client
      .db('admin')
      .command({ ping: 1 })
      .then(
        () => true,
        () => false,
      );
    await client.close();
    if (!alive) return true;
  }
  return false;
}
