import { type Answer, refuse } from './answer';
import type { Desks } from './control';
import { parseAuthorization, verifyLines } from './signing';
import type { FaultEffect, Merchant, Operation } from './types';

/** WeChat refuses a request whose timestamp is off by more. [V] */
const SKEW = 5 * 60_000;

export interface Request {
  method: string;
  url: URL;
  /** Path and query, as sent: what is signed. */
  target: string;
  headers: Record<string, string | undefined>;
  rawBody: string;
}

/** The merchant who signed this request, or WeChat's refusal. */
export function authenticate({ books, certificates, clock }: Desks, request: Request): Merchant | Answer {
  const given = parseAuthorization(request.headers.authorization);
  if (!given) return refuse('SIGN_ERROR', 'Http头缺少Authorization或认证类型不正确');
  const merchant = books.merchants.get(given.mchid);
  if (!merchant) return refuse('SIGN_ERROR', '商户号不存在');
  if (merchant.serialNo !== given.serial_no) return refuse('SIGN_ERROR', '商户证书序列号有误');
  if (!/^\d{10}$/.test(given.timestamp) || Math.abs(Number(given.timestamp) * 1000 - clock.now()) > SKEW) {
    return refuse('SIGN_ERROR', 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  const parts = [request.method, request.target, given.timestamp, given.nonce_str, request.rawBody];
  if (!verifyLines(merchant.publicKey, parts, given.signature)) return refuse('SIGN_ERROR', '签名错误');
  const platform = request.headers['wechatpay-serial'];
  if (platform !== undefined && !certificates.mayAsk(merchant, platform)) {
    return refuse('INVALID_REQUEST', '微信支付公钥ID有误');
  }
  return merchant;
}

export interface Endpoint {
  operation: Operation;
  method: 'GET' | 'POST';
  pattern: RegExp;
  /** @param id the number in the path. */
  handle(desks: Desks, merchant: Merchant, request: Request, id: string, effect?: FaultEffect): Answer;
}

/** Whose request it says it is: WeChat signs its answer for them, whatever it is. */
export const claimedMerchant = ({ books }: Desks, request: Request): Merchant | undefined =>
  books.merchants.get(parseAuthorization(request.headers.authorization)?.mchid ?? '');

/** The merchant addresses of WeChat Pay v3 that the stand-in knows. */
export const endpoints: Endpoint[] = [
  {
    operation: 'certificates',
    method: 'GET',
    pattern: /^\/v3\/certificates$/,
    handle: ({ certificates }, merchant) => certificates.list(merchant),
  },
  {
    operation: 'prepay',
    method: 'POST',
    pattern: /^\/v3\/pay\/transactions\/jsapi$/,
    handle: ({ pay }, merchant, { rawBody }) => pay.prepay(merchant, rawBody),
  },
  {
    operation: 'query',
    method: 'GET',
    pattern: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/,
    handle: ({ pay, books }, merchant, { url }, id) =>
      pay.query(merchant, books.transaction(merchant.mchid, id), url.searchParams.get('mchid')),
  },
  {
    operation: 'query',
    method: 'GET',
    pattern: /^\/v3\/pay\/transactions\/id\/([^/]+)$/,
    handle: ({ pay, books }, merchant, { url }, id) =>
      pay.query(merchant, books.byTransactionId(merchant.mchid, id), url.searchParams.get('mchid')),
  },
  {
    operation: 'close',
    method: 'POST',
    pattern: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/,
    handle: ({ pay }, merchant, { rawBody }, id) => pay.close(merchant, id, rawBody),
  },
  {
    operation: 'refund',
    method: 'POST',
    pattern: /^\/v3\/refund\/domestic\/refunds$/,
    handle: ({ refund }, merchant, { rawBody }, _id, effect) => refund.refund(merchant, rawBody, effect),
  },
  {
    operation: 'refundQuery',
    method: 'GET',
    pattern: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
    handle: ({ refund }, merchant, _request, id) => refund.query(merchant, id),
  },
  {
    operation: 'abnormalRefund',
    method: 'POST',
    pattern: /^\/v3\/refund\/domestic\/refunds\/([^/]+)\/apply-abnormal-refund$/,
    handle: ({ refund }, merchant, { rawBody }, id) => refund.abnormal(merchant, id, rawBody),
  },
  {
    operation: 'transfer',
    method: 'POST',
    pattern: /^\/v3\/fund-app\/mch-transfer\/transfer-bills$/,
    handle: ({ transfer }, merchant, { rawBody, headers }, _id, effect) =>
      transfer.transfer(merchant, rawBody, headers['wechatpay-serial'], effect),
  },
  {
    operation: 'queryTransfer',
    method: 'GET',
    pattern: /^\/v3\/fund-app\/mch-transfer\/transfer-bills\/out-bill-no\/([^/]+)$/,
    handle: ({ transfer }, merchant, _request, id) => transfer.query(merchant, id),
  },
  {
    operation: 'cancelTransfer',
    method: 'POST',
    pattern: /^\/v3\/fund-app\/mch-transfer\/transfer-bills\/out-bill-no\/([^/]+)\/cancel$/,
    handle: ({ transfer }, merchant, { rawBody }, id) => transfer.cancel(merchant, id, rawBody),
  },
  {
    operation: 'bill',
    method: 'GET',
    pattern: /^\/v3\/bill\/(tradebill|fundflowbill)$/,
    handle: ({ bill }, merchant, { url, headers }, id) =>
      bill.bill(id === 'tradebill' ? 'trade' : 'fundFlow', merchant, url.searchParams, `http://${headers.host}`),
  },
  {
    operation: 'billDownload',
    method: 'GET',
    pattern: /^\/v3\/billdownload\/file$/,
    handle: ({ bill }, merchant, { url }) => bill.download(merchant, url.searchParams.get('token') ?? ''),
  },
];
