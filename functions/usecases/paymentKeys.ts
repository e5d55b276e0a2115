/**
 * A SHOP GIVES ITS PAYMENT KEYS, once: they are judged by a real signed call before anything is kept, sealed, and told to
 * nobody again. Another mchid is another account: orders, refunds and transfers that have begun stay with theirs.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { keyFaults, type PaymentKeys, tidyKeys } from '../../shared/domain/paymentKeys';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { HOUR, type Ms } from '../../shared/time';
import { closeTasks } from '../store/alarm';
import type { PaymentAccountDoc } from '../store/collections';
import {
  accountByMchid,
  accountOf,
  addAccount,
  type KeyChange,
  keepChecked,
  openAccount,
  payOver,
  replaceKeys,
  sealApiV3Key,
  sealPrivateKey,
} from '../store/paymentAccount';
import { randomText } from '../store/secret';
import { WechatDisbelieved, WechatRejected, WechatSealed, WechatUnavailable } from '../wechat/http';
import { createPay, type PayClient } from '../wechat/pay';
import { canSign, canVerify } from '../wechat/paymentKeys';
import type { App } from './app';

type View = Output<'paymentAccount.check'>;
type Found = Extract<
  RefusalCode,
  | 'paymentSignature'
  | 'paymentSerialUnknown'
  | 'paymentMchidUnknown'
  | 'paymentPublicKeyWrong'
  | 'paymentApiKeyWrong'
  | 'paymentRefused'
  | 'paymentUnreachable'
>;

/** WeChat repeats a notification for a day and some minutes, and may have encrypted it before the key was changed. */
const REPEATED_FOR: Ms = 25 * HOUR;

export async function getPaymentAccount(
  app: App,
  { merchantId }: Parsed<'paymentAccount.get'>,
): Promise<Result<Output<'paymentAccount.get'>, RefusalCode>> {
  const named = await namedBy(app, merchantId);
  const doc = named === undefined ? null : await accountOf(app.store, merchantId, named);
  return ok(doc ? { account: viewOf(doc) } : {});
}

/** Asks WeChat whether the keys that are kept are right. */
export async function checkPaymentAccount(
  app: App,
  { merchantId, accountId }: Parsed<'paymentAccount.check'>,
): Promise<Result<View, RefusalCode>> {
  if (!(await accountOf(app.store, merchantId, accountId))) return no('notFound');
  const opened = await app.payOf(accountId, 'again');
  if (!opened) return no('notFound');
  const fault = await faultFound(opened.pay);
  if (fault) return no(fault);
  await keepChecked(app.store, accountId, app.now());
  return told(app, merchantId, accountId);
}

/** Nothing is kept of keys that WeChat does not take. The same keys again are answered as before. */
export async function setPaymentAccount(
  app: App,
  { merchantId, accountId, version, ...given }: Parsed<'paymentAccount.set'>,
): Promise<Result<View, RefusalCode>> {
  if (accountId !== undefined && !(await accountOf(app.store, merchantId, accountId))) return no('notFound');
  const keys = tidyKeys(given);
  if (Object.keys(keyFaults(keys)).length > 0) return no('paymentKeysUnfit');
  if (!canSign(keys.privateKey)) return no('paymentPrivateKeyUnfit');
  if (!canVerify(keys.publicKey)) return no('paymentPublicKeyUnfit');
  // A shop may name an account that is not there yet.
  const named = await namedBy(app, merchantId);
  const current = named === undefined ? null : await accountOf(app.store, merchantId, named);
  if (current && hasKeys(app, current, keys)) return ok(viewOf(current));
  if (current?._id !== accountId || (current?.version ?? 0) !== version) return no('conflict');
  const { appid, wechatPayApiBase: base } = app.settings;
  const id = deriveId('pac', merchantId, keys.mchid, appid);
  const fault = await faultFound(createPay({ ...keys, id, merchantId, appid }, { base, now: app.now }));
  if (fault) return no(fault);
  const known = await accountByMchid(app.store, keys.mchid, appid);
  if (known && known.merchantId !== merchantId) return no('paymentMchidTaken');
  if (known) {
    const change = changeOf(app, known, keys);
    if (!change.ok) return change;
    if (!(await replaceKeys(app.store, known, change.value))) return no('conflict');
  } else if (!(await addAccount(app.store, sealed(app, id, merchantId, keys)))) {
    return no('conflict');
  }
  const used = known?._id ?? id;
  await app.payOf(used, 'again');
  if (named !== used) {
    // Over the account that was named when this began: of two who give a shop its first one, the later sees the other's.
    const over = await payOver(app.store, merchantId, named, used);
    if (!over && (await namedBy(app, merchantId)) !== used) return no('conflict');
    if (named !== undefined) await closeTasks(app.store, ['apiV3KeyWrong', 'prepayRejected'], named, app.now());
  }
  return told(app, merchantId, used);
}

/** The account that new orders of the shop are paid over. */
async function namedBy({ store }: App, merchantId: string): Promise<string | undefined> {
  const merchant = await store.merchants.findOne({ _id: merchantId }, { projection: { paymentAccountId: 1 } });
  return merchant?.paymentAccountId;
}

async function told({ store }: App, merchantId: string, id: string): Promise<Result<View, RefusalCode>> {
  const doc = await accountOf(store, merchantId, id);
  return doc ? ok(viewOf(doc)) : no('notFound');
}

const viewOf = ({
  _id,
  version = 0,
  mchid,
  serialNo,
  publicKeyId,
  checkedAt,
  nextApiV3Key,
}: PaymentAccountDoc): View => ({
  id: _id,
  version,
  mchid,
  serialNo,
  ...(publicKeyId === undefined ? {} : { publicKeyId }),
  ...(checkedAt === undefined ? {} : { checkedAt }),
  changingKey: nextApiV3Key !== undefined,
});

function hasKeys({ settings }: App, doc: PaymentAccountDoc, keys: PaymentKeys): boolean {
  const opened = openAccount(doc, settings.dataSecret);
  return (
    opened.mchid === keys.mchid &&
    opened.serialNo === keys.serialNo &&
    tidyKeys({ ...keys, privateKey: opened.privateKey }).privateKey === keys.privateKey &&
    (opened.nextApiV3Key ?? opened.apiV3Key) === keys.apiV3Key &&
    opened.publicKeyId === keys.publicKeyId &&
    tidyKeys({ ...keys, publicKey: opened.publicKey ?? '' }).publicKey === keys.publicKey
  );
}

/** What WeChat says of these keys; undefined where they are right. An API v3 key is tried where something is encrypted with it. */
async function faultFound(pay: PayClient): Promise<Found | undefined> {
  try {
    await pay.prove(randomText(32));
    await pay.certificates();
    return undefined;
  } catch (error) {
    if (error instanceof WechatDisbelieved) return 'paymentPublicKeyWrong';
    if (error instanceof WechatSealed) return 'paymentApiKeyWrong';
    if (error instanceof WechatUnavailable) return 'paymentUnreachable';
    if (error instanceof WechatRejected) return ofRejection(error);
    throw error;
  }
}

/** WeChat has one code for all that is wrong with a signature, and says in words which part of it is. */
function ofRejection({ message }: WechatRejected): Found {
  if (message.includes('序列号')) return 'paymentSerialUnknown';
  if (message.includes('公钥')) return 'paymentPublicKeyWrong';
  if (message.includes('商户号')) return 'paymentMchidUnknown';
  return message.includes('签名') ? 'paymentSignature' : 'paymentRefused';
}

function sealed(app: App, id: string, merchantId: string, keys: PaymentKeys): PaymentAccountDoc {
  const { dataSecret, appid } = app.settings;
  return {
    ...keys,
    _id: id,
    merchantId,
    appid,
    privateKey: sealPrivateKey(id, keys.privateKey, dataSecret),
    apiV3Key: sealApiV3Key(id, keys.apiV3Key, dataSecret),
    version: 1,
    checkedAt: app.now(),
  };
}

/** What replaces the keys of a known account. Another API v3 key stands beside the last one: WeChat may encrypt under either. */
function changeOf(app: App, known: PaymentAccountDoc, keys: PaymentKeys): Result<KeyChange, 'paymentKeyChanging'> {
  const { dataSecret } = app.settings;
  const { serialNo, publicKeyId, publicKey } = keys;
  const privateKey = sealPrivateKey(known._id, keys.privateKey, dataSecret);
  const set = { serialNo, publicKeyId, publicKey, privateKey, checkedAt: app.now() };
  const { apiV3Key, nextApiV3Key } = openAccount(known, dataSecret);
  if (keys.apiV3Key === (nextApiV3Key ?? apiV3Key)) return ok({ set });
  const next = sealApiV3Key(known._id, keys.apiV3Key, dataSecret);
  // What WeChat has never used was a mistake, or is not wanted any more.
  if (known.nextKeyUsedAt === undefined) {
    return keys.apiV3Key === apiV3Key
      ? ok({ set, unset: ['nextApiV3Key'] })
      : ok({ set: { ...set, nextApiV3Key: next } });
  }
  if (known.nextKeyUsedAt + REPEATED_FOR > app.now() || known.nextApiV3Key === undefined) {
    return no('paymentKeyChanging');
  }
  return ok({ set: { ...set, apiV3Key: known.nextApiV3Key, nextApiV3Key: next }, unset: ['nextKeyUsedAt'] });
}
