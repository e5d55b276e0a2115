/** A database for a test file, and a count of what a piece of code asks of it. */
import { randomBytes } from 'node:crypto';
import type { CommandStartedEvent, Db, MongoClient } from 'mongodb';
import { connect } from '../../functions/store/mongo';

export interface TestDatabase {
  readonly db: Db;
  readonly client: MongoClient;
  readonly uri: string;
  readonly name: string;
}

/**
 * Gives the calling test file (or `describe`) its own empty database on the run's server, and drops it afterwards.
 * Call it at the top level; read `db`, `client`, `uri`, `name` inside tests and hooks, where they are set.
 */
export function useDatabase(): TestDatabase {
  const name = `test_${process.env.JEST_WORKER_ID ?? 0}_${randomBytes(6).toString('hex')}`;
  const uri = process.env.PINKAN_TEST_DATABASE;
  if (!uri) throw new Error('no test database: this test file is in a Jest project without the database setup');
  let client: MongoClient | undefined;

  beforeAll(async () => {
    // As deployed, but for the monitoring and a pool that races can fill.
    client = await connect(uri, { monitorCommands: true, maxPoolSize: 50 }).connect();
  });
  afterAll(async () => {
    await client?.db(name).dropDatabase();
    await client?.close();
  });

  const connected = () => {
    if (!client) throw new Error('the test database is there from beforeAll on, not while the file is read');
    return client;
  };
  return {
    uri,
    name,
    get client() {
      return connected();
    },
    get db() {
      return connected().db(name);
    },
  };
}

/**
 * Runs `work` and names the database commands that the client sent meanwhile, in order, a retry counted again:
 * `{ value, commands: ['find', 'update', 'commitTransaction'] }`. The client needs `monitorCommands: true`, which
 * `useDatabase` sets; nothing else may use it at the same time.
 */
export async function countCommands<T>(
  client: MongoClient,
  work: () => Promise<T>,
): Promise<{ value: T; commands: string[] }> {
  if (!client.options.monitorCommands) throw new Error('countCommands needs a client with monitorCommands: true');
  const commands: string[] = [];
  // Ends of sessions and health checks are the driver's own, whenever it likes.
  const own = new Set(['hello', 'ismaster', 'ping', 'endSessions']);
  const hear = (event: CommandStartedEvent) => {
    if (!own.has(event.commandName)) commands.push(event.commandName);
  };
  client.on('commandStarted', hear);
  try {
    return { value: await work(), commands };
  } finally {
    client.off('commandStarted', hear);
  }
}
