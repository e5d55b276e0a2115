import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WechatUnavailable } from '../../functions/wechat/http';
import { createPay, type PayClient, prepayRequest, refundRequest } from '../../functions/wechat/pay';
import type { PaymentAccount } from '../../functions/wechat/paymentAccount';

/** A server that signs as WeChat Pay does, whatever it is told to answer: rightly signed answers may still be wrong ones. */
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account: PaymentAccount = {
  id: 'pac_1',
  merchantId: 'mer_1',
  mchid: '1900000001',
  appid: 'wx1',
  serialNo: 'S',
  privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  apiV3Key: '0123456789abcdef0123456789abcdef',
  publicKeyId: 'PUB_KEY_ID_1',
  publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
};
const now = 1_800_000_000_000;

interface Told {
  status: number;
  body: string;
  location?: string;
  unsigned?: boolean;
}
let told: Told;
let asked: Array<{ target: string; body: string }> = [];
let server: Server;
let pay: PayClient;

beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    asked.push({ target: incoming.url ?? '', body });
    const seconds = String(now / 1000);
    const signature = createSign('RSA-SHA256').update(`${seconds}\nN\n${told.body}\n`).sign(pair.privateKey, 'base64');
    response.writeHead(told.status, {
      ...(told.location && { location: told.location }),
      ...(!told.unsigned && {
        'wechatpay-timestamp': seconds,
        'wechatpay-nonce': 'N',
        'wechatpay-serial': account.publicKeyId,
        'wechatpay-signature': signature,
      }),
    });
    response.end(told.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  pay = createPay(account, { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, now: () => now });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
});

const answer = (body: unknown, status = 200) => {
  told = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
};

const paid = {
  appid: 'wx1',
  mchid: account.mchid,
  out_trade_no: 'order-1',
  transaction_id: '4200',
  trade_state: 'SUCCESS',
  success_time: '2027-01-15T16:00:00+08:00',
  payer: { openid: 'o1' },
  amount: { total: 100, payer_total: 90, currency: 'CNY' },
};

describe('a rightly signed answer to a query', () => {
  test('is read', async () => {
    answer(paid);
    expect(await pay.query({ outTradeNo: 'order-1' })).toMatchObject({ total: 100, openid: 'o1', paidAt: now });
    expect(asked).toEqual([{ target: `/v3/pay/transactions/out-trade-no/order-1?mchid=${account.mchid}`, body: '' }]);
  });

  const wrong: Record<string, unknown> = {
    'about another order': { ...paid, out_trade_no: 'order-2' },
    'about another merchant': { ...paid, mchid: '1900000002' },
    'in an unknown state': { ...paid, trade_state: 'PAID' },
    'paid without a payer': { ...paid, payer: {} },
    'paid without an amount': { ...paid, amount: {} },
    'paid without a number': { ...paid, transaction_id: undefined },
    'with half a fen': { ...paid, amount: { total: 0.5 } },
    'with a time that is none': { ...paid, success_time: 'yesterday' },
    'that is a list': [],
    'that is no JSON': 'SUCCESS',
    'that is empty': '',
  };
  test.each(Object.entries(wrong))('%s is not believed', async (_name, body) => {
    answer(body);
    await expect(pay.query({ outTradeNo: 'order-1' })).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('by transaction id must be about that one', async () => {
    answer(paid);
    expect(await pay.query({ transactionId: '4200' })).toMatchObject({ outTradeNo: 'order-1' });
    await expect(pay.query({ transactionId: '4201' })).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('a part that went back leaves it paid', async () => {
    answer({ ...paid, trade_state: 'REFUND' });
    expect(await pay.query({ outTradeNo: 'order-1' })).toMatchObject({ state: 'REFUND', total: 100 });
  });
});

describe('a rightly signed answer to a refund', () => {
  const refunded = {
    refund_id: '5030',
    out_refund_no: 'refund-1',
    transaction_id: '4200',
    out_trade_no: 'order-1',
    status: 'PROCESSING',
    amount: { total: 100, refund: 40 },
  };
  const request = refundRequest({
    outTradeNo: 'order-1',
    outRefundNo: 'refund-1',
    refund: 40,
    total: 100,
    notifyUrl: 'https://a.cn/r',
  });

  test('is read', async () => {
    answer(refunded);
    expect(await pay.refund(request)).toMatchObject({ ok: true, value: { refund: 40, status: 'PROCESSING' } });
    expect(asked).toEqual([{ target: '/v3/refund/domestic/refunds', body: JSON.stringify(request) }]);
  });

  test.each([
    { ...refunded, out_refund_no: 'refund-2' },
    { ...refunded, status: 'DONE' },
    { ...refunded, amount: { total: 100 } },
    'OK',
  ])('%j is not believed', async (body) => {
    answer(body);
    await expect(pay.refund(request)).rejects.toBeInstanceOf(WechatUnavailable);
    await expect(pay.queryRefund('refund-1')).rejects.toBeInstanceOf(WechatUnavailable);
  });
});

describe('a rightly signed answer to a prepay', () => {
  const request = prepayRequest(account, {
    outTradeNo: 'order-1',
    description: '桃',
    total: 100,
    openid: 'o1',
    notifyUrl: 'https://a.cn/n',
    expiresAt: now + 60_000,
  });

  test('without a prepay id is none; the body goes out byte for byte', async () => {
    answer({ prepay_id: '' });
    await expect(pay.prepay(request)).rejects.toBeInstanceOf(WechatUnavailable);
    expect(asked[0]?.body).toBe(JSON.stringify(request));
  });

  test('WeChat never redirects: nothing signed is sent to another address', async () => {
    answer('', 307);
    told.location = '/elsewhere';
    await expect(pay.prepay(request)).rejects.toBeInstanceOf(WechatUnavailable);
    expect(asked.map(({ target }) => target)).toEqual(['/v3/pay/transactions/jsapi']);
  });

  test.each([
    ['ORDERPAID', 400, 'orderPaid'],
    ['ORDER_CLOSED', 400, 'orderClosed'],
    ['OUT_TRADE_NO_USED', 403, 'numberUsed'],
    ['OPENID_MISMATCH', 500, 'prepayInvalid'],
  ])('%s is a refusal, signed or not', async (code, status, refusal) => {
    answer({ code, message: '' }, status);
    expect(await pay.prepay(request)).toEqual({ ok: false, refusal });
    told.unsigned = true;
    expect(await pay.prepay(request)).toEqual({ ok: false, refusal });
  });

  test('a code that only looks like one of ours means nothing', async () => {
    answer({ code: 'constructor', message: '' }, 400);
    await expect(pay.prepay(request)).rejects.toMatchObject({ name: 'WechatRejected', code: 'constructor' });
  });
});

test('both spellings of WeChat’s codes are understood', async () => {
  for (const code of ['ORDER_NOT_EXIST', 'ORDERNOTEXIST']) {
    answer({ code, message: '' }, 404);
    expect(await pay.query({ outTradeNo: 'order-1' })).toBe('notFound');
    expect(await pay.close('order-1')).toBe('notFound');
  }
  answer({ code: 'ORDER_CLOSED', message: '' }, 400);
  expect(await pay.close('order-1')).toBe('closed');
  answer({ code: 'ORDER_PAID', message: '' }, 400);
  expect(await pay.close('order-1')).toBe('paid');
});
