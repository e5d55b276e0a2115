import { z } from 'zod';
import { STATEMENT_LINES } from '../domain/statement';
import { count, fen, journalPage, merchantId, ms, nextCursor } from './common';
import { endpoint } from './endpoint';

const month = z
  .string()
  .regex(/^20\d\d-\d\d$/)
  .describe('a month of Asia/Shanghai');
const sum = z.int().describe('fen; may be below zero');

const wallet = z.object({ held: sum, available: sum, withdrawing: sum, debt: sum });

/** As `Statement` of `shared/domain/statement.ts`: opening + earned − reversed − withdrawn = closing, debt taken off. */
const statement = z.object({
  month,
  opening: wallet,
  earned: sum,
  released: sum,
  reversed: sum,
  withdrawn: sum.describe('fee + tax + net'),
  fee: sum,
  tax: sum,
  net: sum,
  closing: wallet,
});

export const statementContracts = {
  'statement.list': endpoint({
    summary: 'My months with a shop in which something changed, newest first.',
    access: 'person',
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({ statements: z.array(statement) }),
    refusals: [],
  }),
  'statement.get': endpoint({
    summary: 'A month, with every entry of my wallet in it, oldest first, a hundred a page.',
    access: 'person',
    perMinute: 60,
    input: z.object({ merchantId, month, ...journalPage }),
    output: z.object({
      statement,
      entries: z.array(
        z.object({
          id: z.string(),
          at: ms,
          line: z.enum(STATEMENT_LINES),
          title: z.string().describe('of the goods; empty for a withdrawal'),
          /** How it changes what is held, available, on its way, and owed. */
          ...wallet.shape,
          /** Of a withdrawal that was paid. */
          paid: z.object({ fee: fen, tax: fen, net: fen }).optional(),
          about: z.string().describe('commission or withdrawal'),
          orderId: z.string().optional(),
        }),
      ),
      count,
      nextCursor,
    }),
    refusals: [],
  }),
};
