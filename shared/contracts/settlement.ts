import { z } from 'zod';
import { count, merchantId, ms, nextCursor, page, requestId, settlementId } from './common';
import { endpoint, type Role } from './endpoint';
import { day } from './fission';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

/** A sum may be more than one amount may be. */
const sum = z.int().min(0).describe('fen');

export const settlement = z.object({
  id: settlementId,
  by: z.string().describe('name of the member who began it'),
  cutoff: ms,
  startedAt: ms,
  finishedAt: ms.optional(),
  total: count,
  /** Of them, how many are done: released, reversed meanwhile, or put off. */
  done: count,
  report: z
    .object({ released: count, fen: sum, promoters: count, postponed: count })
    .optional()
    .describe('once it is finished'),
});

export const settlementContracts = {
  'settlement.owed': endpoint({
    summary: 'What the shop owes its promoters now, and what falls due on each of the next 30 days.',
    access: WHO_DECIDES,
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({
      held: sum,
      /** Of what is held: it waits for receipt, so it has no day yet. */
      undated: sum,
      /** Due by now and not released yet. */
      overdue: z.object({ count, fen: sum }),
      available: sum,
      withdrawing: sum,
      debt: sum,
      promoters: count,
      days: z.array(z.object({ day, count, fen: sum })),
      /** The one that is under way. */
      running: settlement.optional(),
    }),
    refusals: [],
  }),
  'settlement.run': endpoint({
    summary: 'Begins a settlement, or goes on with the one under way, for a few seconds. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'merchantId' },
    perMinute: 60,
    input: z.object({ merchantId, requestId }),
    output: settlement,
    refusals: [],
  }),
  'settlement.get': endpoint({
    summary: 'How a settlement stands.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId, settlementId }),
    output: settlement,
    refusals: ['notFound'],
  }),
  'settlement.list': endpoint({
    summary: "A shop's settlements, newest first.",
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({ settlements: z.array(settlement), nextCursor }),
    refusals: [],
  }),
};
