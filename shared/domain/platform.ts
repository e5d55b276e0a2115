/**
 * WHAT THE PLATFORM SAYS OF A SHOP: whether it sells anything new, and how much it may have.
 *  - 冻结 frozen, it sells nothing new: no order is placed, in a group or by a bargain neither; no bargain is started; no
 *    campaign is published. What has begun goes on: payments on their way, groups and bargains to their deadlines, shipping,
 *    after-sales, refunds, audits, and what promoters have earned.
 *  - Without a payment account nobody can be paid: the same, until its owner has given one.
 *  - Limits are asked where a product, a campaign, an invite or a commission policy is made. A lower one takes nothing away.
 *    Counted, not reserved: two desks at once may be one over.
 */
import { BPS_WHOLE, type Bps } from '../money';
import { PRODUCTS_MOST } from './product';

export interface Limits {
  /** On sale or archived. */
  readonly products: number;
  /** Campaigns that are not over. */
  readonly campaigns: number;
  /** People who work there, and invites that nobody has used. */
  readonly members: number;
  /** The most that a shop's own cap of commissions may be. */
  readonly commissionCap: Bps;
}

/** The most that any shop is allowed. */
export const LIMITS_MOST: Limits = {
  products: PRODUCTS_MOST,
  campaigns: 500,
  members: 200,
  commissionCap: BPS_WHOLE,
};

/** What a shop has until an operator of the platform says otherwise. */
export const USUAL_LIMITS: Limits = { ...LIMITS_MOST };

export const CLOSED_BECAUSE = ['shopFrozen', 'shopUnready'] as const;

/** Why a shop sells nothing new, as buyers are refused. */
export type ClosedBecause = (typeof CLOSED_BECAUSE)[number];

/** What decides is read from the shop's document by whatever begins something: nothing begins after a freeze was answered. */
export function notSelling(shop: {
  readonly frozen?: object | undefined;
  readonly paymentAccountId?: string | undefined;
}): ClosedBecause | null {
  if (shop.frozen) return 'shopFrozen';
  return shop.paymentAccountId === undefined ? 'shopUnready' : null;
}
