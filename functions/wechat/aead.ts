/** What WeChat Pay encrypts for a merchant: AES-256-GCM under the API v3 key, the tag behind the ciphertext. */
import { createDecipheriv } from 'node:crypto';
import { z } from 'zod';
import type { PaymentAccount } from './paymentAccount';
import { canonicalBase64 } from './signature';

export const encrypted = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  ciphertext: z.string().min(1),
  associated_data: z.string().optional(),
  nonce: z.string(),
});
export type Encrypted = z.infer<typeof encrypted>;

const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** Undefined unless tag and associated data are right. */
function decrypt(sealed: Buffer, { nonce, associated_data }: Encrypted, apiV3Key: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(associated_data ?? ''));
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
 * Opens what was encrypted for this account, under its key or, while that is changed, under the next one.
 * @returns undefined for anything that was not
 */
export function openEncrypted(
  given: Encrypted,
  { apiV3Key, nextApiV3Key }: Pick<PaymentAccount, 'apiV3Key' | 'nextApiV3Key'>,
): { readonly plain: string; readonly under: 'current' | 'next' } | undefined {
  const sealed = canonicalBase64(given.ciphertext);
  if (!sealed || sealed.length <= TAG_BYTES || Buffer.byteLength(given.nonce) !== NONCE_BYTES) return undefined;
  const plain = decrypt(sealed, given, apiV3Key);
  if (plain !== undefined) return { plain, under: 'current' };
  const later = nextApiV3Key === undefined ? undefined : decrypt(sealed, given, nextApiV3Key);
  return later === undefined ? undefined : { plain: later, under: 'next' };
}
