import { createHash, createSign } from 'node:crypto';
import { refundRequest } from '../../functions/wechat/pay';
import type { BillLie } from '../../scripts/wechatStandIn/types';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

/** The bills as WeChat serves them, asked for by hand: no client of ours reads them here. */
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

/** The bench begins at nine in the morning. */
const TODAY = '2026-03-01';

async function get(target: string, changes: { mchid?: string; unsigned?: boolean } = {}): Promise<Response> {
  const { mchid, serialNo, privateKey } = bench.credentials;
  const timestamp = String(Math.floor(bench.now() / 1000));
  const signature = createSign('RSA-SHA256').update(`GET\n${target}\n${timestamp}\nN\n\n`).sign(privateKey, 'base64');
  const parts = { mchid: changes.mchid ?? mchid, nonce_str: 'N', timestamp, serial_no: serialNo, signature };
  const list = Object.entries(parts).map(([key, value]) => `${key}="${value}"`);
  const authorization = `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
  return fetch(`${bench.standIn.url}${target}`, changes.unsigned ? {} : { headers: { authorization } });
}

const trade = (date = TODAY, more = '') => get(`/v3/bill/tradebill?bill_date=${date}${more}`);
const flow = (date = TODAY, more = '') => get(`/v3/bill/fundflowbill?bill_date=${date}${more}`);
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];

interface Promised {
  hash_type: string;
  hash_value: string;
  download_url: string;
}

async function fileOf(response: Response): Promise<{ text: string; promised: Promised; file: Response }> {
  expect(response.status).toBe(200);
  expect(response.headers.get('wechatpay-signature')).not.toBeNull();
  const promised = (await response.json()) as Promised;
  const { pathname, search, origin } = new URL(promised.download_url);
  expect(origin).toBe(bench.standIn.url);
  const file = await get(`${pathname}${search}`);
  return { text: await file.text(), promised, file };
}

/** Past ten o'clock of the next day. */
const nextDay = () => bench.advance(DAY + HOUR);

const refund = (outTradeNo: string, outRefundNo: string, amount: number, total = 2990) =>
  bench.pay.refund(
    refundRequest({ outTradeNo, outRefundNo, refund: amount, total, notifyUrl: `${bench.receiver.url}/refund` }),
  );

const lie = (one: BillLie) => bench.control.lieInBills({ mchid: bench.account.mchid, date: TODAY, lie: one });

describe('when a bill is there', () => {
  beforeEach(() => bench.paidOrder());

  test('not for a day that is not over', async () => {
    for (const date of [TODAY, dayOf(bench.now() + DAY)]) {
      expect(await codeOf(await trade(date))).toEqual([400, 'PARAM_ERROR']);
      expect(await codeOf(await flow(date))).toEqual([400, 'PARAM_ERROR']);
    }
  });

  test('not before ten o’clock of the next day', async () => {
    await bench.advance(DAY + HOUR - 1);
    expect(await codeOf(await trade())).toEqual([400, 'STATEMENT_CREATING']);
    expect(await codeOf(await flow())).toEqual([400, 'STATEMENT_CREATING']);
    await bench.advance(1);
    expect((await trade()).status).toBe(200);
    expect((await flow()).status).toBe(200);
  });

  test('not for a day on which nothing was paid', async () => {
    await nextDay();
    expect(await codeOf(await trade('2026-02-28'))).toEqual([400, 'NO_STATEMENT_EXIST']);
    expect(await codeOf(await flow('2026-02-28'))).toEqual([400, 'NO_STATEMENT_EXIST']);
  });

  test('not for a day that is none, an unknown type, or too long ago', async () => {
    await nextDay();
    for (const date of ['2026-02-30', '20260301', '', '2026-03-1']) {
      expect(await codeOf(await trade(date))).toEqual([400, 'PARAM_ERROR']);
    }
    expect(await codeOf(await trade(TODAY, '&bill_type=EVERYTHING'))).toEqual([400, 'PARAM_ERROR']);
    expect(await codeOf(await flow(TODAY, '&account_type=MINE'))).toEqual([400, 'PARAM_ERROR']);
    await bench.advance(91 * DAY);
    expect(await codeOf(await trade())).toEqual([400, 'PARAM_ERROR']);
  });

  test('only for whoever signs, and a file only for its merchant and for five minutes', async () => {
    await nextDay();
    expect(await codeOf(await get(`/v3/bill/tradebill?bill_date=${TODAY}`, { unsigned: true }))).toEqual([
      401,
      'SIGN_ERROR',
    ]);
    const { promised } = await fileOf(await trade());
    const { pathname, search } = new URL(promised.download_url);
    expect(await codeOf(await get(`${pathname}${search}`, { unsigned: true }))).toEqual([401, 'SIGN_ERROR']);
    expect(await codeOf(await get(`${pathname}?token=another`))).toEqual([400, 'INVALID_REQUEST']);
    await bench.advance(5 * MINUTE + 1);
    expect(await codeOf(await get(`${pathname}${search}`))).toEqual([400, 'INVALID_REQUEST']);
  });
});

test('the files are WeChat’s to the byte: header, rows behind backticks, sums', async () => {
  const outTradeNo = await bench.paidOrder(2990);
  await bench.advance(MINUTE);
  await refund(outTradeNo, 'refund-1', 1000);
  await nextDay();
  const [payment] = (await bench.control.books(bench.account.mchid)).transactions;
  const [back] = (await bench.control.books(bench.account.mchid)).refunds;
  const { mchid, appid } = bench.account;

  const bill = await fileOf(await trade());
  expect(bill.file.headers.get('wechatpay-signature')).toBeNull();
  expect(bill.promised.hash_type).toBe('SHA1');
  expect(bill.promised.hash_value).toBe(createHash('sha1').update(bill.text).digest('hex'));
  expect(bill.text.split('\r\n')).toEqual([
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
    `\`2026-03-01 09:00:00,\`${appid},\`${mchid},\`0,\`,\`${payment?.transactionId},\`${outTradeNo},\`${payment?.openid},\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`29.90,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`阳山水蜜桃 3 人团,\`,\`0.18,\`0.60%,\`29.90,\`0.00,\``,
    `\`2026-03-01 09:01:00,\`${appid},\`${mchid},\`0,\`,\`${payment?.transactionId},\`${outTradeNo},\`${payment?.openid},\`JSAPI,\`REFUND,\`OTHERS,\`CNY,\`0.00,\`0.00,\`${back?.refundId},\`refund-1,\`10.00,\`0.00,\`ORIGINAL,\`SUCCESS,\`阳山水蜜桃 3 人团,\`,\`-0.06,\`0.60%,\`0.00,\`10.00,\``,
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    '`2,`29.90,`10.00,`0.00,`0.12,`29.90,`10.00',
    '',
  ]);

  const funds = await fileOf(await flow());
  const [header, ...rest] = funds.text.split('\r\n');
  expect(header).toBe(
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
  );
  expect(rest.slice(0, 4).map((line) => line.split(',').slice(3, 8).join(','))).toEqual([
    '`交易,`交易,`收入,`29.90,`29.90',
    '`扣除交易手续费,`扣除交易手续费,`支出,`0.18,`29.72',
    '`退款,`退款,`支出,`10.00,`19.72',
    '`扣除交易手续费,`扣除交易手续费,`收入,`0.06,`19.78',
  ]);
  expect(rest.slice(4)).toEqual(['资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额', '`4,`2,`29.96,`2,`10.18', '']);
});

test('a day begins and ends at midnight in Shanghai; a refund is of the day on which it was taken on', async () => {
  await bench.advance(15 * HOUR - 1000);
  const last = await bench.paidOrder(100);
  await bench.advance(1000);
  const first = await bench.paidOrder(200);
  await refund(last, 'refund-of-the-next-day', 100, 100);
  await bench.advance(2 * DAY);
  const numbers = ({ text }: { text: string }) =>
    text
      .split('\r\n')
      .slice(1, -3)
      .map((line) => line.split(',`')[6]);
  const before = await fileOf(await trade('2026-03-01'));
  const after = await fileOf(await trade('2026-03-02'));
  expect(numbers(before)).toEqual([last]);
  expect(before.text).toContain('`2026-03-01 23:59:59');
  expect(numbers(after)).toEqual([first, last]);
  expect(after.text).toContain('`refund-of-the-next-day');
});

test('types narrow a trade bill; accounts that nothing went through have no bill', async () => {
  const outTradeNo = await bench.paidOrder();
  await refund(outTradeNo, 'refund-1', 2990);
  await nextDay();
  const rowsOf = async (type: string) =>
    (await fileOf(await trade(TODAY, `&bill_type=${type}`))).text.split('\r\n').length - 4;
  expect([await rowsOf('ALL'), await rowsOf('SUCCESS'), await rowsOf('REFUND')]).toEqual([2, 1, 1]);
  expect(await codeOf(await flow(TODAY, '&account_type=OPERATION'))).toEqual([400, 'NO_STATEMENT_EXIST']);
});

test('a refund that is closed stays in the trade bill as failed, and its money comes in again', async () => {
  const outTradeNo = await bench.paidOrder();
  await bench.control.addFault({ match: { operation: 'refund' }, effect: { kind: 'closed' } });
  await refund(outTradeNo, 'refund-1', 2990);
  await nextDay();
  expect((await fileOf(await trade())).text).toContain('`ORIGINAL,`FAIL');
  expect((await fileOf(await flow())).text).toContain('`退款失败,`退款失败,`收入,`29.90');
});

describe('what a test may make wrong', () => {
  let outTradeNo: string;
  beforeEach(async () => {
    outTradeNo = await bench.paidOrder(2990);
    await bench.paidOrder(1000);
    await nextDay();
  });
  const texts = async () => ({ trade: (await fileOf(await trade())).text, flow: (await fileOf(await flow())).text });

  test('a row that is missing, in both bills, with sums that fit', async () => {
    await lie({ what: 'drop', number: outTradeNo });
    const { trade: bill, flow: funds } = await texts();
    expect(bill).not.toContain(outTradeNo);
    expect(bill).toContain('`1,`10.00,');
    expect(funds).not.toContain('`29.90');
  });

  test('an amount, a repeated row, a foreign one', async () => {
    await lie({ what: 'amount', number: outTradeNo, amount: 1 });
    await lie({ what: 'repeat', number: outTradeNo });
    await lie({ what: 'foreign', kind: 'refund', number: 'of-nobody', amount: 5 });
    const { trade: bill } = await texts();
    expect(bill.split(outTradeNo)).toHaveLength(3);
    expect(bill).toContain('`of-nobody,`0.05');
    expect(bill).toContain('`4,`10.02,`0.05');
  });

  test('money in the fund flow alone', async () => {
    const before = await texts();
    await lie({ what: 'flow', amount: 7 });
    const after = await texts();
    expect(after.trade).toBe(before.trade);
    expect(after.flow).toContain('`收入,`0.07');
  });

  test('a hash, a cut file, sums and a shape; for one bill alone', async () => {
    const right = await texts();
    await lie({ what: 'hash', bill: 'fundFlow' });
    const { promised, text } = await fileOf(await flow());
    expect(promised.hash_value).not.toBe(createHash('sha1').update(text).digest('hex'));
    expect((await texts()).trade).toBe(right.trade);
    for (const what of ['cut', 'sums', 'shape'] as const) {
      await bench.reset();
      await bench.paidOrder(2990);
      await nextDay();
      const before = await texts();
      await lie({ what });
      const bill = await fileOf(await trade());
      expect(bill.promised.hash_value).toBe(createHash('sha1').update(bill.text).digest('hex'));
      expect(bill.text).not.toBe(before.trade);
      expect((await texts()).flow.split('\r\n')).toHaveLength(before.flow.split('\r\n').length);
    }
  });

  test('a bill that is late, until a reset', async () => {
    await lie({ what: 'notReady' });
    expect(await codeOf(await trade())).toEqual([400, 'STATEMENT_CREATING']);
    await bench.reset();
    await bench.paidOrder();
    await nextDay();
    expect((await trade()).status).toBe(200);
  });
});
