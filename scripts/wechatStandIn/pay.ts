import { type Answer, done, nothing, refuse } from './answer';
import type { Books } from './books';
import type { Clock } from './clock';
import { canonical, closeBody, prepayBody, readBody } from './fields';
import { randomDigits, randomText } from './keys';
import type { Notifier } from './notify';
import { beijingTime, verifyLines } from './signing';
import type { Merchant, PayOverride, PayParams, PrepaySheet, StoredTransaction } from './types';

/** A prepay id can be paid for 2 hours. */
const PREPAY_LIFE = 2 * 3_600_000;

export interface PayDesk {
  prepay(merchant: Merchant, rawBody: string): Answer;
  query(merchant: Merchant, transaction: StoredTransaction | undefined, mchid: string | null): Answer;
  close(merchant: Merchant, outTradeNo: string, rawBody: string): Answer;
  /** A person confirms (or a test does so in their name). */
  confirm(transaction: StoredTransaction | undefined, how: Confirmation): Answer;
  sheet(prepayId: string): PrepaySheet | undefined;
}

export interface Confirmation {
  /** Who pays; the person that the order names, if left out. */
  openid?: string;
  /** The parameters of wx.requestPayment; checked when given. */
  params?: PayParams;
  override?: PayOverride;
}

/** A transaction as queries and notifications show it. */
export function transactionView(one: StoredTransaction): Record<string, unknown> {
  const paid = one.paidAt !== undefined;
  return {
    appid: one.appid,
    mchid: one.mchid,
    out_trade_no: one.outTradeNo,
    ...(paid && { transaction_id: one.transactionId, trade_type: 'JSAPI', bank_type: 'OTHERS' }),
    trade_state: one.state,
    trade_state_desc: { NOTPAY: '订单未支付', SUCCESS: '支付成功', REFUND: '转入退款', CLOSED: '订单已关闭' }[
      one.state
    ],
    ...(one.attach !== undefined && { attach: one.attach }),
    ...(paid && { success_time: beijingTime(one.paidAt ?? 0), payer: { openid: one.openid } }),
    amount: {
      total: one.total,
      currency: 'CNY',
      ...(paid && { payer_total: one.total, payer_currency: 'CNY' }),
    },
  };
}

/** Prepay, query, close, and the moment of payment. */
export function createPayDesk({ books, clock, notifier }: { books: Books; clock: Clock; notifier: Notifier }): PayDesk {
  const timeIsOver = (one: StoredTransaction) => one.timeExpire !== undefined && clock.now() >= one.timeExpire;

  function issuePrepayId(one: StoredTransaction): StoredTransaction {
    return { ...one, prepayId: `wx${randomText(34)}`, prepayExpiresAt: clock.now() + PREPAY_LIFE };
  }

  /** The same number again: the same content gets a prepay id, as long as the order can still be paid. */
  function prepayAgain(one: StoredTransaction, content: string): Answer {
    if (one.content !== content) return refuse('OUT_TRADE_NO_USED', '商户订单号重复,参数与原订单不一致');
    if (one.state === 'CLOSED') return refuse('ORDER_CLOSED', '该订单已关闭');
    if (one.state !== 'NOTPAY') return refuse('ORDERPAID', '该订单已支付');
    if (timeIsOver(one)) return refuse('PARAM_ERROR', '订单已过期: time_expire');
    const alive = clock.now() < one.prepayExpiresAt ? one : issuePrepayId(one);
    if (alive !== one) books.put('transaction', alive);
    return done({ prepay_id: alive.prepayId });
  }

  /** WeChat's answer while a person tries to pay something that cannot be paid; undefined when it can. */
  function cannotPay(one: StoredTransaction, how: Confirmation): Answer | undefined {
    if (one.state === 'CLOSED') return refuse('ORDER_CLOSED', '订单已关闭');
    if (one.state !== 'NOTPAY') return refuse('ORDERPAID', '订单已支付');
    if (timeIsOver(one)) return refuse('INVALID_REQUEST', '订单已过期');
    if (clock.now() >= one.prepayExpiresAt) return refuse('INVALID_REQUEST', '预支付交易会话已过期');
    if (how.openid !== undefined && how.openid !== one.openid)
      return refuse('INVALID_REQUEST', '下单用户与支付用户不一致');
    return undefined;
  }

  function paramsAreRight(one: StoredTransaction, params: PayParams): boolean {
    const merchant = books.merchants.get(one.mchid);
    if (!merchant || params.signType !== 'RSA' || params.appId !== one.appid) return false;
    if (params.package !== `prepay_id=${one.prepayId}`) return false;
    return verifyLines(
      merchant.publicKey,
      [params.appId, params.timeStamp, params.nonceStr, params.package],
      params.paySign,
    );
  }

  return {
    prepay(merchant, rawBody) {
      const read = readBody(prepayBody, rawBody);
      if ('refusal' in read) return read.refusal;
      const { body } = read;
      if (body.mchid !== merchant.mchid) return refuse('PARAM_ERROR', '商户号与签名的商户号不一致');
      if (body.appid !== merchant.appid) return refuse('APPID_MCHID_NOT_MATCH', 'appid 与商户号不匹配');
      const content = canonical(JSON.parse(rawBody));
      const existing = books.transaction(merchant.mchid, body.out_trade_no);
      if (existing) return prepayAgain(existing, content);
      const timeExpire = body.time_expire === undefined ? undefined : Date.parse(body.time_expire);
      if (timeExpire !== undefined && timeExpire <= clock.now()) return refuse('PARAM_ERROR', 'time_expire 已过');
      const created = issuePrepayId({
        mchid: merchant.mchid,
        outTradeNo: body.out_trade_no,
        appid: body.appid,
        openid: body.payer.openid,
        total: body.amount.total,
        state: 'NOTPAY',
        description: body.description,
        attach: body.attach,
        notifyUrl: body.notify_url,
        timeExpire,
        content,
        prepayId: '',
        prepayExpiresAt: 0,
        createdAt: clock.now(),
      });
      books.put('transaction', created);
      return done({ prepay_id: created.prepayId });
    },

    query(merchant, one, mchid) {
      if (mchid !== merchant.mchid) return refuse('PARAM_ERROR', '商户号与签名的商户号不一致');
      // [R] An order past its time_expire stays NOTPAY until it is closed: the harder case for those who ask.
      return one ? done(transactionView(one)) : refuse('ORDER_NOT_EXIST', '订单不存在');
    },

    close(merchant, outTradeNo, rawBody) {
      const read = readBody(closeBody, rawBody);
      if ('refusal' in read) return read.refusal;
      if (read.body.mchid !== merchant.mchid) return refuse('PARAM_ERROR', '商户号与签名的商户号不一致');
      const one = books.transaction(merchant.mchid, outTradeNo);
      if (!one) return refuse('ORDER_NOT_EXIST', '订单不存在');
      if (one.state === 'SUCCESS' || one.state === 'REFUND') return refuse('ORDERPAID', '订单已支付');
      if (one.state === 'NOTPAY') books.put('transaction', { ...one, state: 'CLOSED' });
      return nothing;
    },

    confirm(one, how) {
      if (!one) return refuse('ORDER_NOT_EXIST', '订单不存在');
      if (how.params && !paramsAreRight(one, how.params)) return refuse('SIGN_ERROR', '支付验证签名失败');
      const refusal = cannotPay(one, how);
      if (refusal) return refusal;
      const paid: StoredTransaction = {
        ...one,
        ...how.override,
        state: 'SUCCESS',
        transactionId: `42000${randomDigits(23)}`,
        paidAt: clock.now(),
      };
      books.put('transaction', paid);
      notifier.enqueue({
        kind: 'payment',
        mchid: paid.mchid,
        outTradeNo: paid.outTradeNo,
        url: paid.notifyUrl,
        eventType: 'TRANSACTION.SUCCESS',
        summary: '支付成功',
        resource: transactionView(paid),
      });
      return done({ outTradeNo: paid.outTradeNo, transactionId: paid.transactionId, total: paid.total });
    },

    sheet(prepayId) {
      const one = books.byPrepayId(prepayId);
      if (!one) return undefined;
      const over = one.state === 'NOTPAY' && (timeIsOver(one) || clock.now() >= one.prepayExpiresAt);
      return {
        prepayId,
        payee: books.merchants.get(one.mchid)?.name ?? '',
        amount: one.total,
        description: one.description,
        outTradeNo: one.outTradeNo,
        state: over ? 'EXPIRED' : one.state,
      };
    },
  };
}
