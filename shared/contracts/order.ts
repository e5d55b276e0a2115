import { z } from 'zod';
import {
  campaignId,
  chatTicket,
  count,
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
  shareToken,
  skuId,
} from './common';
import { endpoint } from './endpoint';
import { groupTerms } from './groupBuy';
import { address } from './person';

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

/** What is bought: a SKU alone; with `campaignId`, as the leader of a new group; with `groupId` too, in that group. */
const purchase = {
  skuId,
  quantity: z.int().min(1).max(99),
  campaignId: campaignId.optional(),
  groupId: groupId.optional(),
  chat: chatTicket.optional(),
};

const quote = z.object({
  product: z.object({ id: productId, title: z.string(), cover: picture }),
  sku: z.object({ id: skuId, name: z.string() }),
  unitPrice: fen,
  quantity: count,
  goods: fen,
  discount: fen,
  freight: fen,
  total: fen,
  /** In a group: how many it needs, when the money comes back if it does not fill, and whether this order leads it. */
  groupBuy: z
    .object({ ...groupTerms, missing: count, expiresAt: ms.optional(), version: count, starts: z.boolean() })
    .optional(),
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

export const refundView = z.object({
  amount: fen,
  cause: z.enum(['groupFailed', 'endedEarly', 'left', 'ladder', 'noSeat', 'late', 'mismatch']),
  status: refundStatus,
  at: ms,
});

const orderCard = z.object({
  id: orderId,
  /** `confirming`: paid at WeChat, the seat is being settled. */
  status: orderStatus,
  closeReason: z.enum(['refused', 'timeout', 'cancelled', 'groupFailed', 'left', 'paymentRefunded']).optional(),
  merchant: z.object({ id: merchantId, name: z.string() }),
  line: z.object({
    productId,
    title: z.string(),
    skuName: z.string(),
    cover: picture,
    unitPrice: fen,
    quantity: count,
  }),
  total: fen,
  group: z.object({ id: groupId, size: count, least: count.optional() }).optional(),
  payBy: ms.optional(),
  createdAt: ms,
  /** What went back because the order came to nothing. */
  refund: refundView.optional(),
  /** What went back because the ladder's price fell: all of it together. */
  priceBack: z.object({ amount: fen, status: refundStatus }).optional(),
});

const orderDetail = orderCard.extend({
  goods: fen,
  discount: fen,
  freight: fen,
  address,
  paidAt: ms.optional(),
  shippedAt: ms.optional(),
  receivedAt: ms.optional(),
  closedAt: ms.optional(),
  parcel: z.object({ company: z.string(), trackingNumber: z.string() }).optional(),
});

/** A group buy names its campaign; the group alone does not say what is bought. */
const namesItsCampaign = (wanted: { campaignId?: string | undefined; groupId?: string | undefined }): boolean =>
  wanted.groupId === undefined || wanted.campaignId !== undefined;
const campaignMissing = { path: ['campaignId'], message: 'a group is joined with its campaign' };

/** What can be wrong with a purchase before anything is reserved; `notFound`: no such group in the campaign. */
const purchaseRefusals = [
  'productGone',
  'quantityLimit',
  'campaignNotLive',
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

export const orderContracts = {
  'order.quote': endpoint({
    summary: 'What a purchase would cost now; changes nothing.',
    access: 'person',
    perMinute: 120,
    input: z.object(purchase).refine(namesItsCampaign, campaignMissing),
    output: quote,
    refusals: [...purchaseRefusals],
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
      })
      .refine(namesItsCampaign, campaignMissing),
    output: z.object({ orderId, groupId: groupId.optional(), payment }),
    refusals: [
      ...purchaseRefusals,
      ...seatRefusals,
      // The person signed in under another appid than the merchant is paid with.
      'forbidden',
      'addressMissing',
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
    refusals: ['notFound', 'orderNotPayable', 'orderAlreadyPaid'],
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
  'order.ship': endpoint({
    summary: 'The merchant hands the parcel over.',
    access: ['owner', 'operator', 'shipper'],
    perMinute: 120,
    input: z.object({
      merchantId,
      orderId,
      company: z.string().trim().min(1).max(20),
      trackingNumber: z.string().regex(/^[0-9A-Za-z-]{4,40}$/),
    }),
    output: z.object({ status: orderStatus }),
    refusals: ['notFound', 'orderNotShippable'],
  }),
};
