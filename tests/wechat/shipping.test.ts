/** The shipping report against the stand-in: fields, answers, and what is asked after a lost one. */
import { carrierOf } from '../../functions/wechat/carriers';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import {
  maskedPhone,
  type Parcel,
  parcelReport,
  pickUpReport,
  reportShipping,
  type ShippingReport,
  shippingOf,
} from '../../functions/wechat/shipping';
import type { StoredToken } from '../../functions/wechat/token';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { type Bench, BUYER, openBench } from '../support/standIn';

let bench: Bench;
let transactionId: string;
let kept: StoredToken | undefined;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  kept = undefined;
  transactionId = await paid();
});

async function paid(): Promise<string> {
  const outTradeNo = await bench.paidOrder();
  const payment = await bench.pay.query({ outTradeNo });
  if (payment === 'notFound' || payment.transactionId === undefined) throw new Error('it was paid');
  return payment.transactionId;
}

const given = () => ({
  app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
  store: {
    get: async () => kept,
    set: async (_: string, token: StoredToken) => {
      kept = token;
    },
  },
  now: bench.now(),
});
const send = (report: ShippingReport) => reportShipping(given(), report);
const answers = (effect: FaultEffect, times?: number) =>
  bench.control.addFault({ match: { operation: 'shipping' }, effect, ...(times === undefined ? {} : { times }) });
const says = (errcode: number) => answers({ kind: 'fail', status: 200, body: { errcode, errmsg: 'told to' } }, 1);

const PEACHES: Parcel = { company: '中通快递', trackingNumber: '78901', goods: '阳山水蜜桃 5 斤装 ×2' };
const TEA: Parcel = { company: '顺丰速运', trackingNumber: 'SF1002', goods: '白茶 ×1' };
const report = (parcels: readonly Parcel[], changes: Partial<Parameters<typeof parcelReport>[0]> = {}) =>
  parcelReport({
    transactionId,
    openid: BUYER,
    at: bench.now(),
    parcels,
    split: false,
    complete: true,
    phone: '13800001111',
    ...changes,
  });

describe('what is reported', () => {
  test('of one parcel: all of it, and nothing of the buyer but the identity', async () => {
    expect(await send(report([PEACHES]))).toBe('reported');
    expect(await bench.control.shippings()).toMatchObject([
      {
        transactionId,
        logisticsType: 1,
        deliveryMode: 1,
        finished: true,
        parcels: [{ trackingNo: '78901', company: 'ZTO', goods: '阳山水蜜桃 5 斤装 ×2' }],
        uploadTime: bench.now(),
        reports: 1,
      },
    ]);
    expect(JSON.stringify(report([PEACHES]))).not.toContain('1111');
    expect(await shippingOf(given(), transactionId)).toEqual({ finished: true, trackingNumbers: ['78901'] });
  });

  test('of several: each report says all that went out, the last one that nothing follows', async () => {
    const parts = { split: true, complete: false };
    expect(await send(report([PEACHES], parts))).toBe('reported');
    expect(await shippingOf(given(), transactionId)).toEqual({ finished: false, trackingNumbers: ['78901'] });
    // Within the same second.
    await bench.advance(1);
    expect(await send(report([PEACHES, TEA], { split: true }))).toBe('reported');
    expect(await shippingOf(given(), transactionId)).toEqual({ finished: true, trackingNumbers: ['78901', 'SF1002'] });
    expect(await bench.control.shippings()).toMatchObject([{ deliveryMode: 2, changed: false, reports: 2 }]);
  });

  test('that the rest goes back instead: the same parcels, and nothing follows', async () => {
    await send(report([PEACHES], { split: true, complete: false }));
    await bench.advance(1000);
    expect(await send(report([PEACHES], { split: true }))).toBe('reported');
    expect(await bench.control.shippings()).toMatchObject([{ finished: true, changed: false, parcels: [{}] }]);
  });

  test('of goods that were fetched: what they are, no number', async () => {
    const fetched = { transactionId, openid: BUYER, at: bench.now(), goods: '鸡蛋 ×3' };
    expect(await send(pickUpReport(fetched))).toBe('reported');
    expect(await bench.control.shippings()).toMatchObject([
      { logisticsType: 4, deliveryMode: 1, finished: true, parcels: [{ goods: '鸡蛋 ×3' }] },
    ]);
  });

  test('the last four digits of a telephone, with 顺丰 alone', async () => {
    const [, sf] = report([PEACHES, TEA], { split: true }).shipping_list;
    expect(sf).toMatchObject({ express_company: 'SF', contact: { receiver_contact: '138****1111' } });
    expect(await send(report([TEA]))).toBe('reported');
  });
});

describe('fields', () => {
  test.each([
    ['13800001111', '138****1111'],
    ['021-6688 1234', '021****1234'],
    ['8612', '****8612'],
  ])('%s is told as %s', (phone, masked) => expect(maskedPhone(phone)).toBe(masked));

  test.each([
    ['顺丰', 'SF'],
    ['顺丰速运', 'SF'],
    [' ems ', 'EMS'],
    ['中通快递', 'ZTO'],
    ['中国邮政', 'YZPY'],
    ['老王的车', 'OTHERS'],
  ])('%s is %s', (company, code) => expect(carrierOf(company)).toBe(code));

  test('goods are cut at 120, never in the middle of a character, and are never empty', async () => {
    const goodsOf = (goods: string) => report([{ ...PEACHES, goods }]).shipping_list[0]?.item_desc ?? '';
    expect(goodsOf('桃'.repeat(120))).toBe('桃'.repeat(120));
    expect(goodsOf('桃'.repeat(121))).toBe(`${'桃'.repeat(119)}…`);
    expect(goodsOf(`${'桃'.repeat(118)}🍑🍑`)).toBe(`${'桃'.repeat(118)}…`);
    expect(goodsOf(' 两行\n 一行 ')).toBe('两行 一行');
    expect(goodsOf(' \n ')).toBe('商品');
    expect(await send(report([{ ...PEACHES, goods: '🍑'.repeat(200) }]))).toBe('reported');
  });

  test('of sixteen parcels the newest fifteen are told', async () => {
    const many = Array.from({ length: 16 }, (_, at) => ({ ...PEACHES, trackingNumber: `N${at}` }));
    expect(await send(report(many, { split: true }))).toBe('reported');
    expect((await shippingOf(given(), transactionId)) as object).toMatchObject({
      trackingNumbers: many.slice(1).map(({ trackingNumber }) => trackingNumber),
    });
  });

  test('of a number what WeChat takes', async () => {
    expect(await send(report([{ ...PEACHES, trackingNumber: ' 78 901（补）-A' }]))).toBe('reported');
    expect(await shippingOf(given(), transactionId)).toMatchObject({ trackingNumbers: ['78901-A'] });
  });
});

describe('answers', () => {
  test('the same report again is done, and not counted as a correction', async () => {
    const same = report([PEACHES]);
    expect([await send(same), await send(same)]).toEqual(['reported', 'reported']);
    expect(await bench.control.shippings()).toMatchObject([{ reports: 1, changed: false }]);
  });

  test('a payment that WeChat does not know may be known later', async () => {
    expect(await send(report([PEACHES], { transactionId: '4200000000' }))).toBe('unknownPayment');
    expect(await shippingOf(given(), '4200000000')).toBe('notFound');
  });

  test('another buyer, or a second correction, is a no for ever', async () => {
    const other = await send(report([PEACHES], { openid: 'oSomebodyElse' }));
    expect(other).toMatchObject({ name: 'WechatRejected', code: '10060031' });
    const said = [];
    for (const trackingNumber of ['1', '2', '3']) {
      await bench.advance(1000);
      said.push(await send(report([{ ...PEACHES, trackingNumber }])));
    }
    expect(said).toMatchObject(['reported', 'reported', { code: '10060003' }]);
  });

  test.each([10060002, 10060004, 10060014, 268485216])('%i is a no for ever', async (code) => {
    await says(code);
    const answer = await send(report([PEACHES]));
    expect(answer).toBeInstanceOf(WechatRejected);
    expect(answer).toMatchObject({ code: String(code) });
  });

  test.each([-1, 45009, 10060012, 10060019])('%i: later', async (code) => {
    await says(code);
    await expect(send(report([PEACHES]))).rejects.toBeInstanceOf(WechatUnavailable);
    expect(await send(report([PEACHES]))).toBe('reported');
  });

  test('no permission is a mistake of the deployment', async () => {
    await says(48001);
    await expect(send(report([PEACHES]))).rejects.toMatchObject({ name: 'WechatRejected', code: '48001' });
  });

  test('one that was lost on its way back was taken: it can be asked', async () => {
    await answers({ kind: 'timeoutAfter' }, 1);
    await expect(send(report([PEACHES]))).rejects.toBeInstanceOf(WechatUnavailable);
    expect(await shippingOf(given(), transactionId)).toMatchObject({ finished: true });
  });

  test('one that was lost on its way was not', async () => {
    await answers({ kind: 'timeoutBefore' }, 1);
    await expect(send(report([PEACHES]))).rejects.toBeInstanceOf(WechatUnavailable);
    expect(await shippingOf(given(), transactionId)).toEqual({ finished: false, trackingNumbers: [] });
  });

  test('a token that has ended is replaced, and the report is made once', async () => {
    kept = { token: 'of-somebody-else', expiresAt: bench.now() + 7_200_000 };
    expect(await send(report([PEACHES]))).toBe('reported');
    expect(kept?.token).not.toBe('of-somebody-else');
    expect(await bench.control.shippings()).toMatchObject([{ reports: 1 }]);
  });
});
