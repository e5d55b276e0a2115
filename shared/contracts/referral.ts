import { z } from 'zod';
import { DAYS_MAX } from '../domain/referral';
import { count, face, merchantId, ms, orderId, requestId, shareToken, userId } from './common';
import { endpoint, ROLES } from './endpoint';

const daysOf = z
  .int()
  .min(0)
  .max(DAYS_MAX + 1);

export const referralTerms = z.object({
  whom: z.enum(['everyone', 'newcomers']),
  when: z.enum(['firstOpen', 'firstOrder']),
  days: daysOf.optional().describe('how long a binding lasts; left out: for good'),
  replaced: z.enum(['never', 'afterExpiry', 'lastClick']),
  protectedDays: daysOf.optional().describe('with lastClick'),
});

/** Since when it holds, and who said so; neither of the one that a shop begins with. */
const edition = referralTerms.extend({ version: count, at: ms.optional(), by: z.string().optional() });

/** One change of somebody's referrer. */
const bindingLine = z.object({
  referrer: face.extend({ userId }).optional().describe('absent where a member of the shop took the referrer away'),
  at: ms,
  until: ms.optional(),
  policyVersion: count.optional(),
  share: z.object({ token: shareToken, title: z.string() }).optional(),
  /** A member of the shop did it, and why. */
  by: z.string().optional(),
  reason: z.string().optional(),
});

export const referralContracts = {
  'referral.policy': endpoint({
    summary: 'The shop’s policy of binding, and the editions before it.',
    access: ROLES,
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({
      policy: edition,
      /** Those before it, newest first; at most 20. */
      history: z.array(edition),
    }),
    refusals: [],
  }),
  'referral.setPolicy': endpoint({
    summary: 'Another policy of binding, for shares opened from now on; what was bound stays as it was promised.',
    access: ['owner'],
    logs: { about: 'merchantId' },
    perMinute: 20,
    input: z.object({ merchantId, seenVersion: z.int().min(1).max(1_000_000), terms: referralTerms }),
    output: z.object({ version: count }),
    refusals: ['conflict', 'referralTermsUnfit'],
  }),
  'referral.get': endpoint({
    summary: 'Whose friend a customer is, and how that came about; found by an order of theirs or a code they shared.',
    access: ROLES,
    perMinute: 120,
    input: z.object({
      merchantId,
      of: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('person'), userId }),
        z.strictObject({ by: z.literal('order'), orderId }),
        z.strictObject({ by: z.literal('code'), code: shareToken }),
      ]),
    }),
    output: z.object({
      person: face.extend({ userId }),
      /** Where it lasts. */
      referrer: face.extend({ userId }).optional(),
      boundAt: ms.optional(),
      until: ms.optional(),
      /** How many people are bound to this person now, or were and nobody has taken their place. */
      brought: count,
      suspended: z.object({ since: ms.optional(), reason: z.string() }).optional(),
      /** Newest first; at most 100. */
      history: z.array(bindingLine),
    }),
    refusals: ['notFound'],
  }),
  'referral.correct': endpoint({
    summary: 'A wrong referrer is put right: from now on another person, or nobody, earns from this customer.',
    access: ['owner', 'operator'],
    logs: { about: 'userId', hides: ['code', 'reason'] },
    perMinute: 30,
    input: z.object({
      merchantId,
      userId,
      /** A code that the right referrer has shared; left out: nobody. */
      code: shareToken.optional(),
      reason: z.string().trim().min(2).max(200),
      requestId,
    }),
    output: z.object({ corrected: z.literal(true) }),
    refusals: ['notFound', 'shareUnknown', 'referrerOwn', 'referrerCycle', 'referrerSuspended', 'requestIdReused'],
  }),
  'referral.suspend': endpoint({
    summary: 'A promoter earns nothing and binds nobody from now on, or does so again.',
    access: ['owner', 'operator'],
    logs: { about: 'userId', hides: ['reason'] },
    perMinute: 30,
    input: z.object({ merchantId, userId, suspended: z.boolean(), reason: z.string().trim().min(2).max(200) }),
    output: z.object({ suspended: z.boolean() }),
    refusals: ['notFound'],
  }),
};
