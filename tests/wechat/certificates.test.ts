/** WeChat Pay's keys in every mode: what is signed with the right one is believed, and every forged byte is refused. */
import { readCertificates } from '../../functions/wechat/certificates';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import { openNotification } from '../../functions/wechat/notification';
import { createPay, type PayClient, prepayRequest } from '../../functions/wechat/pay';
import type { PaymentAccount } from '../../functions/wechat/paymentAccount';
import { rsaPair } from '../../scripts/wechatStandIn/keys';
import { beijingTime, encryptResource } from '../../scripts/wechatStandIn/signing';
import type { FaultEffect, KeyMode } from '../../scripts/wechatStandIn/types';
import { certificateFor } from '../../scripts/wechatStandIn/x509';
import { DAY, HOUR } from '../../shared/time';
import { accountOf, type Bench, BUYER, openBench, type Received } from '../support/standIn';

let bench: Bench;
let counter = 0;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const MODES = ['publicKey', 'certificate', 'migrating'] as const;
type Mode = (typeof MODES)[number];

interface Merchant {
  account: PaymentAccount;
  pay: PayClient;
}

const clientOf = (account: PaymentAccount, renewed?: () => Promise<PaymentAccount | undefined>): PayClient =>
  createPay(account, { base: bench.standIn.url, now: bench.now, ...(renewed && { renewed }) });

/** A merchant whom WeChat signs for in this way, with all that it takes to believe it. */
async function merchant(mode: Mode): Promise<Merchant> {
  const keyMode = mode === 'publicKey' ? {} : { keyMode: mode as KeyMode };
  const whole = accountOf(await bench.control.merchant({ name: mode, ...keyMode }));
  if (mode === 'publicKey') return { account: whole, pay: clientOf(whole) };
  const { publicKey: _, publicKeyId: __, ...bare } = whole;
  const first: PaymentAccount = { ...bare, platformCertificates: {} };
  const platformCertificates = await clientOf(first).certificates();
  if (platformCertificates === 'none') throw new Error('there are certificates');
  const account = { ...(mode === 'migrating' ? whole : bare), platformCertificates };
  return { account, pay: clientOf(account) };
}

const requestOf = (account: PaymentAccount) =>
  prepayRequest(account, {
    outTradeNo: `cert-${String(++counter).padStart(6, '0')}`,
    description: '阳山水蜜桃',
    total: 2990,
    openid: BUYER,
    notifyUrl: `${bench.receiver.url}/notify`,
    expiresAt: bench.now() + HOUR,
  });

/** A payment's notification, as it comes. */
async function noticeOf({ account, pay }: Merchant): Promise<Received & { outTradeNo: string }> {
  const request = requestOf(account);
  await pay.prepay(request);
  await bench.control.pay({ outTradeNo: request.out_trade_no, mchid: account.mchid, openid: BUYER });
  await bench.control.flush();
  const [message] = bench.receiver.received.splice(0);
  if (!message) throw new Error('no notification came');
  return { ...message, outTradeNo: request.out_trade_no };
}

const open = (account: PaymentAccount, message: Pick<Received, 'headers' | 'rawBody'>) =>
  openNotification({ ...message, account, now: bench.now() });
const serialOf = ({ headers }: Pick<Received, 'headers'>) => headers.get('wechatpay-serial') ?? '';

describe.each(MODES)('in the mode %s', (mode) => {
  let one: Merchant;
  beforeAll(async () => {
    await bench.reset();
    one = await merchant(mode);
  });

  test('orders are paid, asked for and closed', async () => {
    const { outTradeNo } = await noticeOf(one);
    expect(await one.pay.query({ outTradeNo })).toMatchObject({ state: 'SUCCESS', total: 2990 });
    const unpaid = requestOf(one.account);
    expect(await one.pay.prepay(unpaid)).toMatchObject({ ok: true });
    expect(await one.pay.close(unpaid.out_trade_no)).toBe('closed');
    expect(await one.pay.query({ outTradeNo: 'nowhere' })).toBe('notFound');
  });

  const TAMPERED = ['body', 'signature', 'serial', 'timestamp', 'stale', 'nonce', 'unsigned'] as const;
  test.each(TAMPERED)('an answer with another %s is not believed', async (what) => {
    await bench.control.addFault({
      match: { operation: 'prepay' },
      effect: { kind: 'tamper', what } satisfies FaultEffect,
    });
    await expect(one.pay.prepay(requestOf(one.account))).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('a notification opens, and no forged one does', async () => {
    const message = await noticeOf(one);
    expect(open(one.account, message)).toMatchObject({ ok: true, value: { under: 'current' } });
    for (const variant of [
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
    ] as const) {
      bench.receiver.received.length = 0;
      await bench.control.forge({ outTradeNo: message.outTradeNo, variant });
      expect([variant, open(one.account, bench.receiver.received[0] as Received).ok]).toEqual([variant, false]);
    }
  });

  test('each byte of a signature counts', async () => {
    const message = await noticeOf(one);
    const signature = Buffer.from(message.headers.get('wechatpay-signature') ?? '', 'base64');
    for (let at = 0; at < signature.length; at++) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] as number) ^ 1;
      const headers = new Headers(message.headers);
      headers.set('wechatpay-signature', changed.toString('base64'));
      expect({ at, ok: open(one.account, { ...message, headers }).ok }).toEqual({ at, ok: false });
    }
  });
});

describe('while a merchant changes from certificates to a public key', () => {
  test('answers and notifications come under either serial, and both are believed', async () => {
    const one = await merchant('migrating');
    const serials = new Set<string>();
    for (let times = 0; times < 4; times++) {
      const message = await noticeOf(one);
      expect(open(one.account, message).ok).toBe(true);
      serials.add(serialOf(message));
    }
    expect([...serials].sort()).toEqual(
      [one.account.publicKeyId, ...Object.keys(one.account.platformCertificates ?? {})].sort(),
    );
    // Before it has the public key, it names none, and is answered under a certificate.
    const { publicKey: _, publicKeyId: __, ...before } = one.account;
    expect(await clientOf(before).prepay(requestOf(before))).toMatchObject({ ok: true });
  });

  test('a key that the account does not have is not believed', async () => {
    const one = await merchant('migrating');
    const messages = [await noticeOf(one), await noticeOf(one)];
    const { publicKey: _, publicKeyId: __, ...certificatesAlone } = one.account;
    const keyAlone = { ...one.account, platformCertificates: undefined };
    for (const message of messages) {
      const byKey = serialOf(message) === one.account.publicKeyId;
      expect(open(certificatesAlone, message).ok).toBe(!byKey);
      expect(open(keyAlone, message).ok).toBe(byKey);
    }
    const inherited = new Headers(messages[0]?.headers);
    inherited.set('wechatpay-serial', 'constructor');
    expect(open(one.account, { ...(messages[0] as Received), headers: inherited })).toEqual({
      ok: false,
      refusal: 'notifySerial',
    });
  });

  test('the serial of one key with the signature of the other is refused', async () => {
    const one = await merchant('migrating');
    const message = await noticeOf(one);
    const all = [one.account.publicKeyId ?? '', ...Object.keys(one.account.platformCertificates ?? {})];
    const headers = new Headers(message.headers);
    headers.set('wechatpay-serial', all.find((serial) => serial !== serialOf(message)) ?? '');
    expect(open(one.account, { ...message, headers })).toEqual({ ok: false, refusal: 'notifySignature' });
  });
});

describe('certificates', () => {
  test('there are none in pure public-key mode', async () => {
    const { pay } = await merchant('publicKey');
    expect(await pay.certificates()).toBe('none');
  });

  test('a request names no serial where there is no public key of WeChat’s', async () => {
    const { account } = await merchant('certificate');
    // Whoever names one that is not theirs is refused.
    const wrong = clientOf({ ...account, publicKeyId: 'PUB_KEY_ID_0', publicKey: rsaPair().publicKey });
    await expect(wrong.certificates()).rejects.toBeInstanceOf(WechatRejected);
    expect(await clientOf(account).certificates()).toEqual(account.platformCertificates);
  });

  test('the next one is listed before it signs, and the last one is believed until its end', async () => {
    const { account, pay } = await merchant('certificate');
    const [old = ''] = Object.keys(account.platformCertificates ?? {});
    const { serial } = await bench.control.rotateCertificate(DAY);
    const both = await pay.certificates();
    expect(Object.keys(both).sort()).toEqual([old, serial].sort());
    const ready = { ...account, platformCertificates: both === 'none' ? {} : both };
    expect(serialOf(await noticeOf({ account: ready, pay }))).toBe(old);
    const late = await noticeOf({ account: ready, pay });
    await bench.advance(DAY);
    const message = await noticeOf({ account: ready, pay: clientOf(ready) });
    expect([serialOf(message), open(ready, message).ok]).toEqual([serial, true]);
    // Signed before the change, and told now; but not once its certificate has ended.
    const ended = { ...ready.platformCertificates?.[old], until: bench.now() } as never;
    const at = { now: bench.now() - DAY, account: ready };
    expect(openNotification({ ...late, ...at }).ok).toBe(true);
    const over = { ...ready, platformCertificates: { ...ready.platformCertificates, [old]: ended } };
    expect(openNotification({ ...late, now: bench.now(), account: over })).toEqual({
      ok: false,
      refusal: 'notifySerial',
    });
    await bench.advance(DAY);
    expect(Object.keys(await clientOf(ready).certificates())).toEqual([serial]);
  });

  test('an answer under an unknown serial makes it ask once, and is then believed; the next ones are at once', async () => {
    const { account } = await merchant('certificate');
    let asked = 0;
    const renewed = async () => {
      asked += 1;
      const platformCertificates = await clientOf(account).certificates();
      return platformCertificates === 'none' ? undefined : { ...account, platformCertificates };
    };
    const pay = clientOf(account, renewed);
    await bench.control.rotateCertificate();
    expect(await pay.prepay(requestOf(account))).toMatchObject({ ok: true });
    expect(await pay.prepay(requestOf(account))).toMatchObject({ ok: true });
    expect(asked).toBe(1);
    await bench.control.addFault({ match: { operation: 'prepay' }, effect: { kind: 'tamper', what: 'serial' } });
    await expect(pay.prepay(requestOf(account))).rejects.toBeInstanceOf(WechatUnavailable);
    expect(asked).toBe(2);
  });

  test.each(['body', 'signature', 'serial', 'timestamp', 'stale', 'nonce', 'unsigned'] as const)(
    'a list with another %s is not believed',
    async (what) => {
      const { account, pay } = await merchant('certificate');
      await bench.control.addFault({ match: { operation: 'certificates' }, effect: { kind: 'tamper', what } });
      const first = clientOf({ ...account, platformCertificates: {} });
      // Nothing of the list's body is changed by 'body': it has none of the fields that are.
      if (what === 'body') return expect(await pay.certificates()).toEqual(account.platformCertificates);
      await expect(pay.certificates()).rejects.toBeInstanceOf(WechatUnavailable);
      await expect(first.certificates()).rejects.toBeInstanceOf(WechatUnavailable);
    },
  );

  test('with another API v3 key nothing of a list is believed', async () => {
    const { account } = await merchant('certificate');
    const wrong = clientOf({ ...account, apiV3Key: 'x'.repeat(32) });
    await expect(wrong.certificates()).rejects.toBeInstanceOf(WechatUnavailable);
    const next = clientOf({ ...account, apiV3Key: 'x'.repeat(32), nextApiV3Key: account.apiV3Key });
    expect(await next.certificates()).toEqual(account.platformCertificates);
  });
});

describe('a list', () => {
  const now = Date.parse('2026-03-01T09:00:00+08:00');
  const KEY = '0123456789abcdef0123456789abcdef';
  const account = { apiV3Key: KEY } as PaymentAccount;
  const pair = rsaPair();
  const SERIAL = '5A'.repeat(20);
  const pem = certificateFor({ ...pair, serial: SERIAL, from: now - DAY, until: now + DAY });
  const entry = (plain = pem, changes: object = {}, sealed: object = {}, key = KEY) => {
    const { original_type: _, ...encrypted } = encryptResource(key, 'certificate', plain);
    return {
      serial_no: SERIAL,
      effective_time: beijingTime(now - DAY),
      expire_time: beijingTime(now + DAY),
      encrypt_certificate: { ...encrypted, ...sealed },
      ...changes,
    };
  };
  const read = (...data: object[]) => readCertificates({ data }, account, now);

  test('is read by serial, without those that have ended', () => {
    const certificate = { certificate: pem, from: now - DAY, until: now + DAY };
    expect(read(entry())).toEqual({ [SERIAL]: certificate });
    expect(read(entry(pem, { expire_time: beijingTime(now) }))).toEqual({});
  });

  test('each byte of it counts', () => {
    const { encrypt_certificate: sealed } = entry();
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      const ciphertext = changed.toString('base64');
      expect(read({ ...entry(), encrypt_certificate: { ...sealed, ciphertext } })).toBeUndefined();
    }
  });

  test.each([
    ['encrypted for somebody else', entry(pem, {}, {}, 'f'.repeat(32))],
    ['under another name', entry(pem, { serial_no: '5B'.repeat(20) })],
    ['with other associated data', entry(pem, {}, { associated_data: 'transaction' })],
    ['of another algorithm', entry(pem, {}, { algorithm: 'NONE' })],
    ['that is no certificate', entry('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')],
    ['that is a bare key', entry(pair.publicKey)],
    ['without its end', entry(pem, { expire_time: 'never' })],
    ['with a serial that is a name', entry(pem, { serial_no: '__proto__' })],
  ])('with one that is %s is no list', (_, wrong) => {
    expect(read(wrong)).toBeUndefined();
    // One wrong one spoils the right ones beside it.
    expect(read(entry(), wrong)).toBeUndefined();
  });

  test.each([{}, { data: [] }, { data: {} }, [], null, undefined, 'x'])('%j is none', (json) => {
    expect(readCertificates(json, account, now)).toBeUndefined();
  });
});
