/**
 * THE RELEASE OF WHAT IS DUE, many commissions at a time: their states, their journals and the wallets are one transaction.
 * So there is no moment at which a commission is available and its money is not, and no event that something must follow.
 * It may stop anywhere, run twice and side by side: what another one has released is no longer held when it is read here.
 */
import { MongoServerError } from 'mongodb';
import { type CommissionEvent, decideCommission, evolveCommission, meritOf } from '../../shared/domain/commission';
import * as ledger from '../../shared/domain/ledger';
import type { Fen } from '../../shared/money';
import { DAY, type Ms } from '../../shared/time';
import type { Collections, CommissionDoc, SettlementDoc } from './collections';
import { postAll, type WalletEntry } from './ledger';
import { olderThan, type Position } from './page';

type Commissions = Pick<Collections, 'commissions'>;
type Settlements = Pick<Collections, 'settlements'>;

/** Commissions that are read, decided and written together. */
export const BATCH = 200;

export type Due = Pick<CommissionDoc, '_id' | 'merchantId' | 'orderId' | 'dueAt'>;

/** Held, due by then, and with no event that waits: the journal of one that waits may not be written yet. */
const dueBy = (cutoff: Ms, merchantId: string | undefined) => ({
  ...(merchantId === undefined ? {} : { merchantId }),
  status: 'held' as const,
  dueAt: { $gt: 0, $lt: cutoff + 1 },
  drainAt: { $exists: false },
});

/** What is due by `cutoff`, of one merchant or of all, in batches of `size` out of one cursor. */
export async function* dueCommissions(
  { commissions }: Commissions,
  cutoff: Ms,
  merchantId?: string,
  size = BATCH,
): AsyncGenerator<Due[]> {
  const projection = { merchantId: 1, orderId: 1, dueAt: 1 };
  let batch: Due[] = [];
  for await (const due of commissions.find(dueBy(cutoff, merchantId), { projection, batchSize: size })) {
    batch.push(due);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export const countDue = ({ commissions }: Commissions, cutoff: Ms, merchantId: string): Promise<number> =>
  commissions.countDocuments(dueBy(cutoff, merchantId));

/** What the rule and the journal need of a commission. */
const DECIDING = {
  merchantId: 1,
  userId: 1,
  level: 1,
  status: 1,
  base: 1,
  amount: 1,
  reversed: 1,
  refunds: 1,
  dueAt: 1,
} satisfies Partial<Record<keyof CommissionDoc, 1>>;

type Released = Extract<CommissionEvent, { type: 'commissionReleased' }>;

export const releaseId = ({ _id }: Pick<CommissionDoc, '_id'>): string => `commissionReleased/${_id}`;

/** The journal of a release. */
export const releaseEntry = (
  { _id, merchantId, userId, level }: Pick<CommissionDoc, '_id' | 'merchantId' | 'userId' | 'level'>,
  { amount, kept }: Pick<Released, 'amount' | 'kept'>,
  at: Ms,
): WalletEntry => ({
  id: releaseId({ _id }),
  kind: 'commissionReleased',
  merchantId,
  about: _id,
  at,
  postings: {
    walletOf: userId,
    from: (wallet) => ({
      postings: ledger.commissionReleased(userId, amount, wallet),
      ...meritOf({ userId, level }, kept),
    }),
  },
});

/** The settlement whose a commission is. */
export type SettlementOf = (due: Pick<CommissionDoc, 'merchantId' | 'dueAt'>) => string | undefined;

/**
 * Releases those of these commissions that may be released: all of them or, if it throws, none.
 * @returns how many
 */
export async function release(
  collections: Collections,
  ids: readonly string[],
  { now, settlementOf }: { now: Ms; settlementOf: SettlementOf },
): Promise<number> {
  const { client, commissions } = collections;
  return client.withSession((session) =>
    session.withTransaction(async () => {
      // Read again: what was seen outside of the transaction may have been reversed or released since.
      const found = await commissions
        .find<CommissionDoc>({ _id: { $in: [...ids] }, drainAt: { $exists: false } }, { session, projection: DECIDING })
        .toArray();
      const entries: WalletEntry[] = [];
      const groups = new Map<
        string | undefined,
        { ids: string[]; after: Pick<CommissionDoc, 'status' | 'releasedAt'> }
      >();
      for (const doc of found) {
        const decided = decideCommission(doc, { type: 'release', now });
        const event = decided.ok ? decided.value[0] : undefined;
        if (event?.type !== 'commissionReleased') continue;
        entries.push(releaseEntry(doc, event, now));
        const { status, releasedAt } = evolveCommission(doc, event);
        const settlementId = settlementOf(doc);
        const group = groups.get(settlementId) ?? { ids: [], after: { status, releasedAt } };
        group.ids.push(doc._id);
        groups.set(settlementId, group);
      }
      if (entries.length === 0) return 0;
      // First, so that of two that release the same the second is undone here, before it meets the other's journals.
      for (const [settlementId, group] of groups) {
        const { modifiedCount } = await commissions.updateMany(
          { _id: { $in: group.ids }, status: 'held' },
          { $set: { ...group.after, ...(settlementId !== undefined && { settlementId }) }, $inc: { version: 1 } },
          { session },
        );
        if (modifiedCount !== group.ids.length) throw new Error('a commission moved while it was released');
      }
      await postAll(collections, entries, session);
      return entries.length;
    }),
  );
}

/** They are looked at again at `until`. The guard is the rule's (`postpone` in shared/domain/commission.ts). */
export async function putOff(
  { commissions }: Commissions,
  ids: readonly string[],
  { until, settlementId }: { until: Ms; settlementId: string | undefined },
): Promise<void> {
  if (ids.length === 0) return;
  await commissions.updateMany(
    { _id: { $in: [...ids] }, status: 'held', dueAt: { $gt: 0, $lt: until } },
    { $set: { dueAt: until, ...(settlementId !== undefined && { settlementId }) }, $inc: { version: 1 } },
  );
}

/* ── settlements ────────────────────────────────────────────────────────────────────────────────────────────────── */

/** The one of this id, else the one that is under way at this merchant. */
const settlementUnder = async (
  { settlements }: Settlements,
  { _id, merchantId }: Pick<SettlementDoc, '_id' | 'merchantId'>,
): Promise<SettlementDoc | null> =>
  (await settlements.findOne({ _id })) ?? (await settlements.findOne({ running: true, merchantId }));

/**
 * Begins a settlement, unless it was begun before, or another one is under way: then it is that one.
 * @param total counts what is due
 */
export async function beginSettlement(
  collections: Settlements,
  fresh: Omit<SettlementDoc, 'running' | 'total'>,
  total: () => Promise<number>,
): Promise<SettlementDoc> {
  const known = await settlementUnder(collections, fresh);
  if (known) return known;
  const begun: SettlementDoc = { ...fresh, total: await total(), running: true };
  try {
    await collections.settlements.insertOne({ ...begun });
    return begun;
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
    // Another one was under way, and may have ended meanwhile.
    return beginSettlement(collections, fresh, total);
  }
}

/** All that are under way, of any merchant. */
export const runningSettlements = ({ settlements }: Settlements): Promise<SettlementDoc[]> =>
  settlements.find({ running: true }).toArray();

/** Nothing of it is left: what came of it is counted and kept. @returns the settlement as it is then */
export async function finishSettlement(
  collections: Settlements & Commissions,
  { _id }: Pick<SettlementDoc, '_id'>,
  finishedAt: Ms,
): Promise<SettlementDoc | null> {
  const { settlements } = collections;
  const report = await reportOf(collections, _id);
  await settlements.updateOne({ _id, running: true }, { $set: { report, finishedAt }, $unset: { running: '' } });
  return settlements.findOne({ _id });
}

/** What a refund took back since its release is not in it. */
async function reportOf(
  { commissions }: Commissions,
  settlementId: string,
): Promise<NonNullable<SettlementDoc['report']>> {
  const people = await commissions
    .aggregate<{ readonly _id: string; readonly released: number; readonly fen: Fen; readonly postponed: number }>([
      { $match: { settlementId } },
      {
        $group: {
          _id: '$userId',
          released: { $sum: { $cond: [{ $gt: ['$releasedAt', 0] }, 1, 0] } },
          fen: { $sum: { $cond: [{ $gt: ['$releasedAt', 0] }, { $subtract: ['$amount', '$reversed'] }, 0] } },
          postponed: { $sum: { $cond: [{ $gt: ['$releasedAt', 0] }, 0, 1] } },
        },
      },
    ])
    .toArray();
  const sum = (of: 'released' | 'fen' | 'postponed') => people.reduce((total, one) => total + one[of], 0);
  const promoters = people.filter(({ released }) => released > 0).length;
  return { released: sum('released'), fen: sum('fen'), promoters, postponed: sum('postponed') };
}

/** A page of a merchant's settlements, newest first. */
export const listSettlements = (
  { settlements }: Settlements,
  merchantId: string,
  after: Position | undefined,
  limit: number,
): Promise<SettlementDoc[]> =>
  settlements
    .find({ merchantId, ...olderThan(after, 'startedAt') })
    .sort({ startedAt: -1, _id: -1 })
    .limit(limit)
    .toArray();

/* ── what is owed ───────────────────────────────────────────────────────────────────────────────────────────────── */

export interface OwedPart {
  /** Days after `from`, or one of these two. */
  readonly _id: number | 'overdue' | 'undated';
  readonly count: number;
  readonly fen: Fen;
}

/** What a merchant's held commissions come to, by the day on which they fall due. @param from the beginning of today */
export const heldByDay = (
  { commissions }: Commissions,
  { merchantId, from, now }: { merchantId: string; from: Ms; now: Ms },
): Promise<OwedPart[]> =>
  commissions
    .aggregate<OwedPart>([
      { $match: { merchantId, status: 'held', amount: { $gt: 0 } } },
      {
        $group: {
          _id: {
            $cond: [
              { $gt: ['$dueAt', 0] },
              {
                $cond: [
                  { $lte: ['$dueAt', now] },
                  'overdue',
                  { $floor: { $divide: [{ $subtract: ['$dueAt', from] }, DAY] } },
                ],
              },
              'undated',
            ],
          },
          count: { $sum: 1 },
          fen: { $sum: { $subtract: ['$amount', '$reversed'] } },
        },
      },
    ])
    .toArray();

export interface WalletSums {
  readonly available: number;
  readonly withdrawing: number;
  readonly debt: number;
  /** Those who are owed anything. */
  readonly promoters: number;
}

/** What all wallets of a merchant come to. */
export async function walletSums({ accounts }: Pick<Collections, 'accounts'>, merchantId: string): Promise<WalletSums> {
  const owed = { $add: ['$held', '$available', '$withdrawing'].map((pot) => ({ $ifNull: [pot, 0] })) };
  const [sums] = await accounts
    .aggregate<WalletSums>([
      { $match: { merchantId, account: { $gte: 'wallet/', $lt: 'wallet0' } } },
      {
        $group: {
          _id: null,
          available: { $sum: '$available' },
          withdrawing: { $sum: '$withdrawing' },
          debt: { $sum: '$debt' },
          promoters: { $sum: { $cond: [{ $gt: [owed, 0] }, 1, 0] } },
        },
      },
    ])
    .toArray();
  const { available, withdrawing, debt, promoters } = sums ?? { available: 0, withdrawing: 0, debt: 0, promoters: 0 };
  return { available, withdrawing, debt, promoters };
}
