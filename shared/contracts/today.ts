import { z } from 'zod';
import { groupRow } from './campaign';
import { count, fen, merchantId, ms } from './common';
import { endpoint, ROLES } from './endpoint';
import { day } from './fission';

/** What is paid, as `shared/domain/today.ts` says. */
const MONEY = 'fen; for owners and operators';
const sold = z.object({ orders: count, sales: fen.optional().describe(MONEY) });

const beside = (figure: z.ZodInt) => z.object({ today: figure, yesterday: figure, lastWeek: figure });

export const todayContracts = {
  'today.board': endpoint({
    summary:
      "A shop's first page: what waits for somebody, and what today comes to beside yesterday and the same day a week ago.",
    access: ROLES,
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({
      day,
      /** What is paid stands beside the other days until then: the end of the quarter of an hour until which today is counted. */
      until: ms,
      /** When the shop's figures were last counted; absent while nothing was. */
      countedAt: ms.optional(),
      /** The other days are whole ones where only visits are counted, and go to `until` where orders are. */
      figures: z.object({
        sales: beside(fen).optional().describe(MONEY),
        orders: beside(count),
        visits: beside(count),
        newcomers: beside(count),
      }),
      /** Hour by hour from midnight, today's and yesterday's. */
      hours: z.object({ today: z.array(sold), yesterday: z.array(sold) }),
      /** The last thirty days, today last. */
      days: z.array(
        sold.extend({
          day,
          back: fen.optional().describe('of what was paid on that day; for owners and operators'),
          visits: count,
          newcomers: count,
        }),
      ),
      waiting: z.object({
        toShip: count,
        toPickUp: count,
        toAnswer: count.describe('after-sales that wait for an answer'),
        expiring: count.describe('groups that fail within two hours if nobody comes'),
        toReview: count.optional().describe('withdrawals; for owners and operators'),
        tasks: count.optional().describe('what went wrong and needs a person; for owners and operators'),
      }),
      /** The groups that fail first. */
      groups: z.array(groupRow.extend({ title: z.string() })),
    }),
    refusals: [],
  }),
};
