import { z } from 'zod';
import { AFTER_SALE_KINDS, AFTER_SALE_REASONS } from '../domain/afterSale';
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
  picture,
  pieces,
  requestId,
  trackingNumber,
} from './common';
import { endpoint } from './endpoint';
import { sentPicture } from './media';
import { orderLine, refundView } from './order';

const status = z.enum(['asked', 'toReturn', 'returning', 'refunding', 'done', 'refused', 'cancelled', 'lapsed']);

const afterSaleCard = z.object({
  id: afterSaleId,
  orderId,
  merchant: z.object({ id: merchantId, name: z.string() }),
  kind: z.enum(AFTER_SALE_KINDS),
  status,
  /** `quantity`: the pieces that are asked for. */
  lines: z.array(orderLine),
  /** What goes back, or would if it were agreed to now; freight of sent pieces not counted. */
  amount: fen,
  reason: z.enum(AFTER_SALE_REASONS),
  /** Until when whoever is to act may do so. */
  dueAt: ms.optional(),
  askedAt: ms,
});

const afterSaleDetail = afterSaleCard.extend({
  text: z.string(),
  pictures: z.array(picture),
  /** To the shop: some of what was said is hidden, since WeChat has found fault with it. */
  hidden: z.boolean().optional(),
  refusal: z.string().optional(),
  /** Where goods are sent back to, while they are to be. */
  returnTo: z.object({ name: z.string(), phone: z.string(), address: z.string() }).optional(),
  back: z.object({ company: z.string(), trackingNumber: z.string(), at: ms }).optional(),
  refund: refundView.optional(),
  /** What happened, oldest first. `by`: who did it. */
  history: z.array(
    z.object({
      type: z.enum([
        'asked',
        'afterSaleAgreed',
        'afterSaleRefused',
        'afterSaleCancelled',
        'afterSaleLapsed',
        'goodsSentBack',
        'goodsConfirmed',
        'refundDue',
        'afterSaleDone',
      ]),
      at: ms,
      by: z.enum(['buyer', 'merchant', 'time', 'wechat']),
      /** The member, for the merchant's eyes. */
      member: z.string().optional(),
    }),
  ),
});

const decision = z.object({ merchantId, afterSaleId, withFreight: z.boolean().default(false) });

export const afterSaleContracts = {
  'afterSale.quote': endpoint({
    summary: 'What would go back for these pieces; changes nothing.',
    access: 'person',
    perMinute: 120,
    input: z.object({ orderId, kind: z.enum(AFTER_SALE_KINDS), lines: pieces }),
    output: z.object({ goods: fen, freight: fen, amount: fen }),
    refusals: ['notFound', 'afterSaleNotAllowed', 'afterSaleOver', 'afterSaleNotSent', 'afterSaleTooMuch'],
  }),
  'afterSale.ask': endpoint({
    summary: 'Asks for money back for some pieces. Safe to repeat with the same requestId.',
    access: 'person',
    perMinute: 10,
    input: z.object({
      requestId,
      orderId,
      kind: z.enum(AFTER_SALE_KINDS),
      lines: pieces,
      reason: z.enum(AFTER_SALE_REASONS),
      text: z.string().trim().max(200).default(''),
      pictures: z.array(sentPicture).max(6).default([]),
    }),
    output: afterSaleDetail,
    refusals: [
      'notFound',
      'afterSaleNotAllowed',
      'afterSaleOver',
      'afterSaleNotSent',
      'afterSaleTooMuch',
      'refundsUsedUp',
      'consentMissing',
      'pictureUnknown',
      'requestIdReused',
    ],
  }),
  'afterSale.get': endpoint({
    summary: 'One of my after-sales, with its history.',
    access: 'person',
    perMinute: 120,
    input: z.object({ afterSaleId }),
    output: afterSaleDetail,
    refusals: ['notFound'],
  }),
  'afterSale.listMine': endpoint({
    summary: 'My after-sales, newest first, by page.',
    access: 'person',
    perMinute: 120,
    input: z.object({ ...page }),
    output: z.object({ afterSales: z.array(afterSaleCard), nextCursor }),
    refusals: [],
  }),
  'afterSale.cancel': endpoint({
    summary: 'The buyer takes it back; the pieces may be asked for again.',
    access: 'person',
    perMinute: 30,
    input: z.object({ afterSaleId }),
    output: afterSaleDetail,
    refusals: ['notFound', 'afterSaleMoved'],
  }),
  'afterSale.sendBack': endpoint({
    summary: 'The buyer has sent the goods back; a wrong number may be put right.',
    access: 'person',
    perMinute: 30,
    input: z.object({ afterSaleId, company, trackingNumber }),
    output: afterSaleDetail,
    refusals: ['notFound', 'afterSaleMoved'],
  }),
  'afterSale.list': endpoint({
    summary: "A merchant's after-sales, newest first, by page.",
    access: ['owner', 'operator', 'shipper', 'viewer'],
    perMinute: 120,
    input: z.object({
      merchantId,
      filter: z.enum(['toAnswer', 'returning', 'open', 'all']).default('toAnswer'),
      ...page,
    }),
    output: z.object({
      afterSales: z.array(afterSaleCard.extend({ buyer: face })),
      /** How many wait for the merchant: questions, and goods that came back. */
      waiting: z.object({ toAnswer: count, returning: count }),
      nextCursor,
    }),
    refusals: [],
  }),
  'afterSale.inspect': endpoint({
    summary: "One of a merchant's after-sales, with its history.",
    access: ['owner', 'operator', 'shipper', 'viewer'],
    perMinute: 120,
    input: z.object({ merchantId, afterSaleId }),
    output: afterSaleDetail.extend({
      buyer: face,
      /** What goes back if freight of sent pieces does too; there while it is to be decided. */
      withFreight: fen.optional(),
    }),
    refusals: ['notFound'],
  }),
  'afterSale.agree': endpoint({
    summary: 'Agrees: the money goes back, or the goods may be sent back.',
    access: ['owner', 'operator'],
    logs: { about: 'afterSaleId' },
    perMinute: 60,
    input: decision,
    output: z.object({ status }),
    refusals: ['notFound', 'afterSaleMoved'],
  }),
  'afterSale.refuse': endpoint({
    summary: 'Says no, with a reason that the buyer reads.',
    access: ['owner', 'operator'],
    logs: { about: 'afterSaleId', hides: ['reason'] },
    perMinute: 60,
    input: z.object({ merchantId, afterSaleId, reason: z.string().trim().min(2).max(200) }),
    output: z.object({ status }),
    refusals: ['notFound', 'afterSaleMoved'],
  }),
  'afterSale.confirmReturn': endpoint({
    summary: 'The goods are back: the money goes back too.',
    access: ['owner', 'operator'],
    logs: { about: 'afterSaleId' },
    perMinute: 60,
    input: decision,
    output: z.object({ status }),
    refusals: ['notFound', 'afterSaleMoved'],
  }),
};
