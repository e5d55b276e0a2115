/**
 * ARE THE BOOKS RIGHT? What must agree, whoever looks and whenever.
 *  - Every balance, and what a wallet remembers, is what all journals come to. All balances sum to zero.
 *  - Every captured payment, refund, commission, withdrawal and day of WeChat's fees has the journals that its state asks for; together they
 *    move what its state says; and nothing else is written about it.
 *  - Commissions are what their orders say (`commissionAudit.ts`).
 *  - Every journal is about something that there is, and its id says its kind.
 *  - What has an event that waits may lack its last journals until that was drained. Nothing else is forgiven.
 * What journals come to does not depend on their order, so they may be replayed in parts. Amounts in fen.
 */
import type { Fen } from '../money';
import type { Ms } from '../time';
import type { CommissionState } from './commission';
import {
  type Account,
  accountKey,
  EMPTY_BOOKS,
  type Journal,
  movements,
  type Posting,
  type TaxYear,
  tallied,
  taxYearAfter,
  type WalletBooks,
} from './ledger';
import type { OrderRefund, Payment } from './order';
import type { WithdrawalState } from './withdrawal';

export interface AuditedJournal extends Journal {
  readonly id: string;
}

/* ── balances ───────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What some journals come to. */
export interface Replayed {
  /** By account name. */
  readonly merchant: Map<string, number>;
  /** By user. */
  readonly wallets: Map<string, WalletBooks>;
}

export const nothingReplayed = (): Replayed => ({ merchant: new Map(), wallets: new Map() });

/** Adds a journal to what others have come to. */
export function replay(into: Replayed, { postings, tally }: Pick<Journal, 'postings' | 'tally'>): void {
  for (const { account, change } of movements(postings).values()) {
    if (account.of === 'merchant') {
      into.merchant.set(account.name, (into.merchant.get(account.name) ?? 0) + change);
      continue;
    }
    const wallet = into.wallets.get(account.userId) ?? EMPTY_BOOKS;
    const raised = account.pot === 'debt' ? -change : change;
    into.wallets.set(account.userId, { ...wallet, [account.pot]: wallet[account.pot] + raised });
  }
  if (tally) into.wallets.set(tally.userId, tallied(into.wallets.get(tally.userId) ?? EMPTY_BOOKS, tally));
}

/** Adds what some journals came to, to what others came to. */
export function addReplayed(into: Replayed, part: Replayed): void {
  for (const [name, fen] of part.merchant) into.merchant.set(name, (into.merchant.get(name) ?? 0) + fen);
  for (const [userId, books] of part.wallets) {
    into.wallets.set(userId, addBooks(into.wallets.get(userId) ?? EMPTY_BOOKS, books));
  }
}

function addBooks(a: WalletBooks, b: WalletBooks): WalletBooks {
  const years = new Set([...Object.keys(a.tax), ...Object.keys(b.tax)]);
  const tax = Object.fromEntries([...years].map((year) => [year, addYears(a.tax[year], b.tax[year])]));
  const later = (b.asked?.day ?? '') > (a.asked?.day ?? '') ? b.asked : a.asked;
  const same = a.asked && a.asked.day === b.asked?.day ? b.asked : undefined;
  return {
    held: a.held + b.held,
    available: a.available + b.available,
    withdrawing: a.withdrawing + b.withdrawing,
    debt: a.debt + b.debt,
    merit: a.merit + b.merit,
    paid: a.paid + b.paid,
    tax,
    asked: later && {
      day: later.day,
      count: later.count + (same?.count ?? 0),
      fen: later.fen + (same?.fen ?? 0),
    },
  };
}

const addYears = (
  a: TaxYear = { months: {}, withheld: 0 },
  { months, withheld }: TaxYear = { months: {}, withheld: 0 },
): TaxYear =>
  Object.entries(months).reduce(
    (year, [month, income]) => taxYearAfter(year, { month: Number(month), income, withheld: 0 }),
    { ...a, withheld: a.withheld + withheld },
  );

/** @returns a sentence for each balance that is not what its journals come to */
export function compareBalances(balances: Replayed, journals: Replayed): string[] {
  const faults: string[] = [];
  const compare = (key: string, balance: string | number, sum: string | number) => {
    if (balance !== sum) faults.push(`account ${key}: stands at ${balance}, its journals at ${sum}`);
  };
  for (const name of new Set([...balances.merchant.keys(), ...journals.merchant.keys()])) {
    compare(name, balances.merchant.get(name) ?? 0, journals.merchant.get(name) ?? 0);
  }
  for (const userId of new Set([...balances.wallets.keys(), ...journals.wallets.keys()])) {
    const [wallet, sum] = [balances.wallets.get(userId), journals.wallets.get(userId)].map(partsOf);
    for (const part of new Set([...Object.keys(wallet ?? {}), ...Object.keys(sum ?? {})])) {
      compare(`wallet/${userId}/${part}`, wallet?.[part] ?? 0, sum?.[part] ?? 0);
    }
  }
  const total = totalOf(balances);
  return total === 0 ? faults : [...faults, `the ledger sums to ${total}`];
}

/** Every part of a wallet under a name; parts that are nothing are left out. */
function partsOf(books: WalletBooks = EMPTY_BOOKS): Record<string, string | number> {
  const { tax, asked, ...numbers } = books;
  const years = Object.entries(tax).map(([year, { months, withheld }]) => [
    `tax/${year}`,
    [...Object.entries(months).map(([month, fen]) => `${fen} in month ${month}`), `${withheld} withheld`].join(', '),
  ]);
  const day = asked ? [['asked', `${asked.count} on ${asked.day}, ${asked.fen}`]] : [];
  return Object.fromEntries([...Object.entries(numbers).filter(([, value]) => value !== 0), ...years, ...day]);
}

function totalOf({ merchant, wallets }: Replayed): number {
  const accounts = [...merchant.values()].reduce((sum, fen) => sum + fen, 0);
  return [...wallets.values()].reduce(
    (sum, { held, available, withdrawing, debt }) => sum + held + available + withdrawing - debt,
    accounts,
  );
}

/* ── what journals are about ────────────────────────────────────────────────────────────────────────────────────── */

/** Something that journals are about, and what they must be. */
export interface Subject {
  readonly about: string;
  /** An event of it waits: what follows from that is not written yet. */
  readonly waits: boolean;
  readonly ids: readonly string[];
  /** What they move together, by account; a debt counts against what is available, since one becomes the other. */
  readonly net: Readonly<Record<string, number>>;
}

type Waiting = { readonly waits: boolean };

/** An order's payments. */
export function paymentsSubject(
  order: { readonly id: string; readonly payments: readonly Payment[] } & Waiting,
): Subject {
  const captured = order.payments.filter((payment) => payment.captured);
  const fen = captured.reduce((sum, payment) => sum + (payment.captured?.amount ?? 0), 0);
  return {
    about: order.id,
    waits: order.waits,
    ids: captured.map(({ outTradeNo }) => `paymentCaptured/${outTradeNo}`),
    net: { wechat: -fen, sales: fen },
  };
}

/** A refund that an order has promised. @param arrived as its own document says */
export function refundSubject(
  { id, amount }: Pick<OrderRefund, 'id' | 'amount'>,
  { arrived, waits }: { readonly arrived: boolean } & Waiting,
): Subject {
  const ids = [`refundPromised/${id}`, ...(arrived ? [`refundArrived/${id}`] : [])];
  return { about: id, waits, ids, net: { sales: -amount, [arrived ? 'wechat' : 'refundsPayable']: amount } };
}

export function commissionSubject(
  doc: { readonly id: string; readonly userId: string; readonly releasedAt?: Ms | undefined } & Waiting &
    Pick<CommissionState, 'amount' | 'reversed' | 'refunds'>,
): Subject {
  const { id, userId, amount, reversed, refunds, releasedAt, waits } = doc;
  // Who is only told that somebody else earns has no journal.
  if (amount === 0) return { about: id, waits, ids: [], net: {} };
  const left = amount - reversed;
  const pot = releasedAt === undefined ? 'held' : 'available';
  return {
    about: id,
    waits,
    ids: [
      `commissionHeld/${id}`,
      ...(releasedAt === undefined ? [] : [`commissionReleased/${id}`]),
      ...refunds.map((refund) => `commissionReversed/${id}/${refund.id}`),
    ],
    net: { sales: -left, [`wallet/${userId}/${pot}`]: left },
  };
}

export function withdrawalSubject(
  doc: { readonly userId: string } & Waiting &
    Pick<WithdrawalState, 'id' | 'status' | 'amount' | 'net' | 'tax' | 'fee'>,
): Subject {
  const { id, userId, status, amount, net, tax, fee, waits } = doc;
  const subject = (kinds: readonly string[], moved: Record<string, Fen>): Subject => ({
    about: id,
    waits,
    ids: ['withdrawalAsked', ...kinds].map((kind) => `${kind}/${id}`),
    net: moved,
  });
  const [available, withdrawing] = [`wallet/${userId}/available`, `wallet/${userId}/withdrawing`];
  switch (status) {
    case 'asked':
    case 'turnedDown':
      return subject([], {});
    case 'review':
    case 'sending':
    case 'lapsed':
      return subject([], { [available]: -amount, [withdrawing]: amount });
    case 'paid':
      return subject(['withdrawalPaid'], {
        [available]: -amount,
        wechat: net,
        taxPayable: tax,
        withdrawalFees: fee,
      });
    case 'returned':
      return subject(['withdrawalReturned'], {});
  }
}

/**
 * What WeChat took of a day, by the last comparison with its bills. A later one that finds another sum posts the difference.
 * @param fees none before the first comparison
 * @param journals how many there are
 */
export function feesSubject({
  id,
  fees,
  journals,
  waits,
}: { readonly id: string; readonly fees: number | undefined; readonly journals: number } & Waiting): Subject {
  const ids = Array.from({ length: journals }, (_, index) => `wechatFees/${id}/${index + 1}`);
  return { about: id, waits, ids, net: fees === undefined ? {} : { wechat: fees, wechatFees: -fees } };
}

/** @param journals all that are about it @returns a sentence for each that is missing, too many, or moves something else */
export function compareSubject({ about, waits, ids, net }: Subject, journals: readonly AuditedJournal[]): string[] {
  const found = new Set(journals.map(({ id }) => id));
  const strangers = journals
    .filter(({ id }) => !ids.includes(id))
    .map(({ id }) => `journal ${id}: nothing of ${about} accounts for it`);
  if (waits) return strangers;
  const missing = ids.filter((id) => !found.has(id)).map((id) => `${about}: lacks its journal ${id}`);
  const moved = netOf(journals.flatMap(({ postings }) => postings));
  const wrong = [...new Set([...Object.keys(net), ...moved.keys()])]
    .filter((key) => (net[key] ?? 0) !== (moved.get(key) ?? 0))
    .map((key) => `${about}: ${net[key] ?? 0} should move to ${key}, its journals move ${moved.get(key) ?? 0}`);
  return [...strangers, ...missing, ...wrong];
}

function netOf(postings: readonly Posting[]): Map<string, number> {
  const net = new Map<string, number>();
  for (const { account, change } of movements(postings).values()) {
    const key = accountKey(owed(account));
    net.set(key, (net.get(key) ?? 0) + change);
  }
  return net;
}

const owed = (account: Account): Account =>
  account.of === 'wallet' && account.pot === 'debt' ? { ...account, pot: 'available' } : account;

/** @returns what is wrong with a journal by itself, or null */
export const journalFault = ({ id, kind }: Pick<AuditedJournal, 'id' | 'kind'>): string | null =>
  id.startsWith(`${kind}/`) ? null : `journal ${id}: calls itself ${kind}`;
