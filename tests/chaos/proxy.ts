/**
 * A wire between a function and its database that can be cut exactly before or after any command. It knows the two
 * message forms that the driver speaks (OP_MSG; OP_QUERY for the first hello) as far as their length and their first
 * document, so it needs nothing of the driver's insides and works with any client.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { BSON, type Document, type MongoClient } from 'mongodb';

/** before: the database never got the command. after: it carried it out, and the function never heard of it. */
export type Side = 'before' | 'after';

export interface Crash {
  /** A command by name, collection and how many of its kind came before: `update orders #2`. */
  readonly command: string;
  readonly side: Side;
  /** Must end the function (or the database) at once. */
  readonly strike: () => void;
}

export interface Watch {
  /** Every command that came by, in order, up to the crash. */
  readonly commands: readonly string[];
  /** Whether the crash has happened. */
  wasStruck(): boolean;
  /** Sessions of the transactions that were begun. */
  readonly sessions: readonly Document[];
}

export interface DatabaseProxy {
  /** What the function under test connects to. */
  readonly uri: string;
  /** Listens anew: counts commands from here on, and crashes at one of them if told so. */
  watch(crash?: Crash): Watch;
  close(): Promise<void>;
}

const HEADER = 16;
const OP_MSG = 2013;

/** The driver's own: it sends them whenever it likes, and nothing of ours hangs on them. */
const HOUSEKEEPING = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions']);

/** The kind of a command: its name, and the collection it is about. */
export function kindOf(name: string, command: Readonly<Record<string, unknown>>): string | null {
  if (HOUSEKEEPING.has(name)) return null;
  return typeof command[name] === 'string' ? `${name} ${command[name]}` : name;
}

/** The application's command in a message, or null if it is none. */
function commandIn(message: Buffer): { kind: string; command: Document } | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  const document = HEADER + 4 + 1; // flags, then the kind of the first section: 0, one document
  const size = message.readInt32LE(document);
  const command = BSON.deserialize(message.subarray(document, document + size));
  const kind = kindOf(Object.keys(command)[0] ?? '', command);
  return kind === null ? null : { kind, command };
}

/** Cuts a stream of bytes into whole messages, each beginning with its length. */
function framing(take: (message: Buffer) => void): (chunk: Buffer) => void {
  let waiting: Buffer = Buffer.alloc(0);
  return (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    while (waiting.length >= HEADER && waiting.length >= waiting.readInt32LE(0)) {
      const size = waiting.readInt32LE(0);
      take(waiting.subarray(0, size));
      waiting = waiting.subarray(size);
    }
  };
}

/** Where writes go: the primary of a replica set, or the server itself. */
async function primaryOf(client: MongoClient, uri: string): Promise<{ host: string; port: number }> {
  const { primary } = await client.db('admin').command({ hello: 1 });
  const address: string =
    typeof primary === 'string' ? primary : (/^mongodb:\/\/(?:[^@/]*@)?([^,/?]+)/.exec(uri)?.[1] ?? '');
  const [, host = '127.0.0.1', port = '27017'] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  return { host, port: Number(port) };
}

export async function openProxy({ client, uri }: { client: MongoClient; uri: string }): Promise<DatabaseProxy> {
  const target = await primaryOf(client, uri);
  const sockets = new Set<Socket>();
  let seen = new Map<string, number>();
  let commands: string[] = [];
  let sessions: Document[] = [];
  let crash: Crash | undefined;
  let struck = { yet: false };

  const strike = (now: Crash) => {
    crash = undefined;
    now.strike();
    struck.yet = true;
  };

  const server = createServer((inner) => {
    const outer = connect(target);
    let awaited: { readonly answerTo: number; readonly crash: Crash } | undefined;
    let cut = false;
    const end = () => {
      cut = true;
      inner.destroy();
      outer.destroy();
      sockets.delete(inner);
      sockets.delete(outer);
    };
    for (const socket of [inner, outer]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
      sockets.add(socket);
    }
    inner.on(
      'data',
      framing((message) => {
        if (cut) return;
        const found = commandIn(message);
        if (found) {
          const { kind, command: document } = found;
          if (document.startTransaction === true) sessions.push(document.lsid);
          const number = (seen.get(kind) ?? 0) + 1;
          seen.set(kind, number);
          const command = `${kind} #${number}`;
          commands.push(command);
          if (crash?.command === command) {
            if (crash.side === 'before') {
              strike(crash);
              return end();
            }
            awaited = { answerTo: message.readInt32LE(4), crash };
          }
        }
        outer.write(message);
      }),
    );
    outer.on(
      'data',
      framing((message) => {
        if (cut) return;
        if (awaited && message.readInt32LE(8) === awaited.answerTo) {
          strike(awaited.crash);
          return end();
        }
        inner.write(message);
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const credentials = /^mongodb:\/\/([^@/]*@)/.exec(uri)?.[1] ?? '';
  const { port } = server.address() as AddressInfo;
  return {
    // Directly, or the driver would find out where the replica set lives and go there past the proxy.
    uri: `mongodb://${credentials}127.0.0.1:${port}/?directConnection=true`,
    watch(next) {
      seen = new Map();
      commands = [];
      sessions = [];
      crash = next;
      const mine = { yet: false };
      struck = mine;
      return { commands, sessions, wasStruck: () => mine.yet };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
