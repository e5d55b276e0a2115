/** The shapes that the stand-in keeps in its books and speaks over its control address. Amounts in fen, times in ms. */

export interface App {
  appid: string;
  secret: string;
}

export interface Merchant {
  mchid: string;
  /** Shown as the payee on the payment sheet. */
  name: string;
  appid: string;
  serialNo: string;
  /** PEM (PKCS #8). WeChat never has it; the stand-in hands it out so that payment accounts can be made. */
  privateKey: string;
  /** PEM (SPKI). */
  publicKey: string;
  /** 32 ASCII characters. */
  apiV3Key: string;
  /** How WeChat signs for it: with its public key (if left out), with platform certificates, or with either. */
  keyMode?: KeyMode | undefined;
}

export type KeyMode = 'certificate' | 'migrating';

/** One of the certificates that WeChat signs with, one after another. */
export interface PlatformCertificate {
  /** 40 hexadecimal digits. */
  serial: string;
  privateKey: string;
  /** PEM. */
  certificate: string;
  /** It signs from then on, and is listed and believed until then; ms. */
  from: number;
  until: number;
}

/** All that a payment account needs, as the credentials address gives it. */
export interface MerchantCredentials {
  mchid: string;
  name: string;
  appid: string;
  secret: string;
  serialNo: string;
  privateKey: string;
  apiV3Key: string;
  publicKeyId: string;
  publicKey: string;
}

export interface Credentials {
  app: App;
  publicKeyId: string;
  publicKey: string;
  merchants: MerchantCredentials[];
}

export interface Person {
  id: string;
  name: string;
  avatar: string;
  openid: string;
  unionid?: string;
  /** As WeChat knows it; a transfer that names them differently fails. */
  realName?: string;
}

/** A subscribe message's template as the console shows it. */
export interface Template {
  id: string;
  /** Names of its fields: `thing1`, `amount2`. */
  fields: string[];
  /** Nobody needs to be asked, and no consent is used up: for the local shop. */
  everybodyConsents?: boolean;
}

/** The key that a person's newest wx.login brought. */
export interface SessionKey {
  personId: string;
  /** 16 bytes in base64. */
  key: string;
}

export interface SentMessage {
  person: string;
  openid: string;
  templateId: string;
  page?: string;
  /** By field. */
  values: Record<string, string>;
  state: string;
  at: number;
}

/** A mini-program code that was made. */
export interface MadeCode {
  page: string;
  scene: string;
  edition: string;
  width: number;
  at: number;
}

/** A URL Link that was made. */
export interface MadeLink {
  url: string;
  page: string;
  query: string;
  edition: string;
  expiresAt: number;
  at: number;
}

/** An activity, and what its cards were told, oldest first. State 0: so many have joined · 1: it is over. */
export interface StoredCard {
  activityId: string;
  createdAt: number;
  expiresAt: number;
  history: { state: 0 | 1; values: Record<string, string>; at: number }[];
}

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';

export interface StoredTransaction {
  mchid: string;
  outTradeNo: string;
  /** As paid. Equal to what was ordered, unless a test overrode it (see PayOverride). */
  appid: string;
  openid: string;
  total: number;
  state: TradeState;
  description: string;
  attach?: string;
  notifyUrl: string;
  timeExpire?: number;
  /** The prepay body, keys sorted: a re-send must be the same. */
  content: string;
  prepayId: string;
  prepayExpiresAt: number;
  createdAt: number;
  transactionId?: string;
  paidAt?: number;
}

export interface StoredParcel {
  trackingNo?: string;
  company?: string;
  goods: string;
  contact?: string;
}

/** What was reported of how a payment's goods went out. */
export interface StoredShipping {
  mchid: string;
  outTradeNo: string;
  transactionId: string;
  logisticsType: number;
  deliveryMode: number;
  parcels: StoredParcel[];
  finished: boolean;
  /** The one chance to change a report is used up. */
  changed: boolean;
  /** Of the newest report, ms. */
  uploadTime: number;
  /** Reports that were taken. */
  reports: number;
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';

export interface StoredRefund {
  mchid: string;
  outRefundNo: string;
  outTradeNo: string;
  transactionId: string;
  refundId: string;
  status: RefundStatus;
  refund: number;
  total: number;
  reason?: string;
  notifyUrl?: string;
  createdAt: number;
  /** When it leaves PROCESSING, and as what. Without a time it stays until somebody settles it. */
  settleAt?: number;
  settleAs: Exclude<RefundStatus, 'PROCESSING'>;
  settledAt?: number;
}

export type TransferState =
  | 'ACCEPTED'
  | 'PROCESSING'
  | 'WAIT_USER_CONFIRM'
  | 'TRANSFERING'
  | 'SUCCESS'
  | 'FAIL'
  | 'CANCELING'
  | 'CANCELLED';

/** Money from a merchant's operating account to a person. It is off the account until it fails or is cancelled. */
export interface StoredTransfer {
  mchid: string;
  outBillNo: string;
  transferBillNo: string;
  appid: string;
  openid: string;
  amount: number;
  remark: string;
  notifyUrl?: string;
  state: TransferState;
  failReason?: string;
  /** The body with the name in clear, keys sorted: a re-send must be the same. */
  content: string;
  packageInfo: string;
  createdAt: number;
  updatedAt: number;
  /** When it moves on by itself. */
  settleAt?: number;
}

/** A merchant's operating account. Without an amount it never runs dry. */
export interface OperatingAccount {
  mchid: string;
  fen?: number;
  /** The most that may be sent at once. */
  limit?: number;
}

/** What a person is shown who is asked to confirm a transfer. */
export interface TransferSheet {
  package: string;
  payer: string;
  amount: number;
  remark: string;
  outBillNo: string;
  state: TransferState;
}

/** What `wx.requestMerchantTransfer` is given. */
export interface TransferParams {
  mchId: string;
  appId: string;
  package: string;
  openId?: string;
}

export type NotificationKind = 'payment' | 'refund' | 'transfer';
/** held: a fault withholds it. gaveUp: all retries of the schedule were refused. */
export type NotificationState = 'pending' | 'held' | 'delivered' | 'gaveUp';

export interface StoredNotification {
  id: string;
  kind: NotificationKind;
  mchid: string;
  /** Of a payment or refund. */
  outTradeNo?: string;
  outRefundNo?: string;
  outBillNo?: string;
  url: string;
  eventType: string;
  summary: string;
  /** The resource before encryption. */
  resource: Record<string, unknown>;
  createdAt: number;
  state: NotificationState;
  attempts: number;
  nextAt: number;
  lastStatus?: number;
}

/** One HTTP delivery. Status 0: no answer. */
export interface Delivery {
  id: string;
  kind: NotificationKind;
  mchid: string;
  outTradeNo?: string;
  outRefundNo?: string;
  outBillNo?: string;
  forged?: Forgery;
  status: number;
  body: string;
}

/**
 * Ways to forge a notification.
 *  - altered after signing: signature, body, timestamp, nonce, unsigned
 *  - signed by somebody else: otherKey (right serial), serial (unknown serial)
 *  - rightly signed, wrong time or kind: stale (6 minutes old), future (6 minutes ahead), signtest (a probe)
 *  - rightly signed, resource broken: ciphertext, tag, aad, resourceNonce
 *  - rightly signed and encrypted, but not what was ordered: amount, appid, openid, mchid, otherMerchant
 *    (otherMerchant: that merchant's own key and number)
 */
export const forgeries = [
  'signature',
  'body',
  'timestamp',
  'nonce',
  'unsigned',
  'otherKey',
  'serial',
  'stale',
  'future',
  'signtest',
  'ciphertext',
  'tag',
  'aad',
  'resourceNonce',
  'amount',
  'appid',
  'openid',
  'mchid',
  'otherMerchant',
] as const;
export type Forgery = (typeof forgeries)[number];

/** Where WeChat pushes to, as its console says. */
export interface PushConsole {
  url: string;
  token: string;
}

export type Suggestion = 'pass' | 'review' | 'risky';

/** Words of texts, and parts of addresses of pictures, that WeChat finds something wrong with. */
export interface ContentRules {
  risky?: string[];
  review?: string[];
}

/** A picture's check, and the pushing of what it came to. held: a fault withholds it. gaveUp: refused three times. */
export interface StoredPush {
  traceId: string;
  openid: string;
  mediaUrl: string;
  suggest: Suggestion;
  state: 'pending' | 'held' | 'delivered' | 'gaveUp';
  attempts: number;
  nextAt: number;
  lastStatus?: number;
}

export interface PushDelivery {
  traceId: string;
  forged?: PushForgery;
  status: number;
  body: string;
}

/**
 * Ways to forge a push.
 *  - signature, nonce, unsigned: altered after signing · token: signed with another · stale, future: 6 minutes off
 *  - appid, traceId: rightly signed, about another app, or a check that nobody asked for
 */
export const pushForgeries = [
  'signature',
  'nonce',
  'unsigned',
  'token',
  'stale',
  'future',
  'appid',
  'traceId',
] as const;
export type PushForgery = (typeof pushForgeries)[number];

export const operations = [
  'prepay',
  'query',
  'close',
  'refund',
  'refundQuery',
  'abnormalRefund',
  'transfer',
  'queryTransfer',
  'cancelTransfer',
  'bill',
  'billDownload',
  'code2session',
  'token',
  'message',
  'textCheck',
  'pictureCheck',
  'push',
  'shipping',
  'shippingQuery',
  'code',
  'urllink',
  'activity',
  'cards',
  'certificates',
  'notify',
] as const;
export type Operation = (typeof operations)[number];

/** All given parts must match. `path` is a regular expression on the path with query; `text` is searched in path and body. */
export interface FaultMatch {
  operation?: Operation;
  path?: string;
  text?: string;
}

export type FaultEffect =
  /** Answers at once, without doing the work. */
  | { kind: 'fail'; status: number; code?: string; message?: string; body?: unknown }
  /** Cuts the connection before (nothing done) or after the work. With `hang` it never answers instead. */
  | { kind: 'timeoutBefore'; hang?: boolean }
  | { kind: 'timeoutAfter'; hang?: boolean }
  /** Waits before the work (or, with `after`, before the answer): until released, or until `ms` of its clock are over. */
  | { kind: 'delay'; ms?: number; after?: boolean }
  /** Breaks the signed answer. */
  | { kind: 'tamper'; what: 'body' | 'signature' | 'serial' | 'timestamp' | 'stale' | 'nonce' | 'unsigned' }
  /** Refunds and transfers. Of a transfer, closed: it fails at once. processing: it stays until somebody moves it. */
  | { kind: 'notEnough' }
  | { kind: 'closed' }
  | { kind: 'processing' }
  /** Refunds only. */
  | { kind: 'abnormal' }
  /** Transfers only: the answer comes before WeChat waits for the payee. */
  | { kind: 'accepted' }
  /** Notifications only. */
  | { kind: 'withhold' }
  | { kind: 'repeat'; copies: number }
  | { kind: 'delayNotify'; ms: number }
  | { kind: 'forge'; variant: Forgery };

export interface FaultRule {
  match: FaultMatch;
  /** How often it applies; without it, until cleared. */
  times?: number;
  effect: FaultEffect;
}

export interface ActiveFault extends FaultRule {
  id: string;
  hits: number;
}

/** What `wx.requestPayment` is given. */
export interface PayParams {
  appId: string;
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: string;
  paySign: string;
}

/** Makes the captured payment differ from what was ordered, in the books, in queries and in the notification alike. */
export interface PayOverride {
  total?: number;
  appid?: string;
  openid?: string;
}

/** What a reset forgets, so that a test can come back to it. */
export interface Memory {
  transactions: StoredTransaction[];
  refunds: StoredRefund[];
  transfers: StoredTransfer[];
  operating: OperatingAccount[];
  notifications: StoredNotification[];
  shippings: StoredShipping[];
}

export interface BooksOf {
  mchid: string;
  transactions: StoredTransaction[];
  refunds: StoredRefund[];
  transfers: StoredTransfer[];
}

/** operating: the fund-flow bill of the operating account, which transfers are drawn on. */
export type BillKind = 'trade' | 'fundFlow' | 'operating';

/**
 * What is wrong about the bills of a day.
 *  - WeChat's books say something else than ours, in both bills alike: drop, amount, repeat, foreign
 *  - the fund-flow bill alone has one more payment: flow
 *  - a bill that is not to be believed (the trade bill, unless another is named): hash, cut, sums, shape
 *  - notReady: it is still being made
 * `number` is out_trade_no, out_refund_no or out_bill_no.
 */
export type BillLie =
  | { what: 'drop'; number: string }
  | { what: 'amount'; number: string; amount: number }
  | { what: 'repeat'; number: string }
  | { what: 'foreign'; kind: 'payment' | 'refund' | 'transfer' | 'transferBack'; number: string; amount: number }
  | { what: 'flow'; amount: number }
  | { what: 'hash' | 'cut' | 'sums' | 'shape'; bill?: BillKind }
  | { what: 'notReady' };

/** What the payment sheet shows. EXPIRED: the prepay id or the order is too old to pay. */
export interface PrepaySheet {
  prepayId: string;
  payee: string;
  amount: number;
  description: string;
  outTradeNo: string;
  state: TradeState | 'EXPIRED';
}
