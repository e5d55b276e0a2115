/** Secrets at rest: AES-256-GCM under the deployment's DATA_SECRET, bound to the document that they belong to. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** @param key 64 hexadecimal digits @param about the document and field; the same is needed to open it */
export function seal(plain: string, key: string, about: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, Buffer.from(key, 'hex'), nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${sealed.toString('base64')}`;
}

/** @throws if it was sealed with another key or for another document, or was altered */
export function unseal(sealed: string, key: string, about: string): string {
  const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64');
  const decipher = createDecipheriv(ALGORITHM, Buffer.from(key, 'hex'), bytes.subarray(0, NONCE))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
}
