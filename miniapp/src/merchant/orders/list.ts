/** What both layouts of the list share: its states and filters, what they are asked with, and what stands where there is nothing. */
import type { Input } from '../../../../shared/contracts/contracts';
import { DAY, dayOf, type Ms, startOfDay } from '../../../../shared/time';
import type { PageParams } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';
import type { Waiting } from '../hooks/useWaiting';
import { deliveryWord } from '../words/order';

export type Address = PageParams['merchant/orders'];
export type Question = Omit<Input<'shopOrder.list'>, 'cursor'>;

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

/** Those first that wait for somebody of the shop. What waits to be picked up is a state of its own here. */
const states = [
  { value: 'all', label: '全部' },
  { value: 'toShip', label: '待发货' },
  { value: 'toPickUp', label: '待取货' },
  { value: 'afterSale', label: '售后中' },
  { value: 'shipped', label: '已发货' },
  { value: 'awaitingPayment', label: '待付款' },
  { value: 'paid', label: '待成团' },
  { value: 'received', label: '已收货' },
  { value: 'completed', label: '已完成' },
  { value: 'closed', label: '已关闭' },
] as const;
export type State = (typeof states)[number]['value'];

export const stateOf = ({ state }: Address): State => states.find(({ value }) => value === state)?.value ?? 'all';

/** Each state, with how many there are where they wait. */
export function stateOptions(waiting: Waiting | undefined) {
  const counts: Partial<Record<State, number>> = waiting ? { toShip: waiting.toShip, toPickUp: waiting.toPickUp } : {};
  return states.map(({ value, label }) => {
    const count = counts[value];
    return count === undefined || count === 0 ? { value, label } : { value, label, count };
  });
}

export const deliveries = [
  { value: 'all', label: '不限' },
  { value: 'express', label: deliveryWord.express },
  { value: 'pickUp', label: deliveryWord.pickUp },
] as const;
export type Delivery = (typeof deliveries)[number]['value'];

/** Some states are of one delivery alone: there is nothing to choose. */
export const deliveryOf = (address: Address): Delivery | undefined => {
  const state = stateOf(address);
  if (state === 'toShip' || state === 'toPickUp') return undefined;
  return deliveries.find(({ value }) => value === address.delivery)?.value ?? 'all';
};

export interface Period {
  from?: string | undefined;
  until?: string | undefined;
}

/** The last `days` days, today among them. */
export const lastDays = (days: number, now: Ms): Period => ({ from: dayOf(now - (days - 1) * DAY), until: dayOf(now) });

/** Days that are none are no filter. */
const midnight = (day: string | undefined): Ms | undefined => {
  const at = day === undefined ? Number.NaN : startOfDay(day);
  return Number.isNaN(at) ? undefined : at;
};

export function questionOf({ merchantId }: Membership, address: Address): Question {
  const state = stateOf(address);
  const delivery = deliveryOf(address);
  const [from, until] = [midnight(address.from), midnight(address.until)];
  return {
    merchantId,
    status: state === 'toPickUp' ? 'toShip' : state,
    ...(state === 'toShip' ? { delivery: 'express' } : {}),
    ...(state === 'toPickUp' ? { delivery: 'pickUp' } : {}),
    ...(delivery === undefined || delivery === 'all' ? {} : { delivery }),
    ...(address.words ? { text: address.words } : {}),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { before: until + DAY }),
  };
}

/** Where it is found by: the search's own words. */
export const SEARCH = '订单号、手机、姓名、单号';

/** Why there is nothing to see. */
export function emptyWords(address: Address): { title: string; text: string } {
  if (address.words) {
    return { title: `没有找到「${address.words}」`, text: '要写全：订单号、手机号、收货人、快递单号或取货码' };
  }
  if (stateOf(address) !== 'all' || address.delivery || address.from || address.until) {
    return { title: '这里没有订单', text: '换一个状态或日期看看' };
  }
  return { title: '还没有订单', text: '有人下单，就会列在这里' };
}
