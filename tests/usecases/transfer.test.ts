/** A withdrawal on its way: whatever WeChat answers, and whoever dies over it, the money arrives once or comes back once. */
import { post } from '../../functions/store/ledger';
import { runCron } from '../../functions/usecases/cron';
import { makeNow } from '../../functions/usecases/intent';
import {
  cancelWithdrawal,
  checkWithdrawal,
  confirmWithdrawal,
  renewWithdrawal,
} from '../../functions/usecases/withdrawal';
import type { FaultEffect, Operation } from '../../scripts/wechatStandIn/types';
import { commissionHeld, commissionReleased, EMPTY_WALLET } from '../../shared/domain/ledger';
import { transferNumber } from '../../shared/domain/withdrawal';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { alarmKinds, fault, LONG, newRequestId } from './crowd';
import {
  ask,
  asked,
  confirmed,
  confirmedUnheard,
  earned,
  expectExact,
  goesBack,
  later,
  liftStop,
  payoutsOf,
  perPiece,
  stopPayouts,
  transfersAtWechat,
  walletOf,
  withdrawalOf,
} from './payouts';

const database = useDatabase();
let world: World;
let promoter: Person;
let orderId: string;
let again: () => Promise<void>;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const ALL = perPiece(20);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  await payoutsOf(world);
  ({
    promoter,
    orderIds: [orderId = ''],
  } = await earned(world));
  again = await world.remember();
});
afterAll(() => world.close());
beforeEach(async () => {
  await again();
  await payoutsOf(world);
});
afterEach(() => expectExact(world));

const spoil = (operation: Operation, effect: FaultEffect, times?: number) => fault(world, operation, effect, times);
const silent = () => spoil('notify', { kind: 'withhold' });
const statusOf = async (id: string) => (await withdrawalOf(world, id)).status;
const numberOf = (id: string, attempt = 1) => transferNumber({ id }, attempt);
const stateOf = async (id: string, attempt = 1) =>
  (await transfersAtWechat(world)).find(({ outBillNo }) => outBillNo === numberOf(id, attempt))?.state;
const move = (id: string, state: 'FAIL' | 'SUCCESS' | 'CANCELLED', failReason?: string) =>
  world.standIn.control.moveTransfer({ outBillNo: numberOf(id), state, ...(failReason && { failReason }) });

const check = (id: string) => checkWithdrawal(world.app, promoter.userId, { withdrawalId: id });
const cancel = (id: string) => cancelWithdrawal(world.app, promoter.userId, { withdrawalId: id });
const renew = (id: string) => renewWithdrawal(world.app, promoter.userId, { withdrawalId: id });
const confirmation = (id: string) => confirmWithdrawal(world.app, promoter.userId, { withdrawalId: id });

/** What has stopped payouts. */
const stopOf = async () => (await world.app.store.merchants.findOne({ _id: MERCHANT }))?.payoutStop?.causes ?? [];

/** One that is written, and that nobody has sent yet. */
const unsent = () => asked(world, promoter, 5000, { app: { ...world.app, callNow: async () => {} } });

/** It is all available again, and nothing is on its way. */
async function expectBack(): Promise<void> {
  expect(await walletOf(world, promoter)).toEqual({ held: 0, available: ALL, withdrawing: 0, debt: 0 });
}

/** So much has arrived, by so many transfers of WeChat's. */
async function expectPaid(id: string, amount: number): Promise<void> {
  expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid', wechat: 'SUCCESS' });
  expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - amount, withdrawing: 0 });
  const account = await world.app.store.accounts.findOne({ _id: `${MERCHANT}/wallet/${promoter.userId}` });
  expect(account?.paid).toBe(amount);
}

it('is asked, confirmed and paid, and each step is shown', async () => {
  const withdrawalId = await asked(world, promoter, 5000);
  expect(await promoter.call('withdrawal.get', { withdrawalId })).toMatchObject({
    value: { status: 'sending', toConfirm: true, confirmBefore: world.now() + DAY, mayCancel: true, net: 5000 },
  });
  const sheet = await promoter.call('withdrawal.confirm', { withdrawalId });
  if (!sheet.ok) throw new Error('nothing to confirm');
  await world.standIn.control.confirmFromSheet(sheet.value);
  await world.standIn.control.flush();
  await expectPaid(withdrawalId, 5000);
  const shown = await promoter.call('withdrawal.get', { withdrawalId });
  expect(shown).toMatchObject({ value: { status: 'paid', toConfirm: false, mayCancel: false } });
  expect(shown.ok && shown.value.steps.map(({ step }) => step)).toEqual(['asked', 'sent', 'toConfirm', 'paid']);
  expect(await confirmation(withdrawalId)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
  expect(await cancel(withdrawalId)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
  await later(world);
  expect(await world.app.store.intents.countDocuments({ kind: 'transfer', dueAt: { $exists: true } })).toBe(0);
});

describe('WeChat does not answer', () => {
  it.each([
    ['before it has the transfer', { kind: 'timeoutBefore' }],
    ['after it has the transfer', { kind: 'timeoutAfter' }],
    ['though it has it, rightly signed', { kind: 'tamper', what: 'signature' }],
    ['but with an error', { kind: 'fail', status: 500 }],
  ] as const)('%s: the same number goes again, and it can be confirmed', async (_, effect) => {
    await spoil('transfer', effect, 1);
    const id = await asked(world, promoter, 5000);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'sending', attempt: 1 });
    // Whoever wants to confirm asks for it again; WeChat gives the package to the same request only.
    const [now] = [await confirmation(id), await later(world)];
    expect(now).toMatchObject({ ok: true, value: { package: (await withdrawalOf(world, id)).packageInfo } });
    expect(await transfersAtWechat(world)).toHaveLength(1);
    await confirmed(world, id);
    await expectPaid(id, 5000);
    expect(await transfersAtWechat(world)).toMatchObject([{ outBillNo: numberOf(id), state: 'SUCCESS' }]);
  });

  it('until long after it has paid: the query finds it', async () => {
    await silent();
    await spoil('transfer', { kind: 'timeoutAfter' }, 1);
    const id = await asked(world, promoter, 5000);
    await move(id, 'SUCCESS');
    await spoil('queryTransfer', { kind: 'fail', status: 500 }, 3);
    for (let round = 0; round < 3; round++) await later(world);
    expect(await statusOf(id)).toBe('sending');
    await later(world);
    await expectPaid(id, 5000);
    // What it tells in the end changes nothing.
    await world.standIn.control.clearFaults();
    await world.standIn.control.release({ copies: 3 });
    await expectPaid(id, 5000);
    expect(await alarmKinds(world)).toEqual([]);
  });

  it('while it asks for the confirmation, what is known is shown', async () => {
    const id = await asked(world, promoter, 5000);
    await spoil('queryTransfer', { kind: 'timeoutBefore' });
    expect(await confirmation(id)).toMatchObject({ ok: true });
    expect(await check(id)).toMatchObject({ value: { status: 'sending', toConfirm: true } });
    await world.standIn.control.clearFaults();
    await confirmed(world, id);
    await expectPaid(id, 5000);
  });
});

describe('a notification', () => {
  it('that comes before the answer to the request', async () => {
    const held = await spoil('transfer', { kind: 'delay', after: true }, 1);
    const { control } = world.standIn;
    const requestId = newRequestId();
    const answer = ask(world, promoter, 5000, { requestId });
    while ((await control.faults()).find(({ id }) => id === held.id)?.hits === 0);
    const [transfer] = await transfersAtWechat(world);
    await control.moveTransfer({ outBillNo: transfer?.outBillNo ?? '', state: 'SUCCESS' });
    await control.flush();
    expect(await world.app.store.withdrawals.findOne()).toMatchObject({ status: 'paid' });
    await control.releaseDelayed();
    expect(await answer).toMatchObject({ value: { status: 'paid' } });
    await later(world);
    await expectPaid((await world.app.store.withdrawals.findOne())?._id ?? '', 5000);
    expect(await alarmKinds(world)).toEqual([]);
  });

  it('that is repeated, any number of times, at once', async () => {
    await spoil('notify', { kind: 'repeat', copies: 5 });
    const id = await asked(world, promoter, 5000);
    await confirmed(world, id);
    await world.standIn.control.release({ which: 'all', copies: 5, order: 'shuffled' });
    await expectPaid(id, 5000);
    expect(await world.app.store.journals.countDocuments({ kind: 'withdrawalPaid' })).toBe(1);
  });

  it('that is forged changes nothing', async () => {
    await silent();
    const id = await asked(world, promoter, 5000);
    await move(id, 'SUCCESS');
    for (const variant of ['signature', 'body', 'ciphertext', 'amount', 'stale', 'unsigned', 'otherKey'] as const) {
      const delivery = await world.standIn.control.forge({ outBillNo: numberOf(id), variant });
      expect(delivery.status).toBeGreaterThanOrEqual(400);
    }
    expect(await statusOf(id)).toBe('sending');
    await world.standIn.control.release();
    await expectPaid(id, 5000);
  });

  it('that never comes: cron asks', async () => {
    await silent();
    const id = await asked(world, promoter, 5000);
    await confirmedUnheard(world, id);
    await world.standIn.control.flush();
    expect(await statusOf(id)).toBe('sending');
    await later(world);
    await expectPaid(id, 5000);
  });

  it('of a failure is not believed: the query that it brings about is', async () => {
    const id = await asked(world, promoter, 5000);
    await spoil('queryTransfer', { kind: 'fail', status: 500 });
    await move(id, 'FAIL', 'PAYEE_ACCOUNT_ABNORMAL');
    await world.standIn.control.flush();
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'sending', attempt: 1 });
    await world.standIn.control.clearFaults();
    await world.standIn.control.release({ which: 'all' });
    expect(await withdrawalOf(world, id)).toMatchObject({
      status: 'returned',
      returned: 'failed',
      failure: 'PAYEE_ACCOUNT_ABNORMAL',
    });
    await expectBack();
    await world.standIn.control.release({ which: 'all', copies: 4 });
    await later(world);
    await expectBack();
  });

  it('that a transfer arrived which WeChat had shown to have failed raises the alarm, and moves nothing', async () => {
    const id = await asked(world, promoter, 5000);
    await move(id, 'FAIL', 'PAYEE_ACCOUNT_ABNORMAL');
    await world.standIn.control.flush();
    await expectBack();
    await move(id, 'SUCCESS');
    await world.standIn.control.flush();
    expect(await alarmKinds(world)).toEqual(['transferTwice']);
    expect(await stopOf()).toMatchObject([{ reason: 'transfer', date: dayOf(world.now()), about: id }]);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned' });
    await expectBack();
    // That is not exact, and must not be taken for it.
    await move(id, 'FAIL', 'PAYEE_ACCOUNT_ABNORMAL');
  });
});

describe('what comes to nothing', () => {
  it.each(['NAME_NOT_CORRECT', ''])('%s: it is available again, once, under many crons at once', async (failReason) => {
    await silent();
    const id = await asked(world, promoter, 5000);
    await move(id, 'FAIL', failReason);
    await world.advance(11 * MINUTE);
    await Promise.all(Array.from({ length: 3 }, () => runCron(world.app)));
    await later(world);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'failed', attempt: 1 });
    expect(await world.app.store.journals.countDocuments({ kind: 'withdrawalReturned' })).toBe(1);
    await expectBack();
  });

  it('fails at once: only the query after it is believed', async () => {
    await spoil('transfer', { kind: 'closed' }, 1);
    const id = await asked(world, promoter, 5000);
    await later(world);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', failure: 'PAYER_ACCOUNT_ABNORMAL' });
    await expectBack();
  });

  it('not enough in the operating account: the shop is told, and the same number goes when there is', async () => {
    const { mchid } = world.credentials;
    await world.standIn.control.setOperating({ mchid, fen: 4999 });
    const id = await asked(world, promoter, 5000);
    await later(world);
    await later(world);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'sending', attempt: 1 });
    expect(await transfersAtWechat(world)).toEqual([]);
    const task = { _id: `transferRefused/${id}` };
    const detail = { withdrawalId: id, amount: 5000, code: 'notEnough' };
    expect(await world.app.store.alarms.findOne(task)).toMatchObject({ open: true, merchantId: MERCHANT, detail });
    await world.standIn.control.setOperating({ mchid, fen: 5000 });
    await later(world);
    expect(await transfersAtWechat(world)).toMatchObject([{ outBillNo: numberOf(id), state: 'WAIT_USER_CONFIRM' }]);
    expect(await world.app.store.alarms.findOne(task)).not.toHaveProperty('open');
    await confirmed(world, id);
    await expectPaid(id, 5000);
  });
});

it('an account that may not transfer: the shop is told why, and it goes when it may', async () => {
  await spoil('transfer', { kind: 'fail', status: 403, code: 'NO_AUTH' }, 1);
  const id = await asked(world, promoter, 5000);
  const task = { _id: `transferRefused/${id}` };
  expect(await world.app.store.alarms.findOne(task)).toMatchObject({ open: true, detail: { code: 'NO_AUTH' } });
  await later(world);
  expect(await world.app.store.alarms.findOne(task)).not.toHaveProperty('open');
  await confirmed(world, id);
  await expectPaid(id, 5000);
});

it.each([
  [429, 'RATELIMIT_EXCEEDED'],
  [403, 'FREQUENCY_LIMITED'],
  [500, 'SYSTEM_ERROR'],
])('what passes by itself (%i %s) is put before nobody, and it goes again', async (status, code) => {
  await spoil('transfer', { kind: 'fail', status, code }, 1);
  const id = await asked(world, promoter, 5000);
  expect(await alarmKinds(world)).toEqual([]);
  await later(world);
  expect(await stateOf(id)).toBe('WAIT_USER_CONFIRM');
});

describe('nobody confirms', () => {
  async function lapsed(): Promise<string> {
    const id = await asked(world, promoter, 5000);
    await later(world, 24 * 60 + 1);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'lapsed', attempt: 1 });
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - 5000, withdrawing: 5000 });
    return id;
  }

  it('it lapses, and goes again under the next number, tapped once or often', async () => {
    const id = await lapsed();
    const views = await Promise.all([renew(id), renew(id), renew(id)]);
    expect(views.every(({ ok }) => ok)).toBe(true);
    expect(await renew(id)).toMatchObject({ value: { status: 'sending', toConfirm: true } });
    expect(await withdrawalOf(world, id)).toMatchObject({ attempt: 2 });
    expect((await transfersAtWechat(world)).map(({ outBillNo, state }) => [outBillNo, state])).toEqual([
      [numberOf(id, 1), 'FAIL'],
      [numberOf(id, 2), 'WAIT_USER_CONFIRM'],
    ]);
    // The old number is told again, and says nothing of the new one.
    await world.standIn.control.release({ which: 'all', copies: 2 });
    expect(await statusOf(id)).toBe('sending');
    await confirmed(world, id);
    await expectPaid(id, 5000);
    const steps = (await promoter.call('withdrawal.get', { withdrawalId: id })) as {
      value: { steps: { step: string }[] };
    };
    expect(steps.value.steps.map(({ step }) => step)).toEqual([
      ...['asked', 'sent', 'toConfirm', 'lapsed', 'sent', 'toConfirm', 'paid'],
    ]);
  });

  it('it lapses, and WeChat has paid it after all: it is paid, and nobody need look', async () => {
    const id = await lapsed();
    await move(id, 'SUCCESS');
    await world.standIn.control.flush();
    await expectPaid(id, 5000);
    expect(await alarmKinds(world)).toEqual([]);
    expect(await stopOf()).toEqual([]);
    // Its money did not come back: it is not looked for in the bills.
    expect(await world.app.store.intents.findOne({ _id: numberOf(id) })).not.toHaveProperty('backAt');
    expect(await renew(id)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
    await later(world, 8 * 24 * 60);
    await expectPaid(id, 5000);
  });

  it('it lapses, and is given back at a tap, tapped once or often', async () => {
    const id = await lapsed();
    const views = await Promise.all([cancel(id), cancel(id)]);
    expect(views).toMatchObject([{ value: { returned: 'cancelled' } }, { value: { returned: 'cancelled' } }]);
    expect(await renew(id)).toEqual({ ok: false, refusal: 'withdrawalMoved' });
    await expectBack();
  });

  it('it lapses, and is given back by itself after seven days', async () => {
    const id = await lapsed();
    await later(world, 7 * 24 * 60 - 1);
    expect(await statusOf(id)).toBe('lapsed');
    await later(world, 2);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'lapsed' });
    expect(await withdrawalOf(world, id)).not.toHaveProperty('moveAt');
    await expectBack();
  });

  it('it lapses, and its promoter owes by now: it is given back and repays, instead of going again', async () => {
    const id = await lapsed();
    await goesBack(world, orderId, 10);
    expect(await walletOf(world, promoter)).toMatchObject({ available: 0, withdrawing: 5000, debt: 5000 - ALL / 2 });
    const answers = await Promise.all([renew(id), renew(id)]);
    expect([...answers, await renew(id)]).toEqual([1, 2, 3].map(() => ({ ok: false, refusal: 'withdrawalDebt' })));
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'debt', attempt: 1 });
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL / 2, withdrawing: 0, debt: 0 });
    await later(world);
    expect(await transfersAtWechat(world)).toHaveLength(1);
  });

  it('renewed by one and given back by another at once, it is one of them', async () => {
    for (let round = 0; round < (LONG ? 40 : 4); round++) {
      const id = await lapsed();
      const [renewed, cancelled] =
        round % 2 === 0
          ? await Promise.all([renew(id), cancel(id)])
          : (await Promise.all([cancel(id), renew(id)])).reverse();
      expect([renewed?.ok, cancelled?.ok]).toContain(true);
      await later(world);
      // A cancel that comes second ends what was renewed.
      expect(await statusOf(id)).toBe('returned');
      await expectBack();
    }
  });

  it('an older number that arrives after all raises the alarm, and the new one goes on', async () => {
    const id = await lapsed();
    await renew(id);
    await move(id, 'SUCCESS');
    await world.standIn.control.flush();
    expect(await alarmKinds(world)).toEqual(['transferTwice']);
    expect(await stopOf()).toMatchObject([{ reason: 'transfer', about: id }]);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'sending', attempt: 2 });
    await move(id, 'FAIL', 'OVERDUE_CLOSE');
  });

  it('another key of WeChat’s encrypts the name anew for the next number; each number keeps its own text', async () => {
    const { store } = world.app;
    const entry = { kind: 'commissionHeld', merchantId: MERCHANT, about: 'com_large', at: world.now() } as const;
    await post(store, { ...entry, id: 'held/large', postings: commissionHeld(promoter.userId, 200_000) });
    const available = commissionReleased(promoter.userId, 200_000, EMPTY_WALLET);
    await post(store, { ...entry, id: 'released/large', postings: available });
    await spoil('transfer', { kind: 'timeoutBefore' }, 2);
    const id = await asked(world, promoter, 200_000, { realName: '林小桃' });
    const textOf = async (attempt: number) =>
      (await store.intents.findOne({ _id: numberOf(id, attempt) })) as unknown as { request: { user_name: string } };
    const first = (await textOf(1)).request.user_name;
    expect(first.length).toBeGreaterThan(100);
    await later(world);
    await later(world);
    expect((await textOf(1)).request.user_name).toBe(first);
    expect(await transfersAtWechat(world)).toHaveLength(1);
    await later(world, 24 * 60 + 1);
    expect(await statusOf(id)).toBe('lapsed');
    await renew(id);
    expect((await textOf(2)).request.user_name).not.toBe(first);
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid', attempt: 2 });
    expect(await stateOf(id, 2)).toBe('SUCCESS');
  });
});

describe('what it waits for is shown', () => {
  const shown = async (withdrawalId: string) => {
    const got = await promoter.call('withdrawal.get', { withdrawalId });
    if (!got.ok) throw new Error(got.refusal.code);
    const listed = await promoter.call('withdrawal.list', { merchantId: MERCHANT });
    expect(listed.ok && listed.value.withdrawals).toEqual([got.value]);
    return got.value;
  };

  it('the shop, while WeChat refuses it; the stop, while there is one; else WeChat', async () => {
    await spoil('transfer', { kind: 'notEnough' }, 2);
    const id = await asked(world, promoter, 5000);
    expect(await shown(id)).toMatchObject({ status: 'sending', waitsFor: 'shop' });
    await stopPayouts(world);
    expect(await shown(id)).toMatchObject({ waitsFor: 'stop' });
    await liftStop(world);
    await later(world);
    expect(await shown(id)).toMatchObject({ waitsFor: 'shop' });
    await later(world);
    expect(await shown(id)).toMatchObject({ waitsFor: 'wechat', toConfirm: true });
    // Nothing of what came before is left.
    const intent = await world.app.store.intents.findOne({ _id: numberOf(id) });
    expect(intent).not.toHaveProperty('unknownAt');
    expect(intent).not.toHaveProperty('refusedAt');
    await confirmed(world, id);
    expect(await shown(id)).not.toHaveProperty('waitsFor');
  });

  it('WeChat, where nobody knows whether it has it; and still WeChat once it is stopped, where it has', async () => {
    await spoil('transfer', { kind: 'timeoutAfter' }, 1);
    const id = await asked(world, promoter, 5000);
    expect(await shown(id)).toMatchObject({ waitsFor: 'wechat', toConfirm: false });
    await later(world);
    await stopPayouts(world);
    expect(await shown(id)).toMatchObject({ waitsFor: 'wechat', toConfirm: true });
  });

  it('the confirmation is one step of each attempt, and its time runs from when WeChat has taken it on', async () => {
    await spoil('transfer', { kind: 'notEnough' }, 1);
    const id = await asked(world, promoter, 5000);
    // The answer with the package is lost, and then refused once: it is heard of twice that WeChat waits.
    await world.advance(HOUR);
    await spoil('transfer', { kind: 'timeoutAfter' }, 1);
    await spoil('transfer', { kind: 'fail', status: 403, code: 'NOT_ENOUGH' }, 1);
    await check(id);
    const takenOn = world.now();
    await later(world);
    expect(await shown(id)).toMatchObject({ toConfirm: true, confirmBefore: takenOn + DAY });
    expect(await withdrawalOf(world, id)).not.toHaveProperty('packageInfo');
    await later(world);
    expect(await withdrawalOf(world, id)).toHaveProperty('packageInfo');
    const { steps, confirmBefore } = await shown(id);
    expect(confirmBefore).toBe(takenOn + DAY);
    expect(steps.map(({ step }) => step)).toEqual(['asked', 'sent', 'toConfirm']);
  });
});

describe('the promoter cancels', () => {
  it('while WeChat waits: it is available again when a query has shown it', async () => {
    const id = await asked(world, promoter, 5000);
    await spoil('queryTransfer', { kind: 'timeoutBefore' }, 2);
    expect(await cancel(id)).toMatchObject({ value: { cancelling: true, toConfirm: false, mayCancel: false } });
    expect(await cancel(id)).toMatchObject({ ok: true });
    expect(await walletOf(world, promoter)).toMatchObject({ withdrawing: 5000 });
    await later(world);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'cancelled' });
    expect(await cancel(id)).toMatchObject({ value: { returned: 'cancelled' } });
    await expectBack();
  });

  it('too late: it is paid', async () => {
    await silent();
    const id = await asked(world, promoter, 5000);
    await world.standIn.control.confirmTransfer({ outBillNo: numberOf(id), stay: true });
    expect(await cancel(id)).toMatchObject({ value: { status: 'sending', cancelling: true } });
    await later(world);
    expect(await statusOf(id)).toBe('sending');
    await move(id, 'SUCCESS');
    await later(world);
    await expectPaid(id, 5000);
  });

  it('as the confirmation comes: one of the two, whichever was first', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < (LONG ? 40 : 4); round++) {
      await again();
      await payoutsOf(world);
      await silent();
      const id = await asked(world, promoter, 5000);
      const confirms = () => confirmedUnheard(world, id).catch(() => {});
      await (round % 2 === 0 ? Promise.all([cancel(id), confirms()]) : Promise.all([confirms(), cancel(id)]));
      await later(world);
      await later(world);
      const status = await statusOf(id);
      outcomes.add(status);
      if (status === 'paid') await expectPaid(id, 5000);
      else await expectBack();
      expect(await stateOf(id)).toBe(status === 'paid' ? 'SUCCESS' : 'CANCELLED');
      await expectExact(world);
    }
    expect([...outcomes].every((status) => status === 'paid' || status === 'returned')).toBe(true);
  });

  it('what WeChat cannot be asked about is asked about later', async () => {
    const id = await asked(world, promoter, 5000);
    await spoil('cancelTransfer', { kind: 'timeoutAfter' }, 1);
    await cancel(id);
    await later(world);
    await later(world);
    expect(await statusOf(id)).toBe('returned');
    await expectBack();
  });
});

describe('the promoter cancels what WeChat has not taken', () => {
  const within = (minutes: number) => later(world, minutes);

  it.each([
    ['an account that may not send so much', { kind: 'fail', status: 400, code: 'INVALID_REQUEST' }],
    ['an account that may not transfer', { kind: 'fail', status: 403, code: 'NO_AUTH' }],
    ['an account without enough in it', { kind: 'notEnough' }],
  ] as const)('%s: it comes back at once, and is never sent again', async (_, effect) => {
    await spoil('transfer', effect);
    const id = await asked(world, promoter, 5000);
    await later(world);
    expect(await statusOf(id)).toBe('sending');
    expect(await cancel(id)).toMatchObject({ value: { status: 'returned', returned: 'cancelled' } });
    expect(await cancel(id)).toMatchObject({ value: { returned: 'cancelled' } });
    await expectBack();
    // What kept it is over.
    await world.standIn.control.clearFaults();
    await later(world);
    await later(world, 24 * 60);
    expect(await transfersAtWechat(world)).toEqual([]);
    await expectBack();
    expect(await world.app.store.alarms.findOne({ _id: `transferRefused/${id}` })).not.toHaveProperty('open');
  });

  it('a refusal that nobody has signed is not known to be one: it goes once more before anything comes back', async () => {
    await world.standIn.control.setOperating({ mchid: world.credentials.mchid, fen: 0 });
    await spoil('transfer', { kind: 'tamper', what: 'unsigned' }, 1);
    const id = await asked(world, promoter, 5000);
    expect(await cancel(id)).toMatchObject({ value: { status: 'sending', cancelling: true } });
    await within(61);
    await within(11);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'cancelled' });
    expect(await transfersAtWechat(world)).toEqual([]);
  });

  it('one that may be on its way is waited for, for an hour, and goes once more: the answer to it decides', async () => {
    await spoil('transfer', { kind: 'timeoutBefore' }, 1);
    const id = await asked(world, promoter, 5000);
    expect(await cancel(id)).toMatchObject({ value: { status: 'sending', cancelling: true } });
    for (let round = 0; round < 5; round++) await within(11);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await statusOf(id)).toBe('sending');
    await within(11);
    expect(await transfersAtWechat(world)).toMatchObject([{ outBillNo: numberOf(id), state: 'WAIT_USER_CONFIRM' }]);
    await within(11);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'cancelled' });
    expect(await stateOf(id)).toBe('CANCELLED');
    await expectBack();
  });

  it('one that may be on its way, and was refused since, comes back after the hour', async () => {
    await spoil('transfer', { kind: 'timeoutBefore' }, 1);
    await spoil('transfer', { kind: 'notEnough' });
    const id = await asked(world, promoter, 5000);
    await within(11);
    expect(await world.app.store.alarms.findOne({ _id: `transferRefused/${id}` })).toMatchObject({ open: true });
    await cancel(id);
    await within(11);
    expect(await statusOf(id)).toBe('sending');
    await within(50);
    expect(await statusOf(id)).toBe('returned');
    await world.standIn.control.clearFaults();
    await within(24 * 60);
    expect(await transfersAtWechat(world)).toEqual([]);
    await expectBack();
  });

  it('one that reaches WeChat late, after the tap, is ended there', async () => {
    const held = await spoil('transfer', { kind: 'delay' }, 1);
    const { control } = world.standIn;
    const requestId = newRequestId();
    const answer = ask(world, promoter, 5000, { requestId });
    while ((await control.faults()).find(({ id }) => id === held.id)?.hits === 0);
    const id = (await world.app.store.withdrawals.findOne())?._id ?? '';
    expect(await cancel(id)).toMatchObject({ value: { status: 'sending', cancelling: true } });
    await control.releaseDelayed();
    await answer;
    await later(world);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'cancelled' });
    expect(await stateOf(id)).toBe('CANCELLED');
    await expectBack();
  });

  it('a name that no key is there for: it failed, and nothing was sent', async () => {
    const { store, payOf } = world.app;
    const entry = { kind: 'commissionHeld', merchantId: MERCHANT, about: 'com_large', at: world.now() } as const;
    await post(store, { ...entry, id: 'held/large', postings: commissionHeld(promoter.userId, 200_000) });
    const available = commissionReleased(promoter.userId, 200_000, EMPTY_WALLET);
    await post(store, { ...entry, id: 'released/large', postings: available });
    Object.assign(world.app, {
      payOf: async (id: string) => {
        const opened = await payOf(id);
        return opened && { ...opened, account: { ...opened.account, publicKeyId: undefined, publicKey: undefined } };
      },
    });
    const answer = await ask(world, promoter, 200_000, { realName: '林小桃' });
    Object.assign(world.app, { payOf });
    expect(answer).toMatchObject({ value: { status: 'returned', returned: 'failed', reason: 'KEY_MISSING' } });
    await later(world);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL + 200_000, withdrawing: 0 });
  });
});

describe('payouts are stopped', () => {
  it('nothing new is sent, and goes on when an owner has lifted it', async () => {
    await spoil('transfer', { kind: 'timeoutBefore' });
    const id = await asked(world, promoter, 5000);
    await stopPayouts(world);
    await world.standIn.control.clearFaults();
    await later(world);
    await later(world);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'sending', attempt: 1 });
    await liftStop(world);
    await later(world);
    expect(await transfersAtWechat(world)).toMatchObject([{ outBillNo: numberOf(id) }]);
    await confirmed(world, id);
    await expectPaid(id, 5000);
  });

  it('what WeChat has is followed to its end', async () => {
    const [one, other] = [await asked(world, promoter, 5000), await asked(world, promoter, 1000)];
    await stopPayouts(world);
    // WeChat has it: that nobody may confirm it would change nothing but that it waits.
    expect(await confirmation(one)).toMatchObject({ ok: true });
    await confirmed(world, one);
    expect(await statusOf(one)).toBe('paid');
    await cancel(other);
    await later(world);
    expect(await statusOf(other)).toBe('returned');
    expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - 5000, withdrawing: 0 });
  });

  it('what was not sent is called off at once, and never sent', async () => {
    const { store } = world.app;
    // Asked for before, and taken on by cron after the stop.
    const requestId = newRequestId();
    await ask(world, promoter, 5000, { requestId, app: { ...world.app, drain: async () => {} } });
    await stopPayouts(world);
    expect(await ask(world, promoter, 5000, { requestId })).toMatchObject({ value: { status: 'sending' } });
    const [{ _id: id } = { _id: '' }] = await store.withdrawals.find().toArray();
    expect(await store.intents.findOne({ _id: numberOf(id) })).toMatchObject({ sent: false, tries: 1 });
    expect(await cancel(id)).toMatchObject({ value: { status: 'returned', returned: 'cancelled' } });
    await expectBack();
    await liftStop(world);
    await later(world, 24 * 60);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await statusOf(id)).toBe('returned');
  });

  /** Cron has claimed it and has looked whether payouts are stopped; then something else happens, and then it goes on. */
  async function cronAndThen(act: () => Promise<unknown>): Promise<void> {
    const { callNow, store } = world.app;
    const merchants = new Proxy(store.merchants, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'findOne') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: Parameters<typeof target.findOne>) => {
          const found = await target.findOne(...args);
          await act();
          return found;
        };
      },
    });
    await runCron({ ...world.app, store: { ...store, merchants } as typeof store, callNow });
  }

  it('one that was called off as cron was about to send it is not sent', async () => {
    const id = await unsent();
    await cronAndThen(() => cancel(id));
    await later(world);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await statusOf(id)).toBe('returned');
    await expectBack();
  });

  it('… nor where who called it off has died over it: the next cron gives it back', async () => {
    const id = await unsent();
    await cronAndThen(async () => {
      await world.app.store.withdrawals.updateOne({ _id: id }, { $set: { cancelling: true } });
      await world.app.store.intents.updateOne({ _id: numberOf(id) }, { $set: { calledOff: true } });
    });
    await later(world);
    expect(await transfersAtWechat(world)).toEqual([]);
    expect(await statusOf(id)).toBe('returned');
    await expectBack();
  });

  it('a renewal waits too', async () => {
    const id = await asked(world, promoter, 5000);
    await later(world, 24 * 60 + 1);
    await stopPayouts(world);
    expect(await renew(id)).toEqual({ ok: false, refusal: 'payoutStopped' });
    await cancel(id);
    await expectBack();
  });
});

/** Each step of it, with the process that does it dead before or after; a plain run takes every other, and the two by turns. */
describe('whoever dies over it', () => {
  async function dying(act: (app: World['app']) => Promise<unknown>, then: () => Promise<void>): Promise<number> {
    for (let at = 1; ; at += LONG ? 1 : 2) {
      for (const after of LONG ? [false, true] : [at % 4 === 1]) {
        await again();
        await payoutsOf(world);
        const dead = mortal(world.app, { with: at, after });
        await act(dead.app).catch(() => {});
        await dead.still();
        if (!dead.died()) return at;
        await then();
        await expectExact(world);
      }
    }
  }

  it('asking: cron alone finds it, and so does whoever asks again', async () => {
    const requestId = newRequestId();
    let round = 0;
    const steps = await dying(
      (app) => ask(world, promoter, 5000, { requestId, app: { ...app, callNow: async () => {} } }),
      async () => {
        round += 1;
        if (round % 4 < 2) await ask(world, promoter, 5000, { requestId });
        await later(world);
        const doc = await world.app.store.withdrawals.findOne();
        // It was not written, and nobody has asked again.
        if (!doc) return expectBack();
        await confirmed(world, doc._id);
        await expectPaid(doc._id, 5000);
      },
    );
    expect(steps).toBeGreaterThan(15);
  });

  it('cancelling one that was not sent: it comes back once, and is never sent', async () => {
    const steps = await dying(
      async (app) => {
        const id = await unsent();
        await cancelWithdrawal(app, promoter.userId, { withdrawalId: id });
      },
      async () => {
        const doc = await world.app.store.withdrawals.findOne();
        if (!doc) throw new Error('it is gone');
        // Where the tap itself was lost, it is tapped again.
        if (!doc.cancelling && doc.status === 'sending') await cancel(doc._id);
        await later(world);
        expect(await statusOf(doc._id)).toBe('returned');
        await expectBack();
        expect(await transfersAtWechat(world)).toEqual([]);
      },
    );
    expect(steps).toBeGreaterThan(6);
  });

  it('cancelling one that WeChat has refused: it comes back once, and is never sent', async () => {
    const steps = await dying(
      async (app) => {
        await spoil('transfer', { kind: 'notEnough' });
        const withdrawalId = await asked(world, promoter, 5000);
        await cancelWithdrawal(app, promoter.userId, { withdrawalId });
        // Whoever takes it over makes the call.
        const intent = await app.store.intents.findOne({ _id: numberOf(withdrawalId), dueAt: { $exists: true } });
        if (intent) await makeNow(app, intent);
      },
      async () => {
        const doc = await world.app.store.withdrawals.findOne();
        if (!doc) throw new Error('it is gone');
        if (!doc.cancelling && doc.status === 'sending') await cancel(doc._id);
        await world.standIn.control.clearFaults();
        await later(world, 61);
        await later(world);
        expect(await statusOf(doc._id)).toBe('returned');
        await expectBack();
        expect(await transfersAtWechat(world)).toEqual([]);
      },
    );
    expect(steps).toBeGreaterThan(8);
  });

  it('sending and hearing of it: the next cron goes on under the same number', async () => {
    let id = '';
    const steps = await dying(
      async (app) => {
        id = await unsent();
        const intent = await world.app.store.intents.findOne({ _id: numberOf(id) });
        if (intent) await makeNow(app, intent);
      },
      async () => {
        await later(world);
        expect(await transfersAtWechat(world)).toMatchObject([{ outBillNo: numberOf(id) }]);
        await confirmed(world, id);
        await expectPaid(id, 5000);
      },
    );
    expect(steps).toBeGreaterThan(5);
  });
});
