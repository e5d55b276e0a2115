import { createPay } from '../../functions/wechat/pay';
import { encryptFor, type TransferRequest, transferRequest } from '../../functions/wechat/transfer';
import { accountOf, type Bench, openBench } from '../support/standIn';

/** What the stand-in makes of transfers, from the request to the person's balance. */
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const PROMOTER = 'oPromoter0000000000000000001';
let counter = 0;

function request(changes: Partial<TransferRequest> = {}): TransferRequest {
  const outBillNo = `bill${String(++counter).padStart(6, '0')}`;
  const notifyUrl = `${bench.receiver.url}/pay/notify/${bench.account.id}/transfer`;
  return { ...transferRequest(bench.account, { outBillNo, openid: PROMOTER, amount: 8_800, notifyUrl }), ...changes };
}

async function sent(changes: Partial<TransferRequest> = {}): Promise<string> {
  const body = request(changes);
  expect(await bench.pay.transfer(body)).toMatchObject({ ok: true });
  return body.out_bill_no;
}
const stateOf = async (outBillNo: string) => {
  const found = await bench.pay.queryTransfer(outBillNo);
  return found === 'notFound' ? found : found.status;
};
const transfers = async () => (await bench.control.books(bench.account.mchid)).transfers;
const told = () => bench.receiver.received.length;

test('asked for, confirmed, arrived: each step is seen by a query, and only the last one is told', async () => {
  const body = request();
  const answer = await bench.pay.transfer(body);
  expect(answer).toMatchObject({
    ok: true,
    value: {
      outBillNo: body.out_bill_no,
      transferBillNo: expect.stringMatching(/^133\d{36}$/),
      status: 'WAIT_USER_CONFIRM',
      packageInfo: expect.any(String),
      createdAt: bench.now(),
    },
  });
  const packageInfo = (answer.ok && answer.value.packageInfo) || '';
  expect(await bench.control.transferSheet(packageInfo)).toEqual({
    package: packageInfo,
    payer: '山野集',
    amount: 8_800,
    remark: '佣金提现',
    outBillNo: body.out_bill_no,
    state: 'WAIT_USER_CONFIRM',
  });
  const asked = await bench.pay.queryTransfer(body.out_bill_no);
  expect(asked).toMatchObject({ status: 'WAIT_USER_CONFIRM', amount: 8_800, openid: PROMOTER });
  // The package comes with the answer to the request alone; the same request brings it again.
  expect(asked).toMatchObject({ packageInfo: undefined });
  expect(await bench.pay.transfer(body)).toEqual(answer);

  await bench.advance(60_000);
  await bench.control.confirmTransfer({ outBillNo: body.out_bill_no, stay: true });
  expect(await stateOf(body.out_bill_no)).toBe('TRANSFERING');
  expect(told()).toBe(0);
  await bench.control.moveTransfer({ outBillNo: body.out_bill_no, state: 'SUCCESS' });
  expect(await stateOf(body.out_bill_no)).toBe('SUCCESS');
  expect(await bench.control.flush()).toMatchObject([
    { kind: 'transfer', mchid: bench.account.mchid, outBillNo: body.out_bill_no, status: 200 },
  ]);
  expect(told()).toBe(1);
  expect(await transfers()).toMatchObject([{ state: 'SUCCESS', amount: 8_800, updatedAt: bench.now() }]);
});

test('the phone confirms with what the app gives it, for the person that it was sent to', async () => {
  const { openid } = (await bench.control.registerPeople([{ id: 'zhou', name: '周小满' }]))[0] ?? { openid: '' };
  const body = request({ openid });
  const answer = await bench.pay.transfer(body);
  const packageInfo = (answer.ok && answer.value.packageInfo) || '';
  const params = { mchId: bench.account.mchid, appId: bench.account.appid, package: packageInfo };
  const wrong = [
    { ...params, mchId: '1900000000' },
    { ...params, appId: 'wx0000000000000000' },
    { ...params, package: `${packageInfo}x` },
    { ...params, openId: PROMOTER },
    { ...params, person: 'somebody' },
  ];
  for (const one of wrong) {
    await expect(bench.control.confirmFromSheet(one)).rejects.toMatchObject({ status: 400 });
  }
  expect(await stateOf(body.out_bill_no)).toBe('WAIT_USER_CONFIRM');
  expect(await bench.control.confirmFromSheet({ ...params, openId: openid })).toEqual({
    outBillNo: body.out_bill_no,
    amount: 8_800,
  });
  expect(await stateOf(body.out_bill_no)).toBe('SUCCESS');
  await expect(bench.control.confirmFromSheet({ ...params, person: 'zhou' })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  });
});

describe('what is refused', () => {
  const reports = [
    { info_type: '岗位类型', info_content: '分销员' },
    { info_type: '报酬说明', info_content: '推广佣金' },
  ];
  const wrong: Record<string, () => Partial<TransferRequest> | Record<string, unknown>> = {
    'a number with a hyphen': () => ({ out_bill_no: 'bill-1' }),
    'a number of 33 characters': () => ({ out_bill_no: 'b'.repeat(33) }),
    'another app': () => ({ appid: 'wx0000000000000000' }),
    'nine fen': () => ({ transfer_amount: 9 }),
    'half a fen': () => ({ transfer_amount: 10.5 }),
    'more than the limit': () => ({ transfer_amount: 2_000_001 }),
    'a remark of 33 characters': () => ({ transfer_remark: '佣'.repeat(33) }),
    'no remark': () => ({ transfer_remark: undefined }),
    'an address with a query': () => ({ notify_url: 'https://shop.example.com/notify?a=1' }),
    'one report of two': () => ({ transfer_scene_report_infos: reports.slice(1) }),
    'a third report': () => ({ transfer_scene_report_infos: [...reports, ...reports.slice(1)] }),
    'a report of another scene': () => ({
      transfer_scene_report_infos: [reports[0], { info_type: '活动名称', info_content: '推广' }],
    }),
    'an empty report': () => ({
      transfer_scene_report_infos: [reports[0], { info_type: '报酬说明', info_content: '' }],
    }),
    'a word that the scene does not have': () => ({ user_recv_perception: '现金奖励' }),
    '¥2 000 without a name': () => ({ transfer_amount: 200_000 }),
    'a name in clear': () => ({ user_name: '周小满' }),
  };
  test.each(Object.keys(wrong))('%s', async (what) => {
    const body = request((wrong[what]?.() ?? {}) as Partial<TransferRequest>);
    const { transfer } = bench.pay;
    const outcome = await transfer(body).catch((error: { code: string }) => error.code);
    expect(outcome).toEqual(
      what === 'another app' ? 'APPID_MCHID_NOT_MATCH' : { ok: false, refusal: 'transferInvalid' },
    );
    expect(await transfers()).toEqual([]);
  });

  test('a scene that the merchant has not been given', async () => {
    await expect(bench.pay.transfer(request({ transfer_scene_id: '1000' }))).rejects.toMatchObject({ code: 'NO_AUTH' });
  });

  test('the same number with another body; with the same one it is the same transfer', async () => {
    const body = request();
    expect(await bench.pay.transfer(body)).toMatchObject({ ok: true });
    for (const change of [{ transfer_amount: 8_801 }, { openid: `${PROMOTER}x` }, { transfer_remark: '佣金' }]) {
      expect(await bench.pay.transfer({ ...body, ...change })).toEqual({ ok: false, refusal: 'transferInvalid' });
    }
    expect(await bench.pay.transfer(body)).toMatchObject({ ok: true, value: { status: 'WAIT_USER_CONFIRM' } });
    expect(await transfers()).toHaveLength(1);
  });

  test('what nobody has sent is not found', async () => {
    expect(await bench.pay.queryTransfer('nobody')).toBe('notFound');
    expect(await bench.pay.cancelTransfer('nobody')).toBe('notFound');
    const other = await bench.control.merchant();
    const theirs = createPay(accountOf(other), { base: bench.standIn.url, now: bench.now });
    expect(await theirs.queryTransfer(await sent())).toBe('notFound');
  });
});

describe('the name', () => {
  const named = (name: string, amount = 200_000) => {
    const sealed = encryptFor(bench.account, name, bench.now());
    return { body: request({ transfer_amount: amount, user_name: sealed?.text ?? '' }), serial: sealed?.serial };
  };
  beforeEach(async () => {
    await bench.control.registerPeople([{ id: 'zhou', name: '小满', openid: PROMOTER, realName: '周小满' }]);
  });

  test('the right one, encrypted for the key that the request names; encrypted anew it is the same request', async () => {
    const { body, serial } = named('周小满');
    expect(await bench.pay.transfer(body, serial)).toMatchObject({ ok: true, value: { status: 'WAIT_USER_CONFIRM' } });
    const again = { ...body, user_name: encryptFor(bench.account, '周小满', bench.now())?.text ?? '' };
    expect(again.user_name).not.toBe(body.user_name);
    expect(await bench.pay.transfer(again, serial)).toMatchObject({ ok: true });
    const changed = { ...body, user_name: encryptFor(bench.account, '周大满', bench.now())?.text ?? '' };
    expect(await bench.pay.transfer(changed, serial)).toEqual({ ok: false, refusal: 'transferInvalid' });
  });

  test('another one fails, and the money is back', async () => {
    await bench.control.setOperating({ mchid: bench.account.mchid, fen: 200_000 });
    const { body, serial } = named('王二');
    expect(await bench.pay.transfer(body, serial)).toMatchObject({
      ok: true,
      value: { status: 'FAIL', failure: 'NAME_NOT_CORRECT' },
    });
    expect(await bench.control.operating(bench.account.mchid)).toMatchObject({ fen: 200_000 });
  });

  test('a certificate names its own key; under another serial the name cannot be read', async () => {
    const credentials = await bench.control.merchant({ keyMode: 'certificate' });
    const { publicKey: _, publicKeyId: __, ...account } = accountOf(credentials);
    const platformCertificates = await createPay(
      { ...account, platformCertificates: {} },
      { base: bench.standIn.url, now: bench.now },
    ).certificates();
    if (platformCertificates === 'none') throw new Error('no certificates');
    const pay = createPay({ ...account, platformCertificates }, { base: bench.standIn.url, now: bench.now });
    const sealed = encryptFor({ ...account, platformCertificates }, '周小满', bench.now());
    const body = request({ transfer_amount: 200_000, user_name: sealed?.text ?? '', openid: 'oSomebody' });
    expect(await pay.transfer(body)).toEqual({ ok: false, refusal: 'transferInvalid' });
    expect(await pay.transfer(body, sealed?.serial)).toMatchObject({ ok: true });
  });
});

test('the operating account gives what it has, and has it again when a transfer comes to nothing', async () => {
  const { mchid } = bench.account;
  await bench.control.setOperating({ mchid, fen: 10_000, limit: 9_000 });
  expect(await bench.pay.transfer(request({ transfer_amount: 9_001 }))).toEqual({
    ok: false,
    refusal: 'transferInvalid',
  });
  const first = await sent();
  const second = request({ transfer_amount: 1_201 });
  expect(await bench.pay.transfer(second)).toEqual({ ok: false, refusal: 'notEnough' });
  expect(await bench.pay.queryTransfer(second.out_bill_no)).toBe('notFound');
  expect(await bench.pay.cancelTransfer(first)).toBe('asked');
  expect(await stateOf(first)).toBe('CANCELLED');
  expect(await bench.pay.transfer(second)).toMatchObject({ ok: true });
  expect(await bench.control.operating(mchid)).toMatchObject({ fen: 10_000 - 1_201 });
});

test('nobody confirms for a day: it is closed, told, and can no longer be confirmed', async () => {
  const outBillNo = await sent();
  await bench.advance(86_400_000 - 1);
  expect(await stateOf(outBillNo)).toBe('WAIT_USER_CONFIRM');
  await bench.advance(1);
  expect(await bench.pay.queryTransfer(outBillNo)).toMatchObject({ status: 'FAIL', failure: 'OVERDUE_CLOSE' });
  await bench.control.flush();
  expect(told()).toBe(1);
  await expect(bench.control.confirmTransfer({ outBillNo })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

describe('cancelling', () => {
  test('before the confirmation, once or twice', async () => {
    const outBillNo = await sent();
    expect(await bench.pay.cancelTransfer(outBillNo)).toBe('asked');
    expect(await bench.pay.cancelTransfer(outBillNo)).toBe('asked');
    expect(await stateOf(outBillNo)).toBe('CANCELLED');
    await expect(bench.control.confirmTransfer({ outBillNo })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await bench.control.flush();
    expect(told()).toBe(1);
  });

  test('after it, it is too late', async () => {
    const outBillNo = await sent();
    await bench.control.confirmTransfer({ outBillNo, stay: true });
    expect(await bench.pay.cancelTransfer(outBillNo)).toBe('tooLate');
    await bench.control.moveTransfer({ outBillNo, state: 'SUCCESS' });
    expect(await bench.pay.cancelTransfer(outBillNo)).toBe('tooLate');
  });
});

describe('faults', () => {
  test('accepted: WeChat has it before it waits for the payee, and the same request brings the package', async () => {
    await bench.control.addFault({ match: { operation: 'transfer' }, times: 1, effect: { kind: 'accepted' } });
    const body = request();
    expect(await bench.pay.transfer(body)).toMatchObject({ value: { status: 'ACCEPTED', packageInfo: undefined } });
    expect(await stateOf(body.out_bill_no)).toBe('WAIT_USER_CONFIRM');
    expect(await bench.pay.transfer(body)).toMatchObject({ value: { packageInfo: expect.any(String) } });
  });

  test('processing, closed and not enough', async () => {
    for (const kind of ['processing', 'closed', 'notEnough'] as const) {
      await bench.control.addFault({ match: { operation: 'transfer' }, times: 1, effect: { kind } });
    }
    const answers = [];
    for (let count = 0; count < 3; count++) answers.push(await bench.pay.transfer(request()));
    expect(answers).toMatchObject([
      { value: { status: 'PROCESSING' } },
      { value: { status: 'FAIL', failure: 'PAYER_ACCOUNT_ABNORMAL' } },
      { refusal: 'notEnough' },
    ]);
  });

  test('an answer that never comes, after the work or before it', async () => {
    const body = request();
    for (const operation of ['transfer', 'queryTransfer', 'cancelTransfer'] as const) {
      await bench.control.addFault({ match: { operation }, times: 1, effect: { kind: 'timeoutAfter' } });
    }
    await expect(bench.pay.transfer(body)).rejects.toMatchObject({ name: 'WechatUnavailable' });
    await expect(bench.pay.queryTransfer(body.out_bill_no)).rejects.toMatchObject({ name: 'WechatUnavailable' });
    expect(await stateOf(body.out_bill_no)).toBe('WAIT_USER_CONFIRM');
    await expect(bench.pay.cancelTransfer(body.out_bill_no)).rejects.toMatchObject({ name: 'WechatUnavailable' });
    expect(await stateOf(body.out_bill_no)).toBe('CANCELLED');
    await bench.control.addFault({
      match: { operation: 'transfer' },
      times: 1,
      effect: { kind: 'timeoutBefore' },
    });
    const lost = request();
    await expect(bench.pay.transfer(lost)).rejects.toMatchObject({ name: 'WechatUnavailable' });
    expect(await bench.pay.queryTransfer(lost.out_bill_no)).toBe('notFound');
  });
});

test('a reset forgets transfers, and a memory brings them back', async () => {
  const outBillNo = await sent();
  await bench.control.setOperating({ mchid: bench.account.mchid, fen: 5_000 });
  const memory = await bench.control.memory();
  await bench.control.reset();
  expect(await transfers()).toEqual([]);
  await bench.advance(0);
  await bench.control.recall(memory);
  expect(await stateOf(outBillNo)).toBe('WAIT_USER_CONFIRM');
  expect(await bench.control.operating(bench.account.mchid)).toMatchObject({ fen: 5_000 });
  await bench.control.confirmTransfer({ outBillNo });
  expect(await bench.control.flush()).toMatchObject([{ outBillNo, status: 200 }]);
});
