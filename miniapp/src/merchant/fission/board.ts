/** What both layouts of the board share: its days and scope, and what they are asked with. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { Measures } from '../../../../shared/domain/fission';
import { DAY, dayOf, type Ms } from '../../../../shared/time';
import type { PageParams } from '../../platform/nav';
import { daysIn, rangeIn } from '../components/range';
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

/** 14 days unless something else is said. */
export const rangeOf = (address: Address): Range => rangeIn(address, ranges, '14');

/** The days that are looked at, both in it. */
export const daysOf = (address: Address, now: Ms): { from: string; until: string } =>
  daysIn(rangeOf(address), address, now);

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
