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
      policyVersion: count,
      boundAt: ms,
      /** The share that bound the buyer; its token is shown shortened. */
      share: z
        .object({ token: z.string(), kind: z.enum(['shop', 'product', 'group', 'promoter']), title: z.string() })
        .optional(),
      /** When it becomes available; absent until the buyer has received the goods. */
      dueAt: ms.optional(),
      /** Days after receipt until then. */
      holdDays: count,
    })
    .optional(),
});

export const earningsContracts = {
  'earnings.get': endpoint({
    summary: "A promoter's wallet with one merchant.",
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({ held: fen, available: fen, withdrawing: fen, debt: fen }),
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
