/**
 * WHAT AN ORDER COSTS. This file is the only answer; the app shows what the server computed with it.
 *  - A line costs its unit price times its quantity.
 *  - A discount is spread over the lines in proportion, by largest remainder; the freight comes as parts of the lines
 *    already (`freight.ts`). So every later refund of a line is exact, and all lines together are the order.
 * Amounts in fen.
 */
import { allocate, type Fen } from '../money';

export interface PriceInput {
  readonly unitPrice: Fen;
  readonly quantity: number;
}

export interface PricedLine extends PriceInput {
  /** Unit price × quantity. */
  readonly goods: Fen;
  /** This line's part of the discount. */
  readonly discount: Fen;
  /** This line's part of the freight. */
  readonly freight: Fen;
  /** What is paid for the goods of this line: goods − discount. Commissions are computed from it. */
  readonly paid: Fen;
}

export interface Price {
  readonly lines: readonly PricedLine[];
  readonly goods: Fen;
  readonly discount: Fen;
  readonly freight: Fen;
  /** goods − discount + freight: what the buyer pays. */
  readonly total: Fen;
}

/** `discount` above the goods' price takes the goods' price, no more. @param extras.freights one for each line */
export function priceOrder(
  inputs: readonly PriceInput[],
  extras: { discount?: Fen; freights?: readonly Fen[] } = {},
): Price {
  const goodsOf = inputs.map(({ unitPrice, quantity }) => unitPrice * quantity);
  const goods = goodsOf.reduce((sum, part) => sum + part, 0);
  const discount = Math.min(extras.discount ?? 0, goods);
  const discounts = allocate(discount, goodsOf);
  const freights = inputs.map((_, index) => extras.freights?.[index] ?? 0);
  const freight = freights.reduce((sum, part) => sum + part, 0);
  const lines = inputs.map((input, index) => {
    const lineGoods = goodsOf[index] ?? 0;
    const lineDiscount = discounts[index] ?? 0;
    return {
      ...input,
      goods: lineGoods,
      discount: lineDiscount,
      freight: freights[index] ?? 0,
      paid: lineGoods - lineDiscount,
    };
  });
  return { lines, goods, discount, freight, total: goods - discount + freight };
}
