import { createHash } from 'node:crypto';
import { type Answer, done, refuse } from './answer';
import type { Books } from './books';
import type { Clock } from './clock';
import { randomText } from './keys';
import type { BillKind, BillLie, Merchant, StoredRefund, StoredTransaction, StoredTransfer } from './types';

/** What WeChat takes of each payment, in basis points; goods of a shop are mostly charged 0.60 %. [R] */
const FEE_BPS = 60;
const FEE_RATE = '0.60%';
/** When the bill of a day is there, after its end. */
const READY = 10 * 3_600_000;
/** How far back a bill can be asked for. [R] */
const KEPT = 90 * 86_400_000;
/** How long the address of a bill may be used. [R] */
const ADDRESS_LIFE = 5 * 60_000;
const DAY = 86_400_000;

export interface BillDesk {
  /** @param base where the stand-in was reached: the file is there too. */
  bill(which: 'trade' | 'fundFlow', merchant: Merchant, query: URLSearchParams, base: string): Answer;
  download(merchant: Merchant, token: string): Answer;
  /** From now on the bills of this day are told wrongly. Lies add up; without one, and by a reset, they are forgotten. */
  lie(mchid: string, date: string, lie: BillLie | undefined): void;
  reset(): void;
}

/**
 * A line of the day before it is written down: money in, money back, or a refund that failed and came in again; and on the
 * operating account a transfer, or one that came to nothing and is back.
 */
interface Movement {
  kind: 'payment' | 'refund' | 'refundFailed' | 'transfer' | 'transferBack';
  at: number;
  amount: number;
  /** Of a transfer these two are transfer_bill_no and out_bill_no. */
  transactionId: string;
  outTradeNo: string;
  refundId: string;
  outRefundNo: string;
  appid: string;
  openid: string;
  title: string;
  status: string;
}

interface Day {
  mchid: string;
  date: string;
}

const midnight = (date: string) => Date.parse(`${date}T00:00:00+08:00`);
const isDay = (date: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) && new Date(midnight(date) + 8 * 3_600_000).toISOString().startsWith(date);
const clockTime = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
/** A row has no way to write these: WeChat writes something else for them. [R] */
const plain = (text: string) => text.replace(/[`,\r\n]/g, ' ');

function yuan(fen: number): string {
  const amount = Math.abs(fen);
  return `${fen < 0 ? '-' : ''}${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
}

/** Rounded to the nearest fen. [R] */
const fee = (amount: number) => Math.floor((amount * FEE_BPS + 5_000) / 10_000);

const ofRefund = ({ kind }: Movement) => kind === 'refund' || kind === 'refundFailed';
const numberOf = (one: Movement) => (ofRefund(one) ? one.outRefundNo : one.outTradeNo);
const sum = (list: readonly Movement[], value: (one: Movement) => number) =>
  list.reduce((total, one) => total + value(one), 0);

const row = (values: readonly string[]) => values.map((value) => `\`${value}`).join(',');

/** Header, rows, header of the sums, sums: every value of a row behind a backtick, lines ended as in Windows. */
function csv(header: string, rows: readonly string[][], sumsHeader: string, sums: readonly string[]): string {
  return `${[header, ...rows.map(row), sumsHeader, row(sums)].join('\r\n')}\r\n`;
}

const TRADE_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const TRADE_SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/**
 * The trade bill: payments by the time they succeeded, refunds by the time WeChat took them on, whatever became of them
 * since. [R] The columns and their order are WeChat's of bill_type ALL; SUCCESS and REFUND differ in their rows alone. [R]
 */
function tradeBill(merchant: Merchant, movements: readonly Movement[]): string {
  const lines = movements.filter(({ kind }) => kind !== 'refundFailed');
  const rows = lines.map((one) => {
    const paid = one.kind === 'payment';
    const [inward, back] = paid ? [one.amount, 0] : [0, one.amount];
    return [
      clockTime(one.at),
      one.appid,
      merchant.mchid,
      '0',
      '',
      one.transactionId,
      one.outTradeNo,
      one.openid,
      'JSAPI',
      paid ? 'SUCCESS' : 'REFUND',
      'OTHERS',
      'CNY',
      yuan(inward),
      '0.00',
      paid ? '0' : one.refundId,
      paid ? '0' : one.outRefundNo,
      yuan(back),
      '0.00',
      paid ? '' : 'ORIGINAL',
      one.status,
      plain(one.title),
      '',
      yuan(paid ? fee(one.amount) : -fee(one.amount)),
      FEE_RATE,
      yuan(inward),
      yuan(back),
      '',
    ];
  });
  const [paid, back] = [lines.filter(({ kind }) => kind === 'payment'), lines.filter(({ kind }) => kind === 'refund')];
  const [inward, outward] = [sum(paid, ({ amount }) => amount), sum(back, ({ amount }) => amount)];
  const fees = sum(paid, ({ amount }) => fee(amount)) - sum(back, ({ amount }) => fee(amount));
  return csv(TRADE_HEADER, rows, TRADE_SUMS, [
    String(lines.length),
    yuan(inward),
    yuan(outward),
    '0.00',
    yuan(fees),
    yuan(inward),
    yuan(outward),
  ]);
}

const FLOW_HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const FLOW_SUMS = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';

interface Flow {
  at: number;
  /** WeChat's number. */
  id: string;
  voucher: string;
  name: string;
  type: string;
  /** Below zero: it goes out. */
  amount: number;
}

/** What goes through the basic account: each payment and its fee, each refund and its fee given back. [R] */
const basicFlows = (movements: readonly Movement[]): Flow[] =>
  movements.flatMap((one) => {
    const id = one.kind === 'payment' ? one.transactionId : one.refundId;
    const common = { at: one.at, id, voucher: one.refundId || one.transactionId };
    if (one.kind === 'refundFailed') return [{ ...common, name: '退款失败', type: '退款失败', amount: one.amount }];
    const paid = one.kind === 'payment';
    const sign = paid ? 1 : -1;
    const name = paid ? '交易' : '退款';
    const main = { ...common, name, type: name, amount: sign * one.amount };
    const charge = { ...common, name: '扣除交易手续费', type: '扣除交易手续费', amount: -sign * fee(one.amount) };
    return charge.amount === 0 ? [main] : [main, charge];
  });

/** What goes through the operating account: out when WeChat takes a transfer on, in again when it comes to nothing. [R] */
const operatingFlows = (movements: readonly Movement[]): Flow[] =>
  movements.map(({ kind, at, amount, transactionId: id, outTradeNo: voucher }) =>
    kind === 'transfer'
      ? { at, id, voucher, name: '商家转账', type: '转账', amount: -amount }
      : { at, id, voucher, name: '商家转账退回', type: '转账退回', amount },
  );

function flowBill(flows: readonly Flow[]): string {
  let balance = 0;
  const rows = flows.map(({ at, id, voucher, name, type, amount }, index) => {
    balance += amount;
    return [
      clockTime(at),
      id,
      `${id}${String(index).padStart(4, '0')}`,
      name,
      type,
      amount < 0 ? '支出' : '收入',
      yuan(Math.abs(amount)),
      yuan(balance),
      'system',
      '',
      voucher,
    ];
  });
  const [inward, outward] = [flows.filter(({ amount }) => amount >= 0), flows.filter(({ amount }) => amount < 0)];
  const total = (list: readonly Flow[]) => list.reduce((all, { amount }) => all + Math.abs(amount), 0);
  return csv(FLOW_HEADER, rows, FLOW_SUMS, [
    String(flows.length),
    String(inward.length),
    yuan(total(inward)),
    String(outward.length),
    yuan(total(outward)),
  ]);
}

const ACCOUNTS = new Set(['BASIC', 'OPERATION', 'FEES']);
const TYPES = new Set(['ALL', 'SUCCESS', 'REFUND']);
/** Lies about one file, not about what happened. */
const OF_A_FILE = new Set<BillLie['what']>(['hash', 'cut', 'sums', 'shape']);
/** What a bill of one type has alone. */
const OF_TYPE: Record<string, Movement['kind']> = { SUCCESS: 'payment', REFUND: 'refund' };

/** Daily bills: what of the books is in them, when they are there, and what a test makes wrong about them. */
export function createBillDesk({ books, clock }: { books: Books; clock: Clock }): BillDesk {
  const files = new Map<string, { mchid: string; text: string; until: number }>();
  const lies = new Map<string, BillLie[]>();
  const liesOf = (mchid: string, date: string) => lies.get(`${mchid}/${date}`) ?? [];

  const paymentOf = (one: StoredTransaction): Movement => ({
    kind: 'payment',
    at: one.paidAt ?? 0,
    amount: one.total,
    transactionId: one.transactionId ?? '',
    outTradeNo: one.outTradeNo,
    refundId: '',
    outRefundNo: '',
    appid: one.appid,
    openid: one.openid,
    title: one.description,
    status: '',
  });
  function refundOf(one: StoredRefund): Movement {
    const { appid = '', openid = '', description: title = '' } = books.transaction(one.mchid, one.outTradeNo) ?? {};
    return {
      kind: 'refund',
      at: one.createdAt,
      amount: one.refund,
      transactionId: one.transactionId,
      outTradeNo: one.outTradeNo,
      refundId: one.refundId,
      outRefundNo: one.outRefundNo,
      appid,
      openid,
      title,
      status: { SUCCESS: 'SUCCESS', PROCESSING: 'PROCESSING', ABNORMAL: 'CHANGE', CLOSED: 'FAIL' }[one.status],
    };
  }

  const transferOf = (one: StoredTransfer): Movement => ({
    kind: 'transfer',
    at: one.createdAt,
    amount: one.amount,
    transactionId: one.transferBillNo,
    outTradeNo: one.outBillNo,
    refundId: '',
    outRefundNo: '',
    appid: one.appid,
    openid: one.openid,
    title: one.remark,
    status: '',
  });

  function movementsOf(mchid: string, date: string, kind: BillKind): Movement[] {
    const { transactions, refunds, transfers } = books.of(mchid);
    const [from, to] = [midnight(date), midnight(date) + DAY];
    const within = (list: Movement[]) => list.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
    if (kind === 'operating') {
      const back = transfers
        .filter(({ state }) => state === 'FAIL' || state === 'CANCELLED')
        .map((one): Movement => ({ ...transferOf(one), kind: 'transferBack', at: one.updatedAt }));
      return within([...transfers.map(transferOf), ...back]);
    }
    const failed = refunds
      .filter(({ status }) => status === 'CLOSED')
      .map((one): Movement => ({ ...refundOf(one), kind: 'refundFailed', at: one.settledAt ?? one.createdAt }));
    const paid = transactions.filter(({ paidAt }) => paidAt !== undefined).map(paymentOf);
    return within([...paid, ...refunds.map(refundOf), ...failed]);
  }

  /** The day as WeChat's books would have it if the lie were true. */
  function untrue(movements: Movement[], lie: BillLie, kind: BillKind, day: Day): Movement[] {
    switch (lie.what) {
      case 'drop':
        return movements.filter((one) => numberOf(one) !== lie.number);
      case 'amount':
        return movements.map((one) => (numberOf(one) === lie.number ? { ...one, amount: lie.amount } : one));
      case 'repeat':
        return movements.flatMap((one) => (numberOf(one) === lie.number ? [one, one] : [one]));
      case 'foreign': {
        const ofTransfers = lie.kind === 'transfer' || lie.kind === 'transferBack';
        return ofTransfers === (kind === 'operating') ? [...movements, foreign(lie, day)] : movements;
      }
      case 'flow':
        return kind === 'fundFlow'
          ? [...movements, foreign({ ...lie, kind: 'payment', number: 'FLOW' }, day)]
          : movements;
      default:
        return movements;
    }
  }

  function foreign(
    lie: { kind: Exclude<Movement['kind'], 'refundFailed'>; number: string; amount: number },
    { mchid, date }: Day,
  ): Movement {
    const refund = lie.kind === 'refund';
    return {
      kind: lie.kind,
      at: midnight(date) + DAY / 2,
      amount: lie.amount,
      transactionId: `42000${'9'.repeat(23)}`,
      outTradeNo: refund ? 'ofNobody' : lie.number,
      refundId: refund ? `503000${'9'.repeat(23)}` : '',
      outRefundNo: refund ? lie.number : '',
      appid: books.merchants.get(mchid)?.appid ?? '',
      openid: `o${'9'.repeat(27)}`,
      title: '别处的交易',
      status: refund ? 'SUCCESS' : '',
    };
  }

  /** The text with a fault in it that WeChat's own would never have. */
  function broken(text: string, lie: BillLie): string {
    const lines = text.trimEnd().split('\r\n');
    switch (lie.what) {
      case 'cut':
        // The hash is that of the cut file: only its form can tell.
        return text.slice(0, Math.floor(text.length * 0.6));
      case 'sums':
        return text.replace(
          /`(\d+\.\d\d)(?=\r\n$)/,
          (_, last: string) => `\`${yuan(Math.round(Number(last) * 100) + 1)}`,
        );
      case 'shape':
        return `${[lines[0], `${lines[1]},\`one more`, ...lines.slice(2)].join('\r\n')}\r\n`;
      default:
        return text;
    }
  }

  return {
    bill(which, merchant, query, base) {
      const date = query.get('bill_date') ?? '';
      const type = query.get(which === 'trade' ? 'bill_type' : 'account_type') ?? (which === 'trade' ? 'ALL' : 'BASIC');
      const kind = which === 'fundFlow' && type === 'OPERATION' ? 'operating' : which;
      if (!isDay(date)) return refuse('PARAM_ERROR', '账单日期格式不正确');
      if (!(which === 'trade' ? TYPES : ACCOUNTS).has(type)) return refuse('PARAM_ERROR', '账单类型不正确');
      if (clock.now() < midnight(date) + DAY) return refuse('PARAM_ERROR', '只能下载今天之前的账单');
      if (clock.now() > midnight(date) + KEPT) return refuse('PARAM_ERROR', '只能下载三个月以内的账单');
      const told = liesOf(merchant.mchid, date);
      if (clock.now() < midnight(date) + DAY + READY || told.some(({ what }) => what === 'notReady')) {
        return refuse('STATEMENT_CREATING', '账单生成中，请稍后再试');
      }
      // A day without movements has no bill, unless a lie is told in one.
      const all = movementsOf(merchant.mchid, date, kind);
      const empty = all.length === 0 && told.length === 0;
      if (empty || type === 'FEES') {
        return refuse('NO_STATEMENT_EXIST', '账单文件不存在，请检查当天是否有交易');
      }
      const lied = told.reduce((movements, lie) => untrue(movements, lie, kind, { mchid: merchant.mchid, date }), all);
      const asked = lied.filter((one) => !(type in OF_TYPE) || one.kind === OF_TYPE[type]);
      const flows = () => (kind === 'operating' ? operatingFlows : basicFlows)(asked);
      const right = kind === 'trade' ? tradeBill(merchant, asked) : flowBill(flows());
      const faults = told.filter((lie) => OF_A_FILE.has(lie.what) && ('bill' in lie ? lie.bill : 'trade') === kind);
      const text = faults.reduce(broken, right);
      const wrong = faults.some(({ what }) => what === 'hash');
      const token = randomText(32);
      files.set(token, { mchid: merchant.mchid, text, until: clock.now() + ADDRESS_LIFE });
      return done({
        hash_type: 'SHA1',
        hash_value: createHash('sha1')
          .update(wrong ? `${text} ` : text)
          .digest('hex'),
        download_url: `${base}/v3/billdownload/file?token=${token}`,
      });
    },

    download(merchant, token) {
      const file = files.get(token);
      if (file?.mchid !== merchant.mchid || clock.now() > file.until) {
        return refuse('INVALID_REQUEST', '下载链接不存在或已失效');
      }
      return { status: 200, text: file.text };
    },

    lie(mchid, date, one) {
      lies.set(`${mchid}/${date}`, one === undefined ? [] : [...liesOf(mchid, date), one]);
    },

    reset() {
      lies.clear();
      files.clear();
    },
  };
}
