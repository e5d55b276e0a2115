/**
 * The connection. Reads that decide go to the primary; writes are acknowledged by the majority.
 * A function instance keeps at most five connections, since there may be many instances.
 */
import {
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

/** The driver's own words for: it may work in a while. */
const RETRYABLE = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/** The database could not be asked, or could not say: the same call may be repeated. */
export function isOutage(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  return error instanceof MongoError && RETRYABLE.some((label) => error.hasErrorLabel(label));
}
