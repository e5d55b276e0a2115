import { z } from 'zod';
import { bps, count, fen, merchantId, ms, nextCursor, page } from './common';
import { endpoint } from './endpoint';

/** One line of 我的收益, with its reason. */
const earning = z.object({
  id: z.string(),
  /** `elsewhere`: the friend belongs to another referrer (已归属其他推荐人); nothing is earned. */
  status: z.enum(['held', 'available', 'reversed', 'elsewhere']),
  /** What is left of it after refunds. */
  amount: fen,
  at: ms,
  orderId: z.string(),
  buyerName: z.string().describe('周*满'),
  title: z.string(),
  quantity: count,
  why: z
    .object({
      lineId: z.string(),
      level: count,
      base: fen,
      rate: bps,
      /** base × rate before refunds, rounded down. */
      earned: fen,
      reversed: fen,
      /** Which refunds took it back, oldest first. */
      refunds: z.array(z.object({ amount: fen, at: ms, cause: z.string().describe('售后退款') })),
      /** Whose policy it is of. */
      policyOf: z.enum(['shop', 'product', 'campaign']),
      /** The grade that added to the rate. */
      grade: z.object({ name: z.string(), bonus: bps }).optional(),
      policyVersion: count,
      boundAt: ms,
      /** The share that bound the buyer; its token is shown shortened. */
      share: z
        .object({
          token: z.string(),
          kind: z.enum(['shop', 'product', 'group', 'bargain', 'promoter']),
          title: z.string(),
        })
        .optional(),
      /** When it becomes available; absent until the buyer has received the goods. */
      dueAt: ms.optional(),
      /** Days after receipt until then. */
      holdDays: count,
      /** Once it was released: what of it repaid a debt, and what became available. */
      released: z.object({ repaid: fen, available: fen }).optional(),
    })
    .optional(),
});

export const earningsContracts = {
  'earnings.get': endpoint({
    summary: "A promoter's wallet with one merchant.",
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({
      held: fen,
      available: fen,
      withdrawing: fen,
      debt: fen,
      /** What has reached the promoter, ever. */
      paid: count.describe('fen'),
      /** What is on its way: those withdrawals that have not ended, newest first. */
      underWay: count,
      /** By goods sold and kept; the grade that they have earned, and the next one. */
      merit: count.describe('fen'),
      grade: z.object({ name: z.string(), bonus: bps }).optional(),
      nextGrade: z.object({ name: z.string(), bonus: bps, merit: fen }).optional(),
      /** The shop's payouts are stopped for the time being. */
      stopped: z.boolean(),
    }),
    refusals: [],
  }),
  'earnings.list': endpoint({
    summary: 'Every line of the wallet, newest first, each with its reason.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({ earnings: z.array(earning), nextCursor }),
    refusals: [],
  }),
};
