/** 发起砍价: one tap is one bargain, however often it is asked for. */
import { useRef, useState } from 'react';
import type { Input } from '../../../../shared/contracts/contracts';
import { personIsHere } from '../../hooks/usePerson';
import { call, mayRetry, newRequestId } from '../../platform/api';
import { replaceBy } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { askForReminders } from '../../platform/reminders';

interface Starting {
  busy: boolean;
  start: (skuId: string) => Promise<void>;
}

/** `again` shows what the offer has become where the answer was a no. */
export function useStart(campaignId: string, again: () => Promise<void>): Starting {
  const [busy, setBusy] = useState(false);
  const under = useRef(false);
  // Kept while it is not known whether the bargain was started: asked again, it is the same one.
  const asking = useRef<Input<'bargain.start'>>();

  async function ask(skuId: string): Promise<void> {
    if (!(await personIsHere())) return;
    // WeChat shows its question in the turn of the tap only.
    await askForReminders(campaignId, 'bargain');
    if (asking.current?.skuId !== skuId) asking.current = { requestId: newRequestId(), campaignId, skuId };
    const answer = await call('bargain.start', asking.current);
    if (answer.ok) {
      // Of this SKU or another: it may have been started on another device since the page was opened.
      if (!answer.value.started) toast('你已经在砍这件了');
      return replaceBy('bargain/bargain', { id: answer.value.bargainId });
    }
    toast(answer.refusal.message);
    if (mayRetry(answer.refusal)) return;
    asking.current = undefined;
    await again();
  }

  async function start(skuId: string): Promise<void> {
    if (under.current) return;
    under.current = true;
    setBusy(true);
    await ask(skuId);
    setBusy(false);
    under.current = false;
  }
  return { busy, start };
}
