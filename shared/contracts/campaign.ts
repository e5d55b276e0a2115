import { z } from 'zod';
import { CLOSED_BECAUSE } from '../domain/platform';
import { bargainPrices, bargainStatus, bargainTerms, setting } from './bargain';
import {
  bargainId,
  bps,
  campaignId,
  count,
  draftId,
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
  requestId,
  seenVersion,
  skuId,
} from './common';
import { endpoint, type Role } from './endpoint';
import { groupStatus, groupTerms } from './groupBuy';
import { refundView } from './order';

const EVERY_ROLE = ['owner', 'operator', 'shipper', 'viewer'] as const satisfies readonly Role[];
const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

export const campaignKind = z.enum(['groupBuy', 'bargain']);

/** By the clock as well as by hand: a live campaign whose time has not come is scheduled, one whose time is over has ended. */
const campaignStatus = z.enum(['draft', 'scheduled', 'live', 'paused', 'ended']);

/** letRun: no new groups, open ones go on to their own deadline · endNow: their deadline is now. */
const whatOfGroups = z.enum(['letRun', 'endNow']);

const ended = z.object({ at: ms, by: z.string().describe('name of whoever ended it'), groups: whatOfGroups });

/** What a campaign of any kind shows. */
const common = z.object({
  id: campaignId,
  title: z.string(),
  product: z.object({ id: productId, title: z.string(), cover: picture }),
  status: campaignStatus,
  edition: count,
  startsAt: ms,
  endsAt: ms,
  quota: count,
  /** Pieces sold, and pieces held for orders that wait for payment or their group. */
  sold: count,
  reserved: count,
  pausedAt: ms.optional(),
  ended: ended.optional(),
});

const groupBuyCard = common.extend({
  kind: z.literal('groupBuy'),
  size: count,
  /** The lowest price to begin with. */
  price: fen,
  groups: z.object({ pending: count, open: count, formed: count, failed: count }),
});

const bargainCard = common.extend({
  kind: z.literal('bargain'),
  helpers: count,
  /** Of the SKU with the lowest floor. */
  list: fen,
  floor: fen,
  bargains: z.object({ open: count, floor: count, ordered: count, bought: count, expired: count, cancelled: count }),
});

/** All terms of a bargain campaign, as they are published. */
const publishedTerms = z.object({ ...bargainTerms, prices: bargainPrices, quota: count });

const fewSkus = (prices: object): boolean => Object.keys(prices).length <= 100;

/** As a merchant types them; what cannot stand is refused with a sentence. */
const wishedBargainTerms = z.object({
  kind: z.literal('bargain'),
  ...bargainTerms,
  prices: bargainPrices.refine(fewSkus, 'too many SKUs'),
  quota: setting,
});
const wishedGroupPrices = z.record(skuId, fen).refine(fewSkus, 'too many SKUs');
const wishedGroupBuyTerms = z.object({
  kind: z.literal('groupBuy'),
  ...groupTerms,
  size: setting,
  least: setting.optional(),
  perOrder: setting,
  perPerson: setting,
  ladder: z.array(z.object({ members: setting, prices: wishedGroupPrices })).max(10),
  prices: wishedGroupPrices,
  quota: setting,
});

/** What is expected of those who come, as far as the dials of the simulator go (`shared/domain/simulator.ts`). */
export const chances = z.object({
  visitors: z.int().min(0).max(100_000),
  conversion: bps,
  shareRate: bps,
  friends: z.int().min(0).max(500).describe('further visits that one share brings, in hundredths'),
  successRate: bps,
  refundRate: bps,
});

/** One edition as it was published. */
const version = {
  edition: count,
  publishedAt: ms,
  /** Name of the member who published it; absent where the shop was set up with it. */
  by: z.string().optional(),
  title: z.string().optional(),
  startsAt: ms.optional(),
  endsAt: ms.optional(),
  acknowledged: z
    .array(z.string())
    .optional()
    .describe(
      'warnings that whoever published it had ticked; left out for who does not decide: they say what goods cost',
    ),
};

const campaignCard = z.discriminatedUnion('kind', [groupBuyCard, bargainCard]);

/** What `campaign.get` adds to a card. */
const detail = {
  skus: z.array(z.object({ id: skuId, name: z.string(), price: fen })),
  editions: z.array(z.object({ edition: count, publishedAt: ms })),
  /** Captured payments by what became of them. */
  payments: z.object({
    captured: count,
    amount: fen,
    seats: count.describe('those that stand: a seat, or an order'),
    refunded: count,
    settling: count,
    refundAmount: fen.describe('promised back, arrived or not'),
  }),
};

const bargainRow = z.object({
  id: bargainId,
  status: bargainStatus,
  owner: face,
  sku: z.object({ id: skuId, name: z.string() }),
  edition: count,
  list: fen,
  floor: fen,
  price: fen,
  cuts: count,
  made: count,
  /** Faces of the first friends. */
  friends: z.array(face),
  orderId: orderId.optional(),
  expiresAt: ms,
  endedEarly: z.boolean(),
  createdAt: ms,
  endedAt: ms.optional(),
});

const memberSeat = z.object({
  orderId,
  name: z.string(),
  avatar: picture,
  state: z.enum(['held', 'taken']),
  leader: z.boolean(),
  /** The hold's end. */
  until: ms,
  takenAt: ms.optional(),
});

export const groupRow = z.object({
  id: groupId,
  status: groupStatus,
  leaderName: z.string(),
  edition: count,
  size: count,
  least: count.optional(),
  taken: count,
  held: count,
  missing: count,
  /** Faces of the first paid members. */
  members: z.array(z.object({ name: z.string(), avatar: picture })),
  /** It belongs to a WeChat group chat. */
  inChat: z.boolean(),
  expiresAt: ms.optional(),
  formedAt: ms.optional(),
  failedAt: ms.optional(),
  endedEarly: z.boolean(),
  createdAt: ms,
});

/** What became of one captured payment. */
const paymentRow = z.object({
  orderId,
  buyer: z.object({ name: z.string(), avatar: picture }),
  amount: fen,
  capturedAt: ms,
  transactionId: z.string(),
  /** As it stands now. `settling`: captured, its outcome is on its way · `refund`: also of a seat that was given up or whose group failed. */
  outcome: z.enum(['settling', 'seat', 'order', 'refund']),
  /** What is not the order's, where something is. */
  fault: z.enum(['amount', 'appid', 'openid']).optional(),
  groupId: groupId.optional(),
  refunds: z.array(refundView),
  orderStatus: z.string(),
});

export const campaignContracts = {
  'campaign.list': endpoint({
    summary: "A merchant's campaigns, newest first, by page, with how many there are in each state.",
    access: EVERY_ROLE,
    perMinute: 120,
    input: z.object({
      merchantId,
      state: z.enum(['all', ...campaignStatus.options]).default('all'),
      /** Words of the title. */
      words: z.string().max(40).trim().optional(),
      ...page,
    }),
    output: z.object({
      counts: z.object({ all: count, draft: count, scheduled: count, live: count, paused: count, ended: count }),
      campaigns: z.array(campaignCard),
      nextCursor,
    }),
    refusals: [],
  }),
  'campaign.get': endpoint({
    summary: 'A campaign with its terms, its editions, and the sums of its payments.',
    access: EVERY_ROLE,
    perMinute: 120,
    input: z.object({ merchantId, campaignId }),
    output: z.discriminatedUnion('kind', [
      groupBuyCard.extend({
        ...detail,
        terms: z.object({ ...groupTerms, prices: z.record(skuId, fen), quota: count }),
      }),
      bargainCard.extend({ ...detail, terms: publishedTerms }),
    ]),
    refusals: ['notFound'],
  }),
  'campaign.listGroups': endpoint({
    summary: "A campaign's groups, newest first, by page.",
    access: EVERY_ROLE,
    perMinute: 120,
    input: z.object({ merchantId, campaignId, state: z.enum(['all', ...groupStatus.options]).default('all'), ...page }),
    output: z.object({ groups: z.array(groupRow), nextCursor }),
    refusals: ['notFound'],
  }),
  'campaign.inspectGroup': endpoint({
    summary: 'One group with every seat, every payment in it, and everybody who was turned away.',
    access: EVERY_ROLE,
    perMinute: 120,
    input: z.object({ merchantId, groupId }),
    output: groupRow.extend({
      campaignId,
      product: z.object({ id: productId, title: z.string(), cover: picture }),
      step: count,
      openedAt: ms.optional(),
      seats: z.array(memberSeat.extend({ payment: paymentRow.optional() })),
      turnedAway: z.array(
        z.object({ orderId, name: z.string(), why: z.string(), at: ms, payment: paymentRow.optional() }),
      ),
    }),
    refusals: ['notFound'],
  }),
  'campaign.listBargains': endpoint({
    summary: "A campaign's bargains, newest first, by page.",
    access: EVERY_ROLE,
    perMinute: 120,
    input: z.object({
      merchantId,
      campaignId,
      state: z.enum(['all', ...bargainStatus.options]).default('all'),
      ...page,
    }),
    output: z.object({ bargains: z.array(bargainRow), nextCursor }),
    refusals: ['notFound'],
  }),
  'campaign.publish': endpoint({
    summary:
      'Publishes a campaign, or, with `campaignId`, its next edition; what it has begun goes on under the one before. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'productId' },
    perMinute: 20,
    input: z.object({
      merchantId,
      requestId,
      /** The campaign whose next edition it is, and the edition that was seen. */
      campaignId: campaignId.optional(),
      seenEdition: seenVersion.optional(),
      /**
       * The draft that it was written in, as it was seen: one draft is one campaign, whoever publishes it. It is gone then;
       * where somebody has written over it since, it is a next edition from then on.
       */
      draftId: draftId.optional(),
      draftVersion: seenVersion.optional(),
      productId,
      title: z.string().trim().min(1).max(30),
      startsAt: ms,
      endsAt: ms,
      terms: z.discriminatedUnion('kind', [wishedBargainTerms, wishedGroupBuyTerms]),
      /** Sentences of the warnings that were read and ticked (`shared/domain/preflight.ts`). */
      ticked: z.array(z.string().max(300)).max(300).default([]),
      /** What is expected of it: the server works out what that comes to, and keeps both with the edition. */
      forecast: chances.optional(),
    }),
    output: z.object({ campaignId, edition: count }),
    refusals: [
      'notFound',
      'conflict',
      'productGone',
      'campaignTermsUnfit',
      ...CLOSED_BECAUSE,
      'campaignsFull',
      'campaignBlocked',
      'campaignUnacknowledged',
      'campaignNotEditable',
      'requestIdReused',
    ],
  }),
  'campaign.listVersions': endpoint({
    summary: 'Every edition of a campaign with its terms, who published it and when; the newest first.',
    access: EVERY_ROLE,
    perMinute: 60,
    input: z.object({ merchantId, campaignId }),
    output: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('groupBuy'),
        title: z.string(),
        skus: z.array(z.object({ id: skuId, name: z.string() })),
        versions: z.array(
          z.object({ ...version, terms: z.object({ ...groupTerms, prices: z.record(skuId, fen), quota: count }) }),
        ),
      }),
      z.object({
        kind: z.literal('bargain'),
        title: z.string(),
        skus: z.array(z.object({ id: skuId, name: z.string() })),
        versions: z.array(z.object({ ...version, terms: publishedTerms })),
      }),
    ]),
    refusals: ['notFound'],
  }),
  'campaign.pause': endpoint({
    summary: 'Starts nothing new until it is resumed; what has begun goes on. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'campaignId' },
    perMinute: 20,
    input: z.object({ merchantId, campaignId }),
    output: z.object({ status: campaignStatus, pausedAt: ms.optional() }),
    refusals: ['notFound', 'campaignNotPausable'],
  }),
  'campaign.resume': endpoint({
    summary: 'A paused campaign is again what the clock says: scheduled or live. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'campaignId' },
    perMinute: 20,
    input: z.object({ merchantId, campaignId }),
    output: z.object({ status: campaignStatus, pausedAt: ms.optional() }),
    refusals: ['notFound', 'campaignNotPausable'],
  }),
  'campaign.listPayments': endpoint({
    summary: 'Every captured payment of a campaign and what became of it, newest order first, by page.',
    access: EVERY_ROLE,
    perMinute: 120,
    input: z.object({
      merchantId,
      campaignId,
      outcome: z.enum(['all', 'settling', 'seat', 'refund']).default('all'),
      ...page,
    }),
    output: z.object({ payments: z.array(paymentRow), nextCursor }),
    refusals: ['notFound'],
  }),
  'campaign.previewEnd': endpoint({
    summary: 'What ending a campaign now would do to its groups; changes nothing.',
    access: WHO_DECIDES,
    perMinute: 60,
    input: z.object({ merchantId, campaignId }),
    output: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('groupBuy'),
        /** Groups whose leader has not paid yet. */
        pending: count,
        open: z.object({ groups: count, members: count, paying: count }),
        /** With endNow: groups that have enough members to be formed, and those that fail. */
        endNow: z.object({ formed: count, failed: count, refunds: count, refundAmount: fen }),
        /** The latest deadline of a group that is open now; a pending one that is paid gets a later one. */
        lastDeadline: ms.optional(),
      }),
      z.object({
        kind: z.literal('bargain'),
        /** With endNow these are cancelled … */
        open: count,
        floor: count,
        /** … and these go on to their payment. */
        ordered: count,
        lastDeadline: ms.optional(),
      }),
    ]),
    refusals: ['notFound', 'campaignNotEndable'],
  }),
  'campaign.end': endpoint({
    summary: 'Ends a campaign before its time. Safe to repeat; letRun can be followed by endNow, not the other way.',
    access: WHO_DECIDES,
    logs: { about: 'campaignId' },
    perMinute: 20,
    input: z.object({ merchantId, campaignId, groups: whatOfGroups }),
    output: z.object({ ended }),
    refusals: ['notFound', 'campaignNotEndable'],
  }),
};
