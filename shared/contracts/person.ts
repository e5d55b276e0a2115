import { z } from 'zod';
import { face, merchantId, picture } from './common';
import { endpoint, ROLES } from './endpoint';

export const address = z.object({
  name: z.string().trim().min(1).max(30),
  phone: z.string().regex(/^1[3-9]\d{9}$/),
  /** 省 市 区 */
  region: z.array(z.string().trim().min(1).max(20)).length(3),
  detail: z.string().trim().min(2).max(100),
});

export type Address = z.infer<typeof address>;

export const personContracts = {
  'person.me': endpoint({
    summary: 'Who is signed in, with the address that was given once.',
    access: 'person',
    perMinute: 120,
    input: z.object({}),
    output: face.extend({ address: address.optional() }),
    refusals: [],
  }),
  'person.saveAddress': endpoint({
    summary: 'Keeps the delivery address for this and later orders.',
    access: 'person',
    perMinute: 20,
    input: z.object({ address }),
    output: z.object({ address }),
    refusals: [],
  }),
  'person.memberships': endpoint({
    summary: 'The merchants that I work for, and as what.',
    access: 'person',
    perMinute: 120,
    input: z.object({}),
    output: z.object({
      memberships: z.array(z.object({ merchantId, name: z.string(), logo: picture, role: z.enum(ROLES) })),
    }),
    refusals: [],
  }),
};
