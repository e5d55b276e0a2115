import { z } from 'zod';
import { CHANNELS } from '../domain/visit';
import { bargainId, chatTicket, count, face, groupId, merchantId, ms, productId, shareToken } from './common';
import { endpoint } from './endpoint';

/** What a card leads to. */
export const shareTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shop'), id: merchantId }),
  z.object({ kind: z.literal('product'), id: productId }),
  z.object({ kind: z.literal('group'), id: groupId }),
  z.object({ kind: z.literal('bargain'), id: bargainId }),
  z.object({ kind: z.literal('promoter'), id: merchantId }).describe('who shares it, before the goods of this shop'),
]);

export const channel = z.enum(CHANNELS).describe('message card, Moments card, poster with a code, or link');

/** What an app keeps to be known again where nobody is signed in; it says nothing of anybody. */
const device = z.string().regex(/^[0-9A-Za-z]{16,40}$/);

export const shareContracts = {
  'share.create': endpoint({
    summary: 'The token of my share of this thing over this channel; asking again gives the same.',
    access: 'person',
    perMinute: 120,
    input: z.object({
      target: shareTarget,
      channel: channel.default('message'),
      /** The share that brought me here, and the chat that I came from. */
      from: shareToken.optional(),
      chat: chatTicket.optional(),
    }),
    output: z.object({ token: shareToken }),
    refusals: ['notFound'],
  }),
  'share.open': endpoint({
    summary:
      'A share was opened: says whose it is, records the visit, and binds a referrer where the shop’s policy says so.',
    access: 'public',
    perMinute: 120,
    input: z.object({
      token: shareToken,
      /** WeChat's scene value; Moments' single-page mode (1154) binds nobody. */
      scene: z.int().min(0).max(9999).optional(),
      device: device.optional(),
      chat: chatTicket.optional(),
    }),
    output: z.object({
      target: shareTarget,
      sharer: face,
      /** `none`: nobody was bound. Why is for the sharer (已归属其他推荐人) and the merchant to know, not for the visitor. */
      binding: z.enum(['bound', 'already', 'own', 'none']),
    }),
    refusals: ['shareUnknown'],
  }),
  'share.claim': endpoint({
    summary: 'Somebody has signed in: the shares that were opened on this device before count for them, oldest first.',
    access: 'person',
    perMinute: 30,
    input: z.object({ device }),
    output: z.object({ claimed: count }),
    refusals: [],
  }),
  'share.code': endpoint({
    summary: 'The mini-program code of a share of mine, as a picture.',
    access: 'person',
    perMinute: 60,
    input: z.object({ token: shareToken }),
    output: z.object({ picture: z.string().describe('data URL of a PNG or JPEG') }),
    refusals: ['shareUnknown', 'codeUnavailable'],
  }),
  'share.link': endpoint({
    summary: 'A link for SMS and other apps to a share of mine; it opens the mini-program (URL Link).',
    access: 'person',
    perMinute: 60,
    input: z.object({ token: shareToken }),
    output: z.object({ url: z.string(), expiresAt: ms }),
    refusals: ['shareUnknown', 'codeUnavailable'],
  }),
  'share.activity': endpoint({
    summary: 'What makes a group’s card change by itself in the chats that it is sent to (动态消息).',
    access: 'person',
    perMinute: 60,
    input: z.object({ groupId }),
    output: z.object({ activityId: z.string(), members: count, room: count, expiresAt: ms }),
    refusals: ['notFound', 'groupNotOpen', 'groupFormed', 'groupFailed', 'groupExpired', 'codeUnavailable'],
  }),
};
