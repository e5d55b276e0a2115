import { z } from 'zod';
import {
  campaignId,
  chatTicket,
  closed,
  count,
  fen,
  groupId,
  merchantId,
  ms,
  nextCursor,
  picture,
  productId,
} from './common';
import { endpoint } from './endpoint';
import { joinableGroup } from './groupBuy';

/** A product as a card shows it. */
export const productCard = z.object({
  id: productId,
  title: z.string(),
  caption: z.string(),
  cover: picture,
  categoryId: z.string(),
  /** 单买价 of the cheapest SKU. */
  price: fen,
  /** 已售 pieces, counted from orders. */
  sold: count,
  groupBuy: z
    .object({
      campaignId,
      size: count,
      /** 到期几人也算成: it is said on the card. */
      least: count.optional(),
      price: fen.describe('团价 of the cheapest SKU'),
      endsAt: ms,
    })
    .optional(),
});

export const shopContracts = {
  'shop.home': endpoint({
    summary: "The shop's front page: its name, categories, and products by page, group buys first.",
    access: 'public',
    perMinute: 120,
    input: z.object({
      merchantId,
      categoryId: z.string().max(40).optional(),
      /** What `nextCursor` of the page before said: the rank of its last product. */
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      chat: chatTicket.optional(),
    }),
    output: z.object({
      merchant: z.object({
        id: merchantId,
        name: z.string(),
        caption: z.string(),
        logo: picture,
        /** 客服电话, where there is no WeChat to write to. */
        servicePhone: z.string().optional(),
        notice: z.string().optional(),
        closed,
        /** Colours that the shop wears instead of the app's own, as a style. */
        style: z.string().optional(),
      }),
      categories: z.array(z.object({ id: z.string(), name: z.string() })),
      products: z.array(productCard),
      /** The caller's own open group that ends first, to invite to. */
      myGroup: z
        .object({
          id: groupId,
          title: z.string(),
          size: count,
          least: count.optional(),
          missing: count,
          expiresAt: ms,
          members: z.array(z.object({ avatar: picture })),
        })
        .optional(),
      /** Open groups of the whole shop that can be joined, nearly full first; on the first page. */
      groups: z.array(
        joinableGroup.extend({
          product: z.object({ id: productId, title: z.string(), cover: picture }),
          price: fen.describe('团价 of the cheapest SKU now'),
          audience: z.enum(['everyone', 'newcomers']),
        }),
      ),
      nextCursor,
    }),
    refusals: ['notFound'],
  }),
};
