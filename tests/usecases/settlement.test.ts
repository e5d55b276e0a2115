/** What is due is released exactly once, wherever the batch stops and whoever runs beside it; and what a shop is told of it. */
import type { CommissionDoc } from '../../functions/store/collections';
import { changeCommission } from '../../functions/store/commission';
import { balancesOf, walletOf } from '../../functions/store/ledger';
import { commissionReversed } from '../../functions/usecases/commission';
import { owedBy, releaseCommissions, runSettlement } from '../../functions/usecases/settlement';
import { amountOf, dueId, earnerOf, writeDue } from '../../scripts/bench/due';
import { DAY, HOUR } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type World } from '../support/world';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const PROMOTERS = 7;
const ALL = { limit: Number.POSITIVE_INFINITY, over: () => false };
/** One batch, and no more. */
const STEP = { limit: 1, over: () => false };

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.settlements.deleteMany({});
});

const due = (count: number, first = 0) =>
  writeDue(world.app.store, {
    merchantId: MERCHANT,
    first,
    count,
    promoters: PROMOTERS,
    at: world.now() - 14 * DAY,
    dueAt: world.now(),
  });

const run = async (requestId = 'first-request', bounds = ALL, app = world.app) => {
  const answer = await runSettlement(app, 'usr_owner', { merchantId: MERCHANT, requestId }, bounds);
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.value;
};

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + amountOf(number), 0);
const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Each of these numbers, and nothing else, is released: its state, its one journal, and what its wallet holds. */
async function expectReleased(released: readonly number[], count: number): Promise<void> {
  const { store } = world.app;
  const available = await store.commissions.find({ status: 'available' }).toArray();
  expect(available.map(({ _id }) => _id).sort()).toEqual(released.map(dueId).sort());
  const journals = await store.journals.find({ kind: 'commissionReleased' }).toArray();
  expect(journals.map(({ about }) => about).sort()).toEqual(released.map(dueId).sort());
  for (const userId of new Set(upTo(PROMOTERS).map((number) => earnerOf(number, PROMOTERS)))) {
    const own = upTo(count).filter((number) => earnerOf(number, PROMOTERS) === userId);
    const free = own.filter((number) => released.includes(number));
    expect([userId, await walletOf(store, MERCHANT, userId)]).toEqual([
      userId,
      expect.objectContaining({
        held: sumOf(own) - sumOf(free),
        available: sumOf(free),
        merit: sumOf(free) * 10,
      }),
    ]);
  }
  const total = [...(await balancesOf(store, MERCHANT)).values()].reduce((sum, fen) => sum + fen, 0);
  expect(total).toBe(0);
}

const heldNow = async (): Promise<number[]> => {
  const held = await world.app.store.commissions.find({ status: 'held' }).toArray();
  return held.map(({ _id }) => Number(_id.slice(dueId(0).length - 1)));
};

describe('a settlement', () => {
  it('releases what is due in steps, tells how far it is, and ends with its report', async () => {
    await due(401);
    const [first, second, third] = [await run('a', STEP), await run('b', STEP), await run('c', STEP)];
    expect([first.total, first.done, second.done, third.done]).toEqual([401, 200, 400, 401]);
    // Whoever asks while one is under way goes on with that one.
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect([first.finishedAt, first.report]).toEqual([undefined, undefined]);
    expect(third).toMatchObject({
      finishedAt: world.now(),
      report: { released: 401, fen: sumOf(upTo(401)), promoters: PROMOTERS, postponed: 0 },
    });
    await expectReleased(upTo(401), 401);
    expect(await run('a')).toEqual(third);
    const list = await world.app.store.settlements.find({}).toArray();
    expect(list.map(({ _id, running }) => [_id, running])).toEqual([[first.id, undefined]]);
  });

  it('is exact however many run it at once, under one number and under many', async () => {
    await due(201);
    const answers = await Promise.all(upTo(6).map((number) => run(`request-${number % 3}`)));
    await releaseCommissions(world.app, ALL);
    expect(new Set(answers.map(({ total }) => total))).toEqual(new Set([201]));
    expect((await world.app.store.settlements.find({}).toArray()).map(({ running }) => running)).toEqual([undefined]);
    await expectReleased(upTo(201), 201);
  });

  it('leaves what falls due after it began', async () => {
    await due(201);
    await run('early', STEP);
    await world.advance(HOUR);
    await due(2, 201);
    expect(await run('late')).toMatchObject({ total: 201, done: 201, report: { released: 201 } });
    await expectReleased(upTo(201), 203);
    expect(await run('late-again')).toMatchObject({ total: 2, report: { released: 2 } });
  });

  it('is gone on with by cron, which counts for it what it releases', async () => {
    const app = { ...world.app, releaseBatch: 2 };
    await due(5);
    const { id } = await run('a', STEP, app);
    await world.advance(HOUR);
    // What falls due meanwhile, and what has to wait, is not that settlement's.
    await due(3, 5);
    const open = { id: 'afs_1', status: 'open', lines: [], kind: 'refund' };
    await app.store.db.collection('orders').updateOne({ _id: 'ord_due7' as never }, { $set: { afterSales: [open] } });
    await releaseCommissions(app, ALL);
    const report = { released: 5, fen: sumOf(upTo(5)), promoters: 5, postponed: 0 };
    expect(await run('a')).toMatchObject({ id, total: 5, done: 5, report });
    expect(await releaseCommissions(app, ALL)).toBe(0);
    await expectReleased(upTo(7), 8);
  });

  it('repays a debt first', async () => {
    await due(14);
    await world.app.store.accounts.updateOne({ _id: `${MERCHANT}/wallet/usr_earner0` }, { $set: { debt: 150 } });
    await run();
    // 100 and 107 are released to whoever owes 150.
    expect(await walletOf(world.app.store, MERCHANT, 'usr_earner0')).toMatchObject({ held: 0, available: 57, debt: 0 });
  });
});

describe('what cannot be released now', () => {
  it('waits while an after-sale of its order is open', async () => {
    const { app } = world;
    await due(5);
    const open = { id: 'afs_1', status: 'open', lines: [], kind: 'refund' };
    await app.store.db.collection('orders').updateOne({ _id: 'ord_due2' as never }, { $set: { afterSales: [open] } });
    expect(await run()).toMatchObject({ total: 5, done: 5, report: { released: 4, postponed: 1 } });
    await expectReleased([0, 1, 3, 4], 5);
    const waiting = await app.store.commissions.findOne({ _id: dueId(2) });
    expect(waiting).toMatchObject({ status: 'held', dueAt: world.now() + HOUR });
    await app.store.db.collection('orders').updateOne({ _id: 'ord_due2' as never }, { $set: { afterSales: [] } });
    await world.advance(HOUR);
    expect(await releaseCommissions(app, ALL)).toBe(1);
    await expectReleased(upTo(5), 5);
    expect(await app.store.commissions.findOne({ _id: dueId(4) })).toMatchObject({ releasedAt: world.now() - HOUR });
  });

  it('keeps no other from it: a wallet that lacks the money, and a journal that is there already', async () => {
    const { app } = world;
    await due(40);
    const poisoned = upTo(40).filter((number) => earnerOf(number, PROMOTERS) === 'usr_earner3');
    await app.store.accounts.updateOne({ _id: `${MERCHANT}/wallet/usr_earner3` }, { $set: { held: 0 } });
    await app.store.journals.insertOne({
      _id: `commissionReleased/${dueId(5)}`,
      kind: 'commissionReleased',
      merchantId: MERCHANT,
      about: dueId(5),
      at: world.now(),
      postings: [],
    });
    const stuck = [...poisoned, 5];
    expect(await run()).toMatchObject({ done: 40, report: { released: 40 - stuck.length, postponed: stuck.length } });
    expect((await heldNow()).sort((a, b) => a - b)).toEqual(stuck.sort((a, b) => a - b));
    expect(await app.store.alarms.countDocuments({ kind: 'releaseFails' })).toBe(stuck.length);
    expect(await walletOf(app.store, MERCHANT, 'usr_earner3')).toMatchObject({ held: 0, available: 0 });
    expect(await releaseCommissions(app, ALL)).toBe(0);
  });

  it('waits until what was held has its journal', async () => {
    const { commissions } = world.app.store;
    await due(2);
    const queued = [{ id: 'held', event: { type: 'commissionHeld' as const } }];
    await commissions.updateOne({ _id: dueId(1) }, { $set: { outbox: queued, drainAt: world.now() + 1 } });
    expect(await run()).toMatchObject({ report: { released: 1 } });
    await expectReleased([0], 2);
  });
});

describe('beside a refund', () => {
  it('one of the two is first, and money and state agree', async () => {
    const { app } = world;
    const count = 40;
    await due(count);
    const reverse = async (number: number) => {
      const command = { type: 'reverse', refundId: 'rfd_1', refundedBase: amountOf(number) * 10 } as const;
      const changed = await changeCommission(app.store, dueId(number), command, { now: world.now() });
      if (!changed.ok) throw new Error(changed.refusal);
      const { doc, events } = changed.value;
      for (const event of events) if (event.type === 'commissionReversed') await commissionReversed(app, doc, event);
      await app.store.commissions.updateOne({ _id: doc._id }, { $set: { outbox: [] }, $unset: { drainAt: '' } });
    };
    await Promise.all([run(), ...upTo(count).map(reverse)]);
    const docs: CommissionDoc[] = await app.store.commissions.find({}).toArray();
    expect(docs.map(({ status }) => status)).toEqual(docs.map(() => 'reversed'));
    for (const number of upTo(PROMOTERS)) {
      expect(await walletOf(app.store, MERCHANT, `usr_earner${number}`)).toMatchObject({
        held: 0,
        available: 0,
        debt: 0,
        merit: 0,
      });
    }
    const released = await app.store.journals.countDocuments({ kind: 'commissionReleased' });
    expect(released).toBe(docs.filter(({ releasedAt }) => releasedAt !== undefined).length);
  });
});

it.each(['commissions', 'accounts', 'journals'])('nothing is written where the database fails at %s', async (name) => {
  const { app } = world;
  await due(20);
  const failing = app.store[name as 'journals'];
  const broken = new Proxy(failing, {
    get: (target, key) =>
      ['updateMany', 'bulkWrite', 'insertMany'].includes(String(key))
        ? async (...given: unknown[]) => {
            await (target[key as 'insertMany'] as (...all: unknown[]) => Promise<unknown>).apply(target, given);
            throw new Error('the process dies');
          }
        : Reflect.get(target, key, target),
  });
  const dying = { ...app, store: { ...app.store, [name]: broken }, log: { ...app.log, error() {} } };
  await releaseCommissions(dying, ALL).catch(() => {});
  await expectReleased([], 20);
  await world.app.store.commissions.updateMany({}, { $set: { dueAt: world.now() } });
  await releaseCommissions(app, ALL);
  await expectReleased(upTo(20), 20);
});

it('tells what is owed, and when it falls due', async () => {
  const { app } = world;
  await due(3);
  const of = (number: number, fields: object) =>
    app.store.commissions.updateOne({ _id: dueId(number) }, fields as { $set: object });
  await due(4, 3);
  await of(3, { $set: { dueAt: world.now() + 1 } });
  await of(4, { $set: { dueAt: world.now() + 3 * DAY } });
  await of(5, { $set: { dueAt: world.now() + 40 * DAY } });
  await of(6, { $unset: { dueAt: '' } });
  const owed = await owedBy(app, { merchantId: MERCHANT });
  if (!owed.ok) throw new Error(owed.refusal);
  const { days, ...rest } = owed.value;
  expect(rest).toEqual({
    held: sumOf(upTo(7)),
    undated: amountOf(6),
    overdue: { count: 3, fen: sumOf([0, 1, 2]) },
    available: 0,
    withdrawing: 0,
    debt: 0,
    promoters: 7,
    running: undefined,
  });
  expect(days).toHaveLength(30);
  expect(days[0]).toEqual({ day: '2036-03-01', count: 1, fen: amountOf(3) });
  expect(days[3]).toEqual({ day: '2036-03-04', count: 1, fen: amountOf(4) });
  expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(2);
});
