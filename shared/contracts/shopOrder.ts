import { z } from 'zod';
import {
  afterSaleId,
  company,
  count,
  face,
  fen,
  merchantId,
  ms,
  nextCursor,
  orderId,
  page,
  pieces,
  requestId,
  trackingNumber,
} from './common';
import { endpoint } from './endpoint';
import { delivery, orderDetail, orderLine, orderStatus } from './order';

/** Rows that one call ships. */
export const SHIP_ROWS = 50;

const shopOrderCard = z.object({
  id: orderId,
  status: orderStatus,
  buyer: face,
  /** Who it goes to; empty where the person is gone. */
  receiver: z.object({ name: z.string(), phone: z.string(), place: z.string() }),
  delivery,
  lines: z.array(orderLine),
  total: fen,
  refunded: fen,
  /** Pieces that are still to be sent. */
  toSend: count,
  openAfterSale: afterSaleId.optional(),
  note: z.string().optional(),
  remark: z.string().optional(),
  createdAt: ms,
  paidAt: ms.optional(),
});

const find = {
  merchantId,
  status: z
    .enum(['all', 'awaitingPayment', 'paid', 'toShip', 'shipped', 'received', 'completed', 'closed', 'afterSale'])
    .default('all'),
  /** An order's id, a phone, a receiver's name, whoever picks it up, or a tracking number, exactly. */
  text: z.string().trim().max(60).optional(),
  delivery: delivery.optional(),
  /** Ordered from then on, and before. */
  from: ms.optional(),
  before: ms.optional(),
};

const sent = z.object({ status: orderStatus, toSend: count });

export const shopOrderContracts = {
  'shopOrder.list': endpoint({
    summary: "A merchant's orders, newest first, by page.",
    access: ['owner', 'operator', 'shipper', 'viewer'],
    perMinute: 120,
    input: z.object({ ...find, ...page }),
    output: z.object({ orders: z.array(shopOrderCard), nextCursor }),
    refusals: [],
  }),
  'shopOrder.counts': endpoint({
    summary:
      'What waits for the merchant: orders to ship and to hand over, after-sales to answer, withdrawals to review.',
    access: ['owner', 'operator', 'shipper', 'viewer'],
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({
      toShip: count,
      toPickUp: count,
      toAnswer: count,
      toReview: count.optional().describe('for owners and operators'),
    }),
    refusals: [],
  }),
  'shopOrder.get': endpoint({
    summary: "One of a merchant's orders, with its whole history: every event with who and when.",
    access: ['owner', 'operator', 'shipper', 'viewer'],
    perMinute: 120,
    input: z.object({ merchantId, orderId }),
    output: orderDetail.extend({
      buyer: face,
      note: z.string().optional(),
      /** What a refund of one more piece of each line may still give: pieces by line. */
      refundable: z.array(z.object({ lineId: z.string(), quantity: count })),
      toSend: z.array(z.object({ lineId: z.string(), quantity: count })),
      history: z.array(
        z.object({
          type: z.string(),
          at: ms,
          by: z.enum(['buyer', 'member', 'group', 'wechat', 'time']),
          /** Which member. */
          member: z.string().optional(),
          amount: fen.optional(),
          /** A company and number, a reason, a note. */
          detail: z.string().optional(),
        }),
      ),
    }),
    refusals: ['notFound'],
  }),
  'shopOrder.ship': endpoint({
    summary: 'Hands a parcel over: all that is left to send, or some pieces of it. Safe to repeat.',
    access: ['owner', 'operator', 'shipper'],
    logs: { about: 'orderId' },
    perMinute: 120,
    input: z.object({ merchantId, orderId, company, trackingNumber, lines: pieces.optional() }),
    output: sent,
    refusals: ['notFound', 'orderNotShippable', 'orderHasAfterSale', 'parcelTooMuch', 'parcelKnown'],
  }),
  'shopOrder.shipMany': endpoint({
    summary:
      'Ships many orders, a row each. Good rows are done, bad rows come back with reasons; again, it does nothing twice.',
    access: ['owner', 'operator', 'shipper'],
    logs: { about: 'rows' },
    perMinute: 60,
    input: z.object({
      merchantId,
      /** As they stand in the file: nothing in them is believed. */
      rows: z
        .array(
          z.object({
            row: z.int().min(0).max(1_000_000),
            order: z.string().max(100),
            company: z.string().max(100),
            number: z.string().max(100),
          }),
        )
        .min(1)
        .max(SHIP_ROWS),
    }),
    output: z.object({
      rows: z.array(
        z.object({
          row: count,
          outcome: z.enum(['shipped', 'already', 'refused']),
          /** Why not, for a person to read. */
          reason: z.string().optional(),
        }),
      ),
    }),
    refusals: [],
  }),
  'shopOrder.export': endpoint({
    summary: 'The same orders as the list, a hundred a page, as rows of a table.',
    access: ['owner', 'operator', 'shipper'],
    perMinute: 60,
    input: z.object({ ...find, ...page }),
    output: z.object({ head: z.array(z.string()), rows: z.array(z.array(z.string())), nextCursor }),
    refusals: [],
  }),
  'shopOrder.findPickUp': endpoint({
    summary: 'The order that a pick-up code belongs to, to be looked at before it is handed over.',
    access: ['owner', 'operator', 'shipper'],
    perMinute: 30,
    input: z.object({ merchantId, code: z.string().regex(/^\d{8}$/) }),
    output: shopOrderCard,
    refusals: ['pickUpCodeWrong'],
  }),
  'shopOrder.pickUp': endpoint({
    summary: 'The goods are handed over against their code. Safe to repeat.',
    access: ['owner', 'operator', 'shipper'],
    logs: { about: 'code' },
    perMinute: 30,
    input: z.object({ merchantId, code: z.string().regex(/^\d{8}$/) }),
    output: shopOrderCard,
    refusals: ['pickUpCodeWrong', 'orderNotShippable', 'orderHasAfterSale'],
  }),
  'shopOrder.refund': endpoint({
    summary: 'Gives money back for some pieces, unasked. Safe to repeat with the same requestId.',
    access: ['owner', 'operator'],
    logs: { about: 'orderId' },
    perMinute: 30,
    input: z.object({
      requestId,
      merchantId,
      orderId,
      lines: pieces,
      withFreight: z.boolean().default(false),
      /** What the merchant has seen that it comes to; another amount is refused. */
      seenAmount: fen,
    }),
    output: z.object({ amount: fen, status: orderStatus }),
    refusals: ['notFound', 'orderNotRefundable', 'refundTooMuch', 'refundsUsedUp', 'priceChanged', 'requestIdReused'],
  }),
  'shopOrder.quoteRefund': endpoint({
    summary: 'What these pieces come to; changes nothing.',
    access: ['owner', 'operator'],
    perMinute: 120,
    input: z.object({ merchantId, orderId, lines: pieces, withFreight: z.boolean().default(false) }),
    output: z.object({ goods: fen, freight: fen, amount: fen }),
    refusals: ['notFound', 'orderNotRefundable', 'refundTooMuch', 'refundsUsedUp'],
  }),
  'shopOrder.note': endpoint({
    summary: "Keeps the merchant's own words about an order; the buyer does not see them.",
    access: ['owner', 'operator', 'shipper'],
    logs: { about: 'orderId', hides: ['text'] },
    perMinute: 60,
    input: z.object({ merchantId, orderId, text: z.string().trim().max(200) }),
    output: z.object({ note: z.string() }),
    refusals: ['notFound'],
  }),
};
