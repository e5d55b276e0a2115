/** What a promoter may ask for, what it comes to, and that the books alone decide whether there is enough. */
import { askWithdrawal, quoteOwnWithdrawal } from '../../functions/usecases/withdrawal';
import { transferNumber } from '../../shared/domain/withdrawal';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { newRequestId } from './crowd';
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
  received,
  stopPayouts,
  transfersAtWechat,
  walletOf,
  withdrawalOf,
} from './payouts';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await payoutsOf(world);
  Object.assign(world.app.settings, { withholding: 'none' });
});
afterEach(async () => {
  await expectExact(world);
  expect(await world.differences(false)).toEqual([]);
});

const quote = async ({ userId }: Person, amount: number) => {
  const answer = await quoteOwnWithdrawal(world.app, userId, { merchantId: MERCHANT, amount });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.value;
};

describe('what it comes to', () => {
  it('is shown with its limits before anything is asked, and changes nothing', async () => {
    const { promoter } = await earned(world);
    await payoutsOf(world, { rules: { fee: 60, max: 6000, perDay: 2, perDayFen: 8000 } });
    expect(await quote(promoter, 5000)).toEqual({
      available: perPiece(20),
      limits: { min: 100, max: 6000, leftToday: 2, leftTodayFen: 8000 },
      quote: { amount: 5000, fee: 30, tax: 0, net: 4970 },
      needsName: false,
      stopped: false,
    });
    expect(await quote(promoter, 99)).toMatchObject({ refusal: 'withdrawalTooLittle' });
    expect(await quote(promoter, 6001)).toMatchObject({ refusal: 'withdrawalTooMuch' });
    expect(await quote({ ...promoter, userId: 'usr_nobody' }, 100)).toMatchObject({ refusal: 'withdrawalNotEnough' });
    expect(await world.app.store.withdrawals.countDocuments()).toBe(0);
    expect(await walletOf(world, promoter)).toMatchObject({ available: perPiece(20), withdrawing: 0 });
  });

  it('is refused where it is not what the promoter has seen, before and in the books', async () => {
    const { promoter } = await earned(world);
    expect(await ask(world, promoter, 5000, { seenNet: 4999 })).toEqual({ ok: false, refusal: 'withdrawalChanged' });
    // The shop changes its fee after the promoter was shown the old one, and the request has read that too.
    const requestId = newRequestId();
    const { store } = world.app;
    const late = { ...world.app, drain: async () => {} };
    expect(await ask(world, promoter, 5000, { requestId, app: late })).toMatchObject({ value: { status: 'asked' } });
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'payout.fee': 100 } });
    expect(await ask(world, promoter, 5000, { requestId })).toEqual({ ok: false, refusal: 'withdrawalChanged' });
    // … and whoever asks again is told the same, whatever the fee is by then.
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'payout.fee': 0 } });
    expect(await ask(world, promoter, 5000, { requestId })).toEqual({ ok: false, refusal: 'withdrawalChanged' });
    expect(await walletOf(world, promoter)).toMatchObject({ available: perPiece(20), withdrawing: 0 });
    expect(await transfersAtWechat(world)).toEqual([]);
  });

  it('takes fee and tax off, by months and years, and gives both back with a withdrawal that comes to nothing', async () => {
    Object.assign(world.app.settings, { withholding: 'labour' });
    const { store } = world.app;
    const commission = (await store.merchants.findOne({ _id: MERCHANT }))?.commission;
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'commission.rates': [3000] } });
    const { promoter } = await earned(world, [1000]);
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { commission } });
    // Of ¥7 000 in one month: (7 000 − 1 400 − 5 000) × 3 % = ¥18.
    expect((await quote(promoter, 700_000)).quote).toEqual({ amount: 700_000, fee: 0, tax: 1800, net: 698_200 });
    const id = await asked(world, promoter, 700_000, { seenNet: 698_200, realName: '林小桃' });
    const taxOf = async () => (await store.accounts.findOne({ _id: `${MERCHANT}/wallet/${promoter.userId}` }))?.tax;
    expect(await taxOf()).toEqual({ 2036: { months: { 3: 700_000 }, withheld: 1800 } });
    // A second one of the month is taxed whole: 80 % of ¥500 × 3 %.
    expect((await quote(promoter, 50_000)).quote).toMatchObject({ tax: 1200 });
    await confirmed(world, id);
    const books = await store.journals.findOne({ _id: `withdrawalPaid/${id}` });
    expect(books?.postings.map(({ to, amount }) => [to.of === 'merchant' ? to.name : to.pot, amount])).toEqual([
      ['wechat', 698_200],
      ['taxPayable', 1800],
    ]);
    // In the next month another ¥5 000 are free; one that comes back leaves the year as it was.
    await world.advance(31 * DAY);
    expect((await quote(promoter, 50_000)).quote).toMatchObject({ tax: 0 });
    await world.advance(270 * DAY);
    const next = await asked(world, promoter, 50_000);
    expect(await taxOf()).toMatchObject({ 2037: { months: { 1: 50_000 }, withheld: 0 } });
    await promoter.call('withdrawal.cancel', { withdrawalId: next });
    await later(world);
    expect(await withdrawalOf(world, next)).toMatchObject({ status: 'returned', returned: 'cancelled' });
    expect(await taxOf()).toMatchObject({
      2036: { months: { 3: 700_000 }, withheld: 1800 },
      2037: { months: {}, withheld: 0 },
    });
  });

  it('is income of the month in which it arrives, with the tax that was shown', async () => {
    Object.assign(world.app.settings, { withholding: 'labour' });
    const { store } = world.app;
    const commission = (await store.merchants.findOne({ _id: MERCHANT }))?.commission;
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'commission.rates': [3000] } });
    const { promoter } = await earned(world, [1000]);
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { commission } });
    await world.advance(Date.parse('2036-03-31T20:00:00+08:00') - world.now());
    const id = await asked(world, promoter, 700_000, { seenNet: 698_200, realName: '林小桃' });
    await world.advance(12 * HOUR);
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid', tax: 1800 });
    const books = await store.accounts.findOne({ _id: `${MERCHANT}/wallet/${promoter.userId}` });
    expect(books?.tax).toEqual({ 2036: { months: { 4: 700_000 }, withheld: 1800 } });
    // April is the first month: ¥500 more are taxed whole.
    expect((await quote(promoter, 50_000)).quote).toMatchObject({ tax: 1200 });
  });
});

describe('whether there is enough', () => {
  it('two taps are one withdrawal, at once and later', async () => {
    const { promoter } = await earned(world);
    const requestId = newRequestId();
    const answers = await Promise.all([1, 2, 3].map(() => ask(world, promoter, 5000, { requestId })));
    expect(new Set(answers.map((answer) => answer.ok && answer.value.id)).size).toBe(1);
    expect(await ask(world, promoter, 5000, { requestId })).toMatchObject({ value: { status: 'sending' } });
    expect(await ask(world, promoter, 4000, { requestId, seenNet: 4000 })).toMatchObject({
      refusal: 'requestIdReused',
    });
    expect(await walletOf(world, promoter)).toMatchObject({ available: perPiece(20) - 5000, withdrawing: 5000 });
    expect(await transfersAtWechat(world)).toHaveLength(1);
  });

  it('of two withdrawals at once that are too much together, one is turned down, for good', async () => {
    const { promoter } = await earned(world);
    const requestIds = [newRequestId(), newRequestId(), newRequestId()];
    const answers = await Promise.all(requestIds.map((requestId) => ask(world, promoter, 4000, { requestId })));
    const taken = answers.filter(({ ok }) => ok);
    expect(taken).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.refusal === 'withdrawalNotEnough')).toHaveLength(2);
    expect(await walletOf(world, promoter)).toMatchObject({ available: perPiece(20) - 4000, withdrawing: 4000 });
    // There is enough again: who repeats the same tap is told what was decided then.
    await promoter.call('withdrawal.cancel', { withdrawalId: (taken[0]?.ok && taken[0].value.id) || '' });
    await later(world);
    expect(await walletOf(world, promoter)).toMatchObject({ available: perPiece(20), withdrawing: 0 });
    const again = await Promise.all(requestIds.map((requestId) => ask(world, promoter, 4000, { requestId })));
    expect(again.map(({ ok }) => ok)).toEqual(answers.map(({ ok }) => ok));
    const turned = await world.app.store.withdrawals.find({ status: 'turnedDown' }).toArray();
    expect(turned).toHaveLength(2);
    for (const { refusal, history } of turned) {
      expect(refusal).toBe('withdrawalNotEnough');
      expect(history.map(({ type }) => type)).toEqual(['withdrawalAsked', 'withdrawalTurnedDown']);
    }
    expect(await transfersAtWechat(world)).toMatchObject([{ state: 'CANCELLED' }]);
  });

  it('so many a day and so much a day, by Shanghai’s days; a turned down one is none', async () => {
    const { promoter } = await earned(world);
    await payoutsOf(world, { rules: { perDay: 2, perDayFen: 5000 } });
    await asked(world, promoter, 3000);
    expect(await ask(world, promoter, 2001)).toEqual({ ok: false, refusal: 'withdrawalDayLimit' });
    await asked(world, promoter, 1000);
    expect(await ask(world, promoter, 100)).toEqual({ ok: false, refusal: 'withdrawalDayLimit' });
    // From noon to a minute before midnight, and over it.
    await world.advance(12 * HOUR - 3 * MINUTE);
    expect(await ask(world, promoter, 100)).toMatchObject({ refusal: 'withdrawalDayLimit' });
    await world.advance(3 * MINUTE);
    expect(await quote(promoter, 100)).toMatchObject({ limits: { leftToday: 2, leftTodayFen: 5000 } });
    await asked(world, promoter, 100);
  });

  it('ten at once keep to the limit of the day', async () => {
    const { promoter } = await earned(world);
    await payoutsOf(world, { rules: { perDay: 3 } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(world, promoter, 100)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    expect(
      answers.filter((answer) => !answer.ok).every((answer) => !answer.ok && answer.refusal === 'withdrawalDayLimit'),
    ).toBe(true);
    expect(await walletOf(world, promoter)).toMatchObject({ withdrawing: 300 });
  });

  it('a refund before the books takes what was to be withdrawn; after them it is owed', async () => {
    const first = await earned(world, [10, 10]);
    const all = perPiece(10) * 2;
    const requestId = newRequestId();
    const waits = { ...world.app, drain: async () => {} };
    await ask(world, first.promoter, all, { requestId, app: waits });
    await goesBack(world, first.orderIds[0] ?? '', 1);
    expect(await ask(world, first.promoter, all, { requestId })).toEqual({ ok: false, refusal: 'withdrawalNotEnough' });
    expect(await walletOf(world, first.promoter)).toMatchObject({ available: all - 320, debt: 0 });

    const second = await earned(world, [10, 10]);
    const id = await asked(world, second.promoter, all);
    await goesBack(world, second.orderIds[0] ?? '', 1);
    expect(await walletOf(world, second.promoter)).toMatchObject({ available: 0, withdrawing: all, debt: 320 });
    // Who owes withdraws nothing; what was on its way arrives all the same.
    expect(await ask(world, second.promoter, 100)).toEqual({ ok: false, refusal: 'withdrawalDebt' });
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid' });
    // What is earned next repays it first.
    await received(world, second.buyer, 2);
    await world.advance(7 * DAY + MINUTE);
    await later(world);
    expect(await walletOf(world, second.promoter)).toMatchObject({ available: perPiece(2) - 320, debt: 0 });
  });

  it('what is given back repays what is owed first', async () => {
    const { promoter, orderIds } = await earned(world, [10, 10]);
    const all = perPiece(10) * 2;
    const withdrawalId = await asked(world, promoter, all);
    await goesBack(world, orderIds[0] ?? '', 10);
    expect(await walletOf(world, promoter)).toMatchObject({ available: 0, debt: perPiece(10) });
    await promoter.call('withdrawal.cancel', { withdrawalId });
    await later(world);
    expect(await walletOf(world, promoter)).toEqual({ held: 0, available: perPiece(10), withdrawing: 0, debt: 0 });
  });
});

describe('who may', () => {
  it('only whoever it belongs to sees it or does anything about it', async () => {
    const { promoter, buyer } = await earned(world);
    const withdrawalId = await asked(world, promoter, 5000);
    for (const name of [
      'withdrawal.get',
      'withdrawal.check',
      'withdrawal.confirm',
      'withdrawal.renew',
      'withdrawal.cancel',
    ] as const) {
      expect(await buyer.call(name, { withdrawalId })).toMatchObject({ status: 404 });
    }
    expect(await buyer.call('withdrawal.list', { merchantId: MERCHANT })).toMatchObject({ value: { withdrawals: [] } });
    expect(await promoter.call('withdrawal.list', { merchantId: MERCHANT })).toMatchObject({
      value: { withdrawals: [{ id: withdrawalId, status: 'sending', toConfirm: true }] },
    });
  });

  it('nobody while payouts are stopped, nobody whom WeChat does not know in this app, nobody who is gone', async () => {
    const { promoter } = await earned(world);
    await stopPayouts(world);
    expect(await quote(promoter, 5000)).toMatchObject({ stopped: true, quote: { net: 5000 } });
    expect(await ask(world, promoter, 5000)).toEqual({ ok: false, refusal: 'payoutStopped' });
    await payoutsOf(world);
    const { users } = world.app.store;
    await users.updateOne({ _id: promoter.userId }, { $set: { 'identities.0.appid': 'wxelsewhere' } });
    expect(await ask(world, promoter, 5000)).toEqual({ ok: false, refusal: 'wechatMissing' });
    await users.updateOne({ _id: promoter.userId }, { $set: { erasedAt: world.now() } });
    expect(await ask(world, promoter, 5000)).toEqual({ ok: false, refusal: 'unauthenticated' });
    const gone = { requestId: newRequestId(), merchantId: 'mer_nobody', amount: 100, seenNet: 100 };
    expect(await askWithdrawal(world.app, promoter.userId, gone)).toEqual({ ok: false, refusal: 'notFound' });
  });

  it('from ¥2 000 on with a real name, which is kept sealed and only until it has ended', async () => {
    const { store } = world.app;
    const commission = (await store.merchants.findOne({ _id: MERCHANT }))?.commission;
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'commission.rates': [3000] } });
    const { promoter } = await earned(world, [200]);
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { commission } });
    expect(await quote(promoter, 200_000)).toMatchObject({ needsName: true });
    expect(await quote(promoter, 199_999)).toMatchObject({ needsName: false });
    expect(await ask(world, promoter, 200_000)).toEqual({ ok: false, refusal: 'realNameMissing' });
    const id = await asked(world, promoter, 200_000, { realName: '林小桃' });
    const kept = JSON.stringify([
      await store.withdrawals.find().toArray(),
      await store.intents.find().toArray(),
      await store.journals.find().toArray(),
    ]);
    expect(kept).not.toContain('林小桃');
    expect(await withdrawalOf(world, id)).toHaveProperty('payeeName');
    const intent = await store.intents.findOne({ _id: transferNumber({ id }, 1) });
    expect(intent).toMatchObject({ serial: world.credentials.publicKeyId });
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid' });
    expect(await withdrawalOf(world, id)).not.toHaveProperty('payeeName');
  });
});
