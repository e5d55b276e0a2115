/**
 * WHICH ADDRESS A PARCEL CAN BE SENT TO. Carriers' labels take no emoji and cut what is too long, so both are said when
 * the address is written, not when the parcel comes back.
 */
import type { RefusalCode } from '../refusals';

export interface Address {
  readonly name: string;
  /** A mobile number of the mainland. */
  readonly phone: string;
  /** 省 市 区 */
  readonly region: readonly string[];
  readonly detail: string;
}

/** Addresses that one person may keep. */
export const ADDRESSES = 20;

/** What carriers' labels hold. [R] */
const NAME_MAX = 20;
const DETAIL_MAX = 100;

/** Emoji and their parts, control characters, private and lone surrogate code points. */
const UNPRINTABLE = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Cc}\p{Cf}\p{Co}\p{Cs}]|\u{fe0f}|\u{20e3}/u;

/** Counted as people count: a character is one, however it is encoded. */
const lengthOf = (text: string): number => [...text].length;

/** Why it cannot be used; null where it can. */
export function addressFault({
  name,
  region,
  detail,
}: Address): Extract<RefusalCode, 'addressTooLong' | 'addressUnprintable'> | null {
  if ([name, ...region, detail].some((text) => UNPRINTABLE.test(text))) return 'addressUnprintable';
  return lengthOf(name) > NAME_MAX || lengthOf(detail) > DETAIL_MAX ? 'addressTooLong' : null;
}
