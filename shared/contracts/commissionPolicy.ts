import { z } from 'zod';
import {
  bps,
  campaignId,
  count,
  fen,
  merchantId,
  ms,
  nextCursor,
  page,
  picture,
  productId,
  seenVersion,
} from './common';
import { endpoint, ROLES, type Role } from './endpoint';

const OWNER = ['owner'] as const satisfies readonly Role[];

/** Integers out of range are taken, to be refused with a sentence (`commissionRateRange`, …). */
const anyRate = z.int().min(-1_000_000).max(1_000_000);
const rates = z.array(anyRate).max(5);
const grade = z.object({ name: z.string().trim().min(1).max(8), merit: fen, bonus: anyRate });

const shopPolicy = z.object({
  rates: z.array(bps),
  cap: bps,
  holdDays: count,
  grades: z.array(z.object({ name: z.string(), merit: fen, bonus: bps })),
});
const edition = shopPolicy.extend({ version: count, at: ms.optional(), by: z.string().optional() });
/** `rates` null: it was taken back, and the shop's policy counts again. */
const own = z.object({ rates: z.array(bps).nullable(), version: count, at: ms, by: z.string() });

export const commissionPolicyContracts = {
  'commissionPolicy.get': endpoint({
    summary: 'What the shop pays, now and before, and how many levels it may pay.',
    access: ROLES,
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({
      policy: edition,
      levels: z.int().min(1).max(2),
      afterSaleDays: count,
      /** Those before it, newest first; at most 20. */
      history: z.array(edition),
    }),
    refusals: [],
  }),
  'commissionPolicy.set': endpoint({
    summary: 'Sets what the shop pays, for orders from now on. Orders keep what they were placed under.',
    access: OWNER,
    logs: { about: 'merchantId' },
    perMinute: 20,
    input: z.object({
      merchantId,
      version: seenVersion,
      rates,
      cap: anyRate,
      holdDays: z.int().min(-10_000).max(10_000),
      grades: z.array(grade).max(6),
    }),
    output: edition,
    refusals: [
      'conflict',
      'commissionLevels',
      'commissionRateRange',
      'commissionHoldRange',
      'commissionOverCap',
      'commissionOverLimit',
      'commissionGrades',
    ],
  }),
  'commissionPolicy.listOwn': endpoint({
    summary: 'Products on sale, or campaigns that have not ended, each with what it pays of its own, if it does.',
    access: ROLES,
    perMinute: 120,
    input: z.object({ merchantId, of: z.enum(['product', 'campaign']), ...page }),
    output: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          /** Itself, or what the campaign sells. */
          productId,
          title: z.string(),
          cover: picture,
          /** The last edition of its own, and those before it, newest first; at most 5. */
          own: own.optional(),
          before: z.array(own),
          /** Whose policy counts for it, and what that pays: level 1 first, after the cap, without grades. */
          of: z.enum(['shop', 'product', 'campaign']),
          rates: z.array(bps),
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
  'commissionPolicy.setOwn': endpoint({
    summary:
      'Sets what a product or campaign pays of its own (no rates: nothing), or takes it back (null); for orders from now on.',
    access: OWNER,
    logs: { about: 'of' },
    perMinute: 60,
    input: z.object({
      merchantId,
      of: z.union([z.strictObject({ productId }), z.strictObject({ campaignId })]),
      /** What was seen; 0 for none. */
      version: seenVersion,
      rates: rates.nullable(),
    }),
    output: z.object({ own: own.optional() }),
    refusals: ['notFound', 'conflict', 'commissionLevels', 'commissionRateRange', 'commissionOverCap'],
  }),
};
