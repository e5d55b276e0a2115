import { z } from 'zod';
import { campaignKind } from './campaign';
import { count, merchantId } from './common';
import { endpoint, type Role } from './endpoint';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

export const simulatorContracts = {
  'simulator.past': endpoint({
    summary:
      "What the last ended campaigns of a kind came to together: the simulator's numbers as the shop has met them.",
    access: WHO_DECIDES,
    perMinute: 60,
    input: z.object({ merchantId, kind: campaignKind }),
    output: z.object({
      campaigns: count,
      /** Visits by shares; whoever came by themselves is not counted. */
      visits: count,
      reshares: count,
      brought: count,
      broughtSquared: count,
      /** Pieces that were paid for, or bargains that were started. */
      wanted: count,
      /** Groups or bargains that are over, and those of them that were formed or bought. */
      deals: count,
      succeeded: count,
      /** Pieces that were sold, and those of them that were sent back. */
      pieces: count,
      returned: count,
    }),
    refusals: [],
  }),
};
