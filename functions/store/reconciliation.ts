/**
 * Days against WeChat's bills. A day is laid out once, tried by whoever holds it, and its result is that of the last try:
 * what an earlier one finds out after its time was over is passed over.
 */
import type { ClientSession } from 'mongodb';
import type { DaySums, Entry } from '../../shared/domain/reconciliation';
import type { Fen } from '../../shared/money';
import { DAY, type Ms, startOfDay } from '../../shared/time';
import type {
  Collections,
  KeptDifference,
  PaymentAccountDoc,
  PayoutStopCause,
  ReconciliationDoc,
  ReconciliationFailure,
} from './collections';

type Reconciliations = Pick<Collections, 'reconciliations'>;
type Accounts = Pick<Collections, 'paymentAccounts'>;

export const reconciliationId = (paymentAccountId: string, date: string): string => `${paymentAccountId}/${date}`;

type Account = Pick<PaymentAccountDoc, '_id' | 'merchantId' | 'reconciledTo'>;

/** Accounts for which a day up to `newest` is not laid out yet. */
export async function accountsBehind({ paymentAccounts }: Accounts, newest: string, limit: number): Promise<Account[]> {
  const projection = { merchantId: 1, reconciledTo: 1 };
  // Two questions: an index answers each, and none both at once.
  const fresh = await paymentAccounts
    .find({ reconciledTo: null } as object, { projection })
    .limit(limit)
    .toArray();
  if (fresh.length === limit) return fresh;
  const behind = paymentAccounts.find({ reconciledTo: { $lt: newest } }, { projection }).limit(limit - fresh.length);
  return [...fresh, ...(await behind.toArray())];
}

/** Lays out a day, once. It is due at `dueAt`, unless it is there already. */
export async function layOut(
  { reconciliations }: Reconciliations,
  account: Account,
  date: string,
  dueAt: Ms,
): Promise<void> {
  const day: Omit<ReconciliationDoc, '_id'> = {
    merchantId: account.merchantId,
    paymentAccountId: account._id,
    date,
    status: 'waiting',
    tries: 0,
    dueAt,
  };
  await reconciliations.updateOne(
    { _id: reconciliationId(account._id, date) },
    { $setOnInsert: day },
    { upsert: true },
  );
}

/** All days up to this one are laid out. */
export async function laidOutTo({ paymentAccounts }: Accounts, id: string, date: string): Promise<void> {
  await paymentAccounts.updateOne({ _id: id }, { $max: { reconciledTo: date } });
}

export const dueDays = ({ reconciliations }: Reconciliations, now: Ms, limit: number): Promise<ReconciliationDoc[]> =>
  reconciliations
    .find({ dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();

/**
 * Takes a day on for `hold`, unless somebody has it. It is due again later, should nothing come of this.
 * @returns the day with the number of this try, or null
 */
export const holdDay = (
  { reconciliations }: Reconciliations,
  id: string,
  { now, hold, again, due }: { now: Ms; hold: Ms; again: Ms; due: boolean },
): Promise<ReconciliationDoc | null> =>
  reconciliations.findOneAndUpdate(
    {
      _id: id,
      ...(due ? { dueAt: { $lte: now } } : {}),
      $or: [{ heldUntil: { $exists: false } }, { heldUntil: { $lte: now } }],
    },
    { $set: { heldUntil: now + hold, dueAt: again }, $inc: { tries: 1 } },
    { returnDocument: 'after' },
  );

type Held = Pick<ReconciliationDoc, '_id' | 'tries'>;

/** @returns whether this try still has the day */
export async function keepResult(
  { reconciliations }: Reconciliations,
  { _id, tries }: Held,
  result: {
    readonly status: 'ok' | 'different';
    readonly comparedAt: Ms;
    readonly sums: DaySums;
    readonly differences: readonly KeptDifference[];
    readonly differenceCount: number;
  },
): Promise<boolean> {
  const kept = await reconciliations.updateOne(
    { _id, tries },
    { $set: result, $unset: { dueAt: '', heldUntil: '', failure: '' } },
  );
  return kept.matchedCount === 1;
}

/** @param dueAt when it is tried again; undefined for never */
export async function keepFailure(
  { reconciliations }: Reconciliations,
  { _id, tries, status }: Held & Pick<ReconciliationDoc, 'status'>,
  failure: { readonly why: ReconciliationFailure; readonly at: Ms },
  dueAt: Ms | undefined,
): Promise<void> {
  const compared = status === 'ok' || status === 'different';
  await reconciliations.updateOne(
    { _id, tries },
    {
      $set: { failure, status: compared ? status : 'failed', ...(dueAt === undefined ? {} : { dueAt }) },
      $unset: { heldUntil: '', ...(dueAt === undefined ? { dueAt: '' } : {}) },
    },
  );
}

/** A page of a merchant's days, newest first. */
export const listReconciliations = (
  { reconciliations }: Reconciliations,
  merchantId: string,
  after: { readonly date: string; readonly paymentAccountId: string } | undefined,
  limit: number,
  session?: ClientSession,
): Promise<ReconciliationDoc[]> =>
  reconciliations
    .find(
      {
        merchantId,
        ...(after && {
          $or: [{ date: { $lt: after.date } }, { date: after.date, paymentAccountId: { $lt: after.paymentAccountId } }],
        }),
      },
      session && { session },
    )
    .sort({ date: -1, paymentAccountId: -1 })
    .limit(limit)
    .toArray();

/**
 * Pays nothing out from now on. A cause that is there already changes nothing; a further one moves the stop's `since`, so that
 * whoever has not seen it cannot lift it.
 */
export async function stopPayouts(
  { merchants }: Pick<Collections, 'merchants'>,
  merchantId: string,
  cause: PayoutStopCause,
): Promise<void> {
  const merchant = await merchants.findOne(
    { _id: merchantId },
    { projection: { payoutStop: 1, payoutStopHistory: { $slice: -1 } } },
  );
  if (!merchant) return;
  const { payoutStop: seen, payoutStopHistory: lifted } = merchant;
  const { reason, date, about } = cause;
  if (seen?.causes.some((one) => one.reason === reason && one.date === date && one.about === about)) return;
  const since = Math.max(cause.since, ((seen ?? lifted?.at(-1))?.since ?? 0) + 1);
  const { matchedCount } = await merchants.updateOne(
    { _id: merchantId, 'payoutStop.since': seen?.since ?? { $exists: false } },
    { $set: { payoutStop: { since, causes: [...(seen?.causes ?? []), cause] } } },
  );
  if (matchedCount === 0) await stopPayouts({ merchants }, merchantId, cause);
}

/* ── our side of a day ──────────────────────────────────────────────────────────────────────────────────────────── */

export interface OwnPayment extends Entry {
  readonly orderId: string;
}

export interface OwnRefund extends Entry {
  readonly refundId: string;
}

export interface OwnTransfer extends Entry {
  readonly withdrawalId: string;
}

const within = (date: string) => ({ $gte: startOfDay(date), $lt: startOfDay(date) + DAY });

/** What of an account's payments WeChat captured on this day. */
export async function paymentsOn(
  { orders }: Pick<Collections, 'orders'>,
  paymentAccountId: string,
  date: string,
): Promise<OwnPayment[]> {
  const { $gte, $lt } = within(date);
  const found = await orders
    .find({ paymentAccountId, payments: { $elemMatch: { 'captured.at': { $gte, $lt } } } } as object, {
      projection: { payments: 1 },
    })
    .toArray();
  return found.flatMap(({ _id, payments }) =>
    payments.flatMap(({ outTradeNo, captured }) =>
      captured && captured.at >= $gte && captured.at < $lt
        ? [{ number: outTradeNo, amount: captured.amount, orderId: _id }]
        : [],
    ),
  );
}

/** What of an account's refunds WeChat took on on this day: each number that was sent, whatever became of it. */
export async function refundsOn(
  { intents }: Pick<Collections, 'intents'>,
  paymentAccountId: string,
  date: string,
): Promise<OwnRefund[]> {
  const found = await intents
    .find({ kind: 'refund', paymentAccountId, takenOnAt: within(date) }, { projection: { about: 1, request: 1 } })
    .toArray();
  return found.map((intent) => {
    const { amount } = (intent as unknown as { request: { amount: { refund: Fen } } }).request;
    return { number: intent._id, amount: amount.refund, refundId: intent.about };
  });
}

/** What of an account's transfers WeChat took on on this day (`takenOnAt`), or gave back (`backAt`). */
export async function transfersOn(
  { intents }: Pick<Collections, 'intents'>,
  paymentAccountId: string,
  date: string,
  at: 'takenOnAt' | 'backAt',
): Promise<OwnTransfer[]> {
  const found = await intents
    .find({ kind: 'transfer', paymentAccountId, [at]: within(date) }, { projection: { about: 1, request: 1 } })
    .toArray();
  return found.map((intent) => {
    const { transfer_amount: amount } = (intent as unknown as { request: { transfer_amount: Fen } }).request;
    return { number: intent._id, amount, withdrawalId: intent.about };
  });
}

/** The orders of these refunds, by the refund's number. */
export async function ordersOfRefunds(
  { refunds }: Pick<Collections, 'refunds'>,
  own: readonly OwnRefund[],
): Promise<[number: string, orderId: string][]> {
  if (own.length === 0) return [];
  const found = await refunds
    .find({ _id: { $in: own.map(({ refundId }) => refundId) } }, { projection: { orderId: 1 } })
    .toArray();
  const orders = new Map(found.map(({ _id, orderId }) => [_id, orderId]));
  return own.flatMap(({ number, refundId }) => {
    const orderId = orders.get(refundId);
    return orderId === undefined ? [] : [[number, orderId]];
  });
}
