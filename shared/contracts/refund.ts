import { z } from 'zod';
import { merchantId, refundId } from './common';
import { endpoint } from './endpoint';

export const refundContracts = {
  'refund.payByHand': endpoint({
    summary:
      'Takes the money of a refund that the buyer cannot get any more, to pay it out by hand; the refund goes on. Safe to repeat.',
    access: ['owner', 'operator'],
    logs: { about: 'refundId' },
    perMinute: 30,
    input: z.object({ merchantId, refundId }),
    output: z.object({ status: z.enum(['underWay', 'arrived']) }),
    refusals: ['notFound', 'refundNotAbnormal'],
  }),
};
