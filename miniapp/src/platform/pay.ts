/**
 * ASKING FOR MONEY. wx.requestPayment in the mini-program; with the WeChat stand-in, a payment sheet of ours.
 * What it answers is only what the person did: whether money moved is asked of our server afterwards, always.
 */
import Taro from '@tarojs/taro';
import type { PaymentOutcome, PaymentRequest } from './payment';

// Required under the condition, so that a build without the stand-in does not contain it.
const standIn =
  process.env.TARO_APP_STAND_IN === '1' ? (require('../standIn/sheet') as typeof import('../standIn/sheet')) : null;

export async function requestPayment(request: PaymentRequest): Promise<PaymentOutcome> {
  if (standIn !== null) return standIn.askToPay(request);
  if (process.env.TARO_ENV === 'h5') return 'failed';
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = request.params;
  // By callbacks: Taro makes no promise of this call.
  return new Promise((answered) => {
    void Taro.requestPayment({
      timeStamp,
      nonceStr,
      package: prepay,
      signType,
      paySign,
      success: () => answered('done'),
      fail: ({ errMsg }) => answered(errMsg.includes('cancel') ? 'cancelled' : 'failed'),
    });
  });
}
