import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, KeyMode, Merchant } from './types';

/** What belongs to WeChat itself, made at the first start and kept in the data folder. */
export interface PlatformKeys {
  /**
   * One key for all merchants, where WeChat gives each its own: so a notification of one merchant, brought to another,
   * is rightly signed and only its resource and its mchid give it away.
   */
  publicKeyId: string;
  publicKey: string;
  privateKey: string;
  /** The mini-program. */
  app: App;
}

/** A 2048-bit RSA pair in PEM. */
export function rsaPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export const randomText = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

export const randomDigits = (length: number): string => Array.from({ length }, () => randomInt(10)).join('');

/** Reads the platform's keys, or makes them: a half-written file is never seen, since it is renamed into place. */
export function platformKeys(dataDir: string): PlatformKeys {
  const file = join(dataDir, 'keys.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as PlatformKeys;
  const keys: PlatformKeys = {
    publicKeyId: `PUB_KEY_ID_0${randomDigits(28)}`,
    ...rsaPair(),
    app: { appid: `wx${randomBytes(8).toString('hex')}`, secret: randomBytes(16).toString('hex') },
  };
  writeFileSync(`${file}.new`, JSON.stringify(keys, null, 2));
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return keys;
}

/** A new merchant with its own API key pair and APIv3 key. */
export function newMerchant(given: { mchid?: string; name?: string; appid: string; keyMode?: KeyMode }): Merchant {
  return {
    mchid: given.mchid ?? `19${randomDigits(8)}`,
    name: given.name ?? '测试商户',
    appid: given.appid,
    serialNo: randomBytes(20).toString('hex').toUpperCase(),
    ...rsaPair(),
    apiV3Key: randomText(32),
    ...(given.keyMode && { keyMode: given.keyMode }),
  };
}
