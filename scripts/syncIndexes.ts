/**
 * `npm run sync-indexes`: creates the collections' indexes in MONGODB_URI / MONGODB_DATABASE, and names those that the
 * schema does not know; and brings documents of an earlier version up to date (`upgrade.ts`). Drops nothing. Run it
 * before a new version is deployed; again, it changes nothing.
 */
import { collectionsOf, syncIndexes } from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { upgrade } from './upgrade';

async function main(): Promise<void> {
  const { MONGODB_URI: uri, MONGODB_DATABASE: name = 'pinkan' } = process.env;
  if (!uri) throw new Error('MONGODB_URI is missing (see .env.example).');
  const client = await connect(uri).connect();
  try {
    const store = collectionsOf(client, client.db(name));
    const upgraded = await upgrade(store);
    const unknown = await syncIndexes(store);
    console.log(`The indexes of ${name} are there.`);
    if (upgraded > 0) console.log(`${upgraded} documents were brought up to date.`);
    for (const index of unknown) console.log(`Not in the schema: ${index}`);
  } finally {
    await client.close();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
