/** Days against WeChat's bills: what is found, what follows from it, and what comes of it when things go wrong. */
import { randomBytes } from 'node:crypto';
import type { ReconciliationDoc } from '../../functions/store/collections';
import { balancesOf } from '../../functions/store/ledger';
import { orderOfPayment } from '../../functions/store/order';
import { holdDay, keepFailure, keepResult, layOut } from '../../functions/store/reconciliation';
import { runCron } from '../../functions/usecases/cron';
import { reconcileDays, runDay } from '../../functions/usecases/reconciliation';
import { cancelWithdrawal } from '../../functions/usecases/withdrawal';
import type { BillLie, FaultEffect, Operation } from '../../scripts/wechatStandIn/types';
import { readyAt } from '../../shared/domain/reconciliation';
import { transferNumber } from '../../shared/domain/withdrawal';
import { DAY, dayOf as dateOf, HOUR, MINUTE, SECOND, startOfDay } from '../../shared/time';
import { useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { ACCOUNT, MERCHANT, openWorld, type Person, type World } from '../support/world';
import { alarmKinds, buy, crowd, expectTrue, fault, numberOf, orderOf, place } from './crowd';
import { asked, confirmed, earned, later, payoutsOf } from './payouts';

const database = useDatabase();
let world: World;
let people: Person[];

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.paymentAccounts.updateOne({ _id: ACCOUNT }, { $unset: { reconciledTo: '' } });
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payoutStop: '' } });
  people = await crowd(world, 4);
});

/** The day on which each test begins, at noon. */
const TODAY = '2036-03-01';
const TOMORROW = '2036-03-02';
const ID = `${ACCOUNT}/${TODAY}`;
const ALL = { limit: 200, over: () => false };

const goTo = (time: number) => world.advance(time - world.now());
const morningAfter = () => goTo(readyAt(TODAY));
const reconcile = () => reconcileDays(world.app, ALL);
/** WeChat's fees of a day as the books have them, journal by journal. */
async function feesIn(date = TODAY): Promise<number[]> {
  const journals = await world.app.store.journals
    .find({ about: `${ACCOUNT}/${date}` })
    .sort({ _id: 1 })
    .toArray();
  return journals.flatMap(({ postings }) =>
    postings.map(({ from, amount }) => (from.of === 'merchant' && from.name === 'wechatFees' ? amount : -amount)),
  );
}
const run = (date = TODAY) => runDay(world.app, { merchantId: MERCHANT, accountId: ACCOUNT, date });
const lie = (one?: BillLie, date = TODAY) =>
  world.standIn.control.lieInBills({ mchid: world.credentials.mchid, date, lie: one });
const days = () => world.app.store.reconciliations.find().sort({ date: 1 }).toArray();

async function dayOf(date = TODAY): Promise<ReconciliationDoc> {
  const day = await world.app.store.reconciliations.findOne({ _id: `${ACCOUNT}/${date}` });
  if (!day) throw new Error(`${date} is not laid out`);
  return day;
}

const payoutStop = async () => (await world.app.store.merchants.findOne({ _id: MERCHANT }))?.payoutStop;
const someone = (index = 0): Person => people[index] as Person;

/** Buys one piece (¥29.90). @returns the payment's number */
async function paid(index = 0): Promise<string> {
  const { orderId } = await buy(world, someone(index));
  return numberOf(await orderOf(world, orderId));
}

/** A payment that went back on the same day, its group having failed. @returns numbers of payment and refund */
async function refunded(): Promise<{ payment: string; refund: string }> {
  await world.offer({ life: HOUR });
  const payment = await paid(3);
  await world.advance(HOUR);
  await world.settle();
  const [intent] = await world.app.store.intents.find({ kind: 'refund' }).toArray();
  if (!intent) throw new Error('nothing was refunded');
  return { payment, refund: intent._id };
}

describe('a day on which all is right', () => {
  it('is compared at ten o’clock of the next, once', async () => {
    await paid(0);
    await paid(1);
    const { refund } = await refunded();
    expect(await world.app.store.intents.findOne({ _id: refund })).toMatchObject({
      takenOnAt: expect.any(Number),
    });
    await goTo(readyAt(TODAY) - 1);
    await reconcile();
    expect((await days()).map(({ date }) => date)).toEqual(['2036-02-29']);
    await world.advance(1);
    expect(await reconcile()).toBe(1);
    expect(await dayOf()).toEqual({
      _id: ID,
      merchantId: MERCHANT,
      paymentAccountId: ACCOUNT,
      date: TODAY,
      status: 'ok',
      comparedAt: world.now(),
      sums: {
        payments: { ours: { count: 3, fen: 8970 }, theirs: { count: 3, fen: 8970 } },
        refunds: { ours: { count: 1, fen: 2990 }, theirs: { count: 1, fen: 2990 } },
        transfers: { ours: { count: 0, fen: 0 }, theirs: { count: 0, fen: 0 } },
        transfersBack: { ours: { count: 0, fen: 0 }, theirs: { count: 0, fen: 0 } },
        // 0.60 % of each payment, rounded, and one of them given back.
        fees: 36,
      },
      differences: [],
      differenceCount: 0,
      tries: 1,
    });
    expect([await payoutStop(), await alarmKinds(world), await reconcile()]).toEqual([undefined, [], 0]);
    await expectTrue(world, false);
  });

  it('without a payment has no bill at WeChat, and none is missed', async () => {
    await goTo(readyAt(TODAY));
    expect(await reconcile()).toBe(1);
    expect(await dayOf()).toMatchObject({ status: 'ok', differenceCount: 0, sums: { fees: 0 } });
  });

  it('is part of what cron does', async () => {
    await paid();
    await morningAfter();
    expect(await runCron(world.app)).toMatchObject({ reconciliations: 1 });
    expect(await dayOf()).toMatchObject({ status: 'ok' });
    expect(await runCron(world.app)).toMatchObject({ reconciliations: 0 });
  });

  it('ends at midnight in Shanghai, for payments and for refunds', async () => {
    await world.offer({ life: HOUR });
    await goTo(startOfDay(TOMORROW) - SECOND);
    const late = await paid(0);
    await world.advance(SECOND);
    await paid(1);
    await world.advance(HOUR);
    await world.settle();
    await goTo(readyAt(TOMORROW));
    expect(await reconcile()).toBe(2);
    const sums = (payments: number, refunds: number) => ({
      payments: { ours: { count: payments }, theirs: { count: payments } },
      refunds: { ours: { count: refunds }, theirs: { count: refunds } },
    });
    expect(await dayOf()).toMatchObject({ status: 'ok', sums: sums(1, 0) });
    expect(await dayOf(TOMORROW)).toMatchObject({ status: 'ok', sums: sums(1, 2) });
    // The refund of the late payment is of the next day.
    const refund = (await world.standIn.control.books(world.credentials.mchid)).refunds.find(
      ({ outTradeNo }) => outTradeNo === late,
    );
    expect(refund?.createdAt).toBeGreaterThanOrEqual(startOfDay(TOMORROW));
  });

  it('holds for a refund that WeChat closed and that went again under another number', async () => {
    await world.standIn.control.addFault({ match: { operation: 'refund' }, times: 1, effect: { kind: 'closed' } });
    await refunded();
    expect(await world.app.store.intents.countDocuments({ kind: 'refund' })).toBe(2);
    await morningAfter();
    await reconcile();
    expect(await dayOf()).toMatchObject({
      status: 'ok',
      sums: { refunds: { ours: { count: 2 }, theirs: { count: 2 } } },
    });
  });

  it('holds for a payment whose notice never came, once it is known', async () => {
    const { control } = world.standIn;
    await control.addFault({ match: { operation: 'notify' }, effect: { kind: 'withhold' } });
    const number = await paid();
    await control.clearFaults();
    await world.advance(20 * MINUTE);
    await runCron(world.app);
    expect(await orderOfPayment(world.app.store, number)).toMatchObject({ payments: [{ status: 'captured' }] });
    await morningAfter();
    await reconcile();
    expect(await dayOf()).toMatchObject({ status: 'ok' });
  });

  it('is blind to what another app takes under the same number of a merchant, not to a number of ours', async () => {
    const foreign = await place(world, someone(0));
    const own = await place(world, someone(1));
    for (const { orderId } of [foreign, own]) {
      const outTradeNo = numberOf(await orderOf(world, orderId));
      await world.standIn.control.pay({ outTradeNo, override: { appid: 'wx-of-another-app' } });
    }
    await world.standIn.control.flush();
    await world.app.store.orders.deleteOne({ _id: foreign.orderId });
    await morningAfter();
    await run();
    const { status, sums } = await dayOf();
    expect([status, sums?.payments.theirs, sums?.fees]).toEqual(['ok', { count: 1, fen: 2990 }, 18]);
    expect(await feesIn()).toEqual([18]);
  });
});

describe('a difference', () => {
  const FOREIGN = 'number-of-nobody';

  const kinds: [string, (numbers: { payment: string; refund: string }) => BillLie, object][] = [
    [
      'a payment that only WeChat knows',
      () => ({ what: 'foreign', kind: 'payment', number: FOREIGN, amount: 500 }),
      { kind: 'paymentMissingHere', number: FOREIGN, ours: 0, theirs: 500 },
    ],
    [
      'a payment that WeChat does not know',
      ({ payment }) => ({ what: 'drop', number: payment }),
      { kind: 'paymentMissingAtWechat', ours: 2990, theirs: 0, orderId: expect.stringMatching(/^ord_/) },
    ],
    [
      'a payment of another amount',
      ({ payment }) => ({ what: 'amount', number: payment, amount: 2989 }),
      { kind: 'paymentAmountDiffers', ours: 2990, theirs: 2989, orderId: expect.stringMatching(/^ord_/) },
    ],
    [
      'a payment that was taken twice',
      ({ payment }) => ({ what: 'repeat', number: payment }),
      { kind: 'paymentTwice', ours: 2990, theirs: 5980, orderId: expect.stringMatching(/^ord_/) },
    ],
    [
      'a refund that only WeChat knows',
      () => ({ what: 'foreign', kind: 'refund', number: FOREIGN, amount: 500 }),
      { kind: 'refundMissingHere', number: FOREIGN, ours: 0, theirs: 500 },
    ],
    [
      'a refund that WeChat does not know',
      ({ refund }) => ({ what: 'drop', number: refund }),
      { kind: 'refundMissingAtWechat', ours: 2990, theirs: 0, orderId: expect.stringMatching(/^ord_/) },
    ],
    [
      'a refund of another amount',
      ({ refund }) => ({ what: 'amount', number: refund, amount: 2991 }),
      { kind: 'refundAmountDiffers', ours: 2990, theirs: 2991, orderId: expect.stringMatching(/^ord_/) },
    ],
    [
      'a refund that was paid twice',
      ({ refund }) => ({ what: 'repeat', number: refund }),
      { kind: 'refundTwice', ours: 2990, theirs: 5980, orderId: expect.stringMatching(/^ord_/) },
    ],
    [
      'two bills that contradict each other',
      () => ({ what: 'flow', amount: 7 }),
      { kind: 'fundFlowDiffers', number: 'payments', ours: 2990, theirs: 2997 },
    ],
  ];

  it.each(kinds)('is told, alone, and stops payouts: %s', async (_, falsify, expected) => {
    await lie(falsify(await refunded()));
    await morningAfter();
    await reconcile();
    expect(await dayOf()).toMatchObject({ status: 'different', differences: [expected], differenceCount: 1 });
    expect(await payoutStop()).toEqual({
      since: world.now(),
      causes: [{ since: world.now(), reason: 'reconciliation', date: TODAY, about: ACCOUNT }],
    });
    expect(await alarmKinds(world)).toEqual(['reconciliationDiffers']);
    expect(await reconcile()).toBe(0);
  });

  it('is a payment of which our order is gone', async () => {
    const number = await paid();
    await world.app.store.orders.deleteMany({});
    await morningAfter();
    await reconcile();
    expect(await dayOf()).toMatchObject({
      differences: [{ kind: 'paymentMissingHere', number, ours: 0, theirs: 2990 }],
    });
  });

  it('stops no sale: orders are placed, paid and refunded', async () => {
    await paid(0);
    await lie({ what: 'flow', amount: 1 });
    await morningAfter();
    await reconcile();
    expect(await payoutStop()).toBeDefined();
    const { orderId } = await buy(world, someone(1));
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'paid', payments: [{ outcome: 'seat' }] });
    await world.advance(25 * HOUR);
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', refunds: [{ status: 'arrived' }] });
    await expectTrue(world);
  });

  it('that is gone at the next comparison is gone from the day; the stop of payouts stays', async () => {
    await paid();
    await lie({ what: 'flow', amount: 1 });
    await morningAfter();
    await reconcile();
    const stop = await payoutStop();
    expect(stop).toBeDefined();
    await lie();
    await world.advance(HOUR);
    expect(await run()).toMatchObject({ ok: true, value: { status: 'ok', found: [], gap: 0 } });
    expect(await dayOf()).toMatchObject({ status: 'ok', differences: [], tries: 2, comparedAt: world.now() });
    expect(await payoutStop()).toEqual(stop);
    // Nor does a later difference change why and since when.
    await lie({ what: 'flow', amount: 2 });
    await run();
    expect([await payoutStop(), (await dayOf()).status]).toEqual([stop, 'different']);
    expect(await world.app.store.alarms.findOne({})).toMatchObject({ count: 2 });
  });

  it('of a day with hundreds is counted whole and kept in part', async () => {
    await paid();
    for (let index = 0; index < 201; index++) {
      await lie({ what: 'foreign', kind: 'payment', number: `${FOREIGN}-${index}`, amount: 1 });
    }
    await morningAfter();
    await reconcile();
    const day = await dayOf();
    expect([day.differenceCount, day.differences?.length]).toEqual([201, 200]);
    expect(day.sums?.payments.theirs).toEqual({ count: 202, fen: 3191 });
  });
});

describe('transfers to promoters', () => {
  /** The day on which they are asked for. */
  let day: string;
  let paidNumber: string;
  let lapsedNumber: string;
  let ids: { paid: string; lapsed: string };
  let before: (() => Promise<void>) | undefined;

  /** Three withdrawals of one day: one arrives, one is cancelled, and one lapses on the next. */
  beforeEach(async () => {
    if (before) return before();
    await payoutsOf(world);
    const { promoter } = await earned(world);
    day = dateOf(world.now());
    const [arrives, cancelled, lapses] = [
      await asked(world, promoter, 1000),
      await asked(world, promoter, 2000),
      await asked(world, promoter, 3000),
    ];
    await confirmed(world, arrives);
    await cancelWithdrawal(world.app, promoter.userId, { withdrawalId: cancelled });
    await later(world);
    ids = { paid: arrives, lapsed: lapses };
    paidNumber = transferNumber({ id: arrives }, 1);
    lapsedNumber = transferNumber({ id: lapses }, 1);
    before = await world.remember();
  });

  const next = () => dateOf(startOfDay(day) + DAY);
  /** The morning on which both days have their bills; what WeChat closed meanwhile is known. */
  async function twoMornings(): Promise<void> {
    await goTo(startOfDay(day) + 2 * DAY - HOUR);
    await runCron(world.app);
    await goTo(readyAt(next()));
    await world.app.store.reconciliations.deleteMany({});
  }
  const both = (count: number, fen: number) => ({ ours: { count, fen }, theirs: { count, fen } });

  it('are off the account when WeChat takes them on, and on it again on the day on which they end', async () => {
    await twoMornings();
    expect(await run(day)).toMatchObject({
      ok: true,
      value: {
        status: 'ok',
        gap: 0,
        sums: { payments: both(0, 0), transfers: both(3, 6000), transfersBack: both(1, 2000), fees: 0 },
      },
    });
    expect(await run(next())).toMatchObject({
      ok: true,
      value: { status: 'ok', sums: { transfers: both(0, 0), transfersBack: both(1, 3000) } },
    });
    expect([await payoutStop(), await feesIn(day)]).toEqual([undefined, []]);
  });

  it('of a shop that pays others by hand are none of our business', async () => {
    await lie({ what: 'foreign', kind: 'transfer', number: 'wages202603', amount: 500_000 }, day);
    await lie({ what: 'foreign', kind: 'transferBack', number: 'wages202602', amount: 500_000 }, day);
    await twoMornings();
    expect(await run(day)).toMatchObject({ value: { status: 'ok', sums: { transfers: both(3, 6000) } } });
  });

  const NOBODYS = `${'z'.repeat(20)}T1`;
  const kinds: [string, () => BillLie, 'day' | 'next', () => object][] = [
    [
      'one that only WeChat knows',
      () => ({ what: 'foreign', kind: 'transfer', number: NOBODYS, amount: 500 }),
      'day',
      () => ({ kind: 'transferMissingHere', number: NOBODYS, ours: 0, theirs: 500 }),
    ],
    [
      'one that WeChat does not know',
      () => ({ what: 'drop', number: paidNumber }),
      'day',
      () => ({ kind: 'transferMissingAtWechat', number: paidNumber, ours: 1000, theirs: 0, withdrawalId: ids.paid }),
    ],
    [
      'one of another amount',
      () => ({ what: 'amount', number: paidNumber, amount: 1001 }),
      'day',
      () => ({ kind: 'transferAmountDiffers', ours: 1000, theirs: 1001, withdrawalId: ids.paid }),
    ],
    [
      'one that was sent twice',
      () => ({ what: 'repeat', number: paidNumber }),
      'day',
      () => ({ kind: 'transferTwice', ours: 1000, theirs: 2000, withdrawalId: ids.paid }),
    ],
    [
      'one that WeChat has given back, and that we hold for paid',
      () => ({ what: 'foreign', kind: 'transferBack', number: paidNumber, amount: 1000 }),
      'next',
      () => ({ kind: 'transferBackMissingHere', number: paidNumber, ours: 0, theirs: 1000 }),
    ],
    [
      'one that we have given back, and WeChat has not',
      () => ({ what: 'drop', number: lapsedNumber }),
      'next',
      () => ({ kind: 'transferBackMissingAtWechat', ours: 3000, theirs: 0, withdrawalId: ids.lapsed }),
    ],
    [
      'one that came back short',
      () => ({ what: 'amount', number: lapsedNumber, amount: 2999 }),
      'next',
      () => ({ kind: 'transferBackAmountDiffers', ours: 3000, theirs: 2999, withdrawalId: ids.lapsed }),
    ],
    [
      'one that came back twice',
      () => ({ what: 'repeat', number: lapsedNumber }),
      'next',
      () => ({ kind: 'transferBackTwice', ours: 3000, theirs: 6000, withdrawalId: ids.lapsed }),
    ],
  ];

  it.each(kinds)('differ, and stop payouts: %s', async (_, falsify, which, expected) => {
    const date = which === 'day' ? day : next();
    await lie(falsify(), date);
    await twoMornings();
    expect(await run(date)).toMatchObject({ value: { status: 'different', differences: 1, found: [expected()] } });
    expect(await payoutStop()).toMatchObject({ causes: [{ reason: 'reconciliation', date }] });
  });

  it('need their bill: a shop that is refused it cannot be compared, one that sends nothing can', async () => {
    const effect = { kind: 'fail', status: 403, code: 'NO_AUTH' } as const;
    await world.standIn.control.addFault({ match: { path: 'account_type=OPERATION' }, effect });
    await twoMornings();
    expect(await run(day)).toMatchObject({ value: { status: 'failed', failure: { why: 'rejected' } } });
    expect(await run('2036-03-03')).toMatchObject({ value: { status: 'ok' } });
  });

  it('that WeChat has no bill of are waited for a day, then they are missing', async () => {
    const intent = await world.app.store.intents.findOne({ _id: paidNumber });
    if (!intent) throw new Error('no transfer');
    await twoMornings();
    const date = '2036-02-29';
    const takenOnAt = startOfDay(date) + HOUR;
    await world.app.store.intents.insertOne({ ...intent, _id: NOBODYS, takenOnAt } as typeof intent);
    await world.advance(readyAt(date) - world.now());
    expect(await run(date)).toMatchObject({ value: { status: 'failed', failure: { why: 'noStatement' } } });
    await world.advance(DAY);
    expect(await run(date)).toMatchObject({ value: { found: [{ kind: 'transferMissingAtWechat', number: NOBODYS }] } });
  });
});

describe('WeChat’s fees of a day', () => {
  it('are journalled when it is compared; a later comparison posts what has changed, and nothing twice', async () => {
    const number = await paid();
    await morningAfter();
    await reconcile();
    expect(await feesIn()).toEqual([18]);
    await run();
    expect(await feesIn()).toEqual([18]);
    await lie({ what: 'amount', number, amount: 29_900 });
    await run();
    expect(await feesIn()).toEqual([18, 161]);
    await lie();
    await run();
    await Promise.all([run(), run(), run()]);
    expect(await feesIn()).toEqual([18, 161, -161]);
    const balances = await balancesOf(world.app.store, MERCHANT);
    expect([balances.get('wechatFees'), balances.get('wechat')]).toEqual([-18, -2990 + 18]);
    expect([...balances.values()].reduce((sum, fen) => sum + fen, 0)).toBe(0);
  });

  it('may be less than nothing, where more was given back than taken', async () => {
    await world.offer({ life: HOUR });
    await goTo(startOfDay(TOMORROW) - SECOND);
    await paid(0);
    await world.advance(HOUR + SECOND);
    await world.settle();
    await goTo(readyAt(TOMORROW));
    await reconcile();
    expect([await feesIn(), await feesIn(TOMORROW)]).toEqual([[18], [-18]]);
    expect((await balancesOf(world.app.store, MERCHANT)).get('wechatFees')).toBe(0);
  });
});

describe('a day that cannot be compared', () => {
  const spoiled = (operation: Operation, effect: FaultEffect) => fault(world, operation, effect);

  it.each<[string, () => Promise<unknown>, string]>([
    ['the bill is late', () => lie({ what: 'notReady' }), 'notReady'],
    ['a hash is wrong', () => lie({ what: 'hash' }), 'broken'],
    ['a file is cut', () => lie({ what: 'cut', bill: 'fundFlow' }), 'broken'],
    ['sums are wrong', () => lie({ what: 'sums' }), 'broken'],
    ['WeChat does not answer', () => spoiled('bill', { kind: 'timeoutBefore' }), 'unavailable'],
    ['an answer is forged', () => spoiled('bill', { kind: 'tamper', what: 'signature' }), 'unavailable'],
    ['a file is not to be had', () => spoiled('billDownload', { kind: 'timeoutBefore' }), 'unavailable'],
    [
      'WeChat refuses for good',
      () => spoiled('bill', { kind: 'fail', status: 403, code: 'NO_AUTH', message: '商户无权限' }),
      'rejected',
    ],
  ])('says why, is no difference, and is tried again until it can: %s', async (_, spoil, why) => {
    await paid();
    await spoil();
    await morningAfter();
    expect(await reconcile()).toBe(1);
    expect(await dayOf()).toMatchObject({
      status: 'failed',
      failure: { why, at: world.now() },
      tries: 1,
      dueAt: world.now() + 20 * MINUTE,
    });
    expect([await payoutStop(), await alarmKinds(world), await reconcile()]).toEqual([undefined, [], 0]);
    await lie();
    await world.standIn.control.clearFaults();
    await world.advance(20 * MINUTE);
    expect(await reconcile()).toBe(1);
    const day = await dayOf();
    expect(day).toMatchObject({ status: 'ok', tries: 2 });
    expect(day).not.toHaveProperty('failure');
    expect(day).not.toHaveProperty('dueAt');
  });

  it('backs off up to six hours, raises an alarm, and is given up when WeChat no longer has its bill', async () => {
    await paid();
    await lie({ what: 'hash' });
    await morningAfter();
    const waits: number[] = [];
    for (let tries = 1; tries <= 8; tries++) {
      expect(await reconcile()).toBe(1);
      const { dueAt = 0 } = await dayOf();
      waits.push((dueAt - world.now()) / MINUTE);
      expect(await alarmKinds(world)).toEqual(tries < 4 ? [] : ['reconciliationFails']);
      await goTo(dueAt);
    }
    expect(waits).toEqual([20, 40, 80, 160, 320, 360, 360, 360]);
    await goTo(startOfDay(TODAY) + 90 * DAY - MINUTE);
    // Later days have come to their end meanwhile; this one is among those that are due.
    await reconcile();
    const day = await dayOf();
    expect(day).toMatchObject({ status: 'failed', failure: { why: 'broken' } });
    expect(day).not.toHaveProperty('dueAt');
    expect(await payoutStop()).toBeUndefined();
  });

  it('keeps an earlier result beside why the newest try failed', async () => {
    await paid();
    await morningAfter();
    await reconcile();
    await lie({ what: 'hash' });
    expect(await run()).toMatchObject({ ok: true, value: { status: 'ok', failure: { why: 'broken' }, gap: 0 } });
    await lie();
    await world.advance(HOUR);
    await reconcile();
    expect(await dayOf()).not.toHaveProperty('failure');
  });

  it('has no bill where our books have a payment: patience for a day, then it is missing', async () => {
    // A payment that WeChat knows nothing of.
    const { orderId } = await place(world, someone());
    const captured = { transactionId: 'made-up', amount: 2990, at: world.now() };
    await world.app.store.orders.updateOne(
      { _id: orderId },
      { $set: { 'payments.0.status': 'captured', 'payments.0.captured': captured } },
    );
    await morningAfter();
    await reconcile();
    expect(await dayOf()).toMatchObject({ status: 'failed', failure: { why: 'noStatement' } });
    expect(await payoutStop()).toBeUndefined();
    await world.advance(DAY);
    await reconcile();
    expect(await dayOf()).toMatchObject({
      status: 'different',
      differences: [{ kind: 'paymentMissingAtWechat', ours: 2990, theirs: 0, orderId }],
    });
    expect(await payoutStop()).toBeDefined();
  });

  it('of an account that is gone is a bug, which is told, and keeps no other day from being compared', async () => {
    await paid();
    await morningAfter();
    await layOut(world.app.store, { _id: 'pac_gone', merchantId: MERCHANT }, TODAY, world.now() - 1);
    await expect(reconcile()).rejects.toThrow('pac_gone');
    expect(await reconcile()).toBe(1);
    expect(await dayOf()).toMatchObject({ status: 'ok' });
  });
});

describe('days after a standstill', () => {
  it('are made up for, each once, oldest first', async () => {
    await paid();
    await morningAfter();
    await reconcile();
    await world.advance(5 * DAY);
    expect(await reconcile()).toBe(5);
    expect((await days()).map(({ date, status }) => [date, status])).toEqual(
      ['01', '02', '03', '04', '05', '06'].map((date) => [`2036-03-${date}`, 'ok']),
    );
  });

  it('are a month at most, and not all in one run', async () => {
    await morningAfter();
    await reconcile();
    await world.advance(100 * DAY);
    expect(await reconcileDays(world.app, { limit: 20, over: () => false })).toBe(20);
    expect(await reconcileDays(world.app, { limit: 20, over: () => false })).toBe(11);
    expect(await days()).toHaveLength(32);
  });

  it('wait for the next run when its time is over', async () => {
    await morningAfter();
    await reconcile();
    await world.advance(3 * DAY);
    let looks = 0;
    expect(await reconcileDays(world.app, { limit: 20, over: () => ++looks > 2 })).toBe(1);
    expect(await reconcile()).toBe(2);
  });
});

describe('one result', () => {
  it('of many who compare at once', async () => {
    await paid();
    await lie({ what: 'flow', amount: 1 });
    await morningAfter();
    const runs = await Promise.all([...Array.from({ length: 8 }, reconcile), run(), run(), run()]);
    expect(runs.slice(0, 8).reduce((sum: number, tried) => sum + Number(tried), 0)).toBeLessThanOrEqual(1);
    // Whoever is not first either finds the day held or compares it anew, one after another.
    const day = await dayOf();
    expect(day).toMatchObject({ status: 'different', differenceCount: 1 });
    expect(day).not.toHaveProperty('heldUntil');
    const alarm = await world.app.store.alarms.findOne({});
    expect([await world.app.store.alarms.countDocuments(), alarm?.count]).toEqual([1, day.tries]);
  });

  it('of whoever holds the day: what a slow one finds out after its time counts no more', async () => {
    const { store } = world.app;
    await layOut(store, { _id: ACCOUNT, merchantId: MERCHANT }, TODAY, world.now());
    const held = { hold: MINUTE, again: world.now() + HOUR, due: false };
    const slow = await holdDay(store, ID, { now: world.now(), ...held });
    expect(slow).toMatchObject({ tries: 1 });
    expect(await holdDay(store, ID, { now: world.now(), ...held })).toBeNull();
    await world.advance(MINUTE);
    const next = await holdDay(store, ID, { now: world.now(), ...held });
    expect(next).toMatchObject({ tries: 2 });
    if (!slow || !next) throw new Error('nobody holds the day');
    const nothing = { ours: { count: 0, fen: 0 }, theirs: { count: 0, fen: 0 } };
    const sums = { payments: nothing, refunds: nothing, transfers: nothing, transfersBack: nothing, fees: 0 };
    const result = { comparedAt: world.now(), sums };
    const different = { ...result, status: 'different' as const, differences: [], differenceCount: 1 };
    expect(await keepResult(store, slow, different)).toBe(false);
    await keepFailure(store, slow, { why: 'broken', at: world.now() }, undefined);
    expect(await dayOf()).toMatchObject({ status: 'waiting', tries: 2, heldUntil: world.now() + MINUTE });
    expect(await keepResult(store, next, { ...different, status: 'ok', differenceCount: 0 })).toBe(true);
    expect(await dayOf()).toMatchObject({ status: 'ok' });
  });

  it.each([true, false])(
    'wherever the one who compares dies, before or after a write: difference %s',
    async (differs) => {
      await paid();
      if (differs) await lie({ what: 'flow', amount: 1 });
      await morningAfter();
      const before = await world.remember();
      let died = 0;
      for (let command = 1; ; command++) {
        let survived = false;
        for (const after of [false, true]) {
          await before();
          await world.app.store.paymentAccounts.updateOne({ _id: ACCOUNT }, { $unset: { reconciledTo: '' } });
          await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payoutStop: '' } });
          // A recall brings back books, and leaves lies as they are.
          const dying = mortal(world.app, { with: command, after });
          await reconcileDays(dying.app, ALL).catch(() => {});
          await dying.still();
          survived ||= !dying.died();
          if (dying.died()) died += 1;
          await world.advance(30 * MINUTE);
          await reconcile();
          expect(await days()).toMatchObject([
            { _id: ID, status: differs ? 'different' : 'ok', differenceCount: differs ? 1 : 0 },
          ]);
          expect(await feesIn()).toEqual([18]);
          expect((await payoutStop())?.causes[0]?.date).toBe(differs ? TODAY : undefined);
          expect(await alarmKinds(world)).toEqual(differs ? ['reconciliationDiffers'] : []);
        }
        if (survived) break;
      }
      expect(died).toBeGreaterThanOrEqual(differs ? 10 : 6);
    },
  );
});

describe('whoever asks again', () => {
  it('is told no for a day whose bills are not there, or not of this merchant', async () => {
    expect(await run()).toEqual({ ok: false, refusal: 'billsNotThere' });
    expect(await run('2035-01-01')).toEqual({ ok: false, refusal: 'billsNotThere' });
    await morningAfter();
    const elsewhere = { merchantId: 'mer_other', accountId: ACCOUNT, date: TODAY };
    expect(await runDay(world.app, elsewhere)).toEqual({ ok: false, refusal: 'notFound' });
    expect(await runDay(world.app, { ...elsewhere, merchantId: MERCHANT, accountId: 'pac_nowhere' })).toEqual({
      ok: false,
      refusal: 'notFound',
    });
    expect(await days()).toEqual([]);
  });

  it('may ask for a day that was never laid out', async () => {
    await paid();
    await goTo(readyAt(TODAY) + 60 * DAY);
    expect(await run()).toMatchObject({ ok: true, value: { status: 'ok', date: TODAY, differences: 0 } });
  });

  it('is told how it stands while somebody is at it', async () => {
    await paid();
    await morningAfter();
    const { app } = world;
    await layOut(app.store, { _id: ACCOUNT, merchantId: MERCHANT }, TODAY, world.now());
    await holdDay(app.store, ID, { now: world.now(), hold: MINUTE, again: world.now() + HOUR, due: true });
    expect(await run()).toMatchObject({ ok: true, value: { status: 'waiting', comparing: true } });
    await world.advance(MINUTE);
    expect(await run()).toMatchObject({ ok: true, value: { status: 'ok', comparing: false } });
  });

  it('sees the days by page, newest first', async () => {
    const owner = await world.person('owner');
    await world.app.store.memberships.insertOne({
      _id: `${MERCHANT}/${owner.userId}`,
      merchantId: MERCHANT,
      userId: owner.userId,
      role: 'owner',
    });
    const dates = Array.from({ length: 31 }, (_, index) => `2036-01-${String(index + 1).padStart(2, '0')}`);
    for (const date of dates) {
      for (const id of [ACCOUNT, `pac_${randomBytes(3).toString('hex')}`].slice(0, date === '2036-01-02' ? 2 : 1)) {
        await layOut(world.app.store, { _id: id, merchantId: MERCHANT }, date, world.now());
      }
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await owner.call('reconciliation.list', { merchantId: MERCHANT, ...(cursor ? { cursor } : {}) });
      if (!page.ok) throw new Error(page.refusal.code);
      seen.push(...page.value.days.map(({ date }) => date));
      cursor = page.value.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...dates, '2036-01-02'].sort().reverse());
    expect(await owner.call('reconciliation.list', { merchantId: MERCHANT, cursor: '1_pac_x' })).toMatchObject({
      ok: true,
      value: { days: [] },
    });
  });
});
