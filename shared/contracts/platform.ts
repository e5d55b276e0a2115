import { z } from 'zod';
import { CLOSED_BECAUSE, LIMITS_MOST } from '../domain/platform';
import { bps, count, face, inviteId, journalPage, merchantId, ms, nextCursor, picture, requestId } from './common';
import { endpoint } from './endpoint';

/** Whoever decides over a shop says why: it stays with it. */
const reason = z.string().trim().min(4).max(200);

const limits = z.object({
  products: z.int().min(1).max(LIMITS_MOST.products),
  campaigns: z.int().min(1).max(LIMITS_MOST.campaigns),
  members: z.int().min(1).max(LIMITS_MOST.members),
  commissionCap: bps,
});

const said = z.object({ by: z.string().describe('name'), at: ms, reason: z.string() });

const shop = z.object({
  id: merchantId,
  name: z.string(),
  logo: picture,
  closed: z.enum(CLOSED_BECAUSE).optional().describe('why it sells nothing new; absent while it sells'),
  payoutsStopped: z.boolean(),
  sales: z.int().describe('fen captured in the last 30 days that are over'),
  alarms: count.describe('open ones about it, its own tasks among them'),
});

const alarmId = z
  .string()
  .max(200)
  .regex(/^[A-Za-z]{1,40}\/\S{1,159}$/);

export const platformContracts = {
  'platform.listMerchants': endpoint({
    summary: 'All shops, or those in one state.',
    access: 'platform',
    perMinute: 60,
    input: z.object({
      state: z.enum(['all', 'frozen', 'unready', 'payoutsStopped']),
      words: z.string().trim().max(30).optional().describe('part of a name'),
      cursor: merchantId.optional(),
    }),
    output: z.object({ merchants: z.array(shop), nextCursor }),
    refusals: [],
  }),
  'platform.getMerchant': endpoint({
    summary: 'A shop: who owns it, whether it sells, its limits and what it has of them, its freezes.',
    access: 'platform',
    perMinute: 60,
    input: z.object({ merchantId }),
    output: shop.extend({
      openedAt: ms.optional().describe('absent where a script opened it'),
      owners: z.array(face),
      invites: z.array(z.object({ id: inviteId, expiresAt: ms })).describe('for owners, that nobody has used'),
      account: z
        .object({ mchid: z.string(), checkedAt: ms.optional() })
        .optional()
        .describe('that new orders are paid to'),
      limits: limits.extend({ version: count }),
      used: z.object({ products: count, campaigns: count, members: count, commissionCap: bps }),
      frozen: said.optional(),
      freezes: z.array(said.extend({ lifted: said })).describe('that were lifted, newest first'),
    }),
    refusals: ['notFound'],
  }),
  'platform.addMerchant': endpoint({
    summary: 'Opens a shop. It sells once an owner has come by an invite and has given it a payment account.',
    access: 'platform',
    perMinute: 10,
    input: z.object({ requestId, name: z.string().trim().min(1).max(30) }),
    output: z.object({ merchantId }),
    refusals: ['requestIdReused'],
  }),
  'platform.inviteOwner': endpoint({
    summary: 'A link by which one person can come to own the shop, for seven days. Its code is told this once.',
    access: 'platform',
    logs: { about: 'merchantId' },
    perMinute: 10,
    input: z.object({ requestId, merchantId }),
    output: z.object({ id: inviteId, code: z.string(), role: z.literal('owner'), expiresAt: ms }),
    refusals: ['notFound', 'invitesFull', 'membersFull'],
  }),
  'platform.linkOwner': endpoint({
    summary: 'A link of WeChat to such an invite, which opens the mini-program from anywhere (URL Link).',
    access: 'platform',
    logs: { about: 'inviteId', hides: ['code'] },
    perMinute: 10,
    input: z.object({ merchantId, inviteId, code: z.string().regex(/^[0-9A-Za-z]{22}$/) }),
    output: z.object({ url: z.string() }),
    refusals: ['notFound', 'codeUnavailable'],
  }),
  'platform.revokeInvite': endpoint({
    summary: 'Takes an invite for an owner back that nobody has used, whoever has made it. Safe to repeat.',
    access: 'platform',
    logs: { about: 'inviteId' },
    perMinute: 60,
    input: z.object({ merchantId, inviteId }),
    output: z.object({}),
    refusals: ['notFound', 'inviteUsed'],
  }),
  'platform.setLimits': endpoint({
    summary: 'How much a shop may have. What it has already stays. Safe to repeat.',
    access: 'platform',
    logs: { about: 'merchantId' },
    perMinute: 20,
    input: z.object({ merchantId, version: count.max(1_000_000).describe('the edition that was seen'), limits }),
    output: limits.extend({ version: count }),
    refusals: ['notFound', 'conflict'],
  }),
  'platform.freeze': endpoint({
    summary: 'The shop sells nothing new from this answer on; what has begun goes on. Safe to repeat.',
    access: 'platform',
    logs: { about: 'merchantId' },
    perMinute: 20,
    input: z.object({ merchantId, reason }),
    output: z.object({ at: ms }),
    refusals: ['notFound'],
  }),
  'platform.unfreeze': endpoint({
    summary: 'The shop sells again. Safe to repeat.',
    access: 'platform',
    logs: { about: 'merchantId' },
    perMinute: 20,
    input: z.object({ merchantId, since: ms.describe('of the freeze that was seen'), reason }),
    output: z.object({}),
    refusals: ['notFound', 'conflict'],
  }),
  'platform.listAlarms': endpoint({
    summary: 'What somebody must look at, in all shops, the newest first; or what was looked at last.',
    access: 'platform',
    perMinute: 60,
    input: z.object({
      state: z.enum(['open', 'closed']),
      kind: z.string().min(1).max(40).optional(),
      merchantId: merchantId.optional(),
      ...journalPage,
    }),
    output: z.object({
      alarms: z.array(
        z.object({
          id: alarmId,
          kind: z.string(),
          about: z.string().describe('the id of what it is about'),
          merchant: z.object({ id: merchantId, name: z.string() }).optional().describe('where it is about one shop'),
          task: z.boolean().describe('the shop’s own to see to: it closes when that is done'),
          detail: z.string().describe('JSON'),
          count: count.describe('how often it came up'),
          firstAt: ms,
          lastAt: ms,
          closed: z.object({ at: ms, by: z.string().optional(), reason: z.string().optional() }).optional(),
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
  'platform.closeAlarm': endpoint({
    summary: 'Somebody has looked, and says what it was. Raised again, it is open again. Safe to repeat.',
    access: 'platform',
    perMinute: 60,
    input: z.object({ alarmId, count: z.int().min(1).max(1_000_000_000).describe('as it was seen'), reason }),
    output: z.object({}),
    refusals: ['notFound', 'conflict', 'alarmIsTask'],
  }),
};
