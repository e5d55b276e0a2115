/**
 * TABLES AS TEXT (RFC 4180): cells between commas, quoted where they hold a comma, a quote or a line break; lines end
 * in CRLF. Excel and WPS run a cell that begins with one of `= + - @` tab or CR as a formula, so such a cell is written with a
 * `'` before it (OWASP, CSV injection), and read without it: what was written is read back as it was, cell by cell. An
 * amount below zero (`-2.39`) stays a number.
 */

/** One that would be run, or that looks like one that was kept from it. */
const FORMULA = /^'*[=+\-@\t\r]/;
const AMOUNT = /^-\d+\.\d\d$/;
const KEPT_PLAIN = /^'+[=+\-@\t\r]/;

function written(cell: string): string {
  const plain = FORMULA.test(cell) && !AMOUNT.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
}

/** The table's text, without a byte order mark. */
export const formatCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `${cells.map(written).join(',')}\r\n`).join('');

const read = (cell: string): string => (KEPT_PLAIN.test(cell) ? cell.slice(1) : cell);

/** A cell with quotes around it, or one without; then what ends it. A quote that is never closed goes on to the end. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)(?:"|$)([^,\r\n]*)|([^,\r\n]*))(,|\r\n|\r|\n|$)/y;

/**
 * Every line, an empty one as one empty cell, so that the number of a row is the one that a spreadsheet shows. Nothing
 * is refused: text that is no table comes back as the cells that it can be taken for.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length || cells.length > 0) {
    const [, quoted, after = '', bare = '', end] = CELL.exec(text) as RegExpExecArray;
    cells.push(read(quoted === undefined ? bare : quoted.replace(/""/g, '"') + after));
    if (end === ',') continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}
