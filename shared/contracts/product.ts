import { z } from 'zod';
import {
  bps,
  campaignId,
  chatTicket,
  closed,
  count,
  fen,
  merchantId,
  ms,
  nextCursor,
  picture,
  productId,
  skuId,
} from './common';
import { endpoint } from './endpoint';
import { barred, groupTerms, joinableGroup } from './groupBuy';
import { productCard } from './shop';

export const productContracts = {
  'product.search': endpoint({
    summary: "A shop's products that have what was typed, by rank, by page.",
    access: 'public',
    perMinute: 120,
    input: z.object({
      merchantId,
      text: z.string().trim().min(1).max(40),
      /** What `nextCursor` of the page before said. */
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    output: z.object({ products: z.array(productCard), nextCursor }),
    refusals: [],
  }),
  'product.get': endpoint({
    summary: 'A product with its SKUs, its group buy, and groups that can be joined, nearly full first.',
    access: 'public',
    perMinute: 120,
    input: z.object({ productId, chat: chatTicket.optional() }),
    output: z.object({
      id: productId,
      merchant: z.object({ id: merchantId, name: z.string(), logo: picture, closed }),
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
          /** Pieces that can be bought now. */
          left: count,
        }),
      ),
      groupBuy: z
        .object({
          campaignId,
          version: count,
          ...groupTerms,
          endsAt: ms,
          /** Groups that can be joined, nearly full first; those of the caller's chat before others. */
          groups: z.array(joinableGroup),
          /** Why this caller can join none (`newcomersOnly`), or neither join nor start one (`chatOnly`); told before the tap. */
          barred: barred.optional(),
        })
        .optional(),
      /** Its group buy is paused by the merchant: it may come back, and groups that are open go on. */
      groupBuyPaused: z.boolean(),
      /** The bargain that is shown with it, while it is live. */
      bargain: z.object({ campaignId, floor: fen.describe('the lowest one'), helpers: count }).optional(),
      /** What a sharer earns when a friend bound to them buys; absent where no commission is paid. */
      commission: z.object({ rate: bps, example: fen.describe('for one piece at the first shown price') }).optional(),
    }),
    refusals: ['notFound'],
  }),
};
