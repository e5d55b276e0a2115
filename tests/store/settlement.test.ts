/** The batch's commands are what the rules say, and its journals what `post` would have written one by one. */
import { type Collections, type CommissionDoc, collectionsOf } from '../../functions/store/collections';
import { post, postAll } from '../../functions/store/ledger';
import { dueCommissions, putOff, release, releaseEntry } from '../../functions/store/settlement';
import { dueId, writeDue } from '../../scripts/bench/due';
import { type CommissionState, decideCommission, evolveCommission } from '../../shared/domain/commission';
import { useDatabase } from '../support/database';

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});
beforeEach(async () => {
  for (const name of ['orders', 'commissions', 'journals', 'accounts'] as const) await store[name].deleteMany({});
});

const NOW = 1_000_000;
const due = (merchantId: string, count: number, first = 0) =>
  writeDue(store, { merchantId, first, count, promoters: 2, at: 1, dueAt: NOW });
const docs = (): Promise<CommissionDoc[]> => store.commissions.find({}).sort({ _id: 1 }).toArray();

type Fields = Partial<Pick<CommissionState, 'status' | 'dueAt'>>;

it.each<[string, Fields]>([
  ['held and due before', { dueAt: NOW - 1 }],
  ['held and due then', { dueAt: NOW }],
  ['held and due later', { dueAt: NOW + 1 }],
  ['held without a date', { dueAt: undefined }],
  ['available', { status: 'available' }],
  ['reversed', { status: 'reversed', dueAt: NOW - 1 }],
])('puts off what the rule puts off: %s', async (_, fields) => {
  await due('mer_1', 1);
  const { dueAt, ...rest } = { dueAt: NOW as number | undefined, ...fields };
  const update =
    dueAt === undefined
      ? { $set: { ...rest, lineId: 'l1' }, $unset: { dueAt: '' as const } }
      : { $set: { ...rest, dueAt } };
  await store.commissions.updateOne({}, update);
  const [before] = await docs();
  if (!before) throw new Error('nothing is there');
  const decided = decideCommission(before, { type: 'postpone', at: NOW });
  const events = decided.ok ? decided.value : [];
  await putOff(store, [before._id], { until: NOW, settlementId: undefined });
  const after = events.reduce(evolveCommission<CommissionDoc>, before);
  expect(await docs()).toEqual([{ ...after, version: before.version + events.length }]);
});

it.each<[string, Fields, boolean]>([
  ['held and due', {}, true],
  ['not due yet', { dueAt: NOW + 1 }, false],
  ['available', { status: 'available' }, false],
  ['reversed', { status: 'reversed' }, false],
])('releases what the rule releases: %s', async (_, fields, releases) => {
  await due('mer_1', 1);
  await store.commissions.updateOne({}, { $set: fields });
  const [before] = await docs();
  if (!before) throw new Error('nothing is there');
  const decided = decideCommission(before, { type: 'release', now: NOW });
  const events = decided.ok ? decided.value : [];
  expect(events).toHaveLength(releases ? 1 : 0);
  expect(await release(store, [before._id], { now: NOW, settlementOf: () => undefined })).toBe(events.length);
  const after = events.reduce(evolveCommission<CommissionDoc>, before);
  expect(await docs()).toEqual([{ ...after, version: before.version + events.length }]);
});

it('writes the journals that are written one by one, and the same balances', async () => {
  await due('mer_1', 6);
  const all = await docs();
  await store.accounts.updateOne({ _id: 'mer_1/wallet/usr_earner1' }, { $set: { debt: 150 } });
  await store.accounts.updateOne({ _id: 'mer_1/wallet/usr_earner0' }, { $set: { merit: 9 } });
  const entries = all.map((doc) => releaseEntry(doc, { amount: doc.amount, kept: doc.base }, NOW));
  const state = async () => [
    await store.journals.find({}).sort({ _id: 1 }).toArray(),
    await store.accounts.find({}).sort({ _id: 1 }).toArray(),
  ];
  const before = await state();
  for (const entry of entries) await post(store, entry);
  const single = await state();
  await store.journals.deleteMany({ kind: 'commissionReleased' });
  for (const doc of before[1] ?? []) await store.accounts.replaceOne({ _id: doc._id }, doc as never);
  await store.client.withSession((session) => session.withTransaction(() => postAll(store, entries, session)));
  expect(await state()).toEqual(single);
});

it('writes nothing of a batch in which one wallet lacks the money', async () => {
  await due('mer_1', 4);
  await store.accounts.updateOne({ _id: 'mer_1/wallet/usr_earner1' }, { $set: { held: 1 } });
  const ids = (await docs()).map(({ _id }) => _id);
  await expect(release(store, ids, { now: NOW, settlementOf: () => undefined })).rejects.toThrow('below zero');
  expect((await docs()).every(({ status }) => status === 'held')).toBe(true);
  expect(await store.journals.countDocuments({ kind: 'commissionReleased' })).toBe(0);
});

it('finds what is due, of one merchant or of all, in batches', async () => {
  await due('mer_1', 203);
  await due('mer_2', 2, 203);
  await store.commissions.updateOne({ _id: dueId(1) }, { $set: { drainAt: NOW } });
  await store.commissions.updateOne({ _id: dueId(2) }, { $set: { dueAt: NOW + 1 } });
  const sizes = async (merchantId?: string, size?: number) => {
    const found: number[] = [];
    for await (const batch of dueCommissions(store, NOW, merchantId, size)) found.push(batch.length);
    return found;
  };
  expect(await sizes()).toEqual([200, 3]);
  expect(await sizes('mer_1')).toEqual([200, 1]);
  expect(await sizes('mer_2')).toEqual([2]);
  expect(await sizes('mer_2', 1)).toEqual([1, 1]);
});
