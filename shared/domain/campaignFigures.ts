/**
 * WHAT A CAMPAIGN OF ANY KIND HAS COME TO, AS FIGURES. Kept per campaign and day, each day counted whole from its groups or
 * bargains, its orders and their commissions, never incremented (`functions/usecases/figures.ts`), so that counting again gives
 * the same.
 *  - A deal is a group that somebody has opened, or a bargain. It counts on the day on which it was started, an order on that
 *    on which it was placed: of a day's orders one sees how many were paid, formed and kept. The newest are not over yet.
 *  - 成了 succeeded: formed, or bought. 没成 failed: not full by its deadline, expired, cancelled. What is neither goes on.
 *    `fills`: how long it took until the group was full, or all cuts of the bargain were made.
 *  - 下单 orders: paid, or closed without a payment; one that still awaits its payment counts when it is either.
 *    付款 paid: something was captured. 卖出 sold: its group was formed, or its bargain bought. 留住 kept: not all went back since.
 *  - 成交 sales: what the goods of sold orders were paid with, without freight, less what a ladder gave back.
 *    退回 returned: out of it, what went back since. `refunds` are all that went back, by cause, freight included.
 *  - 成本 cost: of the pieces that were sold, as the SKU's stood when the order was placed; a piece that went back before it was
 *    sent costs nothing. 手续费 fee: WeChat's part of what was captured, rounded up; it stays spent, against the shop.
 *    佣金 commission: held, less what refunds took back.
 *  - 毛利 margin = sales − returned − cost − fee − commission, of orders whose every cost is known; the others are `uncosted`.
 * Amounts in fen.
 */
import { BPS_WHOLE, type Fen, share } from '../money';
import { DAY, HOUR, MINUTE, type Ms } from '../time';
import type { BargainStatus } from './bargain';
import type { Group } from './groupBuy';
import { keptGoods, keptPayment, type OrderState, REFUND_CAUSES } from './order';
import { piecesOf } from './orderLines';
import { PAYMENT_RATE } from './preflight';

/** Upper ends of the classes of `fills`; what took longer is in one more. */
export const FILL_CLASSES: readonly Ms[] = [
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  3 * DAY,
];

export interface Refunded {
  readonly times: number;
  readonly fen: Fen;
}

const COUNTS = ['begun', 'succeeded', 'failed', 'orders', 'paid', 'sold', 'kept', 'pieces', 'uncosted'] as const;

/** For whoever may see the shop's money alone. */
export const CAMPAIGN_MONEY = ['sales', 'returned', 'cost', 'fee', 'commission', 'margin'] as const;
export type CampaignMoney = (typeof CAMPAIGN_MONEY)[number];

const SUMMED = [...COUNTS, ...CAMPAIGN_MONEY] as const;

type Summed = Readonly<Record<(typeof SUMMED)[number], number>>;

export interface CampaignMeasures extends Summed {
  /** How many deals took so long, by the classes of `FILL_CLASSES`. */
  readonly fills: readonly number[];
  /** By the causes of `REFUND_CAUSES`. */
  readonly refunds: readonly Refunded[];
}

const summed = (value: (name: (typeof SUMMED)[number]) => number): Summed =>
  Object.fromEntries(SUMMED.map((name) => [name, value(name)])) as Summed;

export const NO_CAMPAIGN_MEASURES: CampaignMeasures = {
  ...summed(() => 0),
  fills: [...FILL_CLASSES, 0].map(() => 0),
  refunds: REFUND_CAUSES.map(() => ({ times: 0, fen: 0 })),
};

export const addCampaignMeasures = (a: CampaignMeasures, b: CampaignMeasures): CampaignMeasures => ({
  ...summed((name) => a[name] + b[name]),
  fills: a.fills.map((count, at) => count + (b.fills[at] ?? 0)),
  refunds: a.refunds.map(({ times, fen }, at) => ({
    times: times + (b.refunds[at]?.times ?? 0),
    fen: fen + (b.refunds[at]?.fen ?? 0),
  })),
});

const one = (yes: boolean): number => (yes ? 1 : 0);

/** A deal, as far as figures go. */
export interface CountedDeal {
  readonly state: 'running' | 'succeeded' | 'failed';
  /** From its start until it was full; absent where it never was. */
  readonly fill?: Ms | undefined;
}

/** @returns null of a group that nobody has opened: its leader has not paid */
export function dealOfGroup({
  status,
  openedAt,
  formedAt,
}: {
  readonly status: Group['status'];
  readonly openedAt?: Ms | undefined;
  readonly formedAt?: Ms | undefined;
}): CountedDeal | null {
  if (openedAt === undefined) return null;
  if (status === 'formed') return { state: 'succeeded', fill: (formedAt ?? openedAt) - openedAt };
  return { state: status === 'failed' ? 'failed' : 'running' };
}

export function dealOfBargain({
  status,
  createdAt,
  floorAt,
}: {
  readonly status: BargainStatus;
  readonly createdAt: Ms;
  readonly floorAt?: Ms | undefined;
}): CountedDeal {
  const fill = floorAt === undefined ? undefined : floorAt - createdAt;
  if (status === 'bought') return { state: 'succeeded', fill };
  return { state: status === 'expired' || status === 'cancelled' ? 'failed' : 'running', fill };
}

/** What one deal adds to its day. */
export function measuresOfDeal({ state, fill }: CountedDeal): CampaignMeasures {
  const at = fill === undefined ? -1 : FILL_CLASSES.findIndex((end) => fill <= end);
  const place = fill !== undefined && at === -1 ? FILL_CLASSES.length : at;
  return {
    ...NO_CAMPAIGN_MEASURES,
    begun: 1,
    succeeded: one(state === 'succeeded'),
    failed: one(state === 'failed'),
    fills: NO_CAMPAIGN_MEASURES.fills.map((_, index) => one(index === place)),
  };
}

/** An order, as far as figures go. */
export interface CountedOrder
  extends Pick<OrderState, 'status' | 'closeReason' | 'payments' | 'refunds' | 'parcels' | 'afterSales' | 'shippedAt'> {
  readonly lines: readonly (OrderState['lines'][number] & { readonly cost?: Fen | undefined })[];
}

/** Its goods went out, or are about to: what it stands on is no longer a seat that may be given up. */
const isSold = ({ status, closeReason, payments }: CountedOrder): boolean =>
  keptPayment({ payments }) !== undefined && status !== 'paid' && (status !== 'closed' || closeReason === 'refunded');

/** What one order adds to its day. @param commission held for it, less what was taken back */
export function measuresOfOrder(order: CountedOrder, commission: Fen): CampaignMeasures {
  const { status, payments, refunds, lines } = order;
  // A payment is written before anybody is asked for it: without one, placing it came to nothing.
  if (status === 'awaitingPayment' || payments.length === 0) return NO_CAMPAIGN_MEASURES;
  const counted = {
    ...NO_CAMPAIGN_MEASURES,
    orders: 1,
    paid: one(payments.some(({ captured }) => captured !== undefined)),
    refunds: REFUND_CAUSES.map((cause) => {
      const some = refunds.filter((refund) => refund.cause === cause);
      return { times: some.length, fen: some.reduce((sum, { amount }) => sum + amount, 0) };
    }),
  };
  if (!isSold(order)) return counted;
  const money = moneyOf(order, commission);
  const costed = lines.every(({ cost }) => cost !== undefined);
  return {
    ...counted,
    ...money,
    sold: 1,
    kept: one(money.sales > money.returned),
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    uncosted: one(!costed),
    margin: costed ? money.sales - money.returned - money.cost - money.fee - money.commission : 0,
  };
}

function moneyOf(order: CountedOrder, commission: Fen): Record<Exclude<CampaignMoney, 'margin'>, Fen> {
  const { lines, refunds } = order;
  const { outTradeNo, captured } = keptPayment(order) ?? {};
  const ladder = refunds.filter((refund) => refund.cause === 'ladder' && refund.outTradeNo === outTradeNo);
  const paid = lines.reduce((sum, line) => sum + line.paid, 0);
  const sales = paid - ladder.reduce((sum, { amount }) => sum + amount, 0);
  const amount = captured?.amount ?? 0;
  return {
    sales,
    returned: sales - keptGoods(order),
    cost: lines.reduce((sum, { id, quantity, cost = 0 }) => {
      return sum + cost * (quantity - piecesOf(order, id).unsentRefunded);
    }, 0),
    fee: amount - share(amount, BPS_WHOLE - PAYMENT_RATE),
    commission,
  };
}

/**
 * The end of the class within which so many of the deals were full: `0.5` for the middle one. Null where none was, Infinity
 * beyond the last class.
 */
export function filledWithin({ fills }: Pick<CampaignMeasures, 'fills'>, part: number): Ms | null {
  const all = fills.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let below = 0;
  const at = fills.findIndex((count) => {
    below += count;
    return below >= all * part;
  });
  return FILL_CLASSES[at] ?? Number.POSITIVE_INFINITY;
}
