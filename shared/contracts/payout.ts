import { z } from 'zod';
import { RISKS } from '../domain/risk';
import { bps, count, fen, merchantId, ms, nextCursor, orderId, page, seenVersion, withdrawalId } from './common';
import { endpoint, type Role } from './endpoint';
import { returnCause, withdrawalRefusal, withdrawalStatus, withdrawalStep } from './withdrawal';

export const WHO_DECIDES = ['owner', 'operator'] as const satisfies readonly Role[];
const OWNER = ['owner'] as const satisfies readonly Role[];

const reason = z.string().trim().min(2).max(100);

/** A withdrawal as the shop sees it. */
const payout = z.object({
  id: withdrawalId,
  promoter: z.object({ userId: z.string(), name: z.string() }),
  amount: fen,
  fee: fen,
  tax: fen,
  net: fen,
  status: withdrawalStatus,
  risks: z.array(z.enum(RISKS)),
  toConfirm: z.boolean(),
  refusal: withdrawalRefusal.optional(),
  returned: returnCause.optional(),
  failure: z.string().optional().describe("WeChat's code"),
  review: z.object({ by: z.string().describe('name'), at: ms, reason: z.string() }).optional(),
  steps: z.array(withdrawalStep),
  createdAt: ms,
});

const payoutRules = z.object({ min: fen, max: fen, perDay: z.int().min(1).max(100), perDayFen: fen, fee: bps });

const riskRules = z.object({
  newAccountDays: z.int().min(1).max(365).optional(),
  mutual: z.boolean(),
  refundSpike: bps.optional(),
  refundSpikeOrders: z.int().min(1).max(1000),
  sameAddress: z.int().min(2).max(100).optional(),
  sameDevice: z.int().min(2).max(100).optional(),
  largeAmount: fen.optional(),
});

const settings = z.object({ version: count, rules: payoutRules, risk: riskRules });

/** What has stopped payouts, oldest first. `since` moves with every further cause. */
const stop = z.object({
  since: ms,
  causes: z.array(
    z.object({
      since: ms,
      reason: z.enum(['reconciliation', 'audit', 'transfer']),
      date: z.string(),
      about: z.string().optional().describe('the payment account whose bills differ, or the withdrawal'),
    }),
  ),
});

const one = { merchantId, withdrawalId };

export const payoutContracts = {
  'payout.list': endpoint({
    summary: "A shop's withdrawals, newest first; in one state or in any.",
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId, status: withdrawalStatus.optional(), ...page }),
    output: z.object({ payouts: z.array(payout), toReview: count, nextCursor }),
    refusals: [],
  }),
  'payout.get': endpoint({
    summary: 'One withdrawal as the shop sees it, with the newest sales that its promoter earned by.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object(one),
    output: payout.extend({
      /** It is of whoever asks, and another member may approve it. */
      own: z.boolean(),
      /** As it stands now. Whoever owes is paid nothing. */
      wallet: z.object({ available: fen, debt: fen }),
      sales: z.array(
        z.object({
          id: z.string(),
          orderId,
          title: z.string(),
          buyer: z.string().describe('name'),
          base: fen,
          amount: fen,
          /** Of the amount, what refunds took back. */
          reversed: fen,
          at: ms,
        }),
      ),
    }),
    refusals: ['notFound'],
  }),
  'payout.approve': endpoint({
    summary: 'Lets a withdrawal that was held back go on; not to its approver, nor to who owes. Safe to repeat.',
    access: WHO_DECIDES,
    logs: { about: 'withdrawalId', hides: ['reason'] },
    perMinute: 60,
    input: z.object({ ...one, reason }),
    output: payout,
    refusals: ['notFound', 'withdrawalMoved', 'payoutStopped', 'ownPayout', 'withdrawalDebt'],
  }),
  'payout.refuse': endpoint({
    summary: 'Gives a withdrawal that was held back back to the wallet. The promoter reads the reason.',
    access: WHO_DECIDES,
    logs: { about: 'withdrawalId', hides: ['reason'] },
    perMinute: 60,
    input: z.object({ ...one, reason }),
    output: payout,
    refusals: ['notFound', 'withdrawalMoved'],
  }),
  'payout.settings': endpoint({
    summary: 'What promoters may withdraw, when the shop looks first, and whether payouts are stopped.',
    access: WHO_DECIDES,
    perMinute: 120,
    input: z.object({ merchantId }),
    output: settings.extend({
      stop: stop.optional().describe('nothing is paid out while it is there; sales go on'),
      stops: z.array(stop.extend({ lifted: z.object({ by: z.string(), at: ms, reason: z.string() }) })),
      /** What the last look over the books has found. */
      audit: z.object({ at: ms, journals: count, faults: z.array(z.string()), faultCount: count }).optional(),
    }),
    refusals: ['notFound'],
  }),
  'payout.setSettings': endpoint({
    summary: 'Sets what promoters may withdraw and when the shop looks first; from the next withdrawal on.',
    access: OWNER,
    logs: { about: 'merchantId' },
    perMinute: 20,
    input: z.object({ merchantId, ...settings.shape, version: seenVersion }),
    output: settings,
    refusals: ['notFound', 'conflict', 'payoutRulesUnfit'],
  }),
  'payout.liftStop': endpoint({
    summary: 'Payouts go on. What had stopped them, and why they go on, is kept.',
    access: OWNER,
    logs: { about: 'merchantId' },
    perMinute: 10,
    /** `since`: of the stop that was seen; a newer one is not lifted by this. */
    input: z.object({ merchantId, since: ms, reason: z.string().trim().min(4).max(200) }),
    output: z.object({}),
    refusals: ['notFound', 'conflict'],
  }),
};
