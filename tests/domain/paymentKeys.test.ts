import { keyFaults, type PaymentKeyField, type PaymentKeys, tidyKeys } from '../../shared/domain/paymentKeys';

const pem = (name: string) => `-----BEGIN ${name}-----\nMIIEvQ==\n-----END ${name}-----`;
const KEYS: PaymentKeys = {
  mchid: '1600000001',
  serialNo: 'A'.repeat(40),
  privateKey: pem('PRIVATE KEY'),
  apiV3Key: 'a1'.repeat(16),
  publicKeyId: 'PUB_KEY_ID_0116000000012024',
  publicKey: pem('PUBLIC KEY'),
};

it('takes what looks right', () => expect(keyFaults(KEYS)).toEqual({}));

it('takes what was copied with spaces, small letters and the line ends of another system', () => {
  const copied = {
    ...KEYS,
    mchid: ' 1600000001\n',
    serialNo: 'a'.repeat(40),
    privateKey: `\n${KEYS.privateKey.replaceAll('\n', '\r\n')}\r\n`,
  };
  expect(tidyKeys(copied)).toEqual(KEYS);
});

it.each<[PaymentKeyField, string]>([
  ['mchid', '1234567'],
  ['mchid', '1'.repeat(33)],
  ['mchid', '16000000a1'],
  ['serialNo', 'A'.repeat(19)],
  ['serialNo', 'G'.repeat(40)],
  ['privateKey', pem('RSA PRIVATE KEY')],
  ['privateKey', pem('PUBLIC KEY')],
  ['privateKey', '-----BEGIN PRIVATE KEY-----\nMIIEvQ=='],
  ['apiV3Key', 'a'.repeat(31)],
  ['apiV3Key', 'a'.repeat(33)],
  ['apiV3Key', `${'a'.repeat(31)} `],
  ['publicKeyId', '0116000000012024'],
  ['publicKey', pem('PRIVATE KEY')],
  ['publicKey', pem('CERTIFICATE')],
])('says at its field what is wrong with %s %j', (field, value) => {
  expect(Object.keys(keyFaults({ ...KEYS, [field]: value }))).toEqual([field]);
});

it.each<[PaymentKeyField, string]>([
  ['mchid', '1'.repeat(8)],
  ['mchid', '1'.repeat(32)],
  ['serialNo', 'A'.repeat(20)],
  ['serialNo', 'F'.repeat(64)],
])('takes %s at its limit: %j', (field, value) => expect(keyFaults({ ...KEYS, [field]: value })).toEqual({}));
