/** docs/bargain.md says what the code says: its tables row by row. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bargainContracts } from '../../shared/contracts/bargain';
import {
  afterUnpaid,
  type Bargain,
  type BargainStatus,
  type HelpRefusal,
  isFinal,
  mayCancel,
  mayHelp,
  mayOrder,
  TERMS,
} from '../../shared/domain/bargain';
import { type RefusalCode, refusals } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import { DAY } from '../../shared/time';

const text = readFileSync(resolve(__dirname, '../../docs/bargain.md'), 'utf8');

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

const plain = (cell = '') => cell.replaceAll('`', '');

it('names every term as the merchant reads it, in the same order', () => {
  expect(table('term')).toEqual(
    Object.entries(TERMS).map(([term, { name, meaning }]) => [`\`${term}\``, name, meaning]),
  );
});

it('shows what each state answers', () => {
  const said = (answer: Result<null, string>) => (answer.ok ? 'yes' : answer.refusal);
  const states: BargainStatus[] = ['open', 'floor', 'ordered', 'bought', 'expired', 'cancelled'];
  const rows = states.map((status) => {
    const made = status === 'open' ? 1 : 2;
    const bargain: Bargain = {
      status,
      ownerId: 'usr_1',
      terms: { buyAt: 'floor', payWithin: DAY },
      list: 300,
      cuts: [100, 100],
      helps: Array.from({ length: made }, (_, index) => ({ userId: `usr_${index + 1}`, cut: 100, at: 0 })),
      expiresAt: DAY,
    };
    return [
      status,
      said(mayHelp(bargain, 'usr_9', 0)),
      said(mayOrder(bargain, { orderId: 'ord_1', userId: 'usr_1', helps: made }, 0)),
      said(mayCancel(bargain, 'usr_1', 0)),
      status === 'ordered' ? afterUnpaid(bargain, 0) : '',
    ];
  });
  expect(table('state').map((row) => row.map(plain))).toEqual(rows);
});

it('says of every answer to a help with which words, and whether its place is given back', () => {
  const limits: RefusalCode[] = ['helpsToday', 'helpsUsedUp'];
  const place = (code: RefusalCode) => {
    if (limits.includes(code)) return 'none was taken';
    if (code === 'bargainHelped') return 'stays: the cut was made';
    return isFinal(code as HelpRefusal) ? 'given back at once' : 'kept for now';
  };
  const codes = bargainContracts['bargain.help'].refusals.filter((code) => code !== 'notFound');
  expect(table('answer').map((row) => row.map(plain))).toEqual(
    codes.map((code) => [code, refusals[code].message, place(code)]),
  );
});
