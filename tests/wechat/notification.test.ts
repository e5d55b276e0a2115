import { createCipheriv, createSign, generateKeyPairSync } from 'node:crypto';
import { openNotification } from '../../functions/wechat/notification';
import { refundRequest } from '../../functions/wechat/pay';
import type { PaymentAccount } from '../../functions/wechat/paymentAccount';
import { readRefundNotice, readTransaction } from '../../functions/wechat/shapes';
import { readTransfer, transferRequest } from '../../functions/wechat/transfer';
import { forgeries } from '../../scripts/wechatStandIn/types';
import { accountOf, type Bench, openBench, type Received } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  // A second merchant, whose key the forgeries may use.
  await bench.control.merchant({ name: '隔壁的店' });
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const open = (
  message: Pick<Received, 'headers' | 'rawBody'>,
  changes: { account?: PaymentAccount; now?: number } = {},
) => openNotification({ ...message, account: bench.account, now: bench.now(), ...changes });

async function paymentNotice(): Promise<Received & { outTradeNo: string }> {
  const outTradeNo = await bench.paidOrder();
  await bench.control.flush();
  const [message] = bench.receiver.received.splice(0);
  if (!message) throw new Error('no notification came');
  return { ...message, outTradeNo };
}

let transfers = 0;

/** Of a transfer that has come to its end: confirmed, failed or cancelled. */
async function transferNotice(state: 'SUCCESS' | 'FAIL' | 'CANCELLED'): Promise<Received & { outBillNo: string }> {
  const outBillNo = `transfer${++transfers}`;
  const notifyUrl = `${bench.receiver.url}/transfer`;
  await bench.pay.transfer(transferRequest(bench.account, { outBillNo, openid: 'oPromoter', amount: 90, notifyUrl }));
  await bench.control.moveTransfer({ outBillNo, state, ...(state === 'FAIL' && { failReason: 'OVERDUE_CLOSE' }) });
  await bench.control.flush();
  const [message] = bench.receiver.received.splice(0);
  if (!message) throw new Error('no notification came');
  return { ...message, outBillNo };
}

describe('a real notification', () => {
  test('of a payment opens to the transaction', async () => {
    const { outTradeNo, ...message } = await paymentNotice();
    expect(message.path).toBe(`/pay/notify/${bench.account.id}/payment`);
    const opened = open(message);
    expect(opened).toMatchObject({
      ok: true,
      value: { eventType: 'TRANSACTION.SUCCESS', originalType: 'transaction' },
    });
    if (!opened.ok) throw new Error(opened.refusal);
    expect(readTransaction(opened.value.resource)).toEqual(await bench.pay.query({ outTradeNo }));
  });

  test.each([
    ['processing', 'SUCCESS'],
    ['abnormal', 'ABNORMAL'],
    ['closed', 'CLOSED'],
  ] as const)('of a refund (%s) tells that it is %s', async (kind, status) => {
    const { outTradeNo } = await paymentNotice();
    await bench.control.addFault({ match: { operation: 'refund' }, effect: { kind } });
    const notifyUrl = `${bench.receiver.url}/refund`;
    const parts = { outTradeNo, outRefundNo: 'refund-1', refund: 90, total: 2990, notifyUrl };
    await bench.pay.refund(refundRequest(parts));
    if (kind === 'processing') {
      await bench.control.settleRefund({ mchid: bench.account.mchid, outRefundNo: 'refund-1', status });
    }
    await bench.control.flush();
    const opened = open(bench.receiver.received[0] as Received);
    if (!opened.ok) throw new Error(opened.refusal);
    expect(opened.value).toMatchObject({ eventType: `REFUND.${status}`, originalType: 'refund' });
    const { mchid } = bench.account;
    const notice = { mchid, outTradeNo, outRefundNo: 'refund-1', status, refund: 90, total: 2990 };
    expect(readRefundNotice(opened.value.resource)).toMatchObject(notice);
    expect(readTransaction(opened.value.resource)).toBeUndefined();
  });

  test.each(['SUCCESS', 'FAIL', 'CANCELLED'] as const)('of a transfer tells that it is %s', async (state) => {
    const { outBillNo, ...message } = await transferNotice(state);
    const opened = open(message);
    if (!opened.ok) throw new Error(opened.refusal);
    expect(opened.value).toMatchObject({ eventType: 'MCHTRANSFER.BILL.FINISHED', originalType: 'mch_payment' });
    expect(readTransfer(opened.value.resource)).toEqual(await bench.pay.queryTransfer(outBillNo));
    expect(readTransaction(opened.value.resource)).toBeUndefined();
    expect(readRefundNotice(opened.value.resource)).toBeUndefined();
  });

  test('fifty copies are fifty times the same notification', async () => {
    await bench.control.addFault({ match: { operation: 'notify' }, effect: { kind: 'withhold' } });
    await bench.paidOrder();
    await bench.control.flush();
    expect(bench.receiver.received).toEqual([]);
    const deliveries = await bench.control.release({ copies: 50 });
    expect(deliveries.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const opened = bench.receiver.received.map((message) => open(message));
    const ids = new Set(opened.map((one) => (one.ok ? one.value.id : one.refusal)));
    expect(opened).toHaveLength(50);
    expect(ids).toEqual(new Set([deliveries[0]?.id]));
    expect(new Set(bench.receiver.received.map(({ headers }) => headers.get('wechatpay-nonce'))).size).toBe(50);
  });
});

describe('when it was signed', () => {
  const SKEW = 5 * 60_000;
  test.each([-SKEW, 0, SKEW])('%i ms from now is believed', async (off) => {
    const message = await paymentNotice();
    expect(open(message, { now: bench.now() + off }).ok).toBe(true);
  });
  test.each([-SKEW - 1, SKEW + 1])('%i ms from now is not', async (off) => {
    const message = await paymentNotice();
    expect(open(message, { now: bench.now() + off })).toEqual({ ok: false, refusal: 'notifyStale' });
  });
});

describe('a forged notification', () => {
  const refusedAs = {
    signature: 'notifySignature',
    body: 'notifySignature',
    timestamp: 'notifySignature',
    nonce: 'notifySignature',
    unsigned: 'notifySignature',
    otherKey: 'notifySignature',
    serial: 'notifySerial',
    stale: 'notifyStale',
    future: 'notifyStale',
    signtest: 'notifyProbe',
    ciphertext: 'notifySealed',
    tag: 'notifySealed',
    aad: 'notifySealed',
    resourceNonce: 'notifySealed',
    otherMerchant: 'notifySealed',
  } as const;

  test.each(Object.entries(refusedAs))('%s is refused: %s', async (variant, refusal) => {
    const { outTradeNo } = await paymentNotice();
    await bench.control.forge({ outTradeNo, variant: variant as keyof typeof refusedAs });
    expect(open(bench.receiver.received[0] as Received)).toEqual({ ok: false, refusal });
  });

  /** Signed and encrypted with the right keys: only the comparison with the order can tell. */
  const lies = {
    amount: { total: 2991 },
    appid: { appid: expect.any(String) },
    openid: { openid: expect.any(String) },
    mchid: { mchid: expect.any(String) },
  };
  test.each(Object.entries(lies))('a wrong %s inside opens, for the caller to compare', async (variant, lie) => {
    const { outTradeNo } = await paymentNotice();
    await bench.control.forge({ outTradeNo, variant: variant as keyof typeof lies });
    const opened = open(bench.receiver.received[0] as Received);
    if (!opened.ok) throw new Error(opened.refusal);
    const told = readTransaction(opened.value.resource);
    const real = await bench.pay.query({ outTradeNo });
    if (!told || real === 'notFound') throw new Error('both are transactions');
    const field = variant === 'amount' ? 'total' : (variant as 'appid' | 'openid' | 'mchid');
    expect(told).toMatchObject({ outTradeNo, ...lie });
    expect(told[field]).not.toBe(real[field]);
  });

  test.each(Object.entries(refusedAs))('%s of a transfer is refused too: %s', async (variant, refusal) => {
    const { outBillNo } = await transferNotice('SUCCESS');
    await bench.control.forge({ outBillNo, variant: variant as keyof typeof refusedAs });
    expect(open(bench.receiver.received[0] as Received)).toEqual({ ok: false, refusal });
  });

  test.each(['amount', 'openid', 'mchid'] as const)('a wrong %s of a transfer opens, to be compared', async (field) => {
    const { outBillNo } = await transferNotice('SUCCESS');
    await bench.control.forge({ outBillNo, variant: field });
    const opened = open(bench.receiver.received[0] as Received);
    if (!opened.ok) throw new Error(opened.refusal);
    const told = readTransfer(opened.value.resource);
    const real = await bench.pay.queryTransfer(outBillNo);
    if (!told || real === 'notFound') throw new Error('both are transfers');
    expect(told).toEqual({ ...real, [field]: told[field] });
    expect(told[field]).not.toBe(real[field]);
  });

  test('every kind of forgery is covered here', () => {
    expect([...Object.keys(refusedAs), ...Object.keys(lies)].sort()).toEqual([...forgeries].sort());
  });

  test('a real notification of another merchant does not open', async () => {
    const message = await paymentNotice();
    const other = accountOf(await bench.control.merchant());
    expect(open(message, { account: other })).toEqual({ ok: false, refusal: 'notifySealed' });
  });
});

describe('every byte of a real notification', () => {
  const headerNames = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'];
  /** One other character, kept printable so that it may stand in a header. */
  const flip = (text: string, at: number) => {
    const code = text.charCodeAt(at) ^ 1;
    return `${text.slice(0, at)}${String.fromCharCode(code < 33 ? 65 : code)}${text.slice(at + 1)}`;
  };

  test.each(headerNames)('of %s, changed, is refused', async (name) => {
    const message = await paymentNotice();
    const value = message.headers.get(name) ?? '';
    expect(value.length).toBeGreaterThan(9);
    for (let at = 0; at < value.length; at++) {
      const headers = new Headers(message.headers);
      headers.set(name, flip(value, at));
      expect({ at, ok: open({ ...message, headers }).ok }).toEqual({ at, ok: false });
    }
    const without = new Headers(message.headers);
    without.delete(name);
    expect(open({ ...message, headers: without }).ok).toBe(false);
  });

  test('of the body, changed, is refused; so is any part cut off or anything added', async () => {
    const message = await paymentNotice();
    const { rawBody } = message;
    expect(rawBody.length).toBeGreaterThan(500);
    for (let at = 0; at < rawBody.length; at++) {
      expect({ at, ok: open({ ...message, rawBody: flip(rawBody, at) }).ok }).toEqual({ at, ok: false });
    }
    for (const other of ['', rawBody.slice(1), rawBody.slice(0, -1), `${rawBody} `, `${rawBody}\n`]) {
      expect(open({ ...message, rawBody: other })).toEqual({ ok: false, refusal: 'notifySignature' });
    }
  });
});

/** Here WeChat's signature is right, so that only the decryption stands between a changed resource and us. */
describe('every byte of a resource, rightly signed', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account: PaymentAccount = {
    id: 'pac_1',
    merchantId: 'mer_1',
    mchid: '1900000001',
    appid: 'wx1',
    serialNo: 'S',
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    apiV3Key: '0123456789abcdef0123456789abcdef',
    publicKeyId: 'PUB_KEY_ID_1',
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  const now = 1_800_000_000_000;
  const plain = JSON.stringify({ mchid: account.mchid, out_trade_no: 'order-1', amount: { total: 2990 } });
  const nonce = 'abcdefghijkl';

  function seal(key = account.apiV3Key): Buffer {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('transaction'));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
  const good = {
    original_type: 'transaction',
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: seal().toString('base64'),
    associated_data: 'transaction',
    nonce,
  };
  function opened(resource: object, envelope: object = {}) {
    const message = { id: 'n', event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource', resource };
    const rawBody = JSON.stringify({ ...message, ...envelope });
    const timestamp = String(now / 1000);
    const signed = createSign('RSA-SHA256').update(`${timestamp}\nN\n${rawBody}\n`);
    const headers = new Headers({
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': 'N',
      'Wechatpay-Serial': account.publicKeyId ?? '',
      'Wechatpay-Signature': signed.sign(pair.privateKey, 'base64'),
    });
    return openNotification({ headers, rawBody, account, now });
  }
  const refused = { ok: false, refusal: 'notifySealed' };
  const unfit = { ok: false, refusal: 'notifyResource' };

  test('unchanged it opens', () => {
    expect(opened(good)).toMatchObject({ ok: true, value: { resource: JSON.parse(plain) } });
  });

  test('ciphertext and tag', () => {
    const sealed = seal();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect({ at, ...opened({ ...good, ciphertext: changed.toString('base64') }) }).toEqual({ at, ...refused });
    }
  });

  test('a tag of zeros, a short tag, no tag, no text', () => {
    const sealed = seal();
    const zeros = Buffer.concat([sealed.subarray(0, -16), Buffer.alloc(16)]);
    for (const bytes of [
      zeros,
      sealed.subarray(0, -4),
      sealed.subarray(0, -16),
      sealed.subarray(-16),
      sealed.subarray(0, 5),
    ]) {
      expect(opened({ ...good, ciphertext: bytes.toString('base64') })).toEqual(refused);
    }
    expect(opened({ ...good, ciphertext: '' })).toEqual(unfit);
  });

  test('associated data and nonce', () => {
    for (const associated_data of ['', 'transactioN', 'transaction ', 'refund', undefined]) {
      expect(opened({ ...good, associated_data })).toEqual(refused);
    }
    for (let at = 0; at < nonce.length; at++) {
      expect(opened({ ...good, nonce: `${nonce.slice(0, at)}Z${nonce.slice(at + 1)}` })).toEqual(refused);
    }
    for (const other of ['', nonce.slice(1), `${nonce}m`]) expect(opened({ ...good, nonce: other })).toEqual(refused);
  });

  test('another merchant’s key', () => {
    expect(opened({ ...good, ciphertext: seal('f'.repeat(32)).toString('base64') })).toEqual(refused);
  });

  test('another algorithm, another type, another event', () => {
    expect(opened({ ...good, algorithm: 'NONE' })).toEqual(unfit);
    expect(opened({ ...good, original_type: 'refund' })).toEqual(unfit);
    expect(opened({ ...good, original_type: 'combine-transactions' })).toEqual(unfit);
    for (const event_type of ['REFUND.SUCCESS', 'MCHTRANSFER.BILL.FINISHED', 'TRANSACTION', '']) {
      expect(opened(good, { event_type })).toEqual(unfit);
    }
    expect(opened(good, { resource_type: 'plain' })).toEqual(unfit);
    expect(opened(good, { id: { $ne: '' } })).toEqual(unfit);
  });
});
