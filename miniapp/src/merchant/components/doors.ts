/** The parts of the room that both layouts lead to: the desk's side bar, the bar at the bottom of a phone. */
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { Waiting } from '../hooks/useWaiting';

export type Place =
  | 'campaigns'
  | 'orders'
  | 'afterSales'
  | 'pickUp'
  | 'referral'
  | 'fission'
  | 'reconciliations'
  | 'sessions';

export interface Door {
  place: Exclude<Place, 'sessions'>;
  page:
    | 'merchant/campaigns'
    | 'merchant/orders'
    | 'merchant/afterSales'
    | 'merchant/pickUp'
    | 'merchant/referral'
    | 'merchant/fission'
    | 'merchant/reconciliations';
  icon: 'mega' | 'orders' | 'refund' | 'box' | 'lock' | 'tree' | 'wallet';
  label: string;
  /** Under its icon. */
  short: string;
  /** What it is found under, at a desk. */
  group?: '增长' | '钱';
  /** How many wait there for somebody. */
  waiting?: (waiting: Waiting) => number;
}

const doors: readonly Door[] = [
  { place: 'campaigns', page: 'merchant/campaigns', icon: 'mega', label: '活动', short: '活动' },
  {
    place: 'orders',
    page: 'merchant/orders',
    icon: 'orders',
    label: '订单',
    short: '订单',
    waiting: ({ toShip }) => toShip,
  },
  {
    place: 'afterSales',
    page: 'merchant/afterSales',
    icon: 'refund',
    label: '售后',
    short: '售后',
    waiting: ({ toAnswer }) => toAnswer,
  },
  {
    place: 'pickUp',
    page: 'merchant/pickUp',
    icon: 'box',
    label: '取货核销',
    short: '取货',
    waiting: ({ toPickUp }) => toPickUp,
  },
  { place: 'referral', page: 'merchant/referral', icon: 'lock', label: '锁客规则', short: '锁客', group: '增长' },
  { place: 'fission', page: 'merchant/fission', icon: 'tree', label: '裂变', short: '裂变', group: '增长' },
  {
    place: 'reconciliations',
    page: 'merchant/reconciliations',
    icon: 'wallet',
    label: '对账',
    short: '对账',
    group: '钱',
  },
];

/** Who only looks hands nothing over; the books are for whoever decides. */
export const doorsFor = (member: Membership | undefined): readonly Door[] =>
  doors.filter(({ place }) => {
    if (place === 'pickUp') return member?.role !== 'viewer';
    return place !== 'reconciliations' || (member !== undefined && mayDecide(member));
  });

/** What a door says of those who wait: nothing for nobody. */
export function countOf({ waiting: of }: Pick<Door, 'waiting'>, waiting: Waiting | undefined): string | undefined {
  const count = waiting === undefined ? 0 : (of?.(waiting) ?? 0);
  return count === 0 ? undefined : count > 99 ? '99+' : String(count);
}
