import type { Ms } from '../../shared/time';

/** One of the certificates with which WeChat Pay signs, one after another. Public. */
export interface PlatformCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly from: Ms;
  /** Nothing that it signed is believed after that. */
  readonly until: Ms;
}

/**
 * A merchant's own account at WeChat Pay. Every payment and refund of a merchant runs over its account.
 * WeChat Pay signs with its public key (new merchants), with platform certificates (old ones), or, while a merchant
 * changes from these to that, with either: an account has what it takes to believe what it may get.
 */
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
  /** The key that comes after it, while it is being changed: WeChat may encrypt under either. */
  nextApiV3Key?: string | undefined;
  /** `PUB_KEY_ID_…`: the serial under which WeChat Pay signs with its public key, PEM. */
  publicKeyId?: string | undefined;
  publicKey?: string | undefined;
  /** By serial; empty before they were first asked for, absent where WeChat never signs with one. */
  platformCertificates?: Readonly<Record<string, PlatformCertificate>> | undefined;
}
