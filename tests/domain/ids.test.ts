import fc from 'fast-check';
import { base62, deriveId, numberOf } from '../../shared/domain/ids';

const part = fc.oneof(fc.string({ unit: 'binary' }), fc.integer());
const parts = fc.array(part, { maxLength: 5 });
const prefix = fc.constantFrom('ord', 'rfd', 'jrn');

describe('deriveId', () => {
  it('gives the same id for the same parts, in this release and the next', () => {
    expect(deriveId('rfd', 'ord_a', 'P1')).toBe(deriveId('rfd', 'ord_a', 'P1'));
    // Written down: ids stand in databases, so another answer would be another journal for the same thing.
    expect(deriveId('ord', 'usr_1', 'order.place', 'request-1')).toBe('ord_A5Yrb7Ku8QxhM19zmWnn');
  });

  it('keeps parts apart', () => {
    expect(deriveId('x', 'a', 'bc')).not.toBe(deriveId('x', 'ab', 'c'));
    expect(deriveId('x', 'a/1:b')).not.toBe(deriveId('x', 'a', 'b'));
    expect(deriveId('x', 'a', '')).not.toBe(deriveId('x', 'a'));
  });

  it('differs wherever the parts differ, and always has its form', () => {
    fc.assert(
      fc.property(prefix, parts, parts, (kind, one, other) => {
        expect(deriveId(kind, ...one)).toMatch(/^[a-z]+_[0-9A-Za-z]{20}$/);
        const same = JSON.stringify(one.map(String)) === JSON.stringify(other.map(String));
        expect(deriveId(kind, ...one) === deriveId(kind, ...other)).toBe(same);
      }),
    );
  });
});

it('base62 uses all of its letters', () => {
  const letters = new Set(Array.from({ length: 300 }, (_, index) => deriveId('x', index).slice(2)).join(''));
  expect(letters.size).toBe(62);
  expect(base62(new Uint8Array(32), 20)).toBe('0'.repeat(20));
});

describe('numberOf', () => {
  it('is what WeChat Pay takes: at most 32 letters and digits, at any attempt', () => {
    fc.assert(
      fc.property(
        part,
        fc.constantFrom('P' as const, 'R' as const),
        fc.integer({ min: 1, max: 1e9 }),
        (a, letter, n) => {
          expect(numberOf(deriveId('ord', a), letter, n)).toMatch(/^[0-9A-Za-z]{22,32}$/);
        },
      ),
    );
  });

  it('is another one for another attempt, another purpose, another order', () => {
    const numbers = ['ord_aaaaaaaaaaaaaaaaaaaa', 'ord_bbbbbbbbbbbbbbbbbbbb'].flatMap((id) =>
      (['P', 'R'] as const).flatMap((letter) => [1, 2, 11, 21].map((attempt) => numberOf(id, letter, attempt))),
    );
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers[0]).toBe('aaaaaaaaaaaaaaaaaaaaP1');
  });
});
