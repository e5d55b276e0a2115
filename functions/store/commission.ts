import {
  COMMISSION_CONSEQUENCES,
  type CommissionCommand,
  type CommissionEvent,
  decideCommission,
  evolveCommission,
} from '../../shared/domain/commission';
import type { Fen } from '../../shared/money';
import type { Result } from '../../shared/result';
import { DAY, dayOf, type Ms } from '../../shared/time';
import { type Changed, change, DRAIN_CLAIM } from './change';
import type { Collections, CommissionDoc } from './collections';
import { since } from './since';

/** For all but the release, which is one transaction with its journal (`store/settlement.ts`). */
export function changeCommission(
  { commissions }: Pick<Collections, 'commissions'>,
  id: string,
  command: Exclude<CommissionCommand, { type: 'release' }>,
  options: { now: Ms; from?: CommissionDoc | undefined },
): Promise<Result<Changed<CommissionDoc, CommissionEvent>, 'notFound'>> {
  return change<CommissionDoc, CommissionEvent, never>(
    commissions,
    id,
    {
      decide: (state) => decideCommission(state, command),
      evolve: evolveCommission,
      consequences: COMMISSION_CONSEQUENCES,
    },
    options,
  );
}

/** Writes a new commission with the event that posts it; one that is there already stays as it is. */
export async function insertCommission(
  { commissions }: Pick<Collections, 'commissions'>,
  commission: Omit<CommissionDoc, 'version' | 'outbox' | 'drainAt' | 'reversed' | 'refunds' | 'status'>,
  now: Ms,
): Promise<CommissionDoc | null> {
  const { _id, ...rest } = commission;
  const posts = rest.amount > 0;
  return commissions.findOneAndUpdate(
    { _id },
    {
      $setOnInsert: {
        ...rest,
        status: 'held',
        reversed: 0,
        refunds: [],
        version: 0,
        outbox: posts ? [{ id: 'held', event: { type: 'commissionHeld' } }] : [],
        ...(posts ? { drainAt: now + DRAIN_CLAIM } : {}),
      },
    },
    { upsert: true, returnDocument: 'after' },
  );
}

/**
 * What a promoter has earned with a merchant by the orders that were paid on each of these days, refunds taken off.
 * @param before the end of the last day
 */
export async function earnedByDay(
  { commissions }: Pick<Collections, 'commissions'>,
  { merchantId, userId, from, before }: { merchantId: string; userId: string; from: Ms; before: Ms },
): Promise<Map<string, Fen>> {
  const days = await commissions
    .aggregate<{ readonly _id: number; readonly earned: Fen }>([
      { $match: { userId, merchantId, createdAt: { ...since(from), $lt: before } } },
      {
        $group: {
          // Days since the first one: all of Shanghai's are equally long.
          _id: { $floor: { $divide: [{ $subtract: ['$createdAt', from] }, DAY] } },
          earned: { $sum: { $subtract: ['$amount', '$reversed'] } },
        },
      },
    ])
    .toArray();
  return new Map(days.map(({ _id: day, earned }) => [dayOf(from + day * DAY), earned]));
}
