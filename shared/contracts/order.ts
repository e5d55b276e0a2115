import { z } from 'zod';
import { AFTER_SALE_KINDS } from '../domain/afterSale';
import { REFUND_CAUSES } from '../domain/order';
import { CLOSED_BECAUSE } from '../domain/platform';
import { address, savedAddress } from './address';
import {
  addressId,
  afterSaleId,
  bargainId,
  campaignId,
  chatTicket,
  count,
  fen,
  groupId,
  lineId,
  merchantId,
  ms,
  nextCursor,
  orderId,
  page,
  pickupPointId,
  picture,
  productId,
  requestId,
  shareToken,
  skuId,
} from './common';
import { endpoint } from './endpoint';
import { groupTerms } from './groupBuy';

/** Lines of one order. */
export const ORDER_LINES = 20;

/** The parameters of wx.requestPayment, as they are. */
export const paymentParams = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
});

const payment = z.object({ params: paymentParams, amount: fen, payee: z.string(), payBy: ms });

/**
 * What is bought: SKUs of one shop, alone; with `campaignId` a single one, as the leader of a new group; with `groupId`
 * too, in that group. And where it goes: a pick-up point, or else an address of the buyer's (left out, the usual one).
 */
const purchase = {
  lines: z
    .array(z.object({ skuId, quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(ORDER_LINES)
    .refine((lines) => new Set(lines.map((line) => line.skuId)).size === lines.length, 'a SKU is named twice'),
  campaignId: campaignId.optional(),
  groupId: groupId.optional(),
  /** One piece at the price of this bargain of mine. */
  bargainId: bargainId.optional(),
  chat: chatTicket.optional(),
  addressId: addressId.optional(),
  pickupPointId: pickupPointId.optional(),
};

const pickupPoint = z.object({
  id: pickupPointId,
  name: z.string(),
  address: z.string(),
  hours: z.string(),
  phone: z.string(),
});

const quote = z.object({
  merchant: z.object({ id: merchantId, name: z.string() }),
  lines: z.array(
    z.object({
      product: z.object({ id: productId, title: z.string(), cover: picture }),
      sku: z.object({ id: skuId, name: z.string() }),
      unitPrice: fen,
      quantity: count,
      /** Not delivered to this address. */
      notDelivered: z.boolean(),
    }),
  ),
  goods: fen,
  discount: fen,
  /** Absent until it is known where it goes. */
  freight: fen.optional(),
  /** Without the freight while that is not known. */
  total: fen,
  /** Where it would go; absent where the buyer has no address yet. */
  address: savedAddress.optional(),
  pickupPoint: pickupPoint.optional(),
  /** Where it could be picked up. */
  pickupPoints: z.array(pickupPoint),
  /** In a group: how many it needs, when the money comes back if it does not fill, and whether this order leads it. */
  groupBuy: z
    .object({ ...groupTerms, missing: count, expiresAt: ms.optional(), version: count, starts: z.boolean() })
    .optional(),
  /** By a bargain: what it costs alone, and until when it can be ordered. */
  bargain: z.object({ id: bargainId, list: fen, expiresAt: ms }).optional(),
});

export const orderStatus = z.enum([
  'awaitingPayment',
  'confirming',
  'paid',
  'toShip',
  'shipped',
  'received',
  'completed',
  'closed',
]);

const refundStatus = z.enum(['promised', 'arrived', 'abnormal']);

export const refundCause = z.enum(REFUND_CAUSES);

export const refundView = z.object({
  amount: fen,
  cause: refundCause,
  status: refundStatus,
  at: ms,
});

export const orderLine = z.object({
  id: lineId,
  productId,
  skuId,
  title: z.string(),
  skuName: z.string(),
  cover: picture,
  unitPrice: fen,
  quantity: count,
});

export const closeReason = z.enum([
  'refused',
  'timeout',
  'cancelled',
  'groupFailed',
  'left',
  'paymentRefunded',
  'refunded',
]);

export const delivery = z.enum(['express', 'pickUp']);

const orderCard = z.object({
  id: orderId,
  /** `confirming`: paid at WeChat, the seat is being settled. */
  status: orderStatus,
  closeReason: closeReason.optional(),
  merchant: z.object({ id: merchantId, name: z.string() }),
  lines: z.array(orderLine),
  delivery,
  total: fen,
  group: z.object({ id: groupId, size: count, least: count.optional() }).optional(),
  bargain: z.object({ id: bargainId, list: fen }).optional(),
  payBy: ms.optional(),
  createdAt: ms,
  /** The newest refund that is not a price difference. */
  refund: refundView.optional(),
  /** What went back because the ladder's price fell: all of it together. */
  priceBack: z.object({ amount: fen, status: refundStatus }).optional(),
  /** An after-sale that waits for somebody. */
  openAfterSale: afterSaleId.optional(),
});

/** Pieces of the order's lines. */
const somePieces = z.array(z.object({ lineId, quantity: count }));

export const parcelView = z.object({
  id: z.string(),
  company: z.string(),
  trackingNumber: z.string(),
  lines: somePieces,
  at: ms,
});

/** A line with what was paid for it and where its pieces are. */
export const orderLineDetail = orderLine.extend({
  goods: fen,
  discount: fen,
  freight: fen,
  paid: fen,
  sent: count,
  refunded: count,
  /** Pieces that an after-sale may still be asked for. */
  askable: count,
});

export const orderDetail = orderCard.extend({
  lines: z.array(orderLineDetail),
  goods: fen,
  discount: fen,
  freight: fen,
  address: address.optional(),
  /** Where and with which code it is picked up; the code is there once it can be. */
  pickUp: pickupPoint.extend({ code: z.string().optional() }).optional(),
  remark: z.string().optional(),
  paidAt: ms.optional(),
  shippedAt: ms.optional(),
  receivedAt: ms.optional(),
  completedAt: ms.optional(),
  closedAt: ms.optional(),
  /** When it counts as received without a tap. */
  receiptDue: ms.optional(),
  /** Until when an after-sale may be asked for; which kinds may be asked for now. */
  afterSaleUntil: ms.optional(),
  afterSaleKinds: z.array(z.enum(AFTER_SALE_KINDS)),
  parcels: z.array(parcelView),
  refunds: z.array(refundView.extend({ id: z.string(), lines: somePieces.optional() })),
  afterSales: z.array(z.object({ id: afterSaleId, status: z.enum(['open', 'refunded', 'ended']) })),
});

/** A group buy names its campaign; the group alone does not say what is bought. */
const namesItsCampaign = (wanted: { campaignId?: string | undefined; groupId?: string | undefined }): boolean =>
  wanted.groupId === undefined || wanted.campaignId !== undefined;
const campaignMissing = { path: ['campaignId'], message: 'a group is joined with its campaign' };
const oneAtATime = (wanted: {
  lines: unknown[];
  campaignId?: string | undefined;
  bargainId?: string | undefined;
}): boolean => (wanted.campaignId === undefined && wanted.bargainId === undefined) || wanted.lines.length === 1;
const groupOrBargain = (wanted: { campaignId?: string | undefined; bargainId?: string | undefined }): boolean =>
  wanted.campaignId === undefined || wanted.bargainId === undefined;
const bothAsked = { path: ['bargainId'], message: 'it is bought with a group or by a bargain' };
const tooManyLines = { path: ['lines'], message: 'a group or a bargain buys one thing' };

/** What can be wrong with a purchase before anything is reserved; `notFound`: no such group in the campaign, no such bargain of mine. */
const purchaseRefusals = [
  ...CLOSED_BECAUSE,
  'productGone',
  'otherShop',
  'quantityLimit',
  'campaignNotLive',
  'campaignPaused',
  'notFound',
  'newcomersOnly',
  'chatOnly',
  'chatNeeded',
] as const;

const seatRefusals = [
  'soldOut',
  'quotaUsedUp',
  'personLimit',
  'groupFull',
  'groupNotOpen',
  'groupFormed',
  'groupExpired',
  'groupFailed',
  'campaignEnded',
  'alreadyInGroup',
] as const;

/** Why a bargain's price is not to be had; one of somebody else's is `notFound`. */
const bargainRefusals = [
  'bargainNotAtFloor',
  'bargainOrdered',
  'bargainBought',
  'bargainExpired',
  'bargainCancelled',
  'bargainEndedEarly',
  'bargainDearer',
] as const;

export const orderContracts = {
  'order.quote': endpoint({
    summary: 'What a purchase would cost now; changes nothing.',
    access: 'person',
    perMinute: 120,
    input: z
      .object(purchase)
      .refine(namesItsCampaign, campaignMissing)
      .refine(oneAtATime, tooManyLines)
      .refine(groupOrBargain, bothAsked),
    output: quote,
    refusals: [...purchaseRefusals, ...bargainRefusals],
  }),
  'order.place': endpoint({
    summary: 'Reserves stock and seat and prepares the payment. Safe to repeat with the same requestId.',
    access: 'person',
    perMinute: 20,
    input: z
      .object({
        requestId,
        ...purchase,
        /** The total that the buyer has seen; another one is refused, and nothing is charged. */
        seenTotal: fen,
        /** The share that was opened last, if any. */
        shareToken: shareToken.optional(),
        /** A word to the shop. */
        remark: z.string().trim().max(100).optional(),
        /** Bought from the cart: what is ordered leaves it. */
        fromCart: z.boolean().optional(),
      })
      .refine(namesItsCampaign, campaignMissing)
      .refine(oneAtATime, tooManyLines)
      .refine(groupOrBargain, bothAsked),
    output: z.object({ orderId, groupId: groupId.optional(), payment }),
    refusals: [
      ...purchaseRefusals,
      ...seatRefusals,
      ...bargainRefusals,
      // The person signed in under another appid than the merchant is paid with.
      'forbidden',
      'addressMissing',
      'consentMissing',
      'regionNotDelivered',
      'priceChanged',
      'requestIdReused',
      'orderNotPayable',
      'orderAlreadyPaid',
    ],
  }),
  'order.pay': endpoint({
    summary: 'The payment of an order that waits for it, once more.',
    access: 'person',
    perMinute: 30,
    input: z.object({ orderId }),
    output: z.object({ payment }),
    refusals: ['notFound', 'orderNotPayable', 'orderAlreadyPaid', 'shopUnready'],
  }),
  'order.checkPayment': endpoint({
    summary: 'Asks WeChat what became of the payment; the app calls it after the payment sheet closes.',
    access: 'person',
    perMinute: 60,
    input: z.object({ orderId }),
    output: orderDetail,
    refusals: ['notFound'],
  }),
  'order.get': endpoint({
    summary: 'One of my orders.',
    access: 'person',
    perMinute: 240,
    input: z.object({ orderId }),
    output: orderDetail,
    refusals: ['notFound'],
  }),
  'order.list': endpoint({
    summary: 'My orders, newest first, by page.',
    access: 'person',
    perMinute: 120,
    input: z.object({
      filter: z.enum(['all', 'awaitingPayment', 'paid', 'toShip', 'shipped', 'refund']).default('all'),
      ...page,
    }),
    output: z.object({ orders: z.array(orderCard), nextCursor }),
    refusals: [],
  }),
  'order.cancel': endpoint({
    summary: 'Closes an unpaid order at WeChat and here; seat and stock are free again.',
    access: 'person',
    perMinute: 30,
    input: z.object({ orderId }),
    output: orderDetail,
    refusals: ['notFound', 'orderNotCancellable', 'orderAlreadyPaid'],
  }),
  'order.receive': endpoint({
    summary: 'The buyer confirms receipt.',
    access: 'person',
    perMinute: 30,
    input: z.object({ orderId }),
    output: orderDetail,
    refusals: ['notFound', 'orderNotReceivable'],
  }),
};
