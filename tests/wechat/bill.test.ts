import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { BillBroken, fetchTradeBill, readFlowBill, readTradeBill, readTransferBill } from '../../functions/wechat/bill';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import { createPay, refundRequest } from '../../functions/wechat/pay';
import { transferRequest } from '../../functions/wechat/transfer';
import type { BillLie } from '../../scripts/wechatStandIn/types';
import { transferNumber } from '../../shared/domain/withdrawal';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const TODAY = '2026-03-01';
const lie = (one: BillLie) => bench.control.lieInBills({ mchid: bench.account.mchid, date: TODAY, lie: one });
const refund = (outTradeNo: string, amount: number, total = 2990) =>
  bench.pay.refund(
    refundRequest({
      outTradeNo,
      outRefundNo: `refund-of-${outTradeNo}`,
      refund: amount,
      total,
      notifyUrl: `${bench.receiver.url}/refund`,
    }),
  );

/** A day of two payments and a part refund, and the morning after. */
async function aDay(): Promise<readonly [string, string]> {
  const first = await bench.paidOrder(2990);
  await bench.advance(MINUTE);
  const second = await bench.paidOrder(1001);
  await refund(first, 1000);
  await bench.advance(DAY + HOUR);
  return [first, second];
}

describe('bills of the stand-in', () => {
  test('are read as what happened', async () => {
    const start = bench.now();
    const [first, second] = await aDay();
    const { transactions, refunds } = await bench.control.books(bench.account.mchid);
    const idOf = (number: string) => transactions.find(({ outTradeNo }) => outTradeNo === number)?.transactionId;
    const { appid } = bench.account;
    const settled = { payments: 3991, refunds: 1000, fees: 18 + 6 - 6 };
    expect(await bench.pay.tradeBill(TODAY)).toEqual({
      ok: true,
      value: {
        payments: [
          { number: first, wechatId: idOf(first), amount: 2990, fee: 18, at: start, appid },
          { number: second, wechatId: idOf(second), amount: 1001, fee: 6, at: start + MINUTE, appid },
        ],
        refunds: [
          {
            number: `refund-of-${first}`,
            wechatId: refunds[0]?.refundId,
            amount: 1000,
            fee: -6,
            at: start + MINUTE,
            appid,
          },
        ],
        settled,
      },
    });
    expect(await bench.pay.fundFlowBill(TODAY)).toEqual({ ok: true, value: settled });
  });

  test('are not there before ten, nor for a day without payments', async () => {
    await bench.paidOrder();
    await bench.advance(DAY + HOUR - 1);
    expect(await bench.pay.tradeBill(TODAY)).toEqual({ ok: false, refusal: 'notReady' });
    expect(await bench.pay.fundFlowBill(TODAY)).toEqual({ ok: false, refusal: 'notReady' });
    await bench.advance(1);
    expect(await bench.pay.tradeBill('2026-02-28')).toEqual({ ok: false, refusal: 'noStatement' });
    expect(await bench.pay.fundFlowBill('2026-02-28')).toEqual({ ok: false, refusal: 'noStatement' });
  });

  test('of a day that is not over are a request of ours that is wrong', async () => {
    await expect(bench.pay.tradeBill(TODAY)).rejects.toBeInstanceOf(WechatRejected);
  });

  test('show a refund that failed, in and out, so that both bills agree', async () => {
    const outTradeNo = await bench.paidOrder();
    await bench.control.addFault({ match: { operation: 'refund' }, effect: { kind: 'closed' } });
    await refund(outTradeNo, 2990);
    await bench.advance(DAY + HOUR);
    const trade = await bench.pay.tradeBill(TODAY);
    expect(trade).toMatchObject({ ok: true, value: { refunds: [{ amount: 2990 }], settled: { refunds: 2990 } } });
    expect(await bench.pay.fundFlowBill(TODAY)).toEqual({ ok: true, value: trade.ok && trade.value.settled });
  });

  test('of the operating account are its transfers, out and back', async () => {
    const { account } = bench;
    const outBillNo = transferNumber({ id: 'wdr_aaaaaaaaaaaaaaaaaaaa' }, 1);
    const notifyUrl = `${bench.receiver.url}/transfer`;
    const at = bench.now();
    await bench.pay.transfer(transferRequest(account, { outBillNo, openid: 'oPromoter', amount: 8_800, notifyUrl }));
    await bench.advance(MINUTE);
    await bench.pay.cancelTransfer(outBillNo);
    await bench.advance(DAY + HOUR);
    const [sent] = (await bench.control.books(account.mchid)).transfers;
    const row = { number: outBillNo, wechatId: sent?.transferBillNo, amount: 8_800 };
    expect(await bench.pay.transferBill(TODAY)).toEqual({
      ok: true,
      value: { transfers: [{ ...row, at }], back: [{ ...row, at: at + MINUTE }] },
    });
    // On the account that is paid into there was nothing.
    expect(await bench.pay.fundFlowBill(TODAY)).toEqual({ ok: false, refusal: 'noStatement' });
    expect(await bench.pay.transferBill('2026-02-28')).toEqual({ ok: false, refusal: 'noStatement' });
    await lie({ what: 'sums', bill: 'operating' });
    await expect(bench.pay.transferBill(TODAY)).rejects.toBeInstanceOf(BillBroken);
  });

  const broken: BillLie[] = [{ what: 'hash' }, { what: 'cut' }, { what: 'sums' }, { what: 'shape' }];
  test.each(broken)('that are wrong in themselves say nothing: %j', async (one) => {
    await aDay();
    await lie(one);
    await expect(bench.pay.tradeBill(TODAY)).rejects.toBeInstanceOf(BillBroken);
    expect(await bench.pay.fundFlowBill(TODAY)).toMatchObject({ ok: true });
    await lie({ ...one, bill: 'fundFlow' } as BillLie);
    await expect(bench.pay.fundFlowBill(TODAY)).rejects.toBeInstanceOf(BillBroken);
  });

  test('that WeChat did not sign the hash of, or does not give, are not read', async () => {
    await aDay();
    for (const what of ['signature', 'body', 'unsigned', 'serial'] as const) {
      await bench.control.addFault({ match: { operation: 'bill' }, times: 1, effect: { kind: 'tamper', what } });
      await expect(bench.pay.tradeBill(TODAY)).rejects.toBeInstanceOf(WechatUnavailable);
    }
    const faults = [{ kind: 'timeoutBefore' }, { kind: 'fail', status: 503 }, { kind: 'fail', status: 404 }] as const;
    for (const effect of faults) {
      await bench.control.addFault({ match: { operation: 'billDownload' }, times: 1, effect });
      await expect(bench.pay.tradeBill(TODAY)).rejects.toBeInstanceOf(WechatUnavailable);
    }
    expect(await bench.pay.tradeBill(TODAY)).toMatchObject({ ok: true });
  });
});

test('nothing is asked of the host that an answer names, only of WeChat Pay itself', async () => {
  await aDay();
  const visits: string[] = [];
  const elsewhere: Server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = elsewhere.address() as AddressInfo;
    const asked: string[] = [];
    const file = Buffer.from('');
    const desk = {
      mchid: bench.account.mchid,
      ask: async () => ({
        body: {
          hash_type: 'SHA1',
          hash_value: createHash('sha1').update(file).digest('hex'),
          download_url: `http://127.0.0.1:${port}/v3/billdownload/file?token=x`,
        },
      }),
      download: async (target: string) => {
        asked.push(target);
        return file;
      },
    };
    await expect(fetchTradeBill(desk, TODAY)).rejects.toBeInstanceOf(BillBroken);
    expect({ asked, visits }).toEqual({ asked: ['/v3/billdownload/file?token=x'], visits: [] });
  } finally {
    await new Promise((resolve) => elsewhere.close(resolve));
  }
});

/* ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────── */

const MCHID = '1900000001';
const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const PAID =
  '`2026-03-01 09:00:00,`wx1,`1900000001,`0,`,`4200001,`order-1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`29.90,`0.00,`0,`0,`0.00,`0.00,`,`,`水蜜桃,`,`0.18000,`0.60%,`29.90,`0.00,`';
const BACK =
  '`2026-03-01 09:01:00,`wx1,`1900000001,`0,`,`4200001,`order-1,`o1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5030001,`refund-1,`10.00,`0.00,`ORIGINAL,`SUCCESS,`水蜜桃,`,`-0.06000,`0.60%,`0.00,`10.00,`';
const TOTAL = '`2,`29.90,`10.00,`0.00,`0.12000,`29.90,`10.00';
const bill = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;
const RIGHT = bill([HEADER, PAID, BACK, SUMS, TOTAL]);
const readTrade = (text: string) => readTradeBill(text, MCHID);

const FLOW_HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const FLOW_SUMS = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
const flowRow = (type: string, way: string, amount: string) =>
  `\`2026-03-01 09:00:00,\`4200001,\`1,\`${type},\`${type},\`${way},\`${amount},\`29.90,\`system,\`,\`4200001`;

describe('a trade bill', () => {
  test('with a mark of its encoding, other ends of lines and five digits of fees is the same bill', () => {
    const read = readTrade(RIGHT);
    expect(read.settled).toEqual({ payments: 2990, refunds: 1000, fees: 12 });
    expect(readTrade(`\uFEFF${RIGHT}`)).toEqual(read);
    expect(readTrade(RIGHT.replaceAll('\r\n', '\n').trimEnd())).toEqual(read);
    expect(readTrade(bill([HEADER, BACK, PAID, SUMS, TOTAL])).payments).toEqual(read.payments);
  });

  test('is read by the names of its columns, wherever they stand', () => {
    const turn = (line: string, mark: string) =>
      line
        .slice(mark.length)
        .split(`,${mark}`)
        .reverse()
        .map((v) => mark + v)
        .join(',');
    const turned = [turn(HEADER, ''), turn(PAID, '`'), turn(BACK, '`'), SUMS, TOTAL];
    expect(readTrade(bill(turned))).toEqual(readTrade(RIGHT));
  });

  test('without rows is an empty day', () => {
    const empty = bill([HEADER, SUMS, '`0,`0.00,`0.00,`0.00,`0.00,`0.00,`0.00']);
    expect(readTrade(empty)).toEqual({ payments: [], refunds: [], settled: { payments: 0, refunds: 0, fees: 0 } });
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['only its header', bill([HEADER])],
    ['no sums', bill([HEADER, PAID, BACK])],
    ['the header of the sums alone', bill([HEADER, PAID, BACK, SUMS])],
    ['something behind its sums', bill([HEADER, PAID, BACK, SUMS, TOTAL, PAID])],
    ['one row less', bill([HEADER, PAID, SUMS, TOTAL])],
    ['one row more', bill([HEADER, PAID, PAID, BACK, SUMS, TOTAL])],
    ['a value more', bill([HEADER, `${PAID},\`x`, BACK, SUMS, TOTAL])],
    ['a value less', bill([HEADER, PAID.slice(0, PAID.lastIndexOf(',')), BACK, SUMS, TOTAL])],
    ['no backtick', bill([HEADER, PAID.slice(1), BACK, SUMS, TOTAL])],
    ['a number for an amount', RIGHT.replace('`29.90,`0.00,`0,', '`29.9,`0.00,`0,')],
    ['an amount with a comma', RIGHT.replaceAll('`29.90', '`1,029.90')],
    ['an exponent', RIGHT.replaceAll('`29.90', '`3e1')],
    ['less than a fen', RIGHT.replace('0.18000', '0.18001')],
    ['an amount below zero', RIGHT.replaceAll('`10.00', '`-10.00')],
    ['another count', RIGHT.replace('`2,`29.90', '`3,`29.90')],
    ['another sum of payments', RIGHT.replace('`2,`29.90', '`2,`29.91')],
    ['another sum of refunds', RIGHT.replace('`10.00,`0.00,`0.12000', '`10.01,`0.00,`0.12000')],
    ['another sum of fees', RIGHT.replace('`0.12000', '`0.13000')],
    ['another time', RIGHT.replace('2026-03-01 09:00:00', '2026-03-01T09:00:00')],
    ['a time that is none', RIGHT.replace('2026-03-01 09:00:00', '2026-03-01 29:00:00')],
    ['another state', RIGHT.replace('`SUCCESS,`OTHERS', '`REVOKED,`OTHERS')],
    ['another merchant', RIGHT.replace('`1900000001', '`1900000002')],
    ['no number', RIGHT.replace('`order-1,`o1,`JSAPI,`SUCCESS', '`,`o1,`JSAPI,`SUCCESS')],
    ['another column', RIGHT.replace('订单金额,申请退款金额', '订单价格,申请退款金额')],
  ])('with %s is no bill', (_, text) => {
    expect(text).not.toBe(RIGHT);
    expect(() => readTrade(text)).toThrow(BillBroken);
  });

  test('that is cut anywhere is no bill', () => {
    const end = RIGHT.trimEnd().length;
    fc.assert(
      fc.property(fc.nat(end - 1), (length) => {
        expect(() => readTrade(RIGHT.slice(0, length))).toThrow(BillBroken);
      }),
    );
  });
});

describe('a fund-flow bill', () => {
  const rows = [
    flowRow('交易', '收入', '29.90'),
    flowRow('扣除交易手续费', '支出', '0.18'),
    flowRow('退款', '支出', '10.00'),
    flowRow('扣除交易手续费', '收入', '0.06'),
    flowRow('提现', '支出', '5.00'),
  ];
  const flow = bill([FLOW_HEADER, ...rows, FLOW_SUMS, '`5,`2,`29.96,`3,`15.18']);

  test('is its sums; what was withdrawn is none of them', () => {
    expect(readFlowBill(flow)).toEqual({ payments: 2990, refunds: 1000, fees: 12 });
  });

  test('of a day on which more fees came back than went', () => {
    const back = bill([FLOW_HEADER, rows[2] ?? '', rows[3] ?? '', FLOW_SUMS, '`2,`1,`0.06,`1,`10.00']);
    expect(readFlowBill(back)).toEqual({ payments: 0, refunds: 1000, fees: -6 });
  });

  test.each<[string, string]>([
    ['no sums', bill([FLOW_HEADER, ...rows])],
    ['one row less', bill([FLOW_HEADER, ...rows.slice(1), FLOW_SUMS, '`5,`2,`29.96,`3,`15.18'])],
    ['another count in', flow.replace('`5,`2,', '`5,`3,')],
    ['another sum in', flow.replace('`29.96', '`29.95')],
    ['another count out', flow.replace('`3,`15.18', '`2,`15.18')],
    ['another sum out', flow.replace('`15.18', '`15.17')],
    ['another way', flow.replace('`交易,`收入', '`交易,`转入')],
    ['an amount below zero', flow.replaceAll('`10.00', '`-10.00')],
    ['a time that is none', flow.replace('2026-03-01 09:00:00', 'yesterday')],
  ])('with %s is no bill', (_, text) => {
    expect(text).not.toBe(flow);
    expect(() => readFlowBill(text)).toThrow(BillBroken);
  });
});

describe('a bill of the operating account', () => {
  const row = (type: string, way: string, amount: string, number: string) =>
    flowRow(type, way, amount).replace(/`4200001$/, `\`${number}`);
  const [first, second] = [1, 2].map((one) => transferNumber({ id: `wdr_${`${one}`.repeat(20)}` }, 1));
  const rows = [
    row('转账', '支出', '88.00', `${first}`),
    row('转账退回', '收入', '12.00', `${second}`),
    row('充值', '收入', '500.00', ''),
    row('转账', '收入', '3.00', 'fromElsewhere'),
    row('提现', '支出', '7.00', ''),
  ];
  const operating = bill([FLOW_HEADER, ...rows, FLOW_SUMS, '`5,`3,`515.00,`2,`95.00']);
  const at = Date.parse('2026-03-01T09:00:00+08:00');

  test('is its transfers, out and back; what the merchant has paid in and out is neither', () => {
    expect(readTransferBill(operating)).toEqual({
      transfers: [{ number: first, wechatId: '4200001', amount: 8800, at }],
      back: [{ number: second, wechatId: '4200001', amount: 1200, at }],
    });
  });

  test('is not broken by what the merchant moves by hand, whatever its number and size', () => {
    const byHand = [
      row('转账', '支出', '30000000.00', '三月工资/1 号'),
      row('转账', '支出', '1.00', ''),
      row('转账退回', '收入', '2.00', '退 2'),
      row('充值', '收入', '99999999.00', ''),
    ];
    const whole = bill([FLOW_HEADER, ...rows, ...byHand, FLOW_SUMS, '`9,`5,`100000516.00,`4,`30000096.00']);
    expect(readTransferBill(whole)).toEqual(readTransferBill(operating));
    const flow = bill([FLOW_HEADER, row('充值', '收入', '99999999.00', ''), FLOW_SUMS, '`1,`1,`99999999.00,`0,`0.00']);
    expect(readFlowBill(flow)).toEqual({ payments: 0, refunds: 0, fees: 0 });
  });

  test('of a transfer of ours that is larger than any payment is no bill', () => {
    const large = row('转账', '支出', '99999999.00', `${first}`);
    const text = bill([FLOW_HEADER, large, FLOW_SUMS, '`1,`0,`0.00,`1,`99999999.00']);
    expect(() => readTransferBill(text)).toThrow(BillBroken);
  });

  test.each<[string, string]>([
    ['no sums', bill([FLOW_HEADER, ...rows])],
    ['another sum out', operating.replace('`95.00', '`94.00')],
    ['an amount below zero', operating.replaceAll('`500.00', '`-500.00')],
    ['no column for it', operating.replace('业务凭证号', '凭证')],
  ])('with %s is no bill', (_, text) => {
    expect(text).not.toBe(operating);
    expect(() => readTransferBill(text)).toThrow(BillBroken);
  });
});

test('a client in a hurry gives up on a bill that hangs', async () => {
  await aDay();
  const pay = createPay(bench.account, { base: bench.standIn.url, now: bench.now, timeout: 200 });
  const effect = { kind: 'timeoutBefore', hang: true } as const;
  await bench.control.addFault({ match: { operation: 'billDownload' }, times: 1, effect });
  await expect(pay.tradeBill(TODAY)).rejects.toBeInstanceOf(WechatUnavailable);
});
