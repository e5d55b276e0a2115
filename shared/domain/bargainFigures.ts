/**
 * WHAT THE BARGAINS OF A CAMPAIGN COME TO, AS FIGURES. Kept per campaign and day, each day counted whole from its bargains and
 * their orders, never incremented (`functions/usecases/figures.ts`), so that counting again gives the same.
 *  - Whatever a bargain comes to counts on the day on which it was started: of the bargains of some days one sees how many
 *    were helped, reached the floor and were bought. The newest are not over yet, and change.
 *  - 发起 launches · 有人帮 helped: at least one friend did · 帮砍 helps: friends' cuts; the owner's own is none ·
 *    砍到底 floors: all cuts were made · 买下 bought: paid for, whatever went back later.
 *  - 过期 expired, 取消 cancelled: over without an order. What is none of the three goes on.
 *  - 订单 orders: bought, and not all of it has gone back. 成交 sales: what is kept of them, without freight. listed: what they
 *    would have cost alone. 每单让利 is (listed − sales) ÷ orders.
 * A campaign's reach and the newcomers that it brought are visits and `fresh` of its shares (`fission.ts`), each on its own day.
 * Amounts in fen.
 */
import type { Fen } from '../money';
import type { BargainStatus } from './bargain';

export interface BargainMeasures {
  readonly launches: number;
  readonly helped: number;
  readonly helps: number;
  readonly floors: number;
  readonly bought: number;
  readonly expired: number;
  readonly cancelled: number;
  readonly orders: number;
  readonly listed: Fen;
  readonly sales: Fen;
  /** How many bargains so many friends have helped: none, one, two …; no zeros at the end. */
  readonly friends: readonly number[];
}

export const NO_BARGAIN_MEASURES: BargainMeasures = {
  launches: 0,
  helped: 0,
  helps: 0,
  floors: 0,
  bought: 0,
  expired: 0,
  cancelled: 0,
  orders: 0,
  listed: 0,
  sales: 0,
  friends: [],
};

export const addBargainMeasures = (a: BargainMeasures, b: BargainMeasures): BargainMeasures => ({
  launches: a.launches + b.launches,
  helped: a.helped + b.helped,
  helps: a.helps + b.helps,
  floors: a.floors + b.floors,
  bought: a.bought + b.bought,
  expired: a.expired + b.expired,
  cancelled: a.cancelled + b.cancelled,
  orders: a.orders + b.orders,
  listed: a.listed + b.listed,
  sales: a.sales + b.sales,
  friends: Array.from(
    { length: Math.max(a.friends.length, b.friends.length) },
    (_, count) => (a.friends[count] ?? 0) + (b.friends[count] ?? 0),
  ),
});

/** One bargain, as far as figures go. */
export interface CountedBargain {
  readonly status: BargainStatus;
  /** Friends who have helped. */
  readonly friends: number;
  /** All cuts were made, then or since. */
  readonly floor: boolean;
  readonly list: Fen;
  /** What is kept of the order that has bought it; 0 where there is none, or all of it went back. */
  readonly kept: Fen;
}

/** What one bargain adds to its day. */
export function measuresOfBargain({ status, friends, floor, list, kept }: CountedBargain): BargainMeasures {
  const one = (yes: boolean): number => (yes ? 1 : 0);
  const ordered = status === 'bought' && kept > 0;
  return {
    launches: 1,
    helped: one(friends > 0),
    helps: friends,
    floors: one(floor),
    bought: one(status === 'bought'),
    expired: one(status === 'expired'),
    cancelled: one(status === 'cancelled'),
    orders: one(ordered),
    listed: ordered ? list : 0,
    sales: ordered ? kept : 0,
    friends: Array.from({ length: friends + 1 }, (_, count) => one(count === friends)),
  };
}

/** What the orders gave away of the list price, on average, in fen, rounded; null where there is none. */
export const costPerOrder = ({ orders, listed, sales }: Pick<BargainMeasures, 'orders' | 'listed' | 'sales'>) =>
  orders === 0 ? null : Math.round((listed - sales) / orders);
