import {
  decideRefund,
  evolveRefund,
  REFUND_CONSEQUENCES,
  type RefundCommand,
  type RefundEvent,
} from '../../shared/domain/refund';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change } from './change';
import type { Collections, RefundDoc } from './collections';

/** Once: the first word of WeChat's that it has this number. The reconciliation looks for it on that day. */
export async function refundTakenOn(
  { intents }: Pick<Collections, 'intents'>,
  number: string,
  takenOnAt: Ms,
): Promise<void> {
  await intents.updateOne({ _id: number, takenOnAt: { $exists: false } }, { $set: { takenOnAt } });
}

export function changeRefund(
  { refunds }: Pick<Collections, 'refunds'>,
  id: string,
  command: RefundCommand,
  options: { now: Ms; from?: RefundDoc | undefined },
): Promise<Result<Changed<RefundDoc, RefundEvent>, 'notFound'>> {
  return change<RefundDoc, RefundEvent, never>(
    refunds,
    id,
    { decide: (state) => decideRefund(state, command), evolve: evolveRefund, consequences: REFUND_CONSEQUENCES },
    options,
  );
}
