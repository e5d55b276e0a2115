/** Payment accounts: their secrets, sealed, and how these change while payments go on. Written only by guarded updates. */
import type { Ms } from '../../shared/time';
import type { Collections, PaymentAccountDoc } from './collections';
import { seal, unseal } from './sealed';

type Accounts = Pick<Collections, 'paymentAccounts'>;
type Certificates = NonNullable<PaymentAccountDoc['platformCertificates']>;

/** What a secret of an account is sealed for. Both API v3 keys are sealed alike, so that one takes the other's place as it is. */
const about = (id: string, name: 'privateKey' | 'apiV3Key'): string => `${id}/${name}`;

export const sealPrivateKey = (id: string, plain: string, dataSecret: string): string =>
  seal(plain, dataSecret, about(id, 'privateKey'));

export const sealApiV3Key = (id: string, plain: string, dataSecret: string): string =>
  seal(plain, dataSecret, about(id, 'apiV3Key'));

/** An account with its secrets opened. @throws if they were sealed with another DATA_SECRET */
export function openAccount({ _id, ...doc }: PaymentAccountDoc, dataSecret: string) {
  const { nextApiV3Key: next } = doc;
  return {
    ...doc,
    id: _id,
    privateKey: unseal(doc.privateKey, dataSecret, about(_id, 'privateKey')),
    apiV3Key: unseal(doc.apiV3Key, dataSecret, about(_id, 'apiV3Key')),
    nextApiV3Key: next === undefined ? undefined : unseal(next, dataSecret, about(_id, 'apiV3Key')),
  };
}

/* ── platform certificates ──────────────────────────────────────────────────────────────────────────────────────── */

/** Accounts whose certificates are to be looked at again. */
export const certificatesDue = ({ paymentAccounts }: Accounts, now: Ms, limit: number): Promise<PaymentAccountDoc[]> =>
  paymentAccounts
    .find({ certificatesDueAt: { $lte: now } })
    .sort({ certificatesDueAt: 1 })
    .limit(limit)
    .toArray();

/** Whoever moves the date asks WeChat; if that fails, somebody does so at `again`. @returns whether it is us */
export async function claimCertificates(
  { paymentAccounts }: Accounts,
  { _id, certificatesDueAt }: PaymentAccountDoc,
  now: Ms,
  again: Ms,
): Promise<boolean> {
  const claimed = await paymentAccounts.updateOne(
    { _id, certificatesDueAt },
    { $set: { certificatesDueAt: again, certificatesAskedAt: now } },
  );
  return claimed.matchedCount === 1;
}

/** Something is signed under an unknown serial: one asks, and whoever comes within `apart` after that does not. */
export async function claimUnknownSerial(
  { paymentAccounts }: Accounts,
  id: string,
  now: Ms,
  apart: Ms,
): Promise<boolean> {
  const claimed = await paymentAccounts.updateOne(
    { _id: id, certificatesDueAt: { $exists: true }, certificatesAskedAt: { $not: { $gt: now - apart } } },
    { $set: { certificatesAskedAt: now } },
  );
  return claimed.matchedCount === 1;
}

/** @param dueAt when they are looked at again */
export async function keepCertificates(
  { paymentAccounts }: Accounts,
  id: string,
  platformCertificates: Certificates,
  dueAt: Ms,
): Promise<void> {
  await paymentAccounts.updateOne({ _id: id }, { $set: { platformCertificates, certificatesDueAt: dueAt } });
}

/** WeChat signs with a public key alone. */
export async function forgetCertificates({ paymentAccounts }: Accounts, id: string): Promise<void> {
  const gone = { platformCertificates: '', certificatesDueAt: '', certificatesAskedAt: '' } as const;
  await paymentAccounts.updateOne({ _id: id }, { $unset: gone });
}

/* ── another API v3 key ─────────────────────────────────────────────────────────────────────────────────────────── */

/** The next key is known from now on. @returns false if there is one already */
export async function addNextKey({ paymentAccounts }: Accounts, id: string, sealed: string): Promise<boolean> {
  const added = await paymentAccounts.updateOne(
    { _id: id, nextApiV3Key: { $exists: false } },
    { $set: { nextApiV3Key: sealed } },
  );
  return added.modifiedCount === 1;
}

/** WeChat has encrypted something under the next key: the first time is kept. */
export async function nextKeyUsed({ paymentAccounts }: Accounts, id: string, now: Ms): Promise<void> {
  await paymentAccounts.updateOne(
    { _id: id, nextApiV3Key: { $exists: true }, nextKeyUsedAt: { $exists: false } },
    { $set: { nextKeyUsedAt: now } },
  );
}

/** The next key is the key from now on, and the last one is gone. @param nextApiV3Key as it was read */
export async function finishKey({ paymentAccounts }: Accounts, id: string, nextApiV3Key: string): Promise<boolean> {
  const finished = await paymentAccounts.updateOne(
    { _id: id, nextApiV3Key },
    { $set: { apiV3Key: nextApiV3Key }, $unset: { nextApiV3Key: '', nextKeyUsedAt: '' } },
  );
  return finished.modifiedCount === 1;
}

/** The next key is none after all, as long as WeChat has not used it. */
export async function dropNextKey({ paymentAccounts }: Accounts, id: string): Promise<boolean> {
  const dropped = await paymentAccounts.updateOne(
    { _id: id, nextApiV3Key: { $exists: true }, nextKeyUsedAt: { $exists: false } },
    { $unset: { nextApiV3Key: '' } },
  );
  return dropped.modifiedCount === 1;
}

/* ── keys that the shop gives ───────────────────────────────────────────────────────────────────────────────────── */

/** The shop's own account; another shop's is not found, as if there were none. */
export const accountOf = (
  { paymentAccounts }: Accounts,
  merchantId: string,
  id: string,
): Promise<PaymentAccountDoc | null> => paymentAccounts.findOne({ _id: id, merchantId });

/** The account of this mchid, whose ever it is. */
export const accountByMchid = (
  { paymentAccounts }: Accounts,
  mchid: string,
  appid: string,
): Promise<PaymentAccountDoc | null> => paymentAccounts.findOne({ mchid, appid });

/** Its keys are known to be right. */
export async function keepChecked({ paymentAccounts }: Accounts, id: string, now: Ms): Promise<void> {
  await paymentAccounts.updateOne({ _id: id }, { $set: { checkedAt: now } });
}

/** Adds the account, once. @returns false where there is one of this id or mchid by now */
export async function addAccount({ paymentAccounts }: Accounts, doc: PaymentAccountDoc): Promise<boolean> {
  const { _id, mchid, appid, ...rest } = doc;
  const { upsertedCount } = await paymentAccounts.updateOne(
    { mchid, appid },
    { $setOnInsert: { _id, ...rest } },
    { upsert: true },
  );
  return upsertedCount === 1;
}

/** What replaces the keys of an account, sealed. */
export interface KeyChange {
  readonly set: Partial<PaymentAccountDoc>;
  /** It is the next key no more, or has not been used yet. */
  readonly unset?: ReadonlyArray<'nextApiV3Key' | 'nextKeyUsedAt'>;
}

/** @param before as it was read @returns false where its keys have changed since, or WeChat has begun to use the next one */
export async function replaceKeys(
  { paymentAccounts }: Accounts,
  { _id, version, nextApiV3Key, nextKeyUsedAt }: PaymentAccountDoc,
  { set, unset = [] }: KeyChange,
): Promise<boolean> {
  const absent = { $exists: false } as const;
  const { matchedCount } = await paymentAccounts.updateOne(
    {
      _id,
      version: version ?? absent,
      nextApiV3Key: nextApiV3Key ?? absent,
      nextKeyUsedAt: nextKeyUsedAt ?? absent,
    } as object,
    {
      $set: { ...set, version: (version ?? 0) + 1 },
      ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((field) => [field, ''])) } : {}),
    },
  );
  return matchedCount === 1;
}

/** New orders of the shop are paid over this account. @returns false where another than `before` stands there by now */
export async function payOver(
  { merchants }: Pick<Collections, 'merchants'>,
  merchantId: string,
  before: string | undefined,
  accountId: string,
): Promise<boolean> {
  const { matchedCount } = await merchants.updateOne(
    { _id: merchantId, paymentAccountId: before ?? { $exists: false } },
    { $set: { paymentAccountId: accountId } },
  );
  return matchedCount === 1;
}
