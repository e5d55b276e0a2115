import fc from 'fast-check';
import { type PricedLine, priceOrder } from '../../shared/domain/pricing';
import { allocate } from '../../shared/money';

const inputs = fc.array(
  fc.record({ unitPrice: fc.integer({ min: 0, max: 1_000_000 }), quantity: fc.integer({ min: 1, max: 99 }) }),
  { minLength: 1, maxLength: 8 },
);
const fen = fc.integer({ min: 0, max: 100_000_000 });

describe('priceOrder', () => {
  it('given two pieces at ¥29.90 without extras, then ¥59.80', () => {
    expect(priceOrder([{ unitPrice: 2990, quantity: 2 }])).toEqual({
      lines: [{ unitPrice: 2990, quantity: 2, goods: 5980, discount: 0, freight: 0, paid: 5980 }],
      goods: 5980,
      discount: 0,
      freight: 0,
      total: 5980,
    });
  });

  it('given a discount and freight, then each line carries its part', () => {
    const { lines, total } = priceOrder(
      [
        { unitPrice: 1000, quantity: 1 },
        { unitPrice: 1000, quantity: 2 },
      ],
      { discount: 100, freights: [3, 7] },
    );
    expect(lines.map(({ discount, freight, paid }) => ({ discount, freight, paid }))).toEqual([
      { discount: 33, freight: 3, paid: 967 },
      { discount: 67, freight: 7, paid: 1933 },
    ]);
    expect(total).toBe(2910);
  });

  it('given a discount above the price, then it takes the price and no more', () => {
    expect(priceOrder([{ unitPrice: 500, quantity: 1 }], { discount: 900, freights: [800] })).toMatchObject({
      discount: 500,
      total: 800,
    });
  });

  it('has lines that sum to the order in every part, and nothing below zero', () => {
    fc.assert(
      fc.property(inputs, fen, fen, (lines, discount, freight) => {
        const freights = allocate(
          freight,
          lines.map(() => 1),
        );
        const price = priceOrder(lines, { discount, freights });
        const sum = (of: (line: PricedLine) => number) => price.lines.reduce((total, line) => total + of(line), 0);
        expect(sum((line) => line.goods)).toBe(price.goods);
        expect(sum((line) => line.discount)).toBe(price.discount);
        expect(sum((line) => line.freight)).toBe(price.freight);
        expect(sum((line) => line.paid + line.freight)).toBe(price.total);
        expect(price.discount).toBe(Math.min(discount, price.goods));
        expect(price.freight).toBe(freight);
        for (const line of price.lines) {
          expect(line.goods).toBe(line.unitPrice * line.quantity);
          expect(line.paid).toBe(line.goods - line.discount);
          expect(Math.min(line.paid, line.discount, line.freight)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
