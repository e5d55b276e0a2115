/** Chance and digests, for whatever must not be guessed. */
import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { base62 } from '../../shared/domain/ids';

/** `length` random letters and digits (5.9 bits each). */
/** So many random bytes in hexadecimal. */
export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');

export const randomText = (length: number): string => base62(randomBytes(length + 8), length);

/** `length` random digits, such as a person can type; at most fourteen. */
export const randomDigits = (length: number): string => String(randomInt(10 ** length)).padStart(length, '0');

/** SHA-256 in hexadecimal: what is kept of a secret that is only compared. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `length` letters and digits that only the holder of `secret` can compute for `text`. */
export const keyedText = (secret: string, text: string, length: number): string =>
  base62(createHmac('sha256', secret).update(text).digest(), length);
