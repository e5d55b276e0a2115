/**
 * HOW MONEY IS WRITTEN DOWN. Money moves only through this file and `functions/store/ledger.ts`.
 *  - Double entry: a posting takes a positive amount from one account and gives it to another, so every journal
 *    balances by construction and the sum of all balances is zero at every instant.
 *  - A journal's id is derived from what happened, so writing it twice is writing it once. Nothing is updated or
 *    deleted; a correction is the mirrored journal.
 *  - Ledgers are per merchant. `wechat` is the money that WeChat holds for the merchant, seen from outside: it goes
 *    below zero by what came in. `wechatFees` is what WeChat has kept of it, below zero too. All other accounts of a
 *    merchant, and every wallet, are what somebody is owed.
 *  - A promoter's money with one merchant is one wallet: held, available, withdrawing, and debt (what a refund after
 *    withdrawal took back and later earnings repay). None of the four goes below zero. What else a wallet remembers (its
 *    tally: merit, income and tax of each year, what was paid out) moves with journals too, and is replayed from them.
 * Amounts in fen.
 */
import { type Fen, isFen } from '../money';

/** Accounts that a merchant has once. */
export type MerchantAccount = 'wechat' | 'sales' | 'refundsPayable' | 'taxPayable' | 'withdrawalFees' | 'wechatFees';

/** The parts of a promoter's wallet. */
export type Pot = 'held' | 'available' | 'withdrawing' | 'debt';

export type Account =
  | { readonly of: 'merchant'; readonly name: MerchantAccount }
  | { readonly of: 'wallet'; readonly userId: string; readonly pot: Pot };

export interface Posting {
  readonly from: Account;
  readonly to: Account;
  readonly amount: Fen;
}

export type JournalKind =
  | 'paymentCaptured'
  | 'refundPromised'
  | 'refundArrived'
  | 'commissionHeld'
  | 'commissionReleased'
  | 'commissionReversed'
  | 'withdrawalAsked'
  | 'withdrawalPaid'
  | 'withdrawalReturned'
  | 'wechatFees';

export interface Journal {
  readonly kind: JournalKind;
  readonly merchantId: string;
  /** What this is about, for whoever reads the books: an order, a refund, a commission. */
  readonly about: string;
  readonly postings: readonly Posting[];
  /** What the wallet of this journal remembers beside its money. */
  readonly tally?: Tally | undefined;
}

export interface Wallet {
  readonly held: Fen;
  readonly available: Fen;
  readonly withdrawing: Fen;
  readonly debt: Fen;
}

export const EMPTY_WALLET: Wallet = { held: 0, available: 0, withdrawing: 0, debt: 0 };

/** What a promoter was paid in a year, as the tax law counts it (`shared/domain/withholding.ts`). */
export interface TaxYear {
  /** Income by month (1–12); a month without any has no entry. */
  readonly months: Readonly<Record<string, Fen>>;
  readonly withheld: Fen;
}

/** What a wallet remembers beside its money. */
export interface WalletBooks extends Wallet {
  /** Goods sold through this promoter and kept, ever: what grades are earned by. */
  readonly merit: number;
  /** What has reached the promoter, after fee and tax. */
  readonly paid: number;
  readonly tax: Readonly<Record<string, TaxYear>>;
  /** Withdrawals that were asked for on the last day on which any was. */
  readonly asked?: { readonly day: string; readonly count: number; readonly fen: Fen } | undefined;
}

export const EMPTY_BOOKS: WalletBooks = { ...EMPTY_WALLET, merit: 0, paid: 0, tax: {} };

/** Taxed income of a month, and the tax that was shown for it; both below zero where a withdrawal comes back. */
export interface TaxChange {
  readonly year: number;
  readonly month: number;
  readonly income: number;
  readonly withheld: number;
}

/** A change of what a wallet remembers. */
export interface Tally {
  readonly userId: string;
  readonly merit?: number | undefined;
  readonly paid?: Fen | undefined;
  readonly tax?: readonly TaxChange[] | undefined;
  readonly asked?: { readonly day: string; readonly fen: Fen } | undefined;
}

/** What a wallet remembers after a journal's tally. Applying those of all its journals, in order, gives what it is. */
export function tallied(before: WalletBooks, { merit = 0, paid = 0, tax = [], asked }: Tally): WalletBooks {
  const after = { ...before, merit: before.merit + merit, paid: before.paid + paid };
  for (const change of tax) {
    after.tax = { ...after.tax, [change.year]: taxYearAfter(after.tax[change.year], change) };
  }
  // What was asked for on a day before is posted late: it counts for no limit of today's.
  if (asked && asked.day >= (before.asked?.day ?? '')) {
    const same = before.asked?.day === asked.day ? before.asked : { count: 0, fen: 0 };
    after.asked = { day: asked.day, count: same.count + 1, fen: same.fen + asked.fen };
  }
  return after;
}

/** A month that comes to nothing is left out, so that a year is the same in whatever order it came to be. */
export function taxYearAfter(
  { months, withheld }: TaxYear = { months: {}, withheld: 0 },
  change: Omit<TaxChange, 'year'>,
): TaxYear {
  const { [change.month]: before = 0, ...others } = months;
  const income = before + change.income;
  return {
    months: income === 0 ? others : { ...others, [change.month]: income },
    withheld: withheld + change.withheld,
  };
}

type MonthOfYear = Pick<TaxChange, 'year' | 'month'>;

/**
 * Income is of the month in which it is paid: what was asked for in another month goes over, with the tax that was shown.
 * @param asked the month that it was counted in until now
 */
export function incomePaid(
  asked: MonthOfYear,
  paid: MonthOfYear,
  { income, withheld }: Pick<TaxChange, 'income' | 'withheld'>,
): TaxChange[] {
  if (asked.year === paid.year && asked.month === paid.month) return [];
  return [
    { ...asked, income: -income, withheld: -withheld },
    { ...paid, income, withheld },
  ];
}

const merchant = (name: MerchantAccount): Account => ({ of: 'merchant', name });
const wallet = (userId: string, pot: Pot): Account => ({ of: 'wallet', userId, pot });

/** Postings of nothing are left out, so that a rule need not ask. */
function posting(from: Account, to: Account, amount: Fen): Posting[] {
  if (!isFen(amount)) throw new Error(`posting: ${amount} is not an amount`);
  return amount === 0 ? [] : [{ from, to, amount }];
}

/** WeChat captured a payment: what came in is sales until part of it is promised to somebody. */
export const paymentCaptured = (amount: Fen): Posting[] => posting(merchant('wechat'), merchant('sales'), amount);

/** A refund was decided: the buyer is owed it from now on. */
export const refundPromised = (amount: Fen): Posting[] =>
  posting(merchant('sales'), merchant('refundsPayable'), amount);

/** WeChat says the refund is with the buyer. */
export const refundArrived = (amount: Fen): Posting[] =>
  posting(merchant('refundsPayable'), merchant('wechat'), amount);

export const commissionHeld = (userId: string, amount: Fen): Posting[] =>
  posting(merchant('sales'), wallet(userId, 'held'), amount);

/** A held commission becomes available; what the promoter owes is repaid first. */
export function commissionReleased(userId: string, amount: Fen, now: Wallet): Posting[] {
  const repaid = Math.min(now.debt, amount);
  return [
    ...posting(wallet(userId, 'held'), wallet(userId, 'debt'), repaid),
    ...posting(wallet(userId, 'held'), wallet(userId, 'available'), amount - repaid),
  ];
}

/** A commission goes back to sales: out of what is held, or, after its release, out of what is available, the rest as a debt. */
export function commissionReversed(userId: string, amount: Fen, now: Wallet, released: boolean): Posting[] {
  if (!released) return posting(wallet(userId, 'held'), merchant('sales'), amount);
  const taken = Math.min(now.available, amount);
  return [
    ...posting(wallet(userId, 'available'), merchant('sales'), taken),
    ...posting(wallet(userId, 'debt'), merchant('sales'), amount - taken),
  ];
}

/** A withdrawal was asked for: what was available is on its way. */
export const withdrawalAsked = (userId: string, amount: Fen): Posting[] =>
  posting(wallet(userId, 'available'), wallet(userId, 'withdrawing'), amount);

/** WeChat says that the net amount has arrived; fee and tax stay behind, each in its account. */
export const withdrawalPaid = (userId: string, { net, tax, fee }: { net: Fen; tax: Fen; fee: Fen }): Posting[] => [
  ...posting(wallet(userId, 'withdrawing'), merchant('wechat'), net),
  ...posting(wallet(userId, 'withdrawing'), merchant('taxPayable'), tax),
  ...posting(wallet(userId, 'withdrawing'), merchant('withdrawalFees'), fee),
];

/** A withdrawal came to nothing: its money is available again, and what the promoter owes is repaid first. */
export function withdrawalReturned(userId: string, amount: Fen, now: Wallet): Posting[] {
  const repaid = Math.min(now.debt, amount);
  return [
    ...posting(wallet(userId, 'withdrawing'), wallet(userId, 'debt'), repaid),
    ...posting(wallet(userId, 'withdrawing'), wallet(userId, 'available'), amount - repaid),
  ];
}

/** What WeChat has kept for its service on a day; below zero where it gave some back. */
export const wechatFees = (fees: number): Posting[] =>
  fees < 0
    ? posting(merchant('wechat'), merchant('wechatFees'), -fees)
    : posting(merchant('wechatFees'), merchant('wechat'), fees);

/** One text per account: the key of balances and of audits. */
export function accountKey(account: Account): string {
  return account.of === 'merchant' ? account.name : `wallet/${account.userId}/${account.pot}`;
}

/**
 * The change that postings make to each account, by `accountKey`. The changes sum to zero.
 * A wallet's `debt` counts what is owed, so its account stands at minus that.
 */
export function movements(postings: readonly Posting[]): Map<string, { account: Account; change: Fen }> {
  const changes = new Map<string, { account: Account; change: Fen }>();
  const add = (account: Account, change: Fen) => {
    const key = accountKey(account);
    changes.set(key, { account, change: (changes.get(key)?.change ?? 0) + change });
  };
  for (const { from, to, amount } of postings) {
    add(from, -amount);
    add(to, amount);
  }
  return changes;
}

/** The wallet after these postings, or null if one of its parts would go below zero. Postings of others are passed over. */
export function walletAfter(before: Wallet, userId: string, postings: readonly Posting[]): Wallet | null {
  const after = { ...before };
  for (const { account, change } of movements(postings).values()) {
    if (account.of !== 'wallet' || account.userId !== userId) continue;
    after[account.pot] += account.pot === 'debt' ? -change : change;
  }
  return Math.min(after.held, after.available, after.withdrawing, after.debt) < 0 ? null : after;
}
