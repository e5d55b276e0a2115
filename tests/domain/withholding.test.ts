import fc from 'fast-check';
import { type TaxYear, taxYearAfter } from '../../shared/domain/ledger';
import { taxOfYear, withheldFrom } from '../../shared/domain/withholding';

/** What is left of an income after 20 % and 5 000 yuan for each month. */
const incomeFor = (taxable: number, months: number) => (taxable + 500_000 * months) * (5 / 4);

describe('the tax of a year, by hand', () => {
  it.each([
    // Each bracket's end, to the fen, and one yuan of taxable income beyond it.
    [3_600_000, 108_000],
    [3_600_100, 108_010],
    [14_400_000, 1_188_000],
    [14_400_100, 1_188_020],
    [30_000_000, 4_308_000],
    [30_000_100, 4_308_025],
    [42_000_000, 7_308_000],
    [42_000_100, 7_308_030],
    [66_000_000, 14_508_000],
    [66_000_100, 14_508_035],
    [96_000_000, 25_008_000],
    [96_000_100, 25_008_045],
  ])('of a taxable %p fen is %p fen', (taxable, tax) => {
    expect(taxOfYear(incomeFor(taxable, 1), 1)).toBe(tax);
    expect(taxOfYear(incomeFor(taxable, 12), 12)).toBe(tax);
  });

  it('is nothing up to 6 250 yuan a month, and begins just above', () => {
    expect(taxOfYear(625_000, 1)).toBe(0);
    // 42 fen more: 20 % are 8.4, rounded up 9; 33 are taxed, 3 % of them are 0.99: still nothing.
    expect(taxOfYear(625_042, 1)).toBe(0);
    expect(taxOfYear(625_043, 1)).toBe(1);
    expect(taxOfYear(1_250_000, 2)).toBe(0);
  });
});

/** Pays these amounts, each in its month, and remembers what a wallet does. */
function pays(payments: readonly { month: number; amount: number }[]): { taxes: number[]; year: TaxYear | undefined } {
  let year: TaxYear | undefined;
  const taxes = payments.map(({ month, amount }) => {
    const tax = withheldFrom('labour', year, amount, month);
    year = taxYearAfter(year, { month, income: amount, withheld: tax });
    return tax;
  });
  return { taxes, year };
}

const incomeOf = ({ months }: TaxYear) => Object.values(months).reduce((sum, fen) => sum + fen, 0);

it('a year of months, by hand', () => {
  // month, paid, income so far, the tax of it, withheld now. Taxed are 80 % less 5 000 yuan for each month since March.
  const worked = [
    [3, 500_000, 500_000, 0, 0], //                     400 000 −   500 000 < 0
    [4, 1_500_000, 2_000_000, 18_000, 18_000], //     1 600 000 − 1 000 000 =   600 000 ×  3 %
    [5, 600_000, 2_600_000, 17_400, 0], //            2 080 000 − 1 500 000 =   580 000 ×  3 %: more was withheld already
    [6, 5_000_000, 7_600_000, 156_000, 138_000], //   6 080 000 − 2 000 000 = 4 080 000 × 10 % − 252 000
    [6, 1_000_000, 8_600_000, 236_000, 80_000], //    6 880 000 − 2 000 000 = 4 880 000 × 10 % − 252 000
    [9, 0, 8_600_000, 101_400, 0], //              6 880 000 − 3 500 000 = 3 380 000 ×  3 %: nothing is given back
    [12, 20_000_000, 28_600_000, 1_884_000, 1_648_000], // 22 880 000 − 5 000 000 = 17 880 000 × 20 % − 1 692 000
  ] as const;
  expect(worked.map(([month, , income]) => taxOfYear(income, month - 2))).toEqual(worked.map(([, , , tax]) => tax));
  const { taxes, year } = pays(worked.map(([month, amount]) => ({ month, amount })));
  expect(taxes).toEqual(worked.map(([, , , , now]) => now));
  const months = { 3: 500_000, 4: 1_500_000, 5: 600_000, 6: 6_000_000, 12: 20_000_000 };
  expect(year).toEqual({ months, withheld: 1_884_000 });
});

it('a deployment that withholds nothing withholds nothing', () => {
  expect(withheldFrom('none', undefined, 100_000_000, 1)).toBe(0);
});

it('what came back counts as never paid, and begins no year', () => {
  const asked = { month: 1, income: 100, withheld: 0 };
  const back = taxYearAfter(taxYearAfter(undefined, asked), { ...asked, income: -100 });
  // ¥50 000 in December: 4 000 000 − 500 000 = 3 500 000 × 3 %. Were January the first month, nothing of it were taxed.
  expect(withheldFrom('labour', back, 5_000_000, 12)).toBe(105_000);
  expect(withheldFrom('labour', undefined, 5_000_000, 12)).toBe(105_000);
  expect(withheldFrom('labour', taxYearAfter(undefined, asked), 5_000_000, 12)).toBe(0);
});

describe('over any year', () => {
  const payment = fc.record({
    month: fc.integer({ min: 1, max: 12 }),
    amount: fc.integer({ min: 1, max: 30_000_000 }),
  });
  const inOrder = fc
    .array(payment, { minLength: 1, maxLength: 12 })
    .map((list) => list.sort((a, b) => a.month - b.month));

  it('more income is never less tax, never taxed at more than 45 %, and more months never more', () => {
    const income = fc.integer({ min: 0, max: 900_000_000 });
    fc.assert(
      fc.property(
        income,
        fc.integer({ min: 0, max: 90_000_000 }),
        fc.integer({ min: 1, max: 11 }),
        (less, more, months) => {
          const tax = taxOfYear(less, months);
          const grown = taxOfYear(less + more, months);
          expect(grown).toBeGreaterThanOrEqual(tax);
          // 45 % of the further 80 %, and what two roundings may add.
          expect((grown - tax) * 100).toBeLessThanOrEqual(more * 36 + 200);
          expect(taxOfYear(less, months + 1)).toBeLessThanOrEqual(tax);
          expect(tax).toBeLessThan(Math.max(1, less));
        },
      ),
    );
  });

  it('what was withheld is never less than the year comes to, and as much where nothing had to come back', () => {
    fc.assert(
      fc.property(inOrder, (payments) => {
        const { taxes, year } = pays(payments);
        const since = payments[0]!.month;
        const months = payments.at(-1)!.month - since + 1;
        expect(year!.withheld).toBeGreaterThanOrEqual(taxOfYear(incomeOf(year!), months));
        if (months === 1) expect(year!.withheld).toBe(taxOfYear(incomeOf(year!), 1));
        taxes.forEach((tax, index) => {
          expect(tax).toBeGreaterThanOrEqual(0);
          expect(tax).toBeLessThan(payments[index]!.amount);
        });
      }),
    );
  });

  it('splitting an amount within its month saves nothing and costs nothing', () => {
    fc.assert(
      fc.property(inOrder, fc.nat(11), fc.integer({ min: 1, max: 29_999_999 }), (payments, which, at) => {
        const index = which % payments.length;
        const { month, amount } = payments[index]!;
        const first = Math.min(at, amount - 1);
        if (first === 0) return;
        const parts = [first, amount - first].map((part) => ({ month, amount: part }));
        const split = pays([...payments.slice(0, index), ...parts, ...payments.slice(index + 1)]);
        expect(split.year).toEqual(pays(payments).year);
      }),
    );
  });

  it('one that comes back takes its tax along, and the next one makes the year come out right', () => {
    fc.assert(
      fc.property(inOrder, fc.nat(11), fc.integer({ min: 1_000_000, max: 30_000_000 }), (payments, which, next) => {
        const index = which % payments.length;
        const { taxes, year } = pays(payments);
        const { month, amount } = payments[index]!;
        const left = taxYearAfter(year, { month, income: -amount, withheld: -taxes[index]! });
        expect(left.withheld).toBeGreaterThanOrEqual(0);
        const tax = withheldFrom('labour', left, next, 12);
        const others = payments.filter((_, other) => other !== index);
        const due = taxOfYear(incomeOf(left) + next, 12 - (others[0]?.month ?? 12) + 1);
        expect(tax).toBe(Math.max(0, due - left.withheld));
        expect(left.withheld + tax).toBeGreaterThanOrEqual(due);
      }),
    );
  });
});
