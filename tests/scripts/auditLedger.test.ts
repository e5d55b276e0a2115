/** One line that all is right, or a line for each thing that is not. */
import { join, resolve } from 'node:path';
import {
  type Collections,
  collectionsOf,
  type MerchantDoc,
  type ReconciliationDoc,
} from '../../functions/store/collections';
import { auditLedger } from '../../scripts/auditLedger';
import { writeDue } from '../../scripts/bench/due';
import { runCommand } from '../../scripts/runCommand';
import { DAY, type Ms } from '../../shared/time';
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

it('knows no shop that is not there', async () => {
  await expect(audit('mer_3')).rejects.toThrow('There is no shop mer_3.');
});
