import { createPrivateKey, randomBytes } from 'node:crypto';
import type WechatPay from 'wechatpay-node-v3';
import type { Ms } from '../../shared/time';
import type { PaymentAccount } from './paymentAccount';

/** What `wx.requestPayment` is given. */
export interface PayParams {
  appId: string;
  /** Seconds, as text. */
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: 'RSA';
  paySign: string;
}

export interface Signer {
  /**
   * The Authorization header of a request.
   * @param target path and query, as sent; @param body the exact text that is sent, '' if there is none.
   */
  authorization(request: { method: 'GET' | 'POST'; target: string; body: string; now: Ms }): string;
  payParams(prepayId: string, now: Ms): PayParams;
}

/** 128 random bits: the library's own nonces come from Math.random(). */
const nonce = () => randomBytes(16).toString('hex');
const seconds = (now: Ms) => String(Math.floor(now / 1000));

/**
 * The library brings an HTTP client that we do not use and that takes 50 ms to load: it is loaded with the first thing
 * that is signed, so that a function which only reads or takes notifications starts without it.
 */
const loadLibrary = () => require('wechatpay-node-v3') as typeof WechatPay;

/**
 * Signs as a merchant. The only file that knows wechatpay-node-v3, of which it uses what is right: RSA-SHA256 and the
 * header's form. It is given our nonces, our time, and the body as text, so that what is signed is what is sent.
 */
export function createSigner(account: PaymentAccount): Signer {
  // The library hands the key to crypto as it is, and a parsed one signs three times as fast as PEM.
  const privateKey = createPrivateKey(account.privateKey) as unknown as Buffer;
  let loaded: WechatPay | undefined;
  const open = (): WechatPay => {
    loaded ??= new (loadLibrary())({
      appid: account.appid,
      mchid: account.mchid,
      serial_no: account.serialNo,
      // Not what it verifies with: it verifies nothing for us.
      publicKey: Buffer.alloc(0),
      privateKey,
    });
    return loaded;
  };
  return {
    authorization({ method, target, body, now }) {
      const library = open();
      const nonceStr = nonce();
      const timestamp = seconds(now);
      // Not library.getSignature(): without a body it leaves out the last line feed of a POST.
      const signature = library.sha256WithRsa(`${method}\n${target}\n${timestamp}\n${nonceStr}\n${body}\n`);
      return library.getAuthorization(nonceStr, timestamp, signature);
    },
    payParams(prepayId, now) {
      const params = {
        appId: account.appid,
        timeStamp: seconds(now),
        nonceStr: nonce(),
        package: `prepay_id=${prepayId}`,
      };
      const lines = [params.appId, params.timeStamp, params.nonceStr, params.package];
      return { ...params, signType: 'RSA', paySign: open().sha256WithRsa(`${lines.join('\n')}\n`) };
    },
  };
}
