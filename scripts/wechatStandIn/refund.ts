import { type Answer, done, refuse } from './answer';
import type { Books } from './books';
import type { Clock } from './clock';
import { abnormalBody, type RefundBody, readBody, refundBody } from './fields';
import { randomDigits } from './keys';
import type { Notifier } from './notify';
import { beijingTime } from './signing';
import type { FaultEffect, Merchant, RefundStatus, StoredRefund, StoredTransaction } from './types';

/** A refund is PROCESSING in its first answer, and done after this time of the clock. */
const REFUND_TAKES = 0;
const REFUND_WITHIN = 365 * 86_400_000;
const MAX_PARTS = 50;

export interface RefundDesk {
  refund(merchant: Merchant, rawBody: string, effect?: FaultEffect): Answer;
  query(merchant: Merchant, outRefundNo: string): Answer;
  /** Sends an ABNORMAL refund on its way again. [R] */
  abnormal(merchant: Merchant, refundId: string, rawBody: string): Answer;
  /** Ends what is due; true if anything was. */
  settleDue(): boolean;
  /** Ends one by hand, whatever it waits for. */
  settle(refund: StoredRefund, status: Exclude<RefundStatus, 'PROCESSING'>): void;
}

function refundView(one: StoredRefund): Record<string, unknown> {
  return {
    refund_id: one.refundId,
    out_refund_no: one.outRefundNo,
    transaction_id: one.transactionId,
    out_trade_no: one.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: beijingTime(one.createdAt),
    ...(one.status === 'SUCCESS' && { success_time: beijingTime(one.settledAt ?? 0) }),
    status: one.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: one.total,
      refund: one.refund,
      payer_total: one.total,
      payer_refund: one.refund,
      settlement_total: one.total,
      settlement_refund: one.refund,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}

/** The resource of a refund notification: `refund_status`, where queries say `status`. */
function refundNotice(one: StoredRefund): Record<string, unknown> {
  return {
    mchid: one.mchid,
    transaction_id: one.transactionId,
    out_trade_no: one.outTradeNo,
    refund_id: one.refundId,
    out_refund_no: one.outRefundNo,
    refund_status: one.status,
    ...(one.status === 'SUCCESS' && { success_time: beijingTime(one.settledAt ?? 0) }),
    user_received_account: '支付用户零钱',
    amount: { total: one.total, refund: one.refund, payer_total: one.total, payer_refund: one.refund },
  };
}

/** How a fault lets a new refund end. */
function destiny(effect: FaultEffect | undefined, now: number): Pick<StoredRefund, 'settleAt' | 'settleAs'> {
  if (effect?.kind === 'processing') return { settleAs: 'SUCCESS' };
  const settleAs = effect?.kind === 'abnormal' ? 'ABNORMAL' : effect?.kind === 'closed' ? 'CLOSED' : 'SUCCESS';
  return { settleAt: now + REFUND_TAKES, settleAs };
}

export function createRefundDesk(desk: { books: Books; clock: Clock; notifier: Notifier }): RefundDesk {
  const { books, clock, notifier } = desk;

  const orderOf = (merchant: Merchant, body: RefundBody): StoredTransaction | undefined =>
    body.transaction_id === undefined
      ? books.transaction(merchant.mchid, body.out_trade_no ?? '')
      : books.byTransactionId(merchant.mchid, body.transaction_id);

  /** The same number again: the same content is the same refund. */
  function refundAgain(one: StoredRefund, order: StoredTransaction | undefined, body: RefundBody): Answer {
    const same =
      order?.outTradeNo === one.outTradeNo && body.amount.refund === one.refund && body.amount.total === one.total;
    return same ? done(refundView(one)) : refuse('INVALID_REQUEST', '订单金额或退款金额与之前请求不一致');
  }

  function refusalOf(order: StoredTransaction | undefined, body: RefundBody): Answer | undefined {
    if (order?.paidAt === undefined) return refuse('RESOURCE_NOT_EXISTS', '订单不存在或未支付');
    if (body.amount.total !== order.total) return refuse('PARAM_ERROR', '订单金额与支付金额不一致');
    if (clock.now() > order.paidAt + REFUND_WITHIN) return refuse('INVALID_REQUEST', '订单已超过可退款的最大期限');
    const earlier = books.refundsOf(order).filter((one) => one.status !== 'CLOSED');
    if (earlier.length >= MAX_PARTS) return refuse('INVALID_REQUEST', '退款次数超过上限');
    const refunded = earlier.reduce((sum, one) => sum + one.refund, 0);
    if (refunded + body.amount.refund > order.total) return refuse('INVALID_REQUEST', '退款金额超过订单可退金额');
    return undefined;
  }

  function settle(one: StoredRefund, status: Exclude<RefundStatus, 'PROCESSING'>) {
    const settled: StoredRefund = { ...one, status, settledAt: clock.now(), settleAt: undefined };
    books.put('refund', settled);
    if (settled.notifyUrl === undefined) return;
    notifier.enqueue({
      kind: 'refund',
      mchid: settled.mchid,
      outTradeNo: settled.outTradeNo,
      outRefundNo: settled.outRefundNo,
      url: settled.notifyUrl,
      eventType: `REFUND.${status}`,
      summary: { SUCCESS: '退款成功', CLOSED: '退款关闭', ABNORMAL: '退款异常' }[status],
      resource: refundNotice(settled),
    });
  }

  return {
    settle,
    refund(merchant, rawBody, effect) {
      const read = readBody(refundBody, rawBody);
      if ('refusal' in read) return read.refusal;
      const { body } = read;
      const order = orderOf(merchant, body);
      const existing = books.refund(merchant.mchid, body.out_refund_no);
      if (existing) return refundAgain(existing, order, body);
      const refusal = refusalOf(order, body);
      if (refusal || !order) return refusal ?? refuse('RESOURCE_NOT_EXISTS', '订单不存在');
      if (effect?.kind === 'notEnough') return refuse('NOT_ENOUGH', '余额不足');
      const created: StoredRefund = {
        mchid: merchant.mchid,
        outRefundNo: body.out_refund_no,
        outTradeNo: order.outTradeNo,
        transactionId: order.transactionId ?? '',
        refundId: `503000${randomDigits(23)}`,
        status: 'PROCESSING',
        refund: body.amount.refund,
        total: order.total,
        reason: body.reason,
        notifyUrl: body.notify_url,
        createdAt: clock.now(),
        ...destiny(effect, clock.now()),
      };
      books.put('refund', created);
      // [R] Any refund, also of a part, turns the order into REFUND.
      if (order.state !== 'REFUND') books.put('transaction', { ...order, state: 'REFUND' });
      return done(refundView(created));
    },

    query(merchant, outRefundNo) {
      const one = books.refund(merchant.mchid, outRefundNo);
      return one ? done(refundView(one)) : refuse('RESOURCE_NOT_EXISTS', '退款单不存在');
    },

    abnormal(merchant, refundId, rawBody) {
      const read = readBody(abnormalBody, rawBody);
      if ('refusal' in read) return read.refusal;
      const one = books.refund(merchant.mchid, read.body.out_refund_no);
      if (!one || one.refundId !== refundId) return refuse('RESOURCE_NOT_EXISTS', '退款单不存在');
      if (one.status !== 'ABNORMAL') return refuse('INVALID_REQUEST', '退款单状态不正确');
      const again: StoredRefund = { ...one, status: 'PROCESSING', settleAs: 'SUCCESS', settleAt: clock.now() };
      books.put('refund', again);
      return done(refundView(again));
    },

    settleDue() {
      const due = books.processingRefunds().filter((one) => one.settleAt !== undefined && one.settleAt <= clock.now());
      for (const one of due) settle(one, one.settleAs);
      return due.length > 0;
    },
  };
}
