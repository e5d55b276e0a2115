import { z } from 'zod';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { encrypted, openEncrypted } from './aead';
import { jsonObject } from './http';
import type { PaymentAccount } from './paymentAccount';
import { type HeaderReader, type SignatureRefusal, verifySignature } from './signature';

/** What a notification is about, and what its event begins with. [R: mch_payment] */
const EVENTS = { transaction: 'TRANSACTION.', refund: 'REFUND.', mch_payment: 'MCHTRANSFER.BILL.' } as const;
type OriginalType = keyof typeof EVENTS;

/** A notification that is proven to be WeChat Pay's and meant for the holder of this account's key. */
export interface OpenedNotification {
  /** The same for every delivery of this notification. */
  id: string;
  eventType: string;
  /** Decrypted; read it with readTransaction, readRefundNotice or readTransfer, by originalType. */
  originalType: OriginalType;
  resource: unknown;
  /** Under which of the account's API v3 keys it was encrypted. */
  under: 'current' | 'next';
}

/** notifySealed: WeChat has signed it, and no key of the account opens it. */
export type NotificationRefusal = SignatureRefusal | 'notifyResource' | 'notifySealed';

const envelope = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string().min(1).max(64),
  resource_type: z.literal('encrypt-resource'),
  resource: encrypted.extend({ original_type: z.enum(Object.keys(EVENTS) as OriginalType[]) }),
});
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
  const { id, event_type: eventType, resource: sealed } = message;
  const originalType = sealed.original_type;
  if (!eventType.startsWith(EVENTS[originalType])) return no('notifyResource');
  const opened = openEncrypted(sealed, account);
  if (!opened) return no('notifySealed');
  const resource = jsonObject(opened.plain);
  return resource ? ok({ id, eventType, originalType, resource, under: opened.under }) : no('notifyResource');
}
