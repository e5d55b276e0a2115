/** What the payment sheet of the WeChat stand-in is asked, and what it answered. Only with TARO_APP_STAND_IN=1. */
import { create } from 'zustand';
import { ask } from '../platform/ask';
import type { PaymentOutcome, PaymentRequest } from '../platform/payment';

interface Asked {
  request: PaymentRequest;
  answer: (outcome: PaymentOutcome) => void;
}

export const useSheet = create<{ asked: Asked | null }>(() => ({ asked: null }));

/**
 * Shows the sheet and waits for the person. One sheet at a time: an earlier one counts as cancelled.
 * @public required by platform/pay.ts, where there is a stand-in
 */
export function askToPay(request: PaymentRequest): Promise<PaymentOutcome> {
  useSheet.getState().asked?.answer('cancelled');
  return new Promise((resolve) => {
    const answer = (outcome: PaymentOutcome) => {
      useSheet.setState({ asked: null });
      resolve(outcome);
    };
    useSheet.setState({ asked: { request, answer } });
  });
}

/** Tells the stand-in what the person chose. Answers its refusal's sentence, or nothing. */
export async function tellStandIn(choice: 'pay' | 'cancel', request: PaymentRequest): Promise<string | undefined> {
  try {
    const path = choice === 'pay' ? '/standin/pay' : '/standin/pay/cancel';
    const answer = await ask<{ message?: string }>(path, request.params);
    return answer.status < 300 ? undefined : (answer.data.message ?? '没付成，请再试一次');
  } catch {
    return '连不上支付，请再试一次';
  }
}
