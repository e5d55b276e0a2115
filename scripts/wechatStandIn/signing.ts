import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { randomText } from './keys';

/** Written apart from functions/wechat on purpose: two sides that share code would share its mistakes. */

/** Parsing a PEM costs more than using it, so each is parsed once. */
function parsedOnce(parse: (pem: string) => KeyObject): (pem: string) => KeyObject {
  const parsed = new Map<string, KeyObject>();
  return (pem) => {
    const key = parsed.get(pem) ?? parse(pem);
    parsed.set(pem, key);
    return key;
  };
}
const privateKeyOf = parsedOnce((pem) => createPrivateKey(pem));
const publicKeyOf = parsedOnce((pem) => createPublicKey(pem));

/** Base64 RSA-SHA256 over the parts, each followed by a line feed (the last one too). */
export function signLines(privateKey: string, parts: string[]): string {
  return createSign('RSA-SHA256')
    .update(parts.map((part) => `${part}\n`).join(''))
    .sign(privateKeyOf(privateKey), 'base64');
}

export function verifyLines(publicKey: string, parts: string[], signature: string): boolean {
  const message = parts.map((part) => `${part}\n`).join('');
  return createVerify('RSA-SHA256').update(message).verify(publicKeyOf(publicKey), signature, 'base64');
}

export interface Authorization {
  mchid: string;
  nonce_str: string;
  timestamp: string;
  serial_no: string;
  signature: string;
}

/** Reads `WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",…`; undefined when anything is missing. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const match = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(header ?? '');
  if (!match) return undefined;
  const found: Record<string, string> = {};
  for (const [, key, value] of (match[1] ?? '').matchAll(/([a-z_]+)="([^"]*)"/g)) found[key ?? ''] = value ?? '';
  const { mchid, nonce_str, timestamp, serial_no, signature } = found;
  if (!mchid || !nonce_str || !timestamp || !serial_no || !signature) return undefined;
  return { mchid, nonce_str, timestamp, serial_no, signature };
}

/** The four headers that WeChat puts on every answer and notification. */
export function signedHeaders(
  by: { serial: string; privateKey: string },
  body: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomText(32);
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': by.serial,
    'wechatpay-signature': signLines(by.privateKey, [timestamp, nonce, body]),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

export interface EncryptedResource {
  original_type: string;
  algorithm: 'AEAD_AES_256_GCM';
  ciphertext: string;
  associated_data: string;
  nonce: string;
}

/** AEAD_AES_256_GCM, the tag behind the ciphertext. A resource that is a text is encrypted as it is. */
export function encryptResource(apiV3Key: string, type: string, resource: unknown): EncryptedResource {
  const plain = typeof resource === 'string' ? resource : JSON.stringify(resource);
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce));
  cipher.setAAD(Buffer.from(type));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    original_type: type,
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: type,
    nonce,
  };
}

/** `2026-01-02T03:04:05+08:00`, as WeChat writes times. */
export function beijingTime(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
