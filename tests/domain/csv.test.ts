import fc from 'fast-check';
import { formatCsv, parseCsv } from '../../shared/csv';

/** Cells of what gives trouble, and of anything else. */
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '\t', "'", '=', '+', '-', '@', ' ', 'a', '桃', '；') }),
  fc.string({ unit: 'binary' }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 6 });

describe('a table', () => {
  it('is read back as it was written, whatever its cells hold', () => {
    fc.assert(fc.property(table, (rows) => expect(parseCsv(formatCsv(rows))).toEqual(rows)));
  });

  it('is never written with a cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(table, (rows) => {
        // As a spreadsheet takes it: without our own reading of the sign before a formula.
        const seen = parseCsv(formatCsv(rows).replace(/'/g, 'x'));
        for (const one of seen.flat()) expect(one).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('is read without an end, from any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'a') }), (text) => {
        const rows = parseCsv(text);
        expect(rows.length).toBeLessThanOrEqual(text.length);
        // Only quotes, commas and line ends go.
        expect(rows.flat().join('').replace(/[^a]/g, '')).toBe(text.replace(/[^a]/g, ''));
      }),
    );
  });
});

describe('writing', () => {
  it.each([
    ['plain cells as they are', ['a', '', '¥ 1'], 'a,,¥ 1\r\n'],
    [
      'commas, quotes and line breaks in quotes',
      ['a,b', 'say "hi"', 'two\nlines'],
      '"a,b","say ""hi""","two\nlines"\r\n',
    ],
    ['formulas as text', ['=1+1', '+86', '-1', '@x', '\t=1', '\r'], `'=1+1,'+86,'-1,'@x,'\t=1,"'\r"\r\n`],
    ['amounts below zero as numbers', ['-2.39', '-2.39+1', "'-2.39"], `-2.39,'-2.39+1,''-2.39\r\n`],
    ['a sign that stood before one already', ["'=1", "'plain"], "''=1,'plain\r\n"],
  ])('writes %s', (_what, cells, text) => expect(formatCsv([cells])).toBe(text));

  it('writes nothing for no rows', () => expect(formatCsv([])).toBe(''));
});

describe('reading', () => {
  it.each([
    ['lines that end in CRLF, LF or CR', 'a,b\r\nc\nd\re', [['a', 'b'], ['c'], ['d'], ['e']]],
    ['a last line with an end and without', 'a\r\n', [['a']]],
    ['empty lines, so that rows keep their numbers', 'a\n\n\nb\n', [['a'], [''], [''], ['b']]],
    [
      'empty cells at every place',
      ',a,\n,',
      [
        ['', 'a', ''],
        ['', ''],
      ],
    ],
    ['quotes within quotes', '"a ""b"" c"', [['a "b" c']]],
    ['quotes in the middle of a cell as they are', 'a"b",c', [['a"b"', 'c']]],
    ['what follows a closing quote', '"a"b,c', [['ab', 'c']]],
    ['a quote that is never closed to the end', 'a,"b\nc', [['a', 'b\nc']]],
    ['nothing', '', []],
  ])('takes %s', (_what, text, rows) => expect(parseCsv(text)).toEqual(rows));
});
