/**
 * The connection. Reads that decide go to the primary; writes are acknowledged by the majority.
 * A function instance keeps at most five connections, since there may be many instances.
 */
import {
  type ClientSession,
  MongoClient,
  type MongoClientOptions,
  MongoError,
  MongoNetworkError,
  MongoServerSelectionError,
} from 'mongodb';

export function connect(uri: string, options: MongoClientOptions = {}): MongoClient {
  return new MongoClient(uri, {
    maxPoolSize: 5,
    readPreference: 'primary',
    writeConcern: { w: 'majority' },
    serverSelectionTimeoutMS: 5_000,
    ignoreUndefined: true,
    ...options,
  });
}

/**
 * Reads that all see one moment of the database, whatever is written meanwhile: a transaction that writes nothing. A server
 * keeps one for a minute. What `work` does beside reading may be done again.
 */
export const atOneMoment = <T>(client: MongoClient, work: (session: ClientSession) => Promise<T>): Promise<T> =>
  client.withSession((session) => session.withTransaction(() => work(session), { readConcern: { level: 'snapshot' } }));

/** The driver's own words for: it may work in a while. It puts them on writes only. */
const RETRYABLE = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/**
 * What a server says while it cannot serve (MongoDB, error codes: host unreachable 6 and 7, MaxTimeMSExpired 50,
 * write concern not met in time 64 or at all 100, NetworkTimeout 89, shutting down 91 and 11600, stepping down 189 and
 * 11602, ExceededTimeLimit 262, no host for the read 133, socket 9001, no primary or recovering 10058, 10107, 13435,
 * 13436).
 */
const NOT_NOW = new Set([6, 7, 50, 64, 89, 91, 100, 133, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436]);

/** Ours or the server's connection is closed, or the pool gave none in time. */
const CLOSED = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
]);

/** The database could not be asked, or could not say: the same call may be repeated. */
export function isOutage(error: unknown): boolean {
  // Cleared pools and timeouts of the network are network errors too.
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (!(error instanceof MongoError)) return false;
  if (CLOSED.has(error.name) || (typeof error.code === 'number' && NOT_NOW.has(error.code))) return true;
  return RETRYABLE.some((label) => error.hasErrorLabel(label));
}
