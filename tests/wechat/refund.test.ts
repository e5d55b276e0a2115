import { WechatUnavailable } from '../../functions/wechat/http';
import { refundRequest } from '../../functions/wechat/pay';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const TOTAL = 2990;
let outTradeNo: string;
beforeEach(async () => {
  outTradeNo = await bench.paidOrder(TOTAL);
});

const request = (changes: Partial<Parameters<typeof refundRequest>[0]> = {}) =>
  refundRequest({
    outTradeNo,
    outRefundNo: 'refund-1',
    refund: TOTAL,
    total: TOTAL,
    reason: '未成团自动退款',
    notifyUrl: `${bench.receiver.url}/pay/notify/${bench.account.id}/refund`,
    ...changes,
  });
const refundsInBooks = async () => (await bench.control.books(bench.account.mchid)).refunds;

describe('refund', () => {
  test('is PROCESSING at first, then SUCCESS, and the payment shows REFUND', async () => {
    const first = await bench.pay.refund(request());
    expect(first).toMatchObject({
      ok: true,
      value: { outRefundNo: 'refund-1', outTradeNo, status: 'PROCESSING', refund: TOTAL, total: TOTAL },
    });
    await bench.control.flush();
    expect(await bench.pay.queryRefund('refund-1')).toMatchObject({ status: 'SUCCESS', successAt: bench.now() });
    expect(await bench.pay.query({ outTradeNo })).toMatchObject({ state: 'REFUND', total: TOTAL });
  });

  test('the same number and amounts are one refund, however often and at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => bench.pay.refund(request())));
    const ids = new Set(answers.map((answer) => (answer.ok ? answer.value.refundId : answer.refusal)));
    expect(ids.size).toBe(1);
    expect(await refundsInBooks()).toHaveLength(1);
  });

  test('an answer that was lost after the work: sent again it is still one refund', async () => {
    await bench.control.addFault({ match: { operation: 'refund' }, times: 3, effect: { kind: 'timeoutAfter' } });
    for (let tries = 0; tries < 3; tries++) {
      await expect(bench.pay.refund(request())).rejects.toBeInstanceOf(WechatUnavailable);
    }
    expect(await bench.pay.refund(request())).toMatchObject({ ok: true });
    await bench.control.flush();
    const refunds = await refundsInBooks();
    expect(refunds).toHaveLength(1);
    expect(refunds[0]).toMatchObject({ outRefundNo: 'refund-1', refund: TOTAL, status: 'SUCCESS' });
  });

  test('an outage before the work: nothing happened, and the number is not found', async () => {
    await bench.control.addFault({ match: { operation: 'refund' }, times: 1, effect: { kind: 'timeoutBefore' } });
    await expect(bench.pay.refund(request())).rejects.toBeInstanceOf(WechatUnavailable);
    expect(await bench.pay.queryRefund('refund-1')).toBe('notFound');
    expect(await bench.pay.refund(request())).toMatchObject({ ok: true });
  });

  test('the same number with another amount is refused', async () => {
    await bench.pay.refund(request({ refund: 1000 }));
    expect(await bench.pay.refund(request({ refund: 1001 }))).toEqual({ ok: false, refusal: 'refundInvalid' });
    expect(await refundsInBooks()).toMatchObject([{ refund: 1000 }]);
  });

  test('parts add up to what was paid and never to more', async () => {
    expect((await bench.pay.refund(request({ outRefundNo: 'part-1', refund: 1000 }))).ok).toBe(true);
    expect((await bench.pay.refund(request({ outRefundNo: 'part-2', refund: 1990 }))).ok).toBe(true);
    const more = await bench.pay.refund(request({ outRefundNo: 'part-3', refund: 1 }));
    expect(more).toEqual({ ok: false, refusal: 'refundInvalid' });
    await bench.control.flush();
    const refunds = await refundsInBooks();
    expect(refunds.map((one) => [one.outRefundNo, one.status])).toEqual([
      ['part-1', 'SUCCESS'],
      ['part-2', 'SUCCESS'],
    ]);
  });

  test('a wrong total is refused', async () => {
    expect(await bench.pay.refund(request({ total: TOTAL + 1 }))).toEqual({ ok: false, refusal: 'refundInvalid' });
  });

  test('an order that is unknown or unpaid has nothing to give back', async () => {
    const unknown = await bench.pay.refund(request({ outTradeNo: 'nobody-knows' }));
    expect(unknown).toEqual({ ok: false, refusal: 'refundNotFound' });
    const unpaid = bench.order({ total: TOTAL });
    await bench.pay.prepay(unpaid);
    const answer = await bench.pay.refund(request({ outTradeNo: unpaid.out_trade_no }));
    expect(answer).toEqual({ ok: false, refusal: 'refundNotFound' });
  });

  test('NOT_ENOUGH keeps nothing; the same number works once there is money', async () => {
    await bench.control.addFault({ match: { operation: 'refund' }, times: 2, effect: { kind: 'notEnough' } });
    expect(await bench.pay.refund(request())).toEqual({ ok: false, refusal: 'notEnough' });
    expect(await bench.pay.refund(request())).toEqual({ ok: false, refusal: 'notEnough' });
    expect(await bench.pay.queryRefund('refund-1')).toBe('notFound');
    expect(await bench.pay.refund(request())).toMatchObject({ ok: true });
  });

  test('a refund that ends CLOSED frees its amount for a new number', async () => {
    await bench.control.addFault({ match: { operation: 'refund' }, times: 1, effect: { kind: 'closed' } });
    await bench.pay.refund(request());
    await bench.control.flush();
    expect(await bench.pay.queryRefund('refund-1')).toMatchObject({ status: 'CLOSED', successAt: undefined });
    expect(await bench.pay.refund(request({ outRefundNo: 'refund-2' }))).toMatchObject({ ok: true });
  });

  test('a refund that ends ABNORMAL goes to the merchant when asked', async () => {
    await bench.control.addFault({ match: { operation: 'refund' }, times: 1, effect: { kind: 'abnormal' } });
    const answer = await bench.pay.refund(request());
    if (!answer.ok) throw new Error(answer.refusal);
    const { refundId } = answer.value;
    const tooEarly = { refundId, outRefundNo: 'refund-2' };
    expect(await bench.pay.abnormalRefund(tooEarly)).toEqual({ ok: false, refusal: 'refundNotFound' });
    await bench.control.flush();
    expect(await bench.pay.queryRefund('refund-1')).toMatchObject({ status: 'ABNORMAL' });
    const again = await bench.pay.abnormalRefund({ refundId, outRefundNo: 'refund-1' });
    expect(again).toMatchObject({ ok: true, value: { status: 'PROCESSING', refundId } });
    await bench.control.flush();
    expect(await bench.pay.queryRefund('refund-1')).toMatchObject({ status: 'SUCCESS', refundId });
  });

  test('a refund may stay PROCESSING for ever, until it is settled', async () => {
    await bench.control.addFault({ match: { operation: 'refund' }, effect: { kind: 'processing' } });
    await bench.pay.refund(request());
    await bench.advance(30 * 86_400_000);
    await bench.control.flush();
    expect(await bench.pay.queryRefund('refund-1')).toMatchObject({ status: 'PROCESSING' });
    await bench.control.settleRefund({ mchid: bench.account.mchid, outRefundNo: 'refund-1' });
    expect(await bench.pay.queryRefund('refund-1')).toMatchObject({ status: 'SUCCESS' });
  });

  test('an answer about another refund is not believed', async () => {
    await bench.control.addFault({ match: {}, effect: { kind: 'tamper', what: 'body' } });
    await expect(bench.pay.refund(request())).rejects.toBeInstanceOf(WechatUnavailable);
    await expect(bench.pay.queryRefund('refund-1')).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('within a year, not later', async () => {
    await bench.advance(366 * 86_400_000);
    expect(await bench.pay.refund(request())).toEqual({ ok: false, refusal: 'refundInvalid' });
  });

  test('in at most 50 parts', async () => {
    const parts = Array.from({ length: 50 }, (_, part) => request({ outRefundNo: `part-${part}`, refund: 1 }));
    for (const part of parts) expect((await bench.pay.refund(part)).ok).toBe(true);
    const last = await bench.pay.refund(request({ outRefundNo: 'part-51', refund: 1 }));
    expect(last).toEqual({ ok: false, refusal: 'refundInvalid' });
  });
});
