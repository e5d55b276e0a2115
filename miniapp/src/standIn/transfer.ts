/** What the sheet for taking money in is asked, and what it answered. Only with TARO_APP_STAND_IN=1. */
import { create } from 'zustand';
import { ask } from '../platform/ask';
import type { TransferOutcome, TransferRequest } from '../platform/receipt';

interface Asked {
  request: TransferRequest;
  answer: (outcome: TransferOutcome) => void;
}

export const useTransferSheet = create<{ asked: Asked | null }>(() => ({ asked: null }));

/**
 * Shows the sheet and waits for the person. One sheet at a time: an earlier one counts as cancelled.
 * @public required by platform/transfer.ts, where there is a stand-in
 */
export function askToConfirm(request: TransferRequest): Promise<TransferOutcome> {
  useTransferSheet.getState().asked?.answer('cancelled');
  return new Promise((resolve) => {
    const answer = (outcome: TransferOutcome) => {
      useTransferSheet.setState({ asked: null });
      resolve(outcome);
    };
    useTransferSheet.setState({ asked: { request, answer } });
  });
}

/** Tells the stand-in that the person takes the money in. Answers its refusal's sentence, or nothing. */
export async function confirmAtStandIn(request: TransferRequest): Promise<string | undefined> {
  try {
    const answer = await ask<{ message?: string }>('/standin/transfer/confirm', request);
    return answer.status < 300 ? undefined : (answer.data.message ?? '没收成，请再试一次');
  } catch {
    return '连不上微信，请再试一次';
  }
}
