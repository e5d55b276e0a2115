import { z } from 'zod';
import { bps, campaignId, count, fen, groupId, merchantId, ms, picture, productId, skuId } from './common';
import { endpoint } from './endpoint';

export const productContracts = {
  'product.get': endpoint({
    summary: 'A product with its SKUs, its group buy, and groups that can be joined, nearly full first.',
    access: 'public',
    perMinute: 120,
    input: z.object({ productId }),
    output: z.object({
      id: productId,
      merchant: z.object({ id: merchantId, name: z.string(), logo: picture }),
      title: z.string(),
      caption: z.string(),
      description: z.string(),
      pictures: z.array(picture),
      /** Promises such as 坏果包赔, 48 小时内发货. */
      promises: z.array(z.string()),
      sold: count,
      skus: z.array(
        z.object({
          id: skuId,
          name: z.string(),
          price: fen,
          groupPrice: fen.optional(),
          inStock: z.boolean(),
        }),
      ),
      groupBuy: z
        .object({
          campaignId,
          version: count,
          size: count,
          life: ms.describe('how long a group stays open, in ms'),
          hold: ms.describe('how long a seat is held for an unpaid order, in ms'),
          perOrder: count,
          perPerson: count,
          overflow: z.enum(['refund', 'anotherGroup']),
          endsAt: ms,
          groups: z.array(
            z.object({
              id: groupId,
              leaderName: z.string(),
              members: z.array(z.object({ avatar: picture })),
              size: count,
              missing: count,
              expiresAt: ms,
            }),
          ),
        })
        .optional(),
      /** What a sharer earns when a friend bound to them buys; absent where no commission is paid. */
      commission: z.object({ rate: bps, example: fen.describe('for one piece at the first shown price') }).optional(),
    }),
    refusals: ['notFound'],
  }),
};
