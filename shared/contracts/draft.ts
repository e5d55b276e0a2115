import { z } from 'zod';
import { campaignKind, chances } from './campaign';
import { campaignId, draftId, merchantId, ms, picture, productId, requestId, seenVersion, skuId } from './common';
import { endpoint, type Role } from './endpoint';

const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];

/** Anything that can stand in one field: a draft need not be right. */
const typed = z.string().max(60);
const few = (fields: object): boolean => Object.keys(fields).length <= 100;
const bySku = z.record(skuId, typed).refine(few, 'too many SKUs');

/** What the form holds, as it was typed. */
const draftBody = z.object({
  title: typed,
  startsAt: typed,
  endsAt: typed,
  /** Terms that are one field. */
  values: z.array(z.object({ term: z.string().max(30), typed })).max(50),
  /** What one piece costs, by SKU, in yuan. */
  prices: bySku,
  /** Further steps of a ladder. */
  steps: z.array(z.object({ members: typed, prices: bySku })).max(10),
  /** What is expected of it, as it was dialled in the simulator. */
  forecast: chances.optional(),
});

const draft = {
  id: draftId,
  kind: campaignKind,
  product: z.object({ id: productId, title: z.string(), cover: picture }),
  title: z.string(),
  /** The campaign whose next edition it is to be, and the edition that was seen. */
  campaignId: campaignId.optional(),
  seenEdition: seenVersion.optional(),
  version: seenVersion,
  by: z.string().describe('name of whoever saved it last'),
  at: ms,
};

export const draftContracts = {
  'draft.list': endpoint({
    summary: 'Campaigns that are being written and are not published yet, last saved first.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId }),
    output: z.object({ drafts: z.array(z.object(draft)) }),
    refusals: [],
  }),
  'draft.get': endpoint({
    summary: 'A draft with all that was typed into it.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId, draftId }),
    output: z.object({ ...draft, body: draftBody }),
    refusals: ['notFound'],
  }),
  'draft.save': endpoint({
    summary:
      'Keeps a draft, or, with `draftId`, what it has become over the version that was seen; another one by now is a conflict. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'productId', hides: ['body'] },
    perMinute: 120,
    input: z.object({
      merchantId,
      requestId,
      draftId: draftId.optional(),
      seenVersion: seenVersion.optional(),
      kind: campaignKind,
      productId,
      campaignId: campaignId.optional(),
      seenEdition: seenVersion.optional(),
      body: draftBody,
    }),
    output: z.object({ draftId, version: seenVersion, at: ms }),
    refusals: ['notFound', 'conflict', 'draftsFull'],
  }),
  'draft.remove': endpoint({
    summary: 'Throws a draft away.',
    access: WHO_DECIDES,
    logs: { about: 'draftId' },
    perMinute: 60,
    input: z.object({ merchantId, draftId }),
    output: z.object({}),
    refusals: ['notFound'],
  }),
};
