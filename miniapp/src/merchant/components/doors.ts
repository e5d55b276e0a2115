/** The parts of the room that both layouts lead to: the desk's side bar, the bar at the bottom of a phone. */
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { Waiting } from '../hooks/useWaiting';

export type Place =
  | 'today'
  | 'campaigns'
  | 'products'
  | 'orders'
  | 'afterSales'
  | 'pickUp'
  | 'referral'
  | 'commissionPolicy'
  | 'fission'
  | 'simulator'
  | 'settlement'
  | 'payouts'
  | 'finances'
  | 'reconciliations'
  | 'settings'
  | 'members'
  | 'changeLog'
  | 'sessions'
  | 'shops'
  | 'alarms'
  | 'more';

export type Group = '增长' | '钱' | '设置';

export interface Door {
  place: Exclude<Place, 'sessions' | 'shops' | 'alarms'>;
  page:
    | 'merchant/today'
    | 'merchant/campaigns'
    | 'merchant/products'
    | 'merchant/orders'
    | 'merchant/afterSales'
    | 'merchant/pickUp'
    | 'merchant/referral'
    | 'merchant/commissionPolicy'
    | 'merchant/fission'
    | 'merchant/simulator'
    | 'merchant/settlement'
    | 'merchant/payouts'
    | 'merchant/finances'
    | 'merchant/reconciliations'
    | 'merchant/settings'
    | 'merchant/members'
    | 'merchant/changeLog'
    | 'merchant/more';
  icon:
    | 'home'
    | 'mega'
    | 'bag'
    | 'orders'
    | 'refund'
    | 'box'
    | 'lock'
    | 'tag'
    | 'tree'
    | 'wallet'
    | 'wechat'
    | 'chart'
    | 'shield'
    | 'gear'
    | 'people'
    | 'clock';
  label: string;
  /** Under its icon. */
  short: string;
  /** What it is found under: a heading at a desk, and on a phone of the page that all groups share. */
  group?: Group;
  /** Beside that other part on a phone, where there is no room for a door of its own. */
  beside?: 'orders';
  /** How many wait there for somebody. */
  waiting?: (waiting: Waiting) => number;
}

const doors: readonly Door[] = [
  { place: 'today', page: 'merchant/today', icon: 'home', label: '今天', short: '今天' },
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
    beside: 'orders',
    waiting: ({ toAnswer }) => toAnswer,
  },
  {
    place: 'pickUp',
    page: 'merchant/pickUp',
    icon: 'box',
    label: '取货核销',
    short: '取货',
    beside: 'orders',
    waiting: ({ toPickUp }) => toPickUp,
  },
  { place: 'campaigns', page: 'merchant/campaigns', icon: 'mega', label: '活动', short: '活动' },
  { place: 'products', page: 'merchant/products', icon: 'bag', label: '商品', short: '商品' },
  { place: 'referral', page: 'merchant/referral', icon: 'lock', label: '锁客规则', short: '锁客', group: '增长' },
  {
    place: 'commissionPolicy',
    page: 'merchant/commissionPolicy',
    icon: 'tag',
    label: '佣金规则',
    short: '佣金',
    group: '增长',
  },
  { place: 'fission', page: 'merchant/fission', icon: 'tree', label: '裂变', short: '裂变', group: '增长' },
  { place: 'simulator', page: 'merchant/simulator', icon: 'chart', label: '活动测算', short: '测算', group: '增长' },
  { place: 'settlement', page: 'merchant/settlement', icon: 'wallet', label: '结算', short: '结算', group: '钱' },
  {
    place: 'payouts',
    page: 'merchant/payouts',
    icon: 'wechat',
    label: '提现',
    short: '提现',
    group: '钱',
    waiting: ({ toReview = 0 }) => toReview,
  },
  { place: 'finances', page: 'merchant/finances', icon: 'chart', label: '财务', short: '财务', group: '钱' },
  {
    place: 'reconciliations',
    page: 'merchant/reconciliations',
    icon: 'shield',
    label: '对账',
    short: '对账',
    group: '钱',
  },
  { place: 'settings', page: 'merchant/settings', icon: 'gear', label: '店铺设置', short: '设置', group: '设置' },
  { place: 'members', page: 'merchant/members', icon: 'people', label: '成员', short: '成员', group: '设置' },
  { place: 'changeLog', page: 'merchant/changeLog', icon: 'clock', label: '操作记录', short: '记录', group: '设置' },
];

/** Who only looks hands nothing over; money and costs are for whoever decides, members are for owners. */
export const doorsFor = (member: Membership | undefined): readonly Door[] =>
  doors.filter(({ place, group }) => {
    if (place === 'pickUp') return member?.role !== 'viewer';
    if (place === 'members') return member?.role === 'owner';
    const decides = group === '钱' || place === 'changeLog' || place === 'simulator';
    return !decides || (member !== undefined && mayDecide(member));
  });

/** For operators of the platform. */
export const platformDoors = [
  { place: 'shops', page: 'merchant/shops', icon: 'shop', label: '商家', short: '商家', waiting: undefined },
  { place: 'alarms', page: 'merchant/alarms', icon: 'bell', label: '告警', short: '告警', waiting: undefined },
] as const;

/** Parts of a room that are seen side by side on a phone: those of one group, or orders and what belongs to them. */
const besideOf = ({ place, group, beside }: Door): string => group ?? beside ?? place;

/** The parts of a room that lie beside this one on a phone, itself among them. */
export const siblingsOf = (here: Place | undefined, member: Membership): readonly Door[] => {
  const all = doorsFor(member);
  const door = all.find(({ place }) => place === here);
  return door === undefined ? [] : all.filter((one) => besideOf(one) === besideOf(door));
};

export interface PhoneDoor extends Omit<Door, 'icon'> {
  icon: Door['icon'] | 'more';
}

/** Where a phone finds all groups. */
const more: PhoneDoor = { place: 'more', page: 'merchant/more', icon: 'more', label: '更多', short: '更多' };

/** A phone's doors, five at most; each with the other parts that it leads to. */
export function phoneDoorsFor(member: Membership): ReadonlyArray<readonly [PhoneDoor, ...Door[]]> {
  const all = doorsFor(member);
  const leads = all.filter(({ group, beside }) => group === undefined && beside === undefined);
  return [
    ...leads.map((door): [Door, ...Door[]] => [door, ...all.filter(({ beside }) => beside === door.place)]),
    [more, ...all.filter(({ group }) => group !== undefined)],
  ];
}

/** The parts that have a group, by group. */
export const groupsFor = (member: Membership | undefined): ReadonlyArray<{ title: Group; doors: readonly Door[] }> =>
  (['增长', '钱', '设置'] as const)
    .map((title) => ({ title, doors: doorsFor(member).filter(({ group }) => group === title) }))
    .filter(({ doors }) => doors.length > 0);

const waitAt = ({ waiting: of }: Pick<Door, 'waiting'>, waiting: Waiting | undefined): number =>
  waiting === undefined ? 0 : (of?.(waiting) ?? 0);

/** What a door, or several that are one, says of those who wait: nothing for nobody. */
export function countOf(doors: ReadonlyArray<Pick<Door, 'waiting'>>, waiting: Waiting | undefined): string | undefined {
  const count = doors.reduce((sum, door) => sum + waitAt(door, waiting), 0);
  return count === 0 ? undefined : count > 99 ? '99+' : String(count);
}
