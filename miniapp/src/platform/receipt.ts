import type { Output } from '../../../shared/contracts/contracts';

/** What `withdrawal.confirm` answers: the parameters of wx.requestMerchantTransfer. */
export type TransferRequest = Output<'withdrawal.confirm'>;

/** What the person did. old: this WeChat does not know the call (base library 3.3.0). */
export type TransferOutcome = 'done' | 'cancelled' | 'failed' | 'old';
