import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE, type Ms } from '../../shared/time';
import type { PaymentAccount } from './paymentAccount';

/** Case-insensitive headers: a web Headers object is one. */
export interface HeaderReader {
  get(name: string): string | null;
}

export type SignatureRefusal = 'notifySignature' | 'notifyStale' | 'notifySerial' | 'notifyProbe';

/** WeChat Pay's own limit for the age of a signature, in either direction. */
const SKEW: Ms = 5 * MINUTE;
/** WeChat Pay sends these to see whether we verify; they must be refused. */
const PROBE = 'WECHATPAY/SIGNTEST/';

/** Parsing a PEM costs more than verifying with it. There are as many as there are merchants. */
const parsed = new Map<string, KeyObject>();
function publicKeyOf(pem: string): KeyObject {
  const known = parsed.get(pem);
  if (known) return known;
  const key = createPublicKey(pem);
  parsed.set(pem, key);
  return key;
}

/** The key of a certificate, or a key as it is: what `serial` names, if WeChat may sign with it now. */
function pemFor(account: PaymentAccount, serial: string, now: Ms): string | undefined {
  if (serial === account.publicKeyId) return account.publicKey;
  const certificates = account.platformCertificates ?? {};
  const one = Object.hasOwn(certificates, serial) ? certificates[serial] : undefined;
  return one && now < one.until ? one.certificate : undefined;
}

/** The bytes of a base64 text that is written in the one canonical way; undefined for anything else. */
export function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/**
 * Whether WeChat Pay signed this body, just now. Holds for answers and for notifications: RSA-SHA256 over
 * `timestamp\nnonce\nbody\n` under the account's key. Nothing of the body is looked at.
 */
export function verifySignature(given: {
  headers: HeaderReader;
  body: string;
  account: PaymentAccount;
  now: Ms;
}): Result<true, SignatureRefusal> {
  const { headers, body, account, now } = given;
  const timestamp = headers.get('wechatpay-timestamp') ?? '';
  const nonce = headers.get('wechatpay-nonce') ?? '';
  const serial = headers.get('wechatpay-serial') ?? '';
  const signature = headers.get('wechatpay-signature') ?? '';
  if (signature.startsWith(PROBE)) return no('notifyProbe');
  const signatureBytes = canonicalBase64(signature);
  if (!/^\d{1,12}$/.test(timestamp) || nonce === '' || !signatureBytes || signatureBytes.length === 0) {
    return no('notifySignature');
  }
  const pem = pemFor(account, serial, now);
  if (pem === undefined) return no('notifySerial');
  if (Math.abs(Number(timestamp) * 1000 - now) > SKEW) return no('notifyStale');
  const signed = createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`);
  return signed.verify(publicKeyOf(pem), signatureBytes) ? ok(true) : no('notifySignature');
}
