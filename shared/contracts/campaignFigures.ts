import { z } from 'zod';
import { CAMPAIGN_MONEY } from '../domain/campaignFigures';
import { MEASURES } from '../domain/simulator';
import { campaignKind } from './campaign';
import { campaignId, count, merchantId, ms } from './common';
import { endpoint, ROLES, type Role } from './endpoint';
import { day } from './fission';
import { refundCause } from './order';

/** What money comes to is for whoever decides about it. */
const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

/** As `CampaignMeasures` of `shared/domain/campaignFigures.ts` without money, and what the campaign's shares brought. */
export const campaignMeasures = z.object({
  begun: count,
  succeeded: count,
  failed: count,
  orders: count,
  paid: count,
  sold: count,
  kept: count,
  pieces: count,
  fills: z.array(count).describe('deals by how long they took to fill, by the classes of FILL_CLASSES'),
  /** People a day who opened a share of this campaign. */
  visits: count,
});

const sum = z.int().describe('fen; may be below zero');
const money = z.object({
  ...(Object.fromEntries(CAMPAIGN_MONEY.map((name) => [name, sum])) as Record<
    (typeof CAMPAIGN_MONEY)[number],
    typeof sum
  >),
  uncosted: count.describe('orders that are no part of the margin: what their goods cost is not known'),
});

const range = z.object({ expected: z.int(), low: z.int(), high: z.int() }).optional();
const forecast = Object.fromEntries(MEASURES.map((name) => [name, range])) as Record<
  (typeof MEASURES)[number],
  typeof range
>;

const whose = z.object({ merchantId, campaignId });

export const campaignFiguresContracts = {
  'campaignFigures.board': endpoint({
    summary:
      'What a campaign of any kind has come to so far: from visits to what was kept, its groups or bargains by how they ended and how long they took, what went back and why; by the day on which each was begun or placed.',
    access: ROLES,
    perMinute: 60,
    input: whose,
    output: z.object({
      title: z.string(),
      kind: campaignKind,
      total: campaignMeasures,
      /** Every day from the first on which something was to the last, oldest first. */
      days: z.array(z.object({ day, measures: campaignMeasures })),
      /** Those that there were, in a fixed order. */
      refunds: z.array(z.object({ cause: refundCause, times: count })),
      /** When the shop's figures were last counted; absent while nothing was. */
      countedAt: ms.optional(),
    }),
    refusals: ['notFound'],
  }),
  'campaignFigures.money': endpoint({
    summary:
      "A campaign's money so far: sales, what went back and why, cost of goods, payment fees, commissions and the margin, beside what the simulator said when it was published.",
    access: WHO_DECIDES,
    perMinute: 60,
    input: whose,
    output: z.object({
      total: money,
      /** As those of the board; days without an order are left out. */
      days: z.array(z.object({ day, money })),
      refunds: z.array(z.object({ cause: refundCause, fen: sum })),
      /** Further visits that a visit by a share has led to, in hundredths; absent where there was none. */
      k: count.optional(),
      /** Of the last edition for which one was made. `k` in hundredths. */
      forecast: z
        .object({
          edition: count,
          publishedAt: ms,
          measures: z.object(forecast),
        })
        .optional(),
    }),
    refusals: ['notFound'],
  }),
};
