/**
 * WHAT ONE PIECE OF AN ORDER COMES TO WHEN IT IS GIVEN BACK. This file is the only answer.
 *  - A line was paid with so much for its goods, less what the ladder gave back since, and so much for its freight.
 *  - The first k of its pieces are worth ⌊paid × k ÷ quantity⌋, and a refund of pieces is worth the difference of two such
 *    sums. So refunds of a line sum to exactly what was paid for it, in whatever parts and order they come.
 *  - The freight of a piece goes back with it where it had not been sent, or where the merchant says so.
 * Amounts in fen.
 */
import { allocate, type Fen } from '../money';
import type { Ms } from '../time';
import type { AfterSaleKind } from './afterSale';

/** What the order's life needs to know of a line. */
export interface OrderItem {
  readonly id: string;
  readonly quantity: number;
  /** For its goods, after discounts, without freight. */
  readonly paid: Fen;
  readonly freight: Fen;
}

export interface Pieces {
  readonly lineId: string;
  readonly quantity: number;
}

export interface RefundLine extends Pieces {
  readonly goods: Fen;
  readonly freight: Fen;
  /** Out of `quantity`: those that had not been sent. */
  readonly unsent: number;
  /** Out of `quantity`: those whose freight goes back too. */
  readonly carried: number;
}

export interface Parcel {
  readonly id: string;
  readonly company: string;
  readonly trackingNumber: string;
  readonly lines: readonly Pieces[];
  readonly at: Ms;
  readonly by: string;
}

/** What the order knows of an after-sale: which pieces nobody else may count. */
export interface AskedBack {
  readonly id: string;
  readonly kind: AfterSaleKind;
  readonly lines: readonly Pieces[];
  readonly status: 'open' | 'refunded' | 'ended';
}

interface State {
  readonly lines: readonly OrderItem[];
  readonly parcels: readonly Parcel[];
  readonly afterSales: readonly AskedBack[];
  readonly refunds: readonly { readonly lines?: readonly RefundLine[] | undefined }[];
  readonly shippedAt?: Ms | undefined;
}

const count = (lists: readonly (readonly Pieces[])[], lineId: string): number =>
  lists.flat().reduce((sum, one) => sum + (one.lineId === lineId ? one.quantity : 0), 0);

/** Where the pieces of a line are; all zero for a line that is not the order's. */
export function piecesOf(
  { lines, parcels, afterSales, refunds, shippedAt }: State,
  lineId: string,
): { quantity: number; sent: number; refunded: number; unsentRefunded: number; asked: number } {
  const back = refunds.flatMap((refund) => refund.lines ?? []).filter((line) => line.lineId === lineId);
  const quantity = lines.find(({ id }) => id === lineId)?.quantity ?? 0;
  const unsentRefunded = back.reduce((sum, { unsent }) => sum + unsent, 0);
  const inParcels = count(
    parcels.map((parcel) => parcel.lines),
    lineId,
  );
  return {
    quantity,
    // What was picked up has no parcels.
    sent: shippedAt !== undefined && parcels.length === 0 ? quantity - unsentRefunded : inParcels,
    refunded: count([back], lineId),
    unsentRefunded,
    asked: count(
      afterSales.filter(({ status }) => status === 'open').map((one) => one.lines),
      lineId,
    ),
  };
}

/** Whether these are some pieces, each line once, and no more of it than there are. */
export function fitIn(lines: readonly Pieces[], most: (lineId: string) => number): boolean {
  const once = new Set(lines.map(({ lineId }) => lineId)).size === lines.length;
  const some = lines.every(({ lineId, quantity }) => quantity >= 1 && quantity <= most(lineId));
  return lines.length > 0 && once && some;
}

/** Whether both name the same pieces, in whatever order. */
export const samePieces = (some: readonly Pieces[], others: readonly Pieces[]): boolean =>
  some.length === others.length &&
  some.every(({ lineId, quantity }) => others.some((one) => one.lineId === lineId && one.quantity === quantity));

/** What `part` pieces come to after `before` of `whole` were counted: the sums over all parts are exact. */
const partOf = (amount: Fen, whole: number, before: number, part: number): Fen =>
  Math.floor((amount * (before + part)) / whole) - Math.floor((amount * before) / whole);

/** What these pieces come to. Pieces that were not sent go first. @param ladder what the price has fallen by since, in all */
export function lineBack(
  state: State,
  { lineId, quantity }: Pieces,
  { withFreight, ladder }: { withFreight: boolean; ladder: Fen },
): RefundLine {
  const place = state.lines.findIndex(({ id }) => id === lineId);
  const line = state.lines[place];
  if (!line) throw new Error(`no line ${lineId}`);
  const { sent, refunded, unsentRefunded } = piecesOf(state, lineId);
  const fallen = allocate(
    ladder,
    state.lines.map(({ paid }) => paid),
  )[place] as Fen;
  const unsent = Math.min(quantity, Math.max(0, line.quantity - sent - unsentRefunded));
  const carried = withFreight ? quantity : unsent;
  const carriedBefore = state.refunds
    .flatMap((refund) => refund.lines ?? [])
    .reduce((sum, one) => sum + (one.lineId === lineId ? one.carried : 0), 0);
  return {
    lineId,
    quantity,
    goods: partOf(line.paid - fallen, line.quantity, refunded, quantity),
    freight: partOf(line.freight, line.quantity, carriedBefore, carried),
    unsent,
    carried,
  };
}
