import { z } from 'zod';
import { count, fen, merchantId, picture, productId, skuId } from './common';
import { endpoint } from './endpoint';

/** Different SKUs that a cart holds. */
export const CART_LINES = 50;

const cart = z.object({
  merchant: z.object({ id: merchantId, name: z.string() }),
  lines: z.array(
    z.object({
      skuId,
      quantity: count,
      product: z.object({ id: productId, title: z.string(), cover: picture }),
      skuName: z.string(),
      price: fen.describe('单买价 of one piece now'),
      /** What it cost when it was put in, where that was another price. */
      priceBefore: fen.optional(),
      /** Pieces that can be bought now. */
      left: count,
      /** `gone`: archived meanwhile. `short`: fewer are left than are wanted. */
      state: z.enum(['ok', 'short', 'soldOut', 'gone']),
    }),
  ),
});

export const cartContracts = {
  'cart.get': endpoint({
    summary: 'My cart in a shop, what was put in last first, with the prices and stock of now.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId }),
    output: cart,
    refusals: ['notFound'],
  }),
  'cart.put': endpoint({
    summary: 'So many of this are in the cart from now on; 0 takes it out. Safe to repeat.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId, skuId, quantity: z.int().min(0).max(99) }),
    output: cart,
    refusals: ['notFound', 'productGone', 'otherShop', 'cartFull'],
  }),
  'cart.count': endpoint({
    summary: 'How many pieces are in my cart in a shop.',
    access: 'person',
    perMinute: 240,
    input: z.object({ merchantId }),
    output: z.object({ pieces: count }),
    refusals: [],
  }),
};
