/** docs/preflight.md says what the code says: its table of rules and its list of words, row by row. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RULES } from '../../shared/domain/preflight';
import { FORBIDDEN_WORDS } from '../../shared/domain/wording';

const text = readFileSync(resolve(__dirname, '../../docs/preflight.md'), 'utf8');

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

it('names every rule, what it asks, and whether it blocks', () => {
  expect(table('rule')).toEqual(
    Object.entries(RULES).map(([code, { level, asks }]) => [
      `\`${code}\``,
      level === 'error' ? 'blocks' : 'is ticked',
      asks,
    ]),
  );
});

it('gives an example of every forbidden kind of words, and what to say instead', () => {
  const rows = table('for example');
  expect(rows.map(([, why]) => why)).toEqual(FORBIDDEN_WORDS.map(({ why }) => why));
  for (const [index, [example = '']] of rows.entries()) expect(example).toMatch(FORBIDDEN_WORDS[index]?.words ?? /^$/);
});
