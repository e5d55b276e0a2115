import { createDecipheriv } from 'node:crypto';
import { z } from 'zod';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { jsonObject } from './http';
import type { PaymentAccount } from './paymentAccount';
import { canonicalBase64, type HeaderReader, type SignatureRefusal, verifySignature } from './signature';

/** A notification that is proven to be WeChat Pay's and meant for the holder of this account's key. */
export interface OpenedNotification {
  /** The same for every delivery of this notification. */
  id: string;
  eventType: string;
  /** Decrypted; read it with readTransaction or readRefundNotice, by originalType. */
  originalType: 'transaction' | 'refund';
  resource: unknown;
}

export type NotificationRefusal = SignatureRefusal | 'notifyResource';

const TAG_BYTES = 16;
const NONCE_BYTES = 12;

const envelope = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string().min(1).max(64),
  resource_type: z.literal('encrypt-resource'),
  resource: z.object({
    original_type: z.enum(['transaction', 'refund']),
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string().min(1),
    associated_data: z.string().optional(),
    nonce: z.string(),
  }),
});
type Encrypted = z.infer<typeof envelope>['resource'];

/** AES-256-GCM with the tag behind the ciphertext. Undefined unless tag and associated data are right. */
function decrypt(encrypted: Encrypted, apiV3Key: string): string | undefined {
  const sealed = canonicalBase64(encrypted.ciphertext);
  const nonce = Buffer.from(encrypted.nonce);
  if (!sealed || sealed.length <= TAG_BYTES || nonce.length !== NONCE_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(encrypted.associated_data ?? ''));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    // final() is what checks the tag: before it, nothing that update() gave may be believed.
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
    return Buffer.concat([plain, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * Opens a notification: probe, serial, age, signature over the raw body, and only then the body itself: its form, the
 * decryption, and that event and resource are of one kind. Whose order it is and whether mchid, appid, openid and amount
 * are right is for the caller to compare.
 * @param given.rawBody the text as received, unparsed.
 */
export function openNotification(given: {
  headers: HeaderReader;
  rawBody: string;
  account: PaymentAccount;
  now: Ms;
}): Result<OpenedNotification, NotificationRefusal> {
  const { headers, rawBody, account, now } = given;
  const signature = verifySignature({ headers, body: rawBody, account, now });
  if (!signature.ok) return signature;
  const message = envelope.safeParse(jsonObject(rawBody)).data;
  if (!message) return no('notifyResource');
  const { id, event_type: eventType, resource: encrypted } = message;
  const originalType = encrypted.original_type;
  const prefix = originalType === 'transaction' ? 'TRANSACTION.' : 'REFUND.';
  if (!eventType.startsWith(prefix)) return no('notifyResource');
  const plain = decrypt(encrypted, account.apiV3Key);
  const resource = plain === undefined ? undefined : jsonObject(plain);
  return resource ? ok({ id, eventType, originalType, resource }) : no('notifyResource');
}
