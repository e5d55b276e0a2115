/** The stand-in's strictness with shipping reports, by requests that no client of ours would send. */
import { accessToken } from '../../functions/wechat/token';
import { type Bench, BUYER, openBench } from '../support/standIn';

let bench: Bench;
let token: string;
let outTradeNo: string;
let transactionId: string;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  token = await accessToken({
    app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
    store: { get: async () => undefined, set: async () => {} },
    now: bench.now(),
  });
  outTradeNo = await bench.paidOrder();
  const payment = await bench.pay.query({ outTradeNo });
  transactionId = payment === 'notFound' ? '' : (payment.transactionId ?? '');
});

async function post(path: string, body: unknown, with_ = token): Promise<Record<string, unknown>> {
  const response = await fetch(`${bench.standIn.url}/wxa/sec/order/${path}?access_token=${with_}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const ITEM = { tracking_no: '78901', express_company: 'ZTO', item_desc: '桃 ×1' };
const at = (ms: number) => new Date(bench.now() + ms).toISOString();
const body = (changes: object = {}) => ({
  order_key: { order_number_type: 2, transaction_id: transactionId },
  logistics_type: 1,
  delivery_mode: 1,
  shipping_list: [ITEM],
  upload_time: at(0),
  payer: { openid: BUYER },
  ...changes,
});
const report = (changes: object = {}) => post('upload_shipping_info', body(changes));
const OK = { errcode: 0 };

test('a report is taken under either of the payment’s numbers', async () => {
  const mine = { order_number_type: 1, mchid: bench.account.mchid, out_trade_no: outTradeNo };
  expect(await report({ order_key: mine })).toMatchObject(OK);
  const order = { transaction_id: transactionId, order_state: 2, shipping: { finish_shipping: true } };
  expect(await post('get_order', { transaction_id: transactionId })).toMatchObject({ ...OK, order });
  expect(await post('get_order', { merchant_id: bench.account.mchid, merchant_trade_no: outTradeNo })).toMatchObject({
    ...OK,
    order,
  });
});

const item = (changes: object) => ({ shipping_list: [{ ...ITEM, ...changes }] });
const IN_PARTS = { delivery_mode: 2, is_all_delivered: false };

test.each([
  ['a number of no kind', { order_key: { order_number_type: 3 } }, 268485194],
  ['no number', { order_key: { order_number_type: 2 } }, 268485195],
  ['no merchant', { order_key: { order_number_type: 1, out_trade_no: 'x' } }, 268485196],
  ['no number of the merchant', { order_key: { order_number_type: 1, mchid: '1' } }, 268485197],
  ['an unknown payment', { order_key: { order_number_type: 2, transaction_id: '4200' } }, 10060001],
  ['somebody else’s payment', { payer: { openid: 'oElse' } }, 10060031],
  ['nobody’s payment', { payer: undefined }, 10060031],
  ['a kind of transport that there is not', { logistics_type: 5 }, 10060005],
  ['a mode that there is not', { delivery_mode: '1' }, 268485224],
  ['parts without saying whether more follow', { delivery_mode: 2 }, 10060007],
  ['parts that are picked up', { ...IN_PARTS, logistics_type: 4 }, 10060006],
  ['a time of another form', { upload_time: '2026-03-01 09:00:00' }, 268485216],
  ['a time without a zone', { upload_time: '2026-03-01T09:00:00' }, 268485216],
  ['nothing', { shipping_list: [] }, 10060014],
  ['two at once', { shipping_list: [ITEM, { ...ITEM, tracking_no: '2' }] }, 268485228],
  ['sixteen parts', { ...IN_PARTS, shipping_list: Array(16).fill(ITEM) }, 10060024],
  ['no goods', item({ item_desc: '' }), 10060008],
  ['121 characters of goods', item({ item_desc: '桃'.repeat(121) }), 10060009],
  ['no tracking number', item({ tracking_no: undefined }), 268485226],
  ['no carrier', item({ express_company: '' }), 268485227],
  ['a long number', item({ tracking_no: '1'.repeat(129) }), 10060026],
  ['a long carrier', item({ express_company: 'Z'.repeat(129) }), 10060025],
  ['a number that is a text', item({ tracking_no: '单号 1' }), 10060014],
  ['a carrier by name', item({ express_company: '中通' }), 10060014],
  ['顺丰 without a contact', item({ express_company: 'SF' }), 10060014],
  ['顺丰 with an open number', item({ express_company: 'SF', contact: { receiver_contact: '13800001111' } }), 10060014],
  ['顺丰 with all hidden', item({ express_company: 'SF', contact: { receiver_contact: '138****11**' } }), 10060014],
])('%s is refused, and nothing is kept', async (_, changes, errcode) => {
  expect(await report(changes)).toMatchObject({ errcode });
  expect(await bench.control.shippings()).toEqual([]);
});

test('an unpaid order is none', async () => {
  const request = bench.order();
  await bench.pay.prepay(request);
  const order_key = { order_number_type: 1, mchid: bench.account.mchid, out_trade_no: request.out_trade_no };
  expect(await report({ order_key })).toMatchObject({ errcode: 10060001 });
});

test('what was paid back ships no more, what was paid back in part does', async () => {
  const back = (refund: number, outRefundNo: string) =>
    bench.pay.refund({
      out_trade_no: outTradeNo,
      out_refund_no: outRefundNo,
      amount: { refund, total: 2990, currency: 'CNY' },
    });
  await back(990, 'r1');
  expect(await report(IN_PARTS)).toMatchObject(OK);
  await back(2000, 'r2');
  expect(await report({ ...IN_PARTS, upload_time: at(1) })).toMatchObject({ errcode: 10060004 });
  expect(await post('get_order', { transaction_id: transactionId })).toMatchObject({ order: { order_state: 5 } });
});

test('what is no JSON, and a token of nobody', async () => {
  expect(await post('upload_shipping_info', '{"order_key":')).toMatchObject({ errcode: 47001 });
  expect(await post('upload_shipping_info', body(), 'made-up')).toMatchObject({ errcode: 40001 });
  expect(await post('get_order', {}, 'made-up')).toMatchObject({ errcode: 40001 });
  expect(await post('get_order', { transaction_id: '4200' })).toMatchObject({ errcode: 10060001 });
});

describe('a second report', () => {
  const part = (no: string, ms: number, all = false) =>
    report({
      delivery_mode: 2,
      is_all_delivered: all,
      shipping_list: [{ ...ITEM, tracking_no: no }],
      upload_time: at(ms),
    });
  const numbers = async () => (await bench.control.shippings())[0]?.parcels.map(({ trackingNo }) => trackingNo);

  test('that says the same changes nothing', async () => {
    await report();
    expect(await report({ upload_time: at(1) })).toMatchObject({ errcode: 10060023 });
    expect(await bench.control.shippings()).toMatchObject([{ reports: 1, changed: false }]);
  });

  test('that is not later is refused', async () => {
    await part('1', 5);
    for (const ms of [5, 4]) expect(await part('2', ms)).toMatchObject({ errcode: 10060014 });
    expect(await part('2', 6)).toMatchObject(OK);
  });

  test('of parts adds to the first, until all is delivered; then it is a correction, of which there is one', async () => {
    await part('1', 1);
    await part('2', 2);
    expect(await numbers()).toEqual(['1', '2']);
    await part('3', 3, true);
    expect(await numbers()).toEqual(['1', '2', '3']);
    expect(await part('4', 4, true)).toMatchObject(OK);
    expect(await numbers()).toEqual(['4']);
    expect(await part('5', 5, true)).toMatchObject({ errcode: 10060003 });
    expect(await numbers()).toEqual(['4']);
  });

  test('in another mode, or by other means, is the correction too', async () => {
    await part('1', 1);
    expect(await report({ upload_time: at(2) })).toMatchObject(OK);
    const fetched = { logistics_type: 4, shipping_list: [{ item_desc: '桃' }] };
    expect(await report({ ...fetched, upload_time: at(3) })).toMatchObject({ errcode: 10060003 });
    expect(await bench.control.shippings()).toMatchObject([{ deliveryMode: 1, changed: true, reports: 2 }]);
  });

  test('is forgotten by a reset, and remembered with the rest', async () => {
    await report();
    const memory = await bench.control.memory();
    await bench.reset();
    expect(await bench.control.shippings()).toEqual([]);
    await bench.control.recall(memory);
    expect(await bench.control.shippings()).toHaveLength(1);
  });
});
