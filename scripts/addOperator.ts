/**
 * `npm run add-operator -- <openid or user id> [--remove]`: makes somebody who has signed in an operator of the platform, or
 * one no more; it holds from their next call on. Nothing else does. Needs MONGODB_URI and MONGODB_DATABASE.
 */
import { parseArgs } from 'node:util';
import { type Collections, collectionsOf } from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { setOperator } from '../functions/store/platform';

/** @param who an id of ours (`usr_…`), or an openid, which may be of one person in each mini-program @returns what is so now */
export async function addOperator(store: Pick<Collections, 'users'>, who: string, is: boolean): Promise<string> {
  const filter = who.startsWith('usr_') ? { _id: who } : { 'identities.openid': who };
  const [user, other] = await store.users.find(filter).limit(2).toArray();
  if (!user) throw new Error(`${who} has never signed in`);
  if (other) throw new Error(`${who} is more than one person: name the user id`);
  if (!(await setOperator(store, user._id, is))) throw new Error(`${user._id} has deleted the account`);
  return `${user._id} (${user.name}) ${is ? 'operates the platform.' : 'operates the platform no more.'}`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { remove: { type: 'boolean', default: false } },
  });
  const [who, more] = positionals;
  if (who === undefined || more !== undefined) throw new Error('Who? npm run add-operator -- <openid or user id>');
  const { MONGODB_URI: uri, MONGODB_DATABASE: name = 'pinkan' } = process.env;
  if (!uri) throw new Error('MONGODB_URI is missing (see .env.example).');
  const client = await connect(uri).connect();
  try {
    console.log(await addOperator(collectionsOf(client, client.db(name)), who, !values.remove));
  } finally {
    await client.close();
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
