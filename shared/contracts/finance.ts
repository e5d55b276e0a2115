import { z } from 'zod';
import { FINANCE_FIGURES } from '../domain/finance';
import { count, journalPage, merchantId, ms, nextCursor, orderId, withdrawalId } from './common';
import { endpoint, type Role } from './endpoint';
import { days } from './fission';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

const sum = z.int().describe('fen; may be below zero');
/** What each of them is, `shared/domain/finance.ts` says. */
const figures = z.object(
  Object.fromEntries(FINANCE_FIGURES.map((name) => [name, sum])) as Record<
    (typeof FINANCE_FIGURES)[number],
    typeof sum
  >,
);
/** A day (`2026-01-17`) or a month (`2026-01`) of Asia/Shanghai. */
const period = z.string().regex(/^20\d\d-\d\d(-\d\d)?$/);

export const journalView = z.object({
  id: z.string(),
  kind: z.string(),
  about: z.string(),
  /** The order that it comes from, or the withdrawal. */
  orderId: orderId.optional(),
  withdrawalId: withdrawalId.optional(),
  at: ms,
  postings: z.array(z.object({ from: z.string(), to: z.string(), amount: z.int().min(0) })),
});

export const financeContracts = {
  'finance.board': endpoint({
    summary: "A shop's money by day or month: sales, refunds, commissions, fees and tax, from its journals.",
    access: WHO_DECIDES,
    perMinute: 30,
    input: z.object({ merchantId, ...days, by: z.enum(['day', 'month']) }),
    output: z.object({
      total: figures,
      /** Each day, or each month as a whole, that the range touches; oldest first. */
      rows: z.array(figures.extend({ period })),
      countedTo: ms,
    }),
    refusals: ['rangeTooLong'],
  }),
  'finance.journals': endpoint({
    summary: 'The journals behind one figure of one day or month, newest first.',
    access: WHO_DECIDES,
    perMinute: 60,
    input: z.object({ merchantId, period, figure: z.enum(FINANCE_FIGURES), ...journalPage }),
    output: z.object({ journals: z.array(journalView), count, nextCursor }),
    refusals: [],
  }),
};
