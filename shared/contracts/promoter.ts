import { z } from 'zod';
import { bps, count, merchantId, ms, nextCursor, page, shareToken } from './common';
import { endpoint } from './endpoint';
import { day, days, treeNode } from './fission';
import { channel, shareTarget } from './share';

/** What a promoter's shares brought. `commission`: of orders paid in these days, refunds taken off. */
const brought = z.object({
  visits: count,
  binds: count,
  orders: count,
  commission: z.int().describe('amount in fen'),
});

export const promoterContracts = {
  'promoter.summary': endpoint({
    summary: 'My shares in this shop: visits, bindings, orders and commission, by day.',
    access: 'person',
    perMinute: 60,
    input: z.object({ merchantId, ...days }),
    output: z.object({
      total: brought,
      /** Every day of the range, oldest first. */
      days: z.array(brought.extend({ day })),
      /** People who are bound to me now. */
      people: count,
      /** What the shop pays me where a product or campaign has no policy of its own, my grade included. */
      rate: bps,
      grade: z.object({ name: z.string(), bonus: bps }).optional(),
      /** The shop has suspended me. */
      suspended: z.boolean(),
    }),
    refusals: ['notFound', 'rangeTooLong'],
  }),
  'promoter.shares': endpoint({
    summary: 'My shares that somebody has opened, newest first, each with what came of it.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({
      shares: z.array(
        z.object({
          share: shareToken,
          target: shareTarget,
          title: z.string(),
          channel,
          sharedAt: ms,
          visits: count,
          binds: count,
          orders: count,
          /** Shares of others right below it that have been opened. */
          children: count,
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
  'promoter.people': endpoint({
    summary: 'Whom I have brought, newest first. Names are masked.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({
      people: z.array(
        z.object({
          name: z.string().describe('周*满'),
          boundAt: ms,
          until: ms.optional(),
          /** The binding has come to its end. Whoever is another's by now is not in the list. */
          over: z.boolean(),
          share: z.object({ title: z.string(), channel }).optional(),
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
  'promoter.tree': endpoint({
    summary: 'What became of one share of mine: the shares that it led to, three levels of them, names masked.',
    access: 'person',
    perMinute: 120,
    input: z.object({ share: shareToken }),
    output: z.object({ node: treeNode, below: z.array(treeNode.extend({ parent: shareToken })) }),
    refusals: ['shareUnknown'],
  }),
};
