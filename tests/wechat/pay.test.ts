import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import { createPay, prepayRequest } from '../../functions/wechat/pay';
import { accountOf, type Bench, BUYER, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const HOUR = 3_600_000;

async function prepaid(changes: Parameters<Bench['order']>[0] = {}) {
  const request = bench.order(changes);
  const answer = await bench.pay.prepay(request);
  if (!answer.ok) throw new Error(`prepay: ${answer.refusal}`);
  return { request, prepayId: answer.value.prepayId, outTradeNo: request.out_trade_no };
}

describe('the request', () => {
  test('says all that WeChat needs, in its words', () => {
    const { account } = bench;
    const expiresAt = Date.parse('2026-03-01T10:00:00+08:00');
    const order = { outTradeNo: 'ord_1234', description: '桃', total: 1, openid: BUYER, notifyUrl: 'https://a.cn/n' };
    expect(prepayRequest(account, { ...order, expiresAt })).toEqual({
      appid: account.appid,
      mchid: account.mchid,
      description: '桃',
      out_trade_no: 'ord_1234',
      time_expire: '2026-03-01T10:00:00+08:00',
      notify_url: 'https://a.cn/n',
      amount: { total: 1, currency: 'CNY' },
      payer: { openid: BUYER },
    });
  });

  test('a description that is too long is shortened to what WeChat takes', async () => {
    const { outTradeNo } = await prepaid({ description: '桃'.repeat(200) });
    const { transactions } = await bench.control.books(bench.account.mchid);
    expect(transactions.find((one) => one.outTradeNo === outTradeNo)?.description).toBe('桃'.repeat(127));
  });
});

describe('prepay', () => {
  test('gives a prepay id, and the same one when sent again unchanged', async () => {
    const { request, prepayId } = await prepaid();
    expect(prepayId).toMatch(/^wx/);
    expect(await bench.pay.prepay(request)).toEqual({ ok: true, value: { prepayId } });
    const { transactions } = await bench.control.books(bench.account.mchid);
    expect(transactions).toHaveLength(1);
  });

  test('the same number with another amount is refused', async () => {
    const { request } = await prepaid();
    const changed = { ...request, amount: { ...request.amount, total: request.amount.total + 1 } };
    expect(await bench.pay.prepay(changed)).toEqual({ ok: false, refusal: 'numberUsed' });
  });

  test('a paid order and a closed one say so', async () => {
    const paid = await prepaid();
    await bench.control.pay({ outTradeNo: paid.outTradeNo });
    expect(await bench.pay.prepay(paid.request)).toEqual({ ok: false, refusal: 'orderPaid' });
    const closed = await prepaid();
    await bench.pay.close(closed.outTradeNo);
    expect(await bench.pay.prepay(closed.request)).toEqual({ ok: false, refusal: 'orderClosed' });
  });

  test('a wrong field is refused', async () => {
    expect(await bench.pay.prepay(bench.order({ total: 0 }))).toEqual({ ok: false, refusal: 'prepayInvalid' });
    const past = bench.order({ expiresAt: bench.now() });
    expect(await bench.pay.prepay(past)).toEqual({ ok: false, refusal: 'prepayInvalid' });
  });

  test('after two hours the same request gets a new prepay id', async () => {
    const first = await prepaid({ expiresAt: bench.now() + 5 * HOUR });
    await bench.advance(2 * HOUR);
    const again = await bench.pay.prepay(first.request);
    if (!again.ok) throw new Error(again.refusal);
    expect(again.value.prepayId).not.toBe(first.prepayId);
    await bench.control.payFromSheet(bench.pay.payParams(again.value.prepayId));
    expect(await bench.pay.query({ outTradeNo: first.outTradeNo })).toMatchObject({ state: 'SUCCESS' });
  });

  test('an appid that is not bound to the mchid is our mistake', async () => {
    const request = { ...bench.order(), appid: 'wx0000000000000000' };
    await expect(bench.pay.prepay(request)).rejects.toMatchObject({ code: 'APPID_MCHID_NOT_MATCH' });
  });

  test('is answered after the work only: a lost answer is the same prepay when sent again', async () => {
    const request = bench.order();
    await bench.control.addFault({ match: { operation: 'prepay' }, times: 1, effect: { kind: 'timeoutAfter' } });
    await expect(bench.pay.prepay(request)).rejects.toBeInstanceOf(WechatUnavailable);
    expect((await bench.control.books(bench.account.mchid)).transactions).toHaveLength(1);
    expect((await bench.pay.prepay(request)).ok).toBe(true);
    expect((await bench.control.books(bench.account.mchid)).transactions).toHaveLength(1);
  });
});

describe('the parameters of wx.requestPayment', () => {
  test('are signed so that the payment sheet takes them, and each time anew', async () => {
    const { prepayId, outTradeNo } = await prepaid();
    const params = bench.pay.payParams(prepayId);
    expect(bench.pay.payParams(prepayId).nonceStr).not.toBe(params.nonceStr);
    expect(params).toMatchObject({ appId: bench.account.appid, package: `prepay_id=${prepayId}`, signType: 'RSA' });
    const paid = await bench.control.payFromSheet(params);
    expect(paid).toMatchObject({ outTradeNo, total: 2990 });
  });

  test.each(['timeStamp', 'nonceStr', 'package', 'paySign', 'appId', 'signType'] as const)(
    'a changed %s cannot be paid with',
    async (field) => {
      const { prepayId, outTradeNo } = await prepaid();
      const other = await prepaid();
      const params = bench.pay.payParams(prepayId);
      const changed = field === 'package' ? `prepay_id=${other.prepayId}` : `${params[field].slice(0, -3)}AAA`;
      await expect(bench.control.payFromSheet({ ...params, [field]: changed })).rejects.toMatchObject({
        code: 'SIGN_ERROR',
      });
      expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'NOTPAY' });
      expect(await bench.pay.query({ outTradeNo: other.outTradeNo })).toMatchObject({ state: 'NOTPAY' });
    },
  );
});

describe('query', () => {
  test('an unpaid order, then the paid one, by both numbers', async () => {
    const { outTradeNo } = await prepaid();
    const unpaid = await bench.pay.query({ outTradeNo });
    expect(unpaid).toMatchObject({ outTradeNo, state: 'NOTPAY', mchid: bench.account.mchid });
    expect(unpaid).toMatchObject({ transactionId: undefined, openid: undefined, paidAt: undefined });
    const { transactionId } = await bench.control.pay({ outTradeNo });
    const paid = {
      appid: bench.account.appid,
      mchid: bench.account.mchid,
      outTradeNo,
      state: 'SUCCESS',
      transactionId,
      openid: BUYER,
      total: 2990,
      currency: 'CNY',
      paidAt: bench.now(),
      attach: undefined,
    };
    expect(await bench.pay.query({ outTradeNo })).toEqual(paid);
    expect(await bench.pay.query({ transactionId })).toEqual(paid);
  });

  test('an unknown number is not found, also when it is another merchant’s', async () => {
    expect(await bench.pay.query({ outTradeNo: 'nobody-knows' })).toBe('notFound');
    const { outTradeNo } = await prepaid();
    const other = accountOf(await bench.control.merchant());
    const theirs = createPay(other, { base: bench.standIn.url, now: bench.now });
    expect(await theirs.query({ outTradeNo })).toBe('notFound');
  });

  test('shows what was really paid, even if it is not what was ordered', async () => {
    const { outTradeNo } = await prepaid();
    await bench.control.pay({ outTradeNo, override: { total: 1, openid: 'oStranger' } });
    expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'SUCCESS', total: 1, openid: 'oStranger' });
  });
});

describe('close', () => {
  test('closes an unpaid order, as often as asked, and then nobody can pay it', async () => {
    const { outTradeNo, prepayId } = await prepaid();
    expect(await bench.pay.close(outTradeNo)).toBe('closed');
    expect(await bench.pay.close(outTradeNo)).toBe('closed');
    expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'CLOSED' });
    const pay = bench.control.payFromSheet(bench.pay.payParams(prepayId));
    await expect(pay).rejects.toMatchObject({ code: 'ORDER_CLOSED' });
  });

  test('a paid order stays paid', async () => {
    const { outTradeNo } = await prepaid();
    await bench.control.pay({ outTradeNo });
    expect(await bench.pay.close(outTradeNo)).toBe('paid');
    expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'SUCCESS' });
  });

  test('a number that WeChat never saw is not found', async () => {
    expect(await bench.pay.close('nobody-knows')).toBe('notFound');
  });

  test('of 20 races between paying and closing each has one winner', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => prepaid()));
    const results = await Promise.all(
      orders.map(async ({ outTradeNo }) => {
        const [paid, closed] = await Promise.allSettled([
          bench.control.pay({ outTradeNo }),
          bench.pay.close(outTradeNo),
        ]);
        if (closed.status === 'rejected') throw closed.reason;
        return { outTradeNo, paid: paid.status === 'fulfilled', closed: closed.value };
      }),
    );
    for (const { outTradeNo, paid, closed } of results) {
      expect(closed).toBe(paid ? 'paid' : 'closed');
      expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: paid ? 'SUCCESS' : 'CLOSED' });
    }
  });
});

describe('whom WeChat Pay believes', () => {
  test('a request signed with another key is refused', async () => {
    const other = await bench.control.merchant();
    const forged = createPay(
      { ...bench.account, privateKey: other.privateKey },
      { base: bench.standIn.url, now: bench.now },
    );
    await expect(forged.prepay(bench.order())).rejects.toMatchObject({ status: 401, code: 'SIGN_ERROR' });
    await expect(forged.query({ outTradeNo: 'order-1' })).rejects.toBeInstanceOf(WechatRejected);
    expect((await bench.control.books(bench.account.mchid)).transactions).toEqual([]);
  });

  test('a request with another serial number is refused', async () => {
    const forged = createPay({ ...bench.account, serialNo: 'ABCD' }, { base: bench.standIn.url, now: bench.now });
    await expect(forged.close('order-1')).rejects.toMatchObject({ code: 'SIGN_ERROR' });
  });

  test.each([-301_000, 301_000])('a request that is %i ms off is refused', async (off) => {
    const late = createPay(bench.account, { base: bench.standIn.url, now: () => bench.now() + off });
    // The refusal itself is signed by WeChat's clock, which ours then cannot believe.
    await expect(late.prepay(bench.order())).rejects.toBeInstanceOf(WechatUnavailable);
    expect((await bench.control.books(bench.account.mchid)).transactions).toEqual([]);
  });

  test('numbers with every character that WeChat allows are signed as they are sent', async () => {
    const outTradeNo = 'a|b*c-d_E9';
    expect((await bench.pay.prepay(bench.order({ outTradeNo }))).ok).toBe(true);
    expect(await bench.pay.query({ outTradeNo })).toMatchObject({ outTradeNo, state: 'NOTPAY' });
    expect(await bench.pay.close(outTradeNo)).toBe('closed');
  });
});

describe('whom we believe', () => {
  test.each(['body', 'signature', 'serial', 'timestamp', 'stale', 'nonce', 'unsigned'] as const)(
    'an answer with a tampered %s is no answer',
    async (what) => {
      const { outTradeNo, request } = await prepaid();
      await bench.control.addFault({ match: {}, effect: { kind: 'tamper', what } });
      await expect(bench.pay.query({ outTradeNo })).rejects.toBeInstanceOf(WechatUnavailable);
      await expect(bench.pay.prepay(request)).rejects.toBeInstanceOf(WechatUnavailable);
      await expect(bench.pay.close(outTradeNo)).rejects.toBeInstanceOf(WechatUnavailable);
    },
  );

  test('a refusal that is wrongly signed is no answer either', async () => {
    await bench.control.addFault({ match: { operation: 'query' }, effect: { kind: 'tamper', what: 'body' } });
    await expect(bench.pay.query({ outTradeNo: 'nobody-knows' })).rejects.toBeInstanceOf(WechatUnavailable);
  });
});

describe('outages', () => {
  test.each([
    [500, 'SYSTEM_ERROR'],
    [503, 'ANYTHING'],
    [429, 'FREQUENCY_LIMITED'],
    [429, 'ANYTHING'],
    [403, 'RATELIMIT_EXCEED'],
  ])('%i %s is to be tried again', async (status, code) => {
    await bench.control.addFault({ match: { operation: 'prepay' }, effect: { kind: 'fail', status, code } });
    await expect(bench.pay.prepay(bench.order())).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('so is a page without a code', async () => {
    const effect = { kind: 'fail', status: 404, body: 'nothing here' } as const;
    await bench.control.addFault({ match: { operation: 'query' }, effect });
    await expect(bench.pay.query({ outTradeNo: 'order-1' })).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('and a server that is not there, and one that never answers', async () => {
    const nowhere = createPay(bench.account, { base: 'http://127.0.0.1:9', now: bench.now });
    await expect(nowhere.query({ outTradeNo: 'order-1' })).rejects.toBeInstanceOf(WechatUnavailable);
    const impatient = createPay(bench.account, { base: bench.standIn.url, now: bench.now, timeout: 50 });
    const effect = { kind: 'timeoutAfter', hang: true } as const;
    await bench.control.addFault({ match: { operation: 'query' }, effect });
    await expect(impatient.query({ outTradeNo: 'order-1' })).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('a code that means nothing to us is refused loudly', async () => {
    await bench.control.addFault({ match: {}, effect: { kind: 'fail', status: 403, code: 'NO_AUTH' } });
    await expect(bench.pay.prepay(bench.order())).rejects.toMatchObject({ name: 'WechatRejected', code: 'NO_AUTH' });
    await expect(bench.pay.close('order-1')).rejects.toMatchObject({ name: 'WechatRejected' });
    await expect(bench.pay.query({ outTradeNo: 'order-1' })).rejects.toMatchObject({ name: 'WechatRejected' });
    await expect(bench.pay.queryRefund('r')).rejects.toMatchObject({ name: 'WechatRejected' });
  });

  test('a close whose answer is lost has closed', async () => {
    const { outTradeNo } = await prepaid();
    await bench.control.addFault({ match: { operation: 'close' }, times: 1, effect: { kind: 'timeoutAfter' } });
    await expect(bench.pay.close(outTradeNo)).rejects.toBeInstanceOf(WechatUnavailable);
    expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'CLOSED' });
    expect(await bench.pay.close(outTradeNo)).toBe('closed');
  });
});
