import { z } from 'zod';
import { CLOSED_BECAUSE } from '../domain/platform';
import {
  bargainId,
  campaignId,
  count,
  face,
  fen,
  merchantId,
  ms,
  nextCursor,
  orderId,
  page,
  picture,
  productId,
  requestId,
  skuId,
} from './common';
import { endpoint } from './endpoint';

/** By the clock as well as by what happened. */
export const bargainStatus = z.enum(['open', 'floor', 'ordered', 'bought', 'expired', 'cancelled']);

/** As a merchant types it; what cannot stand is refused with a sentence. */
export const setting = z.int().min(0).max(1_000_000_000);

/** The terms as a buyer and a friend meet them (`shared/domain/bargain.ts` says what each means). */
export const bargainTerms = {
  /** Friends that are needed. */
  helpers: setting,
  ownCut: z.boolean(),
  shape: z.enum(['even', 'frontLoaded']),
  life: ms.describe('how long a bargain takes help, in ms'),
  buyAt: z.enum(['floor', 'anyPrice']),
  payWithin: ms.describe('how long it can be ordered once it is at the floor, in ms'),
  perPerson: setting,
  helpsPerDay: setting,
  helpsPerCampaign: setting,
};

/** List price and floor by SKU. */
export const bargainPrices = z.record(skuId, z.object({ list: fen, floor: fen }));

const product = z.object({ id: productId, title: z.string(), caption: z.string(), cover: picture });

const help = face.extend({
  cut: fen,
  at: ms,
  /** The owner's own first cut. */
  own: z.boolean(),
  /** The caller's. */
  mine: z.boolean(),
});

/** Why this caller cannot help, told before the tap. Limits are told by the tap. */
const barred = z.enum([
  'bargainOwn',
  'bargainHelped',
  'bargainAtFloor',
  'bargainOrdered',
  'bargainBought',
  'bargainExpired',
  'bargainCancelled',
  'bargainEndedEarly',
]);

export const bargainView = z.object({
  id: bargainId,
  status: bargainStatus,
  merchant: z.object({ id: merchantId, name: z.string() }),
  product,
  sku: z.object({ id: skuId, name: z.string() }),
  campaignId,
  /** Edition of the terms that it began under. */
  version: count,
  ...bargainTerms,
  list: fen,
  floor: fen,
  /** What it stands at. */
  price: fen,
  /** All cuts there are, and those that are not made yet. */
  cuts: count,
  missing: count,
  owner: face,
  /** The caller's own. */
  mine: z.boolean(),
  /** In the order in which they were made. */
  helps: z.array(help),
  barred: barred.optional(),
  /** Until when it takes help, or, at the floor, can be ordered. */
  expiresAt: ms,
  createdAt: ms,
  floorAt: ms.optional(),
  endedAt: ms.optional(),
  endedEarly: z.boolean(),
  /** The order for it that waits for payment or has bought it; told to its owner. */
  orderId: orderId.optional(),
  commitment: z.string().describe('SHA-256 of seed and draw'),
  /** The seed is shown (`bargain.proof`). */
  revealed: z.boolean(),
});

const offer = z.object({
  campaignId,
  title: z.string(),
  product,
  endsAt: ms,
  helpers: count,
  /** Of the SKU with the lowest floor. */
  list: fen,
  floor: fen,
  /** Pieces of the quota that are neither sold nor held. */
  left: count,
});

export const bargainContracts = {
  'bargain.listOffers': endpoint({
    summary: "A shop's live bargain campaigns, those that end first first, by page.",
    access: 'public',
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({ offers: z.array(offer), nextCursor }),
    refusals: [],
  }),
  'bargain.offer': endpoint({
    summary: 'What a bargain campaign offers before one is started: all terms, each SKU, and my own that is running.',
    access: 'public',
    perMinute: 120,
    input: z.object({ campaignId }),
    output: offer.extend({
      merchant: z.object({ id: merchantId, name: z.string() }),
      pictures: z.array(picture),
      version: count,
      ...bargainTerms,
      /** Live now, and not all of it stale; else it is shown and cannot be started. */
      live: z.boolean(),
      /** The merchant has paused it: it may come back. */
      paused: z.boolean(),
      skus: z.array(
        z.object({
          id: skuId,
          name: z.string(),
          list: fen,
          floor: fen,
          inStock: z.boolean(),
          /** It costs less alone than the list price that it would be cut from: no bargain of it is started. */
          stale: z.boolean(),
        }),
      ),
      /** My bargain of this product that is not over. */
      mine: bargainId.optional(),
      /** How many more I may start. */
      startsLeft: count.optional(),
    }),
    refusals: ['notFound'],
  }),
  'bargain.start': endpoint({
    summary:
      'Starts a bargain: its cuts are drawn and committed to, and the owner makes the first where the terms have it. Safe to repeat; one that is running is the answer.',
    access: 'person',
    perMinute: 20,
    input: z.object({ requestId, campaignId, skuId }),
    output: z.object({ bargainId, started: z.boolean().describe('false: it was running already') }),
    refusals: [
      'campaignNotLive',
      'campaignPaused',
      ...CLOSED_BECAUSE,
      'productGone',
      'soldOut',
      'quotaUsedUp',
      'bargainStale',
      'bargainsUsedUp',
      'requestIdReused',
    ],
  }),
  'bargain.get': endpoint({
    summary: 'A bargain as everybody sees it; cheap enough to be asked every few seconds.',
    access: 'public',
    perMinute: 240,
    input: z.object({ bargainId }),
    output: bargainView,
    refusals: ['notFound'],
  }),
  'bargain.help': endpoint({
    summary: 'Takes the next cut for a friend; one person once. What is refused counts for no limit.',
    access: 'person',
    perMinute: 30,
    input: z.object({ bargainId }),
    output: z.object({ cut: fen, bargain: bargainView }),
    refusals: ['notFound', ...barred.options, 'helpsToday', 'helpsUsedUp'],
  }),
  'bargain.cancel': endpoint({
    summary: 'Ends a bargain of mine that is not ordered. Safe to repeat.',
    access: 'person',
    perMinute: 20,
    input: z.object({ bargainId }),
    output: bargainView,
    refusals: ['notFound', 'bargainOrdered', 'bargainBought', 'bargainExpired', 'bargainEndedEarly'],
  }),
  'bargain.listMine': endpoint({
    summary: 'Bargains that I have started, newest first, by page.',
    access: 'person',
    perMinute: 120,
    input: z.object({ ...page }),
    output: z.object({
      bargains: z.array(
        z.object({
          id: bargainId,
          status: bargainStatus,
          product: z.object({ id: productId, title: z.string(), cover: picture }),
          sku: z.object({ id: skuId, name: z.string() }),
          list: fen,
          floor: fen,
          price: fen,
          missing: count,
          friends: z.array(face),
          expiresAt: ms,
          createdAt: ms,
          orderId: orderId.optional(),
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
  'bargain.proof': endpoint({
    summary: 'All that anyone needs to compute every cut again, once no cut can follow (docs/fairness.md).',
    access: 'public',
    perMinute: 60,
    input: z.object({ bargainId }),
    output: z.object({
      seed: z.string().describe('32 bytes in hexadecimal'),
      commitment: z.string(),
      draw: z.object({
        bargainId,
        campaignId,
        edition: count,
        list: fen,
        floor: fen,
        count,
        shape: bargainTerms.shape,
      }),
      /** Those that were made, in order. */
      cuts: z.array(fen),
    }),
    refusals: ['notFound', 'bargainNotOver'],
  }),
};
