/** WHAT A CAMPAIGN'S TERMS ARE CHECKED WITH, of any kind: each term with its name, its meaning, and what it must not be. */
import type { Fen } from '../money';
import { HOUR, type Ms } from '../time';

/** Amounts by SKU. */
export type Prices = Readonly<Record<string, Fen>>;

/** What the terms are checked against: the price of each SKU alone, and the campaign's time. */
export interface Offer {
  readonly skuPrices: Prices;
  readonly startsAt: Ms;
  readonly endsAt: Ms;
}

export interface Term<T> {
  /** As the merchant reads it. */
  readonly name: string;
  readonly meaning: string;
  /** Its value in words. */
  says(terms: T): string;
  /** Why it cannot stand, as the merchant reads it; null means that it stands. */
  fault(terms: T, offer: Offer): string | null;
}

/** Every term of a kind, in the order in which a merchant meets them. */
export type TermTable<T> = { readonly [K in keyof T]-?: Term<T> };

export interface TermFault<T> {
  readonly term: keyof T & string;
  readonly sentence: string;
}

/** Everything that keeps these terms from being published; empty when they stand. */
export function faultsIn<T>(table: TermTable<T>, terms: T, offer: Offer): TermFault<T>[] {
  return (Object.keys(table) as (keyof T & string)[]).flatMap((term) => {
    const sentence = table[term].fault(terms, offer);
    return sentence === null ? [] : [{ term, sentence }];
  });
}

/** Whether it is a whole number from `least` to `most`. */
export const within = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

/** `24 小时`, to the tenth of an hour. */
export const hours = (time: Ms): string => `${Math.round((time / HOUR) * 10) / 10} 小时`;

/** The sentence about a life that cannot be, of a group or a bargain; null where it can. */
export function lifeFault(
  life: Ms,
  { startsAt, endsAt }: Offer,
  what: string,
  { least, most }: { least: Ms; most: Ms },
): string | null {
  if (!within(life, least, most)) return `${what}的有效期要在 ${least / HOUR} 到 ${most / HOUR} 小时之间`;
  if (endsAt <= startsAt) return '活动的结束时间要在开始之后';
  return life <= endsAt - startsAt ? null : `${what}的有效期比整场活动还长`;
}
