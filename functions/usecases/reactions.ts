/**
 * WHAT FOLLOWS FROM WHAT: the table from event to consequence.
 * A reaction writes documents, nothing else (calls to WeChat are intents), and every write has a derived id or a guard,
 * so that doing it again changes nothing. It returns the documents it changed, which are drained next.
 */
import type { AfterSaleEvent } from '../../shared/domain/afterSale';
import type { CampaignEvent } from '../../shared/domain/campaign';
import type { CommissionEvent } from '../../shared/domain/commission';
import type { OrderEvent } from '../../shared/domain/order';
import type { RefundEvent } from '../../shared/domain/refund';
import type { WithdrawalEvent } from '../../shared/domain/withdrawal';
import type { BargainEvent, GroupEvent } from '../store/collections';
import { afterSaleAsked, afterSaleEnded, afterSaleRefunded, refundDue } from './afterSale';
import type { App, Outboxes, Touched } from './app';
import { bargainExpiring, floorReached } from './bargain';
import { campaignEnded } from './campaign';
import { tellCards, tellCardsOfSeat } from './cardActivity';
import { commissionHeld, commissionReleased, commissionReversed, commissionsDue, holdCommissions } from './commission';
import { figuresOfGroup, figuresOfOrder, figuresOfPlaced } from './figures';
import { groupExpiring, groupFailed, groupFormed, memberLeft, stepReached } from './groupBuy';
import { tellAfterSale, tellPickUp, tellRefund, tellShipped } from './orderMessage';
import { paymentCaptured } from './payment';
import { refundAbnormal, refundArrived, refundPromised, refundRenewed } from './refund';
import { freeReservations, sellReservations } from './reservation';
import { reportParcel, reportPickUp, reportRest } from './shippingReport';
import {
  transferBegun,
  transferCancelled,
  withdrawalAsked,
  withdrawalHeldBack,
  withdrawalPaid,
  withdrawalReturned,
  withdrawalReviewed,
} from './transfer';

type Reaction<D, E> = (app: App, doc: D, event: E) => Promise<Touched[]>;
type Table<D, E extends { type: string }> = {
  [T in E['type']]?: Reaction<D, Extract<E, { type: T }>>;
};

/** One after the other. */
const all =
  <D, E>(...reactions: readonly Reaction<D, E>[]): Reaction<D, E> =>
  async (app, doc, event) => {
    const touched: Touched[] = [];
    for (const reaction of reactions) touched.push(...(await reaction(app, doc, event)));
    return touched;
  };

const orders: Table<Outboxes['orders'], OrderEvent> = {
  orderRefused: freeReservations,
  paymentCaptured,
  paymentSettled: async (app, order, event) =>
    event.outcome === 'refund'
      ? freeReservations(app, order, event)
      : all(holdCommissions, tellCardsOfSeat, figuresOfOrder)(app, order, event),
  refundPromised: all(refundPromised, figuresOfOrder),
  orderClosed: all(freeReservations, figuresOfPlaced),
  readyToShip: all(sellReservations, tellPickUp, figuresOfPlaced),
  parcelSent: all(reportParcel, tellShipped),
  orderShipped: reportRest,
  orderPickedUp: all(reportPickUp, commissionsDue),
  orderReceived: commissionsDue,
  afterSaleAsked,
  refundMoved: all(afterSaleRefunded, tellRefund),
};

const afterSales: Table<Outboxes['afterSales'], AfterSaleEvent> = {
  afterSaleAgreed: tellAfterSale,
  afterSaleRefused: all(afterSaleEnded, tellAfterSale),
  afterSaleCancelled: afterSaleEnded,
  afterSaleLapsed: afterSaleEnded,
  refundDue,
};

const groups: Table<Outboxes['groups'], GroupEvent> = {
  groupFormed: all(groupFormed, tellCards, figuresOfGroup),
  groupFailed: all(groupFailed, tellCards, figuresOfGroup),
  stepReached,
  memberLeft: all(memberLeft, tellCards),
  groupExpiring,
};

const bargains: Table<Outboxes['bargains'], BargainEvent> = { floorReached, bargainExpiring };

const campaigns: Table<Outboxes['campaigns'], CampaignEvent> = { campaignEnded };

const refunds: Table<Outboxes['refunds'], RefundEvent> = { refundArrived, refundAbnormal, refundRenewed };

const commissions: Table<Outboxes['commissions'], CommissionEvent> = {
  commissionHeld,
  commissionReleased,
  commissionReversed,
};

const withdrawals: Table<Outboxes['withdrawals'], WithdrawalEvent> = {
  withdrawalAsked,
  withdrawalHeldBack,
  withdrawalReviewed,
  transferBegun,
  cancelAsked: transferCancelled,
  withdrawalPaid,
  withdrawalReturned,
};

const table = { campaigns, orders, groups, bargains, afterSales, refunds, commissions, withdrawals };

/** Does what follows from one event of one document. */
export async function react(app: App, { name, doc }: Touched, event: { type: string }): Promise<Touched[]> {
  const reactions = table[name] as Record<string, Reaction<unknown, unknown> | undefined>;
  const reaction = reactions[event.type];
  if (!reaction) throw new Error(`nothing follows from ${event.type} of ${name}, yet it waits in an outbox`);
  return reaction(app, doc, event);
}
