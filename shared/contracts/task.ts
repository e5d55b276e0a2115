import { z } from 'zod';
import { count, fen, merchantId, ms, orderId, refundId, withdrawalId } from './common';
import { endpoint } from './endpoint';

export const taskContracts = {
  'task.list': endpoint({
    summary: 'What the merchant must see to, the longest waiting first.',
    access: ['owner', 'operator'],
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({
      tasks: z.array(
        z.object({
          id: z.string(),
          kind: z
            .enum([
              'refundAbnormal',
              'refundRefused',
              'shippingRejected',
              'withdrawalReview',
              'transferRefused',
              'apiV3KeyWrong',
              'prepayRejected',
            ])
            .describe(
              'refundAbnormal: take the money (refund.payByHand) and pay the buyer · refundRefused: with notEnough, top ' +
                "up WeChat Pay's balance · shippingRejected: report it in WeChat's console · withdrawalReview: look at it " +
                '(payout.approve, payout.refuse) · transferRefused: with notEnough, top up the operating account · ' +
                'apiV3KeyWrong: give the right key (paymentAccount.set) · prepayRejected: nobody can pay; bind the mchid ' +
                'to the appid, or whatever the code says',
            ),
          orderId: orderId.optional(),
          withdrawalId: withdrawalId.optional(),
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
    logs: { about: 'orderId' },
    perMinute: 60,
    // What is done in WeChat's console is told to nobody; all else ends when it has happened.
    input: z.object({ merchantId, kind: z.enum(['shippingRejected']), orderId }),
    output: z.object({}),
    refusals: ['notFound'],
  }),
};
