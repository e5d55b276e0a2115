import {
  COMMISSION_CONSEQUENCES,
  type CommissionCommand,
  type CommissionEvent,
  decideCommission,
  evolveCommission,
} from '../../shared/domain/commission';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change, DRAIN_CLAIM } from './change';
import type { Collections, CommissionDoc } from './collections';

export function changeCommission(
  { commissions }: Pick<Collections, 'commissions'>,
  id: string,
  command: CommissionCommand,
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
