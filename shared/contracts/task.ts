import { z } from 'zod';
import { count, fen, merchantId, ms, orderId, refundId } from './common';
import { endpoint } from './endpoint';

/** Kind and what it is about. */
const taskId = z.string().regex(/^[A-Za-z]{1,30}\/[a-z]{3}_[0-9A-Za-z]{1,40}$/);

export const taskContracts = {
  'task.list': endpoint({
    summary: 'What the merchant must see to, the longest waiting first.',
    access: ['owner', 'operator'],
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({
      tasks: z.array(
        z.object({
          id: taskId,
          kind: z
            .enum(['refundAbnormal', 'refundRefused', 'shippingRejected'])
            .describe(
              'refundAbnormal: take the money (refund.payByHand) and pay the buyer · refundRefused: with notEnough, top ' +
                "up WeChat Pay's balance · shippingRejected: report it in WeChat's console",
            ),
          orderId,
          refundId: refundId.optional(),
          amount: fen.optional(),
          code: z.string().optional().describe('why, where WeChat has said'),
          /** How often it came up. */
          count,
          since: ms,
          lastAt: ms,
        }),
      ),
    }),
    refusals: [],
  }),
  'task.close': endpoint({
    summary: 'Ticks off a task that does not end by itself. Safe to repeat.',
    access: ['owner', 'operator'],
    perMinute: 60,
    input: z.object({ merchantId, taskId }),
    output: z.object({}),
    refusals: ['notFound', 'taskEndsItself'],
  }),
  'refund.payByHand': endpoint({
    summary:
      'Takes the money of a refund that the buyer cannot get any more, to pay it out by hand; the refund goes on. Safe to repeat.',
    access: ['owner', 'operator'],
    perMinute: 30,
    input: z.object({ merchantId, refundId }),
    output: z.object({ status: z.enum(['underWay', 'arrived']) }),
    refusals: ['notFound', 'refundNotAbnormal'],
  }),
};
