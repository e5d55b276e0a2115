/**
 * WHAT THE KEYS OF A PAYMENT ACCOUNT LOOK LIKE. Looks only: whether they are the right ones, WeChat says
 * (`functions/usecases/paymentKeys.ts`).
 * Source: WeChat Pay v3, 商户 API 证书 and 微信支付公钥.
 */

export interface PaymentKeys {
  readonly mchid: string;
  /** Of the merchant's API certificate. */
  readonly serialNo: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  readonly apiV3Key: string;
  readonly publicKeyId: string;
  /** PEM. */
  readonly publicKey: string;
}

export type PaymentKeyField = keyof PaymentKeys;

const base64 = '[A-Za-z0-9+/=\\s]+';
const FORMS: Readonly<Record<PaymentKeyField, readonly [RegExp, string]>> = {
  mchid: [/^\d{8,32}$/, '商户号是 8 到 32 位数字'],
  serialNo: [/^[0-9A-F]{20,64}$/, '证书序列号是 40 位左右的数字和大写字母'],
  privateKey: [
    new RegExp(`^-----BEGIN PRIVATE KEY-----${base64}-----END PRIVATE KEY-----$`),
    '打开 apiclient_key.pem，从 BEGIN 到 END 整段贴进来',
  ],
  apiV3Key: [/^[0-9A-Za-z]{32}$/, 'APIv3 密钥正好是 32 位字母和数字'],
  publicKeyId: [/^PUB_KEY_ID_\w{8,64}$/, '公钥 ID 以 PUB_KEY_ID_ 开头'],
  publicKey: [
    new RegExp(`^-----BEGIN PUBLIC KEY-----${base64}-----END PUBLIC KEY-----$`),
    '打开 pub_key.pem，从 BEGIN 到 END 整段贴进来',
  ],
};

const FIELDS = Object.keys(FORMS) as PaymentKeyField[];

/** As they are meant: people copy spaces and line ends along, and write the serial in small letters. */
export const tidyKeys = (keys: PaymentKeys): PaymentKeys => ({
  mchid: keys.mchid.trim(),
  serialNo: keys.serialNo.trim().toUpperCase(),
  privateKey: tidyPem(keys.privateKey),
  apiV3Key: keys.apiV3Key.trim(),
  publicKeyId: keys.publicKeyId.trim(),
  publicKey: tidyPem(keys.publicKey),
});

const tidyPem = (pem: string): string => pem.trim().replace(/\r\n?/g, '\n');

/** What is wrong, by field, in a sentence for the merchant; nothing where all look right. @param keys tidied */
export const keyFaults = (keys: PaymentKeys): Partial<Record<PaymentKeyField, string>> =>
  Object.fromEntries(
    FIELDS.filter((field) => !FORMS[field][0].test(keys[field])).map((field) => [field, FORMS[field][1]]),
  );
