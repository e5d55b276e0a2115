import { z } from 'zod';
import {
  campaignId,
  chatTicket,
  count,
  face,
  fen,
  groupId,
  merchantId,
  ms,
  nextCursor,
  orderId,
  page,
  picture,
  productId,
  skuId,
} from './common';
import { endpoint } from './endpoint';

export const seat = z.object({
  name: z.string(),
  avatar: picture,
  state: z.enum(['held', 'taken']),
  leader: z.boolean(),
  mine: z.boolean(),
});

/** The terms as a buyer meets them (`shared/domain/groupBuy.ts` says what each means). */
export const groupTerms = {
  /** 成团人数; with a ladder, those of its last step. */
  size: count,
  /** 到期几人也算成; absent where only a full group is formed. */
  least: count.optional(),
  life: ms.describe('how long a group stays open, in ms'),
  hold: ms.describe('how long a seat is held for an unpaid order, in ms'),
  perOrder: count,
  perPerson: count,
  audience: z.enum(['everyone', 'newcomers']),
  overflow: z.enum(['refund', 'anotherGroup', 'lead']),
  mayLeave: z.boolean(),
  chatOnly: z.boolean(),
  /** Off each piece of the order that starts a group. */
  leaderDiscount: fen,
  /** Further steps, each with its lowest price by SKU; empty without a ladder. */
  ladder: z.array(z.object({ members: count, prices: z.record(skuId, fen) })),
};

/** A group that can be joined, in a list. */
export const joinableGroup = z.object({
  id: groupId,
  leaderName: z.string(),
  members: z.array(z.object({ avatar: picture })),
  size: count,
  least: count.optional(),
  missing: count,
  expiresAt: ms,
  /** It was started in the chat that the caller has come from. */
  thisChat: z.boolean(),
});

export const groupStatus = z.enum(['pending', 'open', 'formed', 'failed']);

/** Why this caller cannot join, told before the tap. */
export const barred = z.enum(['newcomersOnly', 'chatOnly']);

export const groupContracts = {
  'group.get': endpoint({
    summary: 'A group as everybody sees it; cheap enough to be asked every few seconds.',
    access: 'public',
    perMinute: 240,
    input: z.object({ groupId, chat: chatTicket.optional() }),
    output: z.object({
      id: groupId,
      status: groupStatus,
      merchant: z.object({ id: merchantId, name: z.string() }),
      product: z.object({ id: productId, title: z.string(), caption: z.string(), cover: picture }),
      campaignId,
      /** Edition of the rules that this group began under. */
      version: count,
      ...groupTerms,
      /** Seats neither taken nor held. */
      free: count,
      /** Seats that are not paid: 还差 N 人. */
      missing: count,
      /** Paid members. */
      taken: count,
      /** Steps of the ladder that are reached; `groupPrice` is the price there. */
      step: count,
      skus: z.array(z.object({ id: skuId, name: z.string(), price: fen, firstPrice: fen, groupPrice: fen })),
      /** Paid ones first, in the order of their payments. */
      seats: z.array(seat),
      /** The deadline; absent while the leader has not paid. */
      expiresAt: ms.optional(),
      /** The merchant ended the campaign before this deadline. */
      endedEarly: z.boolean(),
      openedAt: ms.optional(),
      formedAt: ms.optional(),
      /** The caller's order in this group. */
      myOrderId: orderId.optional(),
      barred: barred.optional(),
    }),
    refusals: ['notFound'],
  }),
  'group.leave': endpoint({
    summary: 'Gives up a paid seat while the group is open; everything paid is refunded. Safe to repeat.',
    access: 'person',
    perMinute: 20,
    input: z.object({
      groupId,
      /** The order of the seat that is meant: a tap that is repeated late gives up no other. */
      myOrderId: orderId.optional(),
    }),
    output: z.object({ orderId }),
    refusals: ['notFound', 'leaveNotAllowed', 'notInGroup', 'groupFormed', 'groupFailed', 'groupExpired'],
  }),
  'group.listMine': endpoint({
    summary: 'Groups that I sit in, newest first, by page.',
    access: 'person',
    perMinute: 120,
    input: z.object({ state: z.enum(['all', 'open', 'formed', 'failed']).default('all'), ...page }),
    output: z.object({
      groups: z.array(
        z.object({
          id: groupId,
          status: groupStatus,
          product: z.object({ id: productId, title: z.string(), cover: picture }),
          size: count,
          least: count.optional(),
          taken: count,
          missing: count,
          members: z.array(face),
          /** I lead it. */
          leads: z.boolean(),
          /** My seat is not paid yet. */
          paying: z.boolean(),
          orderId,
          expiresAt: ms.optional(),
          formedAt: ms.optional(),
          createdAt: ms,
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
};
