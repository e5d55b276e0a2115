/**
 * `npm run audit-ledger`: replays every journal of the shops in the database (MONGODB_URI, MONGODB_DATABASE; without them
 * the local shop's) and compares them with balances, orders, refunds, commissions, withdrawals and WeChat's bills. Says in
 * one line that all is right, or lists what is not and exits 1. The shop may go on meanwhile; nothing is written.
 * `--merchant mer_…` looks at one shop alone.
 */
import { parseArgs } from 'node:util';
import { type Collections, collectionsOf } from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { listReconciliations } from '../functions/store/reconciliation';
import { type Audited, auditMerchant } from '../functions/usecases/audit';
import { openDatabase } from './database';
import { claimFolder, localDatabase, localFolder } from './local';

/** Days of one shop that are looked at, newest first. */
const DAYS = 400;

/** @returns the line that all is right, or a line for each thing that is not */
export async function auditLedger(
  store: Collections,
  now: () => number,
  merchantId?: string,
): Promise<{ right: boolean; lines: string[] }> {
  const merchants = await store.merchants
    .find(merchantId === undefined ? {} : { _id: merchantId }, { projection: { name: 1 } })
    .toArray();
  if (merchantId !== undefined && merchants.length === 0) throw new Error(`There is no shop ${merchantId}.`);
  let [journals, days] = [0, 0];
  const lines: string[] = [];
  for (const { _id, name } of merchants) {
    const audited = await auditMerchant({ store, now }, _id);
    const bills = await listReconciliations(store, _id, undefined, DAYS);
    const different = bills.filter(({ status }) => status === 'different');
    journals += audited.journals;
    days += bills.filter(({ status }) => status === 'ok').length;
    lines.push(...faultLines(name, audited));
    for (const { date, paymentAccountId, differenceCount = 0 } of different) {
      lines.push(`${name}: ${date} of ${paymentAccountId} differs from WeChat's bills in ${differenceCount} places`);
    }
  }
  const right = lines.length === 0;
  const shops = `${merchants.length} ${merchants.length === 1 ? 'shop' : 'shops'}`;
  return right
    ? { right, lines: [`All is right: ${journals} journals of ${shops}, and ${days} days of WeChat's bills.`] }
    : { right, lines };
}

const faultLines = (name: string, { faults, faultCount }: Audited): string[] => [
  ...faults.map((fault) => `${name}: ${fault}`),
  ...(faultCount > faults.length ? [`${name}: and ${faultCount - faults.length} more`] : []),
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { merchant: { type: 'string' } } });
  const { uri, name, end } = await opened();
  const client = await connect(uri).connect();
  try {
    const { right, lines } = await auditLedger(collectionsOf(client, client.db(name)), Date.now, values.merchant);
    for (const line of lines) console.log(line);
    if (!right) process.exitCode = 1;
  } finally {
    await client.close();
    await end();
  }
}

/** The deployment's database, or the local shop's data, which no running shop may hold. */
async function opened(): Promise<{ uri: string; name: string; end: () => Promise<unknown> }> {
  const { MONGODB_URI: uri, MONGODB_DATABASE: name } = process.env;
  if (uri) return { uri, name: name ?? 'pinkan', end: async () => {} };
  const folder = localFolder();
  const release = await claimFolder(folder);
  const database = await openDatabase({ dataDir: `${folder}/database`, log: (line) => console.error(line) });
  return { uri: database.uri, name: localDatabase(), end: () => database.stop().then(release) };
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
