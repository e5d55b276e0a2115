/**
 * `npm run audit-ledger`: replays every journal of the shops in the database (MONGODB_URI, MONGODB_DATABASE; without them
 * the local shop's) and compares them with balances, orders, refunds, commissions, withdrawals and WeChat's bills. Says in
 * one line that all is right, or lists what is not and exits 1; a day that differs and was explained is named, and is no fault.
 * The shop may go on meanwhile; nothing is written.
 * `--merchant mer_…` looks at one shop alone.
 */
import { parseArgs } from 'node:util';
import {
  type Collections,
  collectionsOf,
  type MerchantDoc,
  type PayoutStopCause,
  type ReconciliationDoc,
} from '../functions/store/collections';
import { connect } from '../functions/store/mongo';
import { type Audited, auditMerchant } from '../functions/usecases/audit';
import { daysToCompare, readyAt } from '../shared/domain/reconciliation';
import { HOUR, type Ms } from '../shared/time';
import { openDatabase } from './database';
import { claimFolder, localDatabase, localFolder } from './local';

/** Cron compares a day within minutes of its bills; after so long it does not run, or gets nowhere. */
const PATIENCE: Ms = HOUR;

interface Told {
  readonly right: boolean;
  readonly lines: string[];
}

/** @returns the line that all is right, or a line for each thing that is not; and what a member of the shop has explained */
export async function auditLedger(store: Collections, now: () => Ms, merchantId?: string): Promise<Told> {
  const merchants = await store.merchants
    .find(merchantId === undefined ? {} : { _id: merchantId }, { projection: { name: 1, payoutStopHistory: 1 } })
    .toArray();
  if (merchantId !== undefined && merchants.length === 0) throw new Error(`There is no shop ${merchantId}.`);
  let [journals, days] = [0, 0];
  const lines = merchantId === undefined ? await ofNoShop(store, merchants) : [];
  const explained: string[] = [];
  for (const merchant of merchants) {
    const { _id, name } = merchant;
    const audited = await auditMerchant({ store, now }, _id);
    journals += audited.journals;
    lines.push(...faultLines(name, audited));
    lines.push(...(await notLaidOut(store, _id, now())).map((line) => `${name}: ${line}`));
    const found = await store.reconciliations
      .find({ merchantId: _id }, { projection: { differences: 0 } })
      .sort({ date: -1, paymentAccountId: -1 })
      .toArray();
    days += found.filter(({ status }) => status === 'ok').length;
    for (const day of found) {
      const fault = dayFault(day, now());
      const why = fault && explanationOf(day, merchant);
      if (fault && why === undefined) lines.push(`${name}: ${fault}`);
      if (fault && why !== undefined) explained.push(`${name}: ${fault}; explained: ${why}`);
    }
  }
  const right = lines.length === 0;
  const shops = `${merchants.length} ${merchants.length === 1 ? 'shop' : 'shops'}`;
  const allRight = `All is right: ${journals} journals of ${shops}, and ${days} days of WeChat's bills.`;
  return { right, lines: [...(right ? [allRight] : lines), ...explained] };
}

/** Journals and balances of shops that there are not. */
async function ofNoShop(
  { journals, accounts }: Collections,
  merchants: readonly Pick<MerchantDoc, '_id'>[],
): Promise<string[]> {
  const known = new Set(merchants.map(({ _id }) => _id));
  const named = [
    ...(await journals.distinct('merchantId')).map((id) => ['journals', id] as const),
    ...(await accounts.distinct('merchantId')).map((id) => ['balances', id] as const),
  ];
  return named.filter(([, id]) => !known.has(id)).map(([what, id]) => `${what} of ${id}: there is no such shop`);
}

/** Accounts whose days nobody compares any more. */
async function notLaidOut({ paymentAccounts }: Collections, merchantId: string, now: Ms): Promise<string[]> {
  const accounts = await paymentAccounts.find({ merchantId }, { projection: { reconciledTo: 1 } }).toArray();
  return accounts.flatMap(({ _id, reconciledTo }) =>
    reconciledTo !== undefined && daysToCompare(reconciledTo, now - PATIENCE).length > 0
      ? [`no day of ${_id} after ${reconciledTo} is compared with WeChat's bills`]
      : [],
  );
}

function dayFault({ date, paymentAccountId, status, ...day }: ReconciliationDoc, now: Ms): string | undefined {
  const of = `${date} of ${paymentAccountId}`;
  if (status === 'ok') return undefined;
  if (status === 'different') return `${of} differs from WeChat's bills in ${day.differenceCount ?? 0} places`;
  if (now < readyAt(date) + PATIENCE) return undefined;
  const why = day.failure ? ` (${day.failure.why}, ${day.tries} tries)` : '';
  return `${of} is not compared with WeChat's bills${why}`;
}

/** What a member of the shop has said of a day's differences when lifting the stop of payouts that they were a cause of. */
function explanationOf(
  { date, status, paymentAccountId, comparedAt = 0 }: ReconciliationDoc,
  { payoutStopHistory = [] }: Pick<MerchantDoc, 'payoutStopHistory'>,
): string | undefined {
  if (status !== 'different') return undefined;
  const isOfDay = ({ reason, date: ofDate, about = paymentAccountId }: PayoutStopCause) =>
    reason === 'reconciliation' && ofDate === date && about === paymentAccountId;
  // Compared again since, it has stopped payouts again.
  const lifted = payoutStopHistory.findLast((stop) => stop.causes.some(isOfDay) && stop.lifted.at >= comparedAt);
  return lifted?.lifted.reason;
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
