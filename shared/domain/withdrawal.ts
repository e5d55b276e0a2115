/**
 * THE LIFE OF A WITHDRAWAL: what a promoter has available on its way to their WeChat balance.
 *  - Asked for, it takes its amount out of what is available, or is turned down; nothing else decides that.
 *  - Held back by a rule of risk, it waits for the merchant, who lets it go on or gives the money back, with a reason.
 *  - WeChat's number is derived from (withdrawal, attempt) and fixed before the first call. It is sent again, unchanged,
 *    until a query has shown a terminal state; "not found" is not one. (WeChat Pay v3, 商家转账: 查单确认前不要换单号.)
 *  - The attempt rises only when a query has shown that the last one can move no money any more, and the promoter wants
 *    another: WeChat asks them to confirm, and lets a transfer lapse that nobody confirms for a day.
 *  - The money becomes available again only after FAIL or CANCELLED, seen by a query, or where WeChat has nothing of it: it
 *    was never sent, or WeChat has refused to take it on, and it is called off for good.
 * Amounts in fen.
 */
import type { Bps, Fen } from '../money';
import { share } from '../money';
import { no, ok, type Result } from '../result';
import { DAY, type Ms } from '../time';
import { numberOf } from './ids';
import type { WalletBooks } from './ledger';
import type { Risk } from './risk';
import { type Withholding, withheldFrom } from './withholding';

/** What a merchant has set for payouts. */
export interface PayoutRules {
  readonly version: number;
  readonly min: Fen;
  readonly max: Fen;
  /** For one promoter, by day of Asia/Shanghai. */
  readonly perDay: number;
  readonly perDayFen: Fen;
  /** Taken off by the merchant. */
  readonly fee: Bps;
}

/** WeChat sends ¥0.10 up to the account's limit (商家转账 额度). */
export const PAYOUT_MIN: Fen = 10;
/** No more at once than a new account may send: often ¥200. */
export const DEFAULT_PAYOUT_RULES: PayoutRules = {
  version: 1,
  min: 100,
  max: 20_000,
  perDay: 3,
  perDayFen: 40_000,
  fee: 0,
};

/** From here on WeChat wants the person's real name, encrypted (商家转账: 转账金额 >= 2,000 元). */
export const NAME_FROM: Fen = 200_000;

export interface WithdrawalQuote {
  readonly amount: Fen;
  readonly fee: Fen;
  readonly tax: Fen;
  /** What arrives. */
  readonly net: Fen;
}

export type WithdrawalRefusal =
  | 'withdrawalTooLittle'
  | 'withdrawalTooMuch'
  | 'withdrawalNotEnough' // more than is available
  | 'withdrawalDayLimit'
  | 'withdrawalDebt' // what is owed is repaid first
  | 'withdrawalChanged'; // it would come to something else than what was shown

/**
 * What a withdrawal would come to, or why there can be none. `amount` is what leaves the wallet: gross = fee + tax + net.
 * @param day the day and month (1–12) in Asia/Shanghai
 */
export function quoteWithdrawal(
  wallet: WalletBooks,
  amount: Fen,
  { rules, withholding, day }: { rules: PayoutRules; withholding: Withholding; day: string },
): Result<WithdrawalQuote, WithdrawalRefusal> {
  const today = wallet.asked?.day === day ? wallet.asked : { count: 0, fen: 0 };
  if (amount < rules.min) return no('withdrawalTooLittle');
  if (amount > rules.max) return no('withdrawalTooMuch');
  if (wallet.debt > 0) return no('withdrawalDebt');
  if (amount > wallet.available) return no('withdrawalNotEnough');
  if (today.count >= rules.perDay || today.fen + amount > rules.perDayFen) return no('withdrawalDayLimit');
  const fee = share(amount, rules.fee);
  const [year = '', month = ''] = day.split('-');
  const tax = withheldFrom(withholding, wallet.tax[year], amount, Number(month));
  const net = amount - fee - tax;
  return net < PAYOUT_MIN ? no('withdrawalTooLittle') : ok({ amount, fee, tax, net });
}

/* ── the life of one withdrawal ─────────────────────────────────────────────────────────────────────────────────── */

/** WeChat's own words for the state of a transfer. */
export type WechatTransferStatus =
  | 'ACCEPTED'
  | 'PROCESSING'
  | 'WAIT_USER_CONFIRM'
  | 'TRANSFERING'
  | 'SUCCESS'
  | 'FAIL'
  | 'CANCELING'
  | 'CANCELLED';

/** asked: not yet out of the wallet · review: waits for the merchant · lapsed: nobody confirmed in time. */
export type WithdrawalStatus = 'asked' | 'turnedDown' | 'review' | 'sending' | 'lapsed' | 'paid' | 'returned';

/** cancelled: its promoter wanted it to end · ended: WeChat ended it, or the shop did there · debt: it repays what is owed. */
export type ReturnCause = 'refused' | 'cancelled' | 'ended' | 'failed' | 'lapsed' | 'debt';

export interface WithdrawalState extends WithdrawalQuote {
  readonly id: string;
  readonly status: WithdrawalStatus;
  /** Why it was held back; empty where it was not. */
  readonly risks: readonly Risk[];
  /** 0 until the first is begun. */
  readonly attempt: number;
  /** What WeChat last said of this attempt. */
  readonly wechat?: WechatTransferStatus | undefined;
  /** What `wx.requestMerchantTransfer` is given, while WeChat waits for the promoter. */
  readonly packageInfo?: string | undefined;
  /** The promoter wants it to end. */
  readonly cancelling?: boolean | undefined;
  /** Why it was turned down. */
  readonly refusal?: WithdrawalRefusal | undefined;
  readonly returned?: ReturnCause | undefined;
  /** WeChat's code of a failure. */
  readonly failure?: string | undefined;
  /** The merchant's word on a review. */
  readonly review?: { readonly by: string; readonly at: Ms; readonly reason: string } | undefined;
  /** When it lapsed. */
  readonly lapsedAt?: Ms | undefined;
}

/** A lapsed one gives its money back by itself after so long. */
export const RENEWABLE: Ms = 7 * DAY;

export type WithdrawalCommand =
  /** What the books have decided: the quote that was posted, or why not. */
  | { readonly type: 'fund'; readonly refusal?: WithdrawalRefusal | undefined }
  | { readonly type: 'approve'; readonly by: string; readonly at: Ms; readonly reason: string }
  | { readonly type: 'refuse'; readonly by: string; readonly at: Ms; readonly reason: string }
  | { readonly type: 'cancel' }
  /** WeChat has nothing of it, and never will. With a failure, that is not what its promoter wanted. */
  | { readonly type: 'callOff'; readonly failure?: string | undefined }
  | { readonly type: 'renew' }
  /** It lapsed, and whoever would renew it owes by now. */
  | { readonly type: 'repay' }
  | { readonly type: 'lapse'; readonly now: Ms }
  | {
      readonly type: 'wechatSaid';
      readonly attempt: number;
      readonly status: WechatTransferStatus;
      /** Only a query is believed that money did not move. */
      readonly by: 'query' | 'other';
      readonly packageInfo?: string | undefined;
      readonly failure?: string | undefined;
      readonly now: Ms;
    };

export type WithdrawalEvent =
  | { readonly type: 'withdrawalAsked' } // what a withdrawal begins with
  | { readonly type: 'withdrawalTurnedDown'; readonly refusal: WithdrawalRefusal }
  | { readonly type: 'withdrawalHeldBack' }
  | { readonly type: 'withdrawalReviewed'; readonly by: string; readonly at: Ms; readonly reason: string }
  | { readonly type: 'transferBegun'; readonly attempt: number }
  | {
      readonly type: 'transferMoved';
      readonly status: WechatTransferStatus;
      readonly packageInfo?: string | undefined;
    }
  | { readonly type: 'cancelAsked' }
  | { readonly type: 'transferLapsed'; readonly at: Ms }
  | { readonly type: 'withdrawalPaid' }
  | { readonly type: 'withdrawalReturned'; readonly cause: ReturnCause; readonly failure?: string | undefined };

/** Events that something else follows from. */
export const WITHDRAWAL_CONSEQUENCES = [
  'withdrawalAsked',
  'withdrawalHeldBack',
  'withdrawalReviewed',
  'transferBegun',
  'cancelAsked',
  'withdrawalPaid',
  'withdrawalReturned',
] as const satisfies readonly WithdrawalEvent['type'][];

/** `out_bill_no` of an attempt (letters and digits, at most 32). */
export const transferNumber = ({ id }: Pick<WithdrawalState, 'id'>, attempt: number): string =>
  numberOf(id, 'T', attempt);

/** Whether a number could be one of ours: a shop may send money to others too, under numbers of its own. */
export const isTransferNumber = (number: string): boolean => /^[0-9A-Za-z]{20}T[1-9]\d{0,9}$/.test(number);

/** WeChat's code for a transfer that nobody confirmed in time. */
const LAPSED = 'OVERDUE_CLOSE';

/** `withdrawalMoved`: it is past that by now, one way or the other. */
export function decideWithdrawal(
  state: WithdrawalState,
  command: WithdrawalCommand,
): Result<WithdrawalEvent[], 'withdrawalMoved'> {
  const { status } = state;
  switch (command.type) {
    case 'fund':
      if (status !== 'asked') return ok([]);
      if (command.refusal) return ok([{ type: 'withdrawalTurnedDown', refusal: command.refusal }]);
      return ok([state.risks.length > 0 ? { type: 'withdrawalHeldBack' } : begun(state)]);
    case 'approve':
    case 'refuse': {
      if (status !== 'review') return no('withdrawalMoved');
      const { by, at, reason } = command;
      const reviewed = { type: 'withdrawalReviewed', by, at, reason } as const;
      return ok([
        reviewed,
        command.type === 'approve' ? begun(state) : { type: 'withdrawalReturned', cause: 'refused' },
      ]);
    }
    case 'cancel':
      if (status === 'review' || status === 'lapsed') return ok([{ type: 'withdrawalReturned', cause: 'cancelled' }]);
      if (status !== 'sending') return no('withdrawalMoved');
      return ok(state.cancelling ? [] : [{ type: 'cancelAsked' }]);
    case 'callOff': {
      const { failure } = command;
      const cause = failure === undefined ? 'cancelled' : 'failed';
      return ok(status === 'sending' ? [{ type: 'withdrawalReturned', cause, failure }] : []);
    }
    case 'renew':
      return status === 'lapsed' ? ok([begun(state)]) : no('withdrawalMoved');
    case 'repay':
      return status === 'lapsed' ? ok([{ type: 'withdrawalReturned', cause: 'debt' }]) : no('withdrawalMoved');
    case 'lapse': {
      const over = status === 'lapsed' && (state.lapsedAt ?? 0) + RENEWABLE <= command.now;
      return ok(over ? [{ type: 'withdrawalReturned', cause: 'lapsed' }] : []);
    }
    case 'wechatSaid':
      // What WeChat says of an older attempt says nothing of this one.
      if (command.attempt !== state.attempt) return ok([]);
      if (status === 'sending') return ok(said(state, command));
      // It has paid after all what it had shown as overdue. Nothing of it was given back yet, so nothing is lost.
      return ok(status === 'lapsed' && command.status === 'SUCCESS' ? [{ type: 'withdrawalPaid' }] : []);
  }
}

const begun = ({ attempt }: WithdrawalState): WithdrawalEvent => ({ type: 'transferBegun', attempt: attempt + 1 });

function said(
  state: WithdrawalState,
  { status, by, packageInfo, failure, now }: Extract<WithdrawalCommand, { type: 'wechatSaid' }>,
): WithdrawalEvent[] {
  if (status === 'SUCCESS') return [{ type: 'withdrawalPaid' }];
  if (status === 'FAIL' || status === 'CANCELLED') {
    if (by !== 'query') return [];
    if (failure === LAPSED && !state.cancelling) return [{ type: 'transferLapsed', at: now }];
    const failed = status === 'FAIL' && failure !== LAPSED;
    return [
      { type: 'withdrawalReturned', cause: failed ? 'failed' : state.cancelling ? 'cancelled' : 'ended', failure },
    ];
  }
  const same = status === state.wechat && (packageInfo === undefined || packageInfo === state.packageInfo);
  return same ? [] : [{ type: 'transferMoved', status, packageInfo }];
}

export function evolveWithdrawal<S extends WithdrawalState>(state: S, event: WithdrawalEvent): S {
  switch (event.type) {
    case 'withdrawalAsked':
      return state;
    case 'withdrawalTurnedDown':
      return { ...state, status: 'turnedDown', refusal: event.refusal };
    case 'withdrawalHeldBack':
      return { ...state, status: 'review' };
    case 'withdrawalReviewed':
      return { ...state, review: { by: event.by, at: event.at, reason: event.reason } };
    case 'transferBegun':
      return {
        ...state,
        status: 'sending',
        attempt: event.attempt,
        wechat: undefined,
        packageInfo: undefined,
        lapsedAt: undefined,
      };
    case 'transferMoved':
      return { ...state, wechat: event.status, packageInfo: event.packageInfo };
    case 'cancelAsked':
      return { ...state, cancelling: true };
    case 'transferLapsed':
      return { ...state, status: 'lapsed', wechat: undefined, packageInfo: undefined, lapsedAt: event.at };
    case 'withdrawalPaid':
      return { ...state, status: 'paid', wechat: 'SUCCESS', packageInfo: undefined };
    case 'withdrawalReturned':
      return { ...state, status: 'returned', returned: event.cause, failure: event.failure, packageInfo: undefined };
  }
}
