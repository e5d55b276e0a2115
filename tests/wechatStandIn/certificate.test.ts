/** The stand-in's certificates are certificates, and it signs as a merchant's mode has it. */
import { X509Certificate } from 'node:crypto';
import { createSigner } from '../../functions/wechat/signer';
import { rsaPair } from '../../scripts/wechatStandIn/keys';
import type { MerchantCredentials } from '../../scripts/wechatStandIn/types';
import { certificateFor } from '../../scripts/wechatStandIn/x509';
import { accountOf, type Bench, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

test('a certificate is one that others can read', () => {
  const pair = rsaPair();
  const serial = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
  const [from, until] = [Date.parse('2026-03-01T01:02:03Z'), Date.parse('2051-03-01T00:00:00Z')];
  const read = new X509Certificate(certificateFor({ ...pair, serial, from, until }));
  expect(read.serialNumber).toBe(serial);
  expect([Date.parse(read.validFrom), Date.parse(read.validTo)]).toEqual([from, until]);
  expect(read.publicKey.export({ type: 'spki', format: 'pem' })).toBe(pair.publicKey);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.verify(new X509Certificate(certificateFor({ ...rsaPair(), serial, from, until })).publicKey)).toBe(false);
});

async function ask(credentials: MerchantCredentials, target: string, serial?: string) {
  const signer = createSigner(accountOf(credentials));
  const response = await fetch(`${bench.standIn.url}${target}`, {
    headers: {
      authorization: signer.authorization({ method: 'GET', target, body: '', now: bench.now() }),
      ...(serial !== undefined && { 'wechatpay-serial': serial }),
    },
  });
  const body = (await response.json()) as { code?: string; data?: { serial_no: string }[] };
  return { status: response.status, body, signed: response.headers.get('wechatpay-serial') };
}
const list = (credentials: MerchantCredentials, serial?: string) => ask(credentials, '/v3/certificates', serial);

test('in public-key mode there is no certificate, and everything is signed with the key', async () => {
  const merchant = await bench.control.merchant();
  expect(await list(merchant, merchant.publicKeyId)).toMatchObject({
    status: 404,
    body: { code: 'RESOURCE_NOT_EXISTS' },
    signed: merchant.publicKeyId,
  });
});

test('in certificate mode everything is signed with the newest one, and the key has no name', async () => {
  const merchant = await bench.control.merchant({ keyMode: 'certificate' });
  const first = await list(merchant);
  expect(first.body.data?.map(({ serial_no }) => serial_no)).toContain(first.signed);
  expect(await list(merchant, merchant.publicKeyId)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  const { serial } = await bench.control.rotateCertificate(60_000);
  const both = await list(merchant, serial);
  expect([both.status, both.signed]).toEqual([200, first.signed]);
  expect(both.body.data?.map(({ serial_no }) => serial_no)).toContain(serial);
  await bench.advance(60_000);
  expect((await list(merchant)).signed).toBe(serial);
  await bench.advance(86_400_000);
  expect((await list(merchant)).body.data?.map(({ serial_no }) => serial_no)).toEqual([serial]);
});

test('while it changes, an answer is signed as the request asks', async () => {
  const merchant = await bench.control.merchant({ keyMode: 'migrating' });
  expect((await list(merchant, merchant.publicKeyId)).signed).toBe(merchant.publicKeyId);
  const without = await list(merchant);
  expect(without.signed).toMatch(/^[0-9A-F]{40}$/);
  await bench.control.changeKeys(merchant.mchid, { keyMode: 'publicKey' });
  expect((await list(merchant)).signed).toBe(merchant.publicKeyId);
});

test('keys that are changed count at once; those of nobody cannot be', async () => {
  const merchant = await bench.control.merchant();
  const apiV3Key = 'changed_key_of_32_characters_001';
  expect(await bench.control.changeKeys(merchant.mchid, { apiV3Key })).toMatchObject({ apiV3Key });
  expect((await bench.control.credentials()).merchants.find(({ mchid }) => mchid === merchant.mchid)).toMatchObject({
    apiV3Key,
  });
  await expect(bench.control.changeKeys('1', { apiV3Key })).rejects.toMatchObject({ code: 'MCH_NOT_EXISTS' });
});
