import fc from 'fast-check';
import { allocate, BPS_WHOLE, FEN_MAX, formatBps, formatFen, isFen, share, splitFen } from '../../shared/money';

const fen = fc.integer({ min: 0, max: FEN_MAX });
const rate = fc.integer({ min: 0, max: BPS_WHOLE });
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);

describe('isFen', () => {
  it.each([0, 1, FEN_MAX])('takes %p', (value) => expect(isFen(value)).toBe(true));
  it.each([-1, 0.5, FEN_MAX + 1, Number.NaN, Number.POSITIVE_INFINITY, '100', null, undefined, { $gt: 0 }])(
    'refuses %p',
    (value) => expect(isFen(value)).toBe(false),
  );
});

describe('share', () => {
  it('rounds down: 8% of ¥29.90 is ¥2.39', () => expect(share(2990, 800)).toBe(239));

  it('is the exact quotient rounded down, for every amount and rate', () => {
    fc.assert(
      fc.property(fen, rate, (amount, bps) => {
        expect(BigInt(share(amount, bps))).toBe((BigInt(amount) * BigInt(bps)) / BigInt(BPS_WHOLE));
      }),
    );
  });
});

describe('allocate', () => {
  it('gives the fen that is over to the largest remainder', () =>
    expect(allocate(100, [1, 1, 4])).toEqual([17, 17, 66]));
  it('gives it to the earlier part where remainders tie', () => expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]));
  it('gives nothing to a weight of 0', () => expect(allocate(7, [0, 1, 0])).toEqual([0, 7, 0]));
  it('splits nothing among nobody', () => expect(allocate(0, [0, 0])).toEqual([0, 0]));
  it('throws where an amount has nobody to carry it', () => {
    expect(() => allocate(1, [])).toThrow();
    expect(() => allocate(1, [0, 0])).toThrow();
  });
  it('throws below zero and for fractions', () => {
    expect(() => allocate(-5, [1, 1])).toThrow();
    expect(() => allocate(5, [3, -1])).toThrow();
    expect(() => allocate(0.5, [1])).toThrow();
  });

  const weights = fc.array(fen, { minLength: 1, maxLength: 20 }).filter((list) => sum(list) > 0);

  it('splits into whole parts that sum to the total, each less than 1 fen from its exact share', () => {
    fc.assert(
      fc.property(fen, weights, (total, list) => {
        const parts = allocate(total, list);
        const whole = BigInt(sum(list));
        expect(parts).toHaveLength(list.length);
        expect(sum(parts)).toBe(total);
        parts.forEach((part, index) => {
          const exact = BigInt(total) * BigInt(list[index]!);
          const distance = BigInt(part) * whole - exact;
          expect(isFen(part)).toBe(true);
          expect(distance < whole && -distance < whole).toBe(true);
          if (list[index] === 0) expect(part).toBe(0);
        });
      }),
    );
  });

  it('gives a heavier part never less than a lighter one', () => {
    fc.assert(
      fc.property(fen, weights, (total, list) => {
        const sorted = [...list].sort((a, b) => b - a);
        const parts = allocate(total, sorted);
        expect(parts).toEqual([...parts].sort((a, b) => b - a));
      }),
    );
  });
});

describe('how money is written', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [2990, '¥29.90'],
    [123_456_789, '¥1,234,567.89'],
    [-438, '−¥4.38'],
  ])('%p fen is %s', (amount, text) => expect(formatFen(amount)).toBe(text));

  it('can be read back to the same amount', () => {
    fc.assert(
      fc.property(fen, (amount) => {
        const { yuan, rest } = splitFen(amount);
        expect(rest).toMatch(/^\d\d$/);
        expect(yuan).toMatch(/^\d{1,3}(,\d{3})*$/);
        expect(Number(yuan.replaceAll(',', '')) * 100 + Number(rest)).toBe(amount);
      }),
    );
  });

  it.each([
    [0, '0%'],
    [800, '8%'],
    [850, '8.5%'],
    [805, '8.05%'],
    [5, '0.05%'],
    [1000, '10%'],
    [10_000, '100%'],
  ])('%p basis points are %s', (bps, text) => expect(formatBps(bps)).toBe(text));
});
