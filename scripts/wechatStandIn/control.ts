import { type Answer, done, nothing, refuse } from './answer';
import type { BillDesk } from './bill';
import type { Books } from './books';
import type { CardDesk } from './cardActivity';
import type { CertificateDesk } from './certificate';
import { groupEnterInfo } from './chat';
import type { Clock } from './clock';
import type { ContentDesk } from './contentCheck';
import type { Faults } from './faults';
import { newMerchant, type PlatformKeys } from './keys';
import type { LoginDesk } from './login';
import type { MessageDesk } from './message';
import type { Notifier, ReleaseOptions } from './notify';
import type { PayDesk } from './pay';
import type { RefundDesk } from './refund';
import type { CodeDesk } from './shareCode';
import type { ShippingDesk } from './shipping';
import type { TransferDesk } from './transfer';
import type {
  BillLie,
  ContentRules,
  Credentials,
  Delivery,
  FaultRule,
  Forgery,
  KeyMode,
  Memory,
  Merchant,
  MerchantCredentials,
  OperatingAccount,
  PayOverride,
  PayParams,
  Person,
  PushConsole,
  PushForgery,
  RefundStatus,
  Suggestion,
  Template,
  TransferParams,
  TransferState,
} from './types';
import type { LinkDesk } from './urlLink';

export interface Desks {
  certificates: CertificateDesk;
  bill: BillDesk;
  books: Books;
  card: CardDesk;
  clock: Clock;
  code: CodeDesk;
  content: ContentDesk;
  faults: Faults;
  keys: PlatformKeys;
  link: LinkDesk;
  login: LoginDesk;
  message: MessageDesk;
  notifier: Notifier;
  pay: PayDesk;
  refund: RefundDesk;
  shipping: ShippingDesk;
  transfer: TransferDesk;
}

type Body = Record<string, unknown>;
type Address = (desks: Desks, body: Body, url: URL) => Answer | Promise<Answer>;

export function credentialsOf(merchant: Merchant, keys: PlatformKeys): MerchantCredentials {
  return {
    mchid: merchant.mchid,
    name: merchant.name,
    appid: merchant.appid,
    secret: keys.app.secret,
    serialNo: merchant.serialNo,
    privateKey: merchant.privateKey,
    apiV3Key: merchant.apiV3Key,
    publicKeyId: keys.publicKeyId,
    publicKey: keys.publicKey,
  };
}

/** All due refunds and transfers moved on and notifications delivered, those too that come of them, until nothing moves any more. */
export async function quiet(
  { books, content, notifier, refund, transfer }: Desks,
  everything: boolean,
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (let first = true; ; first = false) {
    const refunds = refund.settleDue();
    const settled = transfer.settleDue() || refunds;
    const delivered = await notifier.deliverDue(everything && first);
    deliveries.push(...delivered);
    const pushed = await content.deliverDue(everything && first);
    if (!settled && delivered.length === 0 && pushed.length === 0 && notifier.busy() === 0) break;
  }
  await books.committed();
  return deliveries;
}

/** Finds the order that a prepay id, a package or an order number means. */
function orderOf({ books }: Desks, body: Body) {
  if (typeof body.package === 'string') return books.byPrepayId(body.package.replace(/^prepay_id=/, ''));
  if (typeof body.prepayId === 'string') return books.byPrepayId(body.prepayId);
  const all = typeof body.mchid === 'string' ? [body.mchid] : [...books.merchants.keys()];
  return all.map((mchid) => books.transaction(mchid, String(body.outTradeNo))).find((one) => one !== undefined);
}

const person = ({ id, name, avatar }: Person) => ({ id, name, avatar });

function payFromSheet(desks: Desks, body: Body): Answer {
  const params = body as unknown as PayParams;
  for (const name of ['appId', 'timeStamp', 'nonceStr', 'package', 'signType', 'paySign'] as const) {
    if (typeof params[name] !== 'string') return refuse('PARAM_ERROR', `缺少参数 ${name}`);
  }
  const openid =
    typeof body.person === 'string' ? desks.login.person(body.person).openid : (body.openid as string | undefined);
  return desks.pay.confirm(orderOf(desks, body), { params, openid });
}

/** Finds the transfer that a package or a number means. */
function transferOf({ books }: Desks, body: Body) {
  if (typeof body.package === 'string') return books.byPackage(body.package);
  const all = typeof body.mchid === 'string' ? [body.mchid] : [...books.merchants.keys()];
  return all.map((mchid) => books.transfer(mchid, String(body.outBillNo))).find((one) => one !== undefined);
}

/** As wx.requestMerchantTransfer does it: the package must be of this merchant and this app. */
function confirmFromSheet(desks: Desks, body: Body): Answer {
  const { mchId, appId, package: packageInfo, openId } = body as unknown as Partial<TransferParams>;
  if (!mchId || !appId || !packageInfo) return refuse('PARAM_ERROR', '缺少参数 mchId、appId 或 package');
  const one = transferOf(desks, { package: packageInfo });
  if (one?.mchid !== mchId || one.appid !== appId) return refuse('PARAM_ERROR', '商户号、appid 与 package 不匹配');
  const openid = typeof body.person === 'string' ? desks.login.person(body.person).openid : openId;
  return desks.transfer.confirm(one, { openid });
}

const forgeTarget = ({ books }: Desks, body: Body) =>
  [...books.notifications.values()].find((one) =>
    body.id !== undefined
      ? one.id === body.id
      : body.outRefundNo !== undefined
        ? one.outRefundNo === body.outRefundNo
        : body.outBillNo !== undefined
          ? one.outBillNo === body.outBillNo
          : one.kind === 'payment' && one.outTradeNo === body.outTradeNo,
  );

/** `/__control/…`: what a test or the seed may ask for. `/standin/…`: what the phone asks for: payment sheet, sign-in, chat. */
export const addresses: Record<string, Address> = {
  'GET /__control/health': () => done({ ok: true }),
  'GET /__control/credentials': ({ books, keys }) => {
    const all = [...books.merchants.values()].map((merchant) => credentialsOf(merchant, keys));
    const { app, publicKeyId, publicKey } = keys;
    return done({ app, publicKeyId, publicKey, merchants: all } satisfies Credentials);
  },
  'POST /__control/merchants': ({ books, keys }, body) => {
    const given = body as { mchid?: string; name?: string; appid?: string; keyMode?: KeyMode };
    const known = given.mchid === undefined ? undefined : books.merchants.get(given.mchid);
    const merchant = known ?? newMerchant({ appid: keys.app.appid, ...given });
    if (!known) books.put('merchant', merchant);
    return done(credentialsOf(merchant, keys));
  },
  'POST /__control/merchants/keys': ({ books, keys }, body) => {
    const merchant = books.merchants.get(String(body.mchid));
    if (!merchant) return refuse('MCH_NOT_EXISTS', 'no such merchant');
    const { apiV3Key = merchant.apiV3Key, keyMode } = body as { apiV3Key?: string; keyMode?: KeyMode | 'publicKey' };
    const mode = keyMode === undefined ? merchant.keyMode : keyMode === 'publicKey' ? undefined : keyMode;
    const changed = { ...merchant, apiV3Key, keyMode: mode };
    books.put('merchant', changed);
    return done(credentialsOf(changed, keys));
  },
  'POST /__control/certificates/rotate': ({ certificates }, body) => {
    const { serial, from, until } = certificates.rotate(body.ms as number | undefined);
    return done({ serial, from, until });
  },
  'GET /__control/books': ({ books }, _body, url) => {
    const mchid = url.searchParams.get('mchid');
    return mchid ? done(books.of(mchid)) : done([...books.merchants.keys()].map((one) => books.of(one)));
  },
  'POST /__control/people': ({ login }, body) => {
    const list = body as unknown as Array<Partial<Person> & { id: string }>;
    return done(list.map((one) => login.register(one)));
  },
  'GET /__control/people': ({ books }) => done([...books.people.values()]),
  'POST /__control/pay': (desks, body) =>
    desks.pay.confirm(orderOf(desks, body), {
      openid: body.openid as string | undefined,
      params: body.params as PayParams | undefined,
      override: body.override as PayOverride | undefined,
    }),
  'POST /__control/refunds/settle': ({ books, refund }, body) => {
    const one = books.refund(String(body.mchid), String(body.outRefundNo));
    if (one?.status !== 'PROCESSING') return refuse('RESOURCE_NOT_EXISTS', 'no such refund in PROCESSING');
    refund.settle(one, (body.status ?? 'SUCCESS') as Exclude<RefundStatus, 'PROCESSING'>);
    return done(books.refund(one.mchid, one.outRefundNo));
  },
  'POST /__control/transfers/confirm': (desks, body) =>
    desks.transfer.confirm(transferOf(desks, body), {
      openid: body.openid as string | undefined,
      stay: body.stay === true,
    }),
  'POST /__control/transfers/move': (desks, body) => {
    const one = transferOf(desks, body);
    if (!one) return refuse('NOT_FOUND', 'no such transfer');
    desks.transfer.move(one, body.state as TransferState, body.failReason as string | undefined);
    return done(desks.books.transfer(one.mchid, one.outBillNo));
  },
  'POST /__control/operating': ({ books }, body) => {
    books.put('operating', body as unknown as OperatingAccount);
    return nothing;
  },
  'GET /__control/operating': ({ books }, _body, url) => {
    const mchid = url.searchParams.get('mchid') ?? '';
    return done(books.operating(mchid) ?? { mchid });
  },
  'POST /__control/bills/lie': ({ bill }, body) => {
    bill.lie(String(body.mchid), String(body.date), body.lie as BillLie | undefined);
    return nothing;
  },
  'POST /__control/templates': ({ message }, body) => {
    const list = body as unknown as Template[];
    return done(list.map((one) => message.register(one)));
  },
  'POST /__control/consents': ({ message }, body) => {
    message.consent(String(body.person), String(body.templateId), Number(body.count ?? 1));
    return nothing;
  },
  'GET /__control/messages': ({ message }) => done(message.sent()),
  'GET /__control/shippings': ({ books }) => done([...books.shippings.values()]),
  'GET /__control/codes': ({ code }) => done(code.made()),
  'GET /__control/links': ({ link }) => done(link.made()),
  'GET /__control/cards': ({ card }) => done(card.cards()),
  'POST /__control/push': ({ content }, body) => {
    content.console(body as unknown as PushConsole);
    return nothing;
  },
  'GET /__control/pushes': ({ content }) => done(content.pushes()),
  'POST /__control/pushes/release': async ({ content }) => done(await content.release()),
  'POST /__control/pushes/forge': async ({ content }, body) =>
    done(await content.forge(String(body.traceId), body.variant as PushForgery, body.suggest as Suggestion)),
  'POST /__control/content': ({ content }, body) => {
    content.rules(body as ContentRules);
    return nothing;
  },
  'POST /__control/visits': ({ login }, body) => {
    login.visit(String(body.person));
    return nothing;
  },
  'GET /__control/faults': ({ faults }) => done(faults.list()),
  'POST /__control/faults': ({ faults }, body) => {
    const rules = (Array.isArray(body) ? body : [body]) as FaultRule[];
    return done(faults.add(rules));
  },
  'POST /__control/faults/clear': ({ faults }, body) => {
    faults.clear(body.id as string | undefined);
    return nothing;
  },
  'POST /__control/faults/release': ({ faults }) => done({ released: faults.release() }),
  'GET /__control/notifications': ({ books }) => done([...books.notifications.values()]),
  'POST /__control/notifications/release': async ({ notifier }, body) =>
    done(await notifier.release(body as ReleaseOptions)),
  'POST /__control/notifications/forge': async (desks, body) => {
    const target = forgeTarget(desks, body);
    if (!target) return refuse('RESOURCE_NOT_EXISTS', 'no such notification');
    return done(await desks.notifier.forge(target.id, body.variant as Forgery, body.to as string | undefined));
  },
  'POST /__control/flush': async (desks, body) => done(await quiet(desks, body.everything === true)),
  'GET /__control/clock': ({ clock }) => done({ now: clock.now() }),
  'POST /__control/clock': ({ clock }, body) => done({ now: clock.move(body) }),
  'POST /__control/reset': async ({
    bill,
    books,
    card,
    clock,
    code,
    content,
    faults,
    link,
    login,
    message,
    notifier,
  }) => {
    faults.clear();
    await Promise.all([notifier.idle(), content.idle()]);
    books.put('reset', { at: clock.now() });
    bill.reset();
    card.reset();
    code.reset();
    content.reset();
    link.reset();
    login.reset();
    message.reset();
    clock.reset();
    return nothing;
  },

  'GET /__control/memory': ({ books }) => done(books.memory()),
  'POST /__control/memory': async ({ books, clock, faults, notifier }, body) => {
    const { transactions, refunds, transfers, operating, notifications, shippings } = body as unknown as Memory;
    faults.clear();
    await notifier.idle();
    books.put('reset', { at: clock.now() });
    for (const one of transactions) books.put('transaction', one);
    for (const one of refunds) books.put('refund', one);
    for (const one of transfers) books.put('transfer', one);
    for (const one of operating) books.put('operating', one);
    for (const one of notifications) books.put('notification', one);
    for (const one of shippings) books.put('shipping', one);
    notifier.takeUp();
    return nothing;
  },

  'GET /standin/people': ({ books }) => done([...books.people.values()].map(person)),
  'POST /standin/login': ({ login }, body) => {
    if (typeof body.person !== 'string' || body.person === '') return refuse('PARAM_ERROR', '缺少参数 person');
    return done({ code: login.code(body.person), person: person(login.person(body.person)) });
  },
  'POST /standin/chat': ({ books, clock, keys }, body) => {
    const sessionKey = books.sessionKeys.get(String(body.person));
    if (sessionKey === undefined) return refuse('INVALID_REQUEST', '还没有登录');
    return done(groupEnterInfo({ chat: String(body.chat), sessionKey, appid: keys.app.appid, at: clock.now() }));
  },
  'GET /standin/prepay': ({ pay }, _body, url) => {
    const sheet = pay.sheet((url.searchParams.get('prepayId') ?? '').replace(/^prepay_id=/, ''));
    return sheet ? done(sheet) : refuse('ORDER_NOT_EXIST', '预支付交易会话不存在');
  },
  'POST /standin/pay': payFromSheet,
  'POST /standin/pay/cancel': (desks, body) => {
    const one = orderOf(desks, body);
    return one ? done(desks.pay.sheet(one.prepayId)) : refuse('ORDER_NOT_EXIST', '预支付交易会话不存在');
  },
  'GET /standin/transfer': ({ transfer }, _body, url) => {
    const sheet = transfer.sheet(url.searchParams.get('package') ?? '');
    return sheet ? done(sheet) : refuse('NOT_FOUND', '没有这笔转账');
  },
  'POST /standin/transfer/confirm': confirmFromSheet,
};
