import type { GroupEnterInfo } from './chat';
import type { ReleaseOptions } from './notify';
import type {
  ActiveFault,
  BillLie,
  BooksOf,
  ContentRules,
  Credentials,
  Delivery,
  FaultRule,
  Forgery,
  KeyMode,
  MadeCode,
  MadeLink,
  Memory,
  MerchantCredentials,
  OperatingAccount,
  PayOverride,
  PayParams,
  Person,
  PlatformCertificate,
  PrepaySheet,
  PushConsole,
  PushDelivery,
  PushForgery,
  RefundStatus,
  SentMessage,
  StoredCard,
  StoredNotification,
  StoredPush,
  StoredRefund,
  StoredShipping,
  StoredTransfer,
  Suggestion,
  Template,
  TransferParams,
  TransferSheet,
  TransferState,
} from './types';

/** What the stand-in answers to a control call that it cannot do. */
export class StandInRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(`${code}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

export interface Paid {
  outTradeNo: string;
  transactionId: string;
  total: number;
}

export interface ConfirmedTransfer {
  outBillNo: string;
  amount: number;
}

export type TransferName = { outBillNo: string; mchid?: string } | { package: string };

export type OrderName = { outTradeNo: string; mchid?: string } | { prepayId: string };

export interface ControlClient {
  credentials(): Promise<Credentials>;
  /** A new merchant with new keys, or the known one with this mchid. */
  merchant(given?: { mchid?: string; name?: string; appid?: string; keyMode?: KeyMode }): Promise<MerchantCredentials>;
  /** What the merchant changes in WeChat Pay's console: it counts at once. */
  changeKeys(mchid: string, to: { apiV3Key?: string; keyMode?: KeyMode | 'publicKey' }): Promise<MerchantCredentials>;
  /** The next platform certificate: listed now, signing in `ms` (at once, if left out). */
  rotateCertificate(ms?: number): Promise<Pick<PlatformCertificate, 'serial' | 'from' | 'until'>>;
  books(mchid: string): Promise<BooksOf>;
  registerPeople(people: Array<Partial<Person> & { id: string }>): Promise<Person[]>;
  people(): Promise<Person[]>;
  /** A fresh login code for a person; unknown people are made up. */
  loginCode(person: string): Promise<string>;
  /**
   * What wx.getGroupEnterInfo gives to a person who has opened the app from the chat of this name, encrypted for their
   * newest sign-in. Throws StandInRefusal before their first one.
   */
  enterChat(person: string, chat: string): Promise<GroupEnterInfo>;
  /** Templates stay over a reset; consents and messages do not. */
  registerTemplates(templates: Template[]): Promise<Template[]>;
  /** The person accepts a template, `count` times (once if left out). */
  consent(person: string, templateId: string, count?: number): Promise<void>;
  /** What was sent so far. */
  messages(): Promise<SentMessage[]>;
  /** What the console says of where to push to; stays over a reset. */
  pushTo(push: PushConsole): Promise<void>;
  /** What WeChat takes offence at from now on; nothing after a reset. */
  content(rules: ContentRules): Promise<void>;
  /** Opens the mini-program without signing in: for two hours WeChat checks what this person makes. */
  visit(person: string): Promise<void>;
  /** Checks of pictures, and whether their answers were pushed. */
  pushes(): Promise<StoredPush[]>;
  /** Pushes what a fault withholds (`operation: 'push'`). */
  releasePushes(): Promise<PushDelivery[]>;
  forgePush(what: { traceId: string; variant: PushForgery; suggest: Suggestion }): Promise<PushDelivery>;
  /** What was reported of how goods went out. */
  shippings(): Promise<StoredShipping[]>;
  /** Mini-program codes and links that were made, and activities with what their cards were told. */
  codes(): Promise<MadeCode[]>;
  links(): Promise<MadeLink[]>;
  cards(): Promise<StoredCard[]>;
  /** Pays as the buyer. Throws StandInRefusal with WeChat's code when it cannot be paid. */
  pay(order: OrderName & { openid?: string; params?: PayParams; override?: PayOverride }): Promise<Paid>;
  /** Pays as the payment sheet does, with the parameters of wx.requestPayment. */
  payFromSheet(params: PayParams & { openid?: string; person?: string }): Promise<Paid>;
  sheet(prepayId: string): Promise<PrepaySheet>;
  settleRefund(refund: {
    mchid: string;
    outRefundNo: string;
    status?: Exclude<RefundStatus, 'PROCESSING'>;
  }): Promise<StoredRefund>;
  /**
   * Confirms as the payee. Throws StandInRefusal with WeChat's code where there is nothing to confirm. With `stay` it is on
   * its way until `moveTransfer`.
   */
  confirmTransfer(transfer: TransferName & { openid?: string; stay?: boolean }): Promise<ConfirmedTransfer>;
  /** Confirms as wx.requestMerchantTransfer does, with its parameters. */
  confirmFromSheet(params: TransferParams & { person?: string }): Promise<ConfirmedTransfer>;
  transferSheet(packageInfo: string): Promise<TransferSheet>;
  /** Brings a transfer to any state by hand, as WeChat might. */
  moveTransfer(to: TransferName & { state: TransferState; failReason?: string }): Promise<StoredTransfer>;
  /** What the operating account holds, and the most that it may send at once; unlimited and ¥20 000 after a reset. */
  setOperating(account: OperatingAccount): Promise<void>;
  operating(mchid: string): Promise<OperatingAccount>;
  /** Makes the bills of a day wrong; lies add up, and are forgotten where none is given, and by a reset. */
  lieInBills(day: { mchid: string; date: string; lie?: BillLie }): Promise<void>;
  addFault(rule: FaultRule): Promise<ActiveFault>;
  faults(): Promise<ActiveFault[]>;
  clearFaults(id?: string): Promise<void>;
  /** Lets requests go on that a delay holds; returns how many. */
  releaseDelayed(): Promise<number>;
  notifications(): Promise<StoredNotification[]>;
  /** Delivers withheld notifications now; resolves when all are answered. */
  release(options?: ReleaseOptions): Promise<Delivery[]>;
  /** Delivers a forged message made of a real notification; `to` replaces its address. */
  forge(what: {
    id?: string;
    outTradeNo?: string;
    outRefundNo?: string;
    outBillNo?: string;
    variant: Forgery;
    to?: string;
  }): Promise<Delivery>;
  /**
   * Moves due refunds and transfers on, delivers due notifications (with `everything`: those too that wait for their next try), and
   * resolves when nothing moves any more. Answers the deliveries that ended meanwhile; earlier ones are not among them.
   */
  flush(options?: { everything?: boolean }): Promise<Delivery[]>;
  now(): Promise<number>;
  clock(to: { now?: number; advance?: number; frozen?: boolean }): Promise<number>;
  /** Forgets orders, refunds, transfers, notifications, messages, what was shared, lies, faults, codes and clock; merchants, people and templates stay. */
  reset(): Promise<void>;
  /** Orders, refunds, transfers and notifications as they are now … */
  memory(): Promise<Memory>;
  /** … and back to them; faults are cleared. Sign-ins, messages and the clock stay as they are. */
  recall(memory: Memory): Promise<void>;
}

/** The typed client of the control addresses. @param url where the stand-in listens. */
export function controlClient(url: string): ControlClient {
  async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(method === 'POST' && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
    });
    const text = await response.text();
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    const { code, message } = JSON.parse(text) as { code: string; message: string };
    throw new StandInRefusal(response.status, code, message);
  }
  const get = <T>(path: string) => call<T>('GET', path);
  const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body);

  return {
    credentials: () => get('/__control/credentials'),
    merchant: (given) => post('/__control/merchants', given),
    changeKeys: (mchid, to) => post('/__control/merchants/keys', { mchid, ...to }),
    rotateCertificate: (ms) => post('/__control/certificates/rotate', { ms }),
    books: (mchid) => get(`/__control/books?mchid=${encodeURIComponent(mchid)}`),
    registerPeople: (people) => post('/__control/people', people),
    people: () => get('/__control/people'),
    loginCode: async (person) => (await post<{ code: string }>('/standin/login', { person })).code,
    enterChat: (person, chat) => post('/standin/chat', { person, chat }),
    registerTemplates: (templates) => post('/__control/templates', templates),
    consent: (person, templateId, count = 1) => post('/__control/consents', { person, templateId, count }),
    messages: () => get('/__control/messages'),
    pushTo: (push) => post('/__control/push', push),
    content: (rules) => post('/__control/content', rules),
    visit: (person) => post('/__control/visits', { person }),
    pushes: () => get('/__control/pushes'),
    releasePushes: () => post('/__control/pushes/release'),
    forgePush: (what) => post('/__control/pushes/forge', what),
    shippings: () => get('/__control/shippings'),
    codes: () => get('/__control/codes'),
    links: () => get('/__control/links'),
    cards: () => get('/__control/cards'),
    pay: (order) => post('/__control/pay', order),
    payFromSheet: (params) => post('/standin/pay', params),
    sheet: (prepayId) => get(`/standin/prepay?prepayId=${encodeURIComponent(prepayId)}`),
    settleRefund: (refund) => post('/__control/refunds/settle', refund),
    confirmTransfer: (transfer) => post('/__control/transfers/confirm', transfer),
    confirmFromSheet: (params) => post('/standin/transfer/confirm', params),
    transferSheet: (packageInfo) => get(`/standin/transfer?package=${encodeURIComponent(packageInfo)}`),
    moveTransfer: (to) => post('/__control/transfers/move', to),
    setOperating: (account) => post('/__control/operating', account),
    operating: (mchid) => get(`/__control/operating?mchid=${encodeURIComponent(mchid)}`),
    lieInBills: (day) => post('/__control/bills/lie', day),
    addFault: async (rule) => {
      const [added] = await post<ActiveFault[]>('/__control/faults', rule);
      if (!added) throw new Error('the stand-in took no fault');
      return added;
    },
    faults: () => get('/__control/faults'),
    clearFaults: (id) => post('/__control/faults/clear', { id }),
    releaseDelayed: async () => (await post<{ released: number }>('/__control/faults/release')).released,
    notifications: () => get('/__control/notifications'),
    release: (options) => post('/__control/notifications/release', options),
    forge: (what) => post('/__control/notifications/forge', what),
    flush: (options) => post('/__control/flush', options),
    now: async () => (await get<{ now: number }>('/__control/clock')).now,
    clock: async (to) => (await post<{ now: number }>('/__control/clock', to)).now,
    reset: () => post('/__control/reset'),
    memory: () => get('/__control/memory'),
    recall: (memory) => post('/__control/memory', memory),
  };
}
