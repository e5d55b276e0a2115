/**
 * THE LIFE OF A REFUND: promised money on its way back to the buyer.
 *  - Its number is derived from (refund, attempt) and fixed before the first call. The same number is sent again until
 *    WeChat's state is terminal; "not found" means: send the same again.
 *  - The attempt rises only after a query has shown CLOSED, since only then this number can no longer move money
 *    (WeChat Pay v3, 申请退款: 失败后需用原单号重试).
 *  - ABNORMAL (the buyer's card is gone) does not end it: the merchant takes the money to pay it out by hand, and the
 *    same refund goes on.
 */
import type { Fen } from '../money';
import { ok, type Result } from '../result';
import { numberOf } from './ids';

/** WeChat's own words for the state of a refund. */
export type WechatRefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';

export interface RefundState {
  readonly id: string;
  readonly amount: Fen;
  readonly status: 'sending' | 'processing' | 'abnormal' | 'arrived';
  readonly attempt: number;
  /** Where the money has arrived, as WeChat words it; unknown where the merchant pays by hand. */
  readonly account?: string | undefined;
}

export type RefundCommand = {
  readonly type: 'wechatSaid';
  readonly attempt: number;
  readonly status: WechatRefundStatus;
  readonly account?: string | undefined;
};

export type RefundEvent =
  | { readonly type: 'refundProcessing' }
  | { readonly type: 'refundArrived'; readonly account?: string | undefined }
  | { readonly type: 'refundAbnormal' }
  | { readonly type: 'refundRenewed'; readonly attempt: number };

/** Events that something else follows from. */
export const REFUND_CONSEQUENCES = [
  'refundArrived',
  'refundAbnormal',
  'refundRenewed',
] as const satisfies readonly RefundEvent['type'][];

/** `out_refund_no` of an attempt (at most 64 characters of letters and digits). */
export const refundNumber = (refund: Pick<RefundState, 'id'>, attempt: number): string =>
  numberOf(refund.id, 'R', attempt);

/** What WeChat said of an older attempt says nothing of this one; what it says of an arrived refund changes nothing. */
export function decideRefund(state: RefundState, command: RefundCommand): Result<RefundEvent[], never> {
  if (state.status === 'arrived' || command.attempt !== state.attempt) return ok([]);
  switch (command.status) {
    case 'PROCESSING':
      return ok(state.status === 'sending' ? [{ type: 'refundProcessing' }] : []);
    case 'SUCCESS':
      return ok([{ type: 'refundArrived', ...(command.account !== undefined && { account: command.account }) }]);
    case 'ABNORMAL':
      return ok(state.status === 'abnormal' ? [] : [{ type: 'refundAbnormal' }]);
    case 'CLOSED':
      return ok([{ type: 'refundRenewed', attempt: state.attempt + 1 }]);
  }
}

export function evolveRefund<S extends RefundState>(state: S, event: RefundEvent): S {
  switch (event.type) {
    case 'refundProcessing':
      return { ...state, status: 'processing' };
    case 'refundArrived':
      return { ...state, status: 'arrived', account: event.account };
    case 'refundAbnormal':
      return { ...state, status: 'abnormal' };
    case 'refundRenewed':
      return { ...state, status: 'sending', attempt: event.attempt };
  }
}
