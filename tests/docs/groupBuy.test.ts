/** docs/groupBuy.md says what the code says: its tables row by row, its example to the fen. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OUTCOMES, overpaid, stepAt, TERMS, unitPriceOf } from '../../shared/domain/groupBuy';

const text = readFileSync(resolve(__dirname, '../../docs/groupBuy.md'), 'utf8');

/** The rows of the table that begins with this column, without its head. */
function table(column: string): string[][] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${column} `));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it('names every term as the merchant reads it, in the same order', () => {
  expect(table('term')).toEqual(
    Object.entries(TERMS).map(([term, { name, meaning }]) => [`\`${term}\``, name, meaning]),
  );
});

it('shows the outcome table', () => {
  expect(table('moment')).toEqual(
    Object.entries(OUTCOMES).map(([moment, { when, outcome }]) => [
      `\`${moment}\``,
      when,
      outcome.refund,
      outcome.anotherGroup,
      outcome.lead,
    ]),
  );
});

it('works its example out as the rules do', () => {
  const price = (members: number, fen: number) => ({ members, prices: { sku: fen } });
  const terms = { prices: { sku: 2990 }, ladder: [price(3, 2790), price(5, 2490)], leaderDiscount: 100 };
  const rows = table('member');
  expect(rows.map(([member]) => member)).toEqual(['leader', 'second', 'third', 'fourth', 'fifth']);
  for (const [index, [member, ...cells]] of rows.entries()) {
    const [quantity = 0, step = 0, pays, atThree, atFive, inTheEnd] = cells.map(Number);
    const starts = index === 0;
    // A step is reached once its members have paid, so the third still pays the first price.
    expect([member, step]).toEqual([member, stepAt(terms, index)]);
    const unitPrice = unitPriceOf(terms, 'sku', { step, starts }) ?? 0;
    const line = { skuId: 'sku', quantity, unitPrice };
    const back = [1, 2].map((reached) => overpaid(terms, line, { step: reached, starts }));
    expect([member, pays, atThree, atFive, inTheEnd]).toEqual([
      member,
      unitPrice * quantity,
      back[0],
      (back[1] ?? 0) - (back[0] ?? 0),
      unitPrice * quantity - (back[1] ?? 0),
    ]);
  }
});
