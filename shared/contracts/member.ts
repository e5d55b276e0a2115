import { z } from 'zod';
import { face, inviteId, merchantId, ms, picture, requestId, userId } from './common';
import { endpoint, ROLES } from './endpoint';

const role = z.enum(ROLES);

/** What stands in the link of an invite. */
const code = z.string().regex(/^[0-9A-Za-z]{22}$/);

export const memberContracts = {
  'member.list': endpoint({
    summary: 'Who works for the merchant, and as what.',
    access: ['owner'],
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({ members: z.array(face.extend({ userId, role, self: z.boolean() })) }),
    refusals: [],
  }),
  'member.setRole': endpoint({
    summary: 'Another role for a member, from the next call on. Safe to repeat.',
    access: ['owner'],
    logs: { about: 'userId' },
    perMinute: 20,
    input: z.object({ merchantId, userId, role, seenRole: role.describe('another one by now is a conflict') }),
    output: z.object({}),
    refusals: ['notFound', 'conflict', 'lastOwner'],
  }),
  'member.remove': endpoint({
    summary: 'A member works here no more, from the next call on. Safe to repeat.',
    access: ['owner'],
    logs: { about: 'userId' },
    perMinute: 20,
    input: z.object({ merchantId, userId }),
    output: z.object({}),
    refusals: ['notFound', 'lastOwner'],
  }),
  'member.invite': endpoint({
    summary: 'A link by which one person can come to work here, for seven days. Its code is told this once.',
    access: ['owner'],
    logs: { about: 'role' },
    perMinute: 20,
    input: z.object({ requestId, merchantId, role }),
    output: z.object({ id: inviteId, code, role, expiresAt: ms }),
    refusals: ['requestIdReused', 'invitesFull', 'membersFull'],
  }),
  'member.link': endpoint({
    summary: 'A link of WeChat to an invite, which opens the mini-program from anywhere (URL Link).',
    access: ['owner'],
    logs: { about: 'inviteId', hides: ['code'] },
    perMinute: 20,
    input: z.object({ merchantId, inviteId, code }),
    output: z.object({ url: z.string() }),
    refusals: ['notFound', 'codeUnavailable'],
  }),
  'member.invites': endpoint({
    summary: 'Invites that nobody has used yet, newest first.',
    access: ['owner'],
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({
      invites: z.array(z.object({ id: inviteId, role, by: z.string().describe('name'), createdAt: ms, expiresAt: ms })),
    }),
    refusals: [],
  }),
  'member.revoke': endpoint({
    summary: 'Takes an invite back that nobody has used. Safe to repeat.',
    access: ['owner'],
    logs: { about: 'inviteId' },
    perMinute: 60,
    input: z.object({ merchantId, inviteId }),
    output: z.object({}),
    refusals: ['notFound', 'inviteUsed'],
  }),
  'member.invitation': endpoint({
    summary: 'What an invite is: who invites to which shop, as what; and why not, where it cannot be accepted.',
    access: 'public',
    perMinute: 60,
    input: z.object({ code }),
    output: z.object({
      merchant: z.object({ id: merchantId, name: z.string(), logo: picture }),
      by: face,
      role,
      expiresAt: ms,
      joined: z.boolean().describe('the caller came by this very invite, and works here'),
      hindrance: z
        .enum(['inviteOwn', 'alreadyMember', 'inviteUsed', 'inviteExpired', 'inviteRevoked'])
        .optional()
        .describe('what accepting would be refused with'),
    }),
    refusals: ['notFound'],
  }),
  'member.accept': endpoint({
    summary: 'Comes to work for the shop of an invite. Safe to repeat.',
    access: 'person',
    livingSession: true,
    perMinute: 20,
    input: z.object({ code }),
    output: z.object({ merchantId, role }),
    refusals: ['notFound', 'inviteOwn', 'alreadyMember', 'inviteUsed', 'inviteExpired', 'inviteRevoked'],
  }),
};
