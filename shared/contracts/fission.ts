import { z } from 'zod';
import { campaignId, count, face, fen, merchantId, ms, shareToken } from './common';
import { endpoint, ROLES } from './endpoint';
import { channel, shareTarget } from './share';

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('a day in Asia/Shanghai: 2026-01-17');

/** Both days belong to it. Longer than a year is refused. */
export const days = { from: day, until: day };

/** As `Measures` of `shared/domain/fission.ts`, without what only a computation needs. */
export const measures = z.object({
  visits: count,
  previews: count,
  fresh: count,
  binds: count,
  orders: count,
  sales: fen,
  reshares: count,
  brought: count,
  broughtSquared: count,
  cycleSum: z.int().min(0),
  cycles: z.array(count),
});

const row = z.object({ key: z.string(), label: z.string(), measures });

/** A share in the tree, with what came of it alone and of its whole branch. */
export const treeNode = z.object({
  share: shareToken,
  sharer: face,
  target: shareTarget,
  title: z.string(),
  channel,
  depth: count,
  sharedAt: ms,
  /** Itself. */
  visits: count,
  orders: count,
  sales: fen,
  /** It and everything below it. */
  branch: z.object({ shares: count, visits: count, orders: count, sales: fen, depth: count }),
  /** Shares right below it that have been opened. */
  children: count,
});

const scope = { merchantId, campaignId: campaignId.optional() };

export const fissionContracts = {
  'fission.board': endpoint({
    summary: 'What sharing brought, by day and broken down: of the shop or of one campaign.',
    access: ROLES,
    perMinute: 60,
    input: z.object({ ...scope, ...days }),
    output: z.object({
      total: measures,
      /** The days of the range before it, just as long. */
      before: measures,
      days: z.array(z.object({ day, measures })),
      channels: z.array(row),
      depths: z.array(row),
      /** The twenty with most visits; of the shop only: products and campaigns. */
      products: z.array(row),
      campaigns: z.array(row),
      chats: z.array(row),
      /** Who brought the most paid orders in the range: the twenty shares at the top. */
      top: z.array(z.object({ node: treeNode, measures })),
      /** When the figures were last counted; absent while nothing was. */
      countedAt: ms.optional(),
    }),
    refusals: ['notFound', 'rangeTooLong'],
  }),
  'fission.export': endpoint({
    summary: 'The figures of each day × breakdown × key as rows of a table; the app writes the CSV.',
    access: ROLES,
    // A table is asked for page after page: a busy shop's year has tens of thousands of rows.
    perMinute: 120,
    input: z.object({ ...scope, ...days, after: z.string().max(200).optional() }),
    output: z.object({
      rows: z.array(
        z.object({
          day,
          by: z.enum(['all', 'channel', 'product', 'campaign', 'chat', 'depth']),
          key: z.string(),
          label: z.string(),
          measures,
        }),
      ),
      next: z.string().optional().describe('absent on the last page'),
    }),
    refusals: ['notFound', 'rangeTooLong'],
  }),
  'fission.tree': endpoint({
    summary: 'A part of the share tree: the biggest branches of the shop, of a campaign, or below one share.',
    access: ROLES,
    perMinute: 120,
    input: z.object({
      ...scope,
      share: shareToken.optional(),
      /** Levels below the first that come along. */
      levels: z.int().min(0).max(4).default(3),
      cursor: z.string().max(60).optional(),
    }),
    output: z.object({
      /** The share that was asked for, and the one above it. */
      node: treeNode.optional(),
      above: shareToken.optional(),
      /** By size of branch; at most 20. */
      roots: z.array(treeNode),
      /** What lies below them, level by level, the biggest of each level: at most 40 a level. */
      below: z.array(treeNode.extend({ parent: shareToken })),
      next: z.string().optional().describe('absent on the last page'),
    }),
    refusals: ['notFound', 'shareUnknown'],
  }),
};
