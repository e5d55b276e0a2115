import { z } from 'zod';
import { bps, campaignId, count, fen, merchantId, ms, productId, skuId } from './common';
import { endpoint, type Role } from './endpoint';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

export const preflightContracts = {
  'preflight.facts': endpoint({
    summary:
      'What the checks of a campaign need to know of its product, its shop and other campaigns; changes nothing.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({
      merchantId,
      productId,
      /** The campaign whose next edition it is: it does not stand in its own way. */
      campaignId: campaignId.optional(),
    }),
    output: z.object({
      product: z.object({ title: z.string(), caption: z.string(), promises: z.array(z.string()) }),
      skus: z.array(
        z.object({
          id: skuId,
          name: z.string(),
          price: fen,
          cost: fen.optional(),
          left: count,
          lowestPaid: fen.optional().describe('lowest price that a piece was paid with in the last 7 days'),
        }),
      ),
      taken: count.describe("pieces of the campaign's quota that are sold or held already"),
      paymentRate: bps,
      commission: z.object({
        asked: count.describe('basis points of all levels as they are written, the highest grade included'),
        rate: bps.describe('the most that is paid: under the cap, of no more levels than this deployment pays'),
        cap: bps,
        levels: count.describe('levels that are written'),
        mostLevels: count.describe('levels that this deployment pays'),
      }),
      others: z.array(z.object({ title: z.string(), skuIds: z.array(skuId), startsAt: ms, endsAt: ms })),
    }),
    refusals: ['notFound'],
  }),
};
