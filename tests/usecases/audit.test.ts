/** A shop that has sold, refunded, released and paid out is audited; then one thing of it is spoilt, and found. */
import type { Collections } from '../../functions/store/collections';
import { auditBooks, auditMerchant } from '../../functions/usecases/audit';
import { releaseCommissions } from '../../functions/usecases/settlement';
import { writeDue } from '../../scripts/bench/due';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type World } from '../support/world';
import { buy, crowd } from './crowd';

const database = useDatabase();
let world: World;
let restore: () => Promise<void>;
let ids: { kept: string; payment: string; promoter: string; refund: string; withdrawal: string };

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const ALL = { limit: 1000, over: () => false };

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  ids = await history();
  restore = await world.remember();
});
afterAll(() => world.close());
beforeEach(async () => {
  await restore();
  await world.app.store.audits.deleteMany({});
  await world.app.store.auditParts.deleteMany({});
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { auditedSince: '', payoutStop: '' } });
});

/** Two sales through a promoter: one is kept, released and withdrawn; the other goes back as its group fails. */
async function history(): Promise<typeof ids> {
  const { app } = world;
  await world.offer({ size: 2 });
  const [promoter, buyer, other] = await crowd(world, 3);
  if (!promoter || !buyer || !other) throw new Error('nobody is there');
  const shared = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!shared.ok) throw new Error(shared.refusal.code);
  const shareToken = shared.value.token;
  const kept = await buy(world, buyer, { shareToken, quantity: 3 });
  await buy(world, other, { groupId: kept.groupId ?? '' });
  await buy(world, buyer, { shareToken });
  await world.advance(25 * HOUR);
  await world.settle();
  const commission = await app.store.commissions.findOne({ orderId: kept.orderId });
  if (!commission) throw new Error('nobody earns');
  await app.store.commissions.updateOne({ _id: commission._id }, { $set: { dueAt: world.now() } });
  expect(await releaseCommissions(app, ALL)).toBe(1);
  const seenNet = 500;
  const asked = await promoter.call('withdrawal.ask', {
    requestId: 'first-withdrawal',
    merchantId: MERCHANT,
    amount: 500,
    seenNet,
  });
  if (!asked.ok) throw new Error(asked.refusal.code);
  const order = await app.store.orders.findOne({ _id: kept.orderId });
  const refund = await app.store.refunds.findOne({});
  return {
    kept: kept.orderId,
    payment: order?.payments[0]?.outTradeNo ?? '',
    promoter: promoter.userId,
    refund: refund?._id ?? '',
    withdrawal: asked.value.id,
  };
}

const audited = () => auditMerchant(world.app, MERCHANT);

it('finds nothing where nothing is wrong, whether journals are old or new', async () => {
  const { store } = world.app;
  const journals = await store.journals.countDocuments({});
  expect((await store.journals.distinct('kind')).length).toBeGreaterThanOrEqual(7);
  expect(await audited()).toMatchObject({ journals, faults: [], faultCount: 0 });
  // Most of them before the last minutes: replayed first, and the newest at the end.
  await world.advance(MINUTE);
  expect(await audited()).toMatchObject({ journals, faults: [] });
  await world.advance(DAY);
  expect(await audited()).toMatchObject({ journals, faults: [] });
});

type Spoil = (store: Collections, known: typeof ids) => Promise<unknown>;
const wallet = ({ promoter }: typeof ids) => `${MERCHANT}/wallet/${promoter}`;
const journalOf = (kind: string) => ({ kind }) as { kind: 'commissionHeld' };

it.each<[string, Spoil, (known: typeof ids) => string]>([
  [
    'a balance that was changed',
    (store, known) => store.accounts.updateOne({ _id: wallet(known) }, { $inc: { available: 1 } }),
    ({ promoter }) => `account wallet/${promoter}/available`,
  ],
  [
    'a tally that was changed',
    (store, known) => store.accounts.updateOne({ _id: wallet(known) }, { $inc: { merit: 1 } }),
    ({ promoter }) => `account wallet/${promoter}/merit`,
  ],
  [
    'a missing journal',
    (store) => store.journals.deleteOne(journalOf('refundArrived')),
    ({ refund }) => `${refund}: lacks its journal refundArrived/${refund}`,
  ],
  [
    'a journal that is there twice',
    async (store, { payment }) => {
      const journal = await store.journals.findOne({ _id: `paymentCaptured/${payment}` });
      if (journal) await store.journals.insertOne({ ...journal, _id: `${journal._id}/2` });
    },
    ({ payment, kept }) => `journal paymentCaptured/${payment}/2: nothing of ${kept} accounts for it`,
  ],
  [
    'a journal about nothing',
    async (store) => {
      const journal = await store.journals.findOne(journalOf('commissionHeld'));
      if (journal) await store.journals.insertOne({ ...journal, _id: 'commissionHeld/com_x', about: 'com_x' });
    },
    () => 'journal commissionHeld/com_x: there is no com_x',
  ],
  [
    'a posting that was altered',
    (store, { payment }) =>
      store.journals.updateOne({ _id: `paymentCaptured/${payment}` }, { $inc: { 'postings.0.amount': -1 } }),
    ({ kept }) => `${kept}: 8970 should move to sales, its journals move 8969`,
  ],
  [
    'a journal of another shop',
    (store, { payment }) =>
      store.journals.updateOne({ _id: `paymentCaptured/${payment}` }, { $set: { merchantId: 'mer_other' } }),
    ({ kept, payment }) => `${kept}: lacks its journal paymentCaptured/${payment}`,
  ],
  [
    'a commission that is available without a journal',
    (store) => store.commissions.updateOne({ status: 'available' }, { $unset: { releasedAt: '' } }),
    ({ promoter }) => `should move to wallet/${promoter}/held`,
  ],
  [
    'a withdrawal that is paid without a journal',
    (store) => store.withdrawals.updateOne({}, { $set: { status: 'paid', outbox: [] } }),
    ({ withdrawal }) => `${withdrawal}: lacks its journal withdrawalPaid/${withdrawal}`,
  ],
  [
    'an order that was captured without a journal',
    (store, { payment }) => store.journals.deleteOne({ _id: `paymentCaptured/${payment}` }),
    ({ payment }) => `lacks its journal paymentCaptured/${payment}`,
  ],
])('finds %s, among old journals and among new ones', async (_, spoil, fault) => {
  await spoil(world.app.store, ids);
  for (const _time of [1, 2]) {
    const { faults, faultCount } = await audited();
    expect(faults.join('\n')).toContain(fault(ids));
    expect(faultCount).toBe(faults.length);
    await world.advance(DAY);
  }
});

describe('every night', () => {
  const audit = () => world.app.store.audits.findOne({ _id: MERCHANT });

  it('a shop is looked at once, and its payouts go on where all is right', async () => {
    const { store } = world.app;
    expect(await auditBooks(world.app, ALL)).toBeGreaterThan(0);
    const journals = await store.journals.countDocuments({});
    expect(await audit()).toMatchObject({ at: world.now(), journals, faults: [], faultCount: 0 });
    expect(await auditBooks(world.app, ALL)).toBe(0);
    expect((await store.merchants.findOne({ _id: MERCHANT }))?.payoutStop).toBeUndefined();
    await world.advance(DAY);
    expect(await auditBooks(world.app, ALL)).toBeGreaterThan(0);
    expect(await audit()).toMatchObject({ at: world.now() });
  });

  it('a fault stops payouts and raises an alarm', async () => {
    const { store } = world.app;
    await store.accounts.updateOne({ _id: wallet(ids) }, { $inc: { available: 1 } });
    await auditBooks(world.app, ALL);
    expect(await audit()).toMatchObject({ faultCount: 2 });
    expect(await store.merchants.findOne({ _id: MERCHANT })).toMatchObject({
      payoutStop: { since: world.now(), causes: [{ reason: 'audit', since: world.now() }] },
    });
    expect(await store.alarms.findOne({ _id: `auditDiffers/${MERCHANT}` })).toMatchObject({ detail: { faults: 2 } });
  });

  it('it stops after every step, and comes to the same', async () => {
    const { app } = world;
    await writeDue(app.store, {
      merchantId: MERCHANT,
      count: 600,
      promoters: 3,
      at: world.now() - DAY,
      dueAt: world.now() + DAY,
    });
    await world.advance(HOUR);
    // Each step ends after its first batch; in between, the shop goes on.
    let calls = 0;
    for (let last = await audit(); last?.at === undefined; last = await audit()) {
      await auditBooks(app, { limit: 1, over: () => calls++ % 2 === 1 });
      if (calls > 100) throw new Error('it never ends');
    }
    expect(calls).toBeGreaterThan(4);
    const journals = await app.store.journals.countDocuments({});
    expect(await audit()).toMatchObject({ journals, faults: [], faultCount: 0 });
    expect(await app.store.auditParts.countDocuments({})).toBe(0);
  });

  it('it begins again where a journal of before is written while it goes on', async () => {
    const { app } = world;
    await world.advance(DAY);
    // It is asked before the step, after its batch, and before the next one.
    let asked = 0;
    await auditBooks(app, { limit: 1000, over: () => ++asked === 3 });
    expect(await audit()).toMatchObject({ run: { phase: 'orders' } });
    await writeDue(app.store, { merchantId: MERCHANT, count: 5, promoters: 1, at: world.now() - DAY, dueAt: 0 });
    await auditBooks(app, ALL);
    const journals = await app.store.journals.countDocuments({});
    expect(await audit()).toMatchObject({ journals, faults: [], faultCount: 0 });
  });
});
