/** A group as this viewer meets it. */
import type { Output } from '../../../../shared/contracts/contracts';

export type Group = Output<'group.get'>;
export type Order = Output<'order.get'>;
type Seat = Group['seats'][number];

/** What the viewer is to this group. */
export function roleOf(group: Group): 'seated' | 'paying' | 'visitor' {
  const mine = group.seats.find((seat) => seat.mine);
  return mine === undefined ? 'visitor' : mine.state === 'taken' ? 'seated' : 'paying';
}

export const leaderOf = (group: Group): Seat | undefined => group.seats.find((seat) => seat.leader);

/** The SKU whose price stands on the ticket. */
export const shownSku = (group: Group): Group['skus'][number] | undefined =>
  group.skus.reduce<Group['skus'][number] | undefined>(
    (best, sku) => (best === undefined || sku.groupPrice < best.groupPrice ? sku : best),
    undefined,
  );
