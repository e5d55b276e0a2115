/** What both layouts of the board share: its days and scope, and what they are asked with. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { Measures } from '../../../../shared/domain/fission';
import { DAY, dayOf, type Ms, startOfDay } from '../../../../shared/time';
import type { PageParams } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import type { Board } from '../words/fission';

export type Address = PageParams['merchant/fission'];
export type Question = Input<'fission.board'>;

export interface BoardProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

export const ranges = [
  { value: '7', label: '近 7 天' },
  { value: '14', label: '近 14 天' },
  { value: '30', label: '近 30 天' },
  { value: 'own', label: '自己选' },
] as const;
export type Range = (typeof ranges)[number]['value'];

const isDay = (day: string | undefined): day is string =>
  day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(startOfDay(day));

/** Own days where both are given; 14 days unless something else is said. */
export function rangeOf({ days, from, until }: Address): Range {
  if (isDay(from) && isDay(until)) return 'own';
  return ranges.find(({ value }) => value === days && value !== 'own')?.value ?? '14';
}

/** The days that are looked at, both in it. Days the wrong way round are turned. */
export function daysOf(address: Address, now: Ms): { from: string; until: string } {
  const range = rangeOf(address);
  const { from = '', until = '' } = address;
  if (range === 'own') return from <= until ? { from, until } : { from: until, until: from };
  return { from: dayOf(now - (Number(range) - 1) * DAY), until: dayOf(now) };
}

/** What is put into the address when a range is chosen: one's own begins with the days that are shown. */
export const chosenRange = (range: Range, shown: { from: string; until: string }): Address =>
  range === 'own' ? { days: undefined, ...shown } : { days: range, from: undefined, until: undefined };

export const questionOf = ({ merchantId }: Membership, address: Address, now: Ms): Question => ({
  merchantId,
  ...(address.campaign === undefined ? {} : { campaignId: address.campaign }),
  ...daysOf(address, now),
});

/** What today's and yesterday's shares bring is mostly still to come. */
const UNFINISHED = 2;

export const isUnfinished = (day: string, now: Ms): boolean => day > dayOf(now - UNFINISHED * DAY);

/** Nobody has shared, as far as is known. */
export const isEmpty = ({ total, before }: Board): boolean =>
  [total, before].every(({ visits, previews, orders }: Measures) => visits + previews + orders === 0);

/** By number, not as text: the tenth comes after the ninth. */
export const byDepth = (depths: Board['depths']): Board['depths'] =>
  [...depths].sort((a, b) => Number(a.key) - Number(b.key));

/** The deepest level that was opened; 0 where none was. */
export const deepest = (depths: Board['depths']): number =>
  Math.max(0, ...depths.map(({ key, measures }) => (measures.visits > 0 ? Number(key) + 1 : 0)));
