/** A shop's products as its members see and write them. What a product may be is said in `domain/product.ts`. */
import { z } from 'zod';
import { PICTURES_MOST, PROMISES_MOST, SKUS_MOST, STOCK_MOST } from '../domain/product';
import { FEN_MAX } from '../money';
import { campaignKind } from './campaign';
import {
  campaignId,
  count,
  fen,
  merchantId,
  ms,
  nextCursor,
  picture,
  productId,
  requestId,
  seenVersion,
  skuId,
} from './common';
import { endpoint, ROLES, type Role } from './endpoint';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

const categoryId = z.string().min(1).max(40);
const freightId = z.string().min(1).max(40);

/** What is somewhat out of range is taken, to be refused with a sentence (`productUnfit`). */
const text = (most: number) => z.string().trim().max(most);
const whole = z.int().min(0).max(FEN_MAX);

const pieces = z.int().min(0).max(STOCK_MOST);

const wish = z.object({
  title: text(200),
  caption: text(200),
  description: text(1_000),
  categoryId,
  promises: z.array(text(60)).max(2 * PROMISES_MOST),
  pictures: z.array(picture.min(1)).max(2 * PICTURES_MOST),
  freightId: freightId.optional(),
  /** Days after receipt in which money back can be asked for; the shop's where it is left out. */
  afterSaleDays: whole.optional(),
  /** In their order. One of before that is not named is sold no longer. */
  skus: z
    .array(
      z.object({
        /** Left out for a new one. */
        id: skuId.optional(),
        name: text(100),
        price: whole,
        cost: whole.optional().describe('what one piece costs the shop, in fen; nobody but who may write it reads it'),
        weight: whole.optional().describe('grams of one piece'),
        /** Of a new one: pieces that can be sold; later it is `product.setStock` that says so. */
        stock: whole.optional(),
      }),
    )
    .max(SKUS_MOST),
});

const status = z.enum(['onSale', 'archived']);

const stock = {
  /** The most that can ever be sold, what was sold included. It moves only when somebody sets it. */
  max: count,
  left: count,
  /** Held for orders that are not paid yet. */
  held: count,
  sold: count,
};

const row = z.object({
  id: productId,
  title: z.string(),
  cover: picture,
  categoryId,
  status,
  version: count,
  /** Of the SKUs that are sold: the lowest and the highest price, and how many there are. */
  lowest: fen,
  highest: fen,
  skus: count,
  left: count,
  sold: count,
  /** How many of them are sold out. */
  soldOut: count,
});

/** All that its form holds. */
const form = z.object({
  id: productId,
  version: count,
  status,
  title: z.string(),
  caption: z.string(),
  description: z.string(),
  categoryId,
  promises: z.array(z.string()),
  pictures: z.array(picture),
  freightId: freightId.optional(),
  afterSaleDays: count.optional(),
  /** Those that are sold, in their order, before those that are not any more. */
  skus: z.array(
    z.object({
      id: skuId,
      name: z.string(),
      price: fen,
      cost: fen.optional(),
      weight: count.optional(),
      archived: z.boolean(),
      ...stock,
    }),
  ),
});

const product = form.extend({
  /** Campaigns that sell it: they keep the prices that they were published with. Of those that are over, groups or bargains are not. */
  campaigns: z.array(
    z.object({
      id: campaignId,
      kind: campaignKind,
      title: z.string(),
      endsAt: ms,
      over: z.boolean(),
      skuIds: z.array(skuId),
    }),
  ),
  /** Who saved it last, and when; absent where no member did. */
  saved: z.object({ by: z.string(), at: ms }).optional(),
});

const choices = z.object({
  categories: z.array(z.object({ id: categoryId, name: z.string() })),
  /** Edition of the categories. */
  version: count,
  templates: z.array(z.object({ id: freightId, name: z.string() })),
  /** What counts for a product that says nothing of its own. */
  afterSaleDays: count,
});

const saved = z.object({ productId, version: count, status });

export const shopProductContracts = {
  'product.listShop': endpoint({
    summary: "A shop's products as its members see them, in the order of the shop, by page.",
    access: ROLES,
    perMinute: 120,
    input: z.object({
      merchantId,
      /** soldOut: on sale, with a SKU of which nothing is left. */
      show: z.enum(['onSale', 'soldOut', 'archived']),
      text: z.string().trim().max(40).optional(),
      categoryId: categoryId.optional(),
      /** What `nextCursor` of the page before said. */
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    output: z.object({ products: z.array(row), nextCursor }),
    refusals: [],
  }),
  'product.inspect': endpoint({
    summary:
      'A product with all that its form holds, what it costs the shop among it, its stock, and the campaigns that sell it.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId, productId }),
    output: product,
    refusals: ['notFound'],
  }),
  'product.export': endpoint({
    summary:
      'The products of a shop that are on sale, or that are not, with all that their forms hold, what they cost the shop among it, by page: for a table.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({
      merchantId,
      status,
      /** What `nextCursor` of the page before said. */
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    output: z.object({ products: z.array(form), nextCursor }),
    refusals: [],
  }),
  'product.choices': endpoint({
    summary: 'What a product can choose from: the categories and freight templates of its shop.',
    access: ROLES,
    perMinute: 120,
    input: z.object({ merchantId }),
    output: choices,
    refusals: [],
  }),
  'product.save': endpoint({
    summary:
      'Makes a product, or, with `productId`, what it has become over the version that was seen; another one by now is a conflict. Orders, groups and campaigns keep what they began with. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'productId' },
    perMinute: 300,
    input: z.object({
      merchantId,
      requestId,
      /** Left out for a new one. */
      productId: productId.optional(),
      seenVersion: seenVersion.optional(),
      product: wish,
    }),
    output: saved,
    refusals: [
      'notFound',
      'conflict',
      'requestIdReused',
      'productUnfit',
      'productsFull',
      'skusFull',
      'skuInCampaign',
      'wordingInCampaign',
      'categoryGone',
      'freightGone',
      'pictureUnknown',
    ],
  }),
  'product.archive': endpoint({
    summary: 'Takes a product off sale. Orders keep it. Not while a campaign sells it. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'productId' },
    perMinute: 60,
    input: z.object({ merchantId, productId }),
    output: saved,
    refusals: ['notFound', 'productInCampaign'],
  }),
  'product.restore': endpoint({
    summary: 'Puts a product on sale again. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'productId' },
    perMinute: 60,
    input: z.object({ merchantId, productId }),
    output: saved,
    refusals: ['notFound'],
  }),
  'product.setStock': endpoint({
    summary:
      'Adds to what is left of a SKU, or takes from it, never what is held or sold: what is bought meanwhile counts too. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'productId' },
    perMinute: 300,
    input: z.object({
      merchantId,
      requestId,
      productId,
      skuId,
      /** `max` as it was seen. */
      seen: z
        .int()
        .min(0)
        .max(100 * STOCK_MOST),
      /** What was left as it was seen, and what is to be: the difference counts. */
      seenLeft: pieces,
      left: pieces,
    }),
    output: z.object(stock),
    refusals: ['notFound', 'stockChanged'],
  }),
  'product.setCategories': endpoint({
    summary: 'Sets the categories of a shop, in their order. One that has products stays. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'merchantId' },
    perMinute: 30,
    input: z.object({
      merchantId,
      version: seenVersion,
      categories: z
        .array(
          z.object({
            /** Left out for a new one. */
            id: categoryId.optional(),
            name: z.string().trim().min(1).max(12),
          }),
        )
        .max(30),
    }),
    output: choices,
    refusals: ['conflict', 'categoryUnfit', 'categoryInUse'],
  }),
};
