import { z } from 'zod';
import { count, fen } from './common';
import { endpoint } from './endpoint';

/** What an account consists of, in the order in which it is told. */
export const EXPORT_SECTIONS = [
  'profile',
  'orders',
  'afterSales',
  'carts',
  'groups',
  'bargains',
  'helps',
  'shares',
  'visits',
  'bindings',
  'commissions',
  'withdrawals',
  'wallets',
  'sessions',
  'memberships',
  'pictures',
] as const;

export const accountContracts = {
  'person.export': endpoint({
    summary: 'Everything that is kept of me, a part at a time and by page. Nothing of anybody else, and no secrets.',
    access: 'person',
    livingSession: true,
    perMinute: 60,
    input: z.object({
      section: z.enum(EXPORT_SECTIONS),
      /** What `nextCursor` of the page before said. */
      cursor: z
        .string()
        .regex(/^\d{1,15}_[0-9A-Za-z_]{1,60}$/)
        .optional(),
    }),
    output: z.object({
      items: z.array(z.record(z.string(), z.unknown())),
      nextCursor: z.string().optional().describe('absent on the last page'),
    }),
    refusals: [],
  }),
  'person.previewDelete': endpoint({
    summary: 'What must end before my account can be deleted; nothing, if it can be now.',
    access: 'person',
    livingSession: true,
    perMinute: 30,
    input: z.object({}),
    output: z.object({
      hindrances: z.array(
        z.object({
          /** An order, after-sale or withdrawal that is under way, money in a wallet, a shop of one's own. */
          kind: z.enum(['order', 'afterSale', 'withdrawal', 'wallet', 'shop']),
          /** Of the order, the after-sale, the withdrawal, or the merchant. */
          id: z.string(),
          /** The goods, or the shop. */
          name: z.string(),
          /** With a withdrawal or a wallet. */
          amount: fen.optional(),
        }),
      ),
      /** What is owed to shops: it holds nobody, and stays in their books. */
      debts: z.array(z.object({ merchantId: z.string(), name: z.string(), amount: fen })),
      /** Orders that stay in the shops' books, without a name. */
      orders: count,
    }),
    refusals: [],
  }),
  'person.delete': endpoint({
    summary:
      'Deletes my account for good. Every session ends; who signs in with the same WeChat afterwards is new here.',
    access: 'person',
    livingSession: true,
    perMinute: 5,
    input: z.object({ confirm: z.literal('delete') }),
    output: z.object({}),
    refusals: ['accountBusy'],
  }),
};
