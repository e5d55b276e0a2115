import { z } from 'zod';
import { count, fen, merchantId, ms, nextCursor, page, requestId, withdrawalId } from './common';
import { endpoint } from './endpoint';

/** gross = fee + tax + net: `amount` leaves the wallet, `net` arrives. */
const comesTo = { amount: fen, fee: fen, tax: fen, net: fen };

export const withdrawalStatus = z
  .enum(['asked', 'turnedDown', 'review', 'sending', 'lapsed', 'paid', 'returned'])
  .describe(
    'asked: not yet out of the wallet · review: the shop looks first · sending: at WeChat · lapsed: not confirmed in time · ' +
      'returned: the money is available again',
  );

export const withdrawalRefusal = z.enum([
  'withdrawalTooLittle',
  'withdrawalTooMuch',
  'withdrawalNotEnough',
  'withdrawalDayLimit',
  'withdrawalDebt',
  'withdrawalChanged',
]);

export const returnCause = z
  .enum(['refused', 'cancelled', 'ended', 'failed', 'lapsed', 'debt'])
  .describe(
    'cancelled: the promoter wanted it to end · ended: WeChat ended it, or the shop did in its console · ' +
      'debt: what the promoter owed by then was repaid first',
  );

/** What has happened to it, oldest first; a step that is still ahead is not among them. */
export const withdrawalStep = z.object({
  step: z.enum(['asked', 'heldBack', 'approved', 'sent', 'toConfirm', 'lapsed', 'paid', 'turnedDown', 'returned']),
  at: ms,
});

export const withdrawal = z.object({
  id: withdrawalId,
  merchantId,
  merchantName: z.string(),
  ...comesTo,
  status: withdrawalStatus,
  waitsFor: z
    .enum(['wechat', 'shop', 'stop'])
    .optional()
    .describe(
      'while it is sending. wechat: WeChat has it, or may have it · shop: WeChat refuses it until the shop has seen to that · ' +
        'stop: it is not with WeChat, and payouts are stopped',
    ),
  /** WeChat waits for the promoter's confirmation (`withdrawal.confirm`), until then. */
  toConfirm: z.boolean(),
  confirmBefore: ms.optional(),
  /** The promoter wants it to end, and WeChat has not said yet. */
  cancelling: z.boolean(),
  mayCancel: z.boolean(),
  refusal: withdrawalRefusal.optional(),
  returned: returnCause.optional(),
  /** The shop's word where it has refused, or WeChat's where it has failed. */
  reason: z.string().optional(),
  steps: z.array(withdrawalStep),
  createdAt: ms,
});

const which = z.object({ withdrawalId });

const limits = z.object({
  min: fen,
  max: fen,
  /** How many, and how much, may still be asked for today. */
  leftToday: count,
  leftTodayFen: fen,
});

export const withdrawalContracts = {
  'withdrawal.quote': endpoint({
    summary: 'What a withdrawal would come to, or why there can be none; changes nothing.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId, amount: fen }),
    output: z.object({
      available: fen,
      limits,
      /** Absent where there can be none. */
      quote: z.object(comesTo).optional(),
      refusal: withdrawalRefusal.optional(),
      /** WeChat wants the real name for so much. */
      needsName: z.boolean(),
      /** The shop's payouts are stopped for the time being. */
      stopped: z.boolean(),
    }),
    refusals: ['notFound'],
  }),
  'withdrawal.ask': endpoint({
    summary: 'Asks for a withdrawal to the WeChat balance. Safe to repeat with the same requestId.',
    access: 'person',
    perMinute: 20,
    input: z.object({
      requestId,
      merchantId,
      amount: fen,
      /** What the promoter has seen that would arrive; another amount is refused. */
      seenNet: fen,
      realName: z.string().trim().min(2).max(30).optional(),
    }),
    output: withdrawal,
    refusals: [
      'notFound',
      'requestIdReused',
      'payoutStopped',
      'realNameMissing',
      'wechatMissing',
      'withdrawalTooLittle',
      'withdrawalTooMuch',
      'withdrawalNotEnough',
      'withdrawalDayLimit',
      'withdrawalDebt',
      'withdrawalChanged',
    ],
  }),
  'withdrawal.get': endpoint({
    summary: 'One of my withdrawals.',
    access: 'person',
    perMinute: 120,
    input: which,
    output: withdrawal,
    refusals: ['notFound'],
  }),
  'withdrawal.list': endpoint({
    summary: 'My withdrawals from a shop, newest first.',
    access: 'person',
    perMinute: 120,
    input: z.object({ merchantId, ...page }),
    output: z.object({ withdrawals: z.array(withdrawal), nextCursor }),
    refusals: [],
  }),
  'withdrawal.check': endpoint({
    summary: 'Asks WeChat now how it stands.',
    access: 'person',
    perMinute: 30,
    input: which,
    output: withdrawal,
    refusals: ['notFound'],
  }),
  'withdrawal.confirm': endpoint({
    summary: 'What wx.requestMerchantTransfer is given, while WeChat waits for the promoter, stopped payouts or not.',
    access: 'person',
    perMinute: 30,
    input: which,
    output: z.object({ mchId: z.string(), appId: z.string(), package: z.string(), openId: z.string() }),
    refusals: ['notFound', 'withdrawalMoved'],
  }),
  'withdrawal.renew': endpoint({
    summary:
      'Sends one that lapsed unconfirmed again; to whoever owes by now it is given back, and repays. Safe to repeat.',
    access: 'person',
    perMinute: 20,
    input: which,
    output: withdrawal,
    refusals: ['notFound', 'withdrawalMoved', 'payoutStopped', 'withdrawalDebt'],
  }),
  'withdrawal.cancel': endpoint({
    summary: 'Ends one that is not paid; at WeChat this takes a moment, and may come too late.',
    access: 'person',
    perMinute: 20,
    input: which,
    output: withdrawal,
    refusals: ['notFound', 'withdrawalMoved'],
  }),
};
