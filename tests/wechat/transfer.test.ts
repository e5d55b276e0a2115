/** Money to a person: the request in WeChat's words, its answers and refusals, and whom we believe. */
import { constants, privateDecrypt } from 'node:crypto';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import type { PaymentAccount } from '../../functions/wechat/paymentAccount';
import { encryptFor, readTransfer, type TransferRequest, transferRequest } from '../../functions/wechat/transfer';
import { rsaPair } from '../../scripts/wechatStandIn/keys';
import { certificateFor } from '../../scripts/wechatStandIn/x509';
import { DAY } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const PROMOTER = 'oPromoter0000000000000000001';
let counter = 0;

const request = (): TransferRequest =>
  transferRequest(bench.account, {
    outBillNo: `transfer${String(++counter).padStart(6, '0')}`,
    openid: PROMOTER,
    amount: 8_800,
    notifyUrl: `${bench.receiver.url}/pay/notify/${bench.account.id}/transfer`,
  });

const transfersInBooks = async () => (await bench.control.books(bench.account.mchid)).transfers;

describe('the request', () => {
  const parts = { outBillNo: 'wdr1T1', openid: PROMOTER, amount: 8_800, notifyUrl: 'https://a.cn/t' };
  const said = {
    appid: 'wx1',
    out_bill_no: 'wdr1T1',
    transfer_scene_id: '1005',
    openid: PROMOTER,
    transfer_amount: 8_800,
    transfer_remark: '佣金提现',
    notify_url: 'https://a.cn/t',
    user_recv_perception: '劳务报酬',
    transfer_scene_report_infos: [
      { info_type: '岗位类型', info_content: '分销员' },
      { info_type: '报酬说明', info_content: '推广佣金' },
    ],
  };

  test('says all that WeChat needs, in its words', () => {
    expect(transferRequest({ appid: 'wx1' }, parts)).toEqual(said);
    expect(transferRequest({ appid: 'wx1' }, { ...parts, userName: 'sealed' })).toEqual({
      ...said,
      user_name: 'sealed',
    });
  });
});

describe('a transfer', () => {
  test('sent, asked about, cancelled: what WeChat says of it is read', async () => {
    const body = request();
    const answer = await bench.pay.transfer(body);
    expect(answer).toMatchObject({ ok: true, value: { outBillNo: body.out_bill_no, status: 'WAIT_USER_CONFIRM' } });
    expect(await bench.pay.queryTransfer(body.out_bill_no)).toEqual({
      outBillNo: body.out_bill_no,
      transferBillNo: answer.ok && answer.value.transferBillNo,
      status: 'WAIT_USER_CONFIRM',
      amount: 8_800,
      openid: PROMOTER,
      mchid: bench.account.mchid,
      packageInfo: undefined,
      failure: undefined,
      createdAt: bench.now(),
      updatedAt: bench.now(),
    });
    expect(await bench.pay.cancelTransfer(body.out_bill_no)).toBe('asked');
    expect(await bench.pay.queryTransfer(body.out_bill_no)).toMatchObject({ status: 'CANCELLED' });
  });

  test('an answer that was lost after the work: sent again twenty times at once it is one transfer', async () => {
    const body = request();
    await bench.control.addFault({ match: { operation: 'transfer' }, times: 1, effect: { kind: 'timeoutAfter' } });
    await expect(bench.pay.transfer(body)).rejects.toBeInstanceOf(WechatUnavailable);
    const answers = await Promise.all(Array.from({ length: 20 }, () => bench.pay.transfer(body)));
    expect(new Set(answers.map((one) => one.ok && one.value.transferBillNo)).size).toBe(1);
    expect(await transfersInBooks()).toHaveLength(1);
  });
});

describe('whom we believe', () => {
  test.each(['body', 'signature', 'serial', 'timestamp', 'stale', 'nonce', 'unsigned'] as const)(
    'an answer with a tampered %s is no answer',
    async (what) => {
      const body = request();
      expect(await bench.pay.transfer(body)).toMatchObject({ ok: true });
      await bench.control.addFault({ match: {}, effect: { kind: 'tamper', what } });
      await expect(bench.pay.transfer(body)).rejects.toBeInstanceOf(WechatUnavailable);
      await expect(bench.pay.queryTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatUnavailable);
      await expect(bench.pay.cancelTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatUnavailable);
    },
  );

  test('a refusal that nobody has signed is told as such: no money is given back upon it', async () => {
    await bench.control.addFault({ match: { operation: 'transfer' }, times: 1, effect: { kind: 'notEnough' } });
    expect(await bench.pay.transfer(request())).toEqual({ ok: false, refusal: 'notEnough' });
    await bench.control.addFault({ match: {}, effect: { kind: 'tamper', what: 'unsigned' } });
    await bench.control.setOperating({ mchid: bench.account.mchid, fen: 0 });
    const refused = { constructor: WechatRejected, code: 'NOT_ENOUGH', signed: false };
    await expect(bench.pay.transfer(request())).rejects.toMatchObject(refused);
    await bench.control.clearFaults();
    await bench.control.addFault({ match: {}, effect: { kind: 'fail', status: 403, code: 'NO_AUTH' } });
    await expect(bench.pay.transfer(request())).rejects.toMatchObject({ code: 'NO_AUTH', signed: true });
  });

  test('a refusal that is wrongly signed does not say that nothing was found', async () => {
    await bench.control.addFault({ match: {}, effect: { kind: 'tamper', what: 'body' } });
    await expect(bench.pay.queryTransfer('nobody')).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test.each([
    ['another transfer', { out_bill_no: 'another', state: 'SUCCESS' }],
    ['another merchant', { mch_id: '1900000000', state: 'SUCCESS' }],
    ['a state that nobody knows', { state: 'REFUNDED' }],
    ['half a fen', { state: 'SUCCESS', transfer_amount: 0.5 }],
    ['a time that is none', { state: 'SUCCESS', create_time: 'yesterday' }],
    ['nothing', { out_bill_no: undefined }],
  ])('a rightly signed answer about %s is not what was asked for', async (_, changes) => {
    const body = request();
    const said = { out_bill_no: body.out_bill_no, transfer_bill_no: '133', ...changes };
    await bench.control.addFault({ match: {}, effect: { kind: 'fail', status: 200, body: said } });
    await expect(bench.pay.transfer(body)).rejects.toBeInstanceOf(WechatUnavailable);
    await expect(bench.pay.queryTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatUnavailable);
  });
});

describe('refusals', () => {
  const refuse = (status: number, code: string) =>
    bench.control.addFault({ match: {}, effect: { kind: 'fail', status, code } });

  test.each([
    [403, 'NOT_ENOUGH', 'notEnough'],
    [400, 'NOTENOUGH', 'notEnough'],
    [500, 'NOT_ENOUGH', 'notEnough'],
    [400, 'PARAM_ERROR', 'transferInvalid'],
    [400, 'INVALID_REQUEST', 'transferInvalid'],
  ] as const)('%i %s: %s', async (status, code, refusal) => {
    await refuse(status, code);
    expect(await bench.pay.transfer(request())).toEqual({ ok: false, refusal });
  });

  test.each([
    [500, 'SYSTEM_ERROR'],
    [503, 'ANYTHING'],
    [429, 'ANYTHING'],
    [403, 'FREQUENCY_LIMITED'],
    [403, 'RATELIMIT_EXCEEDED'],
  ])('%i %s is to be asked again', async (status, code) => {
    await refuse(status, code);
    const body = request();
    await expect(bench.pay.transfer(body)).rejects.toBeInstanceOf(WechatUnavailable);
    await expect(bench.pay.queryTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatUnavailable);
    await expect(bench.pay.cancelTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('of a query NOT_FOUND alone means that WeChat does not have it', async () => {
    await refuse(404, 'NOT_FOUND');
    expect(await bench.pay.queryTransfer('nobody')).toBe('notFound');
    expect(await bench.pay.cancelTransfer('nobody')).toBe('notFound');
    await bench.control.clearFaults();
    await bench.control.addFault({ match: {}, effect: { kind: 'fail', status: 404, body: 'nothing here' } });
    await expect(bench.pay.queryTransfer('nobody')).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test.each(['NO_AUTH', 'SIGN_ERROR', 'APPID_MCHID_NOT_MATCH', 'constructor'])('%s is said loudly', async (code) => {
    await refuse(403, code);
    const body = request();
    await expect(bench.pay.transfer(body)).rejects.toBeInstanceOf(WechatRejected);
    await expect(bench.pay.queryTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatRejected);
    await expect(bench.pay.cancelTransfer(body.out_bill_no)).rejects.toBeInstanceOf(WechatRejected);
  });
});

describe('what is read', () => {
  const told = { out_bill_no: 'wdr1T1', state: 'SUCCESS', mch_id: '19', openid: PROMOTER, transfer_amount: 1 };

  test('unknown fields, empty ones and either name of the merchant', () => {
    const read = { outBillNo: 'wdr1T1', status: 'SUCCESS', mchid: '19', amount: 1, openid: PROMOTER };
    expect(readTransfer(told)).toMatchObject(read);
    const { mch_id, ...others } = told;
    expect(readTransfer({ ...others, mchid: mch_id, anything: { new: true } })).toMatchObject(read);
    expect(readTransfer({ ...told, fail_reason: '', package_info: null })).toMatchObject({
      failure: undefined,
      packageInfo: undefined,
    });
    expect(readTransfer({ ...told, fail_reason: 'X'.repeat(500) })?.failure).toBe('X'.repeat(64));
  });

  test.each([
    null,
    'SUCCESS',
    [],
    {},
    { ...told, state: 'OK' },
    { ...told, transfer_amount: '1' },
    { ...told, mch_id: 19 },
  ])('%j is none', (value) => expect(readTransfer(value)).toBeUndefined());
});

describe('the name', () => {
  const NOW = Date.parse('2026-03-01T09:00:00+08:00');
  const open = (text: string, privateKey: string) => {
    const options = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    return privateDecrypt(options, Buffer.from(text, 'base64')).toString('utf8');
  };
  const certificate = (serial: string, from: number, until: number) => {
    const pair = rsaPair();
    return {
      privateKey: pair.privateKey,
      kept: { certificate: certificateFor({ ...pair, serial, from, until }), from, until },
    };
  };
  type Keys = Pick<PaymentAccount, 'publicKeyId' | 'publicKey' | 'platformCertificates'>;

  test('is encrypted with the public key, also while certificates are still believed', () => {
    const pair = rsaPair();
    const [now] = [certificate('A1', NOW - DAY, NOW + DAY)];
    for (const platformCertificates of [undefined, { A1: now.kept }]) {
      const keys: Keys = { publicKeyId: 'PUB_KEY_ID_1', publicKey: pair.publicKey, platformCertificates };
      const sealed = encryptFor(keys, '周小满', NOW);
      expect(sealed?.serial).toBe('PUB_KEY_ID_1');
      expect(open(sealed?.text ?? '', pair.privateKey)).toBe('周小满');
    }
  });

  test('with the certificate that lives longest, and never with one that has ended or has not begun', () => {
    const all = {
      ended: certificate('A1', NOW - 9 * DAY, NOW),
      now: certificate('A2', NOW - DAY, NOW + DAY),
      newest: certificate('A3', NOW, NOW + 9 * DAY),
      next: certificate('A4', NOW + 1, NOW + 99 * DAY),
    };
    const platformCertificates = {
      A4: all.next.kept,
      A1: all.ended.kept,
      A2: all.now.kept,
      A3: all.newest.kept,
    };
    const sealed = encryptFor({ platformCertificates }, '周小满', NOW);
    expect(sealed?.serial).toBe('A3');
    expect(open(sealed?.text ?? '', all.newest.privateKey)).toBe('周小满');
    expect(
      encryptFor({ platformCertificates: { A1: all.ended.kept, A4: all.next.kept } }, '周小满', NOW),
    ).toBeUndefined();
    expect(encryptFor({ platformCertificates: {} }, '周小满', NOW)).toBeUndefined();
    expect(encryptFor({}, '周小满', NOW)).toBeUndefined();
  });

  test('the longest that may be given fits into one block', () => {
    const pair = rsaPair();
    const sealed = encryptFor({ publicKeyId: 'P', publicKey: pair.publicKey }, '欧'.repeat(30), NOW);
    expect(open(sealed?.text ?? '', pair.privateKey)).toBe('欧'.repeat(30));
  });
});
