import { z } from 'zod';
import { savedAddress } from './address';
import { closed, face, merchantId, picture } from './common';
import { endpoint, ROLES } from './endpoint';
import { sentPicture } from './media';

/** 1 to 20 characters as people count them, on one line, of which something can be seen. */
const nickname = z
  .string()
  .trim()
  .max(80)
  .refine((name) => [...name].length >= 1 && [...name].length <= 20, 'needs 1 to 20 characters')
  .refine(
    (name) => !/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff]/u.test(name),
    'no control characters',
  );

/** `pending`: WeChat is looking at it, and others see what was there before; `refused`: it did not pass. */
const looked = z.object({ value: z.string(), status: z.enum(['shown', 'pending', 'refused']) });
const profile = z.object({ name: looked, avatar: looked });

/** The privacy policy's edition in force, and whether this person has agreed to it. */
const policy = z.object({ edition: z.string(), agreed: z.boolean() });

export const personContracts = {
  'person.me': endpoint({
    summary: 'Who is signed in, with the usual address.',
    access: 'person',
    perMinute: 120,
    input: z.object({}),
    output: face.extend({ address: savedAddress.optional(), profile, policy }),
    refusals: [],
  }),
  'person.memberships': endpoint({
    summary: 'The merchants that I work for, and as what; and whether I operate the platform.',
    access: 'person',
    perMinute: 120,
    input: z.object({}),
    output: z.object({
      operatesPlatform: z.literal(true).optional(),
      memberships: z.array(z.object({ merchantId, name: z.string(), logo: picture, role: z.enum(ROLES), closed })),
    }),
    refusals: [],
  }),
  'person.saveProfile': endpoint({
    summary: 'What I would like to be called and look like. Others see it once WeChat has found nothing wrong with it.',
    access: 'person',
    perMinute: 10,
    input: z.object({ name: nickname.optional(), avatar: sentPicture.optional() }),
    output: profile,
    refusals: ['consentMissing', 'pictureUnknown'],
  }),
  'person.consent': endpoint({
    summary: 'My answer to the privacy policy, with its edition and time. It can be withdrawn.',
    access: 'person',
    perMinute: 20,
    input: z.object({ edition: z.string().min(1).max(20), answer: z.enum(['agree', 'withdraw']) }),
    output: policy,
    refusals: ['policyChanged'],
  }),
};
