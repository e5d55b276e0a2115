/**
 * A FILE OF PARCELS: order, company and number in each row, under a head or without one. Our own export is such a file
 * too. What can be seen to be wrong is said row by row, before anything is sent; the server looks at everything again.
 */
import { companyProblem, numberProblem } from '../words/parcel';

/** Rows of one file: a shop's busiest day, and what one sitting can look through. */
export const MOST = 2_000;

/** Rows of one call: as many as the endpoint takes. */
export const AT_ONCE = 50;

export interface ShipRow {
  /** The row's number, as a spreadsheet shows it. */
  at: number;
  order: string;
  company: string;
  number: string;
  /** Why it is not sent. */
  problem?: string;
}

export interface ShipFile {
  rows: ShipRow[];
  /** Rows that name no parcel: orders of our export that are not packed yet. */
  blank: number;
}

/** How each column may be headed. */
const heads = {
  order: ['订单号', '订单编号', 'order'],
  company: ['快递公司', '物流公司', 'company'],
  number: ['快递单号', '物流单号', '运单号', '单号', 'number'],
} as const;

type Places = Readonly<Record<keyof typeof heads, number>>;

/** Where the columns stand; undefined where the first row is no head. */
function placesIn(first: readonly string[]): Places | undefined {
  const cells = first.map((cell) => cell.trim().toLowerCase());
  const placeOf = (names: readonly string[]) => cells.findIndex((cell) => names.includes(cell));
  const places = { order: placeOf(heads.order), company: placeOf(heads.company), number: placeOf(heads.number) };
  return places.order === -1 || places.number === -1 ? undefined : places;
}

/** Several parcels of one order stand in one row of our export. */
const SEVERAL = '；';

function parcelsOf(company: string, number: string): [company: string, number: string][] {
  const [companies, numbers] = [company.split(SEVERAL), number.split(SEVERAL)];
  if (companies.length !== numbers.length) return [[company, number]];
  return companies.map((one, place) => [one.trim(), (numbers[place] ?? '').trim()]);
}

function problemOf({ order, company, number }: ShipRow): string | undefined {
  if (!/^ord_[0-9A-Za-z]{1,40}$/.test(order)) return order === '' ? '没有订单号' : '订单号不对，要用导出里的订单号';
  return companyProblem(company) ?? numberProblem(number);
}

/** @param table the cells of the file, an empty row as one empty cell */
export function readShipFile(table: readonly (readonly string[])[]): ShipFile {
  const headed = placesIn(table[0] ?? []);
  const places = headed ?? { order: 0, company: 1, number: 2 };
  const rows: ShipRow[] = [];
  /** In which row an order stands first. */
  const first = new Map<string, number>();
  let blank = 0;
  for (const [index, cells] of table.entries()) {
    if (index === 0 && headed !== undefined) continue;
    const cell = (place: number): string => (cells[place] ?? '').trim();
    const [order, company, number] = [cell(places.order), cell(places.company), cell(places.number)];
    if (company === '' && number === '') {
      blank += order === '' ? 0 : 1;
      continue;
    }
    const at = index + 1;
    const before = first.get(order);
    if (before === undefined) first.set(order, at);
    for (const [one, its] of parcelsOf(company, number)) {
      const row: ShipRow = { at, order, company: one, number: its };
      const problem =
        problemOf(row) ?? (before === undefined ? undefined : `和第 ${before} 行是同一笔订单，一行就发掉剩下的全部`);
      rows.push(problem === undefined ? row : { ...row, problem });
    }
  }
  return { rows, blank };
}
