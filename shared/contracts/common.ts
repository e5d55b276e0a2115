/** Schemas that several endpoints share. Every string has a limit, and an object is never taken for a string. */
import { z } from 'zod';
import { COMPANY_MAX, TRACKING_NUMBER } from '../domain/parcel';
import { FEN_MAX } from '../money';

export const fen = z.int().min(0).max(FEN_MAX).describe('amount in fen');
export const bps = z.int().min(0).max(10_000).describe('basis points');
/** The last moment that a Date knows. */
const MS_MAX = 8_640_000_000_000_000;
export const ms = z.int().min(0).max(MS_MAX).describe('milliseconds since 1970');
export const count = z.int().min(0);

const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{1,40}$`));

export const merchantId = idOf('mer');
export const productId = idOf('prd');
export const skuId = idOf('sku');
export const campaignId = idOf('cmp');
export const draftId = idOf('drf');
export const groupId = idOf('grp');
export const bargainId = idOf('brg');
export const orderId = idOf('ord');
export const addressId = idOf('adr');
export const afterSaleId = idOf('aft');
export const refundId = idOf('rfd');
export const withdrawalId = idOf('wdr');
export const settlementId = idOf('stl');
export const pickupPointId = idOf('pup');
export const userId = idOf('usr');
export const inviteId = idOf('inv');
/** A line of an order, by its number in it. */
export const lineId = z.string().regex(/^\d{1,3}$/);
export const sessionId = idOf('ses');
export const accountId = idOf('pac');

/** Made once per tap by the caller and kept over retries; its replay returns the first answer. */
export const requestId = z.string().regex(/^[0-9A-Za-z_-]{8,64}$/);

/** The edition of settings that was seen; another one by now is a conflict. */
export const seenVersion = z.int().min(0).max(1_000_000);

/** Who carries a parcel, and its number. */
export const company = z.string().trim().min(1).max(COMPANY_MAX);
export const trackingNumber = z.string().regex(TRACKING_NUMBER);

/** Some pieces of an order, each line once. */
export const pieces = z
  .array(z.object({ lineId, quantity: z.int().min(1).max(99) }))
  .min(1)
  .max(20)
  .refine((lines) => new Set(lines.map((line) => line.lineId)).size === lines.length, 'a line is named twice');

/** A share's token. Anything of the right length is taken: an unknown one is answered, not refused as malformed. */
export const shareToken = z.string().min(1).max(32);

/** Proof of having come from a WeChat group chat (`chat.enter`); one that does not count is passed over, not refused. */
export const chatTicket = z.string().min(1).max(1000);

export const picture = z.string().max(300).describe('path or address of a picture');

/** A shop that sells nothing new says why, in a sentence. */
export const closed = z.string().optional().describe('why nothing can be bought there just now');

export const face = z.object({ name: z.string(), avatar: picture });

/** What `nextCursor` of the page before said: the time and id of its last item. */
const cursor = z.string().regex(/^\d{1,15}_[0-9A-Za-z_]{1,60}$/);
export const page = { cursor: cursor.optional() };
/** The same of journals: their ids have parts. */
const journalCursor = z.string().regex(/^\d{1,15}_[0-9A-Za-z_/-]{1,120}$/);
export const journalPage = { cursor: journalCursor.optional() };
export const nextCursor = z.string().optional().describe('absent on the last page');
