/** Campaigns of a shop that are not published yet, for whoever may go on with them. */
import type { Output } from '../../../../shared/contracts/contracts';
import { type Ask, useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { type Membership, mayDecide } from './useRoom';

/** Often enough to see that somebody else has begun one; at once when the page is seen again. */
const POLL = 30_000;

export type Drafts = Ask<Output<'draft.list'>>;

export function useDrafts(member: Membership): Drafts {
  const { merchantId } = member;
  const drafts = useAsk(mayDecide(member) ? merchantId : undefined, () => call('draft.list', { merchantId }));
  const visible = useVisible();
  usePolling(drafts.again, POLL, visible && drafts.asked.status === 'ready');
  return drafts;
}
