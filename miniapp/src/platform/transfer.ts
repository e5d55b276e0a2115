/**
 * TAKING MONEY IN. WeChat lets nobody be paid without their word: wx.requestMerchantTransfer in the mini-program; with the
 * WeChat stand-in, a sheet of ours. What it answers is only what the person did: whether the money has moved is asked of our
 * server afterwards, always.
 */
import Taro from '@tarojs/taro';
import type { TransferOutcome, TransferRequest } from './receipt';

// Required under the condition, so that a build without the stand-in does not contain it.
const standIn =
  process.env.TARO_APP_STAND_IN === '1'
    ? (require('../standIn/transfer') as typeof import('../standIn/transfer'))
    : null;

/** Taro hands this call through; its types do not know it. */
interface WithTransfer {
  requestMerchantTransfer(
    option: TransferRequest & { success: () => void; fail: (error: { errMsg: string }) => void },
  ): void;
}

export async function requestTransfer(request: TransferRequest): Promise<TransferOutcome> {
  if (standIn !== null) return standIn.askToConfirm(request);
  if (process.env.TARO_ENV === 'h5') return 'failed';
  if (!Taro.canIUse('requestMerchantTransfer')) return 'old';
  return new Promise((answered) =>
    (Taro as unknown as WithTransfer).requestMerchantTransfer({
      ...request,
      success: () => answered('done'),
      fail: ({ errMsg }) => answered(errMsg.includes('cancel') ? 'cancelled' : 'failed'),
    }),
  );
}
