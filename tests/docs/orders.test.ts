/** docs/orders.md says what the code says: its tables row by row. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ANSWER_TIME, CONFIRM_TIME, RETURN_TIME } from '../../shared/domain/afterSale';
import { PAYMENTS } from '../../shared/domain/order';
import { DAY } from '../../shared/time';

const text = readFileSync(resolve(__dirname, '../../docs/orders.md'), 'utf8');

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

it('shows the outcome table', () => {
  expect(table('moment')).toEqual(
    Object.entries(PAYMENTS).map(([moment, { when, outcome, cause }]) => [
      `\`${moment}\``,
      when,
      outcome,
      cause === undefined ? '' : `\`${cause}\``,
    ]),
  );
});

it('names the days of an after-sale', () => {
  expect(table('step').map((row) => row[2])).toEqual(
    [ANSWER_TIME, RETURN_TIME, CONFIRM_TIME].map((time) => `${time / DAY} days`),
  );
});
