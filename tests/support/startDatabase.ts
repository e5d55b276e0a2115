/** Jest global setup: one database server for the whole run, in a fresh temporary folder. */
import { type Database, openDatabase } from '../../scripts/database';

declare global {
  var pinkanTestDatabase: Database | undefined;
}

export default async function startDatabase(): Promise<void> {
  const database = await openDatabase({ log: (line) => process.stderr.write(`${line}\n`) });
  globalThis.pinkanTestDatabase = database;
  // The workers, which are started after this, inherit it.
  process.env.PINKAN_TEST_DATABASE = database.uri;
}
