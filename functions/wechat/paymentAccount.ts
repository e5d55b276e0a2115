/** A merchant's own account at WeChat Pay. Every payment and refund of a merchant runs over its account. */
export interface PaymentAccount {
  id: string;
  merchantId: string;
  mchid: string;
  /** The mini-program that this mchid is bound to. */
  appid: string;
  /** Serial number of the merchant's API certificate, which signs our requests. */
  serialNo: string;
  /** The merchant's API private key, PEM. */
  privateKey: string;
  /** 32 bytes; decrypts notifications. */
  apiV3Key: string;
  /** `PUB_KEY_ID_…`: the serial under which WeChat Pay signs for this merchant. */
  publicKeyId: string;
  /** WeChat Pay's public key, PEM. */
  publicKey: string;
  /** Serial → PEM of platform certificates that are still valid: while a merchant migrates, either key signs. */
  platformCertificates?: Record<string, string>;
}
