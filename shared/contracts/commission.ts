import { z } from 'zod';
import { bps, count, fen, merchantId, ms, orderId, shareToken } from './common';
import { endpoint, ROLES } from './endpoint';
import { channel } from './share';

/** Why an order's commission is what it is: from what the order remembered when it was placed. */
const explanation = z.object({
  orderId,
  at: ms,
  buyerName: z.string(),
  /** The share that was opened last before the order. */
  opened: z.object({ token: shareToken, title: z.string(), channel, sharer: z.string() }).optional(),
  /** The shop's edition, and what all levels of a line get at most. */
  commissionVersion: count,
  cap: bps,
  lines: z.array(
    z.object({
      lineId: z.string(),
      title: z.string(),
      quantity: count,
      base: fen,
      /** Whose policy counts for it, and which edition. */
      policyOf: z.enum(['shop', 'product', 'campaign']),
      policyVersion: count,
      earners: z.array(
        z.object({
          name: z.string(),
          /** The asker themselves. */
          mine: z.boolean(),
          level: z.int().min(1).max(3),
          rate: bps,
          /** Of level 1: the grade that adds to the rate. */
          grade: z.object({ name: z.string(), bonus: bps }).optional(),
          amount: fen,
          /** What refunds have taken back. */
          reversed: fen,
          /** Nothing is earned but with `earned`. `notHeld`: the order has not been paid for, or its payment has gone back. */
          why: z.enum(['earned', 'suspended', 'ownOrder', 'noRate', 'tooSmall', 'erased', 'notHeld']),
          boundAt: ms,
          until: ms.optional(),
          referralVersion: count.optional(),
          share: z.object({ token: shareToken, title: z.string(), channel }).optional(),
        }),
      ),
    }),
  ),
  /** Whose card was opened last is not whose friend the buyer is. To a promoter: this is so of them. */
  elsewhere: z.boolean(),
});

export const commissionContracts = {
  'commission.explain': endpoint({
    summary: 'How an order that I earn from, or not, came to be mine or another’s.',
    access: 'person',
    perMinute: 120,
    input: z.object({ orderId }),
    output: explanation,
    refusals: ['notFound'],
  }),
  'commission.inspect': endpoint({
    summary: 'How an order of the shop was attributed, and to whom.',
    access: ROLES,
    perMinute: 120,
    input: z.object({ merchantId, orderId }),
    output: explanation,
    refusals: ['notFound'],
  }),
};
