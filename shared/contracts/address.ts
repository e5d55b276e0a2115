import { z } from 'zod';
import { addressId, requestId } from './common';
import { endpoint } from './endpoint';

/** Its limits are said by `shared/domain/address.ts`, in a sentence; here is only what no address can be. */
export const address = z.object({
  name: z.string().trim().min(1).max(100),
  phone: z.string().regex(/^1[3-9]\d{9}$/),
  /** 省 市 区 */
  region: z.array(z.string().trim().min(1).max(20)).length(3),
  detail: z.string().trim().min(2).max(400),
});

export type Address = z.infer<typeof address>;

export const savedAddress = address.extend({ id: addressId });

export const addressContracts = {
  'address.list': endpoint({
    summary: 'My addresses, the usual one first.',
    access: 'person',
    perMinute: 120,
    input: z.object({}),
    output: z.object({ addresses: z.array(savedAddress) }),
    refusals: [],
  }),
  'address.save': endpoint({
    summary: 'Keeps a new address, or another text for one that is kept. The first one is the usual one.',
    access: 'person',
    perMinute: 30,
    input: z.object({ requestId, id: addressId.optional(), address, usual: z.boolean().optional() }),
    output: savedAddress,
    refusals: ['notFound', 'addressTooLong', 'addressUnprintable', 'regionUnknown', 'addressesFull', 'consentMissing'],
  }),
  'address.remove': endpoint({
    summary: 'Forgets an address. Orders keep the one they were placed with.',
    access: 'person',
    perMinute: 30,
    input: z.object({ id: addressId }),
    output: z.object({}),
    refusals: [],
  }),
};
