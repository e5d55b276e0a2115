import { z } from 'zod';
import { campaignId, count, fen, merchantId, ms } from './common';
import { endpoint, ROLES } from './endpoint';
import { day, days } from './fission';

/** As `BargainMeasures` of `shared/domain/bargainFigures.ts`, and what the campaign's shares brought. */
export const bargainMeasures = z.object({
  launches: count,
  helped: count,
  helps: count,
  floors: count,
  bought: count,
  expired: count,
  cancelled: count,
  orders: count,
  listed: fen,
  sales: fen,
  friends: z.array(count).describe('how many bargains no friend has helped, one, two …'),
  /** People a day who opened a share of this campaign, and those whom one first brought to the shop. */
  visits: count,
  newcomers: count,
});

export const bargainFiguresContracts = {
  'bargainFigures.board': endpoint({
    summary:
      'What the bargains of a campaign come to, by the day on which they were started: helped, at the floor, bought, at what cost. Each day is a row of the table; the app writes the CSV.',
    access: ROLES,
    perMinute: 60,
    input: z.object({ merchantId, campaignId, ...days }),
    output: z.object({
      total: bargainMeasures,
      /** The days of the range before it, just as long. */
      before: bargainMeasures,
      days: z.array(z.object({ day, measures: bargainMeasures })),
      /** When the shop's figures were last counted; absent while nothing was. */
      countedAt: ms.optional(),
    }),
    refusals: ['notFound', 'rangeTooLong'],
  }),
};
