import { createSign } from 'node:crypto';
import { createPay } from '../../functions/wechat/pay';
import { accountOf, type Bench, BUYER, openBench } from '../support/standIn';

/** The stand-in's own strictness, with requests that no client of ours would send. */
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

interface Raw {
  method?: string;
  target: string;
  body?: string;
  signedBody?: string;
  timestamp?: number;
  header?: (authorization: string) => string | undefined;
  more?: Record<string, string>;
}

/** A request that is signed by hand, with what the test changes about it. */
async function send({ method = 'POST', target, body = '', signedBody = body, timestamp, header, more }: Raw) {
  const { mchid, serialNo, privateKey } = bench.credentials;
  const at = timestamp ?? Math.floor(bench.now() / 1000);
  const lines = `${method}\n${target}\n${at}\nNONCE\n${signedBody}\n`;
  const signature = createSign('RSA-SHA256').update(lines).sign(privateKey, 'base64');
  const parts = { mchid, nonce_str: 'NONCE', timestamp: String(at), serial_no: serialNo, signature };
  const list = Object.entries(parts).map(([key, value]) => `${key}="${value}"`);
  const authorization = `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
  const given = header ? header(authorization) : authorization;
  const response = await fetch(`${bench.standIn.url}${target}`, {
    method,
    headers: { ...(given !== undefined && { authorization: given }), ...more },
    ...(method === 'POST' && { body }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as Record<string, string>) };
}

const PREPAY = '/v3/pay/transactions/jsapi';
const prepay = (changes: object) => send({ target: PREPAY, body: JSON.stringify({ ...bench.order(), ...changes }) });
const nothingHappened = async () =>
  expect(await bench.control.books(bench.account.mchid)).toMatchObject({ transactions: [] });

describe('signatures of requests', () => {
  test('a right one is taken', async () => {
    expect(await prepay({})).toMatchObject({ status: 200, json: { prepay_id: expect.any(String) } });
  });

  const order = () => JSON.stringify(bench.order());
  const wrong: Record<string, () => Raw> = {
    'no header': () => ({ target: PREPAY, body: order(), header: () => undefined }),
    'another scheme': () => ({ target: PREPAY, body: order(), header: (text) => text.replace('RSA2048', 'SM2') }),
    'another nonce': () => ({ target: PREPAY, body: order(), header: (text) => text.replace('NONCE', 'OTHER') }),
    'another merchant': () => ({
      target: PREPAY,
      body: order(),
      header: (text) => text.replace(/mchid="\d+/, 'mchid="1'),
    }),
    'a body that is not the signed one': () => ({ target: PREPAY, body: order(), signedBody: order() }),
    'six minutes ago': () => ({ target: PREPAY, body: order(), timestamp: Math.floor(bench.now() / 1000) - 360 }),
    'in six minutes': () => ({ target: PREPAY, body: order(), timestamp: Math.floor(bench.now() / 1000) + 360 }),
    'no signature in it': () => ({
      target: PREPAY,
      body: order(),
      header: (text) => text.replace(/signature=".*"/, ''),
    }),
  };
  test.each(Object.entries(wrong))('%s: 401 SIGN_ERROR', async (_name, request) => {
    expect(await send(request())).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR' } });
    await nothingHappened();
  });

  test('query parameters are signed too', async () => {
    const { mchid } = bench.account;
    const target = `/v3/pay/transactions/out-trade-no/order-1?mchid=${mchid}`;
    expect(await send({ method: 'GET', target })).toMatchObject({ status: 404, json: { code: 'ORDER_NOT_EXIST' } });
    const other = await send({ method: 'GET', target: '/v3/pay/transactions/out-trade-no/order-1?mchid=1' });
    expect(other).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  });

  test('the public key that the request names must be ours', async () => {
    const answer = await send({ target: PREPAY, body: order(), more: { 'wechatpay-serial': 'PUB_KEY_ID_1' } });
    expect(answer).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
  });

  test('in public-key mode there are no certificates to fetch', async () => {
    expect((await send({ method: 'GET', target: '/v3/certificates' })).status).toBe(404);
  });
});

describe('limits of prepay fields', () => {
  const cases: Array<[string, object]> = [
    ['out_trade_no too short', { out_trade_no: '12345' }],
    ['out_trade_no too long', { out_trade_no: 'x'.repeat(33) }],
    ['out_trade_no with a character that WeChat refuses', { out_trade_no: 'order#1' }],
    ['no description', { description: '' }],
    ['description too long', { description: '桃'.repeat(128) }],
    ['notify_url with a query', { notify_url: 'https://pinkan.cn/n?a=1' }],
    ['notify_url with a fragment', { notify_url: 'https://pinkan.cn/n#a' }],
    ['notify_url that is no address', { notify_url: 'pinkan.cn/n' }],
    ['no amount', { amount: {} }],
    ['amount 0', { amount: { total: 0, currency: 'CNY' } }],
    ['a broken fen', { amount: { total: 1.5, currency: 'CNY' } }],
    ['another currency', { amount: { total: 1, currency: 'USD' } }],
    ['time without an offset', { time_expire: '2026-03-01T10:00:00' }],
    ['time that has passed', { time_expire: '2026-03-01T08:59:59+08:00' }],
    ['no payer', { payer: {} }],
    ['attach too long', { attach: 'x'.repeat(129) }],
    ['another mchid', { mchid: '1900000000' }],
    ['no appid', { appid: undefined }],
  ];
  test.each(cases)('%s: 400 PARAM_ERROR', async (_name, changes) => {
    expect(await prepay(changes)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
    await nothingHappened();
  });

  test('what is no JSON', async () => {
    expect(await send({ target: PREPAY, body: 'a=1' })).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  });

  test('the longest of everything is taken', async () => {
    const longest = { out_trade_no: 'x'.repeat(32), description: '桃'.repeat(127), attach: 'x'.repeat(128) };
    expect(await prepay(longest)).toMatchObject({ status: 200 });
  });
});

test('a refund names its order by exactly one number', async () => {
  const outTradeNo = await bench.paidOrder(100);
  const amount = { refund: 100, total: 100, currency: 'CNY' };
  const target = '/v3/refund/domestic/refunds';
  const [order] = (await bench.control.books(bench.account.mchid)).transactions;
  const both = { transaction_id: order?.transactionId, out_trade_no: outTradeNo };
  for (const named of [{}, both]) {
    const body = JSON.stringify({ ...named, out_refund_no: 'r1', amount });
    expect(await send({ target, body })).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  }
  const body = JSON.stringify({ transaction_id: order?.transactionId, out_refund_no: 'r1', amount });
  expect(await send({ target, body })).toMatchObject({ status: 200, json: { status: 'PROCESSING' } });
});

describe('when an order can be paid', () => {
  const HOUR = 3_600_000;
  async function prepaid(expiresAt: number) {
    const request = bench.order({ expiresAt });
    const answer = await bench.pay.prepay(request);
    if (!answer.ok) throw new Error(answer.refusal);
    return { outTradeNo: request.out_trade_no, prepayId: answer.value.prepayId };
  }

  test('until its prepay id is two hours old', async () => {
    const one = await prepaid(bench.now() + 9 * HOUR);
    await bench.advance(2 * HOUR - 1);
    expect(await bench.control.sheet(one.prepayId)).toMatchObject({ state: 'NOTPAY', payee: '山野集', amount: 2990 });
    await bench.advance(1);
    expect(await bench.control.sheet(one.prepayId)).toMatchObject({ state: 'EXPIRED' });
    await expect(bench.control.pay({ prepayId: one.prepayId })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('until its time_expire', async () => {
    const one = await prepaid(bench.now() + 60_000);
    await bench.advance(59_999);
    expect(await bench.control.sheet(one.prepayId)).toMatchObject({ state: 'NOTPAY' });
    await bench.advance(1);
    await expect(bench.control.pay({ prepayId: one.prepayId })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await bench.pay.query({ outTradeNo: one.outTradeNo })).toMatchObject({ state: 'NOTPAY' });
    expect(await bench.pay.close(one.outTradeNo)).toBe('closed');
  });

  test('once, by the person it names', async () => {
    const { prepayId, outTradeNo } = await prepaid(bench.now() + HOUR);
    await expect(bench.control.pay({ prepayId, openid: 'oStranger' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => bench.control.pay({ prepayId, openid: BUYER })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(Array(9).fill('ORDERPAID'));
    await bench.control.flush();
    const notices = await bench.control.notifications();
    expect(notices.filter((one) => one.outTradeNo === outTradeNo)).toHaveLength(1);
  });
});

test('each merchant has books of its own', async () => {
  const other = accountOf(await bench.control.merchant({ name: '隔壁的店' }));
  const theirs = createPay(other, { base: bench.standIn.url, now: bench.now });
  const outTradeNo = await bench.paidOrder();
  const request = { ...bench.order({ outTradeNo }), mchid: other.mchid };
  expect((await theirs.prepay(request)).ok).toBe(true);
  expect(await theirs.query({ outTradeNo })).toMatchObject({ state: 'NOTPAY', mchid: other.mchid });
  expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'SUCCESS', mchid: bench.account.mchid });
});
