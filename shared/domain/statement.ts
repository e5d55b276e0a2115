/**
 * A PROMOTER'S MONTH: what the journals of one wallet come to.
 *  - What a promoter has is held + available + withdrawing − debt. Over a month: opening + earned − reversed − withdrawn =
 *    closing. A release only moves it from held to available, and so on.
 *  - `withdrawn` is what has been paid out, before what was taken off it: withdrawn = fee + tax + net, each a posting of
 *    its own. What was asked for and is still on its way is in `withdrawing`.
 *  - A month follows the one before: its opening is that one's closing.
 * Amounts in fen.
 */
import { type Flow, type Side, sideOf } from './finance';
import { EMPTY_WALLET, type JournalKind, type Posting, type Pot, type Wallet } from './ledger';

export const STATEMENT_LINES = ['held', 'released', 'reversed', 'asked', 'paid', 'returned'] as const;
export type StatementLine = (typeof STATEMENT_LINES)[number];

/** What a journal of this kind is on a statement; the others move no wallet. */
const LINES: Partial<Record<JournalKind, StatementLine>> = {
  commissionHeld: 'held',
  commissionReleased: 'released',
  commissionReversed: 'reversed',
  withdrawalAsked: 'asked',
  withdrawalPaid: 'paid',
  withdrawalReturned: 'returned',
};

export interface Statement {
  /** `2026-01`, in Asia/Shanghai. */
  readonly month: string;
  readonly opening: Wallet;
  readonly earned: number;
  /** Became available, or repaid a debt. */
  readonly released: number;
  readonly reversed: number;
  readonly withdrawn: number;
  readonly fee: number;
  readonly tax: number;
  readonly net: number;
  readonly closing: Wallet;
}

const POTS: readonly Pot[] = ['held', 'available', 'withdrawing', 'debt'];

/** How these flows change the parts of a wallet. What is owed counts above zero. */
export function changesOf(flows: readonly Pick<Flow, 'from' | 'to' | 'fen'>[]): Record<Pot, number> {
  const change = (pot: Pot) => {
    const side: Side = `wallet/${pot}`;
    const into = flows.reduce((sum, { from, to, fen }) => sum + (to === side ? fen : 0) - (from === side ? fen : 0), 0);
    // Not −0, which is another thing to whoever compares.
    return pot === 'debt' ? 0 - into : into;
  };
  return Object.fromEntries(POTS.map((pot) => [pot, change(pot)])) as Record<Pot, number>;
}

/** The statement of a month, from what was there when it began. */
export function statementOf(month: string, opening: Wallet, flows: readonly Flow[]): Statement {
  const sum = (kind: JournalKind, to?: Side) =>
    flows.reduce((total, flow) => {
      const counts = flow.kind === kind && (to === undefined || flow.to === to);
      return counts ? total + flow.fen : total;
    }, 0);
  const changes = changesOf(flows);
  return {
    month,
    opening,
    earned: sum('commissionHeld'),
    released: sum('commissionReleased'),
    reversed: sum('commissionReversed'),
    withdrawn: sum('withdrawalPaid'),
    fee: sum('withdrawalPaid', 'withdrawalFees'),
    tax: sum('withdrawalPaid', 'taxPayable'),
    net: sum('withdrawalPaid', 'wechat'),
    closing: {
      held: opening.held + changes.held,
      available: opening.available + changes.available,
      withdrawing: opening.withdrawing + changes.withdrawing,
      debt: opening.debt + changes.debt,
    },
  };
}

export interface Entry extends Record<Pot, number> {
  readonly line: StatementLine;
  /** Of a withdrawal that was paid: where its money went. */
  readonly paid?: { readonly fee: number; readonly tax: number; readonly net: number };
}

/** One journal as an entry of a statement. @throws if it moves no wallet */
export function entryOf({
  kind,
  postings,
}: {
  readonly kind: JournalKind;
  readonly postings: readonly Posting[];
}): Entry {
  const line = LINES[kind];
  if (!line) throw new Error(`${kind} moves no wallet`);
  const flows = postings.map(
    ({ from, to, amount }): Flow => ({ kind, from: sideOf(from), to: sideOf(to), fen: amount }),
  );
  const { fee, tax, net } = statementOf('', EMPTY_WALLET, flows);
  return { line, ...changesOf(flows), ...(line === 'paid' ? { paid: { fee, tax, net } } : {}) };
}
