import { z } from 'zod';
import { DIFFERENCES } from '../domain/reconciliation';
import { dayOf, startOfDay } from '../time';
import { accountId, count, merchantId, ms, nextCursor, orderId, page, withdrawalId } from './common';
import { endpoint, type Role } from './endpoint';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];
const OWNER = ['owner'] as const satisfies readonly Role[];

const date = z
  .string()
  .regex(/^20\d\d-\d\d-\d\d$/)
  .refine((text) => !Number.isNaN(startOfDay(text)) && dayOf(startOfDay(text)) === text, 'not a day')
  .describe('a day of Asia/Shanghai');

/** A day's sums may be more than one amount may be, and differences go both ways. */
const sum = z.int().min(0).describe('fen');
const signed = z.int().describe('fen, below zero where WeChat has less');

const both = z.object({ ours: z.object({ count, fen: sum }), theirs: z.object({ count, fen: sum }) });

const day = z.object({
  accountId,
  date,
  /** waiting: never compared yet · failed: never yet, and the last try came to nothing. */
  status: z.enum(['waiting', 'ok', 'different', 'failed']),
  /** Somebody is at it just now. */
  comparing: z.boolean(),
  comparedAt: ms.optional(),
  sums: z.object({ payments: both, refunds: both, transfers: both, transfersBack: both, fees: signed }).optional(),
  gap: signed.optional(),
  differences: count,
  /** Why the last try came to nothing, also behind an earlier result. */
  failure: z
    .object({ why: z.enum(['notReady', 'noStatement', 'broken', 'rejected', 'unavailable']), at: ms })
    .optional(),
  nextTryAt: ms.optional(),
});

const detail = day.extend({
  /** The first of them. */
  found: z.array(
    z.object({
      kind: z.enum(DIFFERENCES),
      number: z.string().describe('out_trade_no, out_refund_no, out_bill_no, or which sum of the fund flow'),
      ours: signed,
      theirs: signed,
      orderId: orderId.optional(),
      withdrawalId: withdrawalId.optional(),
    }),
  ),
});

const which = z.object({ merchantId, accountId, date });

export const reconciliationContracts = {
  'reconciliation.list': endpoint({
    summary: "A merchant's days against WeChat's bills, newest first, by page.",
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({
      days: z.array(day),
      /** Nothing is paid out since then, because of these days. */
      payoutStop: z.object({ since: ms, dates: z.array(date) }).optional(),
      nextCursor,
    }),
    refusals: [],
  }),
  'reconciliation.get': endpoint({
    summary: 'One day with its differences.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: which,
    output: detail,
    refusals: ['notFound'],
  }),
  'reconciliation.run': endpoint({
    summary: 'Compares a day with its bills now. Safe to repeat; the newest result counts.',
    access: OWNER,
    logs: { about: 'date' },
    perMinute: 12,
    input: which,
    output: detail,
    refusals: ['notFound', 'billsNotThere'],
  }),
};
