import {
  decideWithdrawal,
  evolveWithdrawal,
  RENEWABLE,
  WITHDRAWAL_CONSEQUENCES,
  type WithdrawalCommand,
  type WithdrawalEvent,
  type WithdrawalStatus,
} from '../../shared/domain/withdrawal';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change, DRAIN_CLAIM } from './change';
import type { Collections, TransferIntentDoc, WithdrawalDoc } from './collections';
import { olderThan, type Position } from './page';

type Store = Pick<Collections, 'withdrawals'>;

/** The real name is needed while a transfer may still be begun. */
const OVER: readonly WithdrawalStatus[] = ['turnedDown', 'paid', 'returned'];

export function changeWithdrawal(
  { withdrawals }: Store,
  id: string,
  command: WithdrawalCommand,
  { now, from }: { now: Ms; from?: WithdrawalDoc | undefined },
): Promise<Result<Changed<WithdrawalDoc, WithdrawalEvent>, 'withdrawalMoved' | 'notFound'>> {
  const evolve = (doc: WithdrawalDoc, event: WithdrawalEvent): WithdrawalDoc => {
    const after = evolveWithdrawal(doc, event);
    const history = [...doc.history, { ...event, at: now }];
    const moveAt = after.lapsedAt === undefined || after.status !== 'lapsed' ? undefined : after.lapsedAt + RENEWABLE;
    return { ...after, history, moveAt, payeeName: OVER.includes(after.status) ? undefined : after.payeeName };
  };
  const decide = (state: WithdrawalDoc) => decideWithdrawal(state, command);
  const rule = { decide, evolve, consequences: WITHDRAWAL_CONSEQUENCES };
  return change<WithdrawalDoc, WithdrawalEvent, 'withdrawalMoved'>(withdrawals, id, rule, { now, from });
}

/** Writes a new withdrawal with the event that takes its money; one that is there already stays as it is. */
export async function insertWithdrawal(
  { withdrawals }: Store,
  withdrawal: Omit<WithdrawalDoc, 'version' | 'outbox' | 'drainAt' | 'status' | 'attempt' | 'history'>,
  now: Ms,
): Promise<void> {
  const { _id, ...rest } = withdrawal;
  const fresh: Omit<WithdrawalDoc, '_id'> = {
    ...rest,
    status: 'asked',
    attempt: 0,
    history: [{ type: 'withdrawalAsked', at: now }],
    version: 0,
    outbox: [{ id: 'asked', event: { type: 'withdrawalAsked' } }],
    drainAt: now + DRAIN_CLAIM,
  };
  await withdrawals.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
}

/** Those of a person's that have not ended. */
export const withdrawalsUnderWay = ({ withdrawals }: Store, userId: string, limit: number): Promise<WithdrawalDoc[]> =>
  withdrawals
    .find({ userId, status: { $in: ['asked', 'review', 'sending', 'lapsed'] } })
    .limit(limit)
    .toArray();

/** A page, newest first. `after` is the last one of the page before. */
export const listWithdrawals = (
  { withdrawals }: Store,
  of: { readonly merchantId: string; readonly userId?: string; readonly status?: WithdrawalStatus },
  after: Position | undefined,
  limit: number,
): Promise<WithdrawalDoc[]> =>
  withdrawals
    .find({ ...of, ...olderThan(after) })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();

/** From here on WeChat may have it. @returns whether it may be sent: what was called off may not */
export async function transferGoesOut(
  { intents }: Pick<Collections, 'intents'>,
  number: string,
  unknownAt: Ms,
): Promise<boolean> {
  const { matchedCount } = await intents.updateOne(
    { _id: number, calledOff: { $exists: false } },
    { $set: { sent: true, unknownAt }, $unset: { refusedAt: '' } },
  );
  return matchedCount > 0;
}

/** WeChat has refused what was sent at `sentAt`. What an earlier send came to is known as little as before. */
export async function transferRefused(
  { intents }: Pick<Collections, 'intents'>,
  { _id, unknownAt }: Pick<TransferIntentDoc, '_id' | 'unknownAt'>,
  { sentAt, refusedAt }: { sentAt: Ms; refusedAt: Ms },
): Promise<void> {
  await intents.updateOne(
    { _id, unknownAt: sentAt },
    unknownAt === undefined ? { $unset: { unknownAt: '' } } : { $set: { unknownAt } },
  );
  await intents.updateOne({ _id }, { $set: { refusedAt } });
}

/**
 * Never to be sent again, of which WeChat has nothing. @returns whether that holds: it does not where it was sent since it
 * was read
 */
export async function callTransferOff(
  { intents }: Pick<Collections, 'intents'>,
  { _id, sent, unknownAt, refusedAt }: Pick<TransferIntentDoc, '_id' | 'sent' | 'unknownAt' | 'refusedAt'>,
): Promise<boolean> {
  const asItWas = (at: Ms | undefined) => at ?? { $exists: false };
  const { matchedCount } = await intents.updateOne(
    { _id, sent, unknownAt: asItWas(unknownAt), refusedAt: asItWas(refusedAt) },
    { $set: { calledOff: true } },
  );
  return matchedCount > 0;
}

/** Once: the first word of WeChat's that it has this number. The reconciliation looks for it on that day. */
export async function transferTakenOn(
  { intents }: Pick<Collections, 'intents'>,
  number: string,
  takenOnAt: Ms,
): Promise<void> {
  await intents.updateOne(
    { _id: number, takenOnAt: { $exists: false } },
    { $set: { takenOnAt }, $unset: { unknownAt: '', refusedAt: '' } },
  );
}

/** Once: the money of this number is the merchant's again. The reconciliation looks for it on that day. */
export async function transferCameBack(
  { intents }: Pick<Collections, 'intents'>,
  number: string,
  backAt: Ms,
): Promise<void> {
  await intents.updateOne({ _id: number, backAt: { $exists: false } }, { $set: { backAt } });
}

/** WeChat has paid after all what it had shown as come back: it is not looked for on that day. */
export async function transferStayedAway({ intents }: Pick<Collections, 'intents'>, number: string): Promise<void> {
  await intents.updateOne({ _id: number, backAt: { $exists: true } }, { $unset: { backAt: '' } });
}
