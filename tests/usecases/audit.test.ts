/** A shop that has sold, refunded, released and paid out is audited; then one thing of it is spoilt, and found. */
import type { Collections, CommissionDoc } from '../../functions/store/collections';
import { auditBooks, auditMerchant } from '../../functions/usecases/audit';
import { releaseCommissions } from '../../functions/usecases/settlement';
import { writeDue } from '../../scripts/bench/due';
import * as ledger from '../../shared/domain/ledger';
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
const walletAccount = ({ promoter }: typeof ids) => `wallet/${promoter}`;
const journalOf = (kind: string) => ({ kind }) as { kind: 'commissionHeld' };

async function commissionWith(store: Collections, status: CommissionDoc['status']): Promise<CommissionDoc> {
  const doc = await store.commissions.findOne({ status });
  if (!doc) throw new Error(`nothing is ${status}`);
  return doc;
}
const availableOne = (store: Collections) => commissionWith(store, 'available');
const reversedOne = (store: Collections) => commissionWith(store, 'reversed');

/** Balances are moved by hand, so that nothing of them gives away what was done. */
async function move(
  store: Collections,
  from: string,
  to: string,
  fen: number,
  part: 'available' | 'held' | 'fen' = 'available',
): Promise<void> {
  await store.accounts.updateOne({ merchantId: MERCHANT, account: from }, { $inc: { fen: -fen } });
  const moved = await store.accounts.updateOne({ merchantId: MERCHANT, account: to }, { $inc: { [part]: fen } });
  if (moved.modifiedCount !== 1) throw new Error(`there is no ${to}`);
}

/** Another commission as this one was when it was held. */
async function forge(store: Collections, known: typeof ids, doc: CommissionDoc): Promise<void> {
  const { releasedAt: _, ...held } = doc;
  await store.commissions.insertOne({ ...held, status: 'held' });
  const journal = await store.journals.findOne(journalOf('commissionHeld'));
  if (!journal) throw new Error('nothing is held');
  await store.journals.insertOne({
    ...journal,
    _id: `commissionHeld/${doc._id}`,
    about: doc._id,
    postings: ledger.commissionHeld(known.promoter, doc.amount),
  });
  await move(store, 'sales', walletAccount(known), doc.amount, 'held');
}

const NONE = { ours: { count: 0, fen: 0 }, theirs: { count: 0, fen: 0 } };
const DAY_OF_FEES = {
  _id: 'pac_1/2036-02-28',
  merchantId: MERCHANT,
  paymentAccountId: 'pac_1',
  date: '2036-02-28',
  status: 'ok' as const,
  sums: { payments: NONE, refunds: NONE, transfers: NONE, transfersBack: NONE, fees: 0 },
  tries: 1,
};

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
  [
    'a commission that nobody holds any more',
    async (store) => {
      const doc = await reversedOne(store);
      await store.commissions.deleteOne({ _id: doc._id });
      await store.journals.deleteMany({ about: doc._id });
    },
    () => 'lacks the commission of line 1, level 1',
  ],
  [
    'a commission of more than the order says, with all of its money',
    async (store, known) => {
      const doc = await availableOne(store);
      await store.commissions.updateOne({ _id: doc._id }, { $inc: { amount: 100, rate: 1 } });
      for (const kind of ['commissionHeld', 'commissionReleased']) {
        await store.journals.updateOne({ _id: `${kind}/${doc._id}` }, { $inc: { 'postings.0.amount': 100 } });
      }
      await move(store, 'sales', walletAccount(known), 100);
    },
    ({ kept, promoter }) => `817 of 8970 at 801 for ${promoter}, where ${kept} says 717 of 8970 at 800 for ${promoter}`,
  ],
  [
    'a refund that has taken nothing back',
    async (store, known) => {
      const { _id, amount } = await reversedOne(store);
      await store.commissions.updateOne({ _id }, { $set: { status: 'held', reversed: 0, refunds: [] } });
      await store.journals.deleteOne({ about: _id, kind: 'commissionReversed' });
      await move(store, 'sales', walletAccount(known), amount, 'held');
    },
    () => 'has taken nothing back',
  ],
  [
    'a refund that has taken back less',
    async (store, known) => {
      const { _id, refunds } = await reversedOne(store);
      const [refund] = refunds;
      if (!refund) throw new Error('nothing came back');
      await store.commissions.updateOne(
        { _id },
        { $set: { status: 'held', 'refunds.0.refundedBase': refund.refundedBase - 25 }, $inc: { reversed: -2 } },
      );
      await store.journals.updateOne({ about: _id, kind: 'commissionReversed' }, { $inc: { 'postings.0.amount': -2 } });
      await move(store, 'sales', walletAccount(known), 2, 'held');
    },
    () => '237 taken back on 2965, where the refunds of',
  ],
  [
    'a commission that its order does not owe, with all of its money',
    async (store, known) => {
      const doc = await availableOne(store);
      await forge(store, known, { ...doc, _id: 'com_forged', level: 2 });
    },
    ({ kept }) => `com_forged: nothing of ${kept} accounts for it`,
  ],
  [
    'a commission of an order that there is not, with all of its money',
    async (store, known) => {
      const doc = await availableOne(store);
      await forge(store, known, { ...doc, _id: 'com_forged', orderId: 'ord_forged' });
    },
    () => 'journal commissionHeld/com_forged: there is no com_forged, or no order of it',
  ],
  [
    'a refund that its order has not promised, with all of its money',
    async (store, { kept }) => {
      const doc = await store.refunds.findOne({});
      if (!doc) throw new Error('nothing came back');
      await store.refunds.insertOne({ ...doc, _id: 'rfd_forged', id: 'rfd_forged', orderId: kept });
      for (const kind of ['refundPromised', 'refundArrived'] as const) {
        const journal = await store.journals.findOne(journalOf(kind));
        if (journal) await store.journals.insertOne({ ...journal, _id: `${kind}/rfd_forged`, about: 'rfd_forged' });
      }
      await move(store, 'sales', 'wechat', doc.amount, 'fen');
    },
    () => 'journal refundPromised/rfd_forged: there is no rfd_forged, or no order of it',
  ],
  [
    'fees of WeChat that are in no journal',
    (store) => store.reconciliations.insertOne({ ...DAY_OF_FEES, sums: { ...DAY_OF_FEES.sums, fees: 30 } }),
    () => `${DAY_OF_FEES._id}: 30 should move to wechat, its journals move 0`,
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
