/** What a shop decides about withdrawals: those held back, what may be asked for, and that payouts go on. */
import { openTasks } from '../../functions/store/alarm';
import type { PayoutStopCause } from '../../functions/store/collections';
import { stopPayouts as stopBy } from '../../functions/store/reconciliation';
import {
  approvePayout,
  getPayout,
  liftPayoutStop,
  refusePayout,
  setPayoutSettings,
} from '../../functions/usecases/payout';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DEFAULT_PAYOUT_RULES } from '../../shared/domain/withdrawal';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { LONG } from './crowd';
import {
  ask,
  asked,
  confirmed,
  earned,
  expectExact,
  goesBack,
  later,
  payoutsOf,
  perPiece,
  STOP,
  stopPayouts,
  transfersAtWechat,
  walletOf,
  withdrawalOf,
} from './payouts';

const database = useDatabase();
let world: World;
let [owner, operator, viewer]: Person[] = [];
let promoter: Person;
let orderId: string;
let again: () => Promise<void>;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const ALL = perPiece(20);
/** Whatever is asked for is looked at. */
const ALWAYS = { risk: { ...DEFAULT_RISK_RULES, largeAmount: 100 } };

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  [owner, operator, viewer] = [await world.person('店主'), await world.person('运营'), await world.person('访客')];
  for (const [person, role] of [
    [owner, 'owner'],
    [operator, 'operator'],
    [viewer, 'viewer'],
  ] as const) {
    const userId = person?.userId ?? '';
    await world.app.store.memberships.insertOne({ _id: `${MERCHANT}/${userId}`, merchantId: MERCHANT, userId, role });
  }
  await payoutsOf(world, ALWAYS);
  ({
    promoter,
    orderIds: [orderId = ''],
  } = await earned(world));
  again = await world.remember();
});
afterAll(() => world.close());
beforeEach(async () => {
  await again();
  await payoutsOf(world, ALWAYS);
});
afterEach(async () => {
  await expectExact(world);
  expect(await world.differences(false)).toEqual([]);
});

const decide = (how: typeof approvePayout, who: Person | undefined, withdrawalId: string, reason = '看过了') =>
  how(world.app, who?.userId ?? '', { merchantId: MERCHANT, withdrawalId, reason });
const approve = (who: Person | undefined, id: string) => decide(approvePayout, who, id);
const refuse = (who: Person | undefined, id: string) => decide(refusePayout, who, id, '订单有疑问');
const tasks = () => openTasks(world.app.store, MERCHANT, 10);

describe('one that was held back', () => {
  it('waits with its reasons, out of the wallet, and nothing is sent', async () => {
    const id = await asked(world, promoter, 5000);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'review', risks: ['largeAmount'], attempt: 0 });
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - 5000, withdrawing: 5000 });
    expect(await tasks()).toMatchObject([{ kind: 'withdrawalReview', detail: { withdrawalId: id, amount: 5000 } }]);
    await later(world);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await owner?.call('payout.list', { merchantId: MERCHANT, status: 'review' })).toMatchObject({
      value: { toReview: 1, payouts: [{ id, status: 'review', risks: ['largeAmount'] }] },
    });
    expect(await owner?.call('payout.list', { merchantId: MERCHANT, status: 'paid' })).toMatchObject({
      value: { toReview: 1, payouts: [] },
    });
  });

  it('goes on when somebody has approved it, tapped once or often', async () => {
    const id = await asked(world, promoter, 5000);
    const answers = await Promise.all([approve(owner, id), approve(owner, id), approve(owner, id)]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await transfersAtWechat(world)).toHaveLength(1);
    expect(await tasks()).toEqual([]);
    expect(await refuse(owner, id)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({
      status: 'paid',
      review: { by: owner?.userId, reason: '看过了' },
    });
  });

  it('is given back when somebody has refused it, and the promoter reads why', async () => {
    const id = await asked(world, promoter, 5000);
    const answers = await Promise.all([refuse(operator, id), refuse(operator, id)]);
    expect(answers).toMatchObject([{ value: { status: 'returned' } }, { value: { returned: 'refused' } }]);
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL, withdrawing: 0 });
    expect(await tasks()).toEqual([]);
    const seen = await promoter.call('withdrawal.get', { withdrawalId: id });
    expect(seen).toMatchObject({ value: { status: 'returned', returned: 'refused', reason: '订单有疑问' } });
    expect(seen.ok && seen.value.steps.map(({ step }) => step)).toEqual(['asked', 'heldBack', 'returned']);
    expect(await approve(operator, id)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
  });

  it('two who decide at once: one of them has, and the other is told so', async () => {
    const outcomes = [];
    for (let round = 0; round < (LONG ? 40 : 4); round++) {
      await again();
      await payoutsOf(world, ALWAYS);
      const id = await asked(world, promoter, 5000);
      const both =
        round % 2 === 0 ? [approve(owner, id), refuse(operator, id)] : [refuse(operator, id), approve(owner, id)];
      const answers = await Promise.all(both);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers.filter((answer) => !answer.ok && answer.refusal === 'withdrawalMoved')).toHaveLength(1);
      await later(world);
      const { status } = await withdrawalOf(world, id);
      outcomes.push(status);
      expect(await transfersAtWechat(world)).toHaveLength(status === 'sending' ? 1 : 0);
      await expectExact(world);
    }
    expect(outcomes.every((status) => status === 'sending' || status === 'returned')).toBe(true);
  });

  it('can be taken back by the promoter meanwhile', async () => {
    const id = await asked(world, promoter, 5000);
    expect(await promoter.call('withdrawal.cancel', { withdrawalId: id })).toMatchObject({
      value: { status: 'returned' },
    });
    expect(await approve(owner, id)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL });
    expect(await tasks()).toEqual([]);
  });

  it('is not let go while payouts are stopped, but may be refused', async () => {
    const [one, other] = [await asked(world, promoter, 3000), await asked(world, promoter, 2000)];
    await stopPayouts(world);
    expect(await approve(owner, one)).toEqual({ ok: false, refusal: 'payoutStopped' });
    expect(await refuse(owner, other)).toMatchObject({ value: { status: 'returned' } });
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - 3000, withdrawing: 3000 });
  });

  it('is not let go to somebody who owes; given back, it repays', async () => {
    const id = await asked(world, promoter, ALL);
    await goesBack(world, orderId, 10);
    expect(await approve(owner, id)).toEqual({ ok: false, refusal: 'withdrawalDebt' });
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'review' });
    expect(await owner?.call('payout.get', { merchantId: MERCHANT, withdrawalId: id })).toMatchObject({
      value: { wallet: { available: 0, debt: ALL / 2 } },
    });
    expect(await refuse(owner, id)).toMatchObject({ value: { status: 'returned' } });
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL / 2, withdrawing: 0, debt: 0 });
  });

  it('is not let go by who it is for, unless nobody else may; refused it may be', async () => {
    const { memberships } = world.app.store;
    await memberships.insertOne({
      _id: `${MERCHANT}/${promoter.userId}`,
      merchantId: MERCHANT,
      userId: promoter.userId,
      role: 'operator',
    });
    const ownFor = async (who: Person | undefined, withdrawalId: string) => {
      const seen = await getPayout(world.app, who?.userId ?? '', { merchantId: MERCHANT, withdrawalId });
      return seen.ok && seen.value.own;
    };
    const [one, other] = [await asked(world, promoter, 3000), await asked(world, promoter, 2000)];
    expect([await ownFor(promoter, one), await ownFor(owner, one)]).toEqual([true, false]);
    expect(await approve(promoter, one)).toEqual({ ok: false, refusal: 'ownPayout' });
    expect(await refuse(promoter, other)).toMatchObject({ value: { status: 'returned' } });
    expect(await approve(owner, one)).toMatchObject({ value: { status: 'sending' } });
    // A shop of one person, beside whom somebody only looks.
    const alone = await asked(world, promoter, 2000);
    const others = await memberships.find({ userId: { $ne: promoter.userId }, role: { $ne: 'viewer' } }).toArray();
    await memberships.deleteMany({ _id: { $in: others.map(({ _id }) => _id) } });
    const answers = [await ownFor(promoter, alone), await approve(promoter, alone)];
    await memberships.insertMany(others);
    expect(answers).toMatchObject([false, { value: { status: 'sending' } }]);
  });

  it('is decided by owners and operators of this very shop', async () => {
    const withdrawalId = await asked(world, promoter, 5000);
    const input = { merchantId: MERCHANT, withdrawalId, reason: '看过了' };
    expect(await viewer?.call('payout.approve', input)).toMatchObject({ status: 403 });
    expect(await decide(approvePayout, owner, 'wdr_nothing')).toEqual({ ok: false, refusal: 'notFound' });
    const elsewhere = { ...input, merchantId: 'mer_another' };
    expect(await approvePayout(world.app, owner?.userId ?? '', elsewhere)).toEqual({ ok: false, refusal: 'notFound' });
    expect(await operator?.call('payout.approve', input)).toMatchObject({ value: { status: 'sending' } });
  });
});

describe('what may be asked for', () => {
  const set = (version: number, rules: Partial<typeof DEFAULT_PAYOUT_RULES> = {}) => {
    const { version: _, ...usual } = DEFAULT_PAYOUT_RULES;
    const wanted = { merchantId: MERCHANT, version, rules: { ...usual, ...rules }, risk: DEFAULT_RISK_RULES };
    return setPayoutSettings(world.app, wanted);
  };

  it('is set by one of two who have seen the same, and holds from the next withdrawal on', async () => {
    await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payout: '', risk: '' } });
    const answers = await Promise.all([set(1, { fee: 60 }), set(1, { fee: 70 })]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual({ ok: false, refusal: 'conflict' });
    expect(await set(2, { fee: 100 })).toMatchObject({ value: { version: 3 } });
    const id = await asked(world, promoter, 5000, { seenNet: 4950 });
    expect(await set(3, { fee: 500 })).toMatchObject({ value: { version: 4 } });
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid', fee: 50, net: 4950, rulesVersion: 3 });
    expect(await ask(world, promoter, 100, { seenNet: 99 })).toEqual({ ok: false, refusal: 'withdrawalChanged' });
  });

  it.each([
    ['less than WeChat sends', { min: 9 }],
    ['a least that is more than the most', { min: 600, max: 500 }],
    ['a most that no day allows', { max: 200_000, perDayFen: 100_000 }],
    ['all of it as the fee', { fee: 10_000 }],
  ])('%s is refused', async (_, rules) => {
    expect(await set(1, rules)).toEqual({ ok: false, refusal: 'payoutRulesUnfit' });
  });
});

describe('payouts that are stopped', () => {
  const stopNow = async () => (await world.app.store.merchants.findOne({ _id: MERCHANT }))?.payoutStop;
  const lift = (who: Person | undefined, since = STOP.since as number) =>
    liftPayoutStop(world.app, who?.userId ?? '', { merchantId: MERCHANT, since, reason: '已经查清楚了' });

  it('go on once an owner has said why, tapped once or often, and that is kept', async () => {
    await stopPayouts(world);
    const answers = await Promise.all([lift(owner), lift(owner), lift(owner)]);
    expect(answers).toEqual([1, 2, 3].map(() => ({ ok: true, value: {} })));
    expect(await owner?.call('payout.settings', { merchantId: MERCHANT })).toMatchObject({
      value: {
        stops: [{ ...STOP, lifted: { by: '店主', reason: '已经查清楚了' } }],
      },
    });
    const kept = await world.app.store.merchants.findOne({ _id: MERCHANT });
    expect(kept).not.toHaveProperty('payoutStop');
    expect(kept?.payoutStopHistory).toHaveLength(1);
  });

  it('that were stopped anew are not lifted by who has seen the old reason', async () => {
    await stopPayouts(world);
    expect(await lift(owner, 2)).toEqual({ ok: false, refusal: 'conflict' });
    const input = { merchantId: MERCHANT, since: STOP.since, reason: '已经查清楚了' };
    expect(await operator?.call('payout.liftStop', input)).toMatchObject({ status: 403 });
    expect(await world.app.store.merchants.findOne({ _id: MERCHANT })).toHaveProperty('payoutStop');
  });

  it('by one thing after another go on only for who has seen them all', async () => {
    const stop = (cause: Omit<PayoutStopCause, 'since'>) =>
      stopBy(world.app.store, MERCHANT, { since: world.now(), ...cause });
    const days = [
      { reason: 'reconciliation', date: '2036-03-01', about: 'pac_one' },
      { reason: 'audit', date: '2036-03-02' },
      { reason: 'reconciliation', date: '2036-03-02', about: 'pac_one' },
    ] as const;
    await stop(days[0]);
    const seen = (await stopNow())?.since;
    await Promise.all([stop(days[1]), stop(days[2])]);
    expect((await stopNow())?.causes).toHaveLength(3);
    expect(await lift(owner, seen)).toEqual({ ok: false, refusal: 'conflict' });
    const all = await stopNow();
    await Promise.all(days.map(stop));
    expect(await stopNow()).toEqual(all);
    expect(await lift(owner, all?.since)).toEqual({ ok: true, value: {} });
    // The clock has not moved: yet it is another stop.
    await stop(days[1]);
    expect(await lift(owner, all?.since)).toEqual({ ok: true, value: {} });
    expect((await stopNow())?.causes).toEqual([{ since: world.now(), ...days[1] }]);
    const kept = await world.app.store.merchants.findOne({ _id: MERCHANT });
    expect(kept?.payoutStopHistory?.map(({ causes }) => causes)).toEqual([all?.causes]);
  });
});
