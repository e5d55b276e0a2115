import { z } from 'zod';
import { count, fen, merchantId, pickupPointId, picture, seenVersion } from './common';
import { endpoint, ROLES } from './endpoint';

const text = (most: number) => z.string().trim().min(1).max(most);
const phone = z.string().regex(/^\d[\d -]{4,18}\d$/);

const face = z.object({
  name: text(30),
  caption: text(60).optional(),
  logo: picture.min(1),
  /** `#C43D14`; one that cannot be read is refused with a sentence. */
  accent: z.string().min(1).max(9),
  /** 公告, on the shop's front page. */
  notice: text(60).optional(),
  servicePhone: phone.optional(),
});

const policies = z.object({
  afterSaleDays: z.int().min(0).max(90),
  receiptDays: z.int().min(1).max(90),
  returnTo: z.object({ name: text(30), phone, address: text(120) }).optional(),
});

/** Whole numbers out of range are taken, to be refused with a sentence (`freightUnfit`). */
const whole = z.int().min(-1_000_000).max(100_000_000);
const regions = z.array(text(40)).max(100);
const template = z.object({
  /** Left out for a new one. */
  id: z.string().min(1).max(40).optional(),
  name: text(30),
  by: z.enum(['piece', 'weight']),
  rules: z
    .array(
      z.object({ regions, first: whole, firstFee: whole, more: whole, moreFee: whole, freeFrom: whole.optional() }),
    )
    .max(40),
  notTo: regions,
});

const point = z.object({
  /** Left out for a new one. */
  id: pickupPointId.optional(),
  name: text(30),
  address: text(120),
  hours: text(40),
  phone,
});

const settings = z.object({
  /** Editions of the sections; 0 for one that nobody has changed yet. */
  versions: z.object({ face: count, policies: count, freight: count, pickUp: count }),
  face: z.object({
    name: z.string(),
    caption: z.string().optional(),
    logo: picture,
    accent: z.string(),
    notice: z.string().optional(),
    servicePhone: z.string().optional(),
  }),
  policies: z.object({
    afterSaleDays: count,
    receiptDays: count,
    returnTo: z.object({ name: z.string(), phone: z.string(), address: z.string() }).optional(),
  }),
  templates: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      by: z.enum(['piece', 'weight']),
      rules: z.array(
        z.object({
          regions: z.array(z.string()),
          first: count,
          firstFee: fen,
          more: count,
          moreFee: fen,
          freeFrom: fen.optional(),
        }),
      ),
      notTo: z.array(z.string()),
      /** So many products are sent by it: it cannot be removed. */
      products: count,
    }),
  ),
  points: z.array(
    z.object({ id: pickupPointId, name: z.string(), address: z.string(), hours: z.string(), phone: z.string() }),
  ),
});

export const shopSettingsContracts = {
  'shopSettings.get': endpoint({
    summary: 'What the shop is called and looks like, and its rules of freight, pick-up and after-sale.',
    access: ROLES,
    perMinute: 120,
    input: z.object({ merchantId }),
    output: settings,
    refusals: [],
  }),
  'shopSettings.set': endpoint({
    summary: 'Sets one section. Orders keep what they were placed under. Safe to repeat.',
    access: ['owner'],
    logs: { about: 'to' },
    perMinute: 30,
    input: z.object({
      merchantId,
      /** Of the section, as it was seen. */
      version: seenVersion,
      to: z.discriminatedUnion('section', [
        z.object({ section: z.literal('face'), face }),
        z.object({ section: z.literal('policies'), policies }),
        z.object({ section: z.literal('freight'), templates: z.array(template).max(50) }),
        z.object({ section: z.literal('pickUp'), points: z.array(point).max(100) }),
      ]),
    }),
    output: settings,
    refusals: ['conflict', 'pictureUnknown', 'accentUnfit', 'freightUnfit', 'freightInUse'],
  }),
};
