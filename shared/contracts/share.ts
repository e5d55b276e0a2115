import { z } from 'zod';
import { face, groupId, merchantId, productId, shareToken } from './common';
import { endpoint } from './endpoint';

/** What a card leads to. */
const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shop'), id: merchantId }),
  z.object({ kind: z.literal('product'), id: productId }),
  z.object({ kind: z.literal('group'), id: groupId }),
]);

export const shareContracts = {
  'share.create': endpoint({
    summary: 'The token of my share of this thing; asking again gives the same.',
    access: 'person',
    perMinute: 60,
    input: z.object({ target, /** The share that brought me here. */ from: shareToken.optional() }),
    output: z.object({ token: shareToken }),
    refusals: ['notFound'],
  }),
  'share.open': endpoint({
    summary:
      'A share was opened: says whose it is, and, where somebody is signed in, binds their referrer if the rules say so.',
    access: 'public',
    perMinute: 60,
    input: z.object({
      token: shareToken,
      /** WeChat's scene value; Moments' single-page mode (1154) binds nobody. */
      scene: z.int().min(0).max(9999).optional(),
    }),
    output: z.object({
      target,
      sharer: face,
      /** `none`: nobody was bound. Why is for the sharer (已归属其他推荐人) and the merchant to know, not for the visitor. */
      binding: z.enum(['bound', 'already', 'own', 'none']),
    }),
    refusals: ['shareUnknown'],
  }),
};
