import { z } from 'zod';
import { campaignId, count, fen, groupId, merchantId, ms, orderId, picture, productId, skuId } from './common';
import { endpoint } from './endpoint';

export const seat = z.object({
  name: z.string(),
  avatar: picture,
  state: z.enum(['held', 'taken']),
  leader: z.boolean(),
  mine: z.boolean(),
});

export const groupContracts = {
  'group.get': endpoint({
    summary: 'A group as everybody sees it; cheap enough to be asked every few seconds.',
    access: 'public',
    perMinute: 240,
    input: z.object({ groupId }),
    output: z.object({
      id: groupId,
      status: z.enum(['pending', 'open', 'formed', 'failed']),
      merchant: z.object({ id: merchantId, name: z.string() }),
      product: z.object({ id: productId, title: z.string(), caption: z.string(), cover: picture }),
      campaignId,
      /** Edition of the rules that this group began under. */
      version: count,
      size: count,
      /** Seats neither taken nor held. */
      free: count,
      /** Seats that are not paid: 还差 N 人. */
      missing: count,
      skus: z.array(z.object({ id: skuId, name: z.string(), price: fen, groupPrice: fen })),
      seats: z.array(seat),
      perOrder: count,
      life: ms,
      hold: ms,
      /** The deadline; absent while the leader has not paid. */
      expiresAt: ms.optional(),
      formedAt: ms.optional(),
      /** The caller's order in this group. */
      myOrderId: orderId.optional(),
    }),
    refusals: ['notFound'],
  }),
};
