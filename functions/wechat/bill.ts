/**
 * WECHAT'S DAILY BILLS, believed only as a whole: the file has the hash that a signed answer named, every row has the
 * shape of its header, and the sums at the end are those of the rows. Anything else is BillBroken, never a bill with a
 * row less. Columns are found by their names, values stand behind a backtick, amounts are yuan with two digits (zeros
 * may follow), times are Asia/Shanghai's.
 * Sources: WeChat Pay v3, 申请交易账单, 申请资金账单, 下载账单. [R]: names of columns and business types.
 */
import { createHash } from 'node:crypto';
import { isTransferNumber } from '../../shared/domain/withdrawal';
import { type Fen, isFen } from '../../shared/money';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { WechatRejected, WechatUnavailable } from './http';

/** notReady: ask again later. noStatement: nothing was paid or refunded on that day, as WeChat sees it. */
export type BillRefusal = 'notReady' | 'noStatement';

/** A bill that is cut, altered, or of another shape than this file knows. It says nothing; ask again. */
export class BillBroken extends Error {
  override name = 'BillBroken';
}

/** A payment or a refund. */
export interface BillRow {
  /** Ours: out_trade_no, or out_refund_no. */
  number: string;
  /** WeChat's. */
  wechatId: string;
  /** What the buyer paid or is paid back, before anything that WeChat adds from coupons of its own. */
  amount: Fen;
  at: Ms;
  /** What WeChat takes of it; below zero where it gives back. */
  fee: number;
  /** The merchant's number may be used by other apps and shops too. */
  appid: string;
}

/** A transfer of the operating account: it costs nothing, and says no appid. */
export type FlowRow = Omit<BillRow, 'appid' | 'fee'>;

/** Of those numbers alone that could be ours. */
export interface TransferBill {
  /** What WeChat has taken on, and off the account. */
  transfers: FlowRow[];
  /** What came to nothing and is back on the account. */
  back: FlowRow[];
}

export interface TradeBill {
  payments: BillRow[];
  refunds: BillRow[];
  /** What reaches or leaves the merchant's account; the fund-flow bill shows the same. */
  settled: FlowBill;
}

/** Sums of what went through the merchant's account. `fees`: less those given back, so a day of refunds has them below zero. */
export interface FlowBill {
  payments: number;
  refunds: number;
  fees: number;
}

/** How a bill is asked for, in the merchant's name. `download` gives the bytes of an unsigned answer. */
export interface BillDesk {
  mchid: string;
  ask(target: string): Promise<{ body: unknown } | { refused: { status: number; code: string; message: string } }>;
  download(target: string): Promise<Buffer>;
}

const REFUSALS: Readonly<Record<string, BillRefusal>> = {
  STATEMENT_CREATING: 'notReady',
  NO_STATEMENT_EXIST: 'noStatement',
};

/** @param date `2026-01-17`, a day that is over */
export async function fetchTradeBill(desk: BillDesk, date: string): Promise<Result<TradeBill, BillRefusal>> {
  const file = await fetchFile(desk, `/v3/bill/tradebill?bill_date=${date}&bill_type=ALL`);
  return file.ok ? ok(readTradeBill(file.value, desk.mchid)) : file;
}

/** @param date `2026-01-17`, a day that is over */
export async function fetchFlowBill(desk: BillDesk, date: string): Promise<Result<FlowBill, BillRefusal>> {
  const file = await fetchFile(desk, `/v3/bill/fundflowbill?bill_date=${date}&account_type=BASIC`);
  return file.ok ? ok(readFlowBill(file.value)) : file;
}

/** The fund-flow bill of the account that transfers are drawn on. @param date `2026-01-17`, a day that is over */
export async function fetchTransferBill(desk: BillDesk, date: string): Promise<Result<TransferBill, BillRefusal>> {
  const file = await fetchFile(desk, `/v3/bill/fundflowbill?bill_date=${date}&account_type=OPERATION`);
  return file.ok ? ok(readTransferBill(file.value)) : file;
}

async function fetchFile(desk: BillDesk, target: string): Promise<Result<string, BillRefusal>> {
  const answer = await desk.ask(target);
  if ('refused' in answer) {
    const { status, code, message } = answer.refused;
    const refusal = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
    if (!refusal) throw new WechatRejected(status, code, message);
    return no(refusal);
  }
  const { hash_type, hash_value, download_url } = (answer.body ?? {}) as Record<string, unknown>;
  if (hash_type !== 'SHA1' || typeof hash_value !== 'string' || typeof download_url !== 'string') {
    throw new WechatUnavailable('a bill was promised without hash or address');
  }
  // Only path and query: what is signed in the merchant's name goes to WeChat Pay, whatever the answer says.
  const { pathname, search } = new URL(download_url, 'https://api.mch.weixin.qq.com');
  const bytes = await desk.download(`${pathname}${search}`);
  if (createHash('sha1').update(bytes).digest('hex') !== hash_value.toLowerCase()) {
    throw new BillBroken('the file is not the one that WeChat named');
  }
  return ok(bytes.toString('utf8'));
}

/* ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────── */

type Row = Readonly<Record<string, string>>;

interface Table {
  rows: Row[];
  sums: Row;
}

const valuesOf = (line: string): string[] => {
  if (!line.startsWith('`')) throw new BillBroken('a value without its backtick');
  return line.slice(1).split(',`');
};

function rowOf(names: readonly string[], line: string): Row {
  const values = valuesOf(line);
  if (values.length !== names.length) throw new BillBroken(`a row of ${values.length} values, not ${names.length}`);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

/** @param sums the name that the header of the sums begins with */
function tableOf(text: string, sums: string): Table {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const end = lines.findIndex((line) => line.startsWith(sums));
  const [header, sumsHeader, last] = [lines[0], lines[end], lines[end + 1]];
  if (end < 1 || header === undefined || sumsHeader === undefined || last === undefined || lines.length !== end + 2) {
    throw new BillBroken('the file does not end with its sums');
  }
  const names = header.split(',');
  return { rows: lines.slice(1, end).map((line) => rowOf(names, line)), sums: rowOf(sumsHeader.split(','), last) };
}

function textIn(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined) throw new BillBroken(`no column ${name}`);
  return value;
}

function fenIn(row: Row, name: string): number {
  const [, sign, yuan, rest] = /^(-?)(\d{1,12})\.(\d{2})0*$/.exec(textIn(row, name)) ?? [];
  if (yuan === undefined) throw new BillBroken(`${name} is no amount`);
  const fen = Number(`${yuan}${rest}`);
  return sign === '-' ? -fen : fen;
}

function amountIn(row: Row, name: string): Fen {
  const fen = fenIn(row, name);
  if (!isFen(fen)) throw new BillBroken(`${name} is no amount of one payment`);
  return fen;
}

function countIn(row: Row, name: string): number {
  const value = textIn(row, name);
  if (!/^\d{1,9}$/.test(value)) throw new BillBroken(`${name} is no count`);
  return Number(value);
}

function timeIn(row: Row, name: string): Ms {
  const value = textIn(row, name);
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)
    ? Date.parse(`${value.replace(' ', 'T')}+08:00`)
    : Number.NaN;
  if (Number.isNaN(at)) throw new BillBroken(`${name} is no time`);
  return at;
}

function numberIn(row: Row, name: string): string {
  const value = textIn(row, name);
  if (!/^[0-9A-Za-z_\-|*@]{1,64}$/.test(value)) throw new BillBroken(`${name} is no number`);
  return value;
}

const total = (rows: readonly Row[], name: string): number => rows.reduce((sum, row) => sum + fenIn(row, name), 0);

function expectSum(sums: Row, name: string, expected: number, read: (row: Row, name: string) => number): void {
  if (read(sums, name) !== expected) throw new BillBroken(`${name} is not the sum of the rows`);
}

/** @throws BillBroken */
export function readTradeBill(text: string, mchid: string): TradeBill {
  const { rows, sums } = tableOf(text, '总交易单数');
  if (rows.some((row) => textIn(row, '商户号') !== mchid)) throw new BillBroken('rows of another merchant');
  const paid = rows.filter((row) => textIn(row, '交易状态') === 'SUCCESS');
  const back = rows.filter((row) => textIn(row, '交易状态') === 'REFUND');
  // REVOKED is of payments at a counter, which no account of ours takes.
  if (paid.length + back.length !== rows.length) throw new BillBroken('rows that are neither payment nor refund');
  expectSum(sums, '总交易单数', rows.length, countIn);
  for (const [name, column] of [
    ['应结订单总金额', '应结订单金额'],
    ['退款总金额', '退款金额'],
    ['手续费总金额', '手续费'],
    ['订单总金额', '订单金额'],
    ['申请退款总金额', '申请退款金额'],
  ] as const) {
    expectSum(sums, name, total(rows, column), fenIn);
  }
  const entry = (row: Row, number: string, wechatId: string, amount: string): BillRow => ({
    number: numberIn(row, number),
    wechatId: numberIn(row, wechatId),
    amount: amountIn(row, amount),
    at: timeIn(row, '交易时间'),
    fee: fenIn(row, '手续费'),
    appid: textIn(row, '公众账号ID'),
  });
  return {
    payments: paid.map((row) => entry(row, '商户订单号', '微信订单号', '订单金额')),
    refunds: back.map((row) => entry(row, '商户退款单号', '微信退款单号', '申请退款金额')),
    settled: {
      payments: total(paid, '应结订单金额'),
      refunds: total(back, '退款金额'),
      fees: total(rows, '手续费'),
    },
  };
}

const FLOW_AMOUNT = '收支金额(元)';

/** The rows of a fund-flow bill by direction, once its sums are theirs. */
function flowRowsOf(text: string): { inward: Row[]; outward: Row[] } {
  const { rows, sums } = tableOf(text, '资金流水总笔数');
  const inward = rows.filter((row) => textIn(row, '收支类型') === '收入');
  const outward = rows.filter((row) => textIn(row, '收支类型') === '支出');
  if (inward.length + outward.length !== rows.length) throw new BillBroken('rows that go neither in nor out');
  // What was moved by hand may be of any size, and may bear any number.
  for (const row of rows) {
    if (fenIn(row, FLOW_AMOUNT) < 0) throw new BillBroken(`${FLOW_AMOUNT} is below zero`);
    timeIn(row, '记账时间');
  }
  expectSum(sums, '资金流水总笔数', rows.length, countIn);
  expectSum(sums, '收入笔数', inward.length, countIn);
  expectSum(sums, '收入金额', total(inward, FLOW_AMOUNT), fenIn);
  expectSum(sums, '支出笔数', outward.length, countIn);
  expectSum(sums, '支出金额', total(outward, FLOW_AMOUNT), fenIn);
  return { inward, outward };
}

const ofType = (rows: readonly Row[], type: string): Row[] => rows.filter((row) => textIn(row, '业务类型') === type);

/** Whatever else went through the account is read and counted, and is no sum of these. @throws BillBroken */
export function readFlowBill(text: string): FlowBill {
  const { inward, outward } = flowRowsOf(text);
  const of = (list: readonly Row[], type: string) => total(ofType(list, type), FLOW_AMOUNT);
  return {
    payments: of(inward, '交易'),
    refunds: of(outward, '退款'),
    fees: of(outward, '扣除交易手续费') - of(inward, '扣除交易手续费'),
  };
}

/** What WeChat calls a transfer, out and back again, and where it puts our number. [R] */
const TRANSFER = { out: '转账', back: '转账退回', number: '业务凭证号', wechatId: '微信支付业务单号' } as const;

/**
 * Transfers whose number could be one of ours. Whatever else the merchant has moved by hand, transfers too, is counted, and
 * left out.
 * @throws BillBroken
 */
export function readTransferBill(text: string): TransferBill {
  const { inward, outward } = flowRowsOf(text);
  const ours = (rows: readonly Row[], type: string) =>
    ofType(rows, type).filter((row) => isTransferNumber(textIn(row, TRANSFER.number)));
  const entry = (row: Row): FlowRow => ({
    number: numberIn(row, TRANSFER.number),
    wechatId: numberIn(row, TRANSFER.wechatId),
    amount: amountIn(row, FLOW_AMOUNT),
    at: timeIn(row, '记账时间'),
  });
  return {
    transfers: ours(outward, TRANSFER.out).map(entry),
    back: ours(inward, TRANSFER.back).map(entry),
  };
}
