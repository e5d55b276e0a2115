import { randomBytes } from 'node:crypto';
import type { PlatformSigner } from './certificate';
import { randomText, rsaPair } from './keys';
import { beijingTime, type EncryptedResource, encryptResource, signedHeaders } from './signing';
import type { Forgery, Merchant, StoredNotification } from './types';

const SIX_MINUTES = 6 * 60_000;

export interface Message {
  body: string;
  headers: Record<string, string>;
}

/** Another digit or letter in place of the one at `index`: still the same alphabet, so only the meaning is off. */
export function flipAt(text: string, index: number): string {
  const at = index < 0 ? text.length + index : index;
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

function flipByte(base64: string, index: number): string {
  const bytes = Buffer.from(base64, 'base64');
  const at = index < 0 ? bytes.length + index : index;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** Of a transfer, which names neither app nor a payer. */
function transferLie(
  resource: Record<string, unknown>,
  variant: Forgery | undefined,
  other?: Merchant,
): Record<string, unknown> {
  switch (variant) {
    case 'amount':
      return { ...resource, transfer_amount: Number(resource.transfer_amount) + 1 };
    case 'openid':
      return { ...resource, openid: `o${randomText(27)}` };
    case 'mchid':
    case 'otherMerchant':
      return { ...resource, mch_id: other?.mchid ?? '1900009999' };
    default:
      return resource;
  }
}

/** Lies that are told inside a rightly signed and encrypted resource. */
function lie(
  resource: Record<string, unknown>,
  variant: Forgery | undefined,
  other?: Merchant,
): Record<string, unknown> {
  if ('transfer_amount' in resource) return transferLie(resource, variant, other);
  const amount = resource.amount as Record<string, number>;
  switch (variant) {
    case 'amount': {
      const wrong = (amount.refund ?? amount.total ?? 0) + 1;
      const field = amount.refund === undefined ? 'total' : 'refund';
      return { ...resource, amount: { ...amount, [field]: wrong, [`payer_${field}`]: wrong } };
    }
    case 'appid':
      return { ...resource, appid: `wx${randomBytes(8).toString('hex')}` };
    case 'openid':
      return { ...resource, payer: { openid: `o${randomText(27)}` } };
    case 'mchid':
    case 'otherMerchant':
      return { ...resource, mchid: other?.mchid ?? '1900009999' };
    default:
      return resource;
  }
}

function breakResource(resource: EncryptedResource, variant: Forgery | undefined): EncryptedResource {
  switch (variant) {
    case 'ciphertext':
      return { ...resource, ciphertext: flipByte(resource.ciphertext, 0) };
    case 'tag':
      return { ...resource, ciphertext: flipByte(resource.ciphertext, -1) };
    case 'aad':
      return { ...resource, associated_data: `${resource.associated_data}x` };
    case 'resourceNonce':
      return { ...resource, nonce: flipAt(resource.nonce, 0) };
    default:
      return resource;
  }
}

/** What happens to headers and body once they are signed. */
function alter(message: Message, variant: Forgery | undefined): Message {
  const { body, headers } = message;
  const set = (name: string, value: string): Message => ({ body, headers: { ...headers, [name]: value } });
  switch (variant) {
    case 'signature':
      return set('wechatpay-signature', flipByte(headers['wechatpay-signature'] ?? '', 0));
    case 'signtest':
      return set('wechatpay-signature', `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`);
    case 'timestamp':
      return set('wechatpay-timestamp', String(Number(headers['wechatpay-timestamp']) + 1));
    case 'nonce':
      return set('wechatpay-nonce', flipAt(headers['wechatpay-nonce'] ?? '', 0));
    case 'body':
      return { body: body.replace('"encrypt-resource"', '"encrypt-resourcE"'), headers };
    case 'unsigned':
      return { body, headers: {} };
    default:
      return message;
  }
}

/**
 * The HTTP message of a notification, rightly signed and encrypted, or forged as told.
 * @param other a second merchant of the books, whose key and number `otherMerchant` uses.
 */
export function notificationMessage(given: {
  notification: StoredNotification;
  merchant: Merchant;
  other?: Merchant;
  signer: PlatformSigner;
  now: number;
  forged?: Forgery;
}): Message {
  const { notification, merchant, other, signer, now, forged } = given;
  const apiV3Key = forged === 'otherMerchant' ? (other?.apiV3Key ?? randomText(32)) : merchant.apiV3Key;
  const type = { payment: 'transaction', refund: 'refund', transfer: 'mch_payment' }[notification.kind];
  const resource = breakResource(encryptResource(apiV3Key, type, lie(notification.resource, forged, other)), forged);
  const body = JSON.stringify({
    id: notification.id,
    create_time: beijingTime(notification.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notification.eventType,
    summary: notification.summary,
    resource,
  });
  const signedAt = forged === 'stale' ? now - SIX_MINUTES : forged === 'future' ? now + SIX_MINUTES : now;
  const foreign = forged === 'otherKey' || forged === 'serial';
  const by = foreign
    ? {
        privateKey: rsaPair().privateKey,
        serial: forged === 'serial' ? `PUB_KEY_ID_0${'9'.repeat(28)}` : signer.serial,
      }
    : signer;
  return alter({ body, headers: signedHeaders(by, body, signedAt) }, forged);
}
