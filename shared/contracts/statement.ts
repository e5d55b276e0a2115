import { z } from 'zod';
import { STATEMENT_LINES } from '../domain/statement';
import { count, merchantId, ms, nextCursor, page } from './common';
import { endpoint } from './endpoint';

const month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
  .describe('a month of Asia/Shanghai');
const sum = z.int().describe('fen; may be below zero');

/** What a month brought. Opening + changes = closing, for what is held and for what is available less debt. */
const statement = z.object({
  month,
  opening: z.object({ held: sum, available: sum, withdrawing: sum, debt: sum }),
  earned: sum,
  released: sum,
  reversed: sum,
  /** Asked for and not given back, with what was taken off of it. */
  withdrawn: sum,
  fee: sum,
  tax: sum,
  net: sum,
  closing: z.object({ held: sum, available: sum, withdrawing: sum, debt: sum }),
});

export const statementContracts = {
  'statement.list': endpoint({
    summary: 'My months with a shop, newest first.',
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
    input: z.object({ merchantId, month, ...page }),
    output: z.object({
      statement,
      entries: z.array(
        z.object({
          at: ms,
          line: z.enum(STATEMENT_LINES),
          /** Of what: the goods, or the withdrawal. */
          title: z.string(),
          /** How it changes what is held, available, on its way, and owed. */
          held: sum,
          available: sum,
          withdrawing: sum,
          debt: sum,
          about: z.string().describe('commission or withdrawal'),
        }),
      ),
      count,
      nextCursor,
    }),
    refusals: [],
  }),
};
