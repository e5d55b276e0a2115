/** What the board is asked with: its campaign and days. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { Ms } from '../../../../shared/time';
import type { PageParams } from '../../platform/nav';
import { daysIn, rangeIn } from '../components/range';
import type { Membership } from '../hooks/useRoom';
import type { BargainBoard } from '../words/bargainFigures';

export type Address = Partial<PageParams['merchant/bargainBoard']>;
export type Question = Input<'bargainFigures.board'>;

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

/** 14 days unless something else is said. */
export const rangeOf = (address: Address): Range => rangeIn(address, ranges, '14');

/** The days that are looked at, both in it. */
export const daysOf = (address: Address, now: Ms): { from: string; until: string } =>
  daysIn(rangeOf(address), address, now);

export const questionOf = ({ merchantId }: Membership, address: Address, now: Ms): Question => ({
  merchantId,
  campaignId: address.id ?? '',
  ...daysOf(address, now),
});

/** Nobody has started a bargain or opened a share, as far as is known. */
export const isEmpty = ({ total, before }: BargainBoard): boolean =>
  [total, before].every(({ launches, visits }) => launches + visits === 0);
