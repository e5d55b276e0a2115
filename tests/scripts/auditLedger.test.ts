/** One line that all is right, or a line for each thing that is not. */
import { join, resolve } from 'node:path';
import {
  type Collections,
  collectionsOf,
  type MerchantDoc,
  type PaymentAccountDoc,
  type ReconciliationDoc,
} from '../../functions/store/collections';
import { auditLedger } from '../../scripts/auditLedger';
import { writeDue } from '../../scripts/bench/due';
import { runCommand } from '../../scripts/runCommand';
import { readyAt } from '../../shared/domain/reconciliation';
import { DAY, MINUTE, type Ms } from '../../shared/time';
import { useDatabase } from '../support/database';

const root = resolve(__dirname, '../..');
const database = useDatabase();
const NOW: Ms = Date.parse('2036-03-01T12:00:00+08:00');
let store: Collections;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  store = collectionsOf(database.client, database.db);
  for (const [_id, name] of [
    ['mer_1', '山野集'],
    ['mer_2', '海边铺'],
  ]) {
    await store.merchants.insertOne({ _id, name } as MerchantDoc);
  }
  const due = { promoters: 2, at: NOW - DAY, dueAt: NOW };
  await writeDue(store, { ...due, merchantId: 'mer_1', count: 5 });
  await writeDue(store, { ...due, merchantId: 'mer_2', first: 5, count: 3 });
});

const run = (...args: string[]) =>
  runCommand(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'scripts/auditLedger.ts'), ...args],
    { env: { MONGODB_URI: database.uri, MONGODB_DATABASE: database.name } },
  );

const audit = (merchantId?: string) => auditLedger(store, () => NOW, merchantId);

it('says in one line that all is right', async () => {
  expect(await audit()).toEqual({
    right: true,
    lines: ["All is right: 8 journals of 2 shops, and 0 days of WeChat's bills."],
  });
  const before = await store.db.listCollections().toArray();
  expect(await run('--merchant', 'mer_2')).toMatchObject({
    code: 0,
    stdout: "All is right: 3 journals of 1 shop, and 0 days of WeChat's bills.\n",
  });
  expect((await store.db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(
    before.map(({ name }) => name).sort(),
  );
});

it('lists what is not, and exits 1', async () => {
  await store.accounts.updateOne({ _id: 'mer_2/wallet/usr_earner1' }, { $inc: { held: 7 } });
  await store.reconciliations.insertOne({
    _id: 'pac_1/2036-02-28',
    merchantId: 'mer_1',
    paymentAccountId: 'pac_1',
    date: '2036-02-28',
    status: 'different',
    differenceCount: 2,
    tries: 1,
  } as ReconciliationDoc);
  const lines = [
    "山野集: 2036-02-28 of pac_1 differs from WeChat's bills in 2 places",
    '海边铺: account wallet/usr_earner1/held: stands at 219, its journals at 212',
    '海边铺: the ledger sums to 7',
  ];
  expect(await audit()).toEqual({ right: false, lines });
  expect(await run()).toMatchObject({ code: 1, stdout: `${lines.join('\n')}\n` });
  expect(await audit('mer_1')).toEqual({ right: false, lines: lines.slice(0, 1) });
});

describe('days of bills', () => {
  const DATE = '2036-02-28';
  const line = (rest: string) => `山野集: ${DATE} of pac_1 ${rest}`;
  const is = (more: Partial<ReconciliationDoc>) =>
    store.reconciliations.replaceOne(
      { _id: `pac_1/${DATE}` },
      { merchantId: 'mer_1', paymentAccountId: 'pac_1', date: DATE, status: 'waiting', tries: 0, ...more },
      { upsert: true },
    );
  const allRight = (days: number) => `All is right: 5 journals of 1 shop, and ${days} days of WeChat's bills.`;

  it('a day that could not be compared, or never was, is not right', async () => {
    await is({ status: 'failed', tries: 4, failure: { why: 'broken', at: NOW } });
    expect(await audit('mer_1')).toEqual({
      right: false,
      lines: [line("is not compared with WeChat's bills (broken, 4 tries)")],
    });
    await is({ status: 'waiting', dueAt: NOW });
    expect(await audit('mer_1')).toEqual({ right: false, lines: [line("is not compared with WeChat's bills")] });
    // Its bills have been there for some minutes only.
    const ready = readyAt(DATE);
    expect(await auditLedger(store, () => ready + 5 * MINUTE, 'mer_1')).toEqual({ right: true, lines: [allRight(0)] });
    await is({ status: 'ok', tries: 1 });
    expect(await audit('mer_1')).toEqual({ right: true, lines: [allRight(1)] });
  });

  it('an account whose days nobody lays out is not right', async () => {
    await is({ status: 'ok', tries: 1 });
    await store.paymentAccounts.insertOne({
      _id: 'pac_1',
      merchantId: 'mer_1',
      reconciledTo: DATE,
    } as PaymentAccountDoc);
    expect(await audit('mer_1')).toEqual({
      right: false,
      lines: [`山野集: no day of pac_1 after ${DATE} is compared with WeChat's bills`],
    });
    await store.paymentAccounts.updateOne({ _id: 'pac_1' }, { $set: { reconciledTo: '2036-02-29' } });
    expect(await audit('mer_1')).toEqual({ right: true, lines: [allRight(1)] });
  });

  it('a difference that somebody has explained is named, and no fault until it is found again', async () => {
    const differs = line("differs from WeChat's bills in 2 places");
    await is({ status: 'different', tries: 1, differenceCount: 2, comparedAt: NOW - 2 });
    const cause = { since: NOW - 2, reason: 'reconciliation', date: DATE } as const;
    const stop = { since: NOW - 2, causes: [{ ...cause, about: 'pac_1' }] };
    const lifted = { by: 'usr_owner', at: NOW - 1, reason: '补过账了' };
    await store.merchants.updateOne({ _id: 'mer_1' }, { $set: { payoutStop: stop } });
    expect(await audit('mer_1')).toEqual({ right: false, lines: [differs] });
    const other = { ...stop, causes: [{ ...cause, about: 'pac_2' }], lifted };
    await store.merchants.updateOne(
      { _id: 'mer_1' },
      { $set: { payoutStopHistory: [other] }, $unset: { payoutStop: '' } },
    );
    expect(await audit('mer_1')).toEqual({ right: false, lines: [differs] });
    await store.merchants.updateOne({ _id: 'mer_1' }, { $push: { payoutStopHistory: { ...stop, lifted } } });
    expect(await audit('mer_1')).toEqual({
      right: true,
      lines: [allRight(0), `${differs}; explained: 补过账了`],
    });
    expect(await run('--merchant', 'mer_1')).toMatchObject({ code: 0 });
    await is({ status: 'different', tries: 2, differenceCount: 2, comparedAt: NOW });
    expect(await audit('mer_1')).toEqual({ right: false, lines: [differs] });
  });
});

it('reads journals and balances of shops that there are not', async () => {
  await store.journals.updateOne({ merchantId: 'mer_2' }, { $set: { merchantId: 'mer_gone' } });
  await store.accounts.insertOne({ _id: 'mer_lost/sales/0', merchantId: 'mer_lost', account: 'sales', fen: 5 });
  const { right, lines } = await audit();
  expect(right).toBe(false);
  expect(lines).toEqual(
    expect.arrayContaining([
      'journals of mer_gone: there is no such shop',
      'balances of mer_lost: there is no such shop',
    ]),
  );
});

it('knows no shop that is not there', async () => {
  await expect(audit('mer_3')).rejects.toThrow('There is no shop mer_3.');
});
