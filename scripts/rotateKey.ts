/**
 * `npm run rotate-key -- <begin FILE | status | finish | abandon> --account pac_…`: gives a payment account another API v3
 * key while payments go on. Between `begin` and `finish` both keys open what WeChat encrypts. docs/operations.md walks
 * through it. Needs MONGODB_URI, MONGODB_DATABASE and DATA_SECRET.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Collections, collectionsOf, type PaymentAccountDoc } from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { addNextKey, dropNextKey, finishKey, openAccount, sealApiV3Key } from '../functions/store/paymentAccount';
import { formatTime, HOUR, type Ms } from '../shared/time';

/** WeChat repeats a notification for a day and some minutes, and may have encrypted it before the key was changed. */
const REPEATED_FOR: Ms = 25 * HOUR;

type Store = Pick<Collections, 'paymentAccounts'>;

async function accountOf({ paymentAccounts }: Store, id: string): Promise<PaymentAccountDoc> {
  const account = await paymentAccounts.findOne({ _id: id });
  if (!account) throw new Error(`there is no payment account ${id}`);
  return account;
}

/** From now on the account opens what is encrypted under either key. The same key again changes nothing. @returns what to do next */
export async function beginRotation(store: Store, id: string, key: string, dataSecret: string): Promise<string> {
  if (!/^[\x21-\x7e]{32}$/.test(key)) throw new Error('an API v3 key has 32 characters');
  const { apiV3Key, nextApiV3Key } = openAccount(await accountOf(store, id), dataSecret);
  if (key === apiV3Key) throw new Error(`${id} has this key already`);
  if (nextApiV3Key !== key && !(await addNextKey(store, id, sealApiV3Key(id, key, dataSecret)))) {
    throw new Error(`${id} is being given another key: finish that, or abandon it`);
  }
  return 'Both keys are known. Wait five minutes, then set the new key in WeChat Pay’s console (账户中心 › API安全).';
}

export async function rotationStatus(store: Store, id: string, now: Ms): Promise<string> {
  const { nextApiV3Key, nextKeyUsedAt } = await accountOf(store, id);
  if (nextApiV3Key === undefined) return `${id} has one key.`;
  if (nextKeyUsedAt === undefined) return 'There is a next key, and WeChat has not been seen to use it yet.';
  const from = nextKeyUsedAt + REPEATED_FOR;
  const may = from <= now ? 'it may be finished' : `it may be finished from ${formatTime(from)} on`;
  return `WeChat uses the next key since ${formatTime(nextKeyUsedAt)}; ${may}.`;
}

/**
 * The next key is the only one from now on.
 * @param anyway also where WeChat has not been seen to use it for long enough: what it has still to say is then lost
 */
export async function finishRotation(store: Store, id: string, now: Ms, anyway = false): Promise<string> {
  const { nextApiV3Key, nextKeyUsedAt = Number.POSITIVE_INFINITY } = await accountOf(store, id);
  if (nextApiV3Key === undefined) return `${id} has one key.`;
  if (nextKeyUsedAt + REPEATED_FOR > now && !anyway) {
    throw new Error(`not yet: ${await rotationStatus(store, id, now)} (--anyway does it all the same)`);
  }
  await finishKey(store, id, nextApiV3Key);
  return `${id} has one key: the new one.`;
}

/** The next key is forgotten, unless WeChat uses it already. */
export async function abandonRotation(store: Store, id: string): Promise<string> {
  const { nextApiV3Key } = await accountOf(store, id);
  if (nextApiV3Key === undefined || (await dropNextKey(store, id))) return `${id} has one key: the one before.`;
  throw new Error('WeChat uses the next key already: finish it instead');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { account: { type: 'string' }, anyway: { type: 'boolean', default: false } },
  });
  const [verb, file] = positionals;
  const { account: id } = values;
  if (id === undefined) throw new Error('Name the account: npm run rotate-key -- status --account pac_…');
  const { MONGODB_URI: uri, MONGODB_DATABASE: name = 'pinkan', DATA_SECRET: dataSecret = '' } = process.env;
  if (!uri) throw new Error('MONGODB_URI is missing (see .env.example).');
  const client = await connect(uri).connect();
  try {
    const store = collectionsOf(client, client.db(name));
    console.log(await said());

    function said(): Promise<string> {
      if (verb === 'begin' && file !== undefined) {
        return beginRotation(store, id as string, readFileSync(file, 'utf8').trim(), dataSecret);
      }
      if (verb === 'status') return rotationStatus(store, id as string, Date.now());
      if (verb === 'finish') return finishRotation(store, id as string, Date.now(), values.anyway);
      if (verb === 'abandon') return abandonRotation(store, id as string);
      throw new Error('What is to be done: begin FILE, status, finish, or abandon?');
    }
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
