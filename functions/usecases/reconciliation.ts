/**
 * EACH DAY OF EACH PAYMENT ACCOUNT AGAINST WECHAT'S BILLS (`shared/domain/reconciliation.ts` says what a difference is).
 * A day is laid out when its bills are there, and tried until it was compared; anybody may try, one at a time. A
 * difference stops payouts and raises an alarm, and WeChat's fees are journalled, in this order and before the result is
 * kept: whatever dies in between is done again by the next try. Sales never stop.
 */

import type { Output, Parsed } from '../../shared/contracts/contracts';
import * as ledger from '../../shared/domain/ledger';
import {
  compareDay,
  type DayBooks,
  type DaySums,
  daysToCompare,
  type Entry,
  gapOf,
  hasBills,
  readyAt,
  sumsOf,
  type WechatDay,
} from '../../shared/domain/reconciliation';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf, HOUR, MINUTE, type Ms, startOfDay } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import type { KeptDifference, ReconciliationDoc, ReconciliationFailure } from '../store/collections';
import { post } from '../store/ledger';
import {
  accountsBehind,
  dueDays,
  holdDay,
  keepFailure,
  keepResult,
  laidOutTo,
  layOut,
  listReconciliations,
  type OwnPayment,
  type OwnRefund,
  type OwnTransfer,
  ordersOfRefunds,
  paymentsOn,
  reconciliationId,
  refundsOn,
  stopPayouts,
  transfersOn,
} from '../store/reconciliation';
import { BillBroken, type BillRow } from '../wechat/bill';
import { WechatRejected, WechatUnavailable } from '../wechat/http';
import type { App, Bounds } from './app';
import { pageAfter, readCursor } from './page';

/** A try has its day for so long: more than WeChat may take to answer and to give both files. */
const HOLD: Ms = 2 * MINUTE;

/** Ten minutes, twenty … six hours. */
const pauseAfter = (tries: number): Ms => Math.min(10 * MINUTE * 2 ** Math.min(tries, 8), 6 * HOUR);

/** A day that could not be compared so often is something that a person must look at. */
const ALARM_AFTER = 4;

/** While our books have something of a day for which WeChat has no bill, it may still be late; after so long it is not. */
const PATIENCE: Ms = DAY;

/** Differences that are kept one by one; a day that has more is wrong as a whole. */
const KEPT = 200;

/** Cron: lays out the days that have come to their end, and tries those that are due. @returns how many it tried */
export async function reconcileDays(app: App, { limit, over }: Bounds): Promise<number> {
  const [newest = ''] = daysToCompare(undefined, app.now());
  for (const account of await accountsBehind(app.store, newest, limit)) {
    if (over()) break;
    for (const date of daysToCompare(account.reconciledTo, app.now())) {
      await layOut(app.store, account, date, app.now());
    }
    await laidOutTo(app.store, account._id, newest);
  }
  let tried = 0;
  for (const due of await dueDays(app.store, app.now(), limit)) {
    if (over()) break;
    if (await tryDay(app, due, true)) tried += 1;
  }
  return tried;
}

/** @param due only while the day is due. @returns whether it was ours to try */
async function tryDay(app: App, { _id, tries }: ReconciliationDoc, due: boolean): Promise<boolean> {
  const now = app.now();
  const day = await holdDay(app.store, _id, { now, hold: HOLD, again: now + pauseAfter(tries), due });
  if (!day) return false;
  const found = await compare(app, day).catch((error: unknown) => {
    const why = failureOf(error);
    if (why === undefined) throw error;
    app.log.warn({ error, id: _id, tries: day.tries }, 'a day could not be compared with its bills; it is tried again');
    return why;
  });
  if (typeof found === 'string') await failed(app, day, found);
  else await compared(app, day, found);
  return true;
}

/** What WeChat brought about; anything else is a bug or an outage of ours, and thrown. */
function failureOf(error: unknown): ReconciliationFailure | undefined {
  if (error instanceof BillBroken) return 'broken';
  if (error instanceof WechatRejected) return 'rejected';
  return error instanceof WechatUnavailable ? 'unavailable' : undefined;
}

/** What our books have of a day. */
interface OwnDay extends DayBooks {
  readonly payments: readonly OwnPayment[];
  readonly refunds: readonly OwnRefund[];
  readonly transfers: readonly OwnTransfer[];
  readonly transfersBack: readonly OwnTransfer[];
}

interface Compared {
  readonly ours: OwnDay;
  readonly theirs: WechatDay;
}

const ownDay = async ({ store }: App, account: string, date: string): Promise<OwnDay> => ({
  payments: await paymentsOn(store, account, date),
  refunds: await refundsOn(store, account, date),
  transfers: await transfersOn(store, account, date, 'takenOnAt'),
  transfersBack: await transfersOn(store, account, date, 'backAt'),
});

/** An account that has no 运营账户 may be refused its bill: that says nothing while nothing was sent from it. [R] */
function refused(error: unknown): WechatRejected {
  if (error instanceof WechatRejected) return error;
  throw error;
}

async function compare(
  app: App,
  { paymentAccountId, date }: ReconciliationDoc,
): Promise<Compared | ReconciliationFailure> {
  const opened = await app.payOf(paymentAccountId);
  if (!opened) throw new Error(`payment account ${paymentAccountId} is missing`);
  const { account, pay } = opened;
  const [trade, flow, operating] = await Promise.all([
    pay.tradeBill(date),
    pay.fundFlowBill(date),
    pay.transferBill(date).catch(refused),
  ]);
  const ours = await ownDay(app, paymentAccountId, date);
  const sent = ours.transfers.length + ours.transfersBack.length > 0;
  if (operating instanceof WechatRejected && sent) throw operating;
  const outward = operating instanceof WechatRejected ? no('noStatement') : operating;
  for (const bill of [trade, flow, outward]) if (!bill.ok && bill.refusal === 'notReady') return 'notReady';

  const nothing = { payments: 0, refunds: 0, fees: 0 };
  const bill = trade.ok ? trade.value : { payments: [], refunds: [], settled: nothing };
  const funds = flow.ok ? flow.value : nothing;
  const entries = ours.payments.length + ours.refunds.length + bill.payments.length + bill.refunds.length;
  const moved = entries > 0 || Object.values(funds).some((sum) => sum !== 0);
  const missing = (moved && !(trade.ok && flow.ok)) || (sent && !outward.ok);
  if (missing && app.now() < readyAt(date) + PATIENCE) return 'noStatement';

  // The merchant's number may be used elsewhere too: that is none of our business, unless it bears a number of ours.
  const ofOurs = (rows: readonly BillRow[], own: readonly Entry[]) => {
    const numbers = new Set(own.map(({ number }) => number));
    return rows.filter(({ appid, number }) => appid === account.appid || numbers.has(number));
  };
  const transferred = outward.ok ? outward.value : { transfers: [], back: [] };
  const payments = ofOurs(bill.payments, ours.payments);
  const refunds = ofOurs(bill.refunds, ours.refunds);
  const theirs: WechatDay = {
    payments,
    refunds,
    transfers: transferred.transfers,
    transfersBack: transferred.back,
    fees: [...payments, ...refunds].reduce((sum, { fee }) => sum + fee, 0),
    settled: bill.settled,
    flow: funds,
  };
  return { ours, theirs };
}

type Behind = Pick<KeptDifference, 'orderId' | 'withdrawalId'>;

/** The orders and withdrawals behind these numbers, where they are ours. */
async function behind(
  { store }: App,
  { payments, refunds, transfers, transfersBack }: OwnDay,
  numbers: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Behind>> {
  const named = refunds.filter(({ number }) => numbers.has(number));
  const orders = [
    ...payments.map(({ number, orderId }) => [number, orderId] as const),
    ...(await ordersOfRefunds(store, named)),
  ];
  const sent = [...transfers, ...transfersBack];
  return new Map<string, Behind>([
    ...orders.map(([number, orderId]) => [number, { orderId }] as const),
    ...sent.map(({ number, withdrawalId }) => [number, { withdrawalId }] as const),
  ]);
}

async function compared(app: App, day: ReconciliationDoc, { ours, theirs }: Compared): Promise<void> {
  const now = app.now();
  const { merchantId, date } = day;
  const differences = compareDay(ours, theirs);
  if (differences.length > 0) {
    await stopPayouts(app.store, merchantId, {
      since: now,
      reason: 'reconciliation',
      date,
      about: day.paymentAccountId,
    });
    const detail = { merchantId, differences: differences.length, first: differences[0] };
    await raiseAlarm(app.store, 'reconciliationDiffers', day._id, detail, now);
  }
  await journalFees(app, day, theirs.fees);
  const kept = differences.slice(0, KEPT);
  const found = await behind(app, ours, new Set(kept.map(({ number }) => number)));
  await keepResult(app.store, day, {
    status: differences.length === 0 ? 'ok' : 'different',
    comparedAt: now,
    sums: sumsOf(ours, theirs),
    differences: kept.map((one) => ({ ...one, ...found.get(one.number) })),
    differenceCount: differences.length,
  });
}

/**
 * What WeChat took of the day, less what the day's earlier journals have of it: a later comparison that finds another sum
 * posts the difference. Journals of a day are numbered, so of two tries at once one posts.
 */
async function journalFees(app: App, { _id, merchantId }: ReconciliationDoc, fees: number): Promise<void> {
  const earlier = await app.store.journals.find({ about: _id }, { projection: { postings: 1 } }).toArray();
  const moved = ledger.movements(earlier.flatMap(({ postings }) => postings)).get('wechatFees')?.change ?? 0;
  if (fees + moved === 0) return;
  await post(app.store, {
    id: `wechatFees/${_id}/${earlier.length + 1}`,
    kind: 'wechatFees',
    merchantId,
    about: _id,
    at: app.now(),
    postings: ledger.wechatFees(fees + moved),
  });
}

async function failed(app: App, day: ReconciliationDoc, why: ReconciliationFailure): Promise<void> {
  const now = app.now();
  if (day.tries >= ALARM_AFTER) {
    const detail = { merchantId: day.merchantId, why, tries: day.tries };
    await raiseAlarm(app.store, 'reconciliationFails', day._id, detail, now);
  }
  const again = now + pauseAfter(day.tries);
  await keepFailure(app.store, day, { why, at: now }, hasBills(day.date, again) ? again : undefined);
}

/* ── what the merchant sees ─────────────────────────────────────────────────────────────────────────────────────── */

const PAGE = 30;

type Card = Output<'reconciliation.list'>['days'][number];

const NONE = { ours: { count: 0, fen: 0 }, theirs: { count: 0, fen: 0 } };

/** Days that were compared before there were transfers have no sums of them. */
const wholeOf = (sums: DaySums): DaySums => ({
  ...sums,
  transfers: sums.transfers ?? NONE,
  transfersBack: sums.transfersBack ?? NONE,
});

function cardOf(day: ReconciliationDoc, now: Ms): Card {
  const { paymentAccountId, date, status, comparedAt, differenceCount, failure, dueAt, heldUntil } = day;
  const sums = day.sums && wholeOf(day.sums);
  return {
    accountId: paymentAccountId,
    date,
    status,
    comparing: heldUntil !== undefined && heldUntil > now,
    comparedAt,
    sums,
    gap: sums && gapOf(sums),
    differences: differenceCount ?? 0,
    failure,
    nextTryAt: failure && dueAt,
  };
}

/** A merchant's days, newest first. */
export async function listDays(
  app: App,
  { merchantId, cursor }: Parsed<'reconciliation.list'>,
): Promise<Result<Output<'reconciliation.list'>, 'badRequest'>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const merchant = await app.store.merchants.findOne({ _id: merchantId }, { projection: { payoutStop: 1 } });
  const found = await listReconciliations(
    app.store,
    merchantId,
    after && { date: dayOf(after.createdAt), paymentAccountId: after.id },
    PAGE + 1,
  );
  const placed = found.map((day) => ({ day, _id: day.paymentAccountId, createdAt: startOfDay(day.date) }));
  const { items, nextCursor } = pageAfter(placed, PAGE);
  const stopped = (merchant?.payoutStop?.causes ?? []).filter(({ reason }) => reason === 'reconciliation');
  const [first] = stopped;
  return ok({
    days: items.map(({ day }) => cardOf(day, app.now())),
    payoutStop: first && { since: first.since, dates: [...new Set(stopped.map(({ date }) => date))] },
    nextCursor,
  });
}

const dayOfMerchant = async (app: App, { merchantId, accountId, date }: Parsed<'reconciliation.get'>) => {
  const day = await app.store.reconciliations.findOne({ _id: reconciliationId(accountId, date) });
  return day?.merchantId === merchantId ? day : null;
};

const detailOf = (day: ReconciliationDoc, now: Ms): Output<'reconciliation.get'> => ({
  ...cardOf(day, now),
  found: [...(day.differences ?? [])] as KeptDifference[],
});

export async function getDay(
  app: App,
  input: Parsed<'reconciliation.get'>,
): Promise<Result<Output<'reconciliation.get'>, 'notFound'>> {
  const day = await dayOfMerchant(app, input);
  return day ? ok(detailOf(day, app.now())) : no('notFound');
}

/**
 * Compares a day now, again if need be. Whoever asks while somebody is at it is told how it stands. A result without
 * differences lifts no stop of payouts.
 */
export async function runDay(
  app: App,
  { merchantId, accountId, date }: Parsed<'reconciliation.run'>,
): Promise<Result<Output<'reconciliation.run'>, 'notFound' | 'billsNotThere'>> {
  const account = await app.store.paymentAccounts.findOne({ _id: accountId, merchantId });
  if (!account) return no('notFound');
  if (!hasBills(date, app.now())) return no('billsNotThere');
  await layOut(app.store, account, date, app.now());
  const laidOut = await dayOfMerchant(app, { merchantId, accountId, date });
  if (laidOut) await tryDay(app, laidOut, false);
  const day = await dayOfMerchant(app, { merchantId, accountId, date });
  return day ? ok(detailOf(day, app.now())) : no('notFound');
}
