/**
 * DERIVED IDS. Whatever a retry could write twice has an id that is computed from what it is, so that writing it again
 * is writing the same thing. An id is a prefix that names the kind and 20 characters (119 bits) of SHA-256.
 */
import { sha256 } from '@noble/hashes/sha2';
import { utf8ToBytes } from '@noble/hashes/utils';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 20;

/** `length` letters and digits out of the first bytes of `bytes` (at least `length` + 8 of them are worth giving). */
export function base62(bytes: Uint8Array, length: number): string {
  let rest = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  let text = '';
  while (text.length < length) {
    text += ALPHABET[Number(rest % 62n)];
    rest /= 62n;
  }
  return text;
}

/** The same parts give the same id; parts are separated, so `('a', 'bc')` and `('ab', 'c')` differ. */
export function deriveId(prefix: string, ...parts: readonly (string | number)[]): string {
  const digest = sha256(utf8ToBytes(parts.map((part) => `${String(part).length}:${part}`).join('/')));
  return `${prefix}_${base62(digest, LENGTH)}`;
}

/**
 * A number that WeChat Pay accepts (6–32 letters and digits; merchants' documentation, out_trade_no, out_refund_no and out_bill_no),
 * unique by what it names and by its attempt: `numberOf('ord_…20', 'P', 1)` → `…20P1`.
 */
export function numberOf(id: string, letter: 'P' | 'R' | 'T', attempt: number): string {
  return `${id.slice(id.indexOf('_') + 1)}${letter}${attempt}`;
}
