/**
 * The connection. Reads that decide go to the primary; writes are acknowledged by the majority.
 * A function instance keeps at most five connections, since there may be many instances.
 */
import { MongoClient, type MongoClientOptions } from 'mongodb';

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
