import type { Fen } from '../../shared/money';
import { no, ok, type Result } from '../../shared/result';
import { type Ms, rfc3339 } from '../../shared/time';
import {
  type BillDesk,
  type BillRefusal,
  type FlowBill,
  fetchFlowBill,
  fetchTradeBill,
  fetchTransferBill,
  type TradeBill,
  type TransferBill,
} from './bill';
import { readCertificates } from './certificates';
import {
  type HttpAnswer,
  http,
  jsonObject,
  WechatDisbelieved,
  WechatRejected,
  WechatSealed,
  WechatUnavailable,
} from './http';
import type { PaymentAccount } from './paymentAccount';
import { type Refund, readRefund, readTransaction, type Transaction } from './shapes';
import { verifySignature } from './signature';
import { createSigner, type PayParams } from './signer';
import { readTransfer, type Transfer, type TransferRequest } from './transfer';

/** The exact body of a prepay: saved before it is sent, and sent again unchanged under the same number. */
export interface PrepayRequest {
  appid: string;
  mchid: string;
  description: string;
  out_trade_no: string;
  time_expire?: string;
  attach?: string;
  notify_url: string;
  amount: { total: Fen; currency: 'CNY' };
  payer: { openid: string };
}

/** The exact body of a refund: saved before it is sent, and sent again unchanged under the same number. */
export interface RefundRequest {
  out_trade_no: string;
  out_refund_no: string;
  reason?: string;
  notify_url?: string;
  amount: { refund: Fen; total: Fen; currency: 'CNY' };
}

/** orderPaid: query it. orderClosed, numberUsed: this number is spent. prepayInvalid: WeChat finds a field wrong. */
export type PrepayRefusal = 'orderPaid' | 'orderClosed' | 'numberUsed' | 'prepayInvalid';

/** notEnough: the merchant's balance; same number, later. The others will not change by themselves. */
export type RefundRefusal = 'notEnough' | 'refundNotFound' | 'refundInvalid';

/** Signed, both. notEnough: the operating account; same number, later. transferInvalid: WeChat finds a field wrong. */
export type TransferRefusal = 'notEnough' | 'transferInvalid';

export interface PayClient {
  prepay(request: PrepayRequest): Promise<Result<{ prepayId: string }, PrepayRefusal>>;
  /** What the app gives to wx.requestPayment. */
  payParams(prepayId: string): PayParams;
  query(order: { outTradeNo: string } | { transactionId: string }): Promise<Transaction | 'notFound'>;
  /** notFound: no prepay has reached WeChat under this number (one may still be on its way). */
  /**
   * Whether the keys are right: asks about an order that cannot exist, and only WeChat's signed "no such order" is proof.
   * Throws WechatRejected for keys of ours that WeChat refuses, WechatDisbelieved where its own key is another.
   */
  prove(outTradeNo: string): Promise<void>;
  close(outTradeNo: string): Promise<'closed' | 'paid' | 'notFound'>;
  refund(request: RefundRequest): Promise<Result<Refund, RefundRefusal>>;
  /** notFound: it was never received; send the same request again. */
  queryRefund(outRefundNo: string): Promise<Refund | 'notFound'>;
  /** For a refund that is ABNORMAL: the money goes to the merchant's account, who pays the person back by hand. [R] */
  abnormalRefund(refund: { refundId: string; outRefundNo: string }): Promise<Result<Refund, RefundRefusal>>;
  /** @param serial WeChat's key that the name in it is encrypted with */
  transfer(request: TransferRequest, serial?: string): Promise<Result<Transfer, TransferRefusal>>;
  /** notFound is not terminal: it may still be on its way; send the same request again. */
  queryTransfer(outBillNo: string): Promise<Transfer | 'notFound'>;
  /** Asks WeChat to end a transfer that nobody has confirmed. What becomes of it only a query shows. */
  cancelTransfer(outBillNo: string): Promise<'asked' | 'tooLate' | 'notFound'>;
  /** The bills of a day (`2026-01-17`), from ten o'clock on the next. Throws BillBroken for one that cannot be believed. */
  tradeBill(date: string): Promise<Result<TradeBill, BillRefusal>>;
  fundFlowBill(date: string): Promise<Result<FlowBill, BillRefusal>>;
  transferBill(date: string): Promise<Result<TransferBill, BillRefusal>>;
  /** The platform certificates that WeChat Pay signs with now and next; none where it signs with a public key alone. */
  certificates(): Promise<NonNullable<PaymentAccount['platformCertificates']> | 'none'>;
}

/** A day's bill of a busy shop has tens of thousands of rows. */
const DOWNLOAD: Ms = 20_000;

/** WeChat takes 127 characters. */
const DESCRIPTION_MAX = 127;

/** Composes the body of a prepay. */
export function prepayRequest(
  account: PaymentAccount,
  order: {
    outTradeNo: string;
    description: string;
    total: Fen;
    openid: string;
    notifyUrl: string;
    /** Cannot be paid from then on. */
    expiresAt: Ms;
  },
): PrepayRequest {
  return {
    appid: account.appid,
    mchid: account.mchid,
    description: order.description.slice(0, DESCRIPTION_MAX),
    out_trade_no: order.outTradeNo,
    time_expire: rfc3339(order.expiresAt),
    notify_url: order.notifyUrl,
    amount: { total: order.total, currency: 'CNY' },
    payer: { openid: order.openid },
  };
}

/** Composes the body of a refund. `total` is what was paid under `outTradeNo`. */
export function refundRequest(refund: {
  outTradeNo: string;
  outRefundNo: string;
  refund: Fen;
  total: Fen;
  reason?: string;
  notifyUrl: string;
}): RefundRequest {
  return {
    out_trade_no: refund.outTradeNo,
    out_refund_no: refund.outRefundNo,
    ...(refund.reason !== undefined && { reason: refund.reason.slice(0, 80) }),
    notify_url: refund.notifyUrl,
    amount: { refund: refund.refund, total: refund.total, currency: 'CNY' },
  };
}

/** Codes after which the same request may work in a while; WeChat spells some of them in two ways. */
const RETRYABLE = new Set([
  'SYSTEM_ERROR',
  'SYSTEMERROR',
  'BANK_ERROR',
  'BANKERROR',
  'FREQUENCY_LIMIT',
  'FREQUENCY_LIMITED',
  'FREQUENCY_LIMIT_EXCEED',
  'RATELIMIT_EXCEED',
  'RATELIMIT_EXCEEDED',
]);

const PREPAY_REFUSALS: Record<string, PrepayRefusal> = {
  ORDERPAID: 'orderPaid',
  ORDER_PAID: 'orderPaid',
  ORDER_CLOSED: 'orderClosed',
  ORDERCLOSED: 'orderClosed',
  OUT_TRADE_NO_USED: 'numberUsed',
  PARAM_ERROR: 'prepayInvalid',
  INVALID_REQUEST: 'prepayInvalid',
  OPENID_MISMATCH: 'prepayInvalid',
};

const REFUND_REFUSALS: Record<string, RefundRefusal> = {
  NOT_ENOUGH: 'notEnough',
  NOTENOUGH: 'notEnough',
  RESOURCE_NOT_EXISTS: 'refundNotFound',
  ORDER_NOT_EXIST: 'refundNotFound',
  PARAM_ERROR: 'refundInvalid',
  INVALID_REQUEST: 'refundInvalid',
};

const TRANSFER_REFUSALS: Record<string, TransferRefusal> = {
  NOT_ENOUGH: 'notEnough',
  NOTENOUGH: 'notEnough',
  PARAM_ERROR: 'transferInvalid',
  INVALID_REQUEST: 'transferInvalid',
};

const CLOSE_ANSWERS: Record<string, 'closed' | 'paid' | 'notFound'> = {
  ORDERPAID: 'paid',
  ORDER_PAID: 'paid',
  ORDER_CLOSED: 'closed',
  ORDERCLOSED: 'closed',
  ORDER_NOT_EXIST: 'notFound',
  ORDERNOTEXIST: 'notFound',
};

const NOT_FOUND = new Set(['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND']);

/** A refusal of WeChat's, by its code. */
interface Refused {
  status: number;
  code: string;
  message: string;
  /** Where it is not, who says so is not known for sure. */
  signed: boolean;
}
type Answer = { body: unknown } | { refused: Refused };

const lookUp = <T>(table: Record<string, T>, code: string): T | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;

const rejected = ({ status, code, message, signed }: Refused) => new WechatRejected(status, code, message, signed);

/**
 * WeChat Pay as one merchant sees it (API v3, JSAPI, with a public key or platform certificates).
 * Every method throws WechatUnavailable when it cannot know what happened (ask again with the same number), and
 * WechatRejected when WeChat refuses for a reason outside its refusals (SIGN_ERROR, NO_AUTH, …: the account is set up wrong).
 * @param given.base https://api.mch.weixin.qq.com, or where the stand-in is.
 * @param given.renewed the account with the newest certificates, for an answer that is signed with an unknown one
 */
export function createPay(
  account: PaymentAccount,
  given: { base: string; now: () => Ms; timeout?: Ms; renewed?: () => Promise<PaymentAccount | undefined> },
): PayClient {
  const { base, now, timeout, renewed } = given;
  const signer = createSigner(account);
  /** With the keys that are known by now. */
  let believed = account;

  async function believe({ headers, text }: HttpAnswer, keys = believed): Promise<void> {
    let signature = verifySignature({ headers, body: text, account: keys, now: now() });
    if (!signature.ok && signature.refusal === 'notifySerial' && keys === believed && renewed) {
      believed = (await renewed()) ?? believed;
      signature = verifySignature({ headers, body: text, account: believed, now: now() });
    }
    if (!signature.ok) {
      throw new WechatDisbelieved(`an answer of WeChat Pay is not to be believed: ${signature.refusal}`);
    }
  }

  /**
   * @param given.keysIn the keys that an answer is believed by, where it brings them itself
   * @param given.serial WeChat's key that something in the body is encrypted with
   */
  async function ask(
    method: 'GET' | 'POST',
    target: string,
    payload?: object,
    { keysIn, serial = account.publicKeyId }: { keysIn?: (json: unknown) => PaymentAccount; serial?: string } = {},
  ): Promise<Answer> {
    // Written once: what is signed is what is sent.
    const body = payload === undefined ? '' : JSON.stringify(payload);
    const answer = await http({
      method,
      url: `${base}${target}`,
      timeout,
      body: method === 'POST' ? body : undefined,
      headers: {
        accept: 'application/json',
        authorization: signer.authorization({ method, target, body, now: now() }),
        ...(serial !== undefined && { 'wechatpay-serial': serial }),
        'user-agent': 'pinkan',
        ...(method === 'POST' && { 'content-type': 'application/json' }),
      },
    });
    const { status, headers, text } = answer;
    const success = status >= 200 && status < 300;
    // WeChat's gateway does not sign every refusal, and no refusal moves money by itself: those may come unsigned,
    // but never wrongly signed.
    const json = jsonObject(text);
    const signed = headers.has('wechatpay-signature');
    if (success || signed) await believe(answer, keysIn?.(json));
    if (success) return { body: json };
    const code = typeof json?.code === 'string' ? json.code : '';
    const message = typeof json?.message === 'string' ? json.message : '';
    const known = lookUp(PREPAY_REFUSALS, code) ?? lookUp(REFUND_REFUSALS, code) ?? lookUp(TRANSFER_REFUSALS, code);
    if (code === '' || RETRYABLE.has(code) || status === 429 || (status >= 500 && !known)) {
      throw new WechatUnavailable(`WeChat Pay answered ${status} ${code} ${message}`);
    }
    return { refused: { status, code, message, signed } };
  }

  const bills: BillDesk = {
    mchid: account.mchid,
    ask: (target) => ask('GET', target),
    async download(target) {
      const authorization = signer.authorization({ method: 'GET', target, body: '', now: now() });
      const headers = { authorization, 'user-agent': 'pinkan' };
      const file = await http({ method: 'GET', url: `${base}${target}`, timeout: timeout ?? DOWNLOAD, headers });
      if (file.status !== 200) throw new WechatUnavailable(`WeChat Pay answered ${file.status} instead of a bill`);
      return file.bytes;
    },
  };

  /** The transaction in an answer, if it is of this merchant and the one that was asked for. */
  function transactionIn(body: unknown, asked: (one: Transaction) => boolean): Transaction {
    const one = readTransaction(body);
    if (!one || one.mchid !== account.mchid || !asked(one)) {
      throw new WechatUnavailable('WeChat Pay answered something else than the payment that was asked for');
    }
    return one;
  }
  function refundIn(body: unknown, outRefundNo: string): Refund {
    const one = readRefund(body);
    if (one?.outRefundNo !== outRefundNo) {
      throw new WechatUnavailable('WeChat Pay answered something else than the refund that was asked for');
    }
    return one;
  }
  function refundOrRefusal(answer: Answer, outRefundNo: string): Result<Refund, RefundRefusal> {
    if ('body' in answer) return ok(refundIn(answer.body, outRefundNo));
    const refusal = lookUp(REFUND_REFUSALS, answer.refused.code);
    if (!refusal) throw rejected(answer.refused);
    return no(refusal);
  }

  function transferIn(body: unknown, outBillNo: string): Transfer {
    const one = readTransfer(body);
    if (one?.outBillNo !== outBillNo || (one.mchid ?? account.mchid) !== account.mchid) {
      throw new WechatUnavailable('WeChat Pay answered something else than the transfer that was asked for');
    }
    return one;
  }
  const TRANSFERS = '/v3/fund-app/mch-transfer/transfer-bills';

  return {
    async transfer(request, serial) {
      const answer = await ask('POST', TRANSFERS, request, serial === undefined ? {} : { serial });
      if ('body' in answer) return ok(transferIn(answer.body, request.out_bill_no));
      // Money may be given back upon it, so it must be signed.
      const refusal = answer.refused.signed ? lookUp(TRANSFER_REFUSALS, answer.refused.code) : undefined;
      if (!refusal) throw rejected(answer.refused);
      return no(refusal);
    },

    async queryTransfer(outBillNo) {
      const answer = await ask('GET', `${TRANSFERS}/out-bill-no/${encodeURIComponent(outBillNo)}`);
      if ('body' in answer) return transferIn(answer.body, outBillNo);
      if (NOT_FOUND.has(answer.refused.code)) return 'notFound';
      throw rejected(answer.refused);
    },

    async cancelTransfer(outBillNo) {
      const answer = await ask('POST', `${TRANSFERS}/out-bill-no/${encodeURIComponent(outBillNo)}/cancel`);
      if ('body' in answer) return 'asked';
      if (NOT_FOUND.has(answer.refused.code)) return 'notFound';
      if (answer.refused.code === 'INVALID_REQUEST') return 'tooLate';
      throw rejected(answer.refused);
    },

    async prepay(request) {
      const answer = await ask('POST', '/v3/pay/transactions/jsapi', request);
      if ('refused' in answer) {
        const refusal = lookUp(PREPAY_REFUSALS, answer.refused.code);
        if (!refusal) throw rejected(answer.refused);
        return no(refusal);
      }
      const prepayId = (answer.body as { prepay_id?: unknown } | undefined)?.prepay_id;
      if (typeof prepayId !== 'string' || prepayId === '') throw new WechatUnavailable('prepay without a prepay_id');
      return ok({ prepayId });
    },

    payParams: (prepayId) => signer.payParams(prepayId, now()),

    async query(order) {
      const path =
        'outTradeNo' in order
          ? `out-trade-no/${encodeURIComponent(order.outTradeNo)}`
          : `id/${encodeURIComponent(order.transactionId)}`;
      const answer = await ask('GET', `/v3/pay/transactions/${path}?mchid=${account.mchid}`);
      if ('refused' in answer) {
        if (NOT_FOUND.has(answer.refused.code)) return 'notFound';
        throw rejected(answer.refused);
      }
      return transactionIn(answer.body, (one) =>
        'outTradeNo' in order ? one.outTradeNo === order.outTradeNo : one.transactionId === order.transactionId,
      );
    },

    async prove(outTradeNo) {
      const target = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}?mchid=${account.mchid}`;
      const answer = await ask('GET', target);
      if ('body' in answer) throw new WechatUnavailable('WeChat Pay knows an order that cannot exist');
      if (!NOT_FOUND.has(answer.refused.code)) throw rejected(answer.refused);
      if (!answer.refused.signed) throw new WechatDisbelieved('WeChat Pay has not signed that there is no such order');
    },

    async close(outTradeNo) {
      const target = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}/close`;
      const answer = await ask('POST', target, { mchid: account.mchid });
      if ('body' in answer) return 'closed';
      const known = lookUp(CLOSE_ANSWERS, answer.refused.code);
      if (!known) throw rejected(answer.refused);
      return known;
    },

    async refund(request) {
      return refundOrRefusal(await ask('POST', '/v3/refund/domestic/refunds', request), request.out_refund_no);
    },

    async queryRefund(outRefundNo) {
      const answer = await ask('GET', `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`);
      if ('body' in answer) return refundIn(answer.body, outRefundNo);
      if (NOT_FOUND.has(answer.refused.code)) return 'notFound';
      throw rejected(answer.refused);
    },

    async abnormalRefund({ refundId, outRefundNo }) {
      const target = `/v3/refund/domestic/refunds/${encodeURIComponent(refundId)}/apply-abnormal-refund`;
      const answer = await ask('POST', target, { out_refund_no: outRefundNo, type: 'MERCHANT_BANK_CARD' });
      return refundOrRefusal(answer, outRefundNo);
    },

    tradeBill: (date) => fetchTradeBill(bills, date),
    fundFlowBill: (date) => fetchFlowBill(bills, date),
    transferBill: (date) => fetchTransferBill(bills, date),

    async certificates() {
      let found: PaymentAccount['platformCertificates'];
      const keysIn = (json: unknown) => {
        found = readCertificates(json, account, now());
        return { ...account, platformCertificates: { ...account.platformCertificates, ...found } };
      };
      const answer = await ask('GET', '/v3/certificates', undefined, { keysIn });
      if ('refused' in answer) {
        if (NOT_FOUND.has(answer.refused.code)) return 'none';
        throw rejected(answer.refused);
      }
      if (!found) throw new WechatSealed('WeChat Pay answered certificates that are none');
      return found;
    },
  };
}
