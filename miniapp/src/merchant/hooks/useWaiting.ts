/** HOW MUCH WAITS FOR SOMEBODY of the shop: orders to send and to hand over, after-sales to answer, withdrawals to review. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Output } from '../../../../shared/contracts/contracts';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';

export type Waiting = Output<'shopOrder.counts'>;

const POLL = 30_000;

/** What the last page has learned, so that the next one need not begin without. */
const useKnown = create<{ merchantId?: string; waiting?: Waiting }>(() => ({}));

/** Asks anew, after something was done. Without an answer the older figures stay. */
export async function askWaiting(merchantId: string): Promise<void> {
  const answer = await call('shopOrder.counts', { merchantId });
  if (answer.ok) useKnown.setState({ merchantId, waiting: answer.value });
}

/** Undefined while it is not known, or nobody's room it is. */
export function useWaiting(merchantId: string | undefined): Waiting | undefined {
  const known = useKnown();
  const visible = useVisible();
  useEffect(() => {
    if (merchantId !== undefined) void askWaiting(merchantId);
  }, [merchantId]);
  usePolling(async () => merchantId !== undefined && askWaiting(merchantId), POLL, visible && merchantId !== undefined);
  return known.merchantId === merchantId ? known.waiting : undefined;
}
